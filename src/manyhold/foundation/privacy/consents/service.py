"""Verbs: publish what people agree to, record a consent, withdraw it."""

from __future__ import annotations

from sqlalchemy import func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.parties.models import Party
from manyhold.foundation.privacy.consents.models import Consent, ConsentPurpose, ConsentText
from manyhold.foundation.privacy.consents.schemas import ConsentIn, ConsentTextIn, PurposeIn
from manyhold.foundation.privacy.contract import ConsentWithdrawn
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.events import publish


def open_purpose(ctx: Context, wanted: PurposeIn) -> ConsentPurpose:
    """A new purpose with its first text. Raises BadInput `code_taken`."""
    if ctx.one(ConsentPurpose, ConsentPurpose.code == wanted.code) is not None:
        raise BadInput.of("code", "code_taken")
    row = ConsentPurpose(
        group_id=ctx.group_id,
        code=wanted.code,
        name=wanted.name.strip(),
        name_en=wanted.name_en.strip(),
        is_separate=wanted.is_separate,
    )
    ctx.session.add(row)
    ctx.session.flush()
    publish_text(ctx, row, ConsentTextIn(text=wanted.text, text_en=wanted.text_en, needs_anew=False))
    return row


def publish_text(ctx: Context, purpose: ConsentPurpose, wanted: ConsentTextIn) -> ConsentText:
    """The next version of the text; it holds at once. Raises Conflict `purpose_ended`."""
    _require_open(purpose)
    last = ctx.session.scalar(
        select(func.max(ConsentText.version)).where(ConsentText.purpose_id == purpose.id)
    )
    text = ConsentText(
        group_id=ctx.group_id,
        purpose_id=purpose.id,
        version=(last or 0) + 1,
        text=wanted.text.strip(),
        text_en=wanted.text_en.strip(),
        needs_anew=wanted.needs_anew,
        published_by=ctx.actor.id,
        published_at=ctx.now,
    )
    ctx.session.add(text)
    ctx.session.flush()
    return text


def end_purpose(ctx: Context, purpose: ConsentPurpose) -> None:
    """Nothing is done for this purpose any more. Raises Conflict `purpose_ended`."""
    _require_open(purpose)
    purpose.ended_on = business_date(ctx.now, GROUP_ZONE)


def give(ctx: Context, wanted: ConsentIn) -> Consent:
    """Record that a person agrees to the newest text; an earlier consent to the purpose gives way to it."""
    purpose = ctx.session.get(ConsentPurpose, wanted.purpose_id)
    if purpose is None:
        raise BadInput.of("purpose_id", "unknown_reference")
    _require_open(purpose)
    party = ctx.session.get(Party, wanted.party_id)
    if party is None:
        raise BadInput.of("party_id", "unknown_reference")
    if party.erased_at is not None:
        raise BadInput.of("party_id", "party_erased")
    text = ctx.session.scalars(
        select(ConsentText)
        .where(ConsentText.purpose_id == purpose.id)
        .order_by(ConsentText.version.desc())
        .limit(1)
    ).one()
    row = Consent(
        group_id=ctx.group_id,
        party_id=party.id,
        purpose_id=purpose.id,
        text_id=text.id,
        version=text.version,
        channel=wanted.channel,
        given_at=ctx.now,
        recorded_by=ctx.actor.id,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def withdraw(ctx: Context, row: Consent, channel: str) -> None:
    """Withdraw one consent, and with it any other that the person gave to the purpose. Raises Conflict."""
    if row.withdrawn_at is not None:
        raise Conflict("consent_withdrawn")
    withdraw_all(ctx, row.party_id, ctx.get(ConsentPurpose, row.purpose_id), channel=channel)


def withdraw_all(ctx: Context, party_id: int, purpose: ConsentPurpose, *, channel: str) -> int:
    """Withdraw what a person has agreed to of a purpose; how many consents that ended."""
    given = ctx.session.scalars(
        select(Consent).where(
            Consent.party_id == party_id,
            Consent.purpose_id == purpose.id,
            Consent.withdrawn_at.is_(None),
        )
    ).all()
    for one in given:
        one.withdrawn_at, one.withdrawn_by, one.withdrawal_channel = ctx.now, ctx.actor.id, channel
    if given:
        publish(ctx, ConsentWithdrawn(party_id=party_id, purpose=purpose.code), project_id=None)
    return len(given)


def _require_open(purpose: ConsentPurpose) -> None:
    if purpose.ended_on is not None:
        raise Conflict("purpose_ended", ended_on=purpose.ended_on.isoformat())
