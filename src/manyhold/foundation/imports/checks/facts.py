"""What a row states of a space, as the space's columns; and how that differs from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from manyhold.foundation.imports.problem import Code, Problem, warning

LONGEST_LAYOUT = 40
_COLUMN_OF = {
    "room.building_area": "building_area",
    "room.inner_area": "inner_area",
    "room.billing_area": "billing_area",
    "room.use": "use",
    "room.layout": "layout",
    "room.handover_date": "delivered_on",
    "room.billing_start": "billing_starts_on",
    "state.sale": "sale_state",
    "state.delivery": "delivery_state",
    "state.fit_out": "fit_out_state",
    "state.occupancy": "occupancy_state",
    "parking.kind": "parking_kind",
    "parking.area": "building_area",
}
_KIND_OF_USE = {"shop": "shop", "office": "office", "storage": "storage"}

Facts = dict[str, Any]


def stated(values: Mapping[str, Any]) -> tuple[Facts, list[tuple[str, Problem]]]:
    """The columns that the row fills, and what of it does not fit (field, problem)."""
    facts: Facts = {}
    found: list[tuple[str, Problem]] = []
    for field, value in values.items():
        column = _COLUMN_OF.get(field)
        if column == "layout" and len(value) > LONGEST_LAYOUT:
            found.append((field, warning(Code.TEXT_TOO_LONG, length=len(value), longest=LONGEST_LAYOUT)))
        elif column is not None:
            facts[column] = value
    return facts, found


def kind_of(facts: Mapping[str, Any]) -> str:
    """What a place of this use is: a shop, an office, a storage room, else a room."""
    return _KIND_OF_USE.get(facts.get("use", ""), "room")


def for_new(facts: Facts) -> Facts:
    """The facts of a new space: charged by its building area unless the row says otherwise."""
    if "billing_area" not in facts and "building_area" in facts:
        return {**facts, "billing_area": facts["building_area"]}
    return facts


def differences(known: Any, facts: Facts, floor: tuple[int, str] | None) -> dict[str, tuple[Any, Any]]:
    """(before, after) of each column of a known space that the row states otherwise.

    An area that was charged as the building area goes on following it. Blank cells change nothing.
    """
    wanted = dict(facts)
    follows = known.billing_area == known.building_area and "billing_area" not in wanted
    if follows and "building_area" in wanted:
        wanted["billing_area"] = wanted["building_area"]
    if floor is not None:
        wanted["floor_index"], wanted["floor_label"] = floor
    return {
        column: (getattr(known, column), value)
        for column, value in wanted.items()
        if getattr(known, column) != value
    }


def plain(value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
