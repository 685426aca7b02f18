"""Access tokens of providers, kept in memory while they last."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.clock import Clock

EARLY = timedelta(minutes=5)
"""A token is fetched anew before it ends: it must outlive the call that it is for."""

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Held:
    """The token of one set of credentials; whoever fetches it holds the lock, and nobody else's waits."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    token: str = ""
    until: datetime = NEVER


class Tokens:
    """One token for each set of credentials, fetched when first wanted; may be shared between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[bytes, _Held] = {}

    def token(self, credentials: tuple[str, ...], fetch: Callable[[], Mapping[str, Any]]) -> str:
        """The token in force; `fetch` answers `access_token` and `expires_in` seconds. Raises Refused."""
        held = self._held.setdefault(_key(credentials), _Held())
        with held.lock:
            if held.until <= self._clock.now():
                said = fetch()
                if "access_token" not in said:
                    raise Refused(f"errcode_{said.get('errcode', 'unknown')}")
                lasts = _lasts(said.get("expires_in", 7200))
                held.token = str(said["access_token"])
                held.until = self._clock.now() + max(lasts - EARLY, lasts / 2)
            return held.token

    def drop(self, credentials: tuple[str, ...]) -> None:
        """Forget a token that the provider does not take any more."""
        self._held.pop(_key(credentials), None)


def _key(credentials: tuple[str, ...]) -> bytes:
    return hashlib.sha256("\0".join(credentials).encode()).digest()


def _lasts(said: Any) -> timedelta:
    try:
        return timedelta(seconds=int(said))
    except (ValueError, TypeError, OverflowError):
        raise Refused("answer_unknown") from None


def called(
    tokens: Tokens,
    credentials: tuple[str, ...],
    fetch: Callable[[], Mapping[str, Any]],
    call: Callable[[str], dict[str, Any]],
    *,
    stale: frozenset[int],
    transient: frozenset[int] = frozenset({-1}),
) -> dict[str, Any]:
    """Call with the token in force, and once more with a fresh one when the provider says that it is `stale`.

    Raises Refused with `errcode_<n>`, which may be tried again when it is `transient`.
    """
    said = call(tokens.token(credentials, fetch))
    if _errcode(said) in stale:
        tokens.drop(credentials)
        said = call(tokens.token(credentials, fetch))
    code = _errcode(said)
    if code != 0:
        raise Refused(f"errcode_{code}", may_retry=code in transient)
    return said


def _errcode(said: Mapping[str, Any]) -> int:
    code = said.get("errcode", 0)
    if not isinstance(code, int):
        raise Refused("answer_unknown")
    return code
