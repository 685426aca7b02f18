"""Rows: typed drafts with every problem in its place."""

from datetime import date
from decimal import Decimal

import pytest

from factories.workbooks import SHARED, needs_shared_workbooks, xlsx_of
from manyhold.foundation.imports.catalogue.field import Target
from manyhold.foundation.imports.labels.house import house_label
from manyhold.foundation.imports.matching.mapping import ColumnMapping
from manyhold.foundation.imports.matching.propose import propose_mapping
from manyhold.foundation.imports.messages import worded
from manyhold.foundation.imports.problem import Code
from manyhold.foundation.imports.rows.drafts import RowDraft
from manyhold.foundation.imports.rows.plan import MappingError
from manyhold.foundation.imports.rows.read import read_rows
from manyhold.foundation.imports.tables.recognise import recognise
from manyhold.foundation.imports.workbook.read import read_workbook

FIELDS = {
    "房屋": "place.label",
    "期": "place.phase",
    "楼栋": "place.building",
    "单元": "place.unit",
    "楼层": "place.floor",
    "房号": "room.number",
    "建筑面积": "room.building_area",
    "套内面积": "room.inner_area",
    "公摊面积": "room.shared_area",
    "用途": "room.use",
    "交付日期": "room.handover_date",
    "计费起始日": "room.billing_start",
    "房屋状态": "state.any",
    "装修状态": "state.fit_out",
    "业主": "owner.name",
    "电话": "owner.phone",
    "备用电话": "owner.phone",
    "证件类型": "owner.id_kind",
    "证件号码": "owner.id_number",
    "业主类型": "owner.role",
    "性别": "owner.gender",
    "业主编号": "owner.code",
    "备注": "note",
}


def _read(*rows: dict[str, object]) -> list[RowDraft]:
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    content = xlsx_of([headings, *([row.get(heading) for heading in headings] for row in rows)])
    table = recognise(read_workbook(content).sheets[0])
    mapping = ColumnMapping(Target.ROOM, tuple(FIELDS[heading] for heading in headings))
    return list(read_rows(table, mapping))


def _one(**row: object) -> RowDraft:
    (draft,) = _read({"楼栋": "3栋", "房号": "1803", **row})
    return draft


def _codes(draft: RowDraft) -> list[Code]:
    """Return the codes, having said each problem in both languages."""
    assert all(worded(found.problem, "zh") and worded(found.problem, "en") for found in draft.problems)
    return [found.problem.code for found in draft.problems]


def test_a_whole_row_is_typed() -> None:
    draft = _one(
        期="二期",
        单元="２单元",
        建筑面积="97.76平米",
        套内面积=80,
        用途="住宅",
        交付日期=43992,
        计费起始日="2020年7月1日",
        房屋状态="已入住",
        装修状态="精装",
        业主="张三",
        电话=13900001234.0,
        证件号码="11010519491231002x",
        业主编号="1#2",
        备注=" 钥匙 ",
    )
    assert draft.row_no == 2
    assert draft.label == house_label(phase="2", building="3", unit="2", floor="18", room="1803")
    assert draft.values == {
        "room.building_area": Decimal("97.76"),
        "room.inner_area": Decimal("80.00"),
        "room.use": "residential",
        "room.handover_date": date(2020, 6, 10),
        "room.billing_start": date(2020, 7, 1),
        "state.delivery": "delivered",
        "state.occupancy": "owner_occupied",
        "state.fit_out": "accepted",
        "owner.code": ("1", "2"),
        "note": "钥匙",
    }
    (owner,) = draft.owners
    assert (owner.name.text, owner.phones[0].number, owner.role, owner.gender) == (
        "张三",
        "13900001234",
        "owner",
        "female",
    )
    assert draft.problems == ()
    assert draft.is_loadable


def test_several_owners_of_one_cell_take_their_own_telephone_and_document() -> None:
    draft = _one(
        业主="张三、李四",
        电话="13900001234/13700001234",
        证件号码="110101199001011237、320102198512120348",
        性别="男、女",
    )
    assert [(owner.name.text, owner.phones[0].number, owner.role) for owner in draft.owners] == [
        ("张三", "13900001234", "owner"),
        ("李四", "13700001234", "co_owner"),
    ]
    assert [owner.identity and owner.identity.number for owner in draft.owners] == [
        "110101199001011237",
        "320102198512120348",
    ]


