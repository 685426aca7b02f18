"""What people ask about their own data, and what must not be erased meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.parties.models import PARTY_TABLE, KnownHere
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import same_group


class PersonRequest(Keyed, ProjectScoped, Revised, Base):
    """One request of a person to have their data copied, corrected or erased, or a consent withdrawn.

    It stands in the project where it was received and is answered by the group's officer. `holds` are the reasons
    for which an erasure was put off, `warned_on` when its officers were told that it is due, `done` how many rows of each category an erasure changed or a copy holds. What
    the applicant said and left is sealed, and goes with the erasure of which it is the proof.
    """

    __tablename__ = "privacy_request"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        Index("ix_privacy_request_list", "project_id", "id"),
    )

    number: Mapped[str] = mapped_column(Code(60))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    party_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{PARTY_TABLE}.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    applicant: Mapped[str] = mapped_column(String(10))
    applicant_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    details_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    purpose_id: Mapped[int | None] = mapped_column(Id)
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    warned_on: Mapped[date | None] = mapped_column(Date)
    identity_check: Mapped[str] = mapped_column(String(12))
    checked_by: Mapped[int | None] = mapped_column(Id)
    checked_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    holds: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    deferred_until: Mapped[date | None] = mapped_column(Date)
    refusal: Mapped[str] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(String(500))
    done: Mapped[dict[str, int]] = mapped_column(Json)
    job_id: Mapped[int | None] = mapped_column(Id)
    approval_id: Mapped[int | None] = mapped_column(Id)
    file_id: Mapped[int | None] = mapped_column(Id)
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(Id)
    closed_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class LegalHold(Keyed, KnownHere, Base):
    """A dispute or an inquiry for which all of a party's data stays, until somebody lifts it."""

    __tablename__ = "privacy_hold"
    __table_args__ = (same_group("party_id", PARTY_TABLE),)

    party_id: Mapped[int] = mapped_column(Id, index=True)
    reason: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(120))
    placed_by: Mapped[int] = mapped_column(Id)
    placed_at: Mapped[Any] = mapped_column(Instant)
    lifted_by: Mapped[int | None] = mapped_column(Id)
    lifted_at: Mapped[Any] = mapped_column(Instant, nullable=True)
