"""Checks across the cells of a row and across rows: areas, dates, rooms that come twice."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from manyhold.foundation.imports.labels.house import HouseLabel
from manyhold.foundation.imports.problem import Code, error, warning
from manyhold.foundation.imports.rows.drafts import Finding

AREA_TOLERANCE = Decimal("0.02")  # three figures of 0.01 m², each rounded by itself


def area_findings(values: Mapping[str, Any]) -> list[Finding]:
    """Judge that 建筑面积 = 套内面积 + 公摊面积, and that the inner area is no larger than the whole."""
    building: Decimal | None = values.get("room.building_area")
    inner: Decimal | None = values.get("room.inner_area")
    shared: Decimal | None = values.get("room.shared_area")
    if building is None or inner is None:
        return []
    if inner > building:
        problem = error(Code.AREA_INNER_EXCEEDS, inner=str(inner), building=str(building))
        return [Finding("room.inner_area", problem)]
    if shared is not None and abs(inner + shared - building) > AREA_TOLERANCE:
        disagrees = warning(Code.AREA_SUM_DISAGREES, sum=str(inner + shared), building=str(building))
        return [Finding("room.building_area", disagrees)]
    return []


def date_findings(values: Mapping[str, Any]) -> list[Finding]:
    """Warn of billing that starts before the room was handed over."""
    handover: date | None = values.get("room.handover_date")
    billing: date | None = values.get("room.billing_start")
    if handover is None or billing is None or billing >= handover:
        return []
    problem = warning(Code.DATE_ORDER, earlier=billing.isoformat(), later=handover.isoformat())
    return [Finding("room.billing_start", problem)]


class RoomsSeen:
    """The rooms of the rows so far. A room may come twice, for each of its owners, but with one area."""

    def __init__(self) -> None:
        """Begin with none."""
        self._first: dict[tuple[str | None, ...], tuple[int, Decimal | None]] = {}

    def findings(self, row_no: int, label: HouseLabel, area: Decimal | None) -> list[Finding]:
        """Record the row's room; warn when it came before, refuse when it came with another area."""
        key = (label.phase, label.building, label.unit, label.floor_label, label.room)
        first_row, first_area = self._first.setdefault(key, (row_no, area))
        if first_row == row_no:
            return []
        if area is not None and first_area is not None and area != first_area:
            problem = error(Code.ROOM_CONFLICT, room=label.text, row=first_row, area=str(first_area))
        else:
            problem = warning(Code.ROOM_REPEATED, room=label.text, row=first_row)
        return [Finding("room.number", problem)]
