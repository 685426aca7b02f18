"""Codes by SMS with which somebody signs in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import same_group

CODE_PLACE = "messaging_sign_in_code.code_sealed"


class SignInCode(Keyed, GroupScoped, Base):
    """The last code of a person, and how many they were sent of late.

    `code_sealed` is there until the code is handed over, `digest` until somebody has signed in with it.
    """

    __tablename__ = "messaging_sign_in_code"
    __table_args__ = (same_group("person_id", "identity_person"),)

    person_id: Mapped[int] = mapped_column(Id, unique=True)
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    code_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[Any] = mapped_column(Instant)
    tries: Mapped[int] = mapped_column(default=0)
    epoch: Mapped[int] = mapped_column(default=0)
    """The person's: whatever mends a sign-in ends a code that is out."""
    first_at: Mapped[Any] = mapped_column(Instant)
    """When the first of the `asked` codes of the day was made."""
    asked: Mapped[int] = mapped_column(default=0)
    run_after: Mapped[Any] = mapped_column(Instant, nullable=True, index=True)
    """When it is to be handed over, or again; None when nothing is to be sent."""
    lease_no: Mapped[int] = mapped_column(BigInteger, default=0)
    attempts: Mapped[int] = mapped_column(default=0)
