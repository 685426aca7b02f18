"""Request and response shapes of imports. Rows and columns count from 1, as a spreadsheet shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

Place = Annotated[int, Field(ge=1, le=400_000)]
State = Literal["read", "checked", "submitted", "loading", "loaded", "reversed", "failed"]


class ControlTotals(BaseModel):
    """What the handed-over records come to in all; what is left out is not checked."""

    rooms: Annotated[int | None, Field(ge=0)] = None
    households: Annotated[
        int | None, Field(ge=0, description="Dwellings: rooms that are no shop or office")
    ] = None
    building_area_m2: Annotated[Decimal | None, Field(ge=0, max_digits=14, decimal_places=2)] = None


class CheckIn(BaseModel):
    """Check an import, perhaps against control totals."""

    control_totals: ControlTotals | None = None


class LoadIn(BaseModel):
    """Load a checked import; warnings must be accepted, errors stay set aside."""

    control_totals: ControlTotals | None = None
    accept_warnings: bool = False


class JobRef(BaseModel):
    """The job at work on an import, or the last one."""

    id: int
    name: str
    state: str
    error: str
    progress_done: int
    progress_total: int


class Counts(BaseModel):
    """The outcome of a check."""

    rows_read: int
    rows_set_aside: int
    spaces_created: int
    spaces_changed: int
    spaces_unchanged: int
    parties_created: int
    holdings_created: int
    holdings_unchanged: int
    documents: int = 0
    document_totals: dict[str, int] = {}
    errors: int
    warnings: int
    problems: dict[str, int]
    totals: ControlTotals


class ImportOut(BaseModel):
    """One upload; `failed` is a load that ended without effect, to be checked again.

    `submitted` is one whose load waits for approval, by the request `approval_id`.
    Once it is `swept_at`, sheets, findings and staged rows of a reversed one are no longer kept.
    """

    id: int
    project_id: int
    kind: str
    file_name: str
    size: int
    state: State
    counts: Counts | None
    control_totals: ControlTotals
    job: JobRef | None
    approval_id: int | None
    uploaded_by: int
    uploaded_at: datetime
    checked_at: datetime | None
    loaded_at: datetime | None
    reversed_at: datetime | None
    swept_at: datetime | None
    revision: int


class ColumnOut(BaseModel):
    """A column: its heading, the field it is taken for, and what the proposal was and rested on."""

    letters: str
    label: str
    field: str | None
    proposed: str | None
    score: float
    because: str
    others: list[str]


class RegionOut(BaseModel):
    """A part of the sheet that is not data."""

    reason: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Choice(BaseModel):
    """What a person sets by hand; what is left out is recognised. No heading rows: an empty list.

    In `filled_columns` a blank cell means the value above it.
    """

    heading_rows: list[Place] | None = None
    first_column: Place | None = None
    last_column: Place | None = None
    first_row: Place | None = None
    last_row: Place | None = None
    keep_rows: list[Place] = []
    skip_rows: list[Place] = []
    filled_columns: list[Place] = []


class SheetOut(BaseModel):
    """A sheet as it is understood. `reason` says why it takes no part: `not_a_takeover_object`,
    `no_table`, `left_out`; empty when it does. The sample is masked."""

    number: int
    name: str
    row_count: int
    is_left_out: bool
    reason: str
    problem: dict[str, Any] | None
    target: str | None
    heading_rows: list[int]
    first_row: int | None
    last_row: int | None
    columns: list[ColumnOut]
    ignored: list[RegionOut]
    choice: Choice
    sample: list[list[str]]
    revision: int


class ImportDetail(ImportOut):
    """An upload with its sheets."""

    sheets: list[SheetOut]


class SheetIn(BaseModel):
    """A sheet set right by hand. Without `fields` they are proposed anew, for `target` if given."""

    target: Annotated[str | None, Field(max_length=20)] = None
    fields: Annotated[list[str | None] | None, Field(max_length=256)] = None
    is_left_out: bool = False
    choice: Choice = Choice()


class Words(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class RowProblemOut(BaseModel):
    """One finding in its place; `value` and `suggestion` are masked where they are personal."""

    sheet: int
    row: int
    column: str
    field: str | None
    value: str
    code: str
    severity: Literal["error", "warning"]
    params: dict[str, Any]
    suggestion: str | None
    message: Words


class ChangeOut(BaseModel):
    """A space that a load makes or changes; `changes` is before and after of each column."""

    action: Literal["create", "change"]
    space_id: int | None
    kind: str
    code: str
    label: str
    floor_label: str
    building_area_m2: Decimal | None
    use: str
    changes: dict[str, list[Any]]
    sheet: int
    row: int


class StagedHoldingOut(BaseModel):
    """What somebody will hold."""

    space: str
    role: str
    starts_on: date


class StagedPersonOut(BaseModel):
    """Somebody whom a load makes known, masked."""

    kind: str
    name: str
    phones: list[str]
    id_number: str
    holdings: list[StagedHoldingOut]


class ReferenceOut(BaseModel):
    """What keeps an import from being reversed: for good, or until the import that brought it is reversed."""

    kind: Literal["referred", "edited"]
    table: str
    count: int
    examples: list[str]
    is_final: bool


class FieldOut(BaseModel):
    """One field of the catalogue, for mapping by hand."""

    code: str
    zh: str
    en: str
    type: str
    unit: str | None
    targets: list[str]
    is_personal: bool
    several: bool


class ImportKindOut(BaseModel):
    """A kind of workbook that a module takes, and the right that its load needs beside `imports.load`."""

    code: str
    zh: str
    en: str
    permission: str


class FieldCatalogueOut(BaseModel):
    """Everything that a column may hold, and what each target cannot do without (one of each list)."""

    fields: list[FieldOut]
    required: dict[str, list[str]]
