"""Shapes of requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, Field

from manyhold.kernel.modules import LegalBasis

Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
Long = Annotated[str, Field(max_length=300)]


class ActivityIn(BaseModel):
    """A processing activity as headquarters enters it."""

    name: Name
    purpose: Annotated[str, Field(min_length=1, max_length=300, pattern=r"\S")]
    basis: LegalBasis
    persons: Annotated[
        str, Field(max_length=120, description="Whose data: owners, tenants, visitors, staff")
    ] = ""
    categories: Annotated[Long, Field(description="Kinds of data")] = ""
    recipients: Annotated[
        Long, Field(description="Who gets it: entrusted, shared with; empty for nobody")
    ] = ""
    retention: Annotated[str, Field(max_length=120)] = ""
    owner: Annotated[str, Field(max_length=80, description="The department that answers for it")] = ""
    is_sensitive: bool = False
    crosses_border: bool = False


class ActivityChange(BaseModel):
    """What of an activity may be edited; what is left out stays."""

    name: Name | None = None
    purpose: Annotated[str | None, Field(min_length=1, max_length=300, pattern=r"\S")] = None
    basis: LegalBasis | None = None
    persons: Annotated[str | None, Field(max_length=120)] = None
    categories: Long | None = None
    recipients: Long | None = None
    retention: Annotated[str | None, Field(max_length=120)] = None
    owner: Annotated[str | None, Field(max_length=80)] = None
    is_sensitive: bool | None = None
    crosses_border: bool | None = None
    ended_on: date | None = None


class ActivityOut(ActivityIn):
    """An activity; `columns` are those that the module keeps for it, empty for one that is kept elsewhere."""

    id: int
    code: str
    columns: list[str]
    ended_on: date | None
    revision: int


class Prefilled(BaseModel):
    """How many activities were added from what the modules keep."""

    added: int
