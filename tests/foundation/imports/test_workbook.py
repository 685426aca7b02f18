"""Uploads: every format gives the same sheet, and what cannot be read says why."""

import io
import zipfile
import zlib
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from time import process_time

import pytest
import xlsxwriter
import xlwt
from xlwt.CompoundDoc import XlsDoc

from factories.workbooks import csv_of, xls_of, xlsx_of
from manyhold.foundation.imports.messages import worded
from manyhold.foundation.imports.workbook import read
from manyhold.foundation.imports.workbook.errors import (
    DamagedWorkbookError,
    EmptyWorkbookError,
    NotAWorkbookError,
    PasswordProtectedError,
    UnknownEncodingError,
    WorkbookError,
    WorkbookTooLargeError,
)
from manyhold.foundation.imports.workbook.ooxml import inspect_package
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.imports.workbook.sheets import Limits
from manyhold.foundation.imports.workbook.values import CellError, is_blank, shown, typed
from manyhold.kernel.errors import TooManyRequests
from manyhold.kernel.turns import Turns

ROWS = [
    ["楼栋", "房号", "建筑面积", "业主", "备注"],
    ["３栋", "1803", 97.76, "张三", None],
    ["A座", "0501", 88, "李四、王五", "钥匙已交"],
]


def _texts(content: bytes) -> list[list[str]]:
    return [[shown(cell) for cell in row] for row in read_workbook(content).sheets[0].rows()]


@pytest.mark.parametrize(
    "content",
    [
        xlsx_of(ROWS),
        xls_of(ROWS),
        csv_of(ROWS),
        csv_of(ROWS, "utf-8-sig"),
        csv_of(ROWS, "utf-16"),
        csv_of(ROWS, "utf-16-le"),
        csv_of(ROWS, "utf-16-be"),
        csv_of(ROWS, "gbk"),
        csv_of(ROWS, "gb18030"),
        csv_of(ROWS, "gbk", "\t"),
        csv_of(ROWS, "utf-8", ";"),
        csv_of(ROWS, "utf-8", "，"),
    ],
)
def test_every_format_gives_the_same_sheet(content: bytes) -> None:
    assert _texts(content) == [["" if cell is None else str(cell) for cell in row] for row in ROWS]


@pytest.mark.parametrize(
    ("encoding", "told"), [("gb18030", "gb18030"), ("utf-16", "utf-16"), ("utf-8-sig", "utf-8-sig")]
)
def test_the_encoding_is_told(encoding: str, told: str) -> None:
    assert read_workbook(csv_of([["楼栋", "业主"], ["3", "䶮"]], encoding)).encoding == told


def test_cells_are_typed() -> None:
    day, moment = date(2020, 6, 10), datetime(2020, 6, 10, 8, 30)
    rows = list(read_workbook(xlsx_of([["  门 ", 3, 97.76, day, moment, True, None]])).sheets[0].rows())
    cells = [typed(cell) for cell in rows[0]]
    assert cells == ["门", 3, Decimal("97.76"), day, moment, True]
    assert [shown(cell) for cell in rows[0]] == [
        "  门 ".strip(),
        "3",
        "97.76",
        "2020-06-10",
        "2020-06-10 08:30:00",
        "TRUE",
    ]
    assert typed("  ") is None
    assert is_blank(" ")
    assert not is_blank(0.0)


def test_error_cells_are_not_blanks() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, ["楼栋", "面积"])
        sheet.write(2, 1, "3栋")
        sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")
    rows = list(read_workbook(content.getvalue()).sheets[0].rows())
    assert rows == [["", "", ""], ["", "楼栋", "面积"], ["", "3栋", CellError("#DIV/0!")]]
    assert typed("#N/A") == CellError("#N/A")


