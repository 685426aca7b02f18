"""What the register of contracts tells of a project that leaves."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import or_, select

from manyhold.kernel.context import Context
from manyhold.kernel.leaving import PAGE, Matter, Rows
from manyhold.modules.agreements.models import Agreement
from manyhold.modules.agreements.queries import group_day


def matters(ctx: Context, project_id: int) -> Iterator[Matter]:
    """The contracts that still hold."""
    day = group_day(ctx)
    stands = or_(Agreement.ended_on.is_(None), Agreement.ended_on >= day)
    holds = or_(Agreement.ends_on.is_(None), Agreement.ends_on >= day)
    rows = ctx.session.scalars(
        select(Agreement).where(Agreement.project_id == project_id, stands, holds).order_by(Agreement.id)
    )
    for row in rows:
        until = "" if row.ends_on is None else f"–{row.ends_on.isoformat()}"
        yield Matter(
            "agreement",
            row.id,
            row.title,
            row.client,
            ("hand_over", "keep"),
            text=f"{row.starts_on.isoformat()}{until}",
        )


def agreements(ctx: Context, project_id: int, after: int) -> Rows:
    """Every contract of the project."""
    rows = ctx.session.scalars(
        select(Agreement)
        .where(Agreement.project_id == project_id, Agreement.id > after)
        .order_by(Agreement.id)
        .limit(PAGE)
    ).all()
    return Rows(
        ("id", "title", "number", "client", "starts_on", "ends_on", "ended_on", "regime", "note"),
        [
            (
                row.id, row.title, row.number, row.client, row.starts_on.isoformat(),
                row.ends_on.isoformat() if row.ends_on else None,
                row.ended_on.isoformat() if row.ended_on else None, row.regime, row.note,
            )
            for row in rows
        ],
        rows[-1].id if len(rows) == PAGE else None,
    )  # fmt: skip
