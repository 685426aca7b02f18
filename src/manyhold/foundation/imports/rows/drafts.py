"""What a row of the table says, typed, and what is wrong with it."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from manyhold.foundation.imports.cells.identities import Identity
from manyhold.foundation.imports.cells.names import PartyName
from manyhold.foundation.imports.cells.phones import Phone
from manyhold.foundation.imports.labels.house import HouseLabel
from manyhold.foundation.imports.problem import Problem

Value = str | int | bool | Decimal | date | tuple[str, ...]


class RowProblem(NamedTuple):
    """A problem in its place: the sheet's row number (from 1), the column's heading, the cell's text.

    `value` may be personal data: store it encrypted, never log it.
    """

    row_no: int
    column: str
    field: str | None
    value: str
    problem: Problem


class Finding(NamedTuple):
    """A problem and the field whose cell it is about."""

    field: str
    problem: Problem


class OwnerDraft(NamedTuple):
    """One holder of the room. Same name and phone as a known party only propose a match, never merge."""

    name: PartyName
    phones: tuple[Phone, ...] = ()
    identity: Identity | None = None
    role: str = "owner"
    gender: str | None = None


class RowDraft(NamedTuple):
    """One row, read. `values` holds the fields other than place, holders: by field code, blanks left out."""

    row_no: int
    label: HouseLabel | None
    owners: tuple[OwnerDraft, ...]
    values: dict[str, Value]
    problems: tuple[RowProblem, ...]

    @property
    def is_loadable(self) -> bool:
        """Whether nothing found is an error."""
        return not any(found.problem.is_error for found in self.problems)
