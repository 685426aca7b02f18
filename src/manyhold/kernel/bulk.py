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
from manyhold.kernel.plain_rows import Columns, insert_plain
from manyhold.kernel.quantities import require_assignable
from manyhold.kernel.scoping.guard import criteria, verify
from manyhold.kernel.scoping.scope import ScopeError
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.scoping.sets import check_changes, check_rows, given_values, lies_inside, same_walls

ROWS_PER_STATEMENT = 5_000
KEYS_PER_STATEMENT = 500


def insert_rows(
    session: ScopedSession, target: type[Any], rows: Sequence[Mapping[str, Any]], *, is_audited: bool = True
) -> int:
    """Insert plain rows; each is checked against the scope, and rows without an `id` are given one.

    All rows have the same keys. Returns their number.
    """
    return insert_columns(session, target, _turned(target, rows), is_audited=is_audited) if rows else 0


def insert_columns(
    session: ScopedSession, target: type[Any], columns: Columns, *, is_audited: bool = True
) -> int:
    """`insert_rows` for rows that come column by column: some hundred thousand need no dictionary each."""
    count = len(next(iter(columns.values())))
    if not count:
        return 0
    columns = _checked(session, target, columns)
    connection = _connection(session)
    for start in range(0, count, ROWS_PER_STATEMENT):
        part = {name: values[start : start + ROWS_PER_STATEMENT] for name, values in columns.items()}
        insert_plain(connection, table_of(target), part)
    _record(session, "insert", target, count, _projects(columns), is_audited=is_audited)
    return count


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
    columns = _checked(session, target, _turned(target, rows))
    checked = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
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
    _record(session, "upsert", target, len(checked), _projects(columns))
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
    columns = _checked(session, target, _turned(target, [{**key, column: count}]))
    statement = _dialect(session).insert(table).values({name: one for name, (one,) in columns.items()})
    counted = statement.on_conflict_do_update(
        index_elements=list(key),
        set_={column: table.c[column] + count},
        where=same_walls(session, target, statement.excluded),
    ).returning(table.c[column])
    number = _connection(session).execute(counted).scalar()
    if number is None:
        raise ScopeError(f"the key belongs to a {target.__name__} row out of scope")
    return int(number)


def next_numbers(
    session: ScopedSession,
    target: type[Any],
    counts: Mapping[tuple[Any, ...], int],
    *,
    key: Sequence[str],
    column: str,
) -> dict[tuple[Any, ...], int]:
    """`next_number` for many rows at once: by the values of `key`, how many are taken; gives the last of each.

    Rows are counted up in the order of their keys, so that two who count the same ones wait and never clash.
    """
    last: dict[tuple[Any, ...], int] = {}
    table = table_of(target)
    rows = [{**dict(zip(key, one, strict=True)), column: counts[one]} for one in sorted(counts)]
    for start in range(0, len(rows), KEYS_PER_STATEMENT):
        columns = _checked(session, target, _turned(target, rows[start : start + KEYS_PER_STATEMENT]))
        checked = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        statement = _dialect(session).insert(table).values(checked)
        counted = statement.on_conflict_do_update(
            index_elements=list(key),
            set_={column: table.c[column] + statement.excluded[column]},
            where=same_walls(session, target, statement.excluded),
        ).returning(*(table.c[name] for name in (*key, column)))
        for *values, number in _connection(session).execute(counted):
            last[tuple(values)] = number
    if len(last) != len(counts):
        raise ScopeError(f"{len(counts) - len(last)} keys belong to {target.__name__} rows out of scope")
    return last


def reserve_ids(session: ScopedSession, count: int) -> int:
    """The first of `count` consecutive ids for rows that are about to be inserted as a set."""
    return session.ids.reserve(count)


def _turned(target: type[Any], rows: Sequence[Mapping[str, Any]]) -> Columns:
    names = rows[0].keys()
    if any(row.keys() != names for row in rows):
        raise ValueError(f"{target.__name__} rows with different columns")
    return {name: [row[name] for row in rows] for name in names}


def _checked(session: ScopedSession, target: type[Any], said: Columns) -> Columns:
    """The columns with what is given to their rows, every row within the scope."""
    columns, count = {**said}, len(next(iter(said.values())))
    for name, value in given_values(session, target).items():
        if name in table_of(target).c and name not in columns:
            columns[name] = [value] * count
    check_rows(session, target, columns)
    if "id" in table_of(target).c and "id" not in columns:
        first = session.ids.reserve(count)
        columns["id"] = list(range(first, first + count))
    return columns


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


def _projects(columns: Columns) -> set[int | None]:
    return set(columns.get("project_id", [None]))


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
