"""Verbs: what headquarters says of an entry, and what a project says of its own."""

from __future__ import annotations

from typing import TypeVar

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.standards.dictionaries.models import GroupEntry, ProjectEntry
from manyhold.foundation.standards.dictionaries.queries import dictionary_held, vocabulary
from manyhold.foundation.standards.dictionaries.rules import PROJECT_PREFIX
from manyhold.foundation.standards.dictionaries.schemas import DictionaryEntryIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.web import etags

Row = TypeVar("Row", GroupEntry, ProjectEntry)


def keep_for_group(
    ctx: Context, dictionary: str, parent: str, code: str, wanted: DictionaryEntryIn, if_match: str | None
) -> GroupEntry:
    """Add an entry for all projects, or reword, move or retire one; its code stays. BadInput for a foreign prefix."""
    _check(ctx, dictionary, parent)
    if code.startswith(PROJECT_PREFIX):
        raise BadInput.of("code", "prefix_reserved", prefix=PROJECT_PREFIX)
    at = (GroupEntry.dictionary == dictionary, GroupEntry.parent == parent, GroupEntry.code == code)
    row = ctx.one(GroupEntry, *at)
    if row is None:
        row = GroupEntry(group_id=ctx.group_id, dictionary=dictionary, parent=parent, code=code)
        _write(row, wanted)
        ctx.session.add(row)
        return row
    etags.match(ctx, row, if_match)
    return _write(row, wanted)


def keep_for_project(
    ctx: Context,
    project_id: int,
    dictionary: str,
    parent: str,
    code: str,
    wanted: DictionaryEntryIn,
    if_match: str | None,
) -> ProjectEntry:
    """Add an entry for one project, or change its own.

    In a dictionary of two levels a project adds to the second: the first is what the group's reports count by.
    """
    ctx.get(Project, project_id)
    _check(ctx, dictionary, parent)
    if not code.startswith(PROJECT_PREFIX):
        raise BadInput.of("code", "prefix_missing", prefix=PROJECT_PREFIX)
    if parent == "" and dictionary_held(ctx, dictionary).levels == 2:
        raise BadInput.of("parent", "first_level_locked")
    at = (ProjectEntry.dictionary == dictionary, ProjectEntry.parent == parent, ProjectEntry.code == code)
    row = ctx.one(ProjectEntry, ProjectEntry.project_id == project_id, *at)
    if row is None:
        row = ProjectEntry(project_id=project_id, dictionary=dictionary, parent=parent, code=code)
        _write(row, wanted)
        ctx.session.add(row)
        return row
    etags.match(ctx, row, if_match)
    return _write(row, wanted)


def _check(ctx: Context, dictionary: str, parent: str) -> None:
    known = dictionary_held(ctx, dictionary)
    if parent and (known.levels == 1 or vocabulary(ctx, dictionary).find(parent) is None):
        raise BadInput.of("parent", "unknown_value", value=parent)


def _write(row: Row, wanted: DictionaryEntryIn) -> Row:
    row.zh, row.en = wanted.zh.strip(), wanted.en.strip() or wanted.zh.strip()
    row.position, row.retired_from = wanted.position, wanted.retired_from
    return row
