"""Shapes of holdings, households and ownership transfers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.parties.identification import PartyKind
from manyhold.foundation.parties.register.schemas import PartyNew
from manyhold.foundation.parties.rules import Role

Share = Annotated[Decimal, Field(gt=0, le=1, decimal_places=4, description="Part of the whole: 0.5 is half")]
TransferReason = Literal["sale", "first_sale", "gift", "inheritance", "court", "other"]


class HoldingIn(BaseModel):
    """A party begins to hold a space; both days are included, an open end is null."""

    model_config = ConfigDict(extra="forbid")
    party_id: int
    space_id: int
    role: Role
    starts_on: date
    ends_on: date | None = None
    share: Share | None = None
    is_payer: bool = False
    is_contact: bool = False
    is_vote_representative: bool = False


class HoldingChange(BaseModel):
    """What of a holding may be edited; what is left out stays. Who holds what since when never changes."""

    model_config = ConfigDict(extra="forbid")
    ends_on: date | None = None
    share: Share | None = None
    is_payer: bool | None = None
    is_contact: bool | None = None
    is_vote_representative: bool | None = None


class HoldingOut(BaseModel):
    """A holding, with its party's masked name."""

    id: int
    project_id: int
    space_id: int
    space_label: str
    party_id: int
    party_kind: PartyKind
    party_name: str
    name_is_masked: bool
    role: Role
    starts_on: date
    ends_on: date | None
    share: Decimal | None
    is_payer: bool
    is_contact: bool
    is_vote_representative: bool
    revision: int


class HouseholdMember(BaseModel):
    """Somebody who holds the space today; `version_id` is their name as it is now, for papers in it."""

    party_id: int
    version_id: int
    kind: PartyKind
    name: str
    name_is_masked: bool
    phone: str | None
    role: Role
    starts_on: date
    is_payer: bool
    is_contact: bool


class Household(BaseModel):
    """The people of one space today, the contacts first."""

    space_id: int
    project_id: int
    label: str
    members: list[HouseholdMember]


class HouseholdLookIn(BaseModel):
    """Why a household of any project is opened: who called, or for what reason; one of them is needed."""

    model_config = ConfigDict(extra="forbid")
    caller: Annotated[str, Field(max_length=60)] = ""
    reason: Annotated[str, Field(max_length=400)] = ""


class NewOwner(BaseModel):
    """Who becomes an owner: a party that is known, or a new one."""

    model_config = ConfigDict(extra="forbid")
    party_id: int | None = None
    party: PartyNew | None = None
    role: Literal["owner", "co_owner"] = "owner"
    share: Share | None = None
    is_payer: bool = False
    is_contact: bool = False
    is_vote_representative: bool = False


class OwnershipTransferIn(BaseModel):
    """A space changes hands: the old owners end the day before `effective_on`, the new ones begin on it."""

    model_config = ConfigDict(extra="forbid")
    space_id: int
    effective_on: date
    new_owners: Annotated[list[NewOwner], Field(min_length=1, max_length=50)]
    reason: TransferReason = "sale"
    family_stays: bool = False
    note: Annotated[str, Field(max_length=500)] = ""


class OwnershipTransferOut(BaseModel):
    """A change of owner and the holdings that it ended and began."""

    id: int
    project_id: int
    space_id: int
    effective_on: date
    reason: TransferReason
    note: str
    created_by: int
    created_at: datetime
    ended: list[HoldingOut]
    begun: list[HoldingOut]
