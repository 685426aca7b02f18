"""Finding payments by the number of their receipt in the one search box."""

from __future__ import annotations

import re

from sqlalchemy import select

from manyhold.foundation.organisation.models import LegalEntity
from manyhold.kernel.context import Context
from manyhold.kernel.search import Hit
from manyhold.modules.billing.payments.models import Payment


def search(ctx: Context, text: str, limit: int) -> list[Hit]:
    """The payments whose receipt bears the number that was typed.

    Of `ZY-2026-000123` the company may be left out, and leading noughts.
    """
    typed = text.strip()
    if re.search(r"[0-9]\Z", typed) is None:
        return []
    # By way of the companies: the unique index of the receipts begins with them.
    companies = ctx.session.execute(select(LegalEntity.id, LegalEntity.code)).all()
    asked = {typed, typed.upper()}
    if ending := re.fullmatch(r"(?:[A-Za-z0-9]{1,8}-)?([0-9]{4})-([0-9]{1,9})", typed):
        ending_no = f"{ending[1]}-{int(ending[2]):06d}"
        asked |= {
            f"{row.code}-{ending_no}" for row in companies if typed.upper().startswith((row.code, ending[1]))
        }
    rows = ctx.session.scalars(
        select(Payment)
        .where(Payment.legal_entity_id.in_([row.id for row in companies]), Payment.receipt_no.in_(asked))
        .order_by(Payment.id.desc())
        .limit(limit)
    )
    return [
        Hit(
            kind="payment",
            id=payment.id,
            project_id=payment.project_id,
            title=payment.receipt_no,
            subtitle=f"{payment.space_label} · {payment.project_name}",
        )
        for payment in rows
    ]
