"""Shapes of members and their posts."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.identity.schemas import DisplayName, Password, PhoneNumber, SignInName
from manyhold.foundation.staff.schemas import Day, MemberRef, MemberState, Standing, Title

StaffNumber = Annotated[str, Field(max_length=30, pattern=r"^[A-Za-z0-9._/-]*$")]


class PostIn(BaseModel):
    """A post in a project, at a node of the tree, or (neither) at headquarters."""

    title: Title
    project_id: int | None = None
    node_id: int | None = None
    team_id: int | None = None
    is_main: bool = True
    starts_on: Day
    ends_on: Day | None = None


class PostOut(BaseModel):
    """A post with the names of what it names."""

    id: int
    title: str
    project_id: int | None
    project_name: str | None
    node_id: int | None
    node_name: str | None
    team_id: int | None
    team_name: str | None
    is_main: bool
    is_current: bool
    starts_on: date
    ends_on: date | None


class MemberIn(BaseModel):
    """Somebody new with the first post; without a `number` one is given."""

    name: DisplayName
    number: StaffNumber = ""
    phone: PhoneNumber = ""
    employer_id: int
    department_id: int | None = None
    joined_on: Day
    post: PostIn


class MemberChange(BaseModel):
    """What is left out stays; an empty phone removes it."""

    name: DisplayName | None = None
    phone: PhoneNumber | None = None
    employer_id: int | None = None
    department_id: int | None = None
    joined_on: Day | None = None


class SignInGift(BaseModel):
    """A sign-in for a member: a new one with its first password, or one that there is already."""

    person_id: int | None = None
    sign_in_name: SignInName | None = None
    password: Password | None = None


class PostEnd(BaseModel):
    """The last day of a post."""

    ends_on: Day


class MemberOut(BaseModel):
    """A member as lists show them, with the post that is the main one today."""

    id: int
    number: str
    name: str
    employer_id: int
    employer_name: str
    employer_kind: Literal["own", "contractor"]
    department_id: int | None
    department_name: str | None
    title: str | None
    project_id: int | None
    place: str | None
    state: MemberState
    last_day: date | None
    certificates: Standing
    is_away: bool
    person_id: int | None
    revision: int


class MemberDetail(MemberOut):
    """A member with all posts; the phone is masked for those who do not keep the register."""

    phone: str
    phone_is_masked: bool
    joined_on: date
    posts: list[PostOut]
    sign_in_name: str | None
    sign_in_is_active: bool
    successor: MemberRef | None
