"""The yearly notice: understood whole, or refused by the sentence that is not."""

from __future__ import annotations

from datetime import date

import pytest

from foundation.standards.notices import NOTICE_2025, NOTICE_2026
from manyhold.foundation.standards.calendar.notice import NoticeError, Reading, read
from manyhold.foundation.standards.calendar.rules import spans


def off(reading: Reading) -> int:
    return sum(not one.is_working for one in reading.days)


def worked(reading: Reading) -> list[str]:
    return [f"{one.day:%m-%d}" for one in reading.days if one.is_working]


def test_the_notice_of_2026() -> None:
    reading = read(NOTICE_2026, 2026)
    assert off(reading) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert worked(reading) == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    first, spring, *_ = spans(reading.days)
    assert (first.name, first.first, first.last) == ("元旦", date(2026, 1, 1), date(2026, 1, 3))
    assert (spring.name, spring.makeup_days) == ("春节", (date(2026, 2, 14), date(2026, 2, 28)))


def test_the_notice_of_2025_whose_preamble_speaks_of_days_too() -> None:
    reading = read(NOTICE_2025, 2025)
    assert off(reading) == 1 + 8 + 3 + 5 + 3 + 8
    assert worked(reading) == ["01-26", "02-08", "04-27", "09-28", "10-11"]
    assert [one.name for one in spans(reading.days)][-1] == "国庆节、中秋节"


def test_a_notice_in_one_line_and_in_half_width_reads_the_same() -> None:
    text = NOTICE_2026.replace("\n", "").replace("：", ":").replace("，", ",")
    assert read(text, 2026).days == read(NOTICE_2026, 2026).days


@pytest.mark.parametrize(
    ("text", "year", "days"),
    [
        ("元旦：1月1日放假，与周末连休。", 2024, ["2024-01-01"]),
        (
            "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。",
            2023,
            ["2022-12-31", "2023-01-01", "2023-01-02"],
        ),
        (
            "春节：2月10日至11日放假调休，共2天。鼓励安排职工在除夕（2月9日）休息。",
            2024,
            ["2024-02-10", "2024-02-11"],
        ),
        ("日期,类型,名称\n2026-01-01,休,元旦\n2026/1/4,班,元旦", 2026, ["2026-01-01", "2026-01-04"]),
        ("2026-01-01\t放假\t元旦", 2026, ["2026-01-01"]),
    ],
)
def test_forms_of_other_years(text: str, year: int, days: list[str]) -> None:
    assert [one.day.isoformat() for one in read(text, year).days] == days


@pytest.mark.parametrize(
    ("text", "code", "sentence"),
    [
        ("元旦：1月1日（周四）放假。春节：2月15日前后放假。", "sentence_unread", "春节:2月15日前后放假"),
        ("春节：放假时间另行通知。", "sentence_unread", "春节:放假时间另行通知"),
        ("1月1日（周四）放假。", "sentence_unread", "1月1日(周四)放假"),
        ("元旦：1月1日（周三）放假。", "weekday_wrong", "元旦:1月1日(周三)放假"),
        ("元旦：1月1日至3日放假，共4天。", "count_wrong", "元旦:1月1日至3日放假,共4天"),
        ("元旦：1月3日至1日放假。", "span_wrong", "元旦:1月3日至1日放假"),
        ("元旦：2月30日放假。", "no_such_day", "元旦:2月30日放假"),
        ("元旦：1月1日放假。1月1日上班。", "said_twice", "1月1日上班"),
        ("元旦：2030年1月1日放假。", "other_year", "元旦:2030年1月1日放假"),
        ("2026-01-01,未知,元旦", "row_unread", "2026-01-01,未知,元旦"),
        ("2026-01-01,休", "row_unread", "2026-01-01,休"),
        ("各单位：请妥善安排值班。", "nothing_read", ""),
        (NOTICE_2025, "other_year", "关于2025年部分节假日"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, code: str, sentence: str) -> None:
    with pytest.raises(NoticeError) as refused:
        read(text, 2026)
    assert (refused.value.code, refused.value.sentence) == (code, sentence)
