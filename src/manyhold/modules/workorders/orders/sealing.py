"""Free text and contacts of an order: sealed where they are kept, opened or masked where they are shown."""

from __future__ import annotations

from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.modules.workorders.orders.models import Entry, Order

ORDER_PLACE = "workorders_order"
NOTE_PLACE = "workorders_entry.note_sealed"


def sealed(ctx: Context, order_id: int, column: str, text: str) -> bytes | None:
    """`text` for one column of one order; None for an empty one."""
    return ctx.runtime.keys.seal(f"{ORDER_PLACE}.{column}", order_id, text) if text else None


def sealed_note(ctx: Context, entry_id: int, text: str) -> bytes | None:
    """`text` for one entry of the timeline; None for an empty one."""
    return ctx.runtime.keys.seal(NOTE_PLACE, entry_id, text) if text else None


def opened(ctx: Context, order: Order, column: str) -> str:
    """What stands in a sealed column of the order; empty when nothing does."""
    kept: bytes | None = getattr(order, column)
    return ctx.runtime.keys.open(f"{ORDER_PLACE}.{column}", order.id, kept) if kept else ""


def opened_note(ctx: Context, entry: Entry) -> str:
    """The note of one entry of the timeline."""
    return ctx.runtime.keys.open(NOTE_PLACE, entry.id, entry.note_sealed) if entry.note_sealed else ""


def masked_name(ctx: Context, order: Order) -> str:
    """The reporter's name as it is shown to those who need not know it."""
    return masking.name(opened(ctx, order, "reporter_name_sealed"))


def masked_phone(ctx: Context, order: Order) -> str:
    """The contact phone as it is shown to those who need not call it."""
    kept = opened(ctx, order, "contact_phone_sealed")
    return masking.phone(kept) if kept else ""
