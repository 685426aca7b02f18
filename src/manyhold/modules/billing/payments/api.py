"""Routes: payments, and the account of a space."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import clock
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.payments import queries, service
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.billing.payments.schemas import (
    AccountOut,
    BillPayment,
    PaymentIn,
    PaymentOut,
    PaymentRow,
    ReversalIn,
    Shares,
    TakingsOut,
)

routes = Routes("", tag="billing")


@routes.read("/spaces/{space_id}/account", permission="billing.read", response_model=AccountOut)
def get_account(ctx: Context, space_id: int) -> Any:
    """What a space owes, what it has to its credit, and its last payments."""
    return queries.account(ctx, ctx.get(Space, space_id))


@routes.read("/bills/{bill_id}/payments", permission="billing.read", response_model=list[BillPayment])
def list_bill_payments(ctx: Context, bill_id: int) -> Any:
    """What settled a bill, and what reversals took back again, in the order of its entries."""
    return queries.bill_payments(ctx, ctx.get(Bill, bill_id).id)


@routes.read("/payments", permission="billing.read", response_model=pages.Page[PaymentRow])
def list_payments(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    cashier_id: int | None = None,
    receipt_no: str | None = None,
    business_date: date | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Payments, newest first."""
    wanted = {
        Payment.project_id: project_id,
        Payment.space_id: space_id,
        Payment.cashier_id: cashier_id,
        Payment.receipt_no: receipt_no,
        Payment.business_date: business_date,
    }
    rows, after = pages.load(
        ctx,
        _filtered(queries.payments(), wanted),
        order_by=[Payment.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("payments", *wanted.values()),
    )
    return {"items": queries.rows_shown(ctx, rows), "next_cursor": after}


@routes.read("/payments/count", permission="billing.read", response_model=pages.Count)
def count_payments(
    ctx: Context,
    *,
    project_id: int | None = None,
    space_id: int | None = None,
    cashier_id: int | None = None,
    receipt_no: str | None = None,
    business_date: date | None = None,
) -> Any:
    """How many payments the list has."""
    wanted = {
        Payment.project_id: project_id,
        Payment.space_id: space_id,
        Payment.cashier_id: cashier_id,
        Payment.receipt_no: receipt_no,
        Payment.business_date: business_date,
    }
    return pages.count(ctx, _filtered(select(Payment), wanted))


@routes.read("/payments/takings", permission="billing.read", response_model=TakingsOut)
def get_takings(
    ctx: Context,
    *,
    project_id: int | None = None,
    cashier_id: int | None = None,
    business_date: date | None = None,
) -> Any:
    """What was taken and what was reversed on a day (today unless another is named), by method."""
    day = clock.business_date(ctx.now, GROUP_ZONE) if business_date is None else business_date
    return queries.takings(ctx, day, project_id=project_id, cashier_id=cashier_id)


@routes.create("/payments", permission="billing.receive", response_model=PaymentOut)
def receive_payment(ctx: Context, wanted: PaymentIn) -> Any:
    """Take money for a space; it settles bills, and what is left over is kept as prepayment."""
    return queries.payment_shown(ctx, service.receive(ctx, wanted).id)


@routes.read("/payments/{payment_id}", permission="billing.read", response_model=PaymentOut)
def get_payment(ctx: Context, payment_id: int) -> Any:
    """One payment."""
    return queries.payment_shown(ctx, ctx.get(Payment, payment_id).id)


@routes.act("/payments/{payment_id}/allocations", permission="billing.receive", response_model=PaymentOut)
def allocate_payment(ctx: Context, payment_id: int, wanted: Shares) -> Any:
    """Settle bills with what is left of a payment."""
    return queries.payment_shown(ctx, service.allocate(ctx, ctx.get(Payment, payment_id), wanted).id)


@routes.act("/payments/{payment_id}/reverse", permission="billing.reverse", response_model=PaymentOut)
def reverse_payment(ctx: Context, payment_id: int, wanted: ReversalIn) -> Any:
    """Undo a payment by opposite entries; its bills are open again. Not by whoever took the money."""
    service.reverse(ctx, ctx.get(Payment, payment_id), wanted)
    return queries.payment_shown(ctx, payment_id)


def _filtered(statement: Select[Any], wanted: Mapping[Any, Any]) -> Select[Any]:
    return statement.where(*(column == value for column, value in wanted.items() if value is not None))
