"""Shapes of chains."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.approvals.handovers.port import FieldKind
from manyhold.foundation.identity.bindings.service import Provider

Name = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
Size = Annotated[int, Field(ge=0, le=10**15)]


class SeatIn(BaseModel):
    """One who is asked: a person, or whoever holds a role at the project, in the tree above it, or in the group."""

    person_id: int | None = None
    role: Annotated[str, Field(max_length=40)] = ""
    at: Literal["project", "tree", "group"] = "project"


class StepIn(BaseModel):
    """A step asks for one signature of its seats, or for all of them."""

    name: Name
    needs: Literal["any", "all"]
    seats: Annotated[list[SeatIn], Field(min_length=1, max_length=10)]


class OutsideField(BaseModel):
    """What of a document (`reference`, `title`, `project`, `document`, `link`, or a fact) stands in which control."""

    source: Annotated[str, Field(max_length=40)]
    control: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    kind: FieldKind = "text"


class ChainIn(BaseModel):
    """A new chain, or with a `series_id` its next version; it holds from `starts_on` on.

    One that is `signed_in` an outside OA has a template there and no steps here.
    """

    document_type: Annotated[str, Field(max_length=60)]
    name: Name
    starts_on: date
    series_id: int | None = None
    node_id: int | None = None
    project_id: int | None = None
    kind: Annotated[str, Field(max_length=40)] = ""
    at_least: Size | None = None
    below: Size | None = None
    signs_once: bool = False
    steps: Annotated[list[StepIn], Field(max_length=10)] = []
    signed_in: Provider | None = None
    template_id: Annotated[str, Field(max_length=120)] = ""
    fields: Annotated[list[OutsideField], Field(max_length=30)] = []


class EndIn(BaseModel):
    """The last day on which a chain is chosen."""

    ends_on: date


class FactChoice(BaseModel):
    """One of the choices of a fact."""

    code: str
    zh: str
    en: str


class FactShown(BaseModel):
    """A fact of a type of document."""

    name: str
    zh: str
    en: str
    type: Literal["amount_fen", "count", "kind", "text"]
    choices: list[FactChoice]


class DocumentOut(BaseModel):
    """A type of document that may need approval; `measure` and `kind` name the facts that chains look at."""

    code: str
    zh: str
    en: str
    module_zh: str
    module_en: str
    facts: list[FactShown]
    measure: str | None
    kind: str | None


class SeatShown(BaseModel):
    """A seat of a chain."""

    person_id: int | None
    person_name: str
    role: str
    role_zh: str
    role_en: str
    at: Literal["project", "tree", "group"]


class StepShown(BaseModel):
    """A step of a chain."""

    name: str
    needs: Literal["any", "all"]
    seats: list[SeatShown]
    outside: Provider | Literal[""]


class ChainOut(BaseModel):
    """One version of a chain."""

    id: int
    series_id: int
    version: int
    document_type: str
    name: str
    starts_on: date
    ends_on: date | None
    node_id: int | None
    node_name: str
    project_id: int | None
    project_name: str
    kind: str
    at_least: int | None
    below: int | None
    signs_once: bool
    steps: list[StepShown]
    signed_in: Provider | None
    template_id: str
    fields: list[OutsideField]
    made_by_name: str
    made_at: datetime
    revision: int


class Asked(BaseModel):
    """Who would be asked at a step now; nobody here at one that is signed `outside`."""

    name: str
    outside: Provider | Literal[""]
    needs: Literal["any", "all"]
    people: list[list[str]]
    is_unfilled: bool


class Preview(BaseModel):
    """Which chain would be taken and who would approve; no chain means that no approval is needed."""

    chain: ChainOut | None
    steps: list[Asked]
