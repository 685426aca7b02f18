"""Matching: the trade's headings find their fields, cells bear witness, and memory wins."""

import pytest

from factories.workbooks import xlsx_of
from manyhold.foundation.imports.catalogue.field import Sensitivity, Target
from manyhold.foundation.imports.catalogue.headings import PROBLEM_HEADINGS, comparable
from manyhold.foundation.imports.catalogue.takeover import BY_CODE, FIELDS, REQUIRED, TAKEOVER
from manyhold.foundation.imports.matching.mapping import ColumnMapping, fingerprint, mapping_problems
from manyhold.foundation.imports.matching.propose import (
    Because,
    MappingProposal,
    heading_score,
    propose_mapping,
)
from manyhold.foundation.imports.problem import Code
from manyhold.foundation.imports.tables.recognise import recognise
from manyhold.foundation.imports.tables.table import Table
from manyhold.foundation.imports.workbook.read import read_workbook


def _table(headings: list[str], *rows: list[object]) -> Table:
    return recognise(read_workbook(xlsx_of([headings, *rows])).sheets[0])


def _fields(proposal: MappingProposal) -> list[str | None]:
    return [column.field for column in proposal.columns]


ROOM = ["3栋", "1单元", "1803", 97.76, "张三", "13900001234"]


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (
            ["楼号", "单元", "房号", "建筑面积（㎡）", "业主姓名", "联系电话"],
            [
                "place.building",
                "place.unit",
                "room.number",
                "room.building_area",
                "owner.name",
                "owner.phone",
            ],
        ),
        (
            ["栋", "门", "室", "建面", "户主", "手机"],
            [
                "place.building",
                "place.unit",
                "room.number",
                "room.building_area",
                "owner.name",
                "owner.phone",
            ],
        ),
        (
            ["幢号*", "单元号", "房间编号", "产证面积", "产权人", "联系方式"],
            [
                "place.building",
                "place.unit",
                "room.number",
                "room.building_area",
                "owner.name",
                "owner.phone",
            ],
        ),
        (
            ["座", "梯号", "室号", "计费面积", "客户名称", "手机号码"],
            ["place.building", "place.unit", "room.number", "room.billing_area", "owner.name", "owner.phone"],
        ),
        (
            ["Building", "Unit", "Room No.", "Gross area", "Owner name", "Mobile"],
            [
                "place.building",
                "place.unit",
                "room.number",
                "room.building_area",
                "owner.name",
                "owner.phone",
            ],
        ),
    ],
)
def test_the_headings_of_the_trade(headings: list[str], fields: list[str]) -> None:
    proposal = propose_mapping(_table(headings, ROOM, ROOM))
    assert proposal.target is Target.ROOM
    assert _fields(proposal) == fields


def test_groups_lend_their_name_to_short_headings() -> None:
    rows = [
        ["楼栋", "房号", "面积", None, "业主", None, "租户", None],
        [None, None, "建筑", "套内", "姓名", "电话", "姓名", "电话"],
        ["3", "101", 97.76, 80, "张三", "13900001234", "李四", "13700001234"],
    ]
    merged = ["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:H1"]
    table = recognise(read_workbook(xlsx_of(rows, merged=merged)).sheets[0])
    assert _fields(propose_mapping(table)) == [
        "place.building",
        "room.number",
        "room.building_area",
        "room.inner_area",
        "owner.name",
        "owner.phone",
        None,
        None,
    ]


def test_no_single_valued_field_is_given_twice_but_telephones_are() -> None:
    headings = ["楼栋", "房号", "面积", "建筑面积", "姓名", "手机", "备用电话"]
    row = ["3", "101", 97.76, 97.76, "张三", "13900001234", "13700001234"]
    fields = _fields(propose_mapping(_table(headings, row)))
    assert fields.count("room.building_area") == 1
    assert fields[3] == "room.building_area"
    assert fields[5:] == ["owner.phone", "owner.phone"]


def test_cells_speak_where_headings_do_not() -> None:
    rows = [["3", "101", f"1390000123{place}", "11010519491231002X"] for place in range(4)]
    proposal = propose_mapping(_table(["楼栋", "房号", "号码", "资料"], *rows))
    assert _fields(proposal)[2:] == ["owner.phone", "owner.id_number"]
    assert {column.because for column in proposal.columns[2:]} == {Because.CONTENT}


def test_cells_contradict_a_heading() -> None:
    rows = [["3", f"10{place}", "张三"] for place in range(4)]
    agreeing = [["3", f"10{place}", "13900001234"] for place in range(4)]
    against = propose_mapping(_table(["楼栋", "房号", "联系电话"], *rows)).columns[2]
    with_it = propose_mapping(_table(["楼栋", "房号", "联系电话"], *agreeing)).columns[2]
    assert against.score <= 0.6 < with_it.score


