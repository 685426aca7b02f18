"""Reads: holdings and households, masked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Holding, OwnershipTransfer, Party
from manyhold.foundation.parties.queries import in_force
from manyhold.foundation.parties.register.queries import today, usual_phones
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context

COLUMNS = (
    "id",
    "project_id",
    "space_id",
    "party_id",
    "role",
    "starts_on",
    "ends_on",
    "share",
    "is_payer",
    "is_contact",
    "is_vote_representative",
    "revision",
)


def listed() -> Select[Any]:
    """Holdings with their party and the label of their space."""
    return (
        select(Holding, Party, Space.label)
        .join(Party, Party.id == Holding.party_id)
        .join(Space, Space.id == Holding.space_id)
    )


def shown(ctx: Context, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows of `listed` as lists show them."""
    return [
        {
            **{name: getattr(holding, name) for name in COLUMNS},
            "space_label": label,
            "party_kind": party.kind,
            "party_name": sealing.masked_name(party.kind, sealing.name_of(ctx, party)),
            "name_is_masked": True,
        }
        for holding, party, label, *_ in rows
    ]


def one(ctx: Context, holding_id: int) -> dict[str, Any]:
    """One holding as lists show it."""
    return shown(ctx, ctx.session.execute(listed().where(Holding.id == holding_id)).all())[0]


def transfers_shown(ctx: Context, transfers: Sequence[OwnershipTransfer]) -> list[dict[str, Any]]:
    """Changes of owner with the holdings that they ended and began, in one query more."""
    columns = ("id", "project_id", "space_id", "effective_on", "reason", "note", "created_by", "created_at")
    ids = [transfer.id for transfer in transfers]
    touched = listed().where(or_(Holding.ended_by.in_(ids), Holding.begun_by.in_(ids))).order_by(Holding.id)
    rows = ctx.session.execute(touched).all() if ids else []
    return [
        {
            **{name: getattr(transfer, name) for name in columns},
            "ended": shown(ctx, [row for row in rows if row[0].ended_by == transfer.id]),
            "begun": shown(ctx, [row for row in rows if row[0].begun_by == transfer.id]),
        }
        for transfer in transfers
    ]


def household(ctx: Context, space: Space) -> dict[str, Any]:
    """The people of one space today, the contacts first, masked."""
    day = today(ctx, space.project_id)
    rows = ctx.session.execute(
        select(Holding, Party)
        .join(Party, Party.id == Holding.party_id)
        .where(Holding.space_id == space.id, in_force(day))
        .order_by(Holding.is_contact.desc(), Holding.id)
    ).all()
    phones = usual_phones(ctx, [party.id for _, party in rows])
    members = [
        {
            "party_id": party.id,
            "version_id": party.version_id,
            "kind": party.kind,
            "name": sealing.masked_name(party.kind, sealing.name_of(ctx, party)),
            "name_is_masked": True,
            "phone": phones.get(party.id),
            "role": holding.role,
            "starts_on": holding.starts_on,
            "is_payer": holding.is_payer,
            "is_contact": holding.is_contact,
        }
        for holding, party in rows
    ]
    return {"space_id": space.id, "project_id": space.project_id, "label": space.label, "members": members}
