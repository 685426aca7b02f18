"""Routes: what people agree to, and who has agreed."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.privacy.consents import queries, service
from manyhold.foundation.privacy.consents.models import Consent, ConsentPurpose
from manyhold.foundation.privacy.consents.schemas import (
    ConsentIn,
    ConsentOut,
    ConsentTextIn,
    PurposeIn,
    PurposeOut,
    WithdrawalIn,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

RECEIVE, READ, KEEP = "privacy.receive", "privacy.read_requests", "privacy.keep"
routes = Routes("/privacy", tag="privacy")


@routes.read("/purposes", permission=READ, response_model=list[PurposeOut])
def list_purposes(ctx: Context) -> Any:
    """Every purpose that needs a consent, with its texts."""
    return queries.purposes(ctx)


@routes.create("/purposes", permission=KEEP, response_model=PurposeOut)
def open_purpose(ctx: Context, wanted: PurposeIn) -> Any:
    """Add a purpose with its first text."""
    return queries.purpose(ctx, service.open_purpose(ctx, wanted).id)


@routes.act("/purposes/{purpose_id}/texts", permission=KEEP, response_model=PurposeOut)
def publish_text(ctx: Context, purpose_id: int, wanted: ConsentTextIn) -> Any:
    """Publish the next version of the text."""
    row = ctx.get(ConsentPurpose, purpose_id)
    service.publish_text(ctx, row, wanted)
    return queries.purpose(ctx, row.id)


@routes.act("/purposes/{purpose_id}/end", permission=KEEP, response_model=PurposeOut)
def end_purpose(ctx: Context, purpose_id: int) -> Any:
    """Nothing is done for this purpose any more."""
    row = ctx.get(ConsentPurpose, purpose_id)
    service.end_purpose(ctx, row)
    ctx.session.flush()
    return queries.purpose(ctx, row.id)


@routes.read("/consents", permission=READ, response_model=pages.Page[ConsentOut])
def list_consents(
    ctx: Context,
    party_id: int | None = None,
    purpose_id: int | None = None,
    in_force: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Consents, the newest first."""
    rows, after = pages.load(
        ctx,
        queries.found(party_id=party_id, purpose_id=purpose_id, in_force=in_force),
        order_by=[Consent.id],
        newest_first=True,
        limit=limit,
        cursor=cursor,
        bound=("privacy-consents", party_id, purpose_id, in_force),
    )
    return {"items": queries.shown(ctx, rows), "next_cursor": after}


@routes.read("/consents/count", permission=READ, response_model=pages.Count)
def count_consents(
    ctx: Context, party_id: int | None = None, purpose_id: int | None = None, in_force: bool | None = None
) -> Any:
    """How many consents there are."""
    return pages.count(ctx, queries.found(party_id=party_id, purpose_id=purpose_id, in_force=in_force))


@routes.create("/consents", permission=RECEIVE, response_model=ConsentOut)
def give_consent(ctx: Context, wanted: ConsentIn) -> Any:
    """Record that a person agrees to the newest text of a purpose."""
    return _one(ctx, service.give(ctx, wanted))


@routes.read("/consents/{consent_id}", permission=READ, response_model=ConsentOut)
def get_consent(ctx: Context, consent_id: int) -> Any:
    """One consent."""
    return _one(ctx, ctx.get(Consent, consent_id))


@routes.act("/consents/{consent_id}/withdraw", permission=RECEIVE, response_model=ConsentOut)
def withdraw_consent(ctx: Context, consent_id: int, wanted: WithdrawalIn) -> Any:
    """Withdraw it; from this moment nothing may rest on it."""
    row = ctx.get(Consent, consent_id)
    service.withdraw(ctx, row, wanted.channel)
    return _one(ctx, row)


def _one(ctx: Context, row: Consent) -> ConsentOut:
    ctx.session.flush()
    statement = queries.found(party_id=row.party_id, purpose_id=row.purpose_id, in_force=None)
    found = ctx.session.execute(statement.where(Consent.id == row.id)).all()
    return queries.shown(ctx, found)[0]
