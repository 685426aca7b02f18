"""The people of a workbook and what they hold: known already, or to be made; never merged on a likeness."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from manyhold.foundation.imports.cells.phones import PhoneKind
from manyhold.foundation.imports.checks.present import Holder
from manyhold.foundation.imports.problem import Code, Problem, warning
from manyhold.foundation.imports.rows.drafts import OwnerDraft

_ROLES = {"user": "occupant", "buyer": "prospective"}


class Want(NamedTuple):
    """A space that somebody is to hold, and the row that says so."""

    space_id: int
    label: str
    known: bool
    role: str
    starts_on: date
    sheet: int
    row_no: int


@dataclass(slots=True)
class Person:
    """One holder of the workbook with all that is said to be theirs."""

    draft: OwnerDraft
    wants: list[Want] = field(default_factory=list[Want])
    party_id: int = 0
    """The party that this is, once that is decided."""
    is_new: bool = False

    @property
    def name(self) -> str:
        return self.draft.name.text

    @property
    def mobile(self) -> str:
        """The first mobile number, by which a likeness is seen; empty without one."""
        for one in self.draft.phones:
            if one.kind is PhoneKind.MOBILE:
                return one.number
        return ""

    @property
    def likeness(self) -> tuple[str, str]:
        return self.name, self.mobile


Noted = tuple[Want, str, Problem]
"""Something noticed about a holder: where, about which field."""


def role_of(draft: OwnerDraft) -> str:
    """The role as the register of parties writes it."""
    return _ROLES.get(draft.role, draft.role)


@dataclass(slots=True)
class Holders:
    """Decides person by person; `parties` and `holdings` gather what is to be staged, until `taken`."""

    next_id: Callable[[], int]
    parties: list[list[Any]] = field(default_factory=list[list[Any]])
    holdings: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    created: int = 0
    begun: int = 0
    unchanged: int = 0
    _given: set[tuple[int, str, str]] = field(default_factory=set[tuple[int, str, str]])
    _linked: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    _contacts: set[int] = field(default_factory=set[int])
    _met: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def taken(self) -> tuple[list[list[Any]], list[dict[str, Any]]]:
        """The parties and holdings gathered since the last time."""
        gathered = self.parties, self.holdings
        self.parties, self.holdings = [], []
        return gathered

    def settle(
        self,
        persons: Sequence[Person],
        held: Mapping[int, Collection[Holder]],
        namesakes: Mapping[tuple[str, str], int],
    ) -> list[Noted]:
        """Take in persons, given who holds their known spaces now and who is known by the same name and number.

        The same holding (space, role and name) is left as it is. Whoever holds none of theirs yet is a new
        party, whatever the likeness.
        """
        noted: list[Noted] = []
        for person in persons:
            fresh: list[Want] = []
            for want in person.wants:
                beside = [one for one in held.get(want.space_id, ()) if one.role == want.role]
                same = next((one for one in beside if one.name == person.name), None)
                if same is not None:
                    self.unchanged += 1
                    person.party_id = person.party_id or same.party_id
                    if {one.number for one in person.draft.phones} - same.phones:
                        noted.append((want, "owner.phone", warning(Code.HOLDER_PHONE_DIFFERS)))
                elif self._claim(want, person.name):
                    fresh.append(want)
                    if beside:
                        crowd = warning(Code.HOLDER_BESIDE, label=want.label, count=len(beside))
                        noted.append((want, "owner.name", crowd))
            if fresh and not person.party_id:
                noted += self._likeness(person, fresh[0], namesakes)
                person.party_id, person.is_new = self._add(person), True
            self.holdings += [self._holding(person, want) for want in fresh]
        return noted

    def _claim(self, want: Want, name: str) -> bool:
        """Whether this is the first time that the workbook gives the space to somebody of this name and role."""
        key = (want.space_id, want.role, name)
        if key in self._given:
            return False
        self._given.add(key)
        return True

    def _likeness(self, person: Person, want: Want, namesakes: Mapping[tuple[str, str], int]) -> list[Noted]:
        likeness = person.likeness
        if not likeness[1]:
            return []
        known = namesakes.get(likeness)
        where = f"#{known}" if known else self._met.get(likeness)
        self._met.setdefault(likeness, want.label)
        if where is None:
            return []
        return [(want, "owner.name", warning(Code.HOLDER_MATCH_PROPOSED, where=where))]

    def _add(self, person: Person) -> int:
        draft, take = person.draft, self.next_id
        party_id = take()
        is_company = draft.name.is_company
        phones = [[take(), one.number, one.kind.value] for one in dict.fromkeys(draft.phones)]
        identity = draft.identity
        self.parties.append(
            [
                party_id,
                take(),
                "company" if is_company else "person",
                person.name,
                phones,
                identity.kind.value if identity else "",
                identity.number if identity else "",
                "" if is_company else draft.gender or "",
            ]
        )
        self.created += 1
        return party_id

    def _holding(self, person: Person, want: Want) -> dict[str, Any]:
        link = (want.space_id, person.party_id)
        is_linked = link in self._linked
        self._linked.add(link)
        is_contact = bool(person.mobile) and not want.known and want.space_id not in self._contacts
        if is_contact:
            self._contacts.add(want.space_id)
        self.begun += 1
        return {
            "id": self.next_id(),
            "space_id": want.space_id,
            "party_id": person.party_id,
            "link_id": 0 if is_linked else self.next_id(),
            "role": want.role,
            "starts_on": want.starts_on,
            "is_contact": is_contact,
            "is_new_party": person.is_new,
        }
