"""Who is liable to pay for a space on a day, for one space or for all of a project."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, and_, case, false, func, or_, select, true, union_all

from manyhold.foundation.parties.models import Holding, Party
from manyhold.foundation.parties.rules import LIABILITY
from manyhold.kernel.context import Context


class Payer(NamedTuple):
    """Who is liable: the party, and the version of its name that a bill refers to."""

    party_id: int
    party_version_id: int


def in_force(day: date) -> ColumnElement[bool]:
    """The condition that a Holding holds on `day`."""
    return and_(Holding.starts_on <= day, or_(Holding.ends_on.is_(None), Holding.ends_on >= day))


def payer_select(
    day: date, *, project_id: int | None = None, space_ids: Sequence[int] | None = None
) -> CompoundSelect[Any]:
    """Columns `space_id`, `party_id`, `party_version_id`, `is_joint`: one row for each space with a payer on `day`.

    It is the holder flagged as payer, else an owner, else a co-owner, else the developer; of several the one
    who has held longest; `is_joint` says that there are several, who are liable together (co-owners, the owner
    behind a paying tenant; 物业管理条例 41). A space held by none of these has no row. For use in a larger
    select, as `.subquery()`, and in `bulk.insert_from_select`; `project_id` and `space_ids` narrow it first.
    """
    liable = [in_force(day), or_(Holding.is_payer, Holding.role.in_(LIABILITY))]
    if project_id is not None:
        liable.append(Holding.project_id == project_id)
    if space_ids is not None:
        liable.append(Holding.space_id.in_(space_ids))
    # Most spaces have one such holder. Ranking, which carries and sorts every row, is left to those with several.
    shared = select(Holding.space_id).where(*liable).group_by(Holding.space_id).having(func.count() > 1)
    columns = (Party.version_id.label("party_version_id"),)
    alone = (
        select(Holding.space_id, Holding.party_id, *columns, false().label("is_joint"))
        .join(Party, Party.id == Holding.party_id)
        .where(*liable, Holding.space_id.not_in(shared))
    )
    ranked = (
        select(Holding.space_id, Holding.party_id, _place().label("place"))
        .where(*liable, Holding.space_id.in_(shared))
        .subquery("ranked")
    )
    first = (
        select(ranked.c.space_id, ranked.c.party_id, *columns, true().label("is_joint"))
        .join(Party, Party.id == ranked.c.party_id)
        .where(ranked.c.place == 1)
    )
    return union_all(alone, first)


def _place() -> ColumnElement[int]:
    """A holder's place among those of a space: the payer, then by role, then who has held longest."""
    roles = ((Holding.role == role, place) for place, role in enumerate(LIABILITY, start=1))
    order = [case((Holding.is_payer, 0), *roles), Holding.starts_on, Holding.id]
    return func.row_number().over(partition_by=Holding.space_id, order_by=order)


def payer_on(ctx: Context, space_ids: Sequence[int], day: date) -> dict[int, Payer]:
    """The payer of each of these spaces on `day`, in one query; a space without one is not in the answer."""
    rows: Any = ctx.session.execute(payer_select(day, space_ids=space_ids))
    return {row.space_id: Payer(row.party_id, row.party_version_id) for row in rows}
