"""What migrations need beside Alembic's own operations: ids, grants and row-level security on PostgreSQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from manyhold.kernel.ids import SEQUENCE
from manyhold.kernel.scoping.policies import APP_ROLE, SYSTEM_ROLE, policy, statements


def id_type() -> sa.types.TypeEngine[Any]:
    """The column type of ids."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def json_type() -> sa.types.TypeEngine[Any]:
    """The column type of documents."""
    return sa.JSON().with_variant(JSONB(), "postgresql")


def code_type(length: int) -> sa.types.TypeEngine[Any]:
    """Text that is compared bytewise on both engines."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def raise_wall(table: str, kind: str, **links: str) -> None:
    """Grant the application its rights on `table` and hold it by the policy `kind`; nothing on SQLite."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {APP_ROLE}, {SYSTEM_ROLE}")
    for statement in statements(policy(table, kind, **links)):
        op.execute(statement)


def system_only(table: str) -> None:
    """Machinery of the installation: the application's own role cannot touch it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {SYSTEM_ROLE}")


def start_ids() -> None:
    """The source of ids: a sequence on PostgreSQL, one row on SQLite."""
    if op.get_bind().dialect.name != "postgresql":
        op.execute("INSERT INTO kernel_id_counter (next_id) VALUES (100)")
        return
    for statement in SEQUENCE:
        op.execute(statement)
    op.execute(f"GRANT USAGE, UPDATE ON SEQUENCE kernel_ids TO {APP_ROLE}, {SYSTEM_ROLE}")
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}, {SYSTEM_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}, {SYSTEM_ROLE}")
