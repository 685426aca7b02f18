"""What a module tells of a project that leaves: its open matters, and its rows for the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Decision = Literal["refund", "hand_over", "keep"]
"""Paid back to the household, given to the successor, or kept by us to be collected or finished."""
Cell = str | int | None
PAGE = 1_000
"""Rows that are read at once."""


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that is open when a project leaves, and what may be decided of it.

    `kind` and `subject_id` name it for good; `amount_fen` is its balance (0 where it is no money), `period` the month
    (YYYYMM, 0 for none), `text` what else is to be known of it.
    """

    kind: str
    subject_id: int
    label: str
    item: str
    choices: tuple[Decision, ...]
    space_id: int | None = None
    amount_fen: int = 0
    period: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of an exported table, in the order of ids. `last_id` is where the next begins; None after the last page."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    last_id: int | None
