"""The unit of work: one request is one scope, one transaction, one answer.

authenticate → resolve the scope of the route's one permission → open the session → claim the idempotency key →
validate → call → encode → keep the answer → **commit → send**. It all happens in one hop to a worker thread;
nothing commits after the answer has left.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_type_hints

import msgspec
from anyio.to_thread import run_sync
from fastapi import APIRouter
from fastapi.dependencies.utils import solve_dependencies
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, BadRequest, Forbidden, NotSignedIn, Problem
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.web import answers, storable
from manyhold.kernel.web.door import SAFE_METHODS
from manyhold.kernel.web.parameters import Parameters
from manyhold.kernel.web.problems import ProblemOut, as_problem, problem_response

SIGNED_IN = "signed_in"
"""Permission of routes about oneself: any signed-in person, own rows, no project."""
PUBLIC = "public"
"""Permission of routes that anybody may call; they work through a port or a public token."""
SESSION_COOKIE = "manyhold_session"
CSRF_HEADER = "x-csrf-token"
UNATTENDED_HEADER = "x-unattended"
"""Sent by a page with what it asks while nobody touches it: that does not keep the sign-in from ending."""
BODY_LIMIT = 4 * 1024 * 1024
"""Bytes of a JSON body."""
UPLOAD_LIMIT = 21 * 1024 * 1024
"""Bytes of a form with a file in it: 20 MiB of file and what stands around it."""


ANY_TYPE = "*/*"
"""Of a route that takes bytes: whatever they are called, for callers that call them differently each time."""


Entry = Callable[[Runtime, Mapping[str, Any]], tuple[Actor, Scope]]
"""How a public route finds its scope: from the token in its path; raises NotFound for an unknown one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route declares of itself beside its shape."""

    permission: str
    is_idempotent: bool
    may_be_half_signed_in: bool = False
    entry: Entry | None = None
    takes_bytes: str = ""
    """The media type of a body that is taken as it is."""


class Rows:
    """Plain rows for a hot list: encoded by msgspec as they are, without being validated a second time."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class UnitOfWorkRoute(APIRoute):
    """A route whose endpoint takes the Context first and runs as one unit of work."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        rule: Rule = self.endpoint.__manyhold_rule__  # pyright: ignore
        verb: Callable[..., Any] = self.endpoint.__manyhold_verb__  # pyright: ignore
        encode = _encoder(self.response_model)
        self._parameters = Parameters(self.dependant)
        is_upload = any(
            field.field_info.__class__.__name__ in ("File", "Form") for field in self.dependant.body_params
        )

        if is_upload and rule.is_idempotent:
            raise TypeError(
                f"{self.path} takes a form, which is not kept to be compared: is_idempotent=False"
            )

        async def run(request: Request) -> Response:
            runtime: Runtime = request.app.state.runtime
            limiter = request.app.state.threads
            request = limited(request, UPLOAD_LIMIT if is_upload else BODY_LIMIT)
            if is_upload:
                async with request.form(max_files=1) as form:
                    return await run_sync(work, runtime, request, b"", form, limiter=limiter)
            body = b"" if request.method in SAFE_METHODS else await request.body()
            return await run_sync(work, runtime, request, body, None, limiter=limiter)

        def work(runtime: Runtime, request: Request, body: bytes, form: FormData | None) -> Response:
            request_id: str = request.scope.get("request_id", "")
            try:
                actor, scope, limits = _admit(runtime, request, rule)
                writes = request.method not in SAFE_METHODS
                with ScopedSession(runtime.database, scope, writes=writes) as session:
                    source = request.client.host if request.client else ""
                    ctx = Context(
                        runtime,
                        session,
                        actor,
                        permission=rule.permission,
                        request_id=request_id,
                        source=source,
                    )
                    ctx.origin = str(request.base_url).rstrip("/")
                    ctx.headers.update(limits)
                    if rule.takes_bytes:
                        ctx.body = _bytes_of(request, rule.takes_bytes, body)
                    answer = self._answer(ctx, request, rule, verb, encode, body, form)
                    if writes:
                        session.commit()
                        if session.wake_after_commit:
                            runtime.wakeups.wake()
            except Exception as error:  # noqa: BLE001 - whatever happens is answered as a problem and logged
                return problem_response(as_problem(error), request_id)
            if isinstance(answer, Response):
                return answer
            return Response(answer.body, answer.status, headers=answer.headers, media_type=answer.media_type)

        return run

    def _answer(
        self,
        ctx: Context,
        request: Request,
        rule: Rule,
        verb: Callable[..., Any],
        encode: Callable[[Any], bytes],
        body: bytes,
        form: FormData | None,
    ) -> answers.Answer | Response:
        claimed = _claim(ctx, request, rule, body) if rule.is_idempotent else None
        if isinstance(claimed, answers.Answer):
            return claimed
        values = self._values(request, body if form is None else form)
        result = verb(ctx, **values)
        if isinstance(result, Response):
            if claimed is not None:
                raise RuntimeError(f"{self.path} answers a Response, which cannot be kept for its key")
            for name, value in ctx.headers.items():
                result.headers[name] = value
            return result
        status = self.status_code or 200
        content = b"" if status == 204 else encode(result)
        answer = answers.Answer(status, content, "application/json", ctx.headers)
        if claimed is not None:
            answers.complete(ctx, claimed, answer)
        return answer

    def _values(self, request: Request, body: Any) -> dict[str, Any]:
        """The endpoint's arguments, as FastAPI reads them, which for our routes never really waits."""
        if self.body_field is None:
            values, errors = self._parameters.read(request)
        else:
            values, errors = self._solved(request, body)
        if errors:
            raise RequestValidationError(errors)
        if unstorable := storable.faults(values):
            raise BadInput("invalid_input", fields=unstorable)
        return values

    def _solved(self, request: Request, body: Any) -> tuple[dict[str, Any], list[Any]]:
        content: Any = body
        if isinstance(body, bytes):
            try:
                content = msgspec.json.decode(body) if body else None
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise BadRequest("invalid_json", reason=str(error)) from None
        reading = solve_dependencies(
            request=request,
            dependant=self.dependant,
            body=content,
            async_exit_stack=request.scope["fastapi_inner_astack"],
            embed_body_fields=self._embed_body_fields,
        )
        try:
            reading.send(None)
        except StopIteration as done:
            solved = done.value
        else:
            raise RuntimeError(f"{self.path} has a parameter that waits")
        return solved.values, solved.errors


