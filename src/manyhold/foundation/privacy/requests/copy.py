"""The copy that a person may ask for (个人信息保护法 45): one zip, for machines (JSON) and for people (xlsx)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import msgspec
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from manyhold.kernel.modules import PersonalData
from manyhold.kernel.personal_data import Record

_SHEET_NAME = 31
"""Characters that a workbook allows in a sheet's name."""
_NOT_IN_A_SHEET = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True, slots=True)
class Copied:
    """One category with what is kept of the person in it."""

    category: PersonalData
    records: Sequence[Record]


def zipped(number: str, at: datetime, copied: Sequence[Copied]) -> bytes:
    """The zip's bytes; `number` is the request's, `at` the moment at which the data stood so."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("personal-data.json", _json(number, at, copied))
        archive.writestr("个人信息副本.xlsx", _workbook(number, at, copied))
    return stream.getvalue()


def _json(number: str, at: datetime, copied: Sequence[Copied]) -> bytes:
    told: dict[str, Any] = {
        "request": number,
        "at": at.isoformat(),
        "categories": [
            {
                "code": one.category.code,
                "name": one.category.zh,
                "name_en": one.category.en,
                "purpose": one.category.purpose_zh,
                "purpose_en": one.category.purpose_en,
                "legal_basis": one.category.basis,
                "records": list(one.records),
            }
            for one in copied
        ],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2)


def _workbook(number: str, at: datetime, copied: Sequence[Copied]) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        heading = book.add_format({"bold": True, "bg_color": "#F3F4F6", "bottom": 1})
        first = book.add_worksheet("说明 About")
        first.set_column(0, 2, 30)
        first.write_row(0, 0, ["请求编号 Request", number])
        first.write_row(1, 0, ["截至 As of", at.isoformat(timespec="minutes")])
        first.write_row(3, 0, ["类别 Category", "目的 Purpose", "条数 Records"], heading)
        for place, one in enumerate(copied, start=4):
            first.write_string(place, 0, f"{one.category.zh} {one.category.en}")
            first.write_string(place, 1, one.category.purpose_zh)
            first.write_number(place, 2, len(one.records))
        for place, one in enumerate(copied, start=1):
            name = f"{place} {one.category.zh}".translate(_NOT_IN_A_SHEET)[:_SHEET_NAME]
            _sheet(book.add_worksheet(name), heading, one.records)
    return stream.getvalue()


def _sheet(sheet: Worksheet, heading: Any, records: Sequence[Record]) -> None:
    columns = list(dict.fromkeys(name for record in records for name in record))
    sheet.set_column(0, max(len(columns) - 1, 0), 22)
    sheet.write_row(0, 0, columns, heading)
    for row, record in enumerate(records, start=1):
        for place, name in enumerate(columns):
            value = record.get(name)
            if isinstance(value, int) and not isinstance(value, bool):
                sheet.write_number(row, place, value)
            elif value is not None:
                sheet.write_string(row, place, str(value))
    sheet.freeze_panes(1, 0)