def test_owners_who_share_a_telephone_each_have_it() -> None:
    draft = _one(业主="张三、李四", 电话="13900001234、13900001234")
    assert [len(owner.phones) for owner in draft.owners] == [1, 1]


def test_one_owner_takes_all_telephones_of_all_columns() -> None:
    draft = _one(业主="张三", 电话="13900001234、021-12345678", 备用电话="13900001234")
    assert [phone.number for phone in draft.owners[0].phones] == ["13900001234", "021-12345678"]
    assert _codes(draft) == [Code.PHONE_LANDLINE]
    assert draft.is_loadable


def test_what_cannot_be_paired_is_said_and_never_given_to_another() -> None:
    phones = _one(业主="张三、李四、王五", 电话="13900001234、13700001234")
    assert [len(owner.phones) for owner in phones.owners] == [2, 0, 0]
    assert _codes(phones) == [Code.NAMES_UNPAIRED]
    assert phones.is_loadable
    documents = _one(业主="张三、李四", 证件号码="110101199001011237")
    assert [owner.identity for owner in documents.owners] == [None, None]
    assert not documents.is_loadable


def test_an_owner_without_telephone_is_a_warning_and_an_empty_room_is_none() -> None:
    assert _codes(_one(业主="张三")) == []  # no column for it, nothing to say
    with_phone, without, empty = _read(
        {"楼栋": "3", "房号": "101", "业主": "张三", "电话": "13900001234"},
        {"楼栋": "3", "房号": "102", "业主": "李四", "电话": "无"},
        {"楼栋": "3", "房号": "103", "业主": "未售", "电话": None},
    )
    assert _codes(with_phone) == []
    assert _codes(without) == [Code.PHONE_EMPTY]
    assert without.is_loadable
    assert (_codes(empty), empty.owners) == ([], ())


def test_a_telephone_without_a_name_is_said() -> None:
    draft = _one(业主=None, 电话="13900001234")
    assert (_codes(draft), draft.owners) == ([Code.NAME_MISSING], ())


def test_kind_and_gender_against_the_number_are_said() -> None:
    draft = _one(业主="张三", 电话="13900001234", 证件类型="护照", 证件号码="110101199001011237", 性别="女")
    assert _codes(draft) == [Code.IDENTITY_KIND_DISAGREES, Code.GENDER_DISAGREES]
    passport = _one(业主="张三", 电话="13900001234", 证件类型="护照", 证件号码="H12345678")
    assert passport.owners[0].identity is not None
    assert passport.owners[0].identity.kind == "passport"


def test_a_whole_label_in_any_column() -> None:
    for row in (
        {"房屋": "3-2-1803"},
        {"房号": "3-2-1803"},
        {"房号": "3栋2单元1803室"},
        {"楼栋": "3", "房号": "3-2-1803"},
    ):
        (draft,) = _read({**row, "备注": "x"})
        assert draft.label == house_label(building="3", unit="2", floor="18", room="1803")
        assert draft.problems == ()


def test_a_shop_room_keeps_its_dash() -> None:
    assert _one(房号="S1-03").label == house_label(building="3", room="S1-03")


def test_columns_that_disagree_with_the_label_are_refused() -> None:
    (draft,) = _read({"房屋": "3-2-1803", "楼栋": "4栋", "单元": "2"})
    assert _codes(draft) == [Code.LABEL_COLUMNS_DISAGREE]
    assert draft.problems[0].column == "楼栋"
    assert not draft.is_loadable


def test_the_floor_column_wins_with_a_warning() -> None:
    draft = _one(楼层="12F")
    assert draft.label is not None
    assert (draft.label.floor_label, draft.label.floor_index) == ("12", 12)
    assert _codes(draft) == [Code.FLOOR_DISAGREES]


def test_a_problem_knows_its_row_column_field_and_value() -> None:
    _, draft = _read(
        {"楼栋": "3", "房号": "101", "建筑面积": 90}, {"楼栋": "3", "房号": "102", "建筑面积": "约97.76"}
    )
    (found,) = draft.problems
    assert (found.row_no, found.column, found.field, found.value) == (
        3,
        "建筑面积",
        "room.building_area",
        "约97.76",
    )
    assert found.problem.suggestion == "97.76"


def test_required_cells() -> None:
    assert _codes(_one(房号=None, 备注="x")) == [Code.CELL_REQUIRED]
    assert _codes(_one(楼栋=None, 备注="x")) == [Code.CELL_REQUIRED]
    assert _codes(_one(房号="?!")) == [Code.ROOM_UNREADABLE]


