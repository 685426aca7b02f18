"""How a webhook is signed and when it is tried again (Standard Webhooks 1.0)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

SECRET_MARK = "whsec_"
FORMER_LASTS = timedelta(hours=24)
RETRIES = tuple(timedelta(seconds=one) for one in (5, 300, 1800, 7200, 18_000, 28_800, 28_800))
"""Pauses after the first, second … failed try: together a day."""
GIVEN_UP_AFTER = timedelta(hours=24)
GONE = 410
"""Status by which a receiver says that it wants no more."""


def new_secret() -> str:
    """A signing secret as receivers are given it."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(keys: Iterable[str], message_id: str, timestamp: int, body: str) -> str:
    """The header `webhook-signature`: one for each secret that is in force."""
    signed = f"{message_id}.{timestamp}.{body}".encode()
    made = (
        hmac.new(base64.b64decode(key.removeprefix(SECRET_MARK)), signed, hashlib.sha256).digest()
        for key in keys
    )
    return " ".join(f"v1,{base64.b64encode(one).decode()}" for one in made)


def pause(failures: int) -> timedelta | None:
    """How long to wait after so many failures in a row; None when it was the last try."""
    return RETRIES[failures - 1] if failures <= len(RETRIES) else None


def rest(failures: int) -> timedelta:
    """How long an address rests after so many rounds without a success: at the most half an hour."""
    return RETRIES[min(failures, 3) - 1]


def is_given_up(failing_since: datetime, now: datetime) -> bool:
    """Whether an address has failed for so long that it is switched off."""
    return now - failing_since >= GIVEN_UP_AFTER
