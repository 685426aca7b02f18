"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.identity.schemas import DisplayName, Language, Password, SignInName
from manyhold.foundation.organisation.schemas import CodeText, Name, NodeRef, ProjectKind, Stage


class RoleRef(BaseModel):
    """A role by its code and its names; one of the group's own has one name for both languages."""

    code: str
    zh: str
    en: str


class MyProject(BaseModel):
    """A project in which I may do something; with `is_narrowed` only in some of its buildings."""

    id: int
    code: str
    name: str
    kind: ProjectKind
    stage: Stage
    path: list[NodeRef]
    modules: list[str]
    permissions: list[str]
    is_narrowed: bool


class Me(BaseModel):
    """Who is signed in and what they may do where; each act is judged again by the server.

    `missing` is what must be done before anything else, such as enrolling a second factor; empty when nothing.
    `is_shared` is a turn at a shared device, where no right of administration counts. `topics` are the events that the stream may tell me.
    """

    person_id: int
    display_name: str
    sign_in_name: str
    language: Language
    group: NodeRef
    group_permissions: list[str]
    projects: list[MyProject]
    roles: list[RoleRef]
    is_demo: bool
    must_change_password: bool
    has_totp: bool
    topics: list[str]
    is_shared: bool
    missing: Literal["", "second_factor_missing", "password_must_change"]


class MeChange(BaseModel):
    """What one may edit of oneself; what is left out stays."""

    language: Language | None = None
    display_name: DisplayName | None = None


class DemoSignIn(BaseModel):
    """Somebody of the demonstration whom a visitor may be."""

    sign_in_name: str
    role_zh: str
    role_en: str
    company: str


class SetupState(BaseModel):
    """Whether the first-run wizard is to be shown; the sign-ins of a demonstration on its own machine."""

    is_needed: bool
    needs_code: bool = False
    """The wizard is asked from another machine: it wants the code that `manyhold serve` prints."""
    is_demo: bool
    demo_sign_ins: list[DemoSignIn] = []
    demo_password: str = ""


class FirstProject(BaseModel):
    """The project with which a new group begins; all product modules are switched on in it."""

    code: CodeText = "P01"
    name: Name
    kind: ProjectKind


class SetupRequest(BaseModel):
    """The first-run wizard: the group and the person who founds it."""

    setup_code: str = Field("", max_length=40)
    group_name: Name
    display_name: DisplayName
    sign_in_name: SignInName
    password: Password
    language: Language = "zh-CN"
    first_project: FirstProject | None = None


class SetupResult(BaseModel):
    """The founder is signed in; the master key is shown this once, if it lies in a file of this machine."""

    step: Literal["done", "enrol"]
    master_key_id: str
    master_key: str | None


class PermissionOut(BaseModel):
    """A right that a module offers; with `is_reserved` it belongs to the three administrators alone."""

    name: str
    zh: str
    en: str
    module: str
    module_zh: str
    module_en: str
    level: Literal["project", "group"]
    is_reserved: bool


class RoleOut(RoleRef):
    """A role and what it allows; `id` and `revision` are those of the group's own."""

    id: int | None
    is_built_in: bool
    is_administrator: bool
    permissions: list[str]
    holder_count: int
    revision: int | None


class RoleIn(BaseModel):
    """A role of the group's own."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    permissions: Annotated[list[str], Field(max_length=500)]


class GrantIn(BaseModel):
    """A role for a person in a project, under a node of the tree, or (neither) in the whole group.

    In a project `zones` may narrow it to phases, buildings, units or rooms. Both days are included.
    """

    person_id: int
    role: Annotated[str, Field(max_length=40)]
    node_id: int | None = None
    project_id: int | None = None
    zones: Annotated[list[int], Field(max_length=500)] = []
    starts_on: date
    ends_on: date | None = None
    stands_in_for: int | None = None


class ZoneRef(BaseModel):
    """A space to which a grant is narrowed."""

    id: int
    label: str


class GrantOut(BaseModel):
    """A grant with the names of what it names."""

    id: int
    person_id: int
    person_name: str
    role: RoleRef
    node_id: int | None
    node_name: str | None
    project_id: int | None
    project_name: str | None
    zones: list[ZoneRef]
    starts_on: date
    ends_on: date | None
    stands_in_for: int | None
    stands_in_for_name: str | None
    granted_by: int
    granted_by_name: str | None
    created_at: datetime
    revision: int
