"""Background work: ladders are climbed, alerts are sent, all else is sent; none of the three waits for another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import structlog

from manyhold.foundation.messaging.channels.port import Refused
from manyhold.foundation.messaging.sending import line
from manyhold.foundation.messaging.sending.climb import climb
from manyhold.foundation.messaging.sending.line import Outcome, Parcel
from manyhold.kernel.runtime import Runtime

log = structlog.get_logger()


class Climber:
    """Takes the steps of ladders when they are due; see `kernel.jobs.worker`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def turn(self) -> bool:
        """Take what steps are due; False when there was none."""
        return climb(self._runtime)

    def stop(self) -> None:
        """Nothing is under way between turns."""


class Sender:
    """Hands messages to providers, a hand at once."""

    alerts: ClassVar = False

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._pool: ThreadPoolExecutor | None = None

    def turn(self) -> bool:
        """Send what is due, ask for the receipts that are due; False when all is done."""
        parcels = line.take(self._runtime, alerts=self.alerts)
        if parcels:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(line.IN_HAND, "messages")
            line.settle(self._runtime, list(self._pool.map(handed_over, parcels)))
        return bool(parcels)

    def stop(self) -> None:
        """Let go of what is under way: it is tried again, under the same id, when its lease has ended."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


class AlertSender(Sender):
    """The same for alerts alone: no pile of notices is before them."""

    alerts: ClassVar = True


def handed_over(parcel: Parcel) -> Outcome:
    """Hand one over, or ask after it; whatever happens is an Outcome.

    What an earlier try may have handed over already is looked for first, where the provider can say so.
    """
    channel, terms, message = parcel.driver, parcel.terms, parcel.message
    try:
        if parcel.provider_id:
            return Outcome(parcel, receipt=channel.receipt(terms, message, parcel.provider_id))
        known = channel.sent_before(terms, message) if message.tries > 1 else None
        return Outcome(parcel, provider_id=known or channel.deliver(terms, message))
    except Refused as refused:
        return Outcome(parcel, error=refused.code, may_retry=refused.may_retry)
    except Exception as error:  # noqa: BLE001 - a fault of a driver is one message's, not the sender's
        # Its text may hold what the provider wrote, or an address: only its kind is said.
        log.error("message_driver_failed", channel=parcel.channel, kind=type(error).__name__)
        return Outcome(parcel, error="unexpected_error")
