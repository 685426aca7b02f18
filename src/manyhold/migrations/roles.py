"""PostgreSQL's three roles and an empty database for them; run once, by a superuser, when a group moves in.

The owner migrates, the application is held by row-level security, the system role passes it. None of them is a
superuser. Passwords are the operator's to set; made here, each role's password is its name, for trust-authenticated
test servers alone.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from manyhold.kernel.scoping.policies import APP_ROLE, OWNER_ROLE, SYSTEM_ROLE

ROLES = (OWNER_ROLE, APP_ROLE, SYSTEM_ROLE)
ROLE_LOCK = 7_002


def prepare_roles(connection: Connection) -> None:
    """Make the roles that are missing; safe to call from several processes at once."""
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ROLE_LOCK})
    try:
        for role in ROLES:
            known = connection.execute(
                text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
            ).scalar()
            if not known:
                connection.execute(
                    text(
                        f"CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD '{role}'"
                    )
                )
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": ROLE_LOCK})


def prepare_database(connection: Connection, name: str) -> None:
    """An empty database owned by the owner's role; `connection` is a superuser's, in autocommit."""
    prepare_roles(connection)
    connection.execute(
        text(
            f"CREATE DATABASE {name} OWNER {OWNER_ROLE} TEMPLATE template0"
            " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
        )
    )
