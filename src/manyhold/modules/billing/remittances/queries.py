"""Reads: what is held for others, and what of it was passed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.queries import hold_project
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.ledger.models import RECEIVED, Entry
from manyhold.modules.billing.remittances.models import Remittance

_COPIED = (
    "id", "project_id", "creditor", "amount_fen", "paid_on", "voucher", "note", "recorded_at", "undone_at", "undo_reason",
)  # fmt: skip


def held(ctx: Context, project_id: int) -> list[dict[str, Any]]:
    """By creditor: what was taken for them less what was reversed, what was passed on, and what they are still owed."""
    taken = ctx.session.execute(
        select(Entry.held_for, total(Entry.amount_fen))
        .where(Entry.project_id == project_id, Entry.held_for != "", Entry.kind == RECEIVED)
        .group_by(Entry.held_for)
    )
    passed = ctx.session.execute(
        select(Remittance.creditor, total(Remittance.amount_fen))
        .where(Remittance.project_id == project_id, Remittance.undone_at.is_(None))
        .group_by(Remittance.creditor)
    )
    took: dict[str, int] = {row[0]: row[1] for row in taken}
    gone: dict[str, int] = {row[0]: row[1] for row in passed}
    return [
        {
            "creditor": creditor,
            "collected_fen": took.get(creditor, 0),
            "remitted_fen": gone.get(creditor, 0),
            "owed_fen": took.get(creditor, 0) - gone.get(creditor, 0),
        }
        for creditor in sorted(took.keys() | gone.keys())
    ]


def owed_to(ctx: Context, project_id: int, creditor: str) -> int:
    """What a creditor is owed of the money taken for them, in fen; held still until the commit."""
    # One row for both sides of the sum: whoever takes money back and whoever passes it on wait for each other.
    hold_project(ctx, project_id)
    return next((one["owed_fen"] for one in held(ctx, project_id) if one["creditor"] == creditor), 0)


def shown(ctx: Context, rows: Sequence[Remittance]) -> list[dict[str, Any]]:
    """Remittances with the names of who recorded them."""
    people = names(ctx, [row.recorded_by for row in rows])
    return [
        {
            **{name: getattr(row, name) for name in _COPIED},
            "recorded_by_name": people.get(row.recorded_by, ""),
            "is_undone": row.undone_at is not None,
        }
        for row in rows
    ]
