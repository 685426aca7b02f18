"""RFC 9457 answers: every error leaves as `application/problem+json` with a stable code that clients translate."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import psycopg
import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from manyhold.kernel.errors import (
    BadInput,
    BadRequest,
    Conflict,
    FieldProblem,
    Forbidden,
    NotFound,
    NotSignedIn,
    PreconditionFailed,
    Problem,
    TooManyRequests,
)

MEDIA_TYPE = "application/problem+json"
GIVEN_UP = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL ended a transaction for another's sake (serialization, deadlock, a lock): the same again may succeed."""
OF_PROTOCOLS = {460: "Checksum Mismatch"}
"""Statuses that are not HTTP's own: tus' for a part that arrived changed."""
log = structlog.get_logger()


class FieldFault(BaseModel):
    """One field of the request and the code of its fault."""

    field: str
    code: str
    params: dict[str, Any] = {}


class ProblemOut(BaseModel):
    """The body of every answer that is not a success."""

    type: str
    title: str
    status: int
    code: str
    params: dict[str, Any]
    errors: list[FieldFault]
    request_id: str


def problem_response(problem: Problem, request_id: str) -> Response:
    """`problem` as an HTTP answer."""
    body = {
        "type": "about:blank",
        "title": OF_PROTOCOLS.get(problem.status) or HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "code": problem.code,
        "params": problem.params,
        "errors": [
            {"field": fault.field, "code": fault.code, "params": dict(fault.params)}
            for fault in problem.fields
        ],
        "request_id": request_id,
    }
    encoded = msgspec.json.encode(body, enc_hook=str)
    return Response(encoded, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


BY_STATUS: dict[int, type[Problem]] = {
    kind.status: kind
    for kind in (
        BadRequest,
        NotSignedIn,
        Forbidden,
        NotFound,
        Conflict,
        PreconditionFailed,
        BadInput,
        TooManyRequests,
    )
}


def problem_of(status: int, body: bytes, headers: Mapping[str, str]) -> Problem:
    """The Problem that another service of ours answered, as it was raised there; what is none of ours is a 502."""
    try:
        told = ProblemOut.model_validate_json(body)
    except ValidationError:
        return Problem("service_answer_unknown", status=502)
    kind = BY_STATUS.get(status, Problem)
    fields = [FieldProblem(one.field, one.code, one.params) for one in told.errors]
    waits = {"Retry-After": headers["Retry-After"]} if "Retry-After" in headers else None
    return kind(told.code, status=status, fields=fields, headers=waits, **told.params)


def as_problem(error: Exception) -> Problem:
    """What an exception of the libraries means to a client; anything unexpected is 500 and is logged whole."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return BadInput("invalid_input", fields=[_field_problem(one) for one in error.errors()])
    if isinstance(error, StaleDataError):
        return PreconditionFailed("changed_meanwhile")
    if isinstance(error, IntegrityError):
        log.info("integrity_error", error=str(error.orig).splitlines()[0] if error.orig else "")
        return _integrity_problem(str(error.orig).lower())
    if isinstance(error, DataError):
        log.info("data_error", error=str(error.orig).splitlines()[0] if error.orig else "")
        return BadInput("refused_by_database")
    if isinstance(error, TimeoutError) or isinstance(error, OperationalError) and _is_busy(error):
        return Problem("database_busy", status=503, headers={"Retry-After": "2"})
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_unreachable(error)):
        return Problem("database_away", status=503, headers={"Retry-After": "5"})
    if isinstance(error, HTTPException):
        return Problem(_http_code(error.status_code), status=error.status_code, headers=error.headers)
    log.error("unexpected_error", exc_info=error)
    return Problem("unexpected_error", status=500)


def install(app: Any) -> None:
    """Answer what happens outside a unit of work (an unknown path, a wrong method) in the same form."""

    def answer(request: Request, error: Exception) -> Response:
        return problem_response(as_problem(error), request.scope.get("request_id", ""))

    for kind in (HTTPException, RequestValidationError, Problem, Exception):
        app.add_exception_handler(kind, answer)


def _is_busy(error: OperationalError) -> bool:
    return "locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) in GIVEN_UP


def _is_unreachable(error: DBAPIError) -> bool:
    """PostgreSQL did not answer at all: what it says itself has a state."""
    return isinstance(error.orig, psycopg.OperationalError) and error.orig.sqlstate is None


def _integrity_problem(message: str) -> Problem:
    if "foreign key" in message:
        return BadInput("unknown_reference")
    if "unique" in message:
        return Conflict("already_exists")
    return BadInput("refused_by_database")


def _http_code(status: int) -> str:
    return HTTPStatus(status).phrase.lower().replace(" ", "_").replace("-", "_")


def _field_problem(error: Any) -> FieldProblem:
    place = [str(part) for part in error["loc"] if part not in ("body", "query", "path", "header", "cookie")]
    context = {key: str(value) for key, value in (error.get("ctx") or {}).items()}
    return FieldProblem(".".join(place) or "body", error["type"], context)
