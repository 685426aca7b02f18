"""The life of an order as data, and the sums of one order: due, late, rework, its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.workorders.orders.catalogue import CATEGORY_BY_CODE, URGENCY_BY_CODE, is_kind

WAITING_DESK, REPORTED, ASSIGNED, ACCEPTED = "waiting_desk", "reported", "assigned", "accepted"
FINISHED, CLOSED, CANCELLED = "finished", "closed", "cancelled"
OPEN = frozenset({WAITING_DESK, REPORTED, ASSIGNED, ACCEPTED})
ENDED = frozenset({FINISHED, CLOSED, CANCELLED})
IN_HAND = frozenset({ASSIGNED, ACCEPTED})
"""States in which an order is somebody's load."""
EVERYWHERE = OPEN | ENDED

UNRATED, RATABLE, RATED = "none", "open", "rated"
"""The evaluation axis, beside the work's: nothing to rate yet, may be rated, rated."""

REWORK_WITHIN = timedelta(days=7)
"""An order reopened this soon counts as rework (返修) against the first-time fix rate."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One act: from which states, into which (None: the work stays where it is)."""

    sources: frozenset[str]
    target: str | None


TRANSITIONS: Mapping[str, Transition] = {
    "verify": Transition(frozenset({WAITING_DESK}), REPORTED),
    "assign": Transition(frozenset({REPORTED, ASSIGNED, ACCEPTED}), ASSIGNED),
    "accept": Transition(frozenset({ASSIGNED}), ACCEPTED),
    "refuse": Transition(frozenset({ASSIGNED, ACCEPTED}), REPORTED),
    "finish": Transition(frozenset({ACCEPTED}), FINISHED),
    "rate": Transition(frozenset({FINISHED, CLOSED}), CLOSED),
    "close": Transition(frozenset({FINISHED}), CLOSED),
    "cancel": Transition(OPEN, CANCELLED),
    "reopen": Transition(frozenset({FINISHED, CLOSED}), REPORTED),
    "note": Transition(EVERYWHERE, None),
}
BIRTHS = frozenset({WAITING_DESK, REPORTED})
"""An order begins in one of these by the act `report`."""


def after(act: str, state: str) -> str:
    """The state into which `act` leads from `state`; Conflict `act_not_allowed` when it is not declared."""
    transition = TRANSITIONS[act]
    if state not in transition.sources:
        raise Conflict("act_not_allowed", act=act, state=state)
    return transition.target or state


def allowed(state: str, evaluation: str) -> list[str]:
    """The acts that the life of an order allows now, whoever may do them."""
    acts = [act for act, transition in TRANSITIONS.items() if state in transition.sources]
    return [act for act in acts if act != "rate" or evaluation == RATABLE]


def check_ratable(evaluation: str) -> None:
    """Raise Conflict `already_rated` for the second rating of the same piece of work."""
    if evaluation == RATED:
        raise Conflict("already_rated")


def customary_urgency(category: str) -> str:
    """The urgency that a category has when nobody says another; empty for an unknown category."""
    known = CATEGORY_BY_CODE.get(category)
    return known.urgency if known else ""


def check_words(category: str, kind: str, urgency: str) -> None:
    """Raise BadInput for a category, second level or urgency that the catalogue does not have."""
    if category not in CATEGORY_BY_CODE:
        raise BadInput.of("category", "unknown_category", category=category)
    if not is_kind(category, kind):
        raise BadInput.of("kind", "unknown_category", category=kind)
    if urgency not in URGENCY_BY_CODE:
        raise BadInput.of("urgency", "unknown_urgency", urgency=urgency)


def due_at(urgency: str, reported_at: datetime) -> datetime:
    """When the work is to be finished: the clock runs around it, day and night."""
    return reported_at + URGENCY_BY_CODE[urgency].finish_within


def is_late(state: str, due: datetime, finished_at: datetime | None, now: datetime) -> bool:
    """Finished after it was due, or due and still open. What was cancelled is never late."""
    if state in OPEN:
        return due < now
    return state != CANCELLED and finished_at is not None and finished_at > due


def is_rework(finished_at: datetime | None, now: datetime) -> bool:
    """Whether an order reopened now counts as rework."""
    return finished_at is not None and now - finished_at <= REWORK_WITHIN


def number(day: date, sequence: int) -> str:
    """What people call an order on the phone: unique in its project, not without gaps."""
    return f"WX-{day:%Y%m%d}-{sequence:04d}"


def number_pattern(typed: str) -> str:
    """The LIKE pattern for what somebody typed of a number: its beginning, its day, or its last digits.

    `WX-20261122-0007`, `20261122`, `20261122-7`, `7` and `0007` are understood; anything else is a beginning.
    """
    text = re.sub(r"[\s_%\\]", "", typed).upper().removeprefix("WX").lstrip("-")
    if re.fullmatch(r"\d{1,5}", text):
        return f"WX-________-{int(text):04d}"
    day, _, sequence = text.partition("-")
    if len(day) == 8 and sequence.isdigit():
        return f"WX-{day}-{int(sequence):04d}"
    return f"WX-{text}%"
