"""The people of a project that leaves, as a table: who holds which place, by name and number in full.

It is made for the successor alone, by a right of its own, and the making is noted in the audit.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from manyhold.foundation.parties.models import Holding, Party, Phone
from manyhold.foundation.parties.sealing import name_of, number_of
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.leaving import PAGE, Rows


def holders(ctx: Context, project_id: int, after: int) -> Rows:
    """Every holding of a place, past and present."""
    rows = ctx.session.execute(
        select(Holding, Party, Space.code, Space.label)
        .join(Party, Party.id == Holding.party_id)
        .join(Space, Space.id == Holding.space_id)
        .where(Holding.project_id == project_id, Holding.id > after)
        .order_by(Holding.id)
        .limit(PAGE)
    ).all()
    numbers: dict[int, list[str]] = defaultdict(list)
    wanted = (
        select(Phone).where(Phone.party_id.in_({row[1].id for row in rows})).order_by(Phone.place, Phone.id)
    )
    for phone in ctx.session.scalars(wanted):
        numbers[phone.party_id].append(number_of(ctx, phone))
    return Rows(
        ("id", "space_code", "space", "role", "party_kind", "name", "phones", "starts_on", "ends_on", "is_payer"),
        [
            (
                held.id, code, label, held.role, party.kind, name_of(ctx, party), " ".join(numbers[party.id]),
                held.starts_on.isoformat() if held.starts_on else None,
                held.ends_on.isoformat() if held.ends_on else None, int(held.is_payer),
            )
            for held, party, code, label in rows
        ],
        rows[-1][0].id if len(rows) == PAGE else None,
    )  # fmt: skip
