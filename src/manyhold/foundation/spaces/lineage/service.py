"""Verbs: close spaces and open others in their place, and take that back while nothing was done there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import hold_project
from manyhold.foundation.spaces import rules as placing
from manyhold.foundation.spaces import service as spaces
from manyhold.foundation.spaces.contract import RecutReversed, SpacesRecut
from manyhold.foundation.spaces.lineage import rules
from manyhold.foundation.spaces.lineage.models import CLOSED, OPENED, Lineage, LineageLine
from manyhold.foundation.spaces.lineage.schemas import LineageIn, OpenedIn
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.references import referring
from manyhold.foundation.spaces.rules import Wanted
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.events import publish


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document with the spaces of both sides, each in the order in which it was asked for."""

    lineage: Lineage
    closed: list[Space]
    opened: list[Space]


def record(ctx: Context, wanted: LineageIn) -> Recorded:
    """Close spaces from a day on and open others in their place.

    Raises BadInput on the field at fault; Conflict `space_closed`, `opened_later`, `has_active_children`,
    `code_taken`.
    """
    closed = _closing(ctx, wanted)
    project_id = closed[0].project_id
    spaces.require_whole_project(ctx, project_id)
    kind = rules.kind_of(len(closed), len(wanted.opened))
    if not kind:
        raise BadInput.of("opened", "neither_split_nor_merged")
    if not rules.agree(closed, wanted.opened) and not wanted.area_note.strip():
        before, after = rules.area_of(closed), rules.area_of(wanted.opened)
        raise BadInput.of(
            "area_note",
            "areas_disagree",
            before="" if before is None else str(before),
            after="" if after is None else str(after),
        )
    lineage = Lineage(
        project_id=project_id,
        kind=kind,
        effective_on=wanted.effective_on,
        reason=wanted.reason,
        note=wanted.note.strip(),
        area_closed=rules.area_of(closed),
        area_opened=rules.area_of(wanted.opened),
        area_note=wanted.area_note.strip(),
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    ctx.session.add(lineage)
    ctx.session.flush()
    _close(ctx, lineage, closed)
    opened = [_open(ctx, lineage, closed, one, place) for place, one in enumerate(wanted.opened)]
    _remember(ctx, closed, opened)
    publish(
        ctx,
        SpacesRecut(
            id=lineage.id,
            effective_on=lineage.effective_on,
            closed_ids=tuple(one.id for one in closed),
            opened_ids=tuple(one.id for one in opened),
        ),
        project_id=project_id,
    )
    return Recorded(lineage, closed, opened)


def held_sides(ctx: Context, lineage: Lineage) -> Recorded:
    """A document with its spaces, held till the commit: whoever is about to write on one is waited for, or waits.

    The document itself was read before: that another took it back meanwhile, its revision tells.
    """
    hold_project(ctx, lineage.project_id)
    rows = ctx.session.execute(
        select(Space, LineageLine.side)
        .join(LineageLine, LineageLine.space_id == Space.id)
        .where(LineageLine.lineage_id == lineage.id)
        .order_by(Space.id)
        .with_for_update(of=Space)
        .execution_options(populate_existing=True)
    ).all()
    return Recorded(
        lineage, [row[0] for row in rows if row[1] == CLOSED], [row[0] for row in rows if row[1] == OPENED]
    )


def require_reversible(
    ctx: Context, recorded: Recorded, *, own: Mapping[str, Collection[int] | None]
) -> None:
    """Raise Conflict `reversed_already`, or `opened_in_use` with what was done on a new space.

    `own` are the rows that came with the document itself.
    """
    if recorded.lineage.reversed_at is not None:
        raise Conflict("reversed_already")
    for space in recorded.opened:
        if space.revision != 1:
            raise Conflict("opened_in_use", label=space.label, table=Space.__tablename__)
    mine = select(LineageLine.id).where(LineageLine.lineage_id == recorded.lineage.id)
    besides = {SpaceAlias.__tablename__: None, LineageLine.__tablename__: ctx.session.scalars(mine).all()}
    labels = {space.id: space.label for space in recorded.opened}
    for table, space_id in referring(ctx, labels, leaving_out={**besides, **own}):
        raise Conflict("opened_in_use", label=labels[space_id], table=table)


def reverse(ctx: Context, recorded: Recorded, reason: str) -> None:
    """Let the closed spaces stand again; the opened ones never were. `require_reversible` was asked before."""
    lineage = recorded.lineage
    lineage.reversed_by, lineage.reversed_at = ctx.actor.id, ctx.now
    lineage.reversal_reason = reason.strip()
    for space in recorded.opened:
        space.is_active, space.closed_on = False, space.opened_on
        space.code = rules.retired_code(space.code, space.id, longest=placing.LONGEST_CODE)
    ids = [space.id for space in recorded.opened]
    bulk.delete_where(ctx.session, SpaceAlias, [SpaceAlias.space_id.in_(ids)])
    ctx.session.flush()
    lines = select(LineageLine.space_id, LineageLine.former_code).where(LineageLine.lineage_id == lineage.id)
    former = {space_id: code for space_id, code in ctx.session.execute(lines)}
    for space in recorded.closed:
        spaces.check_code(ctx, space.project_id, former[space.id])
        space.is_active, space.closed_on, space.code = True, None, former[space.id]
    publish(
        ctx,
        RecutReversed(
            id=lineage.id, closed_ids=tuple(one.id for one in recorded.closed), opened_ids=tuple(ids)
        ),
        project_id=lineage.project_id,
    )


def _closing(ctx: Context, wanted: LineageIn) -> list[Space]:
    """The spaces that are to be closed, held till the commit so that nobody else closes them.

    Their project is held before, as a bill run holds it: it bills what was, or what is then.
    """
    theirs = select(Space.project_id).where(Space.id.in_(wanted.space_ids)).distinct()
    for project_id in sorted(ctx.session.scalars(theirs)):
        hold_project(ctx, project_id)
    asked = select(Space).where(Space.id.in_(wanted.space_ids)).order_by(Space.id).with_for_update()
    found = {one.id: one for one in ctx.session.scalars(asked)}
    for place, space_id in enumerate(wanted.space_ids):
        if space_id not in found:
            raise BadInput.of(f"space_ids.{place}", "unknown_reference")
    closing = [found[space_id] for space_id in wanted.space_ids]
    if len(found) < len(closing):
        raise BadInput.of("space_ids", "named_twice")
    project = ctx.get(Project, closing[0].project_id)
    if wanted.effective_on > business_date(ctx.now, project.time_zone):
        raise BadInput.of("effective_on", "in_the_future")
    for place, space in enumerate(closing):
        if space.project_id != project.id:
            raise BadInput.of(f"space_ids.{place}", "other_project")
        if not space.is_active or space.closed_on is not None:
            raise Conflict("space_closed", label=space.label)
        if space.opened_on is not None and space.opened_on >= wanted.effective_on:
            raise Conflict("opened_later", label=space.label, opened_on=space.opened_on.isoformat())
    inside = select(Space.id).where(Space.parent_id.in_(found), Space.is_active, Space.id.not_in(found))
    if ctx.session.scalars(inside.limit(1)).first() is not None:
        raise Conflict("has_active_children")
    return closing


def _close(ctx: Context, lineage: Lineage, closing: Sequence[Space]) -> None:
    for space in closing:
        ctx.session.add(
            LineageLine(
                project_id=lineage.project_id,
                lineage_id=lineage.id,
                space_id=space.id,
                side=CLOSED,
                former_code=space.code,
            )
        )
        space.is_active, space.closed_on = False, lineage.effective_on
        space.code = rules.retired_code(space.code, space.id, longest=placing.LONGEST_CODE)
    ctx.session.flush()


def _open(ctx: Context, lineage: Lineage, closed: Sequence[Space], one: OpenedIn, place: int) -> Space:
    first, field = closed[0], f"opened.{place}."
    given = one.model_dump(include=set(type(one).model_fields) & placing.FACTS.keys(), exclude_none=True)
    facts = {**placing.FACTS, **rules.inherited(closed), **given}
    starts_on = facts["billing_starts_on"] or (lineage.effective_on if _was_charged(closed) else None)
    if starts_on is not None and starts_on < lineage.effective_on:
        raise BadInput.of(f"{field}billing_starts_on", "before_effective_on")
    try:
        above = first.parent_id if one.parent_id is None else one.parent_id
        parent = None if above is None else spaces.parent_place(ctx, lineage.project_id, above)
        has_floor = one.floor_index is not None or one.kind == placing.FLOOR
        wanted = Wanted(
            key="new",
            kind=one.kind,
            name=one.name.strip(),
            code=one.code or "",
            floor_index=one.floor_index if has_floor else first.floor_index,
            floor_label=one.floor_label if has_floor else one.floor_label or first.floor_label,
        )
        composed = spaces.composed(wanted, parent, ctx.session.ids.next())
        spaces.check_top_floor(composed.floor_index, facts["top_floor_index"])
    except BadInput as fault:
        raise spaces.behind(field, fault) from None
    spaces.check_code(ctx, lineage.project_id, composed.code)
    columns = placing.columns(composed, wanted, parent)
    space = Space(
        project_id=lineage.project_id,
        **columns,
        **{**facts, "billing_starts_on": starts_on},
        opened_on=lineage.effective_on,
    )
    ctx.session.add(space)
    # Without a relationship nothing else puts the space before the line that names it.
    ctx.session.flush()
    ctx.session.add(
        LineageLine(
            project_id=lineage.project_id,
            lineage_id=lineage.id,
            space_id=space.id,
            side=OPENED,
            former_code="",
        )
    )
    return space


def _was_charged(closed: Sequence[Space]) -> bool:
    """Whether charging had begun: by a date, or because a space without dates counts as handed over."""
    begun: list[Any] = [one.billing_starts_on or one.delivered_on for one in closed]
    return any(begun) or all(one.delivery_state in ("", "delivered", "refused") for one in closed)


def _remember(ctx: Context, closed: Sequence[Space], opened: Sequence[Space]) -> None:
    """Whoever looks for an old label, code or alias finds the spaces that stand there now."""
    ids = [one.id for one in closed]
    codes = select(LineageLine.former_code).where(
        LineageLine.space_id.in_(ids), LineageLine.side == CLOSED, LineageLine.former_code != ""
    )
    older = select(SpaceAlias.alias).where(SpaceAlias.space_id.in_(ids))
    names = {*(one.label for one in closed), *ctx.session.scalars(codes), *ctx.session.scalars(older)}
    pairs = [(one.id, name) for one in opened for name in sorted(names - {one.label, one.code})]
    spaces.remember(ctx, opened[0].project_id, pairs)
