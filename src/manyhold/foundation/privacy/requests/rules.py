"""The life of a request as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from manyhold.kernel.errors import Conflict

Kind = Literal["export", "correct", "erase", "withdraw"]
State = Literal["received", "verified", "awaiting_approval", "preparing", "deferred", "answered", "refused"]
Applicant = Literal["self", "guardian", "heir", "agent"]
IdentityCheck = Literal["document", "callback", "sign_in", "mandate"]
Refusal = Literal["not_identified", "law", "repeated", "others_harmed"]
HoldReason = Literal["dispute", "inquiry", "accident"]

RECEIVED, VERIFIED, AWAITING_APPROVAL, PREPARING, DEFERRED, ANSWERED, REFUSED = (
    "received", "verified", "awaiting_approval", "preparing", "deferred", "answered", "refused",
)  # fmt: skip
OPEN = (RECEIVED, VERIFIED, AWAITING_APPROVAL, PREPARING, DEFERRED)
CLOSED = (ANSWERED, REFUSED)


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done: from which states, and (None: any) for which kind of request."""

    sources: frozenset[str]
    kind: str | None = None


ACTS: Mapping[str, Act] = {
    "verify": Act(frozenset({RECEIVED})),
    "export": Act(frozenset({VERIFIED}), "export"),
    "correct": Act(frozenset({VERIFIED}), "correct"),
    "erase": Act(frozenset({VERIFIED, DEFERRED}), "erase"),
    "withdraw": Act(frozenset({VERIFIED}), "withdraw"),
    "refuse": Act(frozenset({RECEIVED, VERIFIED, DEFERRED})),
}


def require(act: str, kind: str, state: str) -> None:
    """Raise Conflict `act_not_allowed` where the life of a request does not allow the act now."""
    if act not in allowed(kind, state):
        raise Conflict("act_not_allowed", act=act, state=state)


def allowed(kind: str, state: str) -> list[str]:
    """The acts that may be done now, whoever may do them."""
    return [name for name, one in ACTS.items() if state in one.sources and one.kind in (None, kind)]