@pytest.mark.parametrize(
    "heading", ["租户姓名", "紧急联系人电话", "物业费单价", "车位面积", "总建筑面积", "序号"]
)
def test_headings_of_other_things_are_not_taken(heading: str) -> None:
    assert _fields(propose_mapping(_table(["楼栋", "房号", heading], ["3", "101", "甲"])))[2] is None


@pytest.mark.parametrize(
    ("heading", "field"),
    [("交付及车位/交房日期", "room.handover_date"), ("车位/交房日期", None), ("车位信息/面积", None)],
)
def test_a_group_of_several_topics_speaks_against_a_field_only_as_a_whole(
    heading: str, field: str | None
) -> None:
    row = ["3", "101", "2022-07-04" if "日期" in heading else 97.76]
    assert _fields(propose_mapping(_table(["楼栋", "房号", heading], row)))[2] == field


@pytest.mark.parametrize(
    ("headings", "row", "target"),
    [
        (["楼栋号", "单元编号", "总层数"], ["1", "1", 33], Target.BUILDING),
        (["业主名称", "手机号", "身份证号"], ["张三", "13900001234", "11010519491231002X"], Target.OWNER),
        (["车位编码", "车位类型", "面积", "车牌号"], ["C01", "人防车位", 12, "京A12345"], Target.PARKING),
        (["表号", "倍率", "读数", "房屋"], ["1", 1, 10, "3-1-101"], None),
    ],
)
def test_what_the_rows_are_is_told_by_the_columns(
    headings: list[str], row: list[object], target: Target | None
) -> None:
    proposal = propose_mapping(_table(headings, row))
    assert proposal.target is target
    assert (proposal.mapping is None) is (target is None)


def test_a_remembered_mapping_wins_and_marks_do_not_matter() -> None:
    fields = ("place.building", "room.number", "room.billing_area")
    accepted = ColumnMapping(Target.ROOM, fields)
    memory = {fingerprint(["楼栋", "房号", "面积"]): accepted}
    table = _table(["楼栋*", "房 号", "面积（㎡）", PROBLEM_HEADINGS["zh"]], ["3", "101", 97.76, "坏"])
    proposal = propose_mapping(table, remembered=memory)
    assert _fields(proposal) == [*fields, None]
    assert {column.because for column in proposal.columns} == {Because.REMEMBERED}
    assert proposal.mapping == ColumnMapping(Target.ROOM, (*fields, None))


def test_a_remembered_mapping_that_no_longer_holds_is_not_used() -> None:
    memory = {fingerprint(["楼栋", "房号"]): ColumnMapping(Target.ROOM, ("gone", "room.number"))}
    proposal = propose_mapping(_table(["楼栋", "房号"], ["3", "101"]), remembered=memory)
    assert _fields(proposal) == ["place.building", "room.number"]
    assert proposal.columns[0].because is Because.HEADING


def test_the_order_of_columns_changes_the_fingerprint() -> None:
    assert fingerprint(["楼栋", "房号"]) != fingerprint(["房号", "楼栋"])


@pytest.mark.parametrize(
    ("target", "fields", "code"),
    [
        (Target.ROOM, ("room.number",), Code.MAPPING_WIDTH),
        (Target.ROOM, ("room.number", "nothing"), Code.MAPPING_FIELD_UNKNOWN),
        (Target.ROOM, ("room.number", "parking.area"), Code.MAPPING_FIELD_FOREIGN),
        (Target.ROOM, ("room.number", "room.number"), Code.MAPPING_FIELD_TWICE),
        (Target.ROOM, ("place.building", None), Code.MAPPING_FIELD_MISSING),
    ],
)
def test_a_mapping_is_judged_before_it_is_used(
    target: Target, fields: tuple[str | None, ...], code: Code
) -> None:
    assert [problem.code for problem in mapping_problems(ColumnMapping(target, fields), ["甲", "乙"])] == [
        code
    ]


def test_the_catalogue_is_consistent() -> None:
    assert len(BY_CODE) == len(FIELDS)
    for target in Target:
        own = TAKEOVER.fields_of(target)
        assert {field.code for field in own} >= set(REQUIRED[target])
        for field in own:
            assert heading_score(field, field.zh) == 1.0
            rivals = [
                other.code for other in own if other is not field and heading_score(other, field.zh) == 1.0
            ]
            assert rivals == []


def test_personal_fields_are_marked() -> None:
    assert BY_CODE["owner.id_number"].sensitivity is Sensitivity.SENSITIVE
    assert {BY_CODE[code].sensitivity for code in ("owner.name", "owner.phone", "parking.plate")} == {
        Sensitivity.PERSONAL
    }
    assert BY_CODE["room.building_area"].sensitivity is Sensitivity.NONE


def test_comparable_headings() -> None:
    assert {
        comparable(text) for text in ("建筑面积（㎡）*", "建筑面积 m2", "建筑 面积:", "建筑面积(必填)")
    } == {"建筑面积"}
    assert comparable("(㎡)") != ""
