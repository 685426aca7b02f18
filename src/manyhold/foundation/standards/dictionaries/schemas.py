"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field

from manyhold.foundation.standards.dictionaries.rules import CODE_LENGTH, CODE_PATTERN, WORD_LENGTH, Origin

DictionaryPath = Annotated[str, Path(max_length=60)]
CodePath = Annotated[str, Path(max_length=CODE_LENGTH, pattern=CODE_PATTERN)]
Parent = Annotated[
    str, Query(max_length=CODE_LENGTH, description="The first level's code that it stands under")
]


class DictionaryOut(BaseModel):
    """A dictionary, and how many entries of whom it has; of projects those in sight."""

    code: str
    zh: str
    en: str
    levels: int
    built_in: int
    group: int
    project: int


class DictionaryEntryIn(BaseModel):
    """What an entry says; without English the Chinese stands for both."""

    zh: Annotated[str, Field(min_length=1, max_length=WORD_LENGTH, pattern=r"\S")]
    en: Annotated[str, Field(max_length=WORD_LENGTH)] = ""
    position: Annotated[int, Field(ge=0, le=100_000)] = 10_000
    retired_from: date | None = None


class DictionaryEntryOut(BaseModel):
    """An entry; `revision` is 0 while headquarters has said nothing of a built-in one."""

    code: str
    parent: str
    zh: str
    en: str
    position: int
    retired_from: date | None
    is_retired: bool
    origin: Origin
    project_id: int | None
    revision: int
