"""Random tokens: what the public, a phone or a browser holds instead of an id."""

import hashlib
import secrets


def random_token(byte_count: int = 24) -> str:
    """A token of that many random bytes, safe in a URL; 24 bytes make 32 characters."""
    if byte_count < 16:
        raise ValueError("a token of fewer than 16 bytes can be guessed")
    return secrets.token_urlsafe(byte_count)


def token_digest(token: str) -> bytes:
    """What the database keeps of a random token, so that a thief of the database cannot present it."""
    return hashlib.sha256(token.encode()).digest()
