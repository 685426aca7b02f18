"""What both engines can hold: text without NUL and lone surrogates, whole numbers of 64 bits.

Judged once, on what a route was given, so that no table has to: SQLite takes some of it and PostgreSQL refuses it
where no field can be named any more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import UploadFile
from pydantic import BaseModel

from manyhold.kernel.errors import FieldProblem

MOST = (1 << 63) - 1
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def faults(values: Mapping[str, Any]) -> list[FieldProblem]:
    """The values that cannot be stored, by the same names as in any other answer about fields."""
    return [
        fault
        for name, value in values.items()
        if value is not None
        for fault in _of(() if _is_body(value) else (name,), value)
    ]


def _is_body(value: Any) -> bool:
    return isinstance(value, BaseModel)


def _of(place: tuple[str, ...], value: Any) -> Iterator[FieldProblem]:
    if isinstance(value, str):
        if _UNSTORABLE.search(value):
            yield FieldProblem(".".join(place), "invalid_characters")
    elif isinstance(value, int):
        if abs(value) > MOST:
            yield FieldProblem(".".join(place), "number_too_large", {"most": MOST})
    elif isinstance(value, BaseModel):
        yield from _of_all(place, {**value.__dict__, **(value.model_extra or {})})
    elif isinstance(value, Mapping):
        for name in value:
            yield from _of(place, name)
        yield from _of_all(place, value)
    elif isinstance(value, list | tuple | set | frozenset):
        yield from _of_all(place, dict(enumerate(value)))
    elif isinstance(value, UploadFile):
        yield from _of(place, value.filename or "")


def _of_all(place: tuple[str, ...], values: Mapping[Any, Any]) -> Iterator[FieldProblem]:
    for name, value in values.items():
        yield from _of((*place, str(name)), value)
