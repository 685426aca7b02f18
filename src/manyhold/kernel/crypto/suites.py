"""The two families of algorithms in which an installation may seal: the international one and China's own (国密).

`international` is AES-256-GCM (NIST SP 800-38D), HMAC-SHA-256 and HKDF-SHA-256 (RFC 5869). `national` is SM4 in GCM
(GB/T 32907, RFC 8998), HMAC-SM3 and HKDF over SM3 (GB/T 32905). A data key belongs to one family for life, and every
sealed value begins with the family's number: both can be read whatever new values are sealed with.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
TAG_BYTES = 16
SM4_BYTES = 16
DERIVED_BYTES = 32


class Sealer(Protocol):
    """Authenticated encryption under one key; what `encrypt` gives ends with the tag."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """Raises InvalidTag, or ValueError for what is too short."""
        ...


class Sm4Gcm:
    """SM4 in GCM, used as `AESGCM` is; the key has 16 bytes."""

    def __init__(self, key: bytes) -> None:
        self._algorithm = SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        sealing = Cipher(self._algorithm, GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(associated_data or b"")
        sealed = sealing.update(data) + sealing.finalize()
        return sealed + sealing.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        sealed, tag = data[:-TAG_BYTES], data[-TAG_BYTES:]
        opening = Cipher(self._algorithm, GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(associated_data or b"")
        return opening.update(sealed) + opening.finalize()


@dataclass(frozen=True, slots=True)
class Suite:
    """One family; `number` is what stored values begin with and never changes its meaning."""

    number: int
    name: str
    title: str

    def sealer(self, secret: bytes) -> Sealer:
        """The cipher of a 256-bit secret; SM4's own key of 128 bits is derived from it."""
        if self.number == INTERNATIONAL.number:
            return AESGCM(secret)
        return Sm4Gcm(self.derived(secret, "SM4 key")[:SM4_BYTES])

    def derived(self, secret: bytes, purpose: str) -> bytes:
        """A 256-bit key for one purpose (HKDF); knowing it tells nothing about another."""
        info = f"manyhold: {purpose}".encode()
        return HKDF(algorithm=self._hash(), length=DERIVED_BYTES, salt=None, info=info).derive(secret)

    def mac(self, key: bytes, message: bytes) -> bytes:
        """The HMAC of a message: 32 bytes."""
        if self.number == INTERNATIONAL.number:
            # Three times as fast as by way of the library's objects, and a search asks for dozens.
            return hmac.digest(key, message, "sha256")
        made = HMAC(key, SM3())
        made.update(message)
        return made.finalize()

    def _hash(self) -> HashAlgorithm:
        return SHA256() if self.number == INTERNATIONAL.number else SM3()


INTERNATIONAL = Suite(1, "international", "AES-256-GCM, HMAC-SHA-256")
NATIONAL = Suite(2, "national", "SM4-GCM, HMAC-SM3")
SUITES = {suite.number: suite for suite in (INTERNATIONAL, NATIONAL)}
BY_NAME = {suite.name: suite for suite in SUITES.values()}
