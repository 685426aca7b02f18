"""An event reaches its subscriber: here, or in the service in which the subscriber runs.

The effect and the end of the delivery are one transaction, fenced by the lease: however often an event is brought,
and by however many workers, its effect on the database happens once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from manyhold.kernel.context import Context
from manyhold.kernel.contracts import obey
from manyhold.kernel.database import table_of
from manyhold.kernel.errors import Conflict
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.run import LEASE, LeaseLost
from manyhold.kernel.modules import COMMAND, resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.services.calls import Call, letter


def hand_over(runtime: Runtime, delivery: Delivery, event: OutboxEvent) -> None:
    """Let the subscriber take the event. Raises LeaseLost when another has it, and whatever the handler raises."""
    scope = runtime.grants.system_scope(event.group_id, event.project_id)
    with ScopedSession(runtime.database, scope, writes=True) as session:
        ctx = Context(runtime, session, Actor.system(event.group_id), request_id=request_id_of(event))
        _receive(ctx, delivery.subscriber, event.payload)
        session.flush()
        table = table_of(Delivery)
        ended = session._own_connection().execute(
            update(table)
            .where(
                table.c.id == delivery.id,
                table.c.lease_no == delivery.lease_no,
                table.c.state == "pending",
            )
            .values(state="done", error="")
        )
        if ended.rowcount != 1:
            raise LeaseLost
        session.commit()
        if session.wake_after_commit:
            runtime.wakeups.wake()


def bring(runtime: Runtime, delivery: Delivery, event: OutboxEvent) -> None:
    """Take the event to the service of its subscriber, which hands it over under our lease.

    Raises LeaseLost when it had been taken, ServiceAway, or the Problem that the handler raised.
    """
    module = delivery.subscriber.partition(":")[0]
    scope = runtime.grants.system_scope(event.group_id, event.project_id)
    arguments = {"delivery_id": delivery.id, "lease_no": delivery.lease_no}
    call = Call(Actor.system(event.group_id), scope, "", request_id_of(event), arguments)
    try:
        runtime.peers.post(
            letter(runtime, module, "deliveries", call), may_repeat=False, seconds=LEASE.total_seconds()
        )
    except Conflict as error:
        if error.code == "delivery_taken":
            raise LeaseLost from None
        raise


def request_id_of(event: OutboxEvent) -> str:
    """By what the logs tell the work for an event."""
    return f"event-{event.id}"


def _receive(ctx: Context, subscriber: str, payload: dict[str, Any]) -> None:
    _, _, name = subscriber.partition(":")
    if name.startswith(COMMAND):
        obey(ctx, name.removeprefix(COMMAND), payload)
    else:
        resolve(ctx.runtime.registry.receiver(subscriber))(ctx, payload)
