"""Verbs: split and merge spaces with their holders, and take that back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.parties.drafts import HoldingDraft
from manyhold.foundation.parties.held import add_holdings, held_of
from manyhold.foundation.parties.lineage.schemas import HolderIn, RecutIn
from manyhold.foundation.parties.models import Holding, LineageHolding, Link, Party
from manyhold.foundation.parties.rules import day_before
from manyhold.foundation.spaces.lineage import service as lineages
from manyhold.foundation.spaces.lineage.models import Lineage
from manyhold.foundation.spaces.lineage.service import Recorded
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict


def recut(ctx: Context, wanted: RecutIn) -> Lineage:
    """Close spaces and open others, end who held the old ones and begin who is to hold the new.

    Raises what `lineages.record` raises, BadInput on `holders.<space>.<holder>.…`, and Conflict
    `holding_begins_later` where somebody is to begin on a closed space on that day or after it.
    """
    if len(wanted.holders) != len(wanted.opened):
        raise BadInput.of("holders", "one_list_for_each_space")
    recorded = lineages.record(ctx, wanted)
    ctx.require("parties.edit", recorded.lineage.project_id)
    _end(ctx, recorded)
    for place, (space, holders) in enumerate(zip(recorded.opened, wanted.holders, strict=True)):
        _begin(ctx, recorded.lineage, space, holders, f"holders.{place}.")
    ctx.session.flush()
    return recorded.lineage


def reverse(ctx: Context, lineage: Lineage, reason: str) -> None:
    """Take a split or merger back: the old holders hold as if nothing had been.

    Raises Conflict `opened_in_use` once anything was done on a new space.
    """
    recorded = lineages.held_sides(ctx, lineage)
    ctx.require("parties.edit", lineage.project_id)
    traces = ctx.session.scalars(select(LineageHolding).where(LineageHolding.lineage_id == lineage.id)).all()
    begun = [one.holding_id for one in traces if one.is_begun]
    opened = [space.id for space in recorded.opened]
    untouched = select(Holding.id).where(Holding.id.in_(begun), Holding.revision == 1)
    own = {
        Holding.__tablename__: ctx.session.scalars(untouched).all(),
        LineageHolding.__tablename__: [one.id for one in traces],
        Link.__tablename__: None,
    }
    lineages.require_reversible(ctx, recorded, own=own)
    bulk.delete_where(ctx.session, Holding, [Holding.id.in_(begun)])
    bulk.delete_where(ctx.session, Link, [Link.space_id.in_(opened)], is_audited=False)
    _resume(ctx, lineage, {one.holding_id: one for one in traces if not one.is_begun})
    lineages.reverse(ctx, recorded, reason)


def _end(ctx: Context, recorded: Recorded) -> None:
    lineage = recorded.lineage
    last = day_before(lineage.effective_on)
    held = held_of(ctx, lineage.project_id, {space.id for space in recorded.closed})
    for space in recorded.closed:
        holdings: list[Any] = held[space.id]
        for holding in holdings:
            if holding.starts_on > last:
                raise Conflict("holding_begins_later", label=space.label, on=holding.starts_on.isoformat())
            if holding.ends_on is None or holding.ends_on > last:
                _trace(ctx, lineage, holding, is_begun=False)
                holding.ends_on = last


def _begin(ctx: Context, lineage: Lineage, space: Space, holders: list[HolderIn], field: str) -> None:
    for place, one in enumerate(holders):
        if ctx.one(Party, Party.id == one.party_id) is None:
            raise BadInput.of(f"{field}{place}.party_id", "unknown_reference")
    drafts = [
        HoldingDraft(space_id=space.id, starts_on=lineage.effective_on, **one.model_dump()) for one in holders
    ]
    for holding_id in add_holdings(ctx, drafts, project_id=lineage.project_id, field=field):
        _trace(ctx, lineage, ctx.get(Holding, holding_id), is_begun=True)


def _trace(ctx: Context, lineage: Lineage, holding: Holding, *, is_begun: bool) -> None:
    ctx.session.add(
        LineageHolding(
            project_id=lineage.project_id,
            lineage_id=lineage.id,
            space_id=holding.space_id,
            holding_id=holding.id,
            is_begun=is_begun,
            was_ending_on=None if is_begun else holding.ends_on,
        )
    )


def _resume(ctx: Context, lineage: Lineage, traces: dict[int, LineageHolding]) -> None:
    last = day_before(lineage.effective_on)
    for holding in ctx.session.scalars(select(Holding).where(Holding.id.in_(traces))):
        if holding.ends_on != last:
            raise Conflict("holding_changed_since", id=holding.id)
        holding.ends_on = traces[holding.id].was_ending_on
