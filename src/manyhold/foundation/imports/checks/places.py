"""The spaces that a workbook asks for: found again, to be changed, or to be made with what stands above them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from manyhold.foundation.imports.checks import facts as room_facts
from manyhold.foundation.imports.checks.addresses import Address, address_of, frames_of
from manyhold.foundation.imports.checks.facts import Facts
from manyhold.foundation.imports.checks.present import Present
from manyhold.foundation.imports.labels.house import HouseLabel
from manyhold.foundation.imports.problem import Code, Problem, error
from manyhold.foundation.imports.staging.models import CHANGE, CREATE, FACTS, RESTORE
from manyhold.foundation.spaces import rules
from manyhold.foundation.spaces.rules import Place, PlacementError, Wanted

DWELLING = "room"
_REASONS = {"name_too_long": Code.PLACE_TOO_LONG}


class Unplaced(Exception):
    """A row whose place cannot be had; the row is set aside."""

    def __init__(self, at: str, problem: Problem) -> None:
        super().__init__(problem.code)
        self.field = at
        self.problem = problem


class Placed(NamedTuple):
    """A space as the workbook means it; `known` says that it exists already."""

    space_id: int
    label: str
    known: bool


@dataclass(slots=True)
class Totals:
    """What the accepted rows come to, held against the control totals. Each space counts once."""

    rooms: int = 0
    households: int = 0
    building_area: Decimal = Decimal(0)

    def add(self, kind: str, area: Decimal | None) -> None:
        """Count one room, shop or office."""
        self.rooms += 1
        self.households += kind == DWELLING
        self.building_area += area or 0


@dataclass(slots=True)
class Places:
    """Finds and plans spaces; `rows` gathers what is to be staged, until `taken`."""

    present: Present
    next_id: Callable[[], int]
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    totals: Totals = field(default_factory=Totals)
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    _planned: dict[Any, Place] = field(default_factory=dict[Any, Place])
    _frames: dict[tuple[str | None, ...], Place | None] = field(
        default_factory=dict[tuple[str | None, ...], Place | None]
    )
    _by_code: dict[str, Place] = field(default_factory=dict[str, Place])
    _met: set[int] = field(default_factory=set[int])

    def taken(self) -> list[dict[str, Any]]:
        """The rows gathered since the last time."""
        rows, self.rows = self.rows, []
        return rows

    def frame(self, label: HouseLabel, sheet: int, row_no: int) -> None:
        """Let a building, and the unit that the label names, be there."""
        address = address_of(label)._replace(room=None)
        self._above(address, sheet, row_no)

    def room(self, label: HouseLabel, facts: Facts, sheet: int, row_no: int) -> Placed:
        """The room, shop or office of a row. Raises Unplaced."""
        address = address_of(label)
        floor = None if label.floor_index is None else (label.floor_index, label.floor_label or "")
        if (known := self.present.at(address)) is not None:
            return self._known(known, facts, floor, sheet, row_no)
        if (planned := self._planned.get(address)) is not None:
            return Placed(planned.id, planned.label, known=False)
        parent = self._above(address, sheet, row_no)
        kind = room_facts.kind_of(facts)
        index, floor_label = floor or (None, "")
        wanted = Wanted(address, kind, address.room or "", None, "", index, floor_label)
        place = self._composed(wanted, parent)
        if self.present.rows and (known := self.present.called(place.code, place.label, label.text)):
            return self._known(known, facts, floor, sheet, row_no)
        if (twin := self._by_code.get(place.code)) is not None:
            return Placed(twin.id, twin.label, known=False)
        self._plan(wanted, place, parent, room_facts.for_new(facts), sheet, row_no)
        self.totals.add(kind, facts.get("building_area"))
        return Placed(place.id, place.label, known=False)

    def find(self, label: HouseLabel) -> Placed | None:
        """The room that a label means, if the project or the workbook has it."""
        address = address_of(label)
        if (known := self.present.at(address) or self.present.called(label.text)) is not None:
            return Placed(known.id, known.label, known=True)
        planned = self._planned.get(address)
        return planned and Placed(planned.id, planned.label, known=False)

    def parking(self, lot: str | None, name: str, facts: Facts, sheet: int, row_no: int) -> Placed:
        """The parking space of a row, in its car park where one is named. Raises Unplaced."""
        area = None if lot is None else self._lot(lot, sheet, row_no)
        known = self.present.parking(area and frame_of_lot(lot or ""), name)
        if known is not None:
            return self._known(known, facts, None, sheet, row_no)
        wanted = Wanted(("parking", lot, name), "parking", name)
        place = self._composed(wanted, area)
        twin = self._planned.get(wanted.key) or self._by_code.get(place.code)
        if twin is not None:
            return Placed(twin.id, twin.label, known=False)
        if (known := self.present.called(place.code, place.label)) is not None:
            return self._known(known, facts, None, sheet, row_no)
        self._plan(wanted, place, area, room_facts.for_new(facts), sheet, row_no)
        return Placed(place.id, place.label, known=False)

    def _lot(self, lot: str, sheet: int, row_no: int) -> Place:
        name = frame_of_lot(lot)
        if (planned := self._planned.get(("lot", lot))) is not None:
            return planned
        if (known := self.present.called(name)) is not None and known.kind == "parking_area":
            place = self._planned["lot", lot] = self.present.place(known)
            return place
        wanted = Wanted(("lot", lot), "parking_area", name)
        return self._plan(wanted, self._composed(wanted, None), None, {}, sheet, row_no)

    def _above(self, address: Address, sheet: int, row_no: int) -> Place | None:
        if address[:3] in self._frames:
            return self._frames[address[:3]]
        parent: Place | None = None
        for kind, name, at in frames_of(address):
            if (planned := self._planned.get(at)) is not None:
                parent = planned
            elif (known := self.present.at(at)) is not None:
                parent = self._planned[at] = self.present.place(known)
            else:
                wanted = Wanted(at, kind, name)
                place = self._composed(wanted, parent)
                parent = self._plan(wanted, place, parent, {}, sheet, row_no)
        self._frames[address[:3]] = parent
        return parent

    def _composed(self, wanted: Wanted, parent: Place | None) -> Place:
        try:
            return rules.compose(wanted, parent, self.next_id())
        except PlacementError as fault:
            code = _REASONS.get(fault.code, Code.PLACE_INCOMPLETE)
            raise Unplaced("room.number", error(code, label=wanted.name[: rules.LONGEST_CODE])) from None

    def _plan(
        self, wanted: Wanted, place: Place, parent: Place | None, facts: Facts, sheet: int, row_no: int
    ) -> Place:
        self._planned[wanted.key] = self._by_code[place.code] = place
        self.created += 1
        columns = rules.columns(place, wanted, parent)
        self.rows.append(
            {
                **columns,
                **_BLANK,
                **facts,
                "action": CREATE,
                "space_id": place.id,
                "sheet": sheet,
                "row_no": row_no,
                "seen_revision": 0,
                "changes": {},
            }
        )
        return place

    def _known(
        self, known: Any, facts: Facts, floor: tuple[int, str] | None, sheet: int, row_no: int
    ) -> Placed:
        placed = Placed(known.id, known.label, known=True)
        if not known.is_active:
            raise Unplaced("room.number", error(Code.PLACE_INACTIVE, label=known.label))
        if known.id in self._met:
            return placed
        self._met.add(known.id)
        if known.kind in rules.HOUSEHOLDS:
            self.totals.add(known.kind, facts.get("building_area", known.building_area))
        changes = room_facts.differences(known, facts, floor)
        if not changes:
            self.unchanged += 1
            return placed
        self.changed += 1
        after = {column: value for column, (_, value) in changes.items()}
        row = {name: after.get(name, getattr(known, name)) for name in (*_KEPT, *FACTS)}
        if "floor_index" in after:
            row["sort_key"] = self._sort_key(known, row)
        if row["sort_key"] != known.sort_key:
            changes["sort_key"] = (known.sort_key, row["sort_key"])
        before = {name: getattr(known, name) for name in row}
        images = ((CHANGE, row, 0, False), (RESTORE, before, 1, True))
        for action, values, later, is_back in images:
            said = {name: (new, old) if is_back else (old, new) for name, (old, new) in changes.items()}
            self.rows.append(
                {
                    **values,
                    "id": self.next_id(),
                    "action": action,
                    "space_id": known.id,
                    "sheet": sheet,
                    "row_no": row_no,
                    "seen_revision": known.revision + later,
                    "changes": {name: [room_facts.plain(one) for one in pair] for name, pair in said.items()},
                }
            )
        return placed

    def _sort_key(self, known: Any, row: dict[str, Any]) -> str:
        above = self.present.rows.get(known.parent_id)
        parent = None if above is None else self.present.place(above)
        wanted = Wanted(
            known.id, known.kind, known.name, None, known.code, row["floor_index"], row["floor_label"]
        )
        return rules.compose(wanted, parent, known.id).sort_key


_BLANK = {name: rules.FACTS[name] for name in FACTS}
_KEPT = (
    "parent_id",
    "phase_id",
    "building_id",
    "unit_id",
    "kind",
    "code",
    "name",
    "label",
    "sort_key",
    "floor_index",
    "floor_label",
)


def frame_of_lot(lot: str) -> str:
    """The name of a car park: a bare number or letter says what it is."""
    return f"车库{lot}" if lot.isascii() and lot.isalnum() and len(lot) < 3 else lot
