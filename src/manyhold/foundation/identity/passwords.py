"""Hashing of passwords with argon2id: two at a time, because one costs about a quarter of a CPU second.

Whoever comes when a short queue waits already is sent away at once: a flood of sign-ins must not hold the threads
that everybody else's requests need. Never call these inside a write transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from manyhold.kernel.errors import TooManyRequests

BUSY_SECONDS = 3
_hasher = PasswordHasher()
_hashing = BoundedSemaphore(2)
_queue = BoundedSemaphore(8)


def hash_password(password: str) -> str:
    """The argon2id hash that is kept. Raises TooManyRequests `sign_in_busy`."""
    with _turn():
        return _hasher.hash(password)


def password_matches(hashed: str, password: str) -> bool:
    """Whether `password` is the one behind `hashed`; an empty or unreadable hash matches nothing.

    Raises TooManyRequests `sign_in_busy`.
    """
    with _turn():
        try:
            return _hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def nobodys_hash() -> str:
    """A hash that no password has: an unknown name must cost as much time as a wrong password."""
    return _hasher.hash(secrets.token_hex(16))


@contextmanager
def _turn() -> Generator[None, None, None]:
    if not _queue.acquire(blocking=False):
        raise TooManyRequests(
            "sign_in_busy", headers={"Retry-After": str(BUSY_SECONDS)}, retry_after=BUSY_SECONDS
        )
    try:
        with _hashing:
            yield
    finally:
        _queue.release()
