"""Sessions: a ScopedSession is born with its scope and keeps it; without one there is no query."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, ClassVar, Protocol
from weakref import WeakSet

from sqlalchemy import Connection, Row, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql.selectable import CompoundSelect, Select

from manyhold.kernel.database import Database
from manyhold.kernel.driver import driver
from manyhold.kernel.hot_statements import HotStatement
from manyhold.kernel.ids import IdBlocks
from manyhold.kernel.scoping.guard import screen
from manyhold.kernel.scoping.mixins import (
    SPACE_ANCESTORS,
    GroupRoot,
    Keyed,
    ProjectRoot,
    Scoped,
    SpaceScoped,
    SpaceTree,
    space_tree,
)
from manyhold.kernel.scoping.scope import Scope, ScopeError, ScopeValues
from manyhold.kernel.scoping.walls import crossed_wall, walls_of

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""All that one reader asks is of one moment, as it is on SQLite."""


class _WritingHere(threading.local):
    """The sessions that write in this thread; one that is dropped without an end drops out of it."""

    def __init__(self) -> None:
        self.sessions: WeakSet[ScopedSession] = WeakSet()


_writing = _WritingHere()


class WriteTransactionOpen(RuntimeError):
    """Something was called that waits for others while this thread holds a write transaction."""


def is_writing() -> bool:
    """Whether a write transaction of a ScopedSession is open in this thread."""
    return bool(_writing.sessions)


def refuse_while_writing(why: str) -> None:
    """Raise WriteTransactionOpen while a write transaction is open in this thread."""
    if is_writing():
        raise WriteTransactionOpen(why)


