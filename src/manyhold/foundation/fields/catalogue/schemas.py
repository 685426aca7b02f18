"""Shapes of requests and answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field

from manyhold.foundation.fields.catalogue.entries import FieldType
from manyhold.foundation.fields.catalogue.models import LONGEST_OWNER, LONGEST_REMARKS
from manyhold.kernel.modules import Sensitivity

ObjectPath = Annotated[str, Path(max_length=20)]
FieldPath = Annotated[str, Path(max_length=60)]
ObjectQuery = Annotated[str | None, Query(max_length=20, alias="object")]
Sought = Annotated[
    str | None, Query(max_length=60, description="Part of a name, a meaning, or a ledger's heading")
]


class DataObjectOut(BaseModel):
    """A main object; `takes_own` says that fields of one's own may be added to it."""

    code: str
    zh: str
    en: str
    fields: int
    takes_own: bool


class FieldChoiceOut(BaseModel):
    """One value of a closed list."""

    code: str
    zh: str
    en: str


class CatalogueEntryOut(BaseModel):
    """A field of an object, by the code and by headquarters.

    `longest` counts characters; `low` and `high` are bounds beyond which an import warns. The values of a choice are
    `choices`, or the entries of `dictionary`. `revision` is 0 while headquarters has said nothing of it.
    """

    object: str
    name: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    type: FieldType
    sensitivity: Sensitivity
    is_required: bool
    is_encrypted: bool
    longest: int | None
    decimals: int | None
    unit: str
    low: Decimal | None
    high: Decimal | None
    choices: list[FieldChoiceOut]
    dictionary: str
    headings: list[str]
    owner_zh: str
    owner_en: str
    owner_said: str
    remarks: str
    revision: int


class FieldNoteIn(BaseModel):
    """The post or department that answers for a field (empty: the customary one), and remarks."""

    owner: Annotated[str, Field(max_length=LONGEST_OWNER)] = ""
    remarks: Annotated[str, Field(max_length=LONGEST_REMARKS)] = ""
