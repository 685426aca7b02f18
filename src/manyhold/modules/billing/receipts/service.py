"""Verbs and reads: record a print, put a receipt together."""

from __future__ import annotations

from sqlalchemy import func, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.parties.sealing import version_name
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.ledger.models import ALLOCATED, Entry
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.receipts.document import Receipt
from manyhold.modules.billing.receipts.models import ReceiptPrint
from manyhold.modules.billing.receipts.rules import Share, lines

NO_NAME = "—"


def record_print(ctx: Context, payment: Payment) -> ReceiptPrint:
    """Take note that a receipt is printed once more."""
    ctx.session.execute(select(Payment.id).where(Payment.id == payment.id).with_for_update())
    before = ctx.session.scalar(
        select(func.count(ReceiptPrint.id)).where(ReceiptPrint.payment_id == payment.id)
    )
    row = ReceiptPrint(
        project_id=payment.project_id,
        payment_id=payment.id,
        number=(before or 0) + 1,
        printed_by=ctx.actor.id,
        printed_at=ctx.now,
    )
    ctx.session.add(row)
    return row


def receipt(ctx: Context, payment: Payment, number: int) -> Receipt:
    """The receipt as its print `number` shows it; NotFound for a print that was not recorded.

    It shows what the money settled when it was taken; prepayment that was used later stays prepayment on it.
    """
    printed = (ReceiptPrint.payment_id == payment.id, ReceiptPrint.number == number)
    if ctx.one(ReceiptPrint, *printed) is None:
        raise NotFound("not_found", kind="billing_receipt_print", id=number)
    shares = [
        Share(row.name, row.period, row.amount_fen)
        for row in ctx.session.execute(
            select(FeeItem.name, Bill.period, Entry.amount_fen)
            .join(Bill, Bill.id == Entry.bill_id)
            .join(FeeItem, FeeItem.id == Bill.fee_item_id)
            .where(
                Entry.payment_id == payment.id,
                Entry.kind == ALLOCATED,
                Entry.recorded_at == payment.received_at,
                Entry.amount_fen > 0,
            )
        )
    ]
    return Receipt(
        company=payment.company_name,
        project=payment.project_name,
        number=payment.receipt_no,
        space=payment.space_label,
        payer=_payer(ctx, payment.payer_version_id),
        lines=lines(shares),
        prepaid_fen=payment.amount_fen - sum(share.amount_fen for share in shares),
        total_fen=payment.amount_fen,
        method=payment.method,
        reference=payment.reference,
        cashier=names(ctx, [payment.cashier_id]).get(payment.cashier_id, ""),
        received_on=payment.business_date,
        print_number=number,
        is_reversed=ctx.one(Reversal, Reversal.payment_id == payment.id) is not None,
    )


def _payer(ctx: Context, version_id: int | None) -> str:
    """The payer's whole name as it was then: whoever hands money over gets a receipt in their name."""
    version = None if version_id is None else ctx.session.get(PartyVersion, version_id)
    if version is None:
        return NO_NAME
    return version_name(ctx, version)
