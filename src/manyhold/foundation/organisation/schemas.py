"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

ProjectKind = Literal["residential", "commercial", "office", "industrial"]
Stage = Literal["won", "preparing", "in_service", "leaving", "left"]
Business = Literal["property_fee", "parking", "leasing", "paid_service"]
Name = Annotated[str, Field(min_length=1, max_length=80)]
CodeText = Annotated[str, Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]


class NodeRef(BaseModel):
    """Something by its name: a node of the management tree, the group, a legal entity."""

    id: int
    name: str


class ProjectOut(BaseModel):
    """A project as it stands today."""

    id: int
    code: str
    name: str
    kind: ProjectKind
    stage: Stage
    time_zone: str
    address: str
    phone: str
    path: list[NodeRef]
    modules: list[str]
    revision: int


class ProjectIn(BaseModel):
    """A new project, under a node of the tree or directly under the group."""

    code: CodeText
    name: Name
    kind: ProjectKind
    stage: Stage = "preparing"
    node_id: int | None = None
    starts_on: date
    address: Annotated[str, Field(max_length=200)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""


class ProjectChange(BaseModel):
    """What of a project may be edited; what is left out stays."""

    name: Name | None = None
    address: Annotated[str, Field(max_length=200)] | None = None
    phone: Annotated[str, Field(max_length=30)] | None = None
    stage: Stage | None = None
    stage_from: date | None = None


class StageStep(BaseModel):
    """A step of a project's life, from its first day on."""

    stage: Stage
    starts_on: date


class Placement(BaseModel):
    """Under which node a project stands or stood; both days are included."""

    node: NodeRef
    starts_on: date
    ends_on: date | None


class EntityAssignment(BaseModel):
    """Which legal entity runs or ran one business of a project; both days are included."""

    business: Business
    legal_entity: NodeRef
    starts_on: date
    ends_on: date | None


class ProjectRecord(BaseModel):
    """A project over time, the newest first."""

    stages: list[StageStep]
    placements: list[Placement]
    entities: list[EntityAssignment]


class ProductModule(BaseModel):
    """A product module of this installation and the modules that it needs."""

    name: str
    zh: str
    en: str
    needs: list[str]


class ModuleSwitchIn(BaseModel):
    """The product modules that are switched on in a project; all others are off."""

    modules: list[str]


class NodeIn(BaseModel):
    """A new node of the management tree."""

    name: Name
    parent_id: int | None = None
    sort_key: Annotated[str, Field(max_length=20)] = ""


class NodeOut(NodeIn):
    """A node with its id and revision."""

    id: int
    revision: int


class PlacementIn(BaseModel):
    """Under which node a project stands from a day on."""

    node_id: int
    starts_on: date


class EntityAssignmentIn(BaseModel):
    """Which legal entity runs one business of a project from a day on."""

    business: Business
    legal_entity_id: int
    starts_on: date


class LegalEntityFacts(BaseModel):
    """What a company is; by all of it but the code it may be edited."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    credit_code: Annotated[str, Field(min_length=18, max_length=18)]
    tax_kind: Literal["general", "small"] = "general"
    bank_name: Annotated[str, Field(max_length=80)] = ""
    bank_account: Annotated[str, Field(max_length=40)] = ""


class LegalEntityIn(LegalEntityFacts):
    """A company of the group; its short code stays for good, and one that is left out is chosen."""

    code: Annotated[str, Field(min_length=1, max_length=8, pattern=r"^[A-Z0-9]+$")] | None = None


class LegalEntityOut(LegalEntityFacts):
    """A legal entity with its id and revision."""

    id: int
    code: str
    revision: int
