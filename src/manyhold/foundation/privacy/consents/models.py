"""What people agree to: purposes, the texts that they saw, and each consent with its withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.parties.models import PARTY_TABLE, KnownHere
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import referable, same_group

PURPOSE_TABLE = "privacy_purpose"


class ConsentPurpose(Keyed, GroupScoped, Revised, Base):
    """Something that needs a consent of its own; `is_separate` as 个人信息保护法 wants for what is sensitive."""

    __tablename__ = PURPOSE_TABLE
    __table_args__ = (referable("group_id"), UniqueConstraint("group_id", "code"))

    code: Mapped[str] = mapped_column(Code(40))
    name: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    is_separate: Mapped[bool] = mapped_column()
    ended_on: Mapped[date | None] = mapped_column(Date)


class ConsentText(Keyed, GroupScoped, Base):
    """One version of what people are shown, never changed; `needs_anew` ends the consents to earlier ones."""

    __tablename__ = "privacy_consent_text"
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("purpose_id", "version"),
        same_group("purpose_id", PURPOSE_TABLE),
    )

    purpose_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    needs_anew: Mapped[bool] = mapped_column()
    published_by: Mapped[int] = mapped_column(Id)
    published_at: Mapped[Any] = mapped_column(Instant)


class Consent(Keyed, KnownHere, Base):
    """One person's consent to one text; withdrawn it stays, as the proof of both (at least three years)."""

    __tablename__ = "privacy_consent"
    __table_args__ = (
        Index("ix_privacy_consent_party", "party_id", "purpose_id"),
        same_group("party_id", PARTY_TABLE),
        same_group("purpose_id", PURPOSE_TABLE),
        same_group("text_id", "privacy_consent_text"),
    )

    party_id: Mapped[int] = mapped_column(Id)
    purpose_id: Mapped[int] = mapped_column(Id)
    text_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int] = mapped_column()
    channel: Mapped[str] = mapped_column(String(10))
    given_at: Mapped[Any] = mapped_column(Instant)
    recorded_by: Mapped[int] = mapped_column(Id)
    withdrawn_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    withdrawn_by: Mapped[int | None] = mapped_column(Id)
    withdrawal_channel: Mapped[str] = mapped_column(String(10), default="")
