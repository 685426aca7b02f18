"""Shapes of requests and answers about codes and public reports."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field, model_validator

from manyhold.modules.workorders.orders.schemas import PhoneText, State, WordOut


class CodesIn(BaseModel):
    """Codes for named spaces, or for every room, shop, office, parking space and public area of a building.

    A space that has a code keeps it, unless `rotate` asks for a new one: the old label then stops working.
    """

    project_id: int
    space_ids: list[int] = Field(default_factory=list, max_length=2_000)
    building_id: int | None = None
    rotate: bool = False

    @model_validator(mode="after")
    def _one_of_both(self) -> CodesIn:
        if bool(self.space_ids) == (self.building_id is not None):
            raise ValueError("either space_ids or building_id")
        return self


class CodesMade(BaseModel):
    """How many codes are new, how many spaces kept theirs."""

    made: int
    kept: int


class CodeOut(BaseModel):
    """One code; `path` is the page behind it."""

    id: int
    project_id: int
    space_id: int
    space_label: str
    path: str
    created_at: datetime
    revoked_at: datetime | None


class PlaceOut(BaseModel):
    """All that the public learns of a place."""

    project_name: str
    place_label: str
    phone: str
    categories: list[WordOut]


class PublicReportIn(BaseModel):
    """What somebody at the place has to say; name and phone are welcome, not wanted."""

    category: str = Field(max_length=20)
    description: str = Field(min_length=2, max_length=1000, pattern=r"\S")
    phone: PhoneText = ""
    name: str = Field("", max_length=40)


class PublicReportMade(BaseModel):
    """The number to say on the phone, and the token with which the report can be followed."""

    number: str
    follow_token: str
    state: State


class PublicStateOut(BaseModel):
    """All that a reporter sees later."""

    number: str
    state: State
    reported_at: datetime
    may_rate: bool
    rating: int | None


class PublicRatingIn(BaseModel):
    rating: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=500)
