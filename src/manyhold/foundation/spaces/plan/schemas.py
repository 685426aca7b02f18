"""Shapes of a project's plan."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from manyhold.foundation.spaces.plan.rules import MOST_FOOTPRINTS, MOST_RINGS

System = Literal["drawn", "geographic"]
Position = Annotated[list[float], Field(min_length=2, max_length=2)]
Ring = Annotated[list[Position], Field(max_length=2_000)]
Side = Annotated[int, Field(ge=20, le=20_000, description="Metres")]


class Footprint(BaseModel):
    """The outline of a building or public area: its outer ring, then its courtyards. Rings are closed."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=120)] = ""
    space_id: int | None = None
    rings: Annotated[list[Ring], Field(min_length=1, max_length=MOST_RINGS)]


class PlanIn(BaseModel):
    """The whole plan, instead of the one before."""

    model_config = ConfigDict(extra="forbid")
    system: System
    width: Side = 400
    height: Side = 300
    file_id: Annotated[int | None, Field(description="A picture below the drawing")] = None
    footprints: Annotated[list[Footprint], Field(max_length=MOST_FOOTPRINTS)]


class FootprintOut(Footprint):
    """A footprint with the space that it is; without name and space where that is not seen."""

    space_label: str = ""
    space_kind: str = ""


class PlanOut(BaseModel):
    """A project's plan; one that was never made is empty and of revision 0."""

    project_id: int
    system: System
    width: int
    height: int
    file_id: int | None
    footprints: list[FootprintOut]
    revision: int


class ReadingIn(BaseModel):
    """A GeoJSON FeatureCollection (RFC 7946) that is to be read, and the coordinates in which it is."""

    model_config = ConfigDict(extra="forbid")
    coordinates: Literal["WGS-84", "GCJ-02"]
    geojson: dict[str, Any]


class Reading(BaseModel):
    """What was read: footprints in WGS-84, matched to spaces by name where one space alone is called so."""

    footprints: list[FootprintOut]
    matched: int
