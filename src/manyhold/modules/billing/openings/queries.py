"""Reads: opening documents as lists show them, and what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.parties.models import Party, PartyVersion
from manyhold.foundation.parties.sealing import masked_name, version_name
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.quantities import total
from manyhold.modules.billing.contract import OpeningTotal
from manyhold.modules.billing.openings.models import ARREARS, DEPOSIT, PREPAYMENT, US, Opening

PAYABLE = (Opening.kind == ARREARS, Opening.creditor == US)
_COPIED = (
    "id", "project_id", "space_id", "kind", "creditor", "fee_item_id", "item", "first_period", "period", "starts_on",
    "ends_on", "amount_fen", "quantity", "meter", "as_of", "import_id", "row_no", "loaded_at",
    "handed_over_on",
)  # fmt: skip


def listed(
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    kind: str | None = None,
    creditor: str | None = None,
) -> Select[Any]:
    """Opening documents with the label of their space."""
    wanted = {
        Opening.project_id: project_id,
        Opening.space_id: space_id,
        Opening.kind: kind,
        Opening.creditor: creditor,
    }
    statement = select(Opening, Space.label).join(Space, Space.id == Opening.space_id)
    return statement.where(*(column == value for column, value in wanted.items() if value is not None))


def shown(ctx: Context, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of `listed` with the masked names of whom they concern, in two queries more."""
    ids = {row[0].party_version_id for row in rows if row[0].party_version_id is not None}
    versions = (
        ctx.session.execute(
            select(PartyVersion, Party.kind)
            .join(Party, Party.id == PartyVersion.party_id)
            .where(PartyVersion.id.in_(ids))
        ).all()
        if ids
        else []
    )
    names = {version.id: masked_name(kind, version_name(ctx, version)) for version, kind in versions}
    return [
        {
            **{name: getattr(row[0], name) for name in _COPIED},
            "space_label": row[1],
            "left_fen": row[0].open_fen if row[0].kind in (ARREARS, PREPAYMENT, DEPOSIT) else 0,
            "is_with_us": row[0].kind in (PREPAYMENT, DEPOSIT) and row[0].is_with_us,
            "open_fen": row[0].open_fen if (row[0].kind, row[0].creditor) == (ARREARS, US) else 0,
            "party_name": names.get(row[0].party_version_id),
        }
        for row in rows
    ]


def totals(ctx: Context, project_id: int) -> list[OpeningTotal]:
    """Number and sum of a project's opening documents by kind, creditor and item."""
    keys = (Opening.kind, Opening.creditor, Opening.item)
    rows = ctx.session.execute(
        select(
            *keys, func.count(Opening.id).label("documents"), total(Opening.amount_fen).label("amount_fen")
        )
        .where(Opening.project_id == project_id)
        .group_by(*keys)
        .order_by(*keys)
    ).mappings()
    return [OpeningTotal(**row) for row in rows]
