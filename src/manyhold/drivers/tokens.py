"""Access tokens of providers, kept in memory while they last."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.clock import Clock

EARLY = timedelta(minutes=5)
"""A token is fetched anew before it ends: it must outlive the call that it is for."""


class Tokens:
    """One token for each set of credentials, fetched when first wanted; may be shared between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._held: dict[bytes, tuple[str, datetime]] = {}
        self._lock = threading.Lock()

    def token(self, credentials: tuple[str, ...], fetch: Callable[[], Mapping[str, Any]]) -> str:
        """The token in force; `fetch` answers `access_token` and `expires_in` seconds. Raises Refused."""
        key = hashlib.sha256("\0".join(credentials).encode()).digest()
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[1] > self._clock.now():
                return held[0]
            said = fetch()
            if "access_token" not in said:
                raise Refused(f"errcode_{said.get('errcode', 'unknown')}")
            lasts = timedelta(seconds=int(said.get("expires_in", 7200)))
            self._held[key] = (str(said["access_token"]), self._clock.now() + max(lasts - EARLY, lasts / 2))
            return self._held[key][0]

    def drop(self, credentials: tuple[str, ...]) -> None:
        """Forget a token that the provider does not take any more."""
        with self._lock:
            self._held.pop(hashlib.sha256("\0".join(credentials).encode()).digest(), None)


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
    if said.get("errcode") in stale:
        tokens.drop(credentials)
        said = call(tokens.token(credentials, fetch))
    code = said.get("errcode", 0)
    if code != 0:
        raise Refused(f"errcode_{code}", may_retry=code in transient)
    return said
