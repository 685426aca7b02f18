"""Tables: found among titles, groups of headings, notes, totals and footers; and set right by hand."""

import pytest

from factories.workbooks import csv_of, xls_of, xlsx_of
from manyhold.foundation.imports.tables.errors import TableChoiceError, TableNotFoundError
from manyhold.foundation.imports.tables.recognise import column_letters, recognise
from manyhold.foundation.imports.tables.table import IgnoredAs, Table, TableChoice
from manyhold.foundation.imports.workbook.read import read_workbook
from manyhold.foundation.imports.workbook.values import shown

DATA = [["3栋", "1", "101", 97.76, 80, "张三", "13900001234"], ["3栋", "1", "102", 88.5, 70, "李四", None]]
TITLE = ["桂花苑业主档案（2020年）"] + [None] * 6
GROUPS = ["楼栋", "单元", "房号", "面积", None, "业主信息", None]
LOWER = [None, None, None, "建筑面积", "套内面积", "姓名", "电话"]
JOINED = ("楼栋", "单元", "房号", "面积/建筑面积", "面积/套内面积", "业主信息/姓名", "业主信息/电话")
PLAIN = ["楼栋", "单元", "房号", "建筑面积", "套内面积", "姓名", "电话"]


def _table(content: bytes, choice: TableChoice | None = None) -> Table:
    return recognise(read_workbook(content).sheets[0], choice or TableChoice())


def _rooms(table: Table) -> list[str]:
    column = next(place for place, label in enumerate(table.labels) if label.endswith("房号"))
    return [shown(cells[column]) for _, cells in table.rows()]


def _reasons(table: Table) -> list[IgnoredAs]:
    return [region.reason for region in table.ignored]


@pytest.mark.parametrize(
    "content",
    [
        xlsx_of(
            [TITLE, GROUPS, LOWER, *DATA],
            merged=["A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"],
        ),
        xls_of(
            [TITLE, GROUPS, LOWER, *DATA],
            merged=[(0, 0, 0, 6), (1, 2, 0, 0), (1, 2, 1, 1), (1, 2, 2, 2), (1, 1, 3, 4), (1, 1, 5, 6)],
        ),
        csv_of([TITLE, GROUPS, LOWER, *DATA], "gbk"),
    ],
    ids=["xlsx merged", "xls merged", "csv without merges"],
)
def test_merged_titles_over_two_heading_rows(content: bytes) -> None:
    table = _table(content)
    assert (table.heading_rows, table.labels) == ((1, 2), JOINED)
    assert (table.first_row, table.last_row) == (3, 4)
    assert _rooms(table) == ["101", "102"]
    assert _reasons(table) == [IgnoredAs.TITLE]


def test_a_row_of_groups_over_whole_headings() -> None:
    groups = ["房屋信息", None, None, None, None, "业主信息", None]
    table = _table(xlsx_of([TITLE, groups, PLAIN, *DATA], merged=["A1:G1", "A2:E2", "F2:G2"]))
    assert table.heading_rows == (1, 2)
    assert table.labels[2] == "房屋信息/房号"


def test_a_single_heading_row_below_titles_and_blank_rows() -> None:
    remarks = ["填表人：王五", None, None, None, None, "2020年6月"]
    table = _table(xlsx_of([TITLE, remarks, [], PLAIN, *DATA], merged=["A1:G1"]))
    assert (table.heading_rows, table.labels) == ((3,), tuple(PLAIN))
    assert _rooms(table) == ["101", "102"]


def test_totals_repeated_headings_blank_rows_and_footers_are_left_out() -> None:
    rows = [
        PLAIN,
        DATA[0],
        [" ", "　", None, None, None, None, None],
        ["1单元小计", None, None, 97.76, 80],
        PLAIN,
        DATA[1],
        ["合  计", None, None, 186.26, 150],
        [],
        ["制表：王五", None, None, None, None, "审核：赵六"],
        ["备注：面积以产证为准"],
    ]
    table = _table(xlsx_of(rows))
    assert _rooms(table) == ["101", "102"]
    assert _reasons(table) == [
        IgnoredAs.TOTAL,
        IgnoredAs.TOTAL,
        IgnoredAs.REPEATED_HEADING,
        IgnoredAs.FOOTER,
        IgnoredAs.FOOTER,
    ]


