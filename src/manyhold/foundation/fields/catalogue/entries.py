"""The catalogue as the code has it: declared meanings beside the columns that hold the fields."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String

from manyhold.foundation.imports.catalogue.takeover import BY_CODE
from manyhold.foundation.organisation.roles import BY_CODE as ROLES
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import table_of
from manyhold.kernel.fixed import Fen, Fixed
from manyhold.kernel.modules import DataField, DataObject, Registry, Sensitivity, resolve

FieldType = Literal["text", "number", "money", "date", "time", "yes_no", "reference", "choice", "list"]
PLUMBING = frozenset({"id", "project_id", "group_id", "revision"})
"""Columns of every table, of which no single object has anything to say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one object. `longest` counts characters, `decimals` places; 0 and None where there is no such bound."""

    object: str
    name: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    type: FieldType
    sensitivity: Sensitivity
    owner_zh: str
    owner_en: str
    is_required: bool = False
    is_encrypted: bool = False
    longest: int = 0
    decimals: int | None = None
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    choices: tuple[tuple[str, str, str], ...] = ()
    dictionary: str = ""
    headings: tuple[str, ...] = ()
    """What ledgers write above the field; an import recognises it by them."""


@lru_cache(maxsize=8)
def entries(registry: Registry) -> tuple[Entry, ...]:
    """Every field of every registered object, in the order in which they are declared."""
    return tuple(_entry(one, field) for one in registry.objects() for field in resolve(one.fields))


def column_of(table: Any, name: str) -> Column[Any] | None:
    """The column that holds a field, plain or sealed."""
    columns: Any = table.c
    return columns.get(name) if name in columns else columns.get(f"{name}_sealed")


def _entry(data: DataObject, field: DataField) -> Entry:
    column = column_of(table_of(resolve(data.model)), field.name)
    if column is None and not field.type:
        raise LookupError(f"no column of {data.model} holds {field.name}, and no type is said")
    imported = BY_CODE[field.imported_as] if field.imported_as else None
    choices, unit, headings, low, high = field.choices, "", (), None, None
    zh, en = field.zh, field.en
    if imported is not None:
        zh, en, unit = zh or imported.zh, en or imported.en, imported.unit or ""
        choices = choices or tuple((one.code, one.zh, one.en) for one in imported.choices)
        headings = imported.synonyms
        if imported.high:
            low, high = imported.low, imported.high
    owner = ROLES[data.owner]
    return Entry(
        data.code,
        field.name,
        zh,
        en,
        field.meaning_zh,
        field.meaning_en,
        _type(field, column, has_choices=bool(choices or field.dictionary)),
        field.sensitivity,
        owner.zh,
        owner.en,
        is_required=column is not None and not column.nullable and not _has_default(column),
        is_encrypted=column is None or isinstance(column.type, LargeBinary),
        longest=column.type.length or 0 if column is not None and isinstance(column.type, String) else 0,
        decimals=column.type.scale if column is not None and isinstance(column.type, Fixed) else None,
        unit=unit,
        low=low,
        high=high,
        choices=choices,
        dictionary=field.dictionary,
        headings=headings,
    )


def _has_default(column: Column[Any]) -> bool:
    return column.default is not None


def _type(field: DataField, column: Column[Any] | None, *, has_choices: bool) -> FieldType:
    if has_choices:
        return "choice"
    if column is None:
        return "text"
    if field.name.endswith(("_id", "_by")):
        return "reference"
    kinds: tuple[tuple[Any, FieldType], ...] = (
        (Boolean, "yes_no"),
        (Date, "date"),
        (Instant, "time"),
        (Fen, "money"),
        (Fixed, "number"),
        (Integer, "number"),
        (type(Json), "list"),
    )
    for kind, name in kinds:
        if isinstance(column.type, kind):
            return name
    return "text"
