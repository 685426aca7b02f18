"""What a code by SMS may do: how long it is good, how often one is sent, how often one may guess."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

DIGITS = 6
GOOD_FOR = timedelta(minutes=5)
TRIES = 5
PAUSE = timedelta(minutes=1)
PER_DAY = 10
DAY = timedelta(days=1)


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def may_ask(asked_at: datetime | None, first_at: datetime | None, asked: int, now: datetime) -> bool:
    """Whether somebody may be sent another code: one a minute, ten within a day of the first."""
    if asked_at is not None and now - asked_at < PAUSE:
        return False
    return first_at is None or now - first_at >= DAY or asked < PER_DAY


def digest(key: bytes, person_id: int, code: str) -> bytes:
    """What is kept of a code to compare it; it says nothing without the key, though there are only a million codes."""
    return hmac.digest(key, b"%d\0" % person_id + code.encode(), "sha256")


def is_right(kept: bytes | None, given: bytes, made_at: datetime, tries: int, now: datetime) -> bool:
    """Whether a code that was given is the one in force; in constant time."""
    is_in_force = kept is not None and tries < TRIES and now - made_at < GOOD_FOR
    return hmac.compare_digest(kept or b"", given) and is_in_force
