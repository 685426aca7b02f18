"""Reads: the vocabulary of a group or a project, and dictionaries as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.standards.dictionaries.models import EntryColumns, GroupEntry, ProjectEntry
from manyhold.foundation.standards.dictionaries.rules import Entry, Origin, Vocabulary
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.modules import Dictionary, UnknownName, resolve


def vocabulary(ctx: Context, dictionary: str, project_id: int | None = None) -> Vocabulary:
    """The words of a dictionary in a project; without one, those that hold for the whole group."""
    own: list[ProjectEntry] = []
    if project_id is not None:
        mine = (ProjectEntry.dictionary == dictionary, ProjectEntry.project_id == project_id)
        own = list(ctx.session.scalars(select(ProjectEntry).where(*mine)))
    group = ctx.session.scalars(select(GroupEntry).where(GroupEntry.dictionary == dictionary))
    return Vocabulary(
        built_in(ctx.runtime.registry.dictionary(dictionary)),
        (_entry(row, "group") for row in group),
        (_entry(row, "project") for row in own),
    )


def built_in(dictionary: Dictionary) -> list[Entry]:
    """The product's own entries, in their order with room between them."""
    entries = resolve(dictionary.entries)
    return [Entry(one.code, one.zh, one.en, one.parent, place * 10) for place, one in enumerate(entries, 1)]


def dictionary_held(ctx: Context, code: str) -> Dictionary:
    """The dictionary of that code. Raises NotFound."""
    try:
        return ctx.runtime.registry.dictionary(code)
    except UnknownName:
        raise NotFound("not_found", kind="dictionary", id=code) from None


def dictionaries_shown(ctx: Context) -> list[dict[str, Any]]:
    """Every dictionary, and how many entries of whom it has."""
    shown: list[dict[str, Any]] = []
    for one in ctx.runtime.registry.dictionaries():
        words = list(_all(vocabulary(ctx, one.code)))
        own = select(ProjectEntry.id).where(ProjectEntry.dictionary == one.code)
        shown.append(
            {
                "code": one.code,
                "zh": one.zh,
                "en": one.en,
                "levels": one.levels,
                "built_in": sum(entry.origin == "built_in" for entry in words),
                "group": sum(entry.origin == "group" for entry in words),
                "project": len(ctx.session.scalars(own).all()),
            }
        )
    return shown


def entries_shown(ctx: Context, dictionary: str, project_id: int | None) -> list[dict[str, Any]]:
    """The entries of a dictionary, each first level before its second; of projects those in sight, or of one."""
    today = business_date(ctx.now, GROUP_ZONE)
    rows = select(ProjectEntry).where(ProjectEntry.dictionary == dictionary)
    if project_id is not None:
        rows = rows.where(ProjectEntry.project_id == project_id)
    own = [_entry(row, "project") for row in ctx.session.scalars(rows)]
    words = vocabulary(ctx, dictionary)
    found: list[Entry] = []
    for first in words.entries():
        second = [*words.entries(first.code), *(one for one in own if one.parent == first.code)]
        found += [first, *sorted(second, key=lambda one: (one.position, one.project_id or 0, one.code))]
    found += (one for one in own if one.parent == "")
    return [shown(one, today) for one in found]


def shown(one: Entry, today: Any) -> dict[str, Any]:
    """An entry as pages show it."""
    return {
        "code": one.code,
        "parent": one.parent,
        "zh": one.zh,
        "en": one.en,
        "position": one.position,
        "retired_from": one.retired_from,
        "is_retired": one.is_retired(today),
        "origin": one.origin,
        "project_id": one.project_id,
        "revision": one.revision,
    }


def entry_of(ctx: Context, row: GroupEntry | ProjectEntry) -> Entry:
    """A row as an entry."""
    if isinstance(row, ProjectEntry):
        return _entry(row, "project")
    own = {one.key for one in built_in(dictionary_held(ctx, row.dictionary))}
    return _entry(row, "built_in" if (row.parent, row.code) in own else "group")


def _all(words: Vocabulary) -> Iterable[Entry]:
    for first in words.entries():
        yield first
        yield from words.entries(first.code)


def _entry(row: EntryColumns, origin: Origin) -> Entry:
    return Entry(
        row.code,
        row.zh,
        row.en,
        row.parent,
        row.position,
        row.retired_from,
        origin,
        row.project_id if isinstance(row, ProjectEntry) else None,
        row.revision if isinstance(row, GroupEntry | ProjectEntry) else 0,
    )