def _package(row: str) -> bytes:
    """An xlsx as `inspect_package` wants it, whose only sheet has this XML as its only row."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        sheet = f'<sheets xmlns:r="{office}"><sheet xmlns="a" name="a" r:id="r1"/></sheets>'
        package.writestr("xl/workbook.xml", f"<workbook>{sheet}</workbook>")
        relation = '<Relationship Id="r1" Target="sheet1.xml"/>'
        package.writestr("xl/_rels/workbook.xml.rels", f"<Relationships>{relation}</Relationships>")
        package.writestr("xl/sheet1.xml", f'<sheetData><row r="1">{row}</row></sheetData>')
    return content.getvalue()


@pytest.mark.parametrize(
    "repeated",
    [
        '<c r="A1" t="e"></c>',
        '<c r="A1" t="e"><f>1/0</f></c>',
        '<c r="A1" t="e"',
        't="e" ',
        '<c r="A1" t="e"><v>#',
        '<c r="A1" t="e"><f>',
        '"AAA1"',
        ' r="AAA1" ',
        '<c r="AAA1">',
    ],
)
def test_a_small_file_does_not_keep_the_reader_busy(repeated: str) -> None:
    """A pattern that looks ahead from every cell to the row's end would need hours for these 3 MB."""
    content = _package('<c r="A1" t="e"' + repeated * (3_000_000 // len(repeated)))
    began = process_time()
    with suppress(WorkbookError):
        inspect_package(content, Limits())
    assert process_time() - began < 10


def test_error_cells_are_found_however_they_are_written() -> None:
    cells = (
        '<c r="A1" s="3" t="e"><v>#N/A</v></c>'
        '<c r="B1" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" t="e" s="1">\n <f t="shared" si="0"/>\n <v>#REF!</v></c>'
        '<c r="D1" t="e"></c><c r="E1" t="s"><v>#NAME?</v></c>'
    )
    found = inspect_package(_package(cells), Limits()).errors
    assert found == {"a": {0: {0: CellError("#N/A"), 1: CellError("#DIV/0!"), 2: CellError("#REF!")}}}


def test_rows_keep_their_place_when_the_sheet_starts_lower() -> None:
    sheet = read_workbook(xlsx_of([[], [None, "楼栋"], [None, "3"]])).sheets[0]
    assert [[shown(cell) for cell in row] for row in sheet.rows(1, 2)] == [["", "楼栋"]]
    assert (sheet.row_count, sheet.column_count) == (3, 2)


def test_merges_hidden_sheets_and_the_date_system_are_told() -> None:
    content = xlsx_of([["业主信息", None], ["姓名", "电话"]], merged=["A1:B1"], epoch_1904=True)
    sheet = read_workbook(content).sheets[0]
    assert [(merge.first_column, merge.last_column) for merge in sheet.merges] == [(0, 1)]
    assert sheet.date_1904
    assert not sheet.hidden


def _ole(stream: bytes, name: str = "Workbook") -> bytes:
    content = io.BytesIO()
    XlsDoc().save(content, stream)
    plain = name.ljust(31, "\0").encode("utf-16-le")
    workbook = "Workbook".ljust(31, "\0").encode("utf-16-le")
    return content.getvalue().replace(workbook, plain)


def _biff_with_password() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("a").write(0, 0, "x")
    stream = book.get_biff_data()
    after_bof = 4 + int.from_bytes(stream[2:4], "little")
    file_pass = b"\x2f\x00\x06\x00\x00\x00\x12\x34\x56\x78"  # MS-XLS 2.4.117, XOR obfuscation
    return _ole(stream[:after_bof] + file_pass + stream[after_bof:])


def _zip_of(**files: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyWorkbookError),
        (b" \r\n ", EmptyWorkbookError),
        (xlsx_of([]), EmptyWorkbookError),
        (b"%PDF-1.7 ...", NotAWorkbookError),
        (b"\x89PNG\r\n\x1a\n", NotAWorkbookError),
        (b"<html><table><tr><td>1</td></tr></table></html>", NotAWorkbookError),
        (bytes(range(256)) * 20, NotAWorkbookError),
        (_zip_of(readme="hello"), NotAWorkbookError),
        (xlsx_of(ROWS)[:-200], DamagedWorkbookError),
        (_ole(b"nothing" * 100, "EncryptedPackage"), PasswordProtectedError),
        (_biff_with_password(), PasswordProtectedError),
        ("naïve,café,Übergröße,Ærø,ñandú\r\n".encode("cp1252") * 5, UnknownEncodingError),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, error: type[WorkbookError]) -> None:
    with pytest.raises(error) as raised:
        read_workbook(content)
    assert raised.value.problem.code is error.code
    assert worded(raised.value.problem, "zh")


def test_workbooks_are_read_by_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "_turns", Turns("reading_busy", at_once=2, at_most=1))
    with read._turns.one():
        with pytest.raises(TooManyRequests, match="reading_busy"):
            read_workbook(xlsx_of(ROWS))
        assert read_workbook(xlsx_of(ROWS), is_patient=True).sheets
    assert read_workbook(xlsx_of(ROWS)).sheets


