"""Where a service is called by the others: queries, commands, deliveries, searches and what leavers hold.

Mounted only where the installation is split. These are no routes of the API: they take no sign-in but the signature
of another service, which says who acts and within which rows, and a proxy in front does not pass them on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from manyhold.kernel.context import Context
from manyhold.kernel.contracts import obey_now
from manyhold.kernel.errors import Conflict, NotFound
from manyhold.kernel.events import Delivery, OutboxEvent
from manyhold.kernel.jobs.handover import hand_over
from manyhold.kernel.jobs.run import LeaseLost
from manyhold.kernel.modules import COMMAND, Manifest, resolve
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from manyhold.kernel.services.calls import Call, opened
from manyhold.kernel.services.peers import INTERNAL, SIGNATURE_HEADER
from manyhold.kernel.services.remote import question
from manyhold.kernel.web.problems import as_problem, problem_response
from manyhold.kernel.web.routes import BODY_LIMIT, limited

router = APIRouter(include_in_schema=False)


@router.post(INTERNAL + "/{module}/v{version}/{rest:path}")
async def receive(request: Request, module: str, version: str, rest: str) -> Response:
    """Answer one call of another service."""
    try:
        body = await limited(request, BODY_LIMIT).body()
        return await run_sync(
            _answered, request, module, version, rest, body, limiter=request.app.state.threads
        )
    except Exception as error:  # noqa: BLE001 - whatever happens is answered as a problem
        return problem_response(as_problem(error), request.scope.get("request_id", ""))


def _answered(request: Request, module: str, version: str, rest: str, body: bytes) -> Response:
    runtime: Runtime = request.app.state.runtime
    asked = opened(runtime, request.scope["path"], body, request.headers.get(SIGNATURE_HEADER, ""))
    manifest = runtime.registry.manifests.get(module)
    if manifest is None or module not in runtime.registry.running:
        raise NotFound("module_elsewhere", module=module)
    if version != str(manifest.contract_version):
        raise NotFound("contract_version_unknown", module=module, known=manifest.contract_version)
    kind, _, what = rest.partition("/")
    if kind not in KINDS:
        raise NotFound("not_found")
    # The log of both services tells one request by one id.
    with structlog.contextvars.bound_contextvars(request_id=asked.request_id):
        answer = KINDS[kind](runtime, manifest, what, asked)
    return Response(msgspec.json.encode(answer), media_type="application/json")


def _query(runtime: Runtime, manifest: Manifest, what: str, asked: Call) -> Any:
    contract, _, name = what.partition("/")
    dotted = next((one for one in manifest.queries if one.endswith(f":{contract}")), "")
    shape = question(resolve(dotted), name) if dotted else None
    if shape is None:
        raise NotFound("contract_unknown", module=manifest.name, query=what)
    with ScopedSession(runtime.database, asked.scope, writes=False) as session:
        queries = resolve(manifest.queries[dotted])(_context(runtime, session, asked))
        answer = getattr(queries, name)(**shape.read(asked.arguments))
        return shape.answer.dump_python(answer, mode="json")


def _command(runtime: Runtime, manifest: Manifest, what: str, asked: Call) -> Any:
    if what not in manifest.commands:
        raise NotFound("contract_unknown", module=manifest.name, command=what)
    return obey_now(runtime, asked.actor, asked.scope, what, asked.arguments, request_id=asked.request_id)


def _delivery(runtime: Runtime, manifest: Manifest, _what: str, asked: Call) -> Any:
    """Take an event under the lease of the worker that brings it; Conflict when it has been taken, or is another's."""
    with SystemSession(runtime.database, writes=False) as session:
        delivery = session.get(Delivery, asked.arguments["delivery_id"])
        event = None if delivery is None else session.get(OutboxEvent, delivery.event_id)
    if delivery is None or event is None or not _is_for(manifest, delivery):
        raise NotFound("not_found")
    delivery.lease_no = asked.arguments["lease_no"]
    try:
        hand_over(runtime, delivery, event)
    except LeaseLost:
        raise Conflict("delivery_taken") from None
    return {}


def _search(runtime: Runtime, manifest: Manifest, _what: str, asked: Call) -> Any:
    find = _declared(asked.arguments["find"], [one.find for one in manifest.searches])
    with ScopedSession(runtime.database, asked.scope, writes=False) as session:
        text, limit = asked.arguments["text"], asked.arguments["limit"]
        return to_jsonable_python(find(_context(runtime, session, asked), text, limit))


def _held(runtime: Runtime, manifest: Manifest, _what: str, asked: Call) -> Any:
    count = _declared(asked.arguments["count"], [one.count for one in manifest.handovers])
    with ScopedSession(runtime.database, asked.scope, writes=False) as session:
        return count(_context(runtime, session, asked), asked.arguments["person_id"])


KINDS: dict[str, Callable[[Runtime, Manifest, str, Call], Any]] = {
    "queries": _query,
    "commands": _command,
    "deliveries": _delivery,
    "searches": _search,
    "held": _held,
}


def _context(runtime: Runtime, session: ScopedSession, asked: Call) -> Context:
    return Context(runtime, session, asked.actor, permission=asked.permission, request_id=asked.request_id)


def _declared(dotted: str, known: list[str]) -> Any:
    """A function that the manifest names; no caller reaches another."""
    if dotted not in known:
        raise NotFound("contract_unknown", function=dotted)
    return resolve(dotted)


def _is_for(manifest: Manifest, delivery: Delivery) -> bool:
    module, _, name = delivery.subscriber.partition(":")
    takes = manifest.commands if name.startswith(COMMAND) else manifest.subscriptions
    return module == manifest.name and name.removeprefix(COMMAND) in takes