def test_error_cells_long_texts_and_unknown_choices() -> None:
    assert _codes(_one(建筑面积="#REF!")) == [Code.CELL_ERROR]
    assert _codes(_one(备注="长" * 501)) == [Code.TEXT_TOO_LONG]
    assert _codes(_one(用途="宇宙飞船")) == [Code.CHOICE_UNKNOWN]
    assert _one(用途="宇宙飞船").is_loadable
    assert _codes(_one(房屋状态="2001")) == [Code.CHOICE_UNKNOWN]


def test_areas_and_dates_of_a_row_must_fit_together() -> None:
    assert _codes(_one(建筑面积=80, 套内面积=97)) == [Code.AREA_INNER_EXCEEDS]
    assert _codes(_one(建筑面积=100, 套内面积=80, 公摊面积=10)) == [Code.AREA_SUM_DISAGREES]
    assert _codes(_one(建筑面积=100, 套内面积=80, 公摊面积=20.01)) == []
    assert _codes(_one(交付日期="2020-06-10", 计费起始日="2020-06-01")) == [Code.DATE_ORDER]


def test_a_room_may_come_again_for_another_owner_but_not_with_another_area() -> None:
    first, again, other = _read(
        {"楼栋": "3栋", "房号": "101", "建筑面积": 90, "业主": "张三"},
        {"楼栋": "3", "房号": "101室", "建筑面积": 90, "业主": "李四"},
        {"楼栋": "3#", "房号": "101", "建筑面积": 91, "业主": "王五"},
    )
    assert [_codes(draft) for draft in (first, again, other)] == [
        [],
        [Code.ROOM_REPEATED],
        [Code.ROOM_CONFLICT],
    ]
    assert again.is_loadable
    assert not other.is_loadable


def test_true_is_not_the_building_1() -> None:
    one, true = _read({"楼栋": 1, "房号": "101"}, {"楼栋": True, "房号": "102"})
    assert one.label is not None
    assert one.label.building == "1"
    assert true.label is None or true.label.building != "1"


def test_a_mapping_that_does_not_fit_is_refused_at_once() -> None:
    table = recognise(read_workbook(xlsx_of([["楼栋", "房号"], ["3", "101"]])).sheets[0])
    with pytest.raises(MappingError) as raised:
        read_rows(table, ColumnMapping(Target.ROOM, ("place.building", None)))
    assert [problem.code for problem in raised.value.problems] == [Code.MAPPING_FIELD_MISSING]


@needs_shared_workbooks
@pytest.mark.parametrize(
    ("file", "sheet", "target", "rows"),
    [
        ("hc.xlsx", "楼栋单元", Target.BUILDING, 26),
        ("hc.xlsx", "业主信息", Target.OWNER, 5),
        ("hc.xlsx", "房屋信息", Target.ROOM, 8),
        ("hc.xlsx", "车位信息", Target.PARKING, 1),
        ("importRoom.xlsx", "资产信息", Target.ROOM, 1),
        ("hc.xlsx", "费用设置", None, 2),
        ("importFeeDetail.xlsx", "房屋缴费历史", None, 3),
        ("meterMachine.xlsx", "水电表", None, 1),
    ],
)
def test_the_public_templates_load(file: str, sheet: str, target: Target | None, rows: int) -> None:
    table = recognise(read_workbook((SHARED / file).read_bytes()).sheet(sheet))
    assert len(list(table.rows())) == rows
    proposal = propose_mapping(table)
    assert proposal.target is target
    if proposal.mapping is not None:
        drafts = list(read_rows(table, proposal.mapping))
        assert len(drafts) == rows
        assert all(draft.is_loadable for draft in drafts)


@needs_shared_workbooks
def test_a_public_template_gives_its_room() -> None:
    table = recognise(read_workbook((SHARED / "importRoom.xlsx").read_bytes()).sheets[0])
    mapping = propose_mapping(table).mapping
    assert mapping is not None
    (draft,) = read_rows(table, mapping)
    assert draft.label is not None
    assert draft.label[:3] == (None, "1", "1")
    assert draft.label.room == "1001"
    assert draft.values["room.building_area"] == Decimal("94.56")
    assert draft.values["room.use"] == "residential"
    assert draft.owners[0].phones[0].number == "18909711443"
