"""Reads the State Council's yearly notice (国务院办公厅关于…节假日安排的通知), and a table in its stead.

Every sentence with a day in it is understood whole or refused by name: nothing is guessed. What the sentence says
twice must agree: the day with its weekday, the span with its number of days.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from manyhold.foundation.standards.calendar.rules import SpecialDay

LONGEST_HOLIDAY = 15
NAME_LENGTH = 20
_WEEKDAYS = "一二三四五六日"
_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
_DATES = re.compile(_DATE)
_HEADING = re.compile(rf"^(?:[(]?[一二三四五六七八九十\d]+[)、.])?([^:,。\d]{{1,{NAME_LENGTH}}}):(.+)$")
_OFF = re.compile(
    rf"^{_DATE}(?:(?:至|到|-|—|~){_DATE})?"
    r"(?:放假调休|调休放假|放假)(\d+天)?(?:,?共(\d+)天)?(?:,(?:不调休|与周末连休))*$"
)
_WORKED = re.compile(rf"^{_DATE}(?:[、,和]{_DATE})*(?:正常|照常)?上班$")
_OPENING = re.compile(r".*如下[。:]", re.DOTALL)
_NO_ARRANGEMENT = re.compile(r"^(?:鼓励|(?:国务院办公厅)?\d{4}年\d{1,2}月\d{1,2}日$)")
_SPEAKS_OF_DAYS = re.compile(r"\d日|放假|调休|上班")
_TITLE_YEAR = re.compile(r"关于(\d{4})年部分节假日")
_TABLE = re.compile(r"^\s*(?:日期|date|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*[,\t]", re.IGNORECASE)
_TABLE_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_KINDS = {
    **dict.fromkeys(("休", "放假", "休息", "rest"), False),
    **dict.fromkeys(("班", "上班", "补班", "调休上班", "work"), True),
}


class NoticeError(ValueError):
    """What cannot be read: `code` says why, `sentence` is where."""

    def __init__(self, code: str, sentence: str = "") -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


@dataclass
class Reading:
    """What a text says of a year; `ignored` are its sentences that arrange nothing."""

    days: list[SpecialDay] = field(default_factory=list[SpecialDay])
    ignored: list[str] = field(default_factory=list[str])


def read(text: str, year: int) -> Reading:
    """The special days of `year` by its notice or by a table. Raises NoticeError."""
    plain = unicodedata.normalize("NFKC", text).strip()
    reading = _table(plain, year) if _TABLE.match(plain) else _notice(plain, year)
    if not any(not one.is_working for one in reading.days):
        raise NoticeError("nothing_read")
    reading.days.sort(key=lambda one: one.day)
    return reading


def _notice(text: str, year: int) -> Reading:
    """By sentences; what stands before the last “如下” is the preamble, which explains and arranges nothing."""
    title = _TITLE_YEAR.search(re.sub(r"\s", "", text))
    if title and int(title[1]) != year:
        raise NoticeError("other_year", title[0])
    reading, name = Reading(), ""
    for sentence in _sentences(_OPENING.sub("", text)):
        if _NO_ARRANGEMENT.match(sentence) or not _SPEAKS_OF_DAYS.search(sentence):
            reading.ignored.append(sentence)
            continue
        heading = _HEADING.match(sentence)
        if heading:
            name = heading[1]
        _take(reading, sentence, _arranged(sentence, heading[2] if heading else sentence, name, year))
    return reading


def _sentences(text: str) -> Iterator[str]:
    for piece in re.split(r"[。;\n]", text):
        if sentence := re.sub(r"\s", "", piece).rstrip(".,"):
            yield sentence


def _arranged(sentence: str, said: str, name: str, year: int) -> list[SpecialDay]:
    off, worked = _OFF.match(said), _WORKED.match(said)
    if not name or not (off or worked):
        raise NoticeError("sentence_unread", sentence)
    days = _days(sentence, said, year)
    if worked:
        return [SpecialDay(day, is_working=True, name=name) for day in days]
    first, last = days[0], days[-1]
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_HOLIDAY:
        raise NoticeError("span_wrong", sentence)
    if any(int(count) != length for count in re.findall(r"(?:放假|共)(\d+)天", said)):
        raise NoticeError("count_wrong", sentence)
    return [
        SpecialDay(first + timedelta(days=number), is_working=False, name=name) for number in range(length)
    ]


def _days(sentence: str, said: str, year: int) -> list[date]:
    """The days of a sentence; a day without a month is in the month of the one before it."""
    found: list[date] = []
    for own_year, own_month, number, note in _DATES.findall(said):
        before = found[-1] if found else None
        if not own_month and before is None:
            raise NoticeError("sentence_unread", sentence)
        month = int(own_month) if own_month or before is None else before.month
        in_year = int(own_year) if own_year else before.year if before else year
        day = _date(in_year, month, int(number), year, sentence)
        weekday = re.search(rf"(?:周|星期)([{_WEEKDAYS}天])", note)
        if weekday and _WEEKDAYS.index(weekday[1].replace("天", "日")) != day.weekday():
            raise NoticeError("weekday_wrong", sentence)
        found.append(day)
    return found


def _table(text: str, year: int) -> Reading:
    """By rows of date, kind and name, separated by commas or, as pasted from a workbook, by tabs."""
    reading = Reading()
    rows = csv.reader(text.splitlines(), delimiter="\t" if "\t" in text else ",")
    for number, cells in enumerate([cell.strip() for cell in row] for row in rows):
        line = ",".join(cells)
        found = _TABLE_DATE.fullmatch(cells[0]) if cells else None
        if not any(cells) or (number == 0 and found is None):
            continue
        if found is None or len(cells) < 3 or cells[1].lower() not in _KINDS:
            raise NoticeError("row_unread", line)
        if not 0 < len(cells[2]) <= NAME_LENGTH:
            raise NoticeError("row_unread", line)
        day = _date(int(found[1]), int(found[2]), int(found[3]), year, line)
        _take(reading, line, [SpecialDay(day, is_working=_KINDS[cells[1].lower()], name=cells[2])])
    return reading


def _date(in_year: int, month: int, number: int, year: int, sentence: str) -> date:
    """The day, which lies in the notice's own year or in the winter on either side of it."""
    try:
        day = date(in_year, month, number)
    except ValueError:
        raise NoticeError("no_such_day", sentence) from None
    if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
        raise NoticeError("other_year", sentence)
    return day


def _take(reading: Reading, sentence: str, days: list[SpecialDay]) -> None:
    taken = {one.day for one in reading.days}
    if any(one.day in taken for one in days) or len({one.day for one in days}) < len(days):
        raise NoticeError("said_twice", sentence)
    reading.days.extend(days)
