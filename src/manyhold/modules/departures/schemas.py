"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field

from manyhold.kernel.leaving import Decision
from manyhold.modules.billing.contract import FinalRuns

StageName = Literal["notice", "last_day", "final_runs", "balances", "package", "signed", "left"]
Moved = Literal["notice", "last_day", "final_runs", "balances", "package"]
Text = Annotated[str, Field(max_length=200)]


class DepartureIn(BaseModel):
    """A project is left: since when, for whom, and why."""

    project_id: int
    successor: Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]
    notice_on: date


class LastDayIn(BaseModel):
    """The last day for which we bill."""

    last_billing_on: date


class StageIn(BaseModel):
    """To the stage before or after. Months that stay unbilled need a reason."""

    to: Moved
    unbilled_reason: Text = ""


class DecideIn(BaseModel):
    """What becomes of these lines, or of all lines of a kind that nobody decided of."""

    decision: Decision
    line_ids: Annotated[list[int], Field(max_length=500)] = []
    kind: Annotated[str, Field(max_length=16)] = ""
    note: Text = ""


class LeaveIn(BaseModel):
    """The moment from which the project is only read, until when its records are kept, and who reads on by name.

    Vouchers and books of account are kept for 30 years (会计档案管理办法, 附表一).
    """

    leaves_at: AwareDatetime
    kept_until: date
    reader_ids: Annotated[list[int], Field(max_length=20)] = []


class WithdrawIn(BaseModel):
    """Why the project stays after all."""

    reason: Annotated[str, Field(min_length=2, max_length=200, pattern=r"\S")]


class TotalOut(BaseModel):
    """A control total: how many matters of a kind were decided one way (empty: not yet), and their sum."""

    kind: str
    decision: Literal["", "refund", "hand_over", "keep"]
    lines: int
    amount_fen: int


class MatterOut(BaseModel):
    """An open matter, what may be decided of it, and what was."""

    id: int
    kind: str
    subject_id: int
    space_id: int | None
    label: str
    item: str
    amount_fen: int
    period: int
    text: str
    choices: list[Decision]
    decision: Literal["", "refund", "hand_over", "keep"]
    note: str


class ReaderRef(BaseModel):
    """A person who holds a grant in the project, and may be named to read on."""

    person_id: int
    name: str


class DepartureRow(BaseModel):
    """A departure in a list."""

    id: int
    project_id: int
    project_name: str
    stage: StageName
    successor: str
    reason: str
    notice_on: date
    last_billing_on: date | None
    leaves_at: datetime | None
    kept_until: date | None
    created_at: datetime
    revision: int


class DepartureOut(DepartureRow):
    """A departure with its control totals. `has_moved`: what is open is not any more what the lines say.

    `key_fingerprint` is the SHA-256 of the public key that the package is signed with; it stands on the sign-off too.
    """

    final_runs: FinalRuns | None
    unbilled_reason: str
    totals: list[TotalOut]
    undecided: int
    has_moved: bool
    is_packing: bool
    package_problem: str
    package_file_id: int | None
    package_sha256: str
    key_fingerprint: str
    readers: list[ReaderRef]
    signed_by_name: str | None
    signed_at: datetime | None
    sign_off_file_id: int | None
    is_drawing: bool
