"""Rows set aside: the workbook says what is wrong, and loads again once mended."""

from pathlib import Path

import openpyxl
import pytest

from factories.workbooks import xlsx_of
from manyhold.foundation.imports.matching.propose import Because, propose_mapping
from manyhold.foundation.imports.rows.drafts import RowDraft
from manyhold.foundation.imports.rows.read import read_rows
from manyhold.foundation.imports.setaside.workbook import write_set_aside
from manyhold.foundation.imports.tables.recognise import recognise
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.read import read_workbook

ROWS = [
    ["桂花苑档案", None, None, None, None, None],
    ["楼栋", "房号", "面积", "业主信息", None, None],
    [None, None, None, "姓名", "电话", "身份证号"],
    ["3栋", "0101", 90, "张三", "13900001234", "110101199001011237"],
    [None, "0102", "约97.76", "李四", "13700001234", "110101199001011237"],
    [None, "0103", 88, "=1+1", "1370000", 6.32126199109162e17],
]
MERGED = ["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:F2", "A4:A6"]


def _drafts(table: Table) -> list[RowDraft]:
    mapping = propose_mapping(table).mapping
    assert mapping is not None
    return list(read_rows(table, mapping))


def _set_aside(path: Path, language: str = "zh") -> int:
    table = recognise(read_workbook(xlsx_of(ROWS, merged=MERGED)).sheets[0])
    bad = ((draft.row_no, draft.problems) for draft in _drafts(table) if not draft.is_loadable)
    return write_set_aside(path, table, bad, "en" if language == "en" else "zh")


def test_bad_rows_keep_their_cells_and_say_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    assert _set_aside(path) == 2
    sheet = openpyxl.load_workbook(path).worksheets[0]
    headings, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert headings[:-1] == ["楼栋", "房号", "面积", "业主信息/姓名", "业主信息/电话", "业主信息/身份证号"]
    assert headings[-1] == "问题（导入时去除）"
    assert first[:-1] == ["3栋", "0102", "约97.76", "李四", "13700001234", "110101199001011237"]
    assert "面积: “约97.76”不是面积" in str(first[-1])
    assert "建议：97.76" in str(first[-1])
    assert "电话" in str(second[-1])
    assert "末几位已丢失" in str(second[-1])


def test_the_words_may_be_english(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    _set_aside(path, "en")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.cell(1, 7).value == "Problem (dropped on import)"
    assert "is not an area" in str(sheet.cell(2, 7).value)


def test_the_mended_workbook_loads_again_without_its_problem_column(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    _set_aside(path)
    original = recognise(read_workbook(xlsx_of(ROWS, merged=MERGED)).sheets[0])
    proposal = propose_mapping(original)
    assert proposal.mapping is not None
    again = recognise(read_workbook(path.read_bytes()).sheets[0])
    anew = propose_mapping(again)
    assert anew.columns[-1].because is Because.RESERVED
    assert [column.field for column in anew.columns[:-1]] == [column.field for column in proposal.columns]
    remembered = propose_mapping(again, remembered={proposal.fingerprint: proposal.mapping})
    assert remembered.columns[0].because is Because.REMEMBERED
    assert [draft.is_loadable for draft in _drafts(again)] == [False, False]
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["C2"] = 97.76
    book.save(path)
    mended, lost = _drafts(recognise(read_workbook(path.read_bytes()).sheets[0]))
    assert mended.is_loadable
    assert mended.label is not None
    assert mended.label.text == "3栋0102室"
    assert "identity.precision_lost" in {found.problem.code for found in lost.problems}


def test_set_aside_again_does_not_gather_problem_columns(tmp_path: Path) -> None:
    first, second = tmp_path / "first.xlsx", tmp_path / "second.xlsx"
    _set_aside(first)
    table = recognise(read_workbook(first.read_bytes()).sheets[0])
    write_set_aside(second, table, ((draft.row_no, draft.problems) for draft in _drafts(table)), "zh")
    sheet = openpyxl.load_workbook(second).worksheets[0]
    assert (sheet.max_column, sheet.max_row) == (7, 3)


def test_rows_out_of_order_are_refused(tmp_path: Path) -> None:
    table = recognise(read_workbook(xlsx_of(ROWS, merged=MERGED)).sheets[0])
    with pytest.raises(ValueError, match="row 4"):
        write_set_aside(tmp_path / "bad.xlsx", table, [(5, ()), (4, ())], "zh")


def test_formulas_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.xlsx"
    table = recognise(read_workbook(b"\xef\xbb\xbf" + "楼栋,房号\r\n=1+1,101\r\n".encode()).sheets[0])
    write_set_aside(path, table, [(2, ())], "zh")
    cell = openpyxl.load_workbook(path).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) != ("=1+1", "f")
