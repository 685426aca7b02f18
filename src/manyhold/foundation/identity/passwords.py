"""Hashing of passwords with argon2id: by turns, because one costs about a quarter of a CPU second.

Never call these inside a write transaction.
"""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from manyhold.kernel.turns import Turns

hasher = PasswordHasher()
"""The library's own settings, those of RFC 9106 for a server with little memory."""
_turns = Turns("sign_in_busy")


def hash_password(password: str) -> str:
    """The argon2id hash that is kept. Raises TooManyRequests `sign_in_busy`."""
    with _turns.one():
        return hasher.hash(password)


def password_matches(hashed: str, password: str) -> bool:
    """Whether `password` is the one behind `hashed`; an empty or unreadable hash matches nothing.

    Raises TooManyRequests `sign_in_busy`.
    """
    with _turns.one():
        try:
            return hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False


@cache
def nobodys_hash() -> str:
    """A hash that no password has: an unknown name must cost as much time as a wrong password."""
    return hasher.hash(secrets.token_hex(16))
