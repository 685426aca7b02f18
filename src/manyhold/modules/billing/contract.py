"""What other modules may ask billing, and what they hear from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict

from manyhold.kernel.events import Event


class Charged(BaseModel):
    """The bills of one month (YYYYMM, 费用所属期), fee and building of a project, as they stood on a day.

    `collected_fen` is what was allocated to these very bills by then, whenever the money came: by
    allocation, never by cash date. The month's collection rate (当期收缴率) is collected ÷ billed; money for
    older bills and money paid ahead are in neither. `carried_fen` is what was settled by prepayments from before a
    take-over whose money the former manager or developer still held: neither open nor collected. `overdue_fen` is the part of `open_fen` whose due date
    had passed.
    """

    model_config = ConfigDict(frozen=True)

    project_id: int
    fee_item_id: int
    building_id: int | None
    period: int
    bills: int
    billed_fen: int
    collected_fen: int
    carried_fen: int
    open_fen: int
    overdue_fen: int


class Owed(BaseModel):
    """What was open on a day of the bills of one month, fee, building and due date: the arrears by age."""

    model_config = ConfigDict(frozen=True)

    project_id: int
    fee_item_id: int
    building_id: int | None
    period: int
    due_on: date
    bills: int
    open_fen: int


class OpeningTotal(BaseModel):
    """What the opening documents of one kind, creditor and item of a project come to."""

    model_config = ConfigDict(frozen=True)

    kind: str
    creditor: str
    item: str
    documents: int
    amount_fen: int


class Received(BaseModel):
    """Movements of one month of a project by the day on which they happened, less what was reversed.

    `received_fen` is money taken in, `allocated_fen` what of it settled bills of any month; the difference
    went to or came from prepayments. Money held for others and prepayments that were brought over are in neither.
    """

    model_config = ConfigDict(frozen=True)

    project_id: int
    period: int
    received_fen: int
    allocated_fen: int


class FeeItemRef(BaseModel):
    """A fee of the catalogue."""

    model_config = ConfigDict(frozen=True)

    id: int
    code: str
    name: str
    name_en: str


class UnbilledMonth(BaseModel):
    """A month of a fee that a price covers and no run has billed."""

    model_config = ConfigDict(frozen=True)

    fee_item_id: int
    fee: str
    period: int


class FinalRuns(BaseModel):
    """How far a project is billed when it leaves: months that are missing, and bills that reach beyond the last day."""

    model_config = ConfigDict(frozen=True)

    missing: list[UnbilledMonth]
    bills_beyond: int


class BillingQueries(Protocol):
    """Billing's figures in the caller's scope; each answer is one set-based statement."""

    def charged(
        self, first_period: int, last_period: int, as_of: date, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Charged]:
        """Bills of the months from `first_period` to `last_period`, both included, issued by `as_of`."""
        ...

    def owed(
        self, last_period: int, as_of: date, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Owed]:
        """What bills of the months up to `last_period` had open at the end of `as_of`, and with them the arrears of our
        own that came with a take-over."""
        ...

    def received(
        self, first_period: int, last_period: int, *, project_ids: Collection[int] | None = None
    ) -> Sequence[Received]:
        """Money by the month in which it moved."""
        ...

    def opening_totals(self, project_id: int) -> Sequence[OpeningTotal]:
        """What was handed over with a project, by kind, creditor and item."""
        ...

    def final_runs(self, project_id: int, last_day: date) -> FinalRuns:
        """What is missing for a project to be billed up to a day, and not beyond.

        Missing are the months after a fee's last run, of a fee that was never run the last month alone.
        """
        ...

    def fee_items(self) -> Sequence[FeeItemRef]:
        """The group's catalogue."""
        ...


class RunPosted(Event):
    """A project's bills for a month were posted; `id` is the run."""

    name: ClassVar[str] = "billing.run_posted"
    id: int
    project_id: int
    period: int
    line_count: int
    total_fen: int


class RunReversed(Event):
    """A posted run was reversed: its bills are owed no more, and its month can be run again; `id` is the run."""

    name: ClassVar[str] = "billing.run_reversed"
    id: int
    project_id: int
    period: int
    line_count: int
    total_fen: int


class PaymentReceived(Event):
    """Money was taken for a space; `id` is the payment. With `held_for` it is a former manager's or developer's (代收)."""

    name: ClassVar[str] = "billing.payment_received"
    id: int
    project_id: int
    space_id: int
    amount_fen: int
    allocated_fen: int
    held_for: str = ""


class PrepaymentUsed(Event):
    """A prepayment that was brought over with the project settled bills; no money was taken. `id` is the payment."""

    name: ClassVar[str] = "billing.prepayment_used"
    id: int
    project_id: int
    space_id: int
    opening_id: int
    amount_fen: int


class PaymentReversed(Event):
    """A payment was reversed and the bills it had settled are open again; `id` is the payment.

    `is_brought_over`: it was no money, but the use of a prepayment from before a take-over.
    """

    name: ClassVar[str] = "billing.payment_reversed"
    id: int
    project_id: int
    space_id: int
    amount_fen: int
    held_for: str = ""
    is_brought_over: bool = False
