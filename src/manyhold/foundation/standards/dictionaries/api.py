"""Routes: dictionaries, headquarters' entries, and projects' own."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.standards.dictionaries import queries, service
from manyhold.foundation.standards.dictionaries.models import GroupEntry, ProjectEntry
from manyhold.foundation.standards.dictionaries.schemas import (
    CodePath,
    DictionaryEntryIn,
    DictionaryEntryOut,
    DictionaryOut,
    DictionaryPath,
    Parent,
)
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, EXTEND, MANAGE = "standards.read", "standards.extend", "standards.manage"
routes = Routes("", tag="standards")


@routes.read("/dictionaries", permission=READ, response_model=list[DictionaryOut])
def list_dictionaries(ctx: Context) -> Any:
    """The tables of codes that the group keeps."""
    return queries.dictionaries_shown(ctx)


@routes.read("/dictionaries/{dictionary}/entries", permission=READ, response_model=list[DictionaryEntryOut])
def list_entries(ctx: Context, dictionary: DictionaryPath, project_id: int | None = None) -> Any:
    """All entries of a dictionary, retired ones too: the group's, and those of projects in sight or of one."""
    return queries.entries_shown(ctx, queries.dictionary_held(ctx, dictionary).code, project_id)


@routes.replace(
    "/dictionaries/{dictionary}/entries/{code}", permission=MANAGE, response_model=DictionaryEntryOut
)
def keep_entry(
    ctx: Context,
    dictionary: DictionaryPath,
    code: CodePath,
    wanted: DictionaryEntryIn,
    parent: Parent = "",
    if_match: IfMatch = None,
) -> Any:
    """Add an entry for the whole group, or reword, move or retire one."""
    return _kept(ctx, service.keep_for_group(ctx, dictionary, parent, code, wanted, if_match))


@routes.replace(
    "/projects/{project_id}/dictionaries/{dictionary}/entries/{code}",
    permission=EXTEND,
    response_model=DictionaryEntryOut,
)
def keep_project_entry(
    ctx: Context,
    project_id: int,
    dictionary: DictionaryPath,
    code: CodePath,
    wanted: DictionaryEntryIn,
    parent: Parent = "",
    if_match: IfMatch = None,
) -> Any:
    """Add an entry for one project, or change its own; its code begins with the projects' prefix."""
    return _kept(ctx, service.keep_for_project(ctx, project_id, dictionary, parent, code, wanted, if_match))


def _kept(ctx: Context, row: GroupEntry | ProjectEntry) -> dict[str, Any]:
    ctx.session.flush()
    etags.show(ctx, row)
    return queries.shown(queries.entry_of(ctx, row), business_date(ctx.now, GROUP_ZONE))
