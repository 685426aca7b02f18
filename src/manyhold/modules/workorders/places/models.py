"""The QR code of a place, what was reported through it, and how often from where."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.spaces.models import SPACE_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project
from manyhold.modules.workorders.orders.models import ORDER_TABLE

_IN_FORCE = literal_column("revoked_at").is_(None)


class SpaceCode(Keyed, SpaceScoped, Base):
    """A random token that opens the public page of one space until it is revoked; one in force per space.

    It is found by its digest and kept sealed, so that its label can be printed again.
    """

    __tablename__ = "workorders_space_code"
    __table_args__ = (
        referable(),
        same_project("space_id", SPACE_TABLE),
        Index(
            "ix_workorders_space_code_in_force",
            "space_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
    )

    space_id: Mapped[int] = mapped_column(Id, index=True)  # pyright: ignore[reportIncompatibleVariableOverride]
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    token_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    revoked_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class PublicReport(Keyed, SpaceScoped, Base):
    """An order that came through a code, and the digest of the token with which its reporter follows it."""

    __tablename__ = "workorders_public_report"
    __table_args__ = (
        same_project("space_id", SPACE_TABLE),
        same_project("order_id", ORDER_TABLE),
        same_project("code_id", "workorders_space_code"),
    )

    space_id: Mapped[int] = mapped_column(Id, index=True)  # pyright: ignore[reportIncompatibleVariableOverride]
    order_id: Mapped[int] = mapped_column(Id, unique=True)
    code_id: Mapped[int] = mapped_column(Id, index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class PublicQuota(Keyed, ProjectScoped, Base):
    """How many public reports came in one window of time through one code or from one source.

    The source is a keyed digest of its address, under a key that is derived for this alone.
    """

    __tablename__ = "workorders_public_quota"
    __table_args__ = (UniqueConstraint("project_id", "subject", "window_start"),)

    subject: Mapped[bytes] = mapped_column(LargeBinary(16))
    window_start: Mapped[Any] = mapped_column(Instant, index=True)
    used: Mapped[int] = mapped_column()
