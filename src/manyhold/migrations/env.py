"""Alembic's entry; `upgrade.py` hands in the connection, so there is nothing to configure here."""

from __future__ import annotations

from typing import Any

from alembic import context

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed


def render(kind: str, item: Any, _context: Any) -> Any:
    """How drafts spell our column types: as what they are in the database, so that a draft stays as written."""
    if kind != "type":
        return False
    if isinstance(item, Fixed | Instant):
        return "sa.BigInteger()"
    if item is Id:
        return "id_type()"
    if item is Json:
        return "json_type()"
    variants = getattr(item, "_variant_mapping", {})
    if "postgresql" in variants and getattr(variants["postgresql"], "collation", None) == "C":
        return f"code_type({item.length})"
    if "postgresql" in variants:
        return "json_type()"
    return "id_type()" if "sqlite" in variants else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
    render_item=render,
    transaction_per_migration=False,
)
context.run_migrations()
