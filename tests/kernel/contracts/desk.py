"""A module with a contract of its own, for one world's registry: one query, one command."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from sqlalchemy import select

from manyhold.foundation.audit.models import AuditEntry
from manyhold.foundation.audit.service import note
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import Command
from manyhold.kernel.modules import Manifest
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession, is_writing
from worlds.world import World

MARK = "order"
"""Subject of the audit entries that count the effects."""


class Rooms(Protocol):
    """What others may ask."""

    def ids(self) -> list[int]: ...


class Lay(Command):
    """What others may order: an entry with this number."""

    name: ClassVar[str] = "probe.lay"
    number: int = 0


class Nowhere(Protocol):
    """A contract that nobody answers."""


class RoomsHere:
    """The queries of this module, in the caller's session."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx

    def ids(self) -> list[int]:
        return list(self.ctx.session.scalars(select(Space.id).where(Space.kind == "room").order_by(Space.id)))


def lay(ctx: Context, payload: dict[str, Any]) -> dict[str, Any]:
    """Leave the entry, in a transaction of its own."""
    assert is_writing()
    wanted = Lay(**payload)
    note(ctx, "laid", MARK, wanted.number, project_id=wanted.project_id)
    return {"number": wanted.number, "by": ctx.actor.id}


def offer(runtime: Runtime) -> str:
    """Install the module `probe`; gives its name."""
    runtime.registry.manifests["probe"] = Manifest(
        name="probe",
        queries={f"{__name__}:Rooms": f"{__name__}:RoomsHere"},
        commands={Lay.name: f"{__name__}:lay"},
    )
    runtime.registry.running |= {"probe"}
    return "probe"


def laid(world: World) -> list[int]:
    """The numbers whose effect stands, in order."""
    with SystemSession(world.runtime.database, writes=False) as session:
        marks = select(AuditEntry.subject_id).where(AuditEntry.subject == MARK).order_by(AuditEntry.id)
        return list(session.scalars(marks))
