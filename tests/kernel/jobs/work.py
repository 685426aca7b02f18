"""Work that the tests of the worker hand it: a module of their own, known to one world's registry alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.service import note
from manyhold.kernel.context import Context
from manyhold.kernel.events import Delivery, Event, publish
from manyhold.kernel.jobs.models import Job
from manyhold.kernel.jobs.run import JobRun, start
from manyhold.kernel.modules import Manifest
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from worlds.world import Client, World

STEPS = 4
EVENT = "probe.happened"
MARK = "probe"
"""Subject of the audit entries that count the effects."""


class Happened(Event):
    name: ClassVar[str] = EVENT
    id: int
    kind: str = ""


class Lost(Happened):
    """An event whose subscription names a function that does not exist."""

    name: ClassVar[str] = "probe.lost"


def offer(runtime: Runtime, here: str = __name__, more: Mapping[str, str] | None = None) -> None:
    """Install the module `probe` in `runtime`; `more` are further subscriptions to its event."""
    registry = runtime.registry
    registry.manifests["probe"] = Manifest(
        name="probe",
        jobs={name: f"{here}:{name}" for name in ("count", "fail")},
        subscriptions={EVENT: f"{here}:take_event", Lost.name: f"{here}:nowhere", **(more or {})},
    )
    registry.running |= {"probe"}


def count(run: JobRun) -> dict[str, Any]:
    """One entry a step, beginning after the step that was committed last."""
    begun = run.progress[0]
    for step in range(begun, STEPS):
        with run.step(done=step + 1, total=STEPS) as ctx:
            note(ctx, "step", MARK, step, project_id=run.project_id)
    return {"steps": STEPS}


def fail(_run: JobRun) -> dict[str, Any]:
    """Work that raises what nobody expects."""
    raise RuntimeError("the cable is cut")


def take_event_now(ctx: Context, payload: dict[str, Any]) -> None:
    """What `take_event` is after its repair."""
    note(ctx, "taken", MARK, payload["id"])


def take_event(ctx: Context, payload: dict[str, Any]) -> None:
    """Leave an entry; a payload that says `fail` does not get that far."""
    note(ctx, "taken", MARK, payload["id"])
    ctx.session.flush()
    if payload.get("kind") == "fail":
        raise RuntimeError("the cable is cut")


def queued(world: World, name: str, client: Client, permission: str, at: str = "A1") -> int:
    """A job that `client` has asked for; gives its id."""
    actor = Actor(client.person_id, world.sides[at[0]].group_id)
    scope = world.runtime.grants.scope(actor, permission)
    assert scope is not None
    with ScopedSession(world.runtime.database, scope, writes=True) as session:
        ctx = Context(world.runtime, session, actor, permission=permission)
        job = start(ctx, name, {}, project_id=world.sites[at].project_id)
        session.commit()
        return job.id


def happen(world: World, event: Event, at: str = "A1") -> None:
    """Publish it."""
    ctx = world.context(at, group=at[0])
    with ctx.session as session:
        publish(ctx, event, project_id=world.sites[at].project_id)
        session.commit()


def deliveries(world: World) -> list[Delivery]:
    """All deliveries to this module, in order."""
    with SystemSession(world.runtime.database, writes=False) as session:
        here = Delivery.subscriber.startswith("probe:")
        return list(session.scalars(select(Delivery).where(here).order_by(Delivery.id)))


def effects(world: World) -> list[int]:
    """The numbers of the steps and events whose effect stands, in order."""
    with SystemSession(world.runtime.database, writes=False) as session:
        marks = select(AuditEntry.subject_id).where(AuditEntry.subject == MARK).order_by(AuditEntry.id)
        return list(session.scalars(marks))


def job(world: World, job_id: int) -> Job:
    """The job as it stands."""
    with SystemSession(world.runtime.database, writes=False) as session:
        return session.get_one(Job, job_id)
