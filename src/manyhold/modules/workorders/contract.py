"""What other modules may ask of work orders, order from them, and hear."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, Field

from manyhold.kernel.contracts import Command
from manyhold.kernel.events import Event


class OrderEvent(Event):
    """Something happened to an order."""

    id: int
    project_id: int
    number: str
    state: str
    assignee_id: int | None


class OrderReported(OrderEvent):
    name: ClassVar[str] = "workorders.order_reported"


class OrderAssigned(OrderEvent):
    name: ClassVar[str] = "workorders.order_assigned"


class OrderAccepted(OrderEvent):
    name: ClassVar[str] = "workorders.order_accepted"


class OrderFinished(OrderEvent):
    name: ClassVar[str] = "workorders.order_finished"


class OrderRated(OrderEvent):
    name: ClassVar[str] = "workorders.order_rated"


class OrderChanged(OrderEvent):
    """Any other step: verified, refused, cancelled, reopened, closed, a note."""

    name: ClassVar[str] = "workorders.order_changed"


class ReportOrder(Command):
    """Open an order for what another module has found; the same `idempotency_key` opens no second one."""

    name: ClassVar[str] = "workorders.report_order"
    category: str = "internal"
    kind: str = ""
    urgency: str = "ordinary"
    channel: str = "api"
    space_id: int | None = None
    description: str = Field("", max_length=2000)


class OrderStanding(BaseModel):
    """How many orders of a project are open now, and how many of these are past their due time."""

    model_config = ConfigDict(frozen=True)
    project_id: int
    open: int
    late: int


class OrderMonth(BaseModel):
    """A project's month.

    `reported` and `late` count the orders reported in the month (late: finished after due, or still open past
    it); `finished` and the ratings those whose finish, as it stands now, lies in the month; `open_at_end`
    those that were neither finished nor cancelled when the month ended.
    """

    model_config = ConfigDict(frozen=True)
    project_id: int
    period: int
    reported: int
    finished: int
    late: int
    open_at_end: int
    ratings: int
    rating_total: int

    @property
    def average_rating(self) -> float | None:
        """The mean of 1 to 5; None when nobody rated: an unrated order is not a 5."""
        return self.rating_total / self.ratings if self.ratings else None


class OrderFigures(BaseModel):
    """The orders of one month and building of a project (None: in no building), as they stood at a moment.

    `reported` and `late` count the orders reported in the month (late: finished after due, or open past it at
    that moment). `finished` counts those whose finish lies in the month, `on_time` those of them that were
    finished by their due time, the ratings are theirs. `open` counts the orders reported in the month that
    were neither finished nor cancelled at that moment, `open_late` those of them past their due time.
    """

    model_config = ConfigDict(frozen=True)
    project_id: int
    building_id: int | None
    period: int
    reported: int = 0
    late: int = 0
    finished: int = 0
    on_time: int = 0
    ratings: int = 0
    rating_total: int = 0
    open: int = 0
    open_late: int = 0


class WorkOrderQueries(Protocol):
    """Reads in the caller's scope, each a fixed number of set-based statements."""

    def standing(self) -> list[OrderStanding]:
        """Every project of the scope that has open orders."""
        ...

    def months(self, first: int, last: int) -> list[OrderMonth]:
        """Every project of the scope that had an order by then, for each month `first` to `last` (YYYYMM)."""
        ...

    def figures(
        self, first: int, last: int, at: datetime, *, project_ids: Collection[int] | None = None
    ) -> list[OrderFigures]:
        """Figures as of `at` of the months `first` to `last`; of earlier months only what was still open."""
        ...
