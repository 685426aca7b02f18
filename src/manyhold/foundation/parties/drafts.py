"""What is handed in to make parties: plain values, checked when they are added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from manyhold.foundation.parties.identification import Gender, IdKind, PartyKind


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingDraft:
    """A holding that is to begin."""

    space_id: int
    role: str
    starts_on: date
    ends_on: date | None = None
    share: Decimal | None = None
    is_payer: bool = False
    is_contact: bool = False
    is_vote_representative: bool = False
    party_id: int = 0
    """The holder; not known yet in the draft of a new party."""
    begun_by: int | None = None
    """The ownership transfer that begins it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDraft:
    """A person or company that is to be known, with what it holds."""

    kind: PartyKind
    name: str
    phones: tuple[str, ...] = ()
    id_kind: IdKind = ""
    id_number: str = ""
    gender: Gender = ""
    holdings: tuple[HoldingDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class AddedParty:
    """The ids of a party that was added, its holdings in the order of the draft."""

    party_id: int
    version_id: int
    holding_ids: tuple[int, ...]