class Routes(APIRouter):
    """A router on which each route declares its one permission; there is no other way to add one."""

    def __init__(self, prefix: str, *, tag: str) -> None:
        super().__init__(
            prefix=prefix,
            tags=[tag],
            route_class=UnitOfWorkRoute,
            responses={"default": {"model": ProblemOut}},
        )

    def read(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A GET."""
        return self._declare("GET", path, _rule(permission, False, shown), shown)

    def create(
        self, path: str, *, permission: str, is_idempotent: bool = True, **shown: Any
    ) -> Callable[[Any], Any]:
        """A POST; it wants an Idempotency-Key unless what it does is safe to repeat or must never be stored."""
        rule = _rule(permission, is_idempotent, shown)
        return self._declare("POST", path, rule, {"status_code": 201, **shown})

    def act(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A POST that moves something that exists."""
        return self._declare("POST", path, _rule(permission, True, shown), shown)

    def change(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A PATCH."""
        return self._declare("PATCH", path, _rule(permission, False, shown), shown)

    def probe(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A HEAD: what is asked for stands in the headers of the answer."""
        rule = _rule(permission, False, shown)
        return self._declare("HEAD", path, rule, {"status_code": 204, **shown})

    def replace(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A PUT."""
        return self._declare("PUT", path, _rule(permission, False, shown), shown)

    def remove(self, path: str, *, permission: str, **shown: Any) -> Callable[[Any], Any]:
        """A DELETE, answered 204."""
        rule = _rule(permission, False, shown)
        return self._declare("DELETE", path, rule, {"status_code": 204, **shown})

    def _declare(self, method: str, path: str, rule: Rule, shown: dict[str, Any]) -> Callable[[Any], Any]:
        def add(verb: Callable[..., Any]) -> Callable[..., Any]:
            endpoint = _without_context(verb)
            endpoint.__manyhold_rule__ = rule
            extra: dict[str, Any] = {"x-permission": rule.permission}
            if rule.is_idempotent:
                extra["parameters"] = [_IDEMPOTENCY_PARAMETER]
            if rule.takes_bytes:
                schema = {"type": "string", "format": "binary"}
                extra["requestBody"] = {"required": True, "content": {rule.takes_bytes: {"schema": schema}}}
            if shown.get("status_code") == 204:
                shown["response_model"] = None
            self.add_api_route(path, endpoint, methods=[method], openapi_extra=extra, **shown)
            return verb

        return add


def _rule(permission: str, is_idempotent: bool, shown: dict[str, Any]) -> Rule:
    """The rule among a route's options; what stays in `shown` is FastAPI's."""
    return Rule(
        permission,
        is_idempotent,
        shown.pop("may_be_half_signed_in", False),
        shown.pop("entry", None),
        shown.pop("takes_bytes", ""),
    )


_IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "minLength": 8, "maxLength": answers.KEY_LENGTH},
}


def _without_context(verb: Callable[..., Any]) -> Any:
    """`verb` as FastAPI sees it: the first parameter, the Context, is ours."""
    hints = get_type_hints(verb, include_extras=True)
    signature = inspect.signature(verb)
    shown = [
        one.replace(annotation=hints.get(one.name, one.annotation)) for one in signature.parameters.values()
    ][1:]

    def endpoint(**values: Any) -> Any:
        raise RuntimeError("a unit of work calls the verb itself")

    endpoint.__name__ = verb.__name__
    endpoint.__doc__ = verb.__doc__
    endpoint.__module__ = verb.__module__
    endpoint.__manyhold_verb__ = verb  # pyright: ignore
    endpoint.__signature__ = signature.replace(  # pyright: ignore
        parameters=shown, return_annotation=hints.get("return", signature.return_annotation)
    )
    return endpoint


def _bytes_of(request: Request, wanted: str, body: bytes) -> bytes:
    if wanted == ANY_TYPE:
        return body
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != wanted:
        raise Problem("body_type_unknown", status=415, wanted=wanted)
    return body


def limited(request: Request, limit: int) -> Request:
    """The request, whose body ends with 413 when it is longer than `limit`, whatever its headers promise."""
    too_large = Problem("body_too_large", status=413, most_bytes=limit)
    promised = request.headers.get("content-length", "")
    if promised.isdecimal() and int(promised) > limit:
        raise too_large
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise too_large
        return message

    return Request(request.scope, receive)


def _encoder(model: Any) -> Callable[[Any], bytes]:
    adapter: TypeAdapter[Any] | None = TypeAdapter(model) if model is not None else None

    def encode(result: Any) -> bytes:
        if isinstance(result, Rows):
            return msgspec.json.encode(result.value)
        if adapter is None:
            return msgspec.json.encode(result)
        return adapter.dump_json(adapter.validate_python(result, from_attributes=True))

    return encode


def _admit(runtime: Runtime, request: Request, rule: Rule) -> tuple[Actor, Scope, dict[str, str]]:
    """Who asks, what they may see, and the headers that tell a client its limits.

    401 for nobody, 403 for somebody who holds the permission nowhere, 429 for a client that asks too often.
    """
    if rule.permission == PUBLIC:
        public = rule.entry(runtime, request.path_params) if rule.entry else (Actor.public(), Scope(0))
        return *public, {}
    actor = _authenticated(runtime, request)
    limits: dict[str, str] = {}
    if actor.terms is not None:
        limits = runtime.buckets.take(f"client:{actor.id}", actor.terms.limits, runtime.clock.now())
    if actor.missing and not rule.may_be_half_signed_in:
        raise Forbidden(actor.missing)
    if rule.permission == SIGNED_IN:
        if actor.terms is not None:
            raise Forbidden("people_only", headers=limits)
        return actor, Scope(actor.group_id, actor.id), limits
    scope = runtime.grants.scope(actor, rule.permission)
    if scope is None:
        refusal = runtime.grants.refusal(actor, rule.permission)
        if actor.terms is not None:
            lacks = f'Bearer error="insufficient_scope", scope="{rule.permission}"'
            refusal.headers.update(limits, **{"WWW-Authenticate": lacks})
        raise refusal
    return actor, scope, limits


def _authenticated(runtime: Runtime, request: Request) -> Actor:
    header = request.headers.get("authorization", "")
    bearer = header[7:] if header.lower().startswith("bearer ") else None
    cookie = None if bearer else request.cookies.get(SESSION_COOKIE)
    is_use = UNATTENDED_HEADER not in request.headers
    source = request.client.host if request.client else ""
    actor = runtime.authenticator.authenticate(cookie=cookie, bearer=bearer, source=source, is_use=is_use)
    if actor is None:
        # RFC 6750, section 3: by this a client knows that it is to ask for a new token.
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if bearer else None
        raise NotSignedIn("not_signed_in", headers=challenge)
    if (
        actor.is_cookie
        and request.method not in SAFE_METHODS
        and request.headers.get(CSRF_HEADER) != actor.csrf
    ):
        raise Forbidden("csrf_token_missing")
    return actor


def _claim(ctx: Context, request: Request, rule: Rule, body: bytes) -> answers.Claim | answers.Answer:
    key = request.headers.get("idempotency-key", "")
    if not 8 <= len(key) <= answers.KEY_LENGTH:
        raise BadRequest("idempotency_key_missing")
    token = "\0".join(str(value) for value in request.path_params.values())
    return answers.claim(
        ctx, route=f"{request.method} {request.scope['path']}", key=key, body=body, token=token
    )
