"""Reads and verbs: put receipts together, record a print of one at the desk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.parties.sealing import version_name
from manyhold.foundation.printing.port import Document
from manyhold.foundation.printing.prints import service as printing
from manyhold.foundation.printing.prints.models import Print
from manyhold.foundation.printing.prints.schemas import PrintIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.ledger.models import ALLOCATED, Entry
from manyhold.modules.billing.openings.models import Opening
from manyhold.modules.billing.payments.models import Payment, Reversal
from manyhold.modules.billing.receipts.document import Receipt, document
from manyhold.modules.billing.receipts.rules import Share, lines

NO_NAME = "—"
RECEIPT = "billing.receipt"
HELD_FOR = {"": "", "former_manager": "原物业服务企业", "developer": "建设单位"}


def record_print(ctx: Context, payment: Payment) -> Print:
    """Take note that a receipt is printed once more, along what its project prints receipts along."""
    wanted = PrintIn(kind=RECEIPT, project_id=payment.project_id, document_ids=[payment.id])
    run = printing.record(ctx, wanted)
    return ctx.session.scalars(select(Print).where(Print.run_id == run.id)).one()


def documents(ctx: Context, ids: Sequence[int]) -> list[Document]:
    """The receipts of these payments, in their order; NotFound for one outside the scope.

    A receipt shows what the money settled when it was taken; prepayment that was used later stays prepayment on it.
    """
    found = {one.id: one for one in ctx.session.scalars(select(Payment).where(Payment.id.in_(ids)))}
    if missing := [one for one in ids if one not in found]:
        raise NotFound("not_found", kind=Payment.__tablename__, id=missing[0])
    payments = [found[one] for one in ids]
    shares = _shares(ctx, ids)
    payers = _payers(ctx, [one.payer_version_id for one in payments if one.payer_version_id])
    cashiers = names(ctx, [one.cashier_id for one in payments])
    undone = set(ctx.session.scalars(select(Reversal.payment_id).where(Reversal.payment_id.in_(ids))))
    return [
        document(
            Receipt(
                payment_id=payment.id,
                project_id=payment.project_id,
                space_id=payment.space_id,
                company=payment.company_name,
                project=payment.project_name,
                number=payment.receipt_no,
                space=payment.space_label,
                payer=payers.get(payment.payer_version_id or 0, NO_NAME),
                lines=lines(shares[payment.id]),
                prepaid_fen=payment.amount_fen - sum(share.amount_fen for share in shares[payment.id]),
                total_fen=payment.amount_fen,
                method=payment.method,
                reference=payment.reference,
                held_for=HELD_FOR[payment.held_for],
                cashier=cashiers.get(payment.cashier_id, ""),
                received_on=payment.business_date,
                is_reversed=payment.id in undone,
            )
        )
        for payment in payments
    ]


def _shares(ctx: Context, ids: Sequence[int]) -> dict[int, list[Share]]:
    """What each payment settled when it was taken."""
    found: dict[int, list[Share]] = defaultdict(list)
    for kind, column, name in (
        (Opening, Entry.opening_id, func.coalesce(FeeItem.name, Opening.item)),
        (Bill, Entry.bill_id, FeeItem.name),
    ):
        rows = ctx.session.execute(
            select(Entry.payment_id, name.label("name"), kind.period, Entry.amount_fen)
            .join(Payment, Payment.id == Entry.payment_id)
            .join(kind, kind.id == column)
            .outerjoin(FeeItem, FeeItem.id == kind.fee_item_id)
            .where(
                Entry.payment_id.in_(ids),
                Entry.kind == ALLOCATED,
                Entry.recorded_at == Payment.received_at,
                Entry.amount_fen > 0,
            )
        )
        for row in rows:
            found[row.payment_id].append(Share(row.name, row.period, row.amount_fen))
    return found


def _payers(ctx: Context, version_ids: Sequence[int]) -> dict[int, str]:
    """The payers' whole names as they were then: whoever hands money over gets a receipt in their name."""
    rows = ctx.session.scalars(select(PartyVersion).where(PartyVersion.id.in_(version_ids)))
    return {one.id: version_name(ctx, one) for one in rows}
