"""What a space that was split or merged has to do with the money of others: of what it was, of what became of it.

A bill, an opening document and a payment stay for good with the space for which they were made. What is owed there is
payable at each of its heirs, and what was paid ahead there is used up for any of them, once.
"""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.spaces.lineage.kin import ancestors, heirs
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict


def payable_at(ctx: Context, space: Space) -> list[int]:
    """The spaces whose claims are settled by money of this one: itself, what it was made of, what became of it."""
    return sorted({space.id, *ancestors(ctx, space), *heirs(ctx, space)})


def credited_at(ctx: Context, space: Space) -> list[int]:
    """The spaces whose credit counts for this one: itself, and what it was made of."""
    return sorted({space.id, *ancestors(ctx, space)})


def require_was(ctx: Context, space: Space) -> None:
    """Hold the space against the reversal of what opened it. Raises Conflict `space_closed` when that was reversed.

    A reversal holds the space too and then looks for money: whoever of the two is later sees what the other did.
    """
    held = select(Space).where(Space.id == space.id).with_for_update(read=True, key_share=True)
    row = ctx.session.scalars(held.execution_options(populate_existing=True)).one()
    if row.closed_on is not None and row.closed_on == row.opened_on:
        raise Conflict("space_closed", closed_on=row.closed_on.isoformat())
