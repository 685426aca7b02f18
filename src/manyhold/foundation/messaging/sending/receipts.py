"""What a receipt changes: the delivery, and perhaps the alert that waits for it. Used by whoever asks, and by pushes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from manyhold.foundation.messaging.alerts import service as alerts
from manyhold.foundation.messaging.alerts.models import RUNNING, Alert
from manyhold.foundation.messaging.channels.port import Receipt
from manyhold.foundation.messaging.deliveries.models import (
    CONFIRMED,
    DELIVERED,
    FAILED,
    ON_THE_WAY,
    SKIPPED,
    MessageDelivery,
)
from manyhold.kernel.scoping.session import KeyedSession


def take_in(session: KeyedSession, row: MessageDelivery, receipt: Receipt, now: datetime) -> bool:
    """Take a receipt in; one that came before, or says less than what is known, changes nothing."""
    if row.state not in (*ON_THE_WAY, DELIVERED) or receipt.state == row.state:
        return False
    if row.state == DELIVERED and receipt.state != CONFIRMED:
        return False
    row.state, row.receipt_at, row.ask_after = receipt.state, receipt.at or now, None
    row.error = receipt.error[:60]
    alert = session.get(Alert, row.alert_id) if row.alert_id is not None else None
    if alert is None or row.step_no is None:
        return True
    if receipt.state == CONFIRMED:
        alerts.acknowledged(alert, row.person_id, now)
    elif receipt.state == DELIVERED:
        alerts.reached(alert, row.step_no, now)
    else:
        hurry(session, alert, row.step_no, now)
    return True


def hurry(session: KeyedSession, alert: Alert, step_no: int, now: datetime) -> None:
    """Go on at once when all that a step tried has failed."""
    if alert.state != RUNNING or alert.step_no != step_no + 1:
        return
    session.flush()
    states = session.scalars(
        select(MessageDelivery.state).where(
            MessageDelivery.alert_id == alert.id, MessageDelivery.step_no == step_no
        )
    ).all()
    if all(state in (FAILED, SKIPPED) for state in states):
        alert.due_at = min(alert.due_at, now)
