"""Who refers to a space: every table that names one, whichever module it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces.models import SPACE_TABLE
from manyhold.kernel.context import Context
from manyhold.kernel.database import Base
from manyhold.kernel.own_fields import OwnValue

PLACED = "space_id"


def referring(
    ctx: Context,
    space_ids: Collection[int],
    *,
    leaving_out: Mapping[str, Collection[int] | None],
) -> Iterator[tuple[str, int]]:
    """Tables with rows that name some of these spaces, and the spaces.

    `leaving_out` names tables whose rows do not count, either all (None) or those with these ids. References
    between modules are ids without a key, but all point down to spaces: so nobody has to be asked.
    """
    for mapper in Base.registry.mappers:
        table: Any = mapper.local_table
        if issubclass(mapper.class_, OwnValue):
            continue  # a part of what it belongs to, and removed with it
        kept = leaving_out.get(table.name, ())
        if kept is None:
            continue
        for name in sorted(_naming(table)):
            column = getattr(mapper.class_, name)
            found = select(column).where(column.in_(space_ids)).distinct()
            if kept:
                found = found.where(mapper.class_.id.not_in(kept))
            yield from ((table.name, space_id) for space_id in ctx.session.scalars(found))


def _naming(table: Any) -> set[str]:
    """The columns of a table that name a space."""
    keys = (key for key in table.foreign_key_constraints if key.referred_table.name == SPACE_TABLE)
    named = {one.parent.key for key in keys for one in key.elements if one.column.key == "id"}
    return named | ({PLACED} & set(table.c.keys()))
