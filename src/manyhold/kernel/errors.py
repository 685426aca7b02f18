"""What goes wrong, said so that a program can act on it and a person can read it (RFC 9457)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field of the input and why it was refused; `code` is translated by clients."""

    field: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])


class Problem(Exception):
    """An answer other than success: HTTP status, a stable `code`, its parameters, the fields at fault."""

    status = 500

    def __init__(
        self,
        code: str,
        /,
        *,
        status: int | None = None,
        fields: Sequence[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status or type(self).status
        self.fields = tuple(fields)
        self.headers = dict(headers or {})
        self.params = params

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        faults = ", ".join(f"{fault.field}: {fault.code}" for fault in self.fields)
        return " ".join(part for part in (self.code, details, faults) if part)


class BadRequest(Problem):
    """400: the request breaks the protocol (a missing key, a foreign cursor)."""

    status = 400


class NotSignedIn(Problem):
    """401: nobody, or nobody any more."""

    status = 401


class Forbidden(Problem):
    """403: the actor holds the permission nowhere."""

    status = 403


class NotFound(Problem):
    """404: no such row within the actor's scope; a row of somebody else answers the same."""

    status = 404


class Conflict(Problem):
    """409: the row's state does not allow it; `params` may carry the current row."""

    status = 409


class PreconditionFailed(Problem):
    """412: somebody changed the row since it was read."""

    status = 412


class BadInput(Problem):
    """422: the request was understood and its values are refused, field by field."""

    status = 422

    @classmethod
    def of(cls, name: str, code: str, /, **params: Any) -> BadInput:
        """One field at fault."""
        return cls("invalid_input", fields=[FieldProblem(name, code, params)])


class TooManyRequests(Problem):
    """429: wait `retry_after` seconds."""

    status = 429
