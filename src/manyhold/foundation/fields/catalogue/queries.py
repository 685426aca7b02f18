"""Reads: the catalogue as a group has it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from manyhold.foundation.fields.catalogue.entries import Entry, entries
from manyhold.foundation.fields.catalogue.models import FieldNote
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound


def entry_of(ctx: Context, data: str, field: str) -> Entry:
    """The entry of an object's field. Raises NotFound."""
    for one in entries(ctx.runtime.registry):
        if (one.object, one.name) == (data, field):
            return one
    raise NotFound("not_found", kind="field", id=f"{data}.{field}")


def catalogue(
    ctx: Context, *, data: str | None = None, sensitivity: str | None = None, q: str | None = None
) -> list[dict[str, Any]]:
    """The entries that fit, each with what headquarters says of it: one query however many they are."""
    notes = {(note.object, note.field): note for note in ctx.session.scalars(select(FieldNote))}
    shown = [entry_shown(one, notes.get((one.object, one.name))) for one in entries(ctx.runtime.registry)]
    return [
        one
        for one in shown
        if (data is None or one["object"] == data)
        and (sensitivity is None or one["sensitivity"] == sensitivity)
        and (not q or _tells(one, q.strip().lower()))
    ]


def entry_shown(one: Entry, note: FieldNote | None) -> dict[str, Any]:
    """An entry as pages show it; an owner that headquarters names takes the place of the customary one."""
    named = note.owner if note is not None else ""
    return {
        "object": one.object,
        "name": one.name,
        "zh": one.zh,
        "en": one.en,
        "meaning_zh": one.meaning_zh,
        "meaning_en": one.meaning_en,
        "type": one.type,
        "sensitivity": one.sensitivity,
        "is_required": one.is_required,
        "is_encrypted": one.is_encrypted,
        "longest": one.longest or None,
        "decimals": one.decimals,
        "unit": one.unit,
        "low": one.low,
        "high": one.high,
        "choices": [{"code": code, "zh": zh, "en": en} for code, zh, en in one.choices],
        "dictionary": one.dictionary,
        "headings": list(one.headings),
        "owner_zh": named or one.owner_zh,
        "owner_en": named or one.owner_en,
        "owner_said": named,
        "remarks": "" if note is None else note.remarks,
        "revision": 0 if note is None else note.revision,
    }


def _tells(one: dict[str, Any], sought: str) -> bool:
    names = ("name", "zh", "en", "meaning_zh", "meaning_en", "owner_zh", "owner_en", "remarks")
    texts = (*(one[name] for name in names), *one["headings"])
    return any(sought in text.lower() for text in texts)
