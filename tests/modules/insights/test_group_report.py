"""The group report: every figure is what counting line by line gives, in every cut; and only one's own is in it."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.organisation.models import TreeMembership
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.insights.definitions import DEFINITIONS
from modules.insights.recount import MONTHS, Recount, fill
from worlds.world import Client, World

TODAY = date(2026, 11, 22)
SUMS = [
    "bills",
    "billed_fen",
    "collected_fen",
    "open_fen",
    "overdue_fen",
    "orders_reported",
    "orders_finished",
    "orders_late",
    "orders_open",
    "orders_open_late",
    "ratings",
]


def report(client: Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/reports/group", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def picked(row: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in like}


@pytest.mark.parametrize(
    ("seed", "as_of", "first", "last"),
    [(1, TODAY, 202611, 202611), (2, TODAY, 202607, 202610), (3, date(2026, 9, 15), 202608, 202609)],
)
def test_figures_equal_a_count_line_by_line(
    world: World, seed: int, as_of: date, first: int, last: int
) -> None:
    fill(world, seed)
    boss = world.client("group_administrator")
    asked: dict[str, Any] = {"from_period": first, "to_period": last, "as_of": as_of.isoformat()}
    ids = {at: world.sites[at].project_id for at in ("A1", "A2")}
    count = Recount(world, list(ids.values()), as_of)

    whole = report(boss, **asked)
    said = count.figures(first, last)
    assert picked(whole["total"], said) == said
    assert sum(whole["ageing"].values()) == said["overdue_fen"]
    for row in whole["rows"]:
        said = count.figures(first, last, keep=lambda line, at=row["id"]: line.project_id == at)
        assert picked(row, said) == said
    for month in whole["months"]:
        if month["period"] in MONTHS and month["period"] <= last:
            said = count.figures(month["period"], month["period"])
            same = ("billed_fen", "collected_fen", "collection_rate", "orders_reported", "orders_late")
            assert [month[name] for name in same] == [said[name] for name in same]

    buildings = report(boss, by="building", project_id=ids["A1"], **asked)
    for row in buildings["rows"]:
        said = count.figures(
            first,
            last,
            keep=lambda line, at=row["id"]: (
                line.project_id == ids["A1"] and count.building.get(line.space_id) == at
            ),
        )
        assert picked(row, said) == said

    fees = report(boss, by="fee_item", **asked)
    for row in fees["rows"]:
        said = count.figures(
            first, last, keep=lambda line, at=row["id"]: getattr(line, "fee_item_id", 0) == at
        )
        assert [row[name] for name in SUMS[:5]] == [said[name] for name in SUMS[:5]]
    assert {one["figure"] for one in fees["figures"]} == {
        "billed_fen",
        "collected_fen",
        "collection_rate",
        "open_fen",
        "overdue_fen",
    }


@pytest.mark.parametrize("by", ["node", "project", "building", "month"])
def test_rows_add_up_to_the_total(world: World, by: str) -> None:
    fill(world, 4)
    found = report(world.client("group_administrator"), by=by, from_period=202609, to_period=202611)
    for name in SUMS:
        assert sum(row[name] for row in found["rows"]) == found["total"][name], name
    for age, fen in found["ageing"].items():
        assert sum(row["ageing"][age] for row in found["rows"]) == fen


def test_each_link_opens_the_lines_of_its_figure(world: World) -> None:
    fill(world, 5)
    boss = world.client("group_administrator")
    for by in ("project", "building", "fee_item", "month"):
        found = report(boss, by=by, from_period=202608, to_period=202611)
        for row in found["rows"]:
            for figure, link in row["links"].items():
                counted = boss.get(f"/{link['list']}/count", params=link["filters"]).json()["count"]
                if figure == "billed_fen":
                    assert counted == row["bills"], (by, link)
                elif figure.startswith("orders_"):
                    assert counted == row[figure], (by, figure, link)
                elif figure in ("open_fen", "overdue_fen"):
                    assert (counted > 0) == (row[figure] > 0), (by, figure, link)


def test_three_askers(world: World) -> None:
    fill(world, 6)
    assert world.nobody().get("/reports/group").status_code == 401
    assert world.client("cashier").get("/reports/group").status_code == 403
    manager = world.client("project_manager", "A1")
    own, foreign = world.sites["A1"].project_id, world.sites["A2"].project_id
    found = report(manager, from_period=202606)
    assert [row["id"] for row in found["rows"]] == [own]
    said = Recount(world, [own], TODAY).figures(202606, 202611)
    assert picked(found["total"], said) == said
    assert manager.get("/reports/group", params={"project_id": foreign}).status_code == 404
    other = world.sides["B"].node_id
    assert manager.get("/reports/group", params={"node_id": other}).status_code == 404
    assert "金丝雀B" not in world.client("group_administrator").get("/reports/group").text


def test_tree_as_it_was_and_as_it_is(world: World) -> None:
    fill(world, 7)
    side, moved = world.sides["A"], world.sites["A1"].project_id
    with SystemSession(world.runtime.database, writes=True) as session:
        row = session.scalars(select(TreeMembership).where(TreeMembership.project_id == moved)).one()
        row.ends_on = date(2026, 9, 30)
        session.add(TreeMembership(project_id=moved, node_id=side.node_id, starts_on=date(2026, 10, 1)))
        session.commit()
    boss = world.client("group_administrator")

    def below(**params: Any) -> list[tuple[int | None, int]]:
        asked = {"by": "node", "node_id": side.node_id, "from_period": 202608, "to_period": 202608, **params}
        return [(row["id"], row["bills"]) for row in report(boss, **asked)["rows"]]

    was = below(as_of="2026-08-31")
    assert [node for node, _ in was] == [side.sub_node_id, None]
    assert [node for node, _ in below(as_of="2026-08-31", tree="now")] == [None]
    assert sum(bills for _, bills in was) == sum(bills for _, bills in below(as_of="2026-08-31", tree="now"))


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from_period": 202611, "to_period": 202610}, "from_period"),
        ({"to_period": 202613}, "to_period"),
        ({"as_of": "2026-11-23"}, "as_of"),
        ({"from_period": 201001, "to_period": 202611}, "from_period"),
    ],
)
def test_what_cannot_be_asked(world: World, params: dict[str, Any], field: str) -> None:
    answer = world.client("group_administrator").get("/reports/group", params=params)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"].endswith(field)


def test_workbook_says_the_same_and_is_on_record(world: World) -> None:
    fill(world, 8)
    boss = world.client("group_administrator")
    found = report(boss, from_period=202609, to_period=202611)
    answer = boss.get("/reports/group.xlsx", params={"from_period": 202609, "to_period": 202611})
    assert answer.status_code == 200, answer.text
    sheet, months, meaning = load_workbook(BytesIO(answer.content)).worksheets
    titles = [cell.value for cell in sheet[5]]
    assert titles[1:14] == [one.zh for one in DEFINITIONS]
    shown = {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=6)}
    assert shown.keys() == {*(row["name"] for row in found["rows"]), "合计"}
    billed, rate = titles.index("应收") - 1, titles.index("当期收缴率") - 1
    for row in found["rows"]:
        assert round(shown[row["name"]][billed] * 100) == row["billed_fen"]
        assert round(shown[row["name"]][rate], 4) == float(row["collection_rate"])
    assert months.max_row == 5 + len(found["months"])
    assert meaning.max_row == 1 + len(DEFINITIONS)
    with SystemSession(world.runtime.database, writes=False) as session:
        trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (trail.actor_id, trail.changes["from_period"]) == (boss.person_id, 202609)
    assert world.client("cashier").get("/reports/group.xlsx").status_code == 403
