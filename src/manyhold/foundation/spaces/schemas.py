"""Shapes of requests and answers. Areas are m² as decimal strings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.kernel.own_fields import OwnIn
from manyhold.kernel.web.own import OwnShown

Kind = Literal[
    "phase",
    "building",
    "unit",
    "floor",
    "room",
    "shop",
    "office",
    "parking_area",
    "parking",
    "storage",
    "public_area",
]
SaleState = Literal["", "unsold", "sold", "held", "bought_back"]
DeliveryState = Literal["", "undelivered", "notified", "delivered", "refused"]
FitOutState = Literal["", "bare", "applied", "in_progress", "accepted"]
OccupancyState = Literal["", "vacant", "owner_occupied", "let", "own_business", "disused"]
Name = Annotated[str, Field(min_length=1, max_length=40, pattern=r"\S")]
CodeText = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^\S+$")]
FloorLabel = Annotated[str, Field(max_length=8)]
Area = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)]
Words = Annotated[str, Field(max_length=40)]


class Facts(BaseModel):
    """What is recorded of a space; what is left out stays, or is unknown in a new one."""

    top_floor_index: Annotated[
        int | None, Field(description="The highest floor of a place that goes over several")
    ] = None
    building_area: Area | None = None
    inner_area: Area | None = None
    billing_area: Area | None = None
    use: Words | None = None
    layout: Words | None = None
    parking_kind: Annotated[str, Field(max_length=20)] | None = None
    delivered_on: date | None = None
    billing_starts_on: date | None = None
    sale_state: SaleState | None = None
    delivery_state: DeliveryState | None = None
    fit_out_state: FitOutState | None = None
    occupancy_state: OccupancyState | None = None


class SpaceIn(Facts):
    """A new space; its label, and unless given its code, follow from where it stands."""

    project_id: int
    parent_id: int | None = None
    kind: Kind
    name: Name
    code: CodeText | None = None
    floor_index: int | None = None
    floor_label: FloorLabel = ""
    own: OwnIn = {}


class SpaceChange(Facts):
    """What of a space may be edited. Under a new name or code it stays findable by the old ones.

    With `is_active` false it is archived: kept, and left out of lists.
    """

    name: Name | None = None
    code: CodeText | None = None
    floor_index: int | None = None
    floor_label: FloorLabel | None = None
    is_active: bool | None = None
    own: OwnIn | None = None


class StateLabel(BaseModel):
    """A room's state in one word; empty when nothing is known."""

    zh: str
    en: str


class SpaceOut(BaseModel):
    """A space as lists show it."""

    id: int
    project_id: int
    parent_id: int | None
    phase_id: int | None
    building_id: int | None
    unit_id: int | None
    kind: Kind
    code: str
    name: str
    label: str
    floor_index: int | None
    floor_label: str
    top_floor_index: int | None
    building_area: Decimal | None
    inner_area: Decimal | None
    billing_area: Decimal | None
    use: str
    layout: str
    parking_kind: str
    delivered_on: date | None
    billing_starts_on: date | None
    sale_state: SaleState
    delivery_state: DeliveryState
    fit_out_state: FitOutState
    occupancy_state: OccupancyState
    state: StateLabel
    is_active: bool
    opened_on: date | None
    closed_on: date | None
    revision: int
    own: OwnShown = {}


class SpaceRef(BaseModel):
    """A space by its label."""

    id: int
    kind: Kind
    label: str


class SpaceDetail(SpaceOut):
    """A space with the road to it, what stands in it, and its former labels and codes."""

    ancestors: list[SpaceRef]
    children: dict[str, int]
    aliases: list[str]


class TreeSpace(BaseModel):
    """A phase, building, parking area or unit, and how many rooms, shops and offices are in it."""

    id: int
    parent_id: int | None
    kind: Kind
    name: str
    label: str
    room_count: int
    children: list[TreeSpace]


class GridRoom(BaseModel):
    """One cell of a building's grid."""

    id: int
    kind: Kind
    name: str
    label: str
    unit_id: int | None
    top_floor_index: int | None
    building_area: Decimal | None
    inner_area: Decimal | None
    billing_area: Decimal | None
    use: str
    layout: str
    sale_state: SaleState
    delivery_state: DeliveryState
    fit_out_state: FitOutState
    occupancy_state: OccupancyState
    state: StateLabel


class GridFloor(BaseModel):
    """One floor; `floor_index` is null for rooms of which no floor is known.

    `floor_ids` are its own rows, of which there need be none.
    """

    floor_index: int | None
    floor_label: str
    floor_ids: list[int]
    rooms: list[GridRoom]


class BuildingGrid(BaseModel):
    """A building as one sees it from the street: units side by side, the highest floor first."""

    building: SpaceRef
    units: list[SpaceRef]
    floors: list[GridFloor]