class ChangeSink(Protocol):
    """Port: what a flush is about to write, so that it can be recorded in the same transaction."""

    def record_flush(self, session: ScopedSession) -> None: ...

    def record_set(
        self, session: ScopedSession, verb: str, table: str, project_id: int | None, rows: int
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class Screened:
    """A select of columns that the guard has filtered for one scope."""

    statement: HotStatement
    scope: Scope


class KeyedSession(Session):
    """A session that gives each new row its id when it is added."""

    def __init__(self, bind: Any) -> None:
        super().__init__(bind, expire_on_commit=False, autoflush=True)
        self.ids = IdBlocks(self._own_connection)

    def _own_connection(self) -> Connection:
        """The transaction's connection, for the kernel alone."""
        return self._connection_for_bind(self.bind)  # pyright: ignore

    @property
    def dialect_name(self) -> str:
        return self.bind.dialect.name  # pyright: ignore


class ScopedSession(KeyedSession):
    """The session of one actor for one permission: every read is filtered and every write is checked.

    Reads are ORM selects. Rows are written through the session; sets of rows through `kernel.bulk`. Raw SQL,
    Core tables, the connection, SQLAlchemy's own bulk methods and rows of another session are refused with
    ScopeError. A session that writes has no project in its scope that is closed. What stays open is `session.bind`, an engine like any other: the boundary checks forbid it to
    modules, and on PostgreSQL a connection of it sees no rows.
    """

    change_sink: ClassVar[ChangeSink | None] = None

    def __init__(self, database: Database, scope: Scope, *, writes: bool) -> None:
        super().__init__(database.app_writer if writes else database.app)
        self._scope = scope.for_writing if writes else scope
        self.writes = writes
        self._begins_with_rows = False
        self.wake_after_commit = False
        self.touched_projects: set[int] = set()

    @property
    def scope(self) -> Scope:
        """What this session was born with; `found` alone adds to it."""
        return self._scope

    def screened(self, statement: Select[Any]) -> Screened:
        """`statement` filtered for this session's scope: to be kept and asked again by `plain_rows`."""
        filtered = screen(statement, self.scope, self.dialect_name)
        return Screened(HotStatement(filtered, self.bind.dialect), self.scope)  # pyright: ignore

    def plain_rows(self, wanted: Screened) -> Sequence[Row[Any]]:
        """Rows of a select of columns, past the ORM and SQLAlchemy's execution, for hot lists.

        Before anything else was asked the transaction begins with them, in the same message.
        """
        if wanted.scope != self.scope:
            raise ScopeError("a statement that was screened for another scope")
        if self.writes or self.in_transaction() or self.dialect_name != "postgresql":
            self.flush()
            return wanted.statement.rows(self._own_connection())
        self._begins_with_rows = True
        try:
            connection = self._own_connection()
        finally:
            self._begins_with_rows = False
        return wanted.statement.rows(connection, first=(_READ, _stated(self.scope)))

    def _closing_connection(self, scope: Scope) -> Connection:
        """The transaction's connection stated to PostgreSQL as `scope`: for the kernel's last statement before
        the commit, which marks a row of its own that the actor need not see."""
        connection = self._own_connection()
        if self.dialect_name == "postgresql":
            _state_scope(connection, scope)
        return connection

    def connection(self, *_: Any, **__: Any) -> Connection:  # pyright: ignore
        raise ScopeError(
            "a scoped session lends no connection: read by ORM select, write sets by kernel.bulk"
        )

    def bulk_save_objects(self, *_: Any, **__: Any) -> None:  # pyright: ignore
        raise ScopeError("SQLAlchemy's bulk methods write past every check: write sets by kernel.bulk")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects  # pyright: ignore

    def found(self, project: ProjectRoot) -> None:
        """Take a project that this session has just added into its scope, so that its first rows can be written.

        The one widening there is: its id was allotted here, so no row of anybody can already belong to it.
        """
        if project not in self.new or not self.scope.group_wide:
            raise ScopeError(
                "only a project founded in this session, under a group-wide grant, joins its scope"
            )
        self._scope = replace(self.scope, projects=self.scope.projects | {project.id})
        self.flush()
        if self.dialect_name == "postgresql":
            _state_scope(self._own_connection(), self.scope)


class SystemSession(KeyedSession):
    """A session over all groups, for the few places on the printed list (sign-in, leasing, migration of data)."""

    def __init__(self, database: Database, *, writes: bool) -> None:
        super().__init__(database.system_writer if writes else database.system)


@event.listens_for(KeyedSession, "transient_to_pending")
def _give_id(session: KeyedSession, row: Any) -> None:
    if isinstance(row, Keyed) and row.id is None:  # pyright: ignore[reportUnnecessaryComparison]
        row.id = session.ids.next()


@event.listens_for(KeyedSession, "after_soft_rollback")
def _drop_ids(session: KeyedSession, _transaction: object) -> None:
    session.ids.forget()


@event.listens_for(KeyedSession, "after_commit")
def _end_block(session: KeyedSession) -> None:
    session.ids.forget()


@event.listens_for(ScopedSession, "do_orm_execute")
def _filter_rows(state: ORMExecuteState) -> None:
    session = state.session
    assert isinstance(session, ScopedSession)
    if not isinstance(state.statement, Select | CompoundSelect):
        kind = type(state.statement).__name__
        raise ScopeError(f"{kind} in a scoped session: read by ORM select, write sets by kernel.bulk")
    statement: Any = state.statement
    kind: Any = state.bind_mapper.class_ if state.is_column_load and state.bind_mapper else None
    if kind is not None and issubclass(kind, Scoped):
        # A row read anew (refresh, expired columns): SQLAlchemy leaves loader criteria out of such a statement.
        statement = statement.where(kind.visible(ScopeValues(session.scope)))
    state.statement = screen(statement, session.scope, session.dialect_name)


@event.listens_for(ScopedSession, "before_flush")
def _check_writes(session: ScopedSession, *_: object) -> None:
    rows = (*session.new, *session.dirty, *session.deleted)
    for row in rows:
        _check_row(session.scope, row)
        if (project_id := getattr(row, "project_id", None)) is not None:
            session.touched_projects.add(project_id)
    _check_places(session, rows)
    if session.change_sink is not None:
        session.change_sink.record_flush(session)


@event.listens_for(ScopedSession, "after_begin")
def _begin_transaction(session: ScopedSession, transaction: Any, connection: Connection) -> None:
    if session.writes and transaction.parent is None:
        _writing.sessions.add(session)
        session.info["writing_among"] = _writing.sessions
    is_outermost = transaction.parent is None and not session._begins_with_rows
    if connection.dialect.name == "postgresql" and is_outermost:
        _state_scope(connection, session.scope, first=f"{'BEGIN' if session.writes else _READ}; ")


@event.listens_for(ScopedSession, "before_attach")
def _refuse_strangers(session: ScopedSession, row: Any) -> None:
    """A row that another session loaded was judged by another scope, and one made to look loaded by none."""
    if inspect(row).key is not None:
        raise ScopeError(f"{type(row).__name__} was not read in this session: read it here")


@event.listens_for(ScopedSession, "after_transaction_end")
def _no_longer_writing(session: ScopedSession, transaction: Any) -> None:
    """The session leaves the set that it entered, whichever thread ends it."""
    if transaction.parent is None and (among := session.info.pop("writing_among", None)) is not None:
        among.discard(session)


def _state_scope(connection: Connection, scope: Scope, *, first: str = "") -> None:
    """Tell PostgreSQL the scope, as the transaction-local settings that row-level security reads.

    With `first` the transaction begins in the same message: a round trip costs more than either statement. One
    message of several statements takes no parameters, so what is said is made of whole numbers alone.
    """
    with driver(connection) as raw:
        raw.execute(first + _stated(scope), prepare=False)


@lru_cache(maxsize=512)
def _stated(scope: Scope) -> str:
    said = {
        "group_id": _listed([scope.group_id]),
        "actor_id": _listed([scope.actor_id]),
        "projects": _listed(scope.projects),
        "narrowed": _listed(scope.narrowed),
        "zones": _listed(scope.zones),
        "group_wide": "on" if scope.group_wide else "off",
    }
    settings = ", ".join(f"set_config('app.{name}', '{value}', true)" for name, value in said.items())
    return f"SELECT {settings}"


def _listed(ids: Iterable[int]) -> str:
    return ",".join(f"{one:d}" for one in sorted(ids))


def _check_row(scope: Scope, row: Any) -> None:
    kind, name = type(row), type(row).__name__
    if not isinstance(row, Scoped):
        raise ScopeError(f"{name} belongs to nobody: write it by SystemSession")
    walls = {wall: getattr(row, wall) for wall in walls_of(kind)}
    moved = next((wall for wall in walls if _was_moved(row, wall)), "")
    if wall := moved or crossed_wall(scope, kind, walls):
        raise ScopeError(f"{name} crosses the scope by its {wall}")
    if isinstance(row, ProjectRoot) and not scope.group_wide and row.id not in scope.visible_projects:
        raise ScopeError(f"{name} is another project")
    if isinstance(row, GroupRoot) and row.id != scope.group_id:
        raise ScopeError(f"{name} is another group")


def _was_moved(row: Any, column: str) -> bool:
    state = inspect(row)
    return bool(state.persistent and state.attrs[column].history.has_changes())


def _is_placed_anew(session: ScopedSession, row: SpaceTree) -> bool:
    return row in session.new or any(_was_moved(row, ancestor) for ancestor in SPACE_ANCESTORS)


def _check_places(session: ScopedSession, rows: Iterable[Any]) -> None:
    """Under a grant narrowed to zones, a row may only be written where it could be read."""
    narrowed = session.scope.narrowed - session.scope.projects
    placed = [row for row in rows if isinstance(row, SpaceScoped) and row.project_id in narrowed]
    for row in rows:
        if isinstance(row, SpaceTree) and row.project_id in narrowed and _is_placed_anew(session, row):
            raise ScopeError("a grant narrowed to buildings neither adds nor moves spaces")
    if not placed:
        return
    wanted = {row.space_id for row in placed}
    tree = space_tree()
    with session.no_autoflush:
        seen = set(session.scalars(select(tree.id).where(tree.id.in_(wanted - {None}))))
    if wanted - seen:
        raise ScopeError("a row placed outside the grant's buildings")