@pytest.mark.parametrize(
    ("limits", "measure"),
    [
        (Limits(file_bytes=100), "file_bytes"),
        (Limits(unpacked_bytes=1000), "unpacked_bytes"),
        (Limits(rows=2), "rows"),
        (Limits(columns=4), "columns"),
        (Limits(sheets=0), "sheets"),
    ],
)
def test_limits_are_kept(limits: Limits, measure: str) -> None:
    with pytest.raises(WorkbookTooLargeError) as raised:
        read_workbook(xlsx_of(ROWS), limits)
    assert raised.value.params["measure"] == measure


@pytest.mark.parametrize("limits", [Limits(rows=2), Limits(columns=4)])
def test_limits_are_kept_for_text_too(limits: Limits) -> None:
    with pytest.raises(WorkbookTooLargeError):
        read_workbook(csv_of(ROWS), limits)


@pytest.mark.parametrize(("row", "column", "measure"), [(1_048_575, 0, "rows"), (0, 16_383, "columns")])
def test_a_stray_value_far_out_is_refused_before_it_takes_the_memory(
    row: int, column: int, measure: str
) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "楼栋")
        sheet.write(row, column, "x")
    with pytest.raises(WorkbookTooLargeError) as raised:
        read_workbook(content.getvalue())
    assert raised.value.params["measure"] == measure


def test_formatted_blanks_far_out_do_no_harm() -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "楼栋")
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    sheet = read_workbook(content.getvalue()).sheets[0]
    assert (sheet.row_count, sheet.column_count) == (1, 1)


def test_a_broken_quote_is_damage_or_a_value_but_never_a_crash() -> None:
    with pytest.raises(WorkbookError):
        read_workbook(b'"' + b"x" * 200_000 + b"\r\na,b")


def _forged(stated_bytes: int) -> bytes:
    """A workbook of one sheet of 8 MB that its directory gives as smaller, with the checksum to match."""
    workbook = io.BytesIO(xlsx_of([["房号"], ["101"]]))
    forged = io.BytesIO()
    with zipfile.ZipFile(workbook) as told, zipfile.ZipFile(forged, "w", zipfile.ZIP_DEFLATED) as package:
        for name in told.namelist():
            content = told.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content += b" " * 8_000_000
            package.writestr(name, content)
            if name == "xl/worksheets/sheet1.xml" and stated_bytes:
                package.getinfo(name).file_size = stated_bytes
                package.getinfo(name).CRC = zlib.crc32(content[:stated_bytes])
    return forged.getvalue()


@pytest.mark.parametrize("stated_bytes", [0, 100])
def test_what_is_unpacked_is_measured_whatever_the_directory_states(stated_bytes: int) -> None:
    content = _forged(stated_bytes)
    assert len(content) < 100_000
    with pytest.raises(WorkbookTooLargeError) as refused:
        read_workbook(content, Limits(unpacked_bytes=1_000_000))
    assert refused.value.params["measure"] == "unpacked_bytes"


def test_a_forged_size_within_the_limit_is_damage_and_no_crash() -> None:
    with pytest.raises(DamagedWorkbookError):
        read_workbook(_forged(100))
