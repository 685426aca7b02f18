"""Reads: purposes with their texts, consents, and the answer to `has_consent`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from manyhold.foundation.identity.names import names
from manyhold.foundation.parties.register.queries import masked_names
from manyhold.foundation.privacy.consents.models import Consent, ConsentPurpose, ConsentText
from manyhold.foundation.privacy.consents.schemas import ConsentOut, ConsentTextOut, PurposeOut
from manyhold.kernel.context import Context
from manyhold.kernel.personal_data import Record


class Consents:
    """ConsentQueries, answered in the caller's session."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def has_consent(self, party_id: int, purpose: str) -> bool:
        statement = (
            select(Consent.id)
            .join(ConsentPurpose, ConsentPurpose.id == Consent.purpose_id)
            .where(Consent.party_id == party_id, ConsentPurpose.code == purpose, counts())
        )
        return self._ctx.session.scalar(statement.limit(1)) is not None


def counts() -> ColumnElement[bool]:
    """The condition that a Consent, joined with its ConsentPurpose, holds now."""
    newer = aliased(ConsentText)
    asked_anew = select(newer.id).where(
        newer.purpose_id == Consent.purpose_id, newer.needs_anew, newer.version > Consent.version
    )
    return Consent.withdrawn_at.is_(None) & ConsentPurpose.ended_on.is_(None) & ~asked_anew.exists()


def purposes(ctx: Context) -> list[PurposeOut]:
    """Every purpose with its texts, in three queries."""
    rows = ctx.session.scalars(select(ConsentPurpose).order_by(ConsentPurpose.code)).all()
    texts = ctx.session.scalars(select(ConsentText).order_by(ConsentText.version.desc())).all()
    people = names(ctx, (one.published_by for one in texts))
    agreed: dict[int, int] = {
        row.purpose_id: row.people
        for row in ctx.session.execute(
            select(Consent.purpose_id, func.count(Consent.party_id.distinct()).label("people"))
            .join(ConsentPurpose, ConsentPurpose.id == Consent.purpose_id)
            .where(counts())
            .group_by(Consent.purpose_id)
        )
    }
    return [
        PurposeOut(
            **{name: getattr(row, name) for name in _PURPOSE},
            consents=agreed.get(row.id, 0),
            texts=[
                ConsentTextOut(
                    **{name: getattr(one, name) for name in _TEXT},
                    published_by_name=people.get(one.published_by, ""),
                )
                for one in texts
                if one.purpose_id == row.id
            ],
        )
        for row in rows
    ]


def purpose(ctx: Context, purpose_id: int) -> PurposeOut:
    """One purpose with its texts."""
    return next(one for one in purposes(ctx) if one.id == purpose_id)


def found(*, party_id: int | None, purpose_id: int | None, in_force: bool | None) -> Select[Any]:
    """Consents with whether they count; of one person, of one purpose, those in force."""
    statement = select(Consent, counts().label("counts")).join(
        ConsentPurpose, ConsentPurpose.id == Consent.purpose_id
    )
    if party_id is not None:
        statement = statement.where(Consent.party_id == party_id)
    if purpose_id is not None:
        statement = statement.where(Consent.purpose_id == purpose_id)
    if in_force is not None:
        statement = statement.where(counts() if in_force else ~counts())
    return statement


def shown(ctx: Context, rows: Sequence[Any]) -> list[ConsentOut]:
    """Rows of `found` with names."""
    parties = masked_names(ctx, (row[0].party_id for row in rows))
    people = names(ctx, (row[0].recorded_by for row in rows))
    known = {row.id: row.name for row in ctx.session.execute(select(ConsentPurpose.id, ConsentPurpose.name))}
    return [
        ConsentOut(
            **{name: getattr(row[0], name) for name in _CONSENT},
            party_name=parties.get(row[0].party_id, ""),
            purpose_name=known.get(row[0].purpose_id, ""),
            recorded_by_name=people.get(row[0].recorded_by, ""),
            withdrawal_channel=row[0].withdrawal_channel or None,
            counts=row[1],
        )
        for row in rows
    ]


def collect(ctx: Context, party_id: int) -> list[Record]:
    """What a person has agreed to and withdrawn, for their copy."""
    rows = ctx.session.execute(
        select(Consent, ConsentPurpose.name)
        .join(ConsentPurpose, ConsentPurpose.id == Consent.purpose_id)
        .where(Consent.party_id == party_id)
        .order_by(Consent.id)
    )
    return [
        {
            "purpose": name,
            "version": one.version,
            "given_at": one.given_at.isoformat(),
            "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
        }
        for one, name in rows
    ]


_PURPOSE = ("id", "code", "name", "name_en", "is_separate", "ended_on", "revision")
_TEXT = ("id", "version", "text", "text_en", "needs_anew", "published_at")
_CONSENT = ("id", "party_id", "purpose_id", "version", "channel", "given_at", "withdrawn_at")
