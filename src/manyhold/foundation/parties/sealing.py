"""Sealing, opening and masking of what is personal about a party."""

from __future__ import annotations

from manyhold.foundation.parties.models import Party, PartyVersion, Phone
from manyhold.kernel import masking
from manyhold.kernel.context import Context
from manyhold.kernel.nametokens import NameTokens

NAME = "parties_party.name_sealed"
ID_NUMBER = "parties_party.id_number_sealed"
VERSION_NAME = "parties_version.name_sealed"
PHONE = "parties_phone.number_sealed"
ERASED = "已删除 "
"""How the neutral name begins that an erased party bears; what follows is its id."""


def name_tokens(ctx: Context) -> NameTokens:
    """The search tokens of the actor's group; their key outlives the rotation of data keys."""
    keys = ctx.runtime.keys
    oldest = keys.oldest_key_id
    return NameTokens(keys.derive("name tokens", ctx.group_id, key_id=oldest), keys.suite(oldest))


def name_of(ctx: Context, party: Party) -> str:
    """The name in full; it leaves the process only by `reveal` or masked."""
    return ctx.runtime.keys.open(NAME, party.id, party.name_sealed)


def version_name(ctx: Context, version: PartyVersion) -> str:
    """The name in full as it was; for documents that must carry it."""
    return ctx.runtime.keys.open(VERSION_NAME, version.id, version.name_sealed)


def number_of(ctx: Context, phone: Phone) -> str:
    """The telephone number in full."""
    return ctx.runtime.keys.open(PHONE, phone.id, phone.number_sealed)


def id_number_of(ctx: Context, party: Party) -> str:
    """The identity number or credit code in full; empty when none is known."""
    sealed = party.id_number_sealed
    return "" if sealed is None else ctx.runtime.keys.open(ID_NUMBER, party.id, sealed)


def masked_name(kind: str, name: str) -> str:
    """A name as lists show it; the neutral name of an erased party hides nobody."""
    if name.startswith(ERASED):
        return name
    return masking.company(name) if kind == "company" else masking.name(name)
