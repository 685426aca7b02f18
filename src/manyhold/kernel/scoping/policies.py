"""PostgreSQL's second wall: the scope rules once more, as row-level security.

Settings are local to the transaction and read so that an unset or emptied one means no rows: on a reused
connection a local setting comes back as an empty string, not as null. The application's role is held by these
policies; the system role passes; the owner, used by migrations alone, is not forced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import SPACE_ANCESTORS, LinkScoped, Scoped, space_tree

APP_ROLE = "manyhold_app"
SYSTEM_ROLE = "manyhold_system"
OWNER_ROLE = "manyhold_owner"


def _ids(setting: str) -> str:
    return f"(select string_to_array(nullif(current_setting('app.{setting}', true), ''), ','))::bigint[]"


def _one(setting: str) -> str:
    return f"(select nullif(current_setting('app.{setting}', true), '')::bigint)"


_PROJECTS = _ids("projects")
_NARROWED = _ids("narrowed")
_ZONES = _ids("zones")
_IN_PROJECTS = f"project_id = any ({_PROJECTS})"
_IN_NARROWED = f"project_id = any ({_NARROWED})"
_IN_GROUP = f"group_id = {_one('group_id')}"
_GROUP_WIDE = "(select current_setting('app.group_wide', true)) = 'on'"
_IN_ZONES = " or ".join(f"{column} = any ({_ZONES})" for column in ("id", *SPACE_ANCESTORS))


@dataclass(frozen=True, slots=True)
class Policy:
    """What the application's role may see (`using`) and may write (`check`) of a table."""

    table: str
    using: str
    check: str


def policy(
    table: str,
    kind: str,
    *,
    spaces: str = "spaces_space",
    link: str = "",
    link_column: str = "",
    linked_by: str = "id",
) -> Policy:
    """The policy of a table whose mixin is `kind`; migrations call it with literals, so that they stay as written."""
    trail = f"{_IN_PROJECTS} or (project_id is null and {_GROUP_WIDE})"
    written = f"{_IN_GROUP} and (project_id is null or {_IN_PROJECTS} or {_IN_NARROWED})"
    placed = f"exists (select from {spaces} where {spaces}.id = {table}.space_id and ({_IN_ZONES}))"
    if kind == "project":
        using = f"{_IN_PROJECTS} or {_IN_NARROWED}"
    elif kind == "space":
        using = f"{_IN_PROJECTS} or ({_IN_NARROWED} and {placed})"
    elif kind == "space_tree":
        using = f"{_IN_PROJECTS} or ({_IN_NARROWED} and ({_IN_ZONES}))"
    elif kind == "group":
        using = _IN_GROUP
    elif kind == "group_or_project":
        using = f"{_IN_GROUP} and ({trail})"
    elif kind == "trail":
        return Policy(table, f"{_IN_GROUP} and ({trail})", written)
    elif kind == "placed_trail":
        return Policy(table, f"{_IN_GROUP} and ({trail} or ({_IN_NARROWED} and {placed}))", written)
    elif kind == "group_root":
        using = f"id = {_one('group_id')}"
    elif kind == "project_root":
        using = f"{_IN_GROUP} and ({_GROUP_WIDE} or id = any ({_PROJECTS}) or id = any ({_NARROWED}))"
    elif kind == "link":
        using = (
            f"{_IN_GROUP} and exists (select from {link} where {link}.{link_column} = {table}.{linked_by})"
        )
    elif kind == "actor":
        using = f"actor_id = {_one('actor_id')}"
    elif kind == "addressed":
        return Policy(table, f"actor_id = {_one('actor_id')}", _IN_GROUP)
    else:
        raise ValueError(f"no policy is named {kind!r}")
    # A linked row is written before its first link: the group alone is checked then.
    return Policy(table, using, _IN_GROUP if kind == "link" else using)


def statements(rule: Policy) -> tuple[str, ...]:
    """The DDL that raises the wall around one table."""
    return (
        f"ALTER TABLE {rule.table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY scope ON {rule.table} TO {APP_ROLE} USING ({rule.using}) WITH CHECK ({rule.check})",
        f"CREATE POLICY system ON {rule.table} TO {SYSTEM_ROLE} USING (true) WITH CHECK (true)",
    )


def expected() -> dict[str, Policy]:
    """The policies that the mapped classes ask for, by table."""
    found: dict[str, Policy] = {}
    for mapper in Base.registry.mappers:
        kind: Any = mapper.class_
        table = mapper.local_table.name  # pyright: ignore
        if issubclass(kind, LinkScoped):
            found[table] = policy(
                table, "link", link=kind.link_table, link_column=kind.link_column, linked_by=kind.linked_by
            )
        elif issubclass(kind, Scoped):
            found[table] = policy(table, kind.policy, spaces=space_tree().__tablename__)
    return found
