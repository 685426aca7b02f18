"""Bills and payments of a party: collected for its copy; what stands open holds its erasure.

The ledger itself is never touched: bills, payments and receipts name a version of the party, and once that bears the
neutral name amounts, companies, numbers and days stand as they did (会计档案管理办法 keeps them for 30 years).
"""

from __future__ import annotations

from typing import Any

from dateutil.relativedelta import relativedelta
from sqlalchemy import Select, func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.parties.models import PartyVersion
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.personal_data import Hold, Record
from manyhold.kernel.quantities import total
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.openings.models import Opening
from manyhold.modules.billing.openings.queries import PAYABLE
from manyhold.modules.billing.payments.models import Payment, Reversal


def collect_bills(ctx: Context, party_id: int) -> list[Record]:
    """What was billed to it, and what of that is settled."""
    rows = ctx.session.execute(
        select(Bill, Space.label)
        .join(Space, Space.id == Bill.space_id)
        .where(Bill.liable_version_id.in_(_versions(party_id)))
        .order_by(Bill.period, Bill.id)
    )
    return [
        {
            "space": label,
            "period": one.period,
            "amount_fen": one.amount_fen,
            "settled_fen": one.settled_fen,
            "due_on": one.due_on.isoformat(),
            "reversed_on": one.reversed_on.isoformat() if one.reversed_on else None,
        }
        for one, label in rows
    ]


def collect_payments(ctx: Context, party_id: int) -> list[Record]:
    """What it has paid, by receipt."""
    rows = ctx.session.execute(
        select(Payment, Reversal.business_date.label("reversed_on"))
        .outerjoin(Reversal, Reversal.payment_id == Payment.id)
        .where(Payment.payer_version_id.in_(_versions(party_id)))
        .order_by(Payment.received_at, Payment.id)
    )
    return [
        {
            "receipt_no": one.receipt_no,
            "space": one.space_label,
            "company": one.company_name,
            "amount_fen": one.amount_fen,
            "method": one.method,
            "reference": one.reference,
            "day": one.business_date.isoformat(),
            "reversed_on": reversed_on.isoformat() if reversed_on else None,
        }
        for one, reversed_on in rows
    ]


def arrears_that_hold(ctx: Context, party_id: int) -> list[Hold]:
    """What it still owes, project by project: a claim that is open is asserted (个人信息保护法 47 leaves it room)."""
    open_bills = (
        select(Bill.project_id, total(Bill.amount_fen - Bill.settled_fen).label("open_fen"))
        .where(
            Bill.liable_version_id.in_(_versions(party_id)),
            Bill.reversed_on.is_(None),
            Bill.settled_fen < Bill.amount_fen,
        )
        .group_by(Bill.project_id)
    )
    open_before = (
        select(Opening.project_id, total(Opening.amount_fen - Opening.settled_fen).label("open_fen"))
        .where(
            *PAYABLE,
            Opening.party_version_id.in_(_versions(party_id)),
            Opening.settled_fen < Opening.amount_fen,
        )
        .group_by(Opening.project_id)
    )
    owed: dict[int, int] = {}
    for statement in (open_bills, open_before):
        for project_id, open_fen in ctx.session.execute(statement):
            owed[project_id] = owed.get(project_id, 0) + int(open_fen)
    return [
        Hold("open_arrears", project_id, params={"amount_fen": open_fen})
        for project_id, open_fen in sorted(owed.items())
    ]


def accounts_that_hold(ctx: Context, party_id: int) -> list[Hold]:
    """Where the group's accountants keep the payer's name with the receipts: so long after the last payment."""
    months = settings_of(ctx).accounting_hold_months
    if not months:
        return []
    rows = ctx.session.execute(
        select(Payment.project_id, func.max(Payment.business_date).label("last_on"))
        .where(Payment.payer_version_id.in_(_versions(party_id)))
        .group_by(Payment.project_id)
        .order_by(Payment.project_id)
    )
    today = business_date(ctx.now, GROUP_ZONE)
    kept = [(row.project_id, row.last_on + relativedelta(months=months)) for row in rows]
    return [
        Hold("accounting_retention", project_id, until, {"months": months})
        for project_id, until in kept
        if until >= today
    ]


def _versions(party_id: int) -> Select[Any]:
    return select(PartyVersion.id).where(PartyVersion.party_id == party_id)
