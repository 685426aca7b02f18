"""Calls that 企业微信 and 钉钉 make to us: one form of signature and one of encryption, which both document.

The signature is SHA-1 over token, timestamp, nonce and ciphertext in sorted order. The ciphertext is AES-256-CBC
under the 43 characters of the key, whose first half is also the vector: 16 random bytes, the length of the text in
4 bytes, the text, and for whom it is; padded to 32 bytes (企业微信 加解密方案说明, 钉钉 事件订阅 消息体加解密).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32
KEY_CHARACTERS = 43
_RANDOM, _LENGTH = 16, 4


class NotTheirs(Exception):
    """A call that the provider did not make, or not to us."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a provider and we share of a group's calls; `receiver` is whom the provider means by us."""

    token: str
    aes_key: str
    receiver: str

    def opened(self, query: Mapping[str, str], ciphertext: str) -> str:
        """The text of a call. Raises NotTheirs for a wrong signature, key, or receiver."""
        proof = query.get("msg_signature") or query.get("signature") or ""
        wanted = self._signature(query.get("timestamp", ""), query.get("nonce", ""), ciphertext)
        if not hmac.compare_digest(proof.encode(), wanted.encode()):
            raise NotTheirs
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
            decryptor = self._cipher().decryptor()
            padded = decryptor.update(sealed) + decryptor.finalize()
            plain = padded[_RANDOM : len(padded) - padded[-1]]
            length = int.from_bytes(plain[:_LENGTH], "big")
            text, receiver = plain[_LENGTH : _LENGTH + length], plain[_LENGTH + length :]
            if receiver.decode() != self.receiver:
                raise NotTheirs
            return text.decode()
        except (binascii.Error, ValueError, IndexError):
            raise NotTheirs from None

    def sealed(self, text: str, *, timestamp: str, nonce: str) -> dict[str, str]:
        """Our answer, as 钉钉 wants it: encrypted and signed in the same way."""
        said = text.encode()
        plain = secrets.token_bytes(_RANDOM) + len(said).to_bytes(_LENGTH, "big") + said
        plain += self.receiver.encode()
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        ciphertext = base64.b64encode(sealed).decode()
        return {
            "msg_signature": self._signature(timestamp, nonce, ciphertext),
            "timeStamp": timestamp,
            "nonce": nonce,
            "encrypt": ciphertext,
        }

    def _signature(self, timestamp: str, nonce: str, ciphertext: str) -> str:
        parts = sorted((self.token, timestamp, nonce, ciphertext))
        return hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def envelope(token: str, aes_key: str, receiver: str) -> Envelope:
    """The envelope of a group's calls. Raises NotTheirs where the group has not said token and key."""
    if not token or len(aes_key) != KEY_CHARACTERS:
        raise NotTheirs
    return Envelope(token, aes_key, receiver)
