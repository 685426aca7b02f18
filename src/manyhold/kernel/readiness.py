"""Whether this process may work: the database answers, stands at our revision, and its walls stand."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.policies import APP_ROLE


def faults(runtime: Runtime, *, expected_revision: str = "") -> list[str]:
    """What stands in the way, in words for an operator; empty when nothing does."""
    found: list[str] = []
    try:
        with runtime.database.app.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            if expected_revision and revision != expected_revision:
                found.append(
                    f"the database stands at revision {revision}, this release wants {expected_revision}"
                )
            if connection.dialect.name == "postgresql":
                role = connection.execute(
                    text("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
                ).one()
                if role.rolsuper or role.rolbypassrls or _owns_tables(connection):
                    found.append(
                        f"the application is connected as {role.rolname}, whom row-level security does not hold;"
                        f" connect as {APP_ROLE}"
                    )
    except SQLAlchemyError as error:
        found.append(f"the database does not answer: {type(error).__name__}")
    return found


def _owns_tables(connection: object) -> bool:
    query = text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'")
    return bool(connection.execute(query).scalar())  # pyright: ignore
