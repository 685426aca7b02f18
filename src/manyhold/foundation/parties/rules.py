"""Who may hold a space beside whom, and who is liable to pay for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, Protocol, TypeVar, get_args

Role = Literal["owner", "co_owner", "family", "tenant", "occupant", "developer", "prospective"]
ROLES: tuple[str, ...] = get_args(Role)
OWNERS = frozenset({"owner", "co_owner"})
VOTING = OWNERS | {"developer", "prospective"}
"""Who votes: owners, the developer of what is unsold, a buyer in possession (法释〔2009〕7 号 1)."""
GIVING = OWNERS | {"developer", "prospective"}
"""Holdings that a change of owner ends."""
LIABILITY: tuple[str, ...] = ("owner", "co_owner", "developer")
"""Who is liable when nobody is flagged as payer, first to last (民法典 944; till handover the developer)."""
WHOLE = Decimal(1)


class Held(Protocol):
    """A holding of one space."""

    @property
    def party_id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date | None: ...
    @property
    def share(self) -> Decimal | None: ...
    @property
    def is_payer(self) -> bool: ...
    @property
    def is_vote_representative(self) -> bool: ...


def fault_of(new: Held, others: Iterable[Held]) -> str:
    """Why a holding may not stand beside the others of its space; empty when it may.

    The codes: `ends_before_start`, `share_out_of_range`, `share_without_ownership`, `vote_without_ownership`,
    `holding_overlaps` (the same party in the same role), `payer_taken`, `vote_representative_taken`,
    `shares_exceed_whole`.
    """
    if fault := _fault_alone(new):
        return fault
    beside = [other for other in others if overlap(new, other)]
    if any(other.party_id == new.party_id and other.role == new.role for other in beside):
        return "holding_overlaps"
    if new.is_payer and any(other.is_payer for other in beside):
        return "payer_taken"
    if new.is_vote_representative and any(other.is_vote_representative for other in beside):
        return "vote_representative_taken"
    if new.share is not None and most_held(new, beside) > WHOLE:
        return "shares_exceed_whole"
    return ""


def overlap(one: Held, other: Held) -> bool:
    """Whether there is a day on which both hold."""
    return (other.ends_on is None or one.starts_on <= other.ends_on) and (
        one.ends_on is None or other.starts_on <= one.ends_on
    )


def holds_on(held: Held, day: date) -> bool:
    """Whether the holding is in force on `day`."""
    return held.starts_on <= day and (held.ends_on is None or held.ends_on >= day)


def most_held(new: Held, beside: Sequence[Held]) -> Decimal:
    """The largest sum of shares on any day of `new`, itself included; a sum only rises when one begins."""
    days = {new.starts_on, *(max(other.starts_on, new.starts_on) for other in beside)}
    return max(
        sum((one.share for one in (new, *beside) if one.share is not None and holds_on(one, day)), Decimal(0))
        for day in days
    )


def transfer_fault(held: Iterable[Held], effective_on: date) -> str:
    """Why ownership of a space may not pass on that day; empty when it may.

    `transfer_already_known`: an owner begins on that day or later. `holding_ends_already`: an owner's end on
    that day or later is on record, and a transfer does not rewrite what is recorded.
    """
    owners = [one for one in held if one.role in OWNERS]
    if any(one.starts_on >= effective_on for one in owners):
        return "transfer_already_known"
    if any(one.ends_on is not None and one.ends_on >= effective_on for one in owners):
        return "holding_ends_already"
    return ""


Holding = TypeVar("Holding", bound=Held)


def ending(held: Iterable[Holding], effective_on: date, *, family_stays: bool) -> list[Holding]:
    """The holdings that end when ownership passes on that day; those that begin later or have ended stay."""
    roles = GIVING if family_stays else GIVING | {"family"}
    before = day_before(effective_on)
    return [one for one in held if one.role in roles and holds_on(one, before) and one.ends_on != before]


def day_before(day: date) -> date:
    """The last day of what ends when something else begins on `day`."""
    return day - timedelta(days=1)


def _fault_alone(new: Held) -> str:
    if new.ends_on is not None and new.ends_on < new.starts_on:
        return "ends_before_start"
    if new.share is not None:
        if not 0 < new.share <= WHOLE:
            return "share_out_of_range"
        if new.role not in OWNERS:
            return "share_without_ownership"
    if new.is_vote_representative and new.role not in VOTING:
        return "vote_without_ownership"
    return ""
