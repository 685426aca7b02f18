"""What is kept of a party itself: collected for its copy, overwritten at its erasure (see `kernel.personal_data`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import (
    Holding,
    Link,
    OwnershipTransfer,
    Party,
    PartyValue,
    PartyVersion,
    SearchToken,
)
from manyhold.foundation.parties.models import Phone as PhoneRow
from manyhold.foundation.parties.register.queries import GROUP_ZONE, phones_of
from manyhold.foundation.spaces.models import Space, SpaceValue
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date, start_of_day
from manyhold.kernel.context import Context
from manyhold.kernel.personal_data import Hold, Record


def collect_identity(ctx: Context, party_id: int) -> list[Record]:
    """The party, its documents, telephone numbers and own fields, in full."""
    party = ctx.get(Party, party_id)
    known: list[Record] = [
        {
            "kind": party.kind,
            "name": sealing.name_of(ctx, party),
            "gender": party.gender,
            "id_kind": party.id_kind,
            "id_number": sealing.id_number_of(ctx, party),
            "since": party.created_at.isoformat(),
        }
    ]
    known += (
        {"telephone": sealing.number_of(ctx, phone), "telephone_kind": phone.kind}
        for phone in phones_of(ctx, party_id)
    )
    own = ctx.runtime.own_fields.in_full(ctx.session, "party", [party_id])
    known += ({"own_field": code, "value": value} for code, value in own.get(party_id, {}).items())
    return known


def collect_names(ctx: Context, party_id: int) -> list[Record]:
    """Every name that it has been kept under."""
    versions = ctx.session.scalars(
        select(PartyVersion).where(PartyVersion.party_id == party_id).order_by(PartyVersion.id)
    )
    return [{"name": sealing.version_name(ctx, one), "since": one.created_at.isoformat()} for one in versions]


def collect_holdings(ctx: Context, party_id: int) -> list[Record]:
    """Which spaces it has held, in which role, from when to when."""
    rows = ctx.session.execute(
        select(Holding, Space.label)
        .join(Space, Space.id == Holding.space_id)
        .where(Holding.party_id == party_id)
        .order_by(Holding.starts_on, Holding.id)
    )
    return [
        {
            "space": label,
            "role": one.role,
            "starts_on": one.starts_on.isoformat(),
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "share": str(one.share) if one.share is not None else None,
        }
        for one, label in rows
    ]


def holdings_that_hold(ctx: Context, party_id: int) -> list[Hold]:
    """A space that it holds today or will hold: the contract is running (个人信息保护法 13, item 2)."""
    today = business_date(ctx.now, GROUP_ZONE)
    rows = ctx.session.execute(
        select(Holding.project_id, Holding.role, Holding.ends_on, Space.label)
        .join(Space, Space.id == Holding.space_id)
        .where(Holding.party_id == party_id, or_(Holding.ends_on.is_(None), Holding.ends_on >= today))
        .order_by(Holding.id)
    )
    return [
        Hold("running_holding", row.project_id, row.ends_on, {"space": row.label, "role": row.role})
        for row in rows
    ]


def erase_identity(ctx: Context, party_id: int, neutral_name: str) -> int:
    """Overwrite every name by the neutral one; numbers, documents, own fields and search tokens go wholly."""
    seal, party = ctx.runtime.keys.seal, ctx.get(Party, party_id)
    party.name_sealed = seal(sealing.NAME, party.id, neutral_name)
    party.id_kind, party.id_number_sealed, party.gender = "", None, ""
    party.erased_at = ctx.now
    versions = ctx.session.scalars(select(PartyVersion).where(PartyVersion.party_id == party_id)).all()
    for version in versions:
        version.name_sealed = seal(sealing.VERSION_NAME, version.id, neutral_name)
    ctx.session.flush()
    bulk.delete_where(ctx.session, SearchToken, [SearchToken.party_id == party_id], is_audited=False)
    gone = bulk.delete_where(ctx.session, PartyValue, [PartyValue.party_id == party_id])
    gone += bulk.delete_where(ctx.session, PhoneRow, [PhoneRow.party_id == party_id])
    return 1 + len(versions) + gone


def erase_what_spaces_tell(ctx: Context, party_id: int, neutral_name: str) -> int:
    """Notes on the transfers by which it came or went, and personal own fields of spaces that nobody holds after it."""
    return _erase_transfer_notes(ctx, party_id) + _erase_space_values(ctx, party_id)


def _erase_space_values(ctx: Context, party_id: int) -> int:
    today = business_date(ctx.now, GROUP_ZONE)
    held = select(Holding.space_id).where(Holding.party_id == party_id)
    others = select(Holding.space_id).where(
        Holding.party_id != party_id, or_(Holding.ends_on.is_(None), Holding.ends_on >= today)
    )
    where = [
        SpaceValue.sealed.is_not(None),
        SpaceValue.space_id.in_(held),
        SpaceValue.space_id.not_in(others),
    ]
    return bulk.delete_where(ctx.session, SpaceValue, where)


def _erase_transfer_notes(ctx: Context, party_id: int) -> int:
    documents = select(Holding.begun_by).where(Holding.party_id == party_id, Holding.begun_by.is_not(None))
    ended = select(Holding.ended_by).where(Holding.party_id == party_id, Holding.ended_by.is_not(None))
    where = [
        or_(OwnershipTransfer.id.in_(documents), OwnershipTransfer.id.in_(ended)),
        OwnershipTransfer.note != "",
    ]
    return bulk.update_where(ctx.session, OwnershipTransfer, where, {"note": ""})


def former(before: date) -> Select[Any]:
    """People, and not companies, of whom the last holding ended before that day; known since before it too."""
    last = select(Holding.id).where(
        Holding.party_id == Party.id, or_(Holding.ends_on.is_(None), Holding.ends_on >= before)
    )
    return select(Party.id, Party.id.label("party_id")).where(
        Party.kind == "person",
        Party.erased_at.is_(None),
        Party.created_at < start_of_day(before, GROUP_ZONE),
        ~last.exists(),
    )


def project_of(ctx: Context, party_id: int) -> int | None:
    """The first project of the scope that knows the party."""
    return ctx.session.scalar(select(func.min(Link.project_id)).where(Link.party_id == party_id))
