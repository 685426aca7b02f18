"""Fields of one's own (自定义字段): the columns that hold their values, how they are sought, and the port that knows them.

A table that takes them opts in by a table of values beside it: the `OwnValue` mixin with its own scope mixin, and an
`OwnSubject` that its manifest names. Values are typed columns under an index and not JSON, because they are filtered on
both engines; a personal one is sealed and can therefore not be sought.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Protocol

from pydantic import Field
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    LargeBinary,
    Select,
    SmallInteger,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code
from manyhold.kernel.database import Id
from manyhold.kernel.scoping.session import ScopedSession

LONGEST_TEXT = 200
"""Characters of a text that is sought; beyond it a text is long, carried and not sought."""
LONGEST_BODY = 2000
MOST_FIELDS = 60
"""Own fields that one row may have."""

OwnIn = Annotated[
    dict[str, str | bool | int | float | list[str] | None],
    Field(max_length=MOST_FIELDS, description="Values of own fields by their codes; null empties one"),
]
"""A number is a decimal string, money whole fen, a date ISO, a choice its code, several choices a list of codes."""


class OwnValue:
    """Mixin: one value of one own field of one row; several choices are several rows, in their `place`.

    `whole` holds what is compared as a number: a number times ten to its field's decimals, fen, a date's ordinal, 0 or
    1. `text` holds a text or a choice's code, `body` a long text, `sealed` anything personal.
    """

    subject: ClassVar[str] = ""
    """The column that names the row whose value it is."""

    field_id: Mapped[int] = mapped_column(Id)
    place: Mapped[int] = mapped_column(SmallInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(Code(LONGEST_TEXT))
    body: Mapped[str | None] = mapped_column(String(LONGEST_BODY))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


def own_value_indexes(table: str, subject: str) -> tuple[UniqueConstraint, Index, Index]:
    """One value a place, and the two ways in which values are sought."""
    return (
        UniqueConstraint(subject, "field_id", "place"),
        Index(f"ix_{table}_whole", "field_id", "whole", subject),
        Index(f"ix_{table}_text", "field_id", "text", subject),
    )


@dataclass(frozen=True, slots=True)
class OwnSubject:
    """A table that takes own fields.

    `projects` says in which projects a row is known, `kind` what it is among its like, `walls` the scope columns of its
    values; `standing` selects (project_id, id, kind) of the rows that a report counts. The kinds are a closed list of
    code, zh and en, or the first level of a dictionary.
    """

    model: type[Any]
    values: type[Any]
    list_key: str
    projects: Callable[[ScopedSession, Any], Collection[int]]
    kind: Callable[[Any], str]
    walls: Callable[[Any], dict[str, Any]]
    standing: Callable[[], Select[Any]]
    kinds: tuple[tuple[str, str, str], ...] = ()
    kinds_dictionary: str = ""

    @property
    def named(self) -> Any:
        """The column of the values that names the row."""
        return getattr(self.values, self.values.subject)


@dataclass(frozen=True, slots=True)
class OwnFilter:
    """What a list is asked of one own field: nothing filled in, between two wholes, one code, or part of a text."""

    field_id: int
    is_empty: bool = False
    low: int | None = None
    high: int | None = None
    code: str | None = None
    part: str | None = None


def meets(subject: OwnSubject, asked: Sequence[OwnFilter]) -> list[ColumnElement[bool]]:
    """The conditions on the subject's own id that a list's filters come to."""
    return [_met(subject, one) for one in asked]


def _met(subject: OwnSubject, asked: OwnFilter) -> ColumnElement[bool]:
    values = subject.values
    found = select(subject.named).where(values.field_id == asked.field_id)
    if asked.is_empty:
        return subject.model.id.not_in(found)
    if asked.low is not None:
        found = found.where(values.whole >= asked.low)
    if asked.high is not None:
        found = found.where(values.whole <= asked.high)
    if asked.code is not None:
        found = found.where(values.text == asked.code)
    if asked.part is not None:
        found = found.where(values.text.icontains(asked.part, autoescape=True))
    return subject.model.id.in_(found)


class OwnFields(Protocol):
    """Port: what the own fields of a group and its projects are."""

    def keep(
        self, session: ScopedSession, data: str, row: Any, given: Mapping[str, Any], *, is_new: bool = False
    ) -> None:
        """Write the given values of a row, which is flushed; those not given stay. A row that is not new gets its next revision.

        Raises BadInput whose fields are `own.<code>`; a new row must have all that is required.
        """
        ...

    def shown(self, session: ScopedSession, data: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """The values of rows by id and code, personal ones masked; archived fields too. Three queries at most."""
        ...

    def in_full(self, session: ScopedSession, data: str, ids: Collection[int]) -> dict[int, dict[str, Any]]:
        """As `shown`, with personal values opened: for the copy that a person may ask for."""
        ...

    def asked(
        self, session: ScopedSession, data: str, texts: Sequence[str], project_id: int | None = None
    ) -> tuple[OwnFilter, ...]:
        """The filters that `code:value` mean in a list of one project or (None) of all in sight. Raises BadInput on `own`."""
        ...
