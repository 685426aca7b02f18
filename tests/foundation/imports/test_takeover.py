"""A takeover through the API: upload, dry run, load, load again, correct, reverse; both engines."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from factories.takeovers import HEADINGS, checked, loaded, room, seen, upload
from factories.workbooks import SHARED, csv_of, needs_shared_workbooks, xlsx_of
from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion, Phone, SearchToken
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World

ROWS = [
    HEADINGS,
    room("1801", 89.5, "张三", "13900001234", identity="110101199001011237"),
    room("1802", "97.76平米", "李四、王五", "13700001234、13700005678"),
    room("1803", 101.2, "张三", "13900001234"),
    room("1804", 88, None, None),
    room("0101", 120, "桂花餐饮有限公司", "010-62345678", use="商铺", unit=None),
]
WORKBOOK = xlsx_of(ROWS)
TABLES = (Space, Party, PartyVersion, Phone, SearchToken, Link, Holding)


def _numbers(world: World) -> dict[str, int]:
    """How many rows each table has, whoever may see them."""
    with SystemSession(world.runtime.database, writes=False) as session:
        return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) for kind in TABLES}


def _spaces(world: World, project: str = "A1") -> dict[str, Space]:
    with world.context(project, writes=False).session as session:
        return {space.label: space for space in session.scalars(select(Space))}


def _project(world: World, code: str = "A1") -> int:
    return world.sites[code].project_id


def test_an_upload_is_understood_at_once(world: World) -> None:
    row = upload(world.client("project_manager"), _project(world), WORKBOOK)
    assert (row["state"], row["file_name"]) == ("read", "房屋台账.xlsx")
    (sheet,) = row["sheets"]
    assert sheet["target"] == "room"
    assert [column["field"] for column in sheet["columns"]][:3] == [
        "place.building",
        "place.unit",
        "room.number",
    ]
    assert sheet["heading_rows"] == [1]
    masked = sheet["sample"][0]
    assert masked[7:] == ["张*", "139****1234", "110***********1237"]


def test_a_dry_run_says_what_would_be_and_does_nothing(world: World) -> None:
    before = _numbers(world)
    manager = world.client("project_manager")
    row = checked(world, manager, _project(world), WORKBOOK)
    counts = row["counts"]
    assert counts["rows_read"] == 5
    assert counts["spaces_created"] == 7  # a building, a unit, four rooms and a shop
    assert counts["parties_created"] == 5
    assert counts["errors"] == 0
    assert counts["totals"] == {"rooms": 5, "households": 4, "building_area_m2": "496.46"}
    changes = manager.get(f"/imports/{row['id']}/changes").json()["items"]
    assert [(one["action"], one["kind"], one["label"]) for one in changes] == [
        ("create", "building", "8栋"),
        ("create", "unit", "8栋2单元"),
        ("create", "room", "8栋2单元1801"),
        ("create", "room", "8栋2单元1802"),
        ("create", "room", "8栋2单元1803"),
        ("create", "room", "8栋2单元1804"),
        ("create", "shop", "8栋0101"),
    ]
    people = manager.get(f"/imports/{row['id']}/people").json()["items"]
    assert people[0]["name"] == "张*"
    assert people[0]["holdings"] == [{"space": "8栋2单元1801", "role": "owner", "starts_on": "2020-06-10"}]
    assert _numbers(world) == before


def test_the_same_name_and_number_are_proposed_never_merged(world: World) -> None:
    manager = world.client("project_manager")
    row = checked(world, manager, _project(world), WORKBOOK)
    problems = manager.get(f"/imports/{row['id']}/problems").json()["items"]
    (likeness,) = [one for one in problems if one["code"] == "holder.match_proposed"]
    assert (likeness["row"], likeness["severity"]) == (4, "warning")
    assert "1801" in likeness["message"]["zh"]
    landlines = [one["row"] for one in problems if one["code"] == "phone.landline"]
    assert landlines == [6]


def test_a_load_makes_rooms_and_holders(world: World) -> None:
    manager = world.client("project_manager")
    row = loaded(world, manager, _project(world), WORKBOOK)
    spaces = _spaces(world)
    made = spaces["8栋2单元1802"]
    assert (str(made.building_area), str(made.billing_area), made.floor_index) == ("97.76", "97.76", 18)
    assert made.building_id == spaces["8栋"].id
    assert made.unit_id == spaces["8栋2单元"].id
    assert spaces["8栋0101"].kind == "shop"
    found = manager.get("/parties", params={"q": "李四"}).json()["items"]
    assert len(found) == 1
    messages = _messages(world, manager)
    assert messages == [("imports.loaded", f"/projects/{_project(world)}/imports/{row['id']}")]


def test_loading_the_same_workbook_again_changes_nothing(world: World) -> None:
    manager = world.client("project_manager")
    loaded(world, manager, _project(world), WORKBOOK)
    before = _numbers(world)
    counts = loaded(world, manager, _project(world), WORKBOOK)["counts"]
    assert (counts["spaces_created"], counts["spaces_changed"], counts["spaces_unchanged"]) == (0, 0, 5)
    assert (counts["parties_created"], counts["holdings_created"], counts["holdings_unchanged"]) == (0, 0, 5)
    assert _numbers(world) == before


def test_a_corrected_workbook_updates_and_leaves_its_history(world: World) -> None:
    manager = world.client("project_manager")
    loaded(world, manager, _project(world), WORKBOOK)
    corrected = [HEADINGS, room("1801", 91.25, "张三", "13900001234"), *ROWS[2:]]
    counts = loaded(world, manager, _project(world), xlsx_of(corrected))["counts"]
    assert (counts["spaces_created"], counts["spaces_changed"], counts["parties_created"]) == (0, 1, 0)
    room_now = _spaces(world)["8栋2单元1801"]
    assert (str(room_now.building_area), str(room_now.billing_area), room_now.revision) == (
        "91.25",
        "91.25",
        2,
    )
    with SystemSession(world.runtime.database, writes=False) as session:
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_id == room_now.id, AuditEntry.action == "update")
        ).all()
    assert [entry.changes["building_area"] for entry in entries] == [["89.50", "91.25"]]


def test_what_exists_by_hand_is_found_again(world: World) -> None:
    manager = world.client("project_manager")
    rows = [
        HEADINGS,
        room("101", 89.37, building="1栋", unit="1单元"),
        room("202", 90, building="1幢", unit="1门"),
    ]
    counts = loaded(world, manager, _project(world), xlsx_of(rows))["counts"]
    assert (counts["spaces_created"], counts["spaces_changed"]) == (0, 2)  # use and areas are new to both


def test_bad_rows_are_set_aside_mended_and_loaded(world: World) -> None:
    manager = world.client("project_manager")
    rows = [
        HEADINGS,
        room("1801"),
        room("1802", "约九十"),
        room("1803", building=None),
        room("1804", identity=6.3e17, name="赵六"),
    ]
    row = checked(world, manager, _project(world), xlsx_of(rows))
    assert (row["counts"]["rows_set_aside"], row["counts"]["rows_read"]) == (3, 4)
    errors = manager.get(f"/imports/{row['id']}/problems", params={"severity": "error"}).json()["items"]
    assert sorted({one["row"] for one in errors}) == [3, 4, 5]
    answer = manager.get(f"/imports/{row['id']}/set-aside.xlsx", params={"language": "en"})
    assert answer.status_code == 200, answer.text
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    aside = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert aside[0][-1] == "Problem (dropped on import)"
    assert [line[2] for line in aside[1:]] == ["1802", "1803", "1804"]
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalar(select(func.count()).where(AuditEntry.action == "export")) == 1
    aside[1][4], aside[2][0], aside[3][9] = 90, "8栋", None
    counts = loaded(world, manager, _project(world), xlsx_of(aside))["counts"]
    assert (counts["rows_read"], counts["rows_set_aside"]) == (3, 0)


def test_control_totals_must_agree(world: World) -> None:
    manager = world.client("project_manager")
    row = checked(world, manager, _project(world), WORKBOOK)
    wanted = {
        "accept_warnings": True,
        "control_totals": {"rooms": 5, "households": 6, "building_area_m2": "500.00"},
    }
    answer = manager.post(f"/imports/{row['id']}/load", json=wanted)
    assert answer.status_code == 422
    told = {fault["field"]: fault["params"] for fault in answer.json()["errors"]}
    assert told == {
        "control_totals.households": {"given": "6", "found": "4"},
        "control_totals.building_area_m2": {"given": "500.00", "found": "496.46"},
    }
    wanted["control_totals"] = {"rooms": 5, "households": 4, "building_area_m2": "496.46"}
    assert manager.post(f"/imports/{row['id']}/load", json=wanted).status_code == 200
    world.work()
    seen(manager, row, "loaded")


def test_warnings_must_be_accepted(world: World) -> None:
    manager = world.client("project_manager")
    row = checked(world, manager, _project(world), WORKBOOK)
    answer = manager.post(f"/imports/{row['id']}/load", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "import_has_warnings")


def test_a_reversal_leaves_nothing_behind(world: World) -> None:
    manager = world.client("project_manager")
    before = _numbers(world)
    row = loaded(world, manager, _project(world), WORKBOOK)
    assert manager.get(f"/imports/{row['id']}/references").json() == []
    assert manager.post(f"/imports/{row['id']}/reverse").status_code == 200
    world.work()
    seen(manager, row, "reversed")
    assert _numbers(world) == before


def test_a_reversal_restores_what_was_changed(world: World) -> None:
    manager = world.client("project_manager")
    rows = [HEADINGS, room("101", 77.7, "张三", "13900001234", building="1栋", unit="1单元", use="办公")]
    before = _numbers(world)
    row = loaded(world, manager, _project(world), xlsx_of(rows))
    label = "金丝雀A1-101"
    assert str(_spaces(world)[label].building_area) == "77.70"
    manager.post(f"/imports/{row['id']}/reverse")
    world.work()
    seen(manager, row, "reversed")
    restored = _spaces(world)[label]
    assert (str(restored.building_area), restored.use, str(restored.billing_area)) == ("89.37", "", "89.37")
    assert _numbers(world) == before


def test_a_reversal_is_refused_while_something_rests_on_it(world: World) -> None:
    manager = world.client("project_manager")
    row = loaded(world, manager, _project(world), WORKBOOK)
    space = _spaces(world)["8栋2单元1801"]
    answer = manager.get(f"/spaces/{space.id}")
    change = manager.patch(
        f"/spaces/{space.id}", json={"layout": "两室一厅"}, headers={"If-Match": answer.headers["etag"]}
    )
    assert change.status_code == 200, change.text
    refused = manager.post(f"/imports/{row['id']}/reverse")
    assert (refused.status_code, refused.json()["code"]) == (409, "import_in_use")
    told = refused.json()["params"]["references"]
    (edited,) = (one for one in told if one["kind"] == "edited")
    assert (edited["table"], edited["count"], edited["examples"]) == ("spaces_space", 1, ["8栋2单元1801"])
    assert edited["is_final"]


def test_a_check_that_came_before_another_load_is_outdated(world: World) -> None:
    manager = world.client("project_manager")
    early = checked(world, manager, _project(world), WORKBOOK)
    loaded(world, manager, _project(world), WORKBOOK)
    assert manager.post(f"/imports/{early['id']}/load", json={"accept_warnings": True}).status_code == 200
    world.work()
    now = seen(manager, early, "failed")
    assert now["job"]["error"] == "import_outdated"
    before = _numbers(world)
    assert manager.post(f"/imports/{early['id']}/check").status_code == 200
    world.work()
    assert seen(manager, early, "checked")["counts"]["parties_created"] == 0
    assert _numbers(world) == before


def test_a_sheet_is_set_right_by_hand_and_remembered(world: World) -> None:
    manager = world.client("project_manager")
    odd = xlsx_of([["甲", "乙", "丙"], ["8栋", "1801", 90], ["8栋", "1802", 91]])
    row = upload(manager, _project(world), odd)
    sheet = row["sheets"][0]
    wanted: dict[str, Any] = {
        "target": "room",
        "choice": {"heading_rows": [1]},
        "fields": ["place.building", "room.number", "note"],
    }
    path = f"/imports/{row['id']}/sheets/1"
    assert manager.put(path, json=wanted).status_code == 428
    match = {"If-Match": f'"{sheet["revision"]}"'}
    wrong = manager.put(path, json={**wanted, "fields": ["place.building", "nothing", None]}, headers=match)
    assert {fault["code"] for fault in wrong.json()["errors"]} == {
        "mapping_field_unknown",
        "mapping_field_missing",
    }
    wanted["fields"][2] = "room.building_area"
    right = manager.put(path, json=wanted, headers=match)
    assert right.status_code == 200, right.text
    assert right.json()["reason"] == ""
    stale = manager.put(path, json=wanted, headers=match)
    assert stale.status_code == 412
    manager.post(f"/imports/{row['id']}/check", json={})
    world.work()
    manager.post(f"/imports/{row['id']}/load", json={"accept_warnings": True})
    world.work()
    assert str(seen(manager, row, "loaded")["counts"]["totals"]["building_area_m2"]) == "181.00"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7 not a table", "workbook_not_recognised"),
        (b"PK\x03\x04 broken", "workbook_damaged"),
        (b"  ", "workbook_empty"),
        (b"room,name\n101,x\n", "workbook_not_recognised"),
    ],
)
def test_what_is_no_workbook_is_refused_by_name(world: World, content: bytes, code: str) -> None:
    answer = world.client("project_manager").post(
        "/imports", data={"project_id": _project(world)}, files={"file": ("x.xlsx", content)}
    )
    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == [code]


def test_a_text_without_any_table_is_not_kept(world: World) -> None:
    manager, project = world.client("project_manager"), _project(world)
    answer = manager.post(
        "/imports", data={"project_id": project}, files={"file": ("bad.txt", b"just some words\n")}
    )
    assert [fault["code"] for fault in answer.json()["errors"]] == ["workbook_not_recognised"]
    assert manager.get("/imports", params={"project_id": project}).json()["items"] == []


def test_a_csv_in_gbk_is_read(world: World) -> None:
    row = upload(world.client("project_manager"), _project(world), csv_of(ROWS, "gb18030"), "台账.csv")
    assert row["sheets"][0]["target"] == "room"


def test_three_askers(world: World) -> None:
    manager = world.client("project_manager")
    row = upload(manager, _project(world), WORKBOOK)
    roads = [
        ("GET", f"/imports/{row['id']}"),
        ("GET", f"/imports/{row['id']}/problems"),
        ("GET", f"/imports/{row['id']}/changes"),
        ("GET", f"/imports/{row['id']}/people"),
        ("GET", f"/imports/{row['id']}/set-aside.xlsx"),
        ("GET", f"/imports/{row['id']}/references"),
        ("POST", f"/imports/{row['id']}/check"),
        ("POST", f"/imports/{row['id']}/reverse"),
    ]
    for method, path in roads:
        assert world.nobody().request(method, path).status_code == 401, path
        assert world.client("project_manager", "B1").request(method, path).status_code == 404, path
        assert world.client("technician").request(method, path).status_code == 403, path
    outsider = world.client("project_manager", "B1")
    foreign = outsider.post(
        "/imports", data={"project_id": _project(world)}, files={"file": ("x.xlsx", WORKBOOK)}
    )
    assert foreign.status_code == 404
    assert world.client("project_manager", "B1").get("/imports").json()["items"] == []
    assert [one["id"] for one in manager.get("/imports").json()["items"]] == [row["id"]]
    assert world.client("customer_service").post(f"/imports/{row['id']}/load", json={}).status_code == 403


@needs_shared_workbooks
def test_the_five_sheets_are_joined(world: World) -> None:
    manager = world.client("project_manager")
    counts = loaded(world, manager, _project(world), (SHARED / "hc.xlsx").read_bytes())["counts"]
    assert counts["rows_set_aside"] == 0
    held = _holders(world)
    assert [names for label, names in held.items() if label.endswith("1011")] == [["吴学文"]]
    assert len(held) == 5  # three rooms of the ledger have no owner


@needs_shared_workbooks
def test_one_sheet_with_everything_loads(world: World) -> None:
    manager = world.client("project_manager")
    counts = loaded(world, manager, _project(world), (SHARED / "importRoom.xlsx").read_bytes())["counts"]
    assert (counts["rows_read"], counts["parties_created"]) == (1, 1)


@needs_shared_workbooks
@pytest.mark.parametrize("name", ["importFeeDetail.xlsx", "meterMachine.xlsx"])
def test_a_fee_or_meter_sheet_is_told_apart(world: World, name: str) -> None:
    manager = world.client("project_manager")
    row = upload(manager, _project(world), (SHARED / name).read_bytes())
    assert {sheet["reason"] for sheet in row["sheets"]} == {"not_a_takeover_object"}
    answer = manager.post(f"/imports/{row['id']}/check", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "import_without_takeover_object")


def _messages(world: World, client: Any) -> list[tuple[str, str]]:
    with SystemSession(world.runtime.database, writes=False) as session:
        rows = session.scalars(select(Message).where(Message.actor_id == client.person_id))
        return [(row.template, row.link) for row in rows]


def _holders(world: World) -> dict[str, list[str]]:
    ctx = world.context("A1", writes=False)
    with ctx.session as session:
        rows = session.execute(
            select(Space.label, Party)
            .join(Holding, Holding.space_id == Space.id)
            .join(Party, Party.id == Holding.party_id)
        )
        held: dict[str, list[str]] = {}
        for label, party in rows:
            held.setdefault(label, []).append(sealing.name_of(ctx, party))
        return held
