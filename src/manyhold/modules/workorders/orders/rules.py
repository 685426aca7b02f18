"""The life of an order as data, and the sums of one order: due, late, rework, its number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from manyhold.foundation.standards.dictionaries.rules import Vocabulary
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.workorders.orders.catalogue import CATEGORY_BY_CODE, ORDINARY, URGENCY_BY_CODE

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
    """The urgency that a category has when nobody says another; a group's own category is an ordinary one."""
    known = CATEGORY_BY_CODE.get(category)
    return known.urgency if known else ORDINARY


CATEGORIES = "workorders.category"
"""The dictionary of what is reported, on two levels."""


def check_words(words: Vocabulary, category: str, kind: str, urgency: str, day: date | None = None) -> None:
    """Raise BadInput for a category, second level or urgency that the project does not have, or not on this day.

    An empty second level says that nobody has looked yet. Of the past (no `day`) retired words are right too.
    """

    def is_known(code: str, parent: str = "") -> bool:
        return words.find(code, parent) is not None if day is None else words.offers(code, parent, day)

    if not is_known(category):
        raise BadInput.of("category", "unknown_category", category=category)
    if kind and not is_known(kind, category):
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


NUMBERED = "workorders.order"
"""What people call an order on the phone is made by the group's rule for this kind: unique in its group."""
_PREFIX = re.compile(r"wx(?:[\s-]+|(?=[0-9]{6})|$)", re.IGNORECASE)
"""What every number begins with. A project's own code may begin so too (`WX01` in 无锡)."""
_DAY = re.compile(r"(?:.+-)?[0-9]{8}(?:-[0-9]{0,9})?")


def number_pattern(typed: str, *, among_all: bool = False) -> str | None:
    """The ILIKE pattern, escaped by a backslash, for what somebody typed of a number; None where it says nothing.

    `WX-P01-20261122-0007`, `P01`, `20261122`, `20261122-7`, `7` and `0007` are understood, each with or without
    its `WX`; anything else is a beginning. Where orders stand among all things, as in the search box, only what has
    its `WX` or its day means an order.
    """
    whole = typed.strip()
    prefix = _PREFIX.match(whole)
    text = re.sub(r"[\s%\\]", "", whole[prefix.end() :] if prefix else whole).replace("_", r"\_")
    if not text or (among_all and prefix is None and _DAY.fullmatch(text) is None):
        return None
    if re.fullmatch(r"[0-9]{1,5}", text):
        return f"WX-%-{int(text):04d}"
    if re.fullmatch(r"[0-9]{6,8}", text):
        return f"WX-%{text}%"  # a day or its beginning, or a project whose code is a number
    if ending := re.fullmatch(r"(?:(.+)-)?([0-9]{8})-([0-9]{1,9})", text):
        code, day, sequence = ending.groups()
        return f"WX-{code or '%'}-{day}-{int(sequence):04d}"
    return f"WX-{text}%"


_OWN_NUMBER = re.compile(r"(?=.*[0-9])[^\s%\\]{4,60}")


def number_patterns(typed: str, *, among_all: bool = False, has_own_form: bool = True) -> list[str]:
    """The ILIKE patterns for what somebody typed: of the customary number, and of one by a rule of the group's own.

    A number of another form is found by its beginning; where orders stand among all things, from four characters on
    with a digit among them.
    """
    customary = number_pattern(typed, among_all=among_all)
    text = typed.strip()
    found = [] if customary is None else [customary]
    if has_own_form and _OWN_NUMBER.fullmatch(text) and not (among_all and text.isdecimal()):
        found.append(text.replace("_", r"\_") + "%")
    return found
