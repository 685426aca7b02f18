"""The courier: one thread of the worker that hands requests to outside OAs, and asks what became of them."""

from __future__ import annotations

import structlog

from manyhold.foundation.approvals.handovers.models import CANCELLING, SENT
from manyhold.foundation.approvals.outside import line
from manyhold.foundation.approvals.outside.line import Outcome, Parcel
from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.runtime import Runtime

log = structlog.get_logger()


class Courier:
    """Background work of the worker, see `kernel.jobs.worker`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def turn(self) -> bool:
        """Do what is due, one after the other; False when all is done."""
        parcels = line.take(self._runtime)
        for parcel in parcels:
            line.settle(self._runtime, carried(parcel))
        return bool(parcels)

    def stop(self) -> None:
        """Nothing is held: what was under way is done again when its lease has ended."""


def carried(parcel: Parcel) -> Outcome:
    """Submit one, ask after it, or cancel it; whatever happens is an Outcome.

    What an earlier try may have submitted is looked for first, by our reference: an application is never doubled.
    """
    driver, terms, wanted = parcel.driver, parcel.terms, parcel.application
    if parcel.fault:
        return Outcome(parcel, error=parcel.fault)
    try:
        if parcel.state == SENT:
            return Outcome(parcel, verdict=driver.verdict(terms, parcel.number))
        number = parcel.number
        if not number and (parcel.tries > 1 or parcel.state == CANCELLING):
            number = driver.handed_over_before(terms, wanted, parcel.since) or ""
        if parcel.state == CANCELLING:
            return Outcome(parcel, is_gone=not number or driver.cancel(terms, number, wanted.applicant))
        return Outcome(parcel, number=number or driver.hand_over(terms, wanted))
    except Refused as refused:
        return Outcome(parcel, error=refused.code, may_retry=refused.may_retry)
    except Exception as error:  # noqa: BLE001 - a fault of a driver is one request's, not the courier's
        # Its text may hold what the provider wrote: only its kind is said.
        log.error("outside_driver_failed", provider=parcel.provider, kind=type(error).__name__)
        return Outcome(parcel, error="unexpected_error")
