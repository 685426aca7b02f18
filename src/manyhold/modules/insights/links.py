"""From a figure to its lines: which list, under which filters. Pure."""

from __future__ import annotations

from typing import Protocol

from manyhold.modules.insights.definitions import DEFINITIONS
from manyhold.modules.insights.schemas import By, Link

BILLED = ("billed_fen", "collected_fen", "collection_rate")
FINISHED = ("orders_finished", "on_time_rate", "average_rating", "ratings")
ALL = tuple(one.figure for one in DEFINITIONS)
Filters = dict[str, int | str | bool]


class Wanted(Protocol):
    """As much of a report's wish as its links repeat."""

    @property
    def by(self) -> By: ...
    @property
    def from_period(self) -> int: ...
    @property
    def to_period(self) -> int: ...
    @property
    def node_id(self) -> int | None: ...
    @property
    def project_id(self) -> int | None: ...


def of_row(wanted: Wanted, row_id: int | None, project_id: int | None) -> dict[str, Link]:
    """Each figure's list.

    Where a row is of many projects the next step is the report on them; a row that no filter names (directly
    under a node, in no building) has no links.
    """
    if wanted.by == "node":
        return {} if row_id is None else dict.fromkeys(ALL, _projects_of(wanted, row_id))
    if wanted.by == "building" and row_id is None:
        return {}
    place: Filters = {}
    if (one := project_id or wanted.project_id) is not None:
        place["project_id"] = one
    elif wanted.node_id is not None:
        return dict.fromkeys(ALL, _projects_of(wanted, wanted.node_id))
    if wanted.by == "building" and row_id is not None:
        place["building_id"] = row_id
    first, last = wanted.from_period, wanted.to_period
    if wanted.by == "month" and row_id is not None:
        first = last = row_id
    bills = place | ({"fee_item_id": row_id} if wanted.by == "fee_item" and row_id is not None else {})
    return _money(wanted, bills, row_id, first, last) | (
        {} if wanted.by == "fee_item" else _orders(wanted, place, row_id, first, last)
    )


def _money(wanted: Wanted, place: Filters, row_id: int | None, first: int, last: int) -> dict[str, Link]:
    standing = place | _standing(wanted, row_id, first, last)
    found = {
        "open_fen": Link(list="bills", filters=standing | {"state": "open"}),
        "overdue_fen": Link(list="bills", filters=standing | {"state": "overdue"}),
    }
    if wanted.by == "month" and row_id is None:
        return found
    billed = Link(list="bills", filters=place | {"from_period": first, "to_period": last})
    collected = Link(list="bills", filters=billed.filters | {"state": "settled"})
    return dict.fromkeys(BILLED, billed) | {"collected_fen": collected} | found


def _orders(wanted: Wanted, place: Filters, row_id: int | None, first: int, last: int) -> dict[str, Link]:
    standing = place | _standing(wanted, row_id, first, last) | {"is_open": True}
    found = {
        "orders_open": Link(list="work-orders", filters=standing),
        "orders_open_late": Link(list="work-orders", filters=standing | {"late": True}),
    }
    if wanted.by == "month" and row_id is None:
        return found
    reported: Filters = place | {"from_period": first, "to_period": last}
    finished = Link(list="work-orders", filters=place | {"finished_from": first, "finished_to": last})
    return {
        "orders_reported": Link(list="work-orders", filters=reported),
        "orders_late": Link(list="work-orders", filters=reported | {"late": True}),
        **dict.fromkeys(FINISHED, finished),
        **found,
    }


def _standing(wanted: Wanted, row_id: int | None, first: int, last: int) -> Filters:
    """What is open counts whatever its month up to the last, but for a month's own row."""
    if wanted.by != "month":
        return {"to_period": last}
    return {"to_period": _before(first)} if row_id is None else {"from_period": first, "to_period": last}


def _before(month: int) -> int:
    return month - 1 if month % 100 > 1 else month - 89


def _projects_of(wanted: Wanted, node_id: int) -> Link:
    return Link(
        list="reports/group",
        filters={
            "by": "project",
            "node_id": node_id,
            "from_period": wanted.from_period,
            "to_period": wanted.to_period,
        },
    )
