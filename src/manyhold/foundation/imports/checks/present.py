"""What a project has already: its spaces, findable by address, code, label and earlier names; and who holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import func, select

from manyhold.foundation.imports.checks.addresses import Address, canonical
from manyhold.foundation.imports.staging.models import FACTS
from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Holding, Party, Phone, SearchToken
from manyhold.foundation.parties.queries import in_force
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.rules import Place
from manyhold.kernel.context import Context

IN_ONE_QUERY = 1_000
_COLUMNS = (
    "id",
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
    "revision",
    "is_active",
    *FACTS,
)


class Holder(NamedTuple):
    """Somebody who holds a space now."""

    party_id: int
    role: str
    name: str
    phones: frozenset[str]


class Present:
    """The spaces of one project as they stood when the check began."""

    def __init__(self, rows: Iterable[Any], aliases: Iterable[tuple[str, int]]) -> None:
        self.rows: dict[int, Any] = {row.id: row for row in rows}
        self._by_address: dict[Address, int] = {}
        self._by_parking: dict[tuple[str | None, str], int] = {}
        self._by_text: dict[str, int] = {}
        for row in self.rows.values():
            if row.kind == "parking":
                lot = self.rows.get(row.building_id)
                self._by_parking.setdefault((lot.name if lot else None, row.name), row.id)
            else:
                self._by_address.setdefault(self._address(row), row.id)
        for text, space_id in aliases:
            self._by_text.setdefault(text, space_id)
        for row in self.rows.values():
            self._by_text.setdefault(row.label, row.id)
        for row in self.rows.values():
            self._by_text[row.code] = row.id

    def at(self, address: Address) -> Any | None:
        """The space at this address."""
        return self.rows.get(self._by_address.get(address, 0))

    def parking(self, lot: str | None, name: str) -> Any | None:
        """The parking space of this name in this car park."""
        return self.rows.get(self._by_parking.get((lot, name), 0))

    def called(self, *texts: str) -> Any | None:
        """The space that has one of these as its code, label or earlier name."""
        found = (self._by_text[text] for text in texts if text in self._by_text)
        return self.rows.get(next(found, 0))

    def place(self, row: Any) -> Place:
        """A row as what its children need to know of it."""
        names = ("id", "kind", "code", "label", "sort_key", "phase_id", "building_id", "unit_id")
        floor = {"floor_index": row.floor_index, "floor_label": row.floor_label}
        return Place(**{name: getattr(row, name) for name in names}, **floor, stem=row.label)

    def _address(self, row: Any) -> Address:
        is_frame = row.kind in {"phase", "building", "unit"}
        parts: list[str | None] = [
            canonical(kind, above.name) if (above := self._above(row, kind)) else None
            for kind in ("phase", "building", "unit")
        ]
        return Address(parts[0], parts[1], parts[2], None if is_frame else canonical(row.kind, row.name))

    def _above(self, row: Any, kind: str) -> Any | None:
        if row.kind == kind:
            return row
        return self.rows.get(getattr(row, f"{kind}_id"))


def present_spaces(ctx: Context, project_id: int) -> Present:
    """All spaces of the project that were not split or merged, in two queries.

    What two of them were called before, the parts of what was split, names neither.
    """
    columns = (getattr(Space, name) for name in _COLUMNS)
    rows = ctx.session.execute(
        select(*columns).where(Space.project_id == project_id, Space.closed_on.is_(None))
    ).all()
    aliases = ctx.session.execute(
        select(SpaceAlias.alias, func.min(SpaceAlias.space_id).label("space_id"))
        .where(SpaceAlias.project_id == project_id)
        .group_by(SpaceAlias.alias)
        .having(func.count() == 1)
    )
    return Present(rows, ((row.alias, row.space_id) for row in aliases))


def holders(ctx: Context, project_id: int, space_ids: Collection[int], day: date) -> dict[int, list[Holder]]:
    """Who holds each of these spaces on `day`, names and telephones opened."""
    found: dict[int, list[Holder]] = {}
    for some in _chunks(sorted(space_ids)):
        rows = ctx.session.execute(
            select(Holding.space_id, Holding.role, Party.id, Party.name_sealed)
            .join(Party, Party.id == Holding.party_id)
            .where(Holding.project_id == project_id, Holding.space_id.in_(some), in_force(day))
        ).all()
        phones = _phones(ctx, {row.id for row in rows})
        for row in rows:
            name = ctx.runtime.keys.open(sealing.NAME, row.id, row.name_sealed)
            one = Holder(row.id, row.role, name, frozenset(phones.get(row.id, ())))
            found.setdefault(row.space_id, []).append(one)
    return found


def namesakes(ctx: Context, wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The known party, if any, of each (name, mobile number): somebody who may be the same person."""
    tokens = sealing.name_tokens(ctx)
    asked = {tokens.phone_token(number): number for _, number in wanted}
    found: dict[tuple[str, str], int] = {}
    for some in _chunks(sorted(asked)):
        hits = ctx.session.execute(
            select(SearchToken.token, Party.id, Party.name_sealed)
            .join(Party, Party.id == SearchToken.party_id)
            .where(SearchToken.token.in_(some))
        )
        for hit in hits:
            name = ctx.runtime.keys.open(sealing.NAME, hit.id, hit.name_sealed)
            found.setdefault((name, asked[hit.token]), hit.id)
    return {pair: party_id for pair, party_id in found.items() if pair in wanted}


def _phones(ctx: Context, party_ids: set[int]) -> dict[int, list[str]]:
    phones: dict[int, list[str]] = {}
    for some in _chunks(sorted(party_ids)):
        rows = ctx.session.execute(
            select(Phone.id, Phone.party_id, Phone.number_sealed).where(Phone.party_id.in_(some))
        )
        for row in rows:
            number = ctx.runtime.keys.open(sealing.PHONE, row.id, row.number_sealed)
            phones.setdefault(row.party_id, []).append(number)
    return phones


def _chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while some := list(islice(rest, IN_ONE_QUERY)):
        yield some
