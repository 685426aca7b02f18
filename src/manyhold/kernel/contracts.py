"""Contracts: how one module asks another (queries) and orders from it (commands), in one process or many.

A query reads in the caller's scope: in the caller's session where the module runs in this process, else over HTTP with
a signed call (`kernel.services`), which no write transaction may wait for. A command runs in the callee's own transaction: inside a verb it is sent
through the outbox (`send`); called directly (`call`) it refuses to run while a write transaction is open in this
thread, in one process too, so that both ways of deploying behave alike. Either way a command has one effect for one
idempotency key, and whoever repeats it is given the first answer.
"""

from __future__ import annotations

import json
from typing import Any, ClassVar, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from manyhold.kernel.context import Context
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.modules import COMMAND, UnknownName, resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, WriteTransactionOpen, refuse_while_writing
from manyhold.kernel.services.calls import Call, letter
from manyhold.kernel.services.remote import RemoteQueries
from manyhold.kernel.web import answers

__all__ = ("Command", "WriteTransactionOpen", "ask", "call", "obey", "obey_now", "send")
Queries = TypeVar("Queries")


class Command(BaseModel):
    """Base of the commands a contract declares; `idempotency_key` names the one effect that it asks for."""

    model_config = ConfigDict(frozen=True)
    name: ClassVar[str] = ""
    idempotency_key: str
    project_id: int


def ask(ctx: Context, contract: type[Queries]) -> Queries:
    """The queries of another module, bound to the caller's scope.

    While a write transaction is open only a module may be asked that runs beside its asker by declaration
    (`Manifest.beside`), or what works in one process would not work in several: WriteTransactionOpen.
    """
    wanted = f"{contract.__module__}:{contract.__name__}"
    registry = ctx.runtime.registry
    owner = next((one for one in registry.manifests.values() if wanted in one.queries), None)
    if owner is None:
        raise UnknownName(f"no module answers {wanted}")
    if owner.name not in registry.kept_beside:
        refuse_while_writing(f"{wanted} may be another service's")
    if ctx.runtime.is_here(owner.name):
        return resolve(owner.queries[wanted])(ctx)
    return cast(Queries, RemoteQueries(ctx, owner.name, contract))


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


def call(runtime: Runtime, actor: Actor, scope: Scope, command: Command, *, request_id: str = "") -> Any:
    """Run it now, in the callee's own transaction, and give its answer. Raises WriteTransactionOpen, ServiceAway."""
    refuse_while_writing(f"{command.name}: send it through the outbox instead")
    owner, payload = runtime.registry.owner_of_command(command.name), command.model_dump(mode="json")
    if runtime.is_here(owner.name):
        return obey_now(runtime, actor, scope, command.name, payload, request_id=request_id)
    asked = Call(actor, scope, "", request_id, payload)
    posted = letter(runtime, owner.name, f"commands/{command.name}", asked)
    return json.loads(runtime.peers.post(posted, may_repeat=True))


def obey_now(
    runtime: Runtime, actor: Actor, scope: Scope, name: str, payload: dict[str, Any], *, request_id: str
) -> Any:
    """Obey a command in a transaction of its own."""
    with ScopedSession(runtime.database, scope, writes=True) as session:
        answer = obey(Context(runtime, session, actor, request_id=request_id), name, payload)
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
