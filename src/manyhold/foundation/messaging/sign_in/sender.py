"""The sender of codes: takes those that lie there by lease, and hands them to the provider outside any transaction.

It serves every group's people, so it uses SystemSession. Of a refusal only its code is logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.messaging.channels.port import Outgoing, driver
from manyhold.foundation.messaging.channels.service import terms
from manyhold.foundation.messaging.queries import text_of
from manyhold.foundation.messaging.recipients.service import address_of
from manyhold.foundation.messaging.sending.line import TITLE, Outcome, Parcel
from manyhold.foundation.messaging.sending.sender import handed_over
from manyhold.foundation.messaging.sign_in import rules
from manyhold.foundation.messaging.sign_in.models import CODE_PLACE, SignInCode
from manyhold.foundation.messaging.sign_in.service import SMS
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

TEMPLATE = "messaging.sign_in_code"
LEASE = timedelta(seconds=45)
"""Longer than a hand takes to time out, and short of a code's life."""
IN_HAND = 16
AT_ONCE = 4
log = structlog.get_logger()


class CodeSender:
    """Background work of the worker, see `kernel.jobs.worker`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pool: ThreadPoolExecutor | None = None

    def turn(self) -> bool:
        """Send what codes are due; False when all is done."""
        parcels = take(self._runtime)
        if parcels:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(AT_ONCE, "codes")
            settle(self._runtime, list(self._pool.map(handed_over, parcels)))
        return bool(parcels)

    def stop(self) -> None:
        """Let go of what is under way: it is tried again when its lease has ended, while the code is good."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def take(runtime: Runtime) -> list[Parcel]:
    """Lease the codes that are due; one that is over, or has nowhere to go any more, is dropped."""
    now = runtime.clock.now()
    due = select(SignInCode).where(SignInCode.run_after <= now).order_by(SignInCode.run_after).limit(IN_HAND)
    with SystemSession(runtime.database, writes=False) as session:
        if session.scalars(due.with_only_columns(SignInCode.id)).first() is None:
            return []
    with SystemSession(runtime.database, writes=True) as session:
        rows = session.scalars(due.with_for_update(skip_locked=True)).all()
        parcels = [one for row in rows if (one := _in_hand(runtime, session, row, now)) is not None]
        session.commit()
    return parcels


def settle(runtime: Runtime, outcomes: Sequence[Outcome]) -> None:
    """Forget the codes that were handed over or refused for good; a lease that was lost meanwhile changes nothing."""
    with SystemSession(runtime.database, writes=True) as session:
        for one in outcomes:
            if one.error:
                log.warning("sign_in_code_refused", code=one.error, may_retry=one.may_retry)
            mine = select(SignInCode).where(
                SignInCode.id == one.parcel.id, SignInCode.lease_no == one.parcel.lease_no
            )
            row = session.scalars(mine.with_for_update()).one_or_none()
            if row is not None and not one.may_retry:
                row.code_sealed = row.run_after = None
        session.commit()


def _in_hand(runtime: Runtime, session: SystemSession, row: SignInCode, now: datetime) -> Parcel | None:
    person = session.get_one(Person, row.person_id)
    address = address_of(runtime.keys, SMS, person, None)
    setting = session.scalars(
        select(ChannelSetting).where(
            ChannelSetting.group_id == row.group_id, ChannelSetting.channel == SMS, ChannelSetting.is_on
        )
    ).one_or_none()
    is_over = now - row.made_at >= rules.GOOD_FOR or row.epoch != person.epoch
    if row.code_sealed is None or is_over or not address or setting is None:
        row.code_sealed = row.run_after = None
        return None
    row.lease_no += 1
    row.attempts += 1
    row.run_after = now + LEASE
    channel = driver(runtime, SMS)
    said = {
        "code": runtime.keys.open(CODE_PLACE, row.id, row.code_sealed),
        "minutes": rules.GOOD_FOR.seconds // 60,
    }
    message = Outgoing(
        # One id for one code, however often it is tried; no delivery of the log has such an id.
        id=f"code{row.id}x{int(row.made_at.timestamp())}",
        address=address,
        title=TITLE[person.language == "en"],
        text=text_of(runtime.registry, TEMPLATE, said, {}, person.language),
        url="",
        unsubscribe_url="",
        asked_at=row.made_at,
        tries=row.attempts,
    )
    return Parcel(row.id, row.lease_no, SMS, channel, terms(channel, runtime.keys, setting), message)
