"""A throw-away installation on either engine, with a group and projects, for a benchmark to fill."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection, make_url

from manyhold.app import build_runtime
from manyhold.foundation.access.founding import found_group
from manyhold.foundation.organisation.models import (
    LegalEntity,
    ModuleSwitch,
    Project,
    ProjectEntity,
    ProjectStage,
)
from manyhold.kernel.context import Context
from manyhold.kernel.database import make_engine
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from manyhold.kernel.settings import Settings
from manyhold.migrations.roles import prepare_database
from manyhold.migrations.upgrade import upgrade

POSTGRES = os.environ.get("MANYHOLD_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
START = date(2026, 1, 1)


@contextmanager
def installation(engine: str) -> Generator[Runtime, None, None]:
    """A migrated, empty installation; gone when the benchmark ends."""
    with (
        tempfile.TemporaryDirectory(prefix="manyhold-bench-") as folder,
        _settings(engine, Path(folder)) as settings,
    ):
        upgrade(settings)
        runtime = build_runtime(settings)
        try:
            yield runtime
        finally:
            runtime.database.dispose()


def found(runtime: Runtime, *, projects: int) -> tuple[int, list[int]]:
    """A group with so many projects in service, all modules on; their ids."""
    now = datetime.now(UTC)
    with SystemSession(runtime.database, writes=True) as session:
        group = found_group(session, name="基准集团", is_demo=False, now=now)
        session.flush()
        entity = LegalEntity(
            group_id=group.id,
            code="JZ",
            name="基准物业有限公司",
            credit_code="91110108MA0TE5T165",
            tax_kind="general",
        )
        session.add(entity)
        made = [
            Project(group_id=group.id, code=f"P{number:03d}", name=f"基准项目{number}", kind="residential")
            for number in range(projects)
        ]
        session.add_all(made)
        session.flush()
        optional = [one.name for one in runtime.registry.manifests.values() if one.is_optional]
        for project in made:
            session.add(ProjectStage(project_id=project.id, stage="in_service", starts_on=START))
            session.add(
                ProjectEntity(
                    project_id=project.id, business="property_fee", legal_entity_id=entity.id, starts_on=START
                )
            )
            session.add_all(ModuleSwitch(project_id=project.id, module=name, is_on=True) for name in optional)
        session.commit()
        return group.id, [project.id for project in made]


def context(runtime: Runtime, group_id: int, projects: list[int], *, writes: bool) -> Context:
    """A unit of work of the system on these projects."""
    session = ScopedSession(runtime.database, Scope.of(group_id, projects), writes=writes)
    return Context(runtime, session, Actor.system(group_id))


@contextmanager
def raw(runtime: Runtime) -> Generator[Connection, None, None]:
    """A connection past every guard, to make data that nobody measures; committed at the end."""
    settings = runtime.settings
    url = settings.resolved_database_url() if settings.is_embedded else settings.owner_database_url
    engine = make_engine(url)
    with engine.begin() as connection:
        yield connection
    if not settings.is_embedded:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


@contextmanager
def _settings(engine: str, folder: Path) -> Generator[Settings, None, None]:
    if engine == "sqlite":
        yield Settings(data=folder)
        return
    url = make_url(POSTGRES).set(drivername="postgresql+psycopg")
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"manyhold_bench_{os.getpid()}"
    with server.connect() as connection:
        prepare_database(connection, name)

    def as_role(role: str) -> str:
        made = url.set(drivername="postgresql", username=role, password=role, database=name)
        return made.render_as_string(hide_password=False)

    try:
        yield Settings(
            data=folder,
            database_url=as_role("manyhold_app"),
            system_database_url=as_role("manyhold_system"),
            owner_database_url=as_role("manyhold_owner"),
        )
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
