"""What a module declares to have workbooks of its own documents imported: its columns, and what becomes of a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.takeover import TAKEOVER
from manyhold.foundation.imports.problem import Problem
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.modules import ImportKind, Registry, UnknownName, resolve

TAKEOVER_KIND = "takeover"
"""The imports' own kind: buildings, rooms, owners, parking."""


@dataclass(slots=True)
class DocumentRow:
    """A row that names a place of the project. `values` are by field code; the check may add to them what it found out."""

    target: str
    space_id: int
    sheet: int
    row_no: int
    values: dict[str, Any] = field(default_factory=dict[str, Any])


class Fault(NamedTuple):
    """What the module finds wrong with a row, at one of its fields."""

    row: DocumentRow
    field: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on loaded documents, so that they cannot be taken back."""

    table: str
    count: int
    examples: tuple[str, ...] = ()


class Documents(Protocol):
    """The verbs of a kind. Rows with a fault that is an error are set aside."""

    catalogue: Catalogue

    def checker(self, ctx: Context, project_id: int) -> Checker:
        """What judges the rows of one check; it keeps what it has seen, so that a row that comes twice is told."""
        ...

    def load(self, ctx: Context, project_id: int, import_id: int, rows: Sequence[DocumentRow]) -> None:
        """Make the documents, within the import's own transaction."""
        ...

    def resting(self, ctx: Context, import_id: int) -> Iterable[Resting]:
        """What keeps the documents of an import from being taken back."""
        ...

    def take_back(self, ctx: Context, import_id: int) -> None:
        """Remove the documents of an import; what rests on them was asked for in the same transaction."""
        ...


class Checker(Protocol):
    """One check under way."""

    def judge(self, rows: Sequence[DocumentRow]) -> Iterable[Fault]:
        """Find faults, and complete the rows that have none."""
        ...

    def totals(self) -> dict[str, int]:
        """What the rows without errors come to, in fen or in number, by words of the module's own."""
        ...


def kind_of(registry: Registry, code: str) -> ImportKind:
    """The declared kind. Raises BadInput on `kind`."""
    try:
        return registry.import_kind(code)
    except UnknownName:
        raise BadInput.of("kind", "unknown_import_kind") from None


def documents_of(registry: Registry, code: str) -> Documents | None:
    """The verbs of a kind; None for the imports' own."""
    return None if code == TAKEOVER_KIND else resolve(kind_of(registry, code).documents)


def catalogue_of(registry: Registry, code: str) -> Catalogue:
    """The columns of a kind."""
    documents = documents_of(registry, code)
    return TAKEOVER if documents is None else documents.catalogue
