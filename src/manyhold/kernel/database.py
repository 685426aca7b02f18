"""The one database: engines, transactions and what differs between SQLite and PostgreSQL.

SQLite runs in WAL with `synchronous=FULL` and foreign keys on, and the kernel owns BEGIN: a transaction that
will write takes the write lock at once (`BEGIN IMMEDIATE`), because one that reads first and writes later
fails immediately, without waiting, when somebody else wrote in between.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Engine, Integer, MetaData, Table, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.orm import DeclarativeBase

from manyhold.kernel.driver import driver
from manyhold.kernel.settings import Settings

BUSY_TIMEOUT_SECONDS = 15
RECYCLE_SECONDS = 3600
ROWS_SAMPLED = 1000
"""Rows of an index that SQLite looks at for its statistics: some milliseconds, however large the table."""
PAGES_AHEAD = 8000
"""Pages (32 MiB) that SQLite's log may be ahead of its file: a page that a long import touches again and again is
then copied over once, not every 4 MiB."""
WRITES = "manyhold_writes"
"""Execution option of a connection whose transaction will write."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""Column type of ids: on SQLite an INTEGER primary key is the row's own address, a BIGINT would add an index."""


class Base(DeclarativeBase):
    """All tables of all modules; names of constraints are stable so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(kind: type[Any]) -> Table:
    """The table of a mapped class, for the kernel's own statements."""
    table = kind.__table__
    assert isinstance(table, Table)
    return table


class Database:
    """The engines of one process: `app` carries scoped sessions, `system` the few that cross groups.

    On SQLite both are the same file; on PostgreSQL they are two roles, and row-level security holds `app`.
    """

    def __init__(self, app: Engine, system: Engine, look_up: Engine) -> None:
        self.app = app
        self.system = system
        self.look_up = look_up
        """For single statements of the system role that need no transaction: the look-up before every request."""
        self.app_writer = app.execution_options(**{WRITES: True})
        self.system_writer = system.execution_options(**{WRITES: True})

    @classmethod
    def open(cls, settings: Settings) -> Database:
        """Engines for `settings`; nothing is connected yet."""
        url = settings.resolved_database_url()
        if settings.is_embedded:
            app = make_engine(url, pool_size=settings.threads)
            return cls(app, app, app)
        # The scoped session begins its transactions itself: see `_state_scope`.
        app = make_engine(url, pool_size=settings.threads, isolation_level="AUTOCOMMIT")
        system = make_engine(settings.system_database_url, pool_size=settings.threads)
        look_up = make_engine(
            settings.system_database_url, pool_size=settings.threads, isolation_level="AUTOCOMMIT"
        )
        return cls(app, system, look_up)

    @property
    def is_sqlite(self) -> bool:
        return self.app.dialect.name == "sqlite"

    def learn_statistics(self) -> None:
        """Let SQLite look at samples of every index, by which it then chooses among them.

        A connection keeps what it read when it was opened: those of this process are opened anew, those of others
        within the hour. PostgreSQL does all of it by itself.
        """
        if self.is_sqlite:
            with self.system_writer.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
            self.app.dispose()

    def dispose(self) -> None:
        self.app.dispose()
        self.system.dispose()
        self.look_up.dispose()


def make_engine(url: str, *, pool_size: int = 16, isolation_level: IsolationLevel | None = None) -> Engine:
    """An engine with this house's transaction rules; one connection per thread at the most.

    What a failed statement carried is people's data: it stands neither in its error nor, by that, in the log.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_SECONDS},
            pool_size=pool_size,
            max_overflow=4,
            pool_recycle=RECYCLE_SECONDS,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=4,
        pool_use_lifo=True,
        hide_parameters=True,
        isolation_level=isolation_level or "READ COMMITTED",
        # Row-level security makes small statements look dear: compiling each takes longer than running it.
        connect_args={"prepare_threshold": 3, "options": "-c jit=off"},
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}",
        "cache_size=-65536",
        "temp_store=MEMORY",
        f"wal_autocheckpoint={PAGES_AHEAD}",
        f"analysis_limit={ROWS_SAMPLED}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    with driver(connection) as raw:
        raw.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
