"""Verbs: rename and edit a party, unmask one of its fields."""

from __future__ import annotations

from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.parties import identification, sealing
from manyhold.foundation.parties.drafts import HoldingDraft, PartyDraft
from manyhold.foundation.parties.models import Link, Party, PartyVersion, Phone, Reveal
from manyhold.foundation.parties.register.queries import phones_of
from manyhold.foundation.parties.register.schemas import PartyChange, PartyIn, PartyNew, RevealIn
from manyhold.foundation.parties.reveals.service import require_one_more
from manyhold.foundation.parties.service import MOST_PHONES, add, phone_row, tokens_of, write_tokens
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotFound


def create(ctx: Context, wanted: PartyIn) -> Party:
    """A new party with what it holds from the beginning."""
    holdings = tuple(HoldingDraft(**holding.model_dump()) for holding in wanted.holdings)
    party = add(ctx, draft_of(wanted, holdings), project_id=wanted.project_id, space_id=wanted.space_id)
    ctx.runtime.own_fields.keep(ctx.session, "party", party, wanted.own, is_new=True)
    return party


def draft_of(wanted: PartyNew, holdings: tuple[HoldingDraft, ...] = ()) -> PartyDraft:
    """The request as a draft."""
    return PartyDraft(
        kind=wanted.kind,
        name=wanted.name,
        phones=tuple(wanted.phones),
        id_kind=wanted.id_kind,
        id_number=wanted.id_number,
        gender=wanted.gender,
        holdings=holdings,
    )


def change(ctx: Context, party: Party, wanted: PartyChange) -> Party:
    """Edit a party; a new name is a new version, and bills keep the one that they refer to.

    Raises Conflict `party_erased`.
    """
    if party.erased_at is not None:
        raise Conflict("party_erased")
    keys = ctx.runtime.keys
    if wanted.name is not None and (name := identification.name(wanted.name)) != sealing.name_of(ctx, party):
        _rename(ctx, party, name)
    if wanted.id_kind is not None or wanted.id_number is not None:
        id_kind: identification.IdKind = party.id_kind if wanted.id_kind is None else wanted.id_kind  # pyright: ignore
        number = identification.id_number(party.kind, id_kind, wanted.id_number or "")  # pyright: ignore
        party.id_kind = id_kind
        party.id_number_sealed = keys.seal(sealing.ID_NUMBER, party.id, number) if number else None
    if wanted.gender is not None:
        if wanted.gender and party.kind == "company":
            raise BadInput.of("gender", "company_without_gender")
        party.gender = wanted.gender
    _change_phones(ctx, party, wanted)
    ctx.session.flush()
    numbers = [sealing.number_of(ctx, phone) for phone in phones_of(ctx, party.id)]
    id_number = sealing.id_number_of(ctx, party)
    write_tokens(
        ctx, party.id, tokens_of(sealing.name_tokens(ctx), sealing.name_of(ctx, party), numbers, id_number)
    )
    ctx.runtime.own_fields.keep(ctx.session, "party", party, wanted.own or {})
    ctx.session.flush()
    return party


def reveal(ctx: Context, party: Party, wanted: RevealIn) -> str:
    """One field in full, for a reason, on the record.

    Raises TooManyRequests `reveal_limit`, NotFound `nothing_to_reveal`.
    """
    require_one_more(ctx)
    value = _in_full(ctx, party, wanted)
    if not value:
        raise NotFound("nothing_to_reveal", field=wanted.field)
    bulk.insert_rows(ctx.session, Reveal, [{"party_id": party.id, "at": ctx.now}], is_audited=False)
    project_id = ctx.session.scalar(
        select(Link.project_id).where(Link.party_id == party.id).order_by(Link.id).limit(1)
    )
    subject = Party.__tablename__
    note(
        ctx,
        "reveal",
        subject,
        party.id,
        project_id=project_id,
        reason=wanted.reason.strip(),
        field=wanted.field,
    )
    return value


def _in_full(ctx: Context, party: Party, wanted: RevealIn) -> str:
    if wanted.field == "name":
        return sealing.name_of(ctx, party)
    if wanted.field == "id_number":
        return sealing.id_number_of(ctx, party)
    phones = [phone for phone in phones_of(ctx, party.id) if wanted.phone_id in (None, phone.id)]
    return sealing.number_of(ctx, phones[0]) if phones else ""


def _rename(ctx: Context, party: Party, name: str) -> None:
    seal = ctx.runtime.keys.seal
    version_id = bulk.reserve_ids(ctx.session, 1)
    sealed = seal(sealing.VERSION_NAME, version_id, name)
    ctx.session.add(
        PartyVersion(
            id=version_id, group_id=party.group_id, party_id=party.id, name_sealed=sealed, created_at=ctx.now
        )
    )
    party.name_sealed = seal(sealing.NAME, party.id, name)
    party.version_id = version_id


def _change_phones(ctx: Context, party: Party, wanted: PartyChange) -> None:
    phones = {phone.id: phone for phone in phones_of(ctx, party.id)}
    for phone_id in wanted.removed_phone_ids:
        if phone_id not in phones:
            raise BadInput.of("removed_phone_ids", "unknown_reference")
        ctx.session.delete(phones.pop(phone_id))
    known = {sealing.number_of(ctx, phone) for phone in phones.values()}
    place = max((phone.place for phone in phones.values()), default=-1) + 1
    for text in wanted.added_phones:
        number = identification.telephone(text).number
        if number in known:
            continue
        known.add(number)
        phone = phone_row(ctx, bulk.reserve_ids(ctx.session, 1), party.id, place, number)
        ctx.session.add(Phone(group_id=party.group_id, **phone))
        place += 1
    if len(known) > MOST_PHONES:
        raise BadInput.of("added_phones", "too_many_phones", most=MOST_PHONES)
