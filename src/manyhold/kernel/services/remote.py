"""A contract's queries as a caller in another service sees them: the same Protocol, answered over HTTP."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python

from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, FieldProblem
from manyhold.kernel.services.calls import Call, letter


@dataclass(frozen=True, slots=True)
class Question:
    """One method of a contract's Protocol, by which both ends turn values into JSON and back."""

    signature: inspect.Signature
    arguments: dict[str, TypeAdapter[Any]]
    answer: TypeAdapter[Any]

    def written(self, *given: Any, **named: Any) -> dict[str, Any]:
        """What was passed to the method, as plain JSON."""
        bound = self.signature.bind(None, *given, **named).arguments
        return {name: to_jsonable_python(bound[name], fallback=list) for name in list(bound)[1:]}

    def read(self, written: dict[str, Any]) -> dict[str, Any]:
        """What `written` gave, as the method takes it. Raises BadInput for what it does not take."""
        if unknown := written.keys() - self.arguments.keys():
            raise BadInput(
                "invalid_input", fields=[FieldProblem(one, "extra_forbidden") for one in sorted(unknown)]
            )
        found: dict[str, Any] = {}
        for name, value in written.items():
            try:
                found[name] = self.arguments[name].validate_python(value)
            except ValidationError as error:
                raise BadInput.of(name, error.errors()[0]["type"]) from None
        return found


@cache
def question(contract: type[Any], name: str) -> Question | None:
    """The method `name` of a contract; None where it has none."""
    method = getattr(contract, name, None)
    if name.startswith("_") or not inspect.isfunction(method):
        return None
    hints = get_type_hints(method)
    answer = TypeAdapter(_read_as(hints.pop("return")))
    arguments = {one: TypeAdapter(_read_as(hint)) for one, hint in hints.items()}
    return Question(inspect.signature(method), arguments, answer)


class RemoteQueries:
    """Stands in for a contract's queries; each method asks the module's service, in the scope of `ctx`."""

    def __init__(self, ctx: Context, module: str, contract: type[Any]) -> None:
        self._ctx = ctx
        self._module = module
        self._contract = contract

    def __getattr__(self, name: str) -> Callable[..., Any]:
        asked = question(self._contract, name)
        if asked is None:
            raise AttributeError(f"{self._contract.__name__} has no query {name!r}")
        return partial(self._ask, name, asked)

    def _ask(self, name: str, asked: Question, *given: Any, **named: Any) -> Any:
        ctx = self._ctx
        call = Call(ctx.actor, ctx.scope, ctx.permission, ctx.request_id, asked.written(*given, **named))
        path = f"queries/{self._contract.__name__}/{name}"
        answer = ctx.runtime.peers.post(letter(ctx.runtime, self._module, path, call), may_repeat=True)
        return asked.answer.validate_json(answer)


def _read_as(hint: Any) -> Any:
    """A type that pydantic can read: it knows no Collection, which a caller may pass in any form."""
    parts = get_args(hint)
    if not parts:
        return hint
    if get_origin(hint) is Collection:
        return Sequence[_read_as(parts[0])]
    if isinstance(hint, type(int | str)):
        joined = _read_as(parts[0])
        for part in parts[1:]:
            joined = joined | _read_as(part)
        return joined
    return hint
