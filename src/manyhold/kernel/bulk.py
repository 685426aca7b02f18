"""The one road for sets of rows inside a ScopedSession.

Each verb filters what it reads and checks what it writes in the same statement, and leaves one audit entry per
statement. Under a grant narrowed to buildings a set is written only where it could be read. `ON CONFLICT` is
spelled here for both engines.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Id, table_of
from manyhold.kernel.plain_rows import insert_plain
from manyhold.kernel.quantities import require_assignable
from manyhold.kernel.scoping.guard import criteria, verify
from manyhold.kernel.scoping.scope import ScopeError
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.scoping.sets import check_changes, check_rows, given_values, lies_inside, same_walls

ROWS_PER_STATEMENT = 5_000


def insert_rows(
    session: ScopedSession, target: type[Any], rows: Sequence[Mapping[str, Any]], *, is_audited: bool = True
) -> int:
    """Insert plain rows; each is checked against the scope, and rows without an `id` are given one.

    All rows have the same keys. Returns their number.
    """
    if not rows:
        return 0
    checked = _checked(session, target, rows)
    connection = _connection(session)
    for start in range(0, len(checked), ROWS_PER_STATEMENT):
        insert_plain(connection, table_of(target), checked[start : start + ROWS_PER_STATEMENT])
    _record(session, "insert", target, len(checked), _projects(checked), is_audited=is_audited)
    return len(checked)


def insert_from_select(
    session: ScopedSession,
    target: type[Any],
    source: Select[Any],
    *,
    project_id: int | None = None,
    first_id: int | None = None,
    is_audited: bool = True,
) -> int:
    """`INSERT … SELECT` in one statement; the columns of `source` are labelled with the target's column names.

    Every scoped class in `source` is filtered. For a project-scoped target either `project_id` is given, or
    `source` selects it; rows that would lie outside the scope are left out in the statement itself. With
    `first_id` (from `reserve_ids`) the rows are numbered from there in the order of `source`. Returns the number
    of rows. Raises QuantityError where the scale of a column is not its target's.
    """
    rows = source.subquery("source_rows")
    values: dict[str, Any] = {str(column.key): column for column in rows.c}
    for name, value in values.items():
        require_assignable(table_of(target).c[name], value)
    given = given_values(session, target) | ({} if project_id is None else {"project_id": project_id})
    if twice := {"project_id"} & given.keys() & values.keys():
        raise ScopeError(f"{twice} of new {target.__name__} rows is said by the argument and by the source")
    inside = lies_inside(session, target, given, values)
    for name, value in given.items():
        values.setdefault(name, literal(value, table_of(target).c[name].type))
    if first_id is not None:
        values["id"] = literal(first_id - 1, Id) + func.row_number().over()
    outer = select(*values.values()).where(*inside)
    statement = insert(table_of(target)).from_select(list(values), outer)
    done = _execute(session, statement)
    _record(session, "insert", target, done.rowcount, {project_id}, is_audited=is_audited)
    return done.rowcount


def upsert(
    session: ScopedSession,
    target: type[Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Sequence[str],
    change: Sequence[str],
) -> int:
    """Insert rows, or change the columns `change` of those whose unique `key` exists.

    Raises ScopeError when a key belongs to a row of somebody else, or of another place under a narrowed grant.
    """
    if not rows:
        return 0
    check_changes(session, target, change)
    checked = _checked(session, target, rows)
    statement = _dialect(session).insert(table_of(target))
    values: dict[str, Any] = {name: statement.excluded[name] for name in change} | _next_revision(target)
    statement = statement.on_conflict_do_update(
        index_elements=list(key), set_=values, where=same_walls(session, target, statement.excluded)
    )
    connection = _connection(session)
    done = 0
    for start in range(0, len(checked), ROWS_PER_STATEMENT):
        part = checked[start : start + ROWS_PER_STATEMENT]
        done += connection.execute(statement, part, execution_options={"preserve_rowcount": True}).rowcount
    if done != len(checked):
        raise ScopeError(f"{len(checked) - done} keys belong to {target.__name__} rows out of scope")
    session.expire_all()
    _record(session, "upsert", target, len(checked), _projects(checked))
    return len(checked)


def update_where(
    session: ScopedSession, target: type[Any], where: Iterable[Any], values: Mapping[str, Any]
) -> int:
    """Change the rows of `target` within the scope for which all of `where` hold; returns their number.

    The walls (`project_id`, `group_id`, `actor_id`) and the id cannot be changed, nor under a narrowed grant the
    place. A value may be an expression over the row's own columns. Rows with a revision get their next one.
    """
    check_changes(session, target, values)
    for name, value in values.items():
        require_assignable(table_of(target).c[name], value)
    changed = {**values, **_next_revision(target)}
    done = _execute(session, update(target).where(*where).values(changed))
    _record(session, "update", target, done.rowcount, {None})
    return done.rowcount


def update_from_select(session: ScopedSession, target: type[Any], source: Select[Any]) -> int:
    """`UPDATE … FROM` in one statement: each row of `target` within the scope that `source` names by `id` takes
    the other columns of `source`, which are labelled with the target's column names. Returns their number.

    Every scoped class in `source` is filtered. What `update_where` cannot change, this cannot either.
    """
    rows = source.subquery("source_rows")
    values: dict[str, Any] = {str(column.key): column for column in rows.c if column.key != "id"}
    check_changes(session, target, values)
    for name, value in values.items():
        require_assignable(table_of(target).c[name], value)
    changed = {**values, **_next_revision(target)}
    done = _execute(session, update(target).where(target.id == rows.c.id).values(changed))
    _record(session, "update", target, done.rowcount, {None})
    return done.rowcount


def delete_where(
    session: ScopedSession, target: type[Any], where: Iterable[Any], *, is_audited: bool = True
) -> int:
    """Remove the rows of `target` within the scope for which all of `where` hold; returns their number."""
    done = _execute(session, delete(target).where(*where))
    _record(session, "delete", target, done.rowcount, {None}, is_audited=is_audited)
    return done.rowcount


def next_number(
    session: ScopedSession, target: type[Any], key: Mapping[str, Any], *, column: str, count: int = 1
) -> int:
    """Count up `column` in the row of `target` with this unique `key`, and give it; a new row begins at 1.

    With a `count` so many numbers are taken at once, and the last of them is given.

    One statement, atomic on both engines. PostgreSQL holds the row until the transaction ends: ask late. A
    counter is not audited, what is numbered by it is. Raises ScopeError when the key is somebody else's.
    """
    table = table_of(target)
    statement = _dialect(session).insert(table).values(_checked(session, target, [{**key, column: count}])[0])
    counted = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={column: table.c[column] + count},
        where=same_walls(session, target, statement.excluded),
    ).returning(table.c[column])
    number = _connection(session).execute(counted).scalar()
    if number is None:
        raise ScopeError(f"the key belongs to a {target.__name__} row out of scope")
    return int(number)


def reserve_ids(session: ScopedSession, count: int) -> int:
    """The first of `count` consecutive ids for rows that are about to be inserted as a set."""
    return session.ids.reserve(count)


def _checked(
    session: ScopedSession, target: type[Any], rows: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The rows with what is given to them, every one within the scope."""
    given = given_values(session, target)
    needed = {*given, "id"} & {column.key for column in table_of(target).c}
    is_whole = needed <= rows[0].keys()  # a copy of each row costs as much as all checks of it
    checked: Any = rows if is_whole else [{**given, **row} for row in rows]
    names = checked[0].keys()
    if any(row.keys() != names for row in checked):
        raise ValueError(f"{target.__name__} rows with different columns")
    check_rows(session, target, checked)
    if "id" in table_of(target).c and "id" not in names:
        first = session.ids.reserve(len(checked))
        for number, row in enumerate(checked):
            row["id"] = first + number
    return checked


