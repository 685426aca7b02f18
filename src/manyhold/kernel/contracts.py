"""Contracts: how one module asks another (queries) and orders from it (commands), in one process or many.

A query reads in the caller's scope. A command runs in the callee's own transaction: inside a verb it is sent
through the outbox (`send`); called directly (`call`) it refuses to run while a write transaction is open in this
thread, in one process too, so that both ways of deploying behave alike. Either way a command has one effect for one
idempotency key, and whoever repeats it is given the first answer.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from manyhold.kernel.context import Context
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.modules import COMMAND, UnknownName, resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, is_writing
from manyhold.kernel.web import answers

Queries = TypeVar("Queries")


class Command(BaseModel):
    """Base of the commands a contract declares; `idempotency_key` names the one effect that it asks for."""

    model_config = ConfigDict(frozen=True)
    name: ClassVar[str] = ""
    idempotency_key: str
    project_id: int


class WriteTransactionOpen(RuntimeError):
    """A command was called while this thread holds a write transaction: send it through the outbox instead."""


def ask(ctx: Context, contract: type[Queries]) -> Queries:
    """The queries of another module, bound to the caller's scope."""
    wanted = f"{contract.__module__}:{contract.__name__}"
    for manifest in ctx.runtime.registry.manifests.values():
        if wanted in manifest.queries:
            return resolve(manifest.queries[wanted])(ctx)
    raise UnknownName(f"no module answers {wanted}")


def send(ctx: Context, command: Command) -> None:
    """Order it from inside a verb: it leaves with this transaction's commit and runs soon after."""
    owner = ctx.runtime.registry.owner_of_command(command.name)
    row = OutboxEvent(
        group_id=ctx.group_id,
        project_id=command.project_id,
        name=COMMAND + command.name,
        payload=command.model_dump(mode="json"),
        occurred_at=ctx.now,
        actor_id=ctx.actor.id,
        position=None,
    )
    ctx.session.add(row)
    ctx.session.flush()
    ctx.session.add(
        Delivery(
            group_id=ctx.group_id,
            project_id=command.project_id,
            event_id=row.id,
            subscriber=f"{owner.name}:{COMMAND}{command.name}",
            state="pending",
            attempts=0,
            run_after=ctx.now,
            lease_no=0,
            error="",
        )
    )
    ctx.session.wake_after_commit = True


def call(runtime: Runtime, actor: Actor, scope: Scope, command: Command) -> Any:
    """Run it now, in the callee's own transaction, and give its answer."""
    if is_writing():
        raise WriteTransactionOpen(command.name)
    with ScopedSession(runtime.database, scope, writes=True) as session:
        answer = obey(Context(runtime, session, actor), command.name, command.model_dump(mode="json"))
        session.commit()
        if session.wake_after_commit:
            runtime.wakeups.wake()
        return answer


def obey(ctx: Context, name: str, payload: dict[str, Any]) -> Any:
    """Run the handler of the command `name`, or give what it answered to the same key before.

    Raises BadInput `idempotency_key_reused` where the key came with another order. Answers are plain JSON.
    """
    key = str(payload["idempotency_key"])
    body = json.dumps(payload, sort_keys=True).encode()
    claimed = answers.claim(ctx, route=COMMAND + name, key=key, body=body, token=str(ctx.group_id))
    if isinstance(claimed, answers.Answer):
        return json.loads(claimed.body)
    answer = resolve(ctx.runtime.registry.owner_of_command(name).commands[name])(ctx, payload)
    kept = answers.Answer(200, json.dumps(answer).encode(), "application/json", {})
    answers.complete(ctx, claimed, kept)
    return answer
