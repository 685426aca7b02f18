"""Verbs: let a party hold a space, end it, pass ownership on, look into one household."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from manyhold.foundation.audit.service import note
from manyhold.foundation.parties import rules
from manyhold.foundation.parties.contract import OwnershipTransferred
from manyhold.foundation.parties.drafts import HoldingDraft
from manyhold.foundation.parties.held import add_holdings, held_of, refuse, refuse_closed
from manyhold.foundation.parties.holdings.schemas import (
    HoldingChange,
    HoldingIn,
    HouseholdLookIn,
    NewOwner,
    OwnershipTransferIn,
)
from manyhold.foundation.parties.models import Holding, OwnershipTransfer, Party
from manyhold.foundation.parties.register.service import draft_of
from manyhold.foundation.parties.service import add
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.events import publish
from manyhold.kernel.nametokens import phone_digits


def begin(ctx: Context, wanted: HoldingIn) -> Holding:
    """Let a known party hold a space. Raises BadInput with the codes of `rules.fault_of`."""
    space = _space(ctx, wanted.space_id)
    _known(ctx, wanted.party_id, "party_id")
    [holding_id] = add_holdings(ctx, [HoldingDraft(**wanted.model_dump())], project_id=space.project_id)
    return ctx.get(Holding, holding_id)


def change(ctx: Context, holding: Holding, wanted: HoldingChange) -> Holding:
    """End a holding or edit its share and flags.

    Raises BadInput with the codes of `rules.fault_of`, Conflict `ended_by_transfer` where a transfer did.
    """
    changes = {name: getattr(wanted, name) for name in wanted.model_fields_set}
    if missing := [name for name in changes if name.startswith("is_") and changes[name] is None]:
        raise BadInput.of(missing[0], "value_missing")
    if "ends_on" in changes and holding.ended_by is not None and changes["ends_on"] != holding.ends_on:
        raise Conflict("ended_by_transfer", transfer=holding.ended_by)
    changed = replace(_draft(holding), **changes)
    others = held_of(ctx, holding.project_id, {holding.space_id})[holding.space_id]
    refuse(changed, [other for other in others if other.id != holding.id])
    refuse_closed(changed, ctx.get(Space, holding.space_id).closed_on)
    for name, value in changes.items():
        setattr(holding, name, value)
    return holding


def transfer_ownership(ctx: Context, wanted: OwnershipTransferIn) -> OwnershipTransfer:
    """Pass a space to new owners on a day: the old ones end the day before, and nothing before it changes.

    With the owners end the developer, a prospective buyer and, unless it stays, the family; tenants stay
    (民法典 725). Bills keep the party for which they were made. Raises Conflict with the codes of
    `rules.transfer_fault`.
    """
    space = _space(ctx, wanted.space_id)
    if space.closed_on is not None:
        raise Conflict("space_closed", closed_on=space.closed_on.isoformat())
    held: list[Any] = held_of(ctx, space.project_id, {space.id})[space.id]
    if fault := rules.transfer_fault(held, wanted.effective_on):
        raise Conflict(fault, effective_on=wanted.effective_on.isoformat())
    transfer = OwnershipTransfer(
        project_id=space.project_id,
        space_id=space.id,
        effective_on=wanted.effective_on,
        reason=wanted.reason,
        note=wanted.note,
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    ctx.session.add(transfer)
    ctx.session.flush()
    ending = rules.ending(held, wanted.effective_on, family_stays=wanted.family_stays)
    for holding in ending:
        holding.ends_on, holding.ended_by = rules.day_before(wanted.effective_on), transfer.id
    ctx.session.flush()
    begun = [_new_owner(ctx, space, transfer, owner, place) for place, owner in enumerate(wanted.new_owners)]
    add_holdings(ctx, begun, project_id=space.project_id, field="new_owners.")
    publish(
        ctx,
        OwnershipTransferred(
            id=transfer.id,
            space_id=space.id,
            effective_on=wanted.effective_on,
            old_party_ids=tuple(one.party_id for one in ending if one.role in rules.OWNERS),
            new_party_ids=tuple(one.party_id for one in begun),
        ),
        project_id=space.project_id,
    )
    return transfer


def look(ctx: Context, space: Space, wanted: HouseholdLookIn) -> None:
    """Put on the record that a household is opened, and for whom or why. Raises BadInput `reason_missing`."""
    caller, reason = wanted.caller.strip(), wanted.reason.strip()
    if not caller and not reason:
        raise BadInput.of("reason", "reason_missing")
    masked = masking.phone(caller) if phone_digits(caller) else masking.name(caller)
    note(
        ctx,
        "look_up",
        Space.__tablename__,
        space.id,
        project_id=space.project_id,
        reason=reason,
        caller=masked,
    )


def _new_owner(
    ctx: Context, space: Space, transfer: OwnershipTransfer, owner: NewOwner, place: int
) -> HoldingDraft:
    if (owner.party_id is None) == (owner.party is None):
        raise BadInput.of(f"new_owners.{place}.party_id", "one_of_party_id_and_party")
    if owner.party_id is not None:
        party_id = _known(ctx, owner.party_id, f"new_owners.{place}.party_id")
    else:
        assert owner.party is not None
        party_id = add(ctx, draft_of(owner.party), project_id=space.project_id, space_id=space.id).id
    return HoldingDraft(
        party_id=party_id,
        space_id=space.id,
        role=owner.role,
        starts_on=transfer.effective_on,
        share=owner.share,
        is_payer=owner.is_payer,
        is_contact=owner.is_contact,
        is_vote_representative=owner.is_vote_representative,
        begun_by=transfer.id,
    )


def _space(ctx: Context, space_id: int) -> Space:
    space = ctx.one(Space, Space.id == space_id)
    if space is None:
        raise BadInput.of("space_id", "unknown_reference")
    return space


def _known(ctx: Context, party_id: int, field: str) -> int:
    if ctx.one(Party, Party.id == party_id) is None:
        raise BadInput.of(field, "unknown_reference")
    return party_id


def _draft(holding: Holding) -> HoldingDraft:
    return HoldingDraft(
        party_id=holding.party_id,
        space_id=holding.space_id,
        role=holding.role,
        starts_on=holding.starts_on,
        ends_on=holding.ends_on,
        share=holding.share,
        is_payer=holding.is_payer,
        is_contact=holding.is_contact,
        is_vote_representative=holding.is_vote_representative,
    )
