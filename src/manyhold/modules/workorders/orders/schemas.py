"""Shapes of requests and answers about orders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from manyhold.kernel.own_fields import OwnIn
from manyhold.kernel.web.own import OwnShown

Channel = Literal[
    "desk",
    "phone",
    "call_centre",
    "resident_app",
    "qr",
    "wecom",
    "transfer",
    "letter",
    "visit",
    "inspection",
    "device",
    "api",
]
State = Literal["waiting_desk", "reported", "assigned", "accepted", "finished", "closed", "cancelled"]
UrgencyCode = Literal["critical", "urgent", "prompt", "ordinary"]
Refusal = Literal["wrong_trade", "too_busy", "off_duty", "needs_parts", "other"]
Cancellation = Literal["withdrawn", "duplicate", "unreachable", "not_ours", "false_report", "other"]
Code = Annotated[str, Field(max_length=20)]
Note = Annotated[str, Field(max_length=1000)]
PHONE = r"^(|1[0-9]{4}|1([ -]?[0-9]){10}|\+[0-9 ()-]{4,18}[0-9]|\(?[02-9][0-9 ()-]{3,17}[0-9])$"
"""Nothing, a landline, or what begins with 1 and has the 11 digits of a mobile (or the 5 of a hotline)."""
PhoneText = Annotated[str, Field(max_length=20, pattern=PHONE)]
Photos = Annotated[list[int], Field(default_factory=list[int], max_length=9)]


class OrderIn(BaseModel):
    """A report taken by staff. An empty `urgency` takes the category's customary one."""

    project_id: int
    space_id: int | None = None
    category: Code
    kind: Code = ""
    urgency: UrgencyCode | Literal[""] = ""
    channel: Channel = "desk"
    reporter: Literal["staff", "resident"] = "resident"
    party_id: int | None = None
    reporter_name: str = Field("", max_length=40)
    contact_phone: PhoneText = ""
    description: str = Field("", max_length=2000)
    photo_ids: Photos
    own: OwnIn = {}


class OrderChange(BaseModel):
    """What of an order may be edited beside its life: the values of own fields."""

    own: OwnIn


class VerifyIn(BaseModel):
    """What the desk found out; what is empty stays as the reporter said it."""

    category: Code = ""
    kind: Code = ""
    urgency: UrgencyCode | Literal[""] = ""
    note: Note = ""


class AssignIn(BaseModel):
    assignee_id: int
    note: Note = ""


class NoteIn(BaseModel):
    note: Note = ""


class RefuseIn(BaseModel):
    reason: Refusal
    note: Note = ""


class FinishIn(BaseModel):
    """The remark says what was done; it is not empty."""

    remark: str = Field(min_length=1, max_length=1000, pattern=r"\S")
    photo_ids: Photos


class RateIn(BaseModel):
    rating: int = Field(ge=1, le=5)
    comment: Note = ""


class CancelIn(BaseModel):
    reason: Cancellation
    note: Note = ""


class ReopenIn(BaseModel):
    note: str = Field(min_length=1, max_length=1000, pattern=r"\S")


class AddNoteIn(BaseModel):
    note: Note = ""
    photo_ids: Photos
    moment: Literal["before", "after"] = "before"


class ContactRevealIn(BaseModel):
    """Why the contact is to be seen; it stands in the audit trail."""

    reason: str = Field(min_length=2, max_length=200, pattern=r"\S")


class ContactOut(BaseModel):
    """The contact unmasked."""

    reporter_name: str
    contact_phone: str


class OrderRow(BaseModel):
    """One line of the list. Its title is the category's word and the place."""

    id: int
    project_id: int
    number: str
    space_id: int | None
    space_label: str | None
    category: str
    kind: str
    urgency: str
    channel: str
    reporter: str
    state: State
    evaluation: str
    is_verified: bool
    is_late: bool
    assignee_id: int | None
    assignee_name: str | None
    reported_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    finished_at: datetime | None
    rating: int | None
    rework_count: int
    revision: int
    own: OwnShown = {}


class OrderOut(OrderRow):
    """One order in full; the contact is masked. `acts` are those that the reader may do now."""

    project_name: str
    description: str
    reporter_name_masked: str
    contact_phone_masked: str
    party_id: int | None
    created_by: int
    created_by_name: str | None
    assigned_at: datetime | None
    closed_at: datetime | None
    rated_at: datetime | None
    rating_comment: str
    cancel_reason: str
    needs_photo_to_finish: bool
    acts: list[str]


class PhotoOut(BaseModel):
    file_id: int
    moment: str


class EntryOut(BaseModel):
    """One step of the timeline, oldest first."""

    id: int
    at: datetime
    actor_id: int
    actor_name: str | None
    act: str
    from_state: str
    to_state: str
    note: str
    facts: dict[str, Any]
    names: dict[int, str]
    photos: list[PhotoOut]


class CandidateOut(BaseModel):
    """Somebody who may be given the order, and how many orders they have in hand within one's scope."""

    person_id: int
    name: str
    assigned: int
    accepted: int


class WordOut(BaseModel):
    code: str
    zh: str
    en: str


class KindOut(WordOut):
    """A word of a dictionary; a retired one is read and chosen no more."""

    is_retired: bool


class CategoryOut(KindOut):
    urgency: str
    is_public: bool
    kinds: list[KindOut]


class UrgencyOut(WordOut):
    """Minutes from the report; `arrive_minutes` is null where an appointment is made."""

    accept_minutes: int
    arrive_minutes: int | None
    finish_minutes: int


class OrderCatalogueOut(BaseModel):
    """All words of work orders, in both languages, in their customary order."""

    categories: list[CategoryOut]
    urgencies: list[UrgencyOut]
    channels: list[WordOut]
    reporters: list[WordOut]
    states: list[WordOut]
    evaluations: list[WordOut]
    refusals: list[WordOut]
    cancellations: list[WordOut]


class SettingIn(BaseModel):
    needs_photo_to_finish: bool


class SettingOut(SettingIn):
    project_id: int


class BuildingOrders(BaseModel):
    """The open orders of one building or, outside buildings, of one place."""

    space_id: int
    open: int
    late: int