def test_notes_beside_the_table_are_left_out_though_they_hold_headings() -> None:
    notes = [["说明", None], ["楼栋", "楼栋编号"], ["房号", "房屋真实编号"], ["单元", "单元编号"]]
    rows = [
        [*PLAIN, None, None],
        *([*row, None, *note] for row, note in zip([*DATA, [None] * 7, [None] * 7], notes, strict=True)),
    ]
    table = _table(xlsx_of(rows))
    assert table.labels == tuple(PLAIN)
    assert (table.first_row, table.last_row) == (1, 2)
    (region,) = table.ignored
    assert (region.reason, region.first_row, region.last_row) == (IgnoredAs.SIDE_NOTE, 1, 4)


def test_a_column_without_heading_belongs_to_the_table_when_it_is_filled() -> None:
    rows = [["楼栋", "房号", None, "姓名"], ["3", "101", "x", "张三"], ["3", "102", "y", "李四"]]
    assert _table(xlsx_of(rows)).labels == ("楼栋", "房号", "", "姓名")


def test_the_table_need_not_begin_in_the_corner() -> None:
    table = _table(xlsx_of([[], [None, None, "楼栋", "房号"], [None, None, "3", "101"]]))
    assert (table.first_column, table.labels, table.first_row) == (2, ("楼栋", "房号"), 2)


def test_a_cell_merged_downwards_counts_for_each_of_its_rows() -> None:
    rows = [["楼栋", "房号", "姓名"], ["3栋", "101", "张三"], [None, None, "李四"], [None, "102", "王五"]]
    table = _table(xlsx_of(rows, merged=["A2:A4", "B2:B3"]))
    assert [[shown(cell) for cell in cells] for _, cells in table.rows()] == [
        ["3栋", "101", "张三"],
        ["3栋", "101", "李四"],
        ["3栋", "102", "王五"],
    ]


def test_blanks_are_filled_from_above_only_when_asked() -> None:
    content = csv_of([["楼栋", "房号"], ["3栋", "101"], [None, "102"]])
    assert [shown(cells[0]) for _, cells in _table(content).rows()] == ["3栋", ""]
    filled = _table(content, TableChoice(filled_columns=frozenset({0})))
    assert [shown(cells[0]) for _, cells in filled.rows()] == ["3栋", "3栋"]


def test_headings_nobody_knows_are_found_by_their_form() -> None:
    table = _table(csv_of([["清单"], ["甲", "乙", "丙"], ["1", "2", "3"]]))
    assert (table.heading_rows, table.labels) == ((1,), ("甲", "乙", "丙"))


def test_everything_can_be_set_by_hand() -> None:
    rows = [PLAIN, *DATA, ["合计", None, "103", 1, 1, None, None]]
    choice = TableChoice(
        heading_rows=(0,), first_column=2, last_column=3, first_row=2, last_row=3, keep_rows=frozenset({3})
    )
    table = _table(xlsx_of(rows), choice)
    assert table.labels == ("房号", "建筑面积")
    assert _rooms(table) == ["102", "103"]
    assert _rooms(_table(xlsx_of(rows), TableChoice(skip_rows=frozenset({1})))) == ["102"]


def test_a_sheet_without_headings_is_read_by_its_columns() -> None:
    content = csv_of([["3栋", "101"], ["3栋", "102"]])
    table = _table(content, TableChoice(heading_rows=()))
    assert table.labels == ("A", "B")
    assert len(list(table.rows())) == 2


@pytest.mark.parametrize("rows", [[["只有一格"]], [PLAIN], [[1, 2], [3, 4]]])
def test_a_sheet_without_a_table_says_so(rows: list[list[object]]) -> None:
    with pytest.raises(TableNotFoundError):
        _table(xlsx_of(rows))


@pytest.mark.parametrize(
    "choice",
    [
        TableChoice(heading_rows=(9999,)),
        TableChoice(heading_rows=(1, 0)),
        TableChoice(first_column=5, last_column=2),
        TableChoice(last_column=99),
        TableChoice(filled_columns=frozenset({50})),
    ],
)
def test_a_choice_outside_the_sheet_is_refused(choice: TableChoice) -> None:
    with pytest.raises(TableChoiceError):
        _table(xlsx_of([PLAIN, *DATA]), choice)


def test_column_letters() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
