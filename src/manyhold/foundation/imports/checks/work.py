"""One check at work: rows become spaces, persons and problems, sheet by sheet, batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from manyhold.foundation.imports.catalogue.field import Target
from manyhold.foundation.imports.checks.facts import stated
from manyhold.foundation.imports.checks.holders import Holders, Person, Want, role_of
from manyhold.foundation.imports.checks.places import Placed, Places, Unplaced
from manyhold.foundation.imports.checks.present import Holder
from manyhold.foundation.imports.matching.mapping import ColumnMapping
from manyhold.foundation.imports.problem import Code, Problem, error, warning
from manyhold.foundation.imports.rows.drafts import OwnerDraft, RowDraft, RowProblem
from manyhold.foundation.imports.tables.table import Table


class Register(Protocol):
    """What the check asks of the database, in a read transaction of its own."""

    def holders(self, space_ids: set[int]) -> dict[int, list[Holder]]: ...

    def namesakes(self, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], int]: ...


@dataclass(frozen=True, slots=True)
class SheetTask:
    """A sheet that takes part, by its number in the workbook."""

    number: int
    table: Table
    mapping: ColumnMapping

    def heading(self, field_code: str) -> str:
        """The heading of the column that holds a field; empty when none does."""
        codes = self.mapping.fields
        return self.table.labels[codes.index(field_code)] if field_code in codes else ""


@dataclass(slots=True)
class Check:
    """Everything that one check knows while it walks the rows."""

    places: Places
    holders: Holders
    register: Register
    business_day: date
    read: int = 0
    set_aside: int = 0
    problems: Counter[str] = field(default_factory=Counter[str])
    findings: list[tuple[int, RowProblem]] = field(default_factory=list[tuple[int, RowProblem]])
    _sheets: dict[int, SheetTask] = field(default_factory=dict[int, SheetTask])
    _owners: dict[str, tuple[SheetTask, RowDraft]] = field(
        default_factory=dict[str, tuple[SheetTask, RowDraft]]
    )
    _coded: dict[tuple[str, str], Person] = field(default_factory=dict[tuple[str, str], Person])
    _waiting: list[tuple[SheetTask, RowDraft]] = field(default_factory=list[tuple[SheetTask, RowDraft]])

    def take(self, sheet: SheetTask, drafts: Sequence[RowDraft]) -> None:
        """Take in some rows of a sheet."""
        self._sheets[sheet.number] = sheet
        take = self._takers[sheet.mapping.target]
        persons: list[Person] = []
        for draft in drafts:
            self.read += 1
            self._note(sheet.number, draft.problems)
            if not draft.is_loadable:
                self.set_aside += 1
                continue
            try:
                persons += take(self, sheet, draft)
            except Unplaced as fault:
                self.set_aside += 1
                self._find(sheet, draft.row_no, fault.field, _shown(draft), fault.problem)
        self.settle(persons)

    def finish(self, size: int) -> Iterator[None]:
        """Settle what only the whole workbook can tell; yields after about every `size` holdings."""
        persons: list[Person] = []
        for sheet, draft in self._waiting:
            persons += self._wait_ended(sheet, draft)
        persons += self._coded.values()
        some: list[Person] = []
        count = 0
        for person in persons:
            wants = person.wants
            for start in range(0, len(wants), size):  # a developer may hold tens of thousands
                person.wants = wants[start : start + size]
                some.append(person)
                count += len(person.wants)
                if count >= size:
                    self.settle(some)
                    some, count = [], 0
                    yield
        self.settle(some)

    def settle(self, persons: Sequence[Person]) -> None:
        """Decide who of these is known."""
        known = {want.space_id for person in persons for want in person.wants if want.known}
        likely = {likeness for person in persons if (likeness := person.likeness)[1]}
        held = self.register.holders(known) if known else {}
        for want, at, problem in self.holders.settle(persons, held, self.register.namesakes(likely)):
            self._find(self._sheets[want.sheet], want.row_no, at, want.label, problem)

    def taken_findings(self) -> list[tuple[int, RowProblem]]:
        """The findings gathered since the last time."""
        gathered, self.findings = self.findings, []
        return gathered

    def _building(self, sheet: SheetTask, draft: RowDraft) -> Iterable[Person]:
        if draft.label is not None:
            self.places.frame(draft.label, sheet.number, draft.row_no)
        return ()

    def _room(self, sheet: SheetTask, draft: RowDraft) -> Iterable[Person]:
        facts, found = stated(draft.values)
        assert draft.label is not None  # a loadable row of rooms names one
        placed = self.places.room(draft.label, facts, sheet.number, draft.row_no)
        for at, problem in found:
            self._find(sheet, draft.row_no, at, _shown(draft), problem)
        bays = [
            self.places.parking(None, code, {}, sheet.number, draft.row_no)
            for code in _texts(draft, "parking.code")
        ]
        return self._persons(sheet, draft, [placed, *bays])

    def _parking(self, sheet: SheetTask, draft: RowDraft) -> Iterable[Person]:
        facts, _ = stated(draft.values)
        lot = draft.values.get("parking.lot")
        bays = [
            self.places.parking(None if lot is None else str(lot), code, facts, sheet.number, draft.row_no)
            for code in _texts(draft, "parking.code")
        ]
        return self._persons(sheet, draft, bays)

    def _owner(self, sheet: SheetTask, draft: RowDraft) -> Iterable[Person]:
        """Owners wait for the rooms, wherever their sheet stands in the workbook."""
        for code in _texts(draft, "owner.code"):
            self._owners.setdefault(code, (sheet, draft))
        self._waiting.append((sheet, draft))
        return ()

    _takers: ClassVar[dict[str, Any]] = {
        Target.BUILDING: _building,
        Target.ROOM: _room,
        Target.PARKING: _parking,
        Target.OWNER: _owner,
    }

    def _wait_ended(self, sheet: SheetTask, draft: RowDraft) -> Iterable[Person]:
        codes = _texts(draft, "owner.code")
        if draft.label is not None and draft.label.room is not None:
            placed = self.places.find(draft.label)
            if placed is None:
                self.set_aside += 1
                unknown = error(Code.PLACE_UNKNOWN, label=draft.label.text)
                self._find(sheet, draft.row_no, "room.number", draft.label.text, unknown)
                return ()
            return self._persons(sheet, draft, [placed])
        if not any((code, owner.name.text) in self._coded for code in codes for owner in draft.owners):
            lonely = warning(Code.OWNER_WITHOUT_PLACE)
            self._find(sheet, draft.row_no, "owner.name", draft.owners[0].name.text, lonely)
        return ()

    def _persons(self, sheet: SheetTask, draft: RowDraft, placed: Sequence[Placed]) -> Iterable[Person]:
        """The holders of a row's spaces: named in it, or meant by the codes of an owners' sheet.

        A code is the predecessor's own key of a person, so it makes one party of many rows; names alone do not.
        """
        codes = _texts(draft, "owner.code")
        fresh: list[Person] = []
        owners = [(code, owner) for code in codes for owner in self._coded_owners(sheet, draft, code)]
        if draft.owners:
            paired = codes if len(codes) == len(draft.owners) else ("",) * len(draft.owners)
            owners = list(zip(paired, draft.owners, strict=True))
        for code, owner in owners:
            if code:
                person = self._coded.setdefault((code, owner.name.text), Person(owner))
            else:
                fresh.append(person := Person(owner))
            person.wants += (
                Want(
                    one.space_id,
                    one.label,
                    one.known,
                    role_of(owner),
                    _since(draft) or self.business_day,
                    sheet.number,
                    draft.row_no,
                )
                for one in placed
            )
        return fresh

    def _coded_owners(self, sheet: SheetTask, draft: RowDraft, code: str) -> Sequence[OwnerDraft]:
        known = self._owners.get(code)
        if known is not None:
            return known[1].owners
        if not draft.owners:
            self._find(
                sheet, draft.row_no, "owner.code", code, warning(Code.OWNER_CODE_UNKNOWN, value=code[:40])
            )
        return ()

    def _note(self, sheet: int, found: Sequence[RowProblem]) -> None:
        for one in found:
            self.problems[one.problem.code.value] += 1
            self.problems["error" if one.problem.is_error else "warning"] += 1
            self.findings.append((sheet, one))

    def _find(self, sheet: SheetTask, row_no: int, at: str, value: str, problem: Problem) -> None:
        self._note(sheet.number, [RowProblem(row_no, sheet.heading(at), at, value, problem)])


def _texts(draft: RowDraft, field_code: str) -> tuple[str, ...]:
    value: Any = draft.values.get(field_code, ())
    return tuple(value)


def _since(draft: RowDraft) -> date | None:
    """A holding begins with the handover, or else with its charges."""
    value: Any = draft.values.get("room.handover_date") or draft.values.get("room.billing_start")
    return value


def _shown(draft: RowDraft) -> str:
    return draft.label.text if draft.label else ""


def ids_needed(drafts: Iterable[RowDraft]) -> int:
    """At most how many ids the spaces and holders of these rows take, parties by code apart."""
    count = 0
    for draft in drafts:
        bays = len(_texts(draft, "parking.code"))
        count += 8 + 3 * bays
        count += sum(2 + len(owner.phones) + 2 * (1 + bays) for owner in draft.owners)
    return count
