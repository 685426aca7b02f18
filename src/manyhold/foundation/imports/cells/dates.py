"""Dates as serial numbers, as date cells and as text in the ways the trade writes them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from manyhold.foundation.imports.problem import BLANK, Code, Parsed, refused, warning
from manyhold.foundation.imports.text import fold
from manyhold.foundation.imports.workbook.values import Cell

EARLIEST = date(1949, 10, 1)
LATEST = date(2120, 12, 31)
_SERIAL_END = 2_958_466  # 9999-12-31 is serial 2,958,465 (ECMA-376 part 1, 18.17.4)
_FULL = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月])(\d{1,2})日?(?:[T\s]*\d{1,2}[:时]\d{1,2}.*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_SEVERAL = re.compile(r"[#、,;|\n]")  # a slash stands inside dates
_INCOMPLETE = re.compile(r"(\d{4})(?:年?|[-/.年](\d{1,2})月?|(\d{2}))")


def parse_date(cell: Cell, *, date_1904: bool = False) -> Parsed[date]:
    """Read a day. Numbers are Excel serials, or YYYYMMDD when they look like it; a time of day is dropped."""
    match cell:
        case None:
            return BLANK
        case datetime():
            return _bounded(cell.date(), cell.isoformat(sep=" "))
        case date():
            return _bounded(cell, cell.isoformat())
        case str():
            return _from_text(fold(cell), date_1904=date_1904)
        case int() | Decimal() if not isinstance(cell, bool):
            return _from_number(int(cell), date_1904=date_1904)
        case _:
            return refused(Code.DATE_UNREADABLE, value=str(cell)[:40])


def from_serial(serial: int, *, date_1904: bool = False) -> date:
    """Return the day of an Excel serial; in the 1900 system serial 60 is a day that never was."""
    if date_1904:
        return date(1904, 1, 1) + timedelta(days=serial)
    return date(1899, 12, 31 if serial < 60 else 30) + timedelta(days=serial)


def _from_number(number: int, *, date_1904: bool) -> Parsed[date]:
    if compact := _COMPACT.fullmatch(str(number)):
        return _made(int(compact[1]), int(compact[2]), int(compact[3]), str(number))
    if 190_001 <= number <= LATEST.year * 100 + 12 and 1 <= number % 100 <= 12:
        return _incomplete(number // 100, number % 100, str(number))
    if EARLIEST.year <= number <= LATEST.year:
        # As a serial this is a day of 1905: someone wrote the year alone.
        return _incomplete(number, 1, str(number))
    if not 0 < number < _SERIAL_END:
        return refused(Code.DATE_UNREADABLE, value=str(number))
    return _bounded(from_serial(number, date_1904=date_1904), str(number))


def _from_text(text: str, *, date_1904: bool) -> Parsed[date]:
    if not text:
        return BLANK
    several = [part.strip() for part in _SEVERAL.split(text) if part.strip()]
    if len(several) > 1:
        return _earliest([_from_text(part, date_1904=date_1904) for part in several], text)
    if full := _FULL.fullmatch(text):
        return _made(int(full[1]), int(full[2]), int(full[3]), text)
    if compact := _COMPACT.fullmatch(text):
        return _made(int(compact[1]), int(compact[2]), int(compact[3]), text)
    if serial := _SERIAL.fullmatch(text):
        return _from_number(int(serial[1]), date_1904=date_1904)
    return _from_part(text)


def _from_part(text: str) -> Parsed[date]:
    if incomplete := _INCOMPLETE.fullmatch(text):
        return _incomplete(int(incomplete[1]), int(incomplete[2] or incomplete[3] or 1), text)
    return refused(Code.DATE_UNREADABLE, value=text[:40])


def _earliest(days: list[Parsed[date]], written: str) -> Parsed[date]:
    """Take the first of the days that a cell gives for several fees (2020-06-10#2020-07-10)."""
    read = [day.value for day in days if day.value is not None]
    if len(read) < len(days):
        return refused(Code.DATE_UNREADABLE, value=written[:40])
    taken = min(read)
    return Parsed(taken, (warning(Code.DATE_SEVERAL, value=written[:40], taken=taken.isoformat()),))


def _made(year: int, month: int, day: int, written: str) -> Parsed[date]:
    try:
        return _bounded(date(year, month, day), written)
    except ValueError:
        return refused(Code.DATE_UNREADABLE, value=written[:40])


def _incomplete(year: int, month: int, written: str) -> Parsed[date]:
    suggestion = f"{year:04}-{month:02}-01" if 1 <= month <= 12 else None
    return refused(Code.DATE_INCOMPLETE, suggestion=suggestion, value=written[:40])


def _bounded(day: date, written: str) -> Parsed[date]:
    if EARLIEST <= day <= LATEST:
        return Parsed(day)
    return refused(
        Code.DATE_OUT_OF_RANGE,
        value=written[:40],
        read=day.isoformat(),
        earliest=EARLIEST.isoformat(),
        latest=LATEST.isoformat(),
    )
