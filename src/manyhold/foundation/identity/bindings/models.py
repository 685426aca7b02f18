"""Which account of 企业微信 or 钉钉 is whose."""

from __future__ import annotations

from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import same_group


class Binding(Keyed, GroupScoped, Base):
    """One account of a person with a provider, laid down by who keeps the register and never by themselves.

    By it somebody signs in and signs approvals, so what people say in their own settings does not count here.
    `digest` finds the account without opening it.
    """

    __tablename__ = "identity_binding"
    __table_args__ = (
        UniqueConstraint("group_id", "provider", "digest"),
        UniqueConstraint("person_id", "provider"),
        same_group("person_id", "identity_person"),
    )

    person_id: Mapped[int] = mapped_column(Id)
    provider: Mapped[str] = mapped_column(Code(10))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    account_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Any] = mapped_column(Instant)
