"""The installation's signature of what it hands out: Ed25519 (RFC 8032), to be verified by anybody with OpenSSL.

The key is derived from the installation's first data key: a rotation leaves it alone, a backup never holds it in the clear.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from manyhold.kernel.crypto.keyring import Keyring

PURPOSE = "package signature ed25519"


def sign(keys: Keyring, message: bytes) -> bytes:
    """The detached signature, 64 bytes."""
    return _key(keys).sign(message)


def public_pem(keys: Keyring) -> bytes:
    """The public key as PEM (SubjectPublicKeyInfo)."""
    return _key(keys).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def fingerprint(keys: Keyring) -> str:
    """SHA-256 of the public key's DER form, in hex: to be told on another road than the package."""
    der = _key(keys).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def _key(keys: Keyring) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derive(PURPOSE, key_id=keys.oldest_key_id))