def _next_revision(target: type[Any]) -> dict[str, Any]:
    return {"revision": table_of(target).c.revision + 1} if issubclass(target, Revised) else {}


def _execute(session: ScopedSession, statement: Any) -> Any:
    """Run a set statement, filtered like every read; what the session has in hand may be out of date after it."""
    filtered = statement.options(criteria(session.scope))
    verify(filtered, session.dialect_name)
    done = _connection(session).execute(filtered, execution_options={"preserve_rowcount": True})
    session.expire_all()
    return done


def _dialect(session: ScopedSession) -> Any:
    return postgresql if session.dialect_name == "postgresql" else sqlite


def _connection(session: ScopedSession) -> Connection:
    session.flush()
    return session._own_connection()


def _projects(rows: Sequence[Mapping[str, Any]]) -> set[int | None]:
    return {row.get("project_id") for row in rows}


def _record(
    session: ScopedSession,
    verb: str,
    target: type[Any],
    rows: int,
    projects: set[int | None],
    *,
    is_audited: bool = True,
) -> None:
    known = {project for project in projects if project is not None}
    session.touched_projects |= known or session.scope.visible_projects
    if is_audited and session.change_sink is not None and rows:
        only = next(iter(projects)) if len(projects) == 1 else None
        session.change_sink.record_set(session, verb, target.__tablename__, only, rows)
