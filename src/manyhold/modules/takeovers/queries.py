"""Reads: takeovers, and what of a project is loaded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.schemas import FileRef
from manyhold.foundation.identity.names import names
from manyhold.foundation.imports.models import CHECKED, LOADED, LOADING, READ, Import
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.spaces.rules import HOUSEHOLDS
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import ask
from manyhold.kernel.jobs.models import QUEUED, RUNNING, Job
from manyhold.kernel.quantities import total
from manyhold.modules.billing.contract import BillingQueries, OpeningTotal
from manyhold.modules.takeovers.models import Takeover
from manyhold.modules.takeovers.rules import ARREARS, Line, lines, unsettled
from manyhold.modules.takeovers.schemas import CreditorTotal, LineOut, TakeoverOut, TakeoverRow

_ROW = ("id", "project_id", "stage", "former_manager", "cut_over_on", "signed_at", "created_at", "revision")
NO_ITEM = "未分科目"


def rows_shown(ctx: Context, rows: Sequence[Takeover]) -> list[TakeoverRow]:
    """Takeovers as a list shows them."""
    return [TakeoverRow(**_row(ctx, row)) for row in rows]


def shown(ctx: Context, row: Takeover) -> TakeoverOut:
    """One takeover with its figures of now, or those that were signed for."""
    opened = opening_totals(ctx, row.project_id)
    now = lines(row.stated, loaded(ctx, row.project_id, opened), row.agreed)
    kept = [Line(**one) for one in row.figures]
    listed = kept or now
    people = names(ctx, [one for one in (row.stated_by, row.signed_by) if one is not None])
    files = {
        one.id: one.name
        for one in ctx.session.execute(
            select(StoredFile.id, StoredFile.name).where(StoredFile.id.in_(row.sheet_file_ids))
        )
    }
    waiting = select(func.count(Import.id)).where(
        Import.project_id == row.project_id, Import.state.in_((READ, CHECKED))
    )
    return TakeoverOut(
        **_row(ctx, row),
        lines=[
            LineOut(**asdict(line), difference=line.difference, is_settled=line.is_settled) for line in listed
        ],
        missing=unsettled(listed),
        has_moved=bool(kept)
        and [(one.key, one.loaded) for one in kept] != [(one.key, one.loaded) for one in now],
        creditors=_creditors(opened),
        open_imports=ctx.session.scalar(waiting) or 0,
        sheet_files=[FileRef(id=one, name=files[one]) for one in row.sheet_file_ids if one in files],
        stated_by_name=None if row.stated_by is None else people.get(row.stated_by),
        signed_by_name=None if row.signed_by is None else people.get(row.signed_by),
        sign_off_file_id=row.sign_off_file_id,
        is_drawing=row.signed_by is not None and row.sign_off_file_id is None,
    )


def opening_totals(ctx: Context, project_id: int) -> Sequence[OpeningTotal]:
    """What billing holds of opening documents."""
    return ask(ctx, BillingQueries).opening_totals(project_id)


def loaded(ctx: Context, project_id: int, opened: Sequence[OpeningTotal]) -> dict[str, int]:
    """The control totals as the project stands now."""
    kinds: Any = ctx.session.execute(
        select(Space.kind, func.count(Space.id).label("number"), total(Space.building_area).label("area"))
        .where(Space.project_id == project_id, Space.is_active)
        .group_by(Space.kind)
    ).all()
    found: Counter[str] = Counter()
    for row in kinds:
        if row.kind in HOUSEHOLDS:
            found["rooms"] += row.number
            found["building_area"] += int((row.area or 0) * 100)
        if row.kind == "room":
            found["households"] += row.number
        if row.kind == "parking":
            found["parking"] += row.number
    for one in opened:
        if one.kind == "arrears":
            found[ARREARS + (one.item or NO_ITEM)] += one.amount_fen
        elif one.kind in ("prepayment", "deposit"):
            found[f"{one.kind}_fen"] += one.amount_fen
    return dict(found)


def loaders(ctx: Context, project_id: int) -> set[int]:
    """Who loaded what stands in the project."""
    found = select(Import.loaded_by).where(Import.project_id == project_id, Import.state == LOADED)
    return {one for one in ctx.session.scalars(found) if one is not None}


def is_loading(ctx: Context, project_id: int) -> bool:
    """Whether a load or the reversal of one is under way."""
    busy = (
        select(Import.id)
        .join(Job, Job.id == Import.job_id)
        .where(
            Import.project_id == project_id,
            Import.state.in_((LOADING, LOADED)),
            Job.state.in_((QUEUED, RUNNING)),
        )
    )
    return ctx.session.scalar(busy.limit(1)) is not None


def _creditors(opened: Sequence[OpeningTotal]) -> list[CreditorTotal]:
    found: dict[tuple[str, str], list[int]] = {}
    for one in opened:
        sums = found.setdefault((one.kind, one.creditor), [0, 0])
        sums[0] += one.documents
        sums[1] += one.amount_fen
    return [
        CreditorTotal(kind=kind, creditor=creditor, documents=number, amount_fen=fen)
        for (kind, creditor), (number, fen) in sorted(found.items())
    ]


def _row(ctx: Context, row: Takeover) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _ROW},
        "project_name": ctx.get(Project, row.project_id).name,
    }
