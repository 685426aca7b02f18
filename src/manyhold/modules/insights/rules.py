"""Sums, rates and ages: how lines become the figures of a row. No input or output."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeVar

from manyhold.kernel.quantities import divide
from manyhold.modules.billing.contract import Charged, Owed
from manyhold.modules.insights.definitions import BUCKETS
from manyhold.modules.workorders.contract import OrderFigures

Key = TypeVar("Key", bound=Hashable)


class Place(NamedTuple):
    """Where a line belongs, on every axis along which a report can be cut; None: not on that axis."""

    project_id: int
    building_id: int | None
    fee_item_id: int | None
    period: int


@dataclass(slots=True)
class Tally:
    """The plain sums of a row; rates are made of them at the end, never added."""

    bills: int = 0
    billed_fen: int = 0
    collected_fen: int = 0
    open_fen: int = 0
    overdue_fen: int = 0
    ageing: dict[str, int] = field(default_factory=lambda: {code: 0 for code, *_ in BUCKETS})
    orders_reported: int = 0
    orders_late: int = 0
    orders_finished: int = 0
    orders_on_time: int = 0
    orders_open: int = 0
    orders_open_late: int = 0
    ratings: int = 0
    rating_total: int = 0

    @property
    def collection_rate(self) -> Decimal | None:
        """Collected ÷ billed (当期收缴率) with four places; None where nothing was billed."""
        return ratio(self.collected_fen, self.billed_fen, places=4)

    @property
    def on_time_rate(self) -> Decimal | None:
        """Finished by the due time ÷ finished, with four places."""
        return ratio(self.orders_on_time, self.orders_finished, places=4)

    @property
    def average_rating(self) -> Decimal | None:
        """The mean of 1 to 5 with two places; None where nobody rated."""
        return ratio(self.rating_total, self.ratings, places=2)

    def charge(self, line: Charged) -> None:
        """Add bills of the chosen months."""
        self.bills += line.bills
        self.billed_fen += line.billed_fen
        self.collected_fen += line.collected_fen

    def owe(self, line: Owed, as_of: date) -> None:
        """Add what was still open, and its age when it was overdue."""
        self.open_fen += line.open_fen
        if (code := bucket(line.due_on, as_of)) is not None:
            self.overdue_fen += line.open_fen
            self.ageing[code] += line.open_fen

    def count(self, line: OrderFigures) -> None:
        """Add work orders."""
        self.orders_reported += line.reported
        self.orders_late += line.late
        self.orders_finished += line.finished
        self.orders_on_time += line.on_time
        self.orders_open += line.open
        self.orders_open_late += line.open_late
        self.ratings += line.ratings
        self.rating_total += line.rating_total


@dataclass(frozen=True, slots=True)
class Lines:
    """What the other modules answered for one report, at the finest grain."""

    charged: tuple[Charged, ...]
    owed: tuple[Owed, ...]
    orders: tuple[OrderFigures, ...]
    as_of: date

    def within(self, first: int, last: int) -> Lines:
        """The lines of a report on these months: what is open counts whatever its month up to the last."""

        def is_inside(line: Charged | OrderFigures) -> bool:
            return first <= line.period <= last

        return Lines(
            tuple(line for line in self.charged if is_inside(line)),
            tuple(line for line in self.owed if line.period <= last),
            tuple(
                line if is_inside(line) else _open_alone(line) for line in self.orders if line.period <= last
            ),
            self.as_of,
        )

    def tally(self) -> Tally:
        """All lines in one row."""
        return self.cut(lambda _: 0).get(0, Tally())

    def cut(self, key_of: Callable[[Place], Key | None]) -> dict[Key, Tally]:
        """The lines by the key of their place; those without one are left out."""
        found: defaultdict[Key, Tally] = defaultdict(Tally)
        for money in self.charged:
            if (key := key_of(_place(money, money.fee_item_id))) is not None:
                found[key].charge(money)
        for debt in self.owed:
            if (key := key_of(_place(debt, debt.fee_item_id))) is not None:
                found[key].owe(debt, self.as_of)
        for work in self.orders:
            if (key := key_of(_place(work, None))) is not None:
                found[key].count(work)
        return found


def bucket(due_on: date, as_of: date) -> str | None:
    """The age of arrears from the due date; None for what was not due before that day."""
    days = (as_of - due_on).days
    if days <= 0:
        return None
    return next(code for code, most, *_ in BUCKETS if most is None or days <= most)


def ratio(part: int, whole: int, *, places: int) -> Decimal | None:
    """part ÷ whole, half-up; None when the whole is nothing."""
    return None if whole == 0 else divide(Decimal(part), Decimal(whole), scale=places)


def below(node_id: int, parents: dict[int, int | None]) -> set[int]:
    """A node and all nodes beneath it."""
    found = {node_id}
    while fresh := {one for one, parent in parents.items() if parent in found} - found:
        found |= fresh
    return found


def branch(standing: int | None, under: int | None, parents: dict[int, int | None]) -> int | None:
    """Which child of `under` (None: which root) carries the node `standing`; None when none does."""
    while standing is not None:
        parent = parents.get(standing)
        if parent == under:
            return standing
        standing = parent
    return None


def _place(line: Charged | Owed | OrderFigures, fee_item_id: int | None) -> Place:
    return Place(line.project_id, line.building_id, fee_item_id, line.period)


def _open_alone(line: OrderFigures) -> OrderFigures:
    return OrderFigures(
        project_id=line.project_id,
        building_id=line.building_id,
        period=line.period,
        open=line.open,
        open_late=line.open_late,
    )
