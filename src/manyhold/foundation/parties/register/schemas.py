"""Shapes of parties: what is asked, and what is shown masked."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.parties.identification import LONGEST_NAME, Gender, IdKind, PartyKind, PhoneKind
from manyhold.foundation.parties.rules import Role
from manyhold.kernel.own_fields import OwnIn
from manyhold.kernel.web.own import OwnShown
from manyhold.kernel.web.pages import Page

NameText = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
PhoneText = Annotated[str, Field(min_length=3, max_length=40)]
Sort = Literal["space", "newest"]
RevealField = Literal["name", "phone", "id_number"]


class PartyNew(BaseModel):
    """A person or a company."""

    model_config = ConfigDict(extra="forbid")
    kind: PartyKind
    name: NameText
    phones: Annotated[list[PhoneText], Field(max_length=10)] = []
    id_kind: IdKind = ""
    id_number: Annotated[str, Field(max_length=40)] = ""
    gender: Gender = ""


class NewHolding(BaseModel):
    """What the new party holds from the beginning."""

    model_config = ConfigDict(extra="forbid")
    space_id: int
    role: Role
    starts_on: date
    ends_on: date | None = None
    share: Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)] | None = None
    is_payer: bool = False
    is_contact: bool = False
    is_vote_representative: bool = False


class PartyIn(PartyNew):
    """A party that a project gets to know: through what it holds, in a space, or at large."""

    project_id: int
    space_id: int | None = None
    holdings: Annotated[list[NewHolding], Field(max_length=50)] = []
    own: OwnIn = {}


class PartyChange(BaseModel):
    """What of a party may be edited; what is left out stays. A document is changed as a whole."""

    model_config = ConfigDict(extra="forbid")
    name: NameText | None = None
    id_kind: IdKind | None = None
    id_number: Annotated[str, Field(max_length=40)] | None = None
    gender: Gender | None = None
    added_phones: Annotated[list[PhoneText], Field(max_length=10)] = []
    removed_phone_ids: list[int] = []
    own: OwnIn | None = None


class HeldPlace(BaseModel):
    """A space that the party holds today."""

    space_id: int
    project_id: int
    label: str
    role: Role


class PartySummary(BaseModel):
    """Who a party is, masked; `phone` is the usual number."""

    id: int
    kind: PartyKind
    name: str
    name_is_masked: bool
    phone: str | None
    created_at: datetime
    revision: int
    own: OwnShown = {}


class PartyOut(PartySummary):
    """A party as lists show it, with what it holds today."""

    holdings: list[HeldPlace]


class PartyPage(Page[PartyOut]):
    """Parties; `is_cut_off` when the search text fits more than could be looked through: type more of it."""

    is_cut_off: bool


class PhoneOut(BaseModel):
    """A telephone number, masked."""

    id: int
    number: str
    kind: PhoneKind


class VersionOut(BaseModel):
    """A name of the party, masked, and since when."""

    id: int
    name: str
    created_at: datetime


class PartyHoldingOut(HeldPlace):
    """What the party holds or has held."""

    id: int
    starts_on: date
    ends_on: date | None
    share: Decimal | None
    is_payer: bool
    is_contact: bool
    is_vote_representative: bool


class PartyDetail(PartySummary):
    """Everything about a party, masked."""

    gender: Gender
    id_kind: IdKind
    id_number: str | None
    phones: list[PhoneOut]
    holdings: list[PartyHoldingOut]
    versions: list[VersionOut]


class PossibleDuplicate(PartyOut):
    """A party that may be the same, and why; nothing is ever merged by itself."""

    because: Literal["id_number", "name_and_phone"]


class RevealIn(BaseModel):
    """What is to be shown in full, and for what reason; `phone_id` names one of several numbers."""

    model_config = ConfigDict(extra="forbid")
    field: RevealField
    reason: Annotated[str, Field(min_length=2, max_length=400)]
    phone_id: int | None = None


class Revealed(BaseModel):
    """One value in full."""

    value: str
