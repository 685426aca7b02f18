"""Verbs: begin a takeover, state its totals, move it, agree to a difference, sign, go live."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.queries import hold_project, project_held
from manyhold.foundation.organisation.schemas import ProjectChange
from manyhold.foundation.organisation.service import change_project
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, Forbidden
from manyhold.kernel.events import publish
from manyhold.kernel.jobs.run import start
from manyhold.modules.takeovers.contract import TakeoverSigned
from manyhold.modules.takeovers.models import Takeover
from manyhold.modules.takeovers.queries import is_loading, loaded, loaders, opening_totals
from manyhold.modules.takeovers.rules import (
    LIVE,
    MOVES,
    OPENINGS,
    RECONCILIATION,
    SIGNED,
    SURVEY,
    Line,
    lines,
    unsettled,
)
from manyhold.modules.takeovers.schemas import AgreeIn, LiveIn, TakeoverIn, TotalsIn

SHEET = "takeovers.sheet"


def begin(ctx: Context, wanted: TakeoverIn) -> Takeover:
    """Begin the takeover of a project, once. Raises Conflict `takeover_exists`."""
    project_held(ctx, wanted.project_id)
    if ctx.one(Takeover, Takeover.project_id == wanted.project_id) is not None:
        raise Conflict("takeover_exists")
    row = Takeover(
        project_id=wanted.project_id,
        stage=SURVEY,
        former_manager=wanted.former_manager.strip(),
        cut_over_on=wanted.cut_over_on,
        stated={},
        stated_by=None,
        staters=[],
        agreed=[],
        sheet_file_ids=[],
        figures=[],
        signed_by=None,
        signed_at=None,
        sign_off_file_id=None,
        job_id=None,
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    ctx.session.add(row)
    return row


def state(ctx: Context, row: Takeover, wanted: TotalsIn) -> Takeover:
    """Type in the control totals of the sheet, before the sign-off. What was agreed to of a changed total is void."""
    _require_open(row)
    known = set(
        ctx.session.scalars(
            select(StoredFile.id).where(
                StoredFile.id.in_(wanted.sheet_file_ids),
                StoredFile.project_id == row.project_id,
                StoredFile.purpose == SHEET,
            )
        )
    )
    if set(wanted.sheet_file_ids) - known:
        raise BadInput.of("sheet_file_ids", "unknown_reference")
    row.stated, row.stated_by = dict(wanted.stated), ctx.actor.id
    row.staters = sorted({*row.staters, ctx.actor.id})
    row.agreed = [one for one in row.agreed if row.stated.get(one["key"]) == one["stated"]]
    row.sheet_file_ids = sorted(set(wanted.sheet_file_ids))
    return row


def move(ctx: Context, row: Takeover, to: str) -> Takeover:
    """To the stage before or after. Raises Conflict `takeover_stage`, `takeover_without_rooms`."""
    if to not in MOVES[row.stage]:
        raise Conflict("takeover_stage", stage=row.stage)
    if to in (OPENINGS, RECONCILIATION) and not loaded(ctx, row.project_id, ()).get("rooms"):
        raise Conflict("takeover_without_rooms")
    row.stage = to
    return row


def agree(ctx: Context, row: Takeover, wanted: AgreeIn) -> Takeover:
    """Stand for a difference as it is now. Whoever ever typed figures cannot (不相容岗位分离)."""
    _require_stage(row, RECONCILIATION)
    if ctx.actor.id in row.staters:
        raise Forbidden("agreement_by_stater")
    line = next((one for one in now(ctx, row) if one.key == wanted.key), None)
    if line is None or line.stated is None or line.difference == 0:
        raise BadInput.of("key", "without_difference")
    rest = [one for one in row.agreed if one["key"] != wanted.key]
    told = {"key": line.key, "stated": line.stated, "loaded": line.loaded, "reason": wanted.reason.strip()}
    row.agreed = [*rest, {**told, "by": ctx.actor.id}]
    return row


def sign(ctx: Context, row: Takeover) -> Takeover:
    """Freeze the figures and have the sign-off drawn.

    Whoever typed figures or loaded documents does not sign for them (不相容岗位分离). Raises Conflict `takeover_loading`
    while a load or its reversal is under way, `takeover_unsettled` naming what is missing.
    """
    _require_stage(row, RECONCILIATION)
    if ctx.actor.id in row.staters:
        raise Forbidden("signed_by_stater")
    if ctx.actor.id in loaders(ctx, row.project_id):
        raise Forbidden("signed_by_loader")
    # A load waits for this, or this for it: what is signed for is what stood at one moment.
    hold_project(ctx, row.project_id)
    if is_loading(ctx, row.project_id):
        raise Conflict("takeover_loading")
    found = now(ctx, row)
    if missing := unsettled(found):
        raise Conflict("takeover_unsettled", missing=missing)
    row.stage, row.figures = SIGNED, [asdict(line) for line in found]
    row.signed_by, row.signed_at = ctx.actor.id, ctx.now
    row.job_id = start(ctx, "takeovers.draw", {"takeover_id": row.id}, project_id=row.project_id).id
    publish(ctx, TakeoverSigned(id=row.id, project_id=row.project_id), project_id=row.project_id)
    return row


def go_live(ctx: Context, row: Takeover, wanted: LiveIn) -> Takeover:
    """Put the project into service from a day after the cut-over on. Raises Conflict `stage_order` of the project."""
    _require_stage(row, SIGNED)
    if wanted.starts_on <= row.cut_over_on:
        raise BadInput.of("starts_on", "before_cut_over", cut_over_on=row.cut_over_on.isoformat())
    project = project_held(ctx, row.project_id)
    change_project(ctx, project, ProjectChange(stage="in_service", stage_from=wanted.starts_on))
    row.stage = LIVE
    return row


def now(ctx: Context, row: Takeover) -> list[Line]:
    """The control totals as they stand."""
    found = loaded(ctx, row.project_id, opening_totals(ctx, row.project_id))
    return lines(row.stated, found, row.agreed)


def _require_open(row: Takeover) -> None:
    if row.stage in (SIGNED, LIVE):
        raise Conflict("takeover_signed")


def _require_stage(row: Takeover, stage: str) -> None:
    if row.stage != stage:
        raise Conflict("takeover_stage", stage=row.stage)
