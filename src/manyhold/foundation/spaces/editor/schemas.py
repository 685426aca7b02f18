"""Shapes: all edits of one building in one call."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.spaces.schemas import (
    Area,
    DeliveryState,
    FitOutState,
    FloorLabel,
    Name,
    OccupancyState,
    SaleState,
    Words,
)

MOST_CELLS = 3_000
CellKind = Literal["floor", "room", "shop", "office"]


class CellFacts(BaseModel):
    """What may be set on many cells at once."""

    model_config = ConfigDict(extra="forbid")
    top_floor_index: int | None = None
    building_area: Area | None = None
    inner_area: Area | None = None
    billing_area: Area | None = None
    use: Words | None = None
    layout: Words | None = None
    sale_state: SaleState | None = None
    delivery_state: DeliveryState | None = None
    fit_out_state: FitOutState | None = None
    occupancy_state: OccupancyState | None = None


class NewCell(CellFacts):
    """A new floor, or a new room on a floor; `parent_id` is a unit, or the building itself when it is left out."""

    kind: CellKind
    name: Name
    parent_id: int | None = None
    floor_index: int
    floor_label: FloorLabel = ""


class CellChange(CellFacts):
    """What of a cell is edited; what is left out stays, null takes away what was known."""

    space_id: int
    name: Name | None = None


class FloorName(BaseModel):
    """What the lift shows for a floor."""

    model_config = ConfigDict(extra="forbid")
    floor_index: int
    floor_label: Annotated[str, Field(min_length=1, max_length=8, pattern=r"\S")]


class BuildingEdit(BaseModel):
    """Done in this order, and all or nothing: remove, name floors, change, add."""

    model_config = ConfigDict(extra="forbid")
    remove_ids: Annotated[list[int], Field(max_length=MOST_CELLS)] = []
    floors: Annotated[list[FloorName], Field(max_length=600)] = []
    change: Annotated[list[CellChange], Field(max_length=MOST_CELLS)] = []
    add: Annotated[list[NewCell], Field(max_length=MOST_CELLS)] = []
