"""Column types and mixins that many tables share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

Json = JSON().with_variant(JSONB(), "postgresql")
"""A document that is carried whole; it is never filtered or sorted on."""


def Code(length: int) -> String:
    """Text that is sorted: compared bytewise on both engines, so that a list loads onward in one order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Revised:
    """Mixin: the row's revision, its `ETag`; a write over a newer revision fails instead of winning."""

    revision: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}
