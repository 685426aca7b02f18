"""Routes: receipts. A print is recorded first and drawn by a read: no page is made in a write."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from manyhold.foundation.printing.prints.queries import one_print
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.billing.receipts import service

routes = Routes("/payments", tag="billing")


class PrintOut(BaseModel):
    """A recorded print; `number` is 1 for the original."""

    payment_id: int
    number: int
    printed_by: int
    printed_at: datetime


@routes.act("/{payment_id}/prints", permission="billing.print", response_model=PrintOut)
def record_print(ctx: Context, payment_id: int) -> Any:
    """Record a print of a receipt; then fetch the page with its number."""
    printed = service.record_print(ctx, ctx.get(Payment, payment_id))
    told = {name: getattr(printed, name) for name in ("number", "printed_by", "printed_at")}
    return {"payment_id": payment_id, **told}


@routes.read(
    "/{payment_id}/receipt.pdf",
    permission="billing.print",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def get_receipt(ctx: Context, payment_id: int, number: Annotated[int, Query(ge=1, alias="print")]) -> Any:
    """The page of a recorded print."""
    payment = ctx.get(Payment, payment_id)
    name = quote(f"receipt-{payment.receipt_no}.pdf", safe="")
    return Response(
        one_print(ctx, ctx.runtime.registry.printable(service.RECEIPT), payment.id, number),
        media_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename*=UTF-8''{name}"},
    )
