"""Kept answers: a POST that creates or moves something happens once, however often it is sent.

The claim is a row written in the request's own transaction, so that the effect and the answer are kept together
or not at all. A second request with the same key waits for the first, and is answered with the kept answer if
its body is the same (else 422) and its sender still sees as much of the projects that the first one wrote to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import LargeBinary, SmallInteger, String, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.context import Context
from manyhold.kernel.database import Base, table_of
from manyhold.kernel.errors import BadInput, NotFound
from manyhold.kernel.scoping.mixins import ActorScoped, Keyed
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import SystemSession

KEPT_FOR = timedelta(hours=72)
KEY_LENGTH = 200


class KeptAnswer(Keyed, ActorScoped, Base):
    """One claimed key, and once its transaction is complete the sealed answer."""

    __tablename__ = "kernel_kept_answer"

    claim: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int] = mapped_column(SmallInteger, default=0)
    media_type: Mapped[str] = mapped_column(String(80), default="")
    headers: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    projects: Mapped[dict[str, list[int]]] = mapped_column(Json, default=dict)
    """What was written to: project ids, each with the zones through which it was seen, none for the whole."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary, default=b"")
    created_at: Mapped[Any] = mapped_column(Instant, index=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client."""

    status: int
    body: bytes
    media_type: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A fresh claim, to be completed before the commit."""

    row_id: int


def claim(ctx: Context, *, route: str, key: str, body: bytes, token: str = "") -> Claim | Answer:
    """Claim `key` for this sender and route, or give the answer kept for it."""
    digest = hashlib.sha256("\0".join((str(ctx.actor.id), token, route, key)).encode()).digest()
    body_hash = hashlib.sha256(body).digest()
    session = ctx.session
    connection = session._own_connection()
    dialect = postgresql if session.dialect_name == "postgresql" else sqlite
    row_id = session.ids.next()
    fresh = dialect.insert(table_of(KeptAnswer)).values(
        id=row_id,
        actor_id=ctx.actor.id,
        claim=digest,
        body_hash=body_hash,
        status=0,
        media_type="",
        headers={},
        projects={},
        sealed=b"",
        created_at=ctx.now,
    )
    table = table_of(KeptAnswer)
    if connection.execute(
        fresh.on_conflict_do_nothing(index_elements=["claim"]).returning(table.c.id)
    ).first():
        return Claim(row_id)
    kept = session.scalars(select(KeptAnswer).where(KeptAnswer.claim == digest)).one_or_none()
    if kept is None or not _still_seen(session.scope, kept.projects):
        raise NotFound("not_found")
    if kept.body_hash != body_hash:
        raise BadInput.of("Idempotency-Key", "idempotency_key_reused")
    sealed = ctx.runtime.keys.open("kernel_kept_answer.sealed", kept.id, kept.sealed)
    return Answer(
        kept.status, sealed.encode(), kept.media_type, {**kept.headers, "Idempotent-Replay": "true"}
    )


def complete(ctx: Context, claimed: Claim, answer: Answer) -> None:
    """Keep `answer` beside the effect, in the same transaction."""
    sealed = ctx.runtime.keys.seal("kernel_kept_answer.sealed", claimed.row_id, answer.body.decode())
    table = table_of(KeptAnswer)
    ctx.session.flush()
    ctx.session._own_connection().execute(
        update(table)
        .where(table.c.id == claimed.row_id)
        .values(
            status=answer.status,
            media_type=answer.media_type,
            headers=json.loads(json.dumps(answer.headers)),
            projects=_seen(ctx.scope, ctx.session.touched_projects),
            sealed=sealed,
        )
    )


def _seen(scope: Scope, projects: Iterable[int]) -> dict[str, list[int]]:
    """Projects as they are kept beside an answer."""
    zones = sorted(scope.zones)
    return {str(project): [] if project in scope.projects else zones for project in sorted(projects)}


def _still_seen(scope: Scope, kept: Mapping[str, list[int]]) -> bool:
    """Whether every project that an answer may speak of is seen as widely as when it was given."""
    return all(
        int(project) in scope.projects
        or bool(zones)
        and int(project) in scope.narrowed
        and scope.zones.issuperset(zones)
        for project, zones in kept.items()
    )


def forget_old(session: SystemSession, now: Any) -> int:
    """Remove answers that were kept long enough; returns their number."""
    return session.execute(delete(KeptAnswer).where(KeptAnswer.created_at < now - KEPT_FOR)).rowcount  # pyright: ignore
