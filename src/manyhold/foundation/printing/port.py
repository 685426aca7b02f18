"""What a module gives of its documents that are printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from manyhold.foundation.printing.layout import Layout
from manyhold.foundation.printing.papers import PaperCode
from manyhold.kernel.context import Context

Value = str | int


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its fields by name, its lines, and what is written across it (`watermark`) as of now.

    `title` names it in the log; it names no person.
    """

    id: int
    project_id: int
    title: str
    values: Mapping[str, Value]
    rows: Sequence[Sequence[Value]] = ()
    watermark: str = ""
    space_id: int | None = None


Read = Callable[[Context, Sequence[int]], list[Document]]
"""The documents with these ids, in their order. Raises NotFound for one outside the scope, Conflict for one that
cannot be printed any more."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page drawn by the module's own Typst source is told: the document as it is to be read, and its print."""

    document: Document
    number: int
    offset_x_mm: float
    offset_y_mm: float


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """Version 0 of a kind's templates, which comes with the product: a layout, or a Typst source of our own.

    The source defines `built-in(words, place)`: `words` is what the function here makes of a document, `place` its own
    among those of the run. What it names must not be named in `page.typ`.
    """

    code: str
    zh: str
    en: str
    paper: PaperCode
    layout: Layout | None = None
    source: Path | None = None
    words: Callable[[Drawn], dict[str, Any]] = field(default=lambda _: {})
