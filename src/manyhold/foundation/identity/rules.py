"""Password policy and lock-out (customary for 等保: 8 characters of 3 classes, history 5, 5 failures × 30 minutes)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

COMPLETE = "done"
"""The step of a sign-in that lacks nothing."""
SECOND_FACTOR_MISSING = "second_factor_missing"
SHORTEST = 8
LONGEST = 128
CLASSES_WANTED = 3
HISTORY = 5
LASTS = timedelta(days=90)
FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=30)
IDLE_FOR = timedelta(hours=2)
COOKIE, SHARED = "cookie", "shared"
"""Kinds of sessions: one's own, and a turn at a shared device, which is over soon."""
SHARED_IDLE_FOR = timedelta(minutes=15)
SHARED_FOR = timedelta(hours=1)
SIGNED_IN_FOR = timedelta(hours=12)
ELEVATED_FOR = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=5)
TOKEN_DAYS_AT_MOST = 366
SOURCE_FAILURES_ALLOWED = 30
SOURCE_WINDOW = timedelta(minutes=10)
"""More wrong sign-ins from one network within the window than a whole office makes on a Monday morning."""
SOURCE_CODES_ALLOWED = 60
"""Codes that one network may ask for within the window."""


def password_fault(password: str, *, sign_in_name: str) -> str | None:
    """The code of what is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return "password_too_short"
    if len(password) > LONGEST:
        return "password_too_long"
    classes = (
        any(character.islower() for character in password),
        any(character.isupper() for character in password),
        any(character.isdigit() for character in password),
        any(not character.isalnum() for character in password),
    )
    if sum(classes) < CLASSES_WANTED:
        return "password_too_plain"
    if sign_in_name.lower() in password.lower():
        return "password_contains_name"
    return None


def was_used(matches: Callable[[str], bool], hashes: Sequence[str]) -> bool:
    """Whether a new password is one of the last ones, the newest first; `matches` compares it with a hash."""
    return any(matches(one) for one in hashes[:HISTORY])


def has_expired(changed_at: datetime, now: datetime) -> bool:
    """Whether a password is older than it may be."""
    return now - changed_at > LASTS


def locked_until(failures: int, now: datetime) -> datetime | None:
    """When sign-in is possible again after `failures` wrong passwords in a row; None when at once."""
    return now + LOCKED_FOR if failures >= FAILURES_ALLOWED else None


def session_is_over(seen_at: datetime, expires_at: datetime, now: datetime, kind: str = COOKIE) -> bool:
    """Whether a sign-in has ended by idleness or by age."""
    return now >= expires_at or now - seen_at > (SHARED_IDLE_FOR if kind == SHARED else IDLE_FOR)


def has_left(ends_at: datetime | None, now: datetime) -> bool:
    """Whether a leaver's last day is over: judged with every request, so that no worker is needed for it."""
    return ends_at is not None and ends_at <= now


def missing_step(step: str, *, must_change: bool, changed_at: datetime, now: datetime) -> str:
    """Code of what a signed-in person must do before anything else; empty when nothing."""
    if step != COMPLETE:
        return SECOND_FACTOR_MISSING
    if must_change or has_expired(changed_at, now):
        return "password_must_change"
    return ""


def network(address: str) -> str:
    """What counts as one source of sign-ins: an IPv4 address, or the /64 that an IPv6 customer is given."""
    known = _ip(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return address if known is None else str(known)


def is_this_machine(address: str) -> bool:
    """Whether somebody asks from the machine itself; a text that is no address does not."""
    known = _ip(address)
    return known is not None and known.is_loopback


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        known = ip_address(text)
    except ValueError:
        return None
    mapped = known.ipv4_mapped if isinstance(known, IPv6Address) else None
    return mapped or known
