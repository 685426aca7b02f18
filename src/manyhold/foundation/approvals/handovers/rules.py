"""What of a document stands in an outside form, whose signature counts there, and how often we ask."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from manyhold.kernel.modules import Document, Fact

REFERENCE = "reference"
"""The source that every mapping has: our own number, by which an application that was submitted is found again."""
COMMON = (REFERENCE, "title", "project", "document", "link")
AFTER_FAULT = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120))
BETWEEN_QUESTIONS = tuple(timedelta(minutes=one) for one in (2, 10, 30, 60, 180, 360))
"""A call of the provider is quicker; where none ever arrives, the last interval goes on for as long as it takes."""


def sources(document: Document) -> tuple[str, ...]:
    """What of a type of document a form may be given."""
    return (*COMMON, *(fact.name for fact in document.facts))


def text_of(fact: Fact, value: int | str) -> str:
    """A fact as a form wants it: money in yuan with two decimals, a kind in words."""
    if fact.type == "amount_fen":
        amount = int(value)
        return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"
    if fact.type == "kind":
        return next((zh for code, zh, _ in fact.choices if code == value), str(value))
    return str(value)


def values(document: Document, facts: Mapping[str, int | str], common: Mapping[str, str]) -> dict[str, str]:
    """Every source of a document with what it says."""
    own = {fact.name: text_of(fact, facts[fact.name]) for fact in document.facts}
    return {**own, **common}


def signs_own(applicants: Collection[str], agreed: Collection[str]) -> bool:
    """Whether an applicant is among those who agreed; small and capital letters are the same account."""
    return not {one.casefold() for one in applicants if one}.isdisjoint(one.casefold() for one in agreed)


def next_question(asks: int) -> timedelta:
    """How long after the last question the next one is due."""
    return BETWEEN_QUESTIONS[min(asks, len(BETWEEN_QUESTIONS) - 1)]


def pause(attempts: int) -> timedelta | None:
    """When a hand-over that was not taken is tried again; None when people must see to it."""
    return AFTER_FAULT[attempts - 1] if attempts <= len(AFTER_FAULT) else None
