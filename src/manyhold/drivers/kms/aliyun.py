"""Alibaba Cloud KMS keeps the master key: it wraps and unwraps data keys by its Encrypt and Decrypt (KMS 2016-01-20).

A data key of 33 bytes at most is sent, far below the 6 KiB that Encrypt takes; its context goes along as the encryption
context, without which KMS does not decrypt. KMS turns the versions of its key by itself: a ciphertext names its own.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlsplit

from manyhold.drivers.aliyun import canonical_query, signed
from manyhold.drivers.road import Road
from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.clock import Clock
from manyhold.kernel.crypto.keys import MasterKeyError
from manyhold.kernel.crypto.tokens import random_token
from manyhold.kernel.settings import Settings

VERSION = "2016-01-20"
MARK = b"\x80"
"""What a data key wrapped by KMS begins with, apart from the families of `kernel.crypto.suites`."""
TRIES = 3


class AliyunKms:
    """`KeyManagement` by a key of KMS. Each data key is unwrapped once in a process."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._endpoint = settings.kms_endpoint.rstrip("/")
        self._named = settings.kms_key_id
        self._access = (settings.kms_access_key, settings.kms_secret_key)
        self._road = Road(settings, is_ours=True)
        self._clock = clock

    @property
    def key_id(self) -> str:
        return f"kms:{self._named}"[:40]

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Raises MasterKeyError when KMS refuses or does not answer."""
        plain = base64.b64encode(data_key).decode()
        said = self._called("Encrypt", {"KeyId": self._named, "Plaintext": plain}, context)
        return MARK + _text(said, "CiphertextBlob").encode()

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """Raises MasterKeyError when KMS did not wrap this, for this context, or does not answer."""
        if wrapped[:1] != MARK:
            raise MasterKeyError(f"{self.key_id} did not wrap this data key: run manyhold rotate-keys")
        said = self._called("Decrypt", {"CiphertextBlob": wrapped[1:].decode("ascii", "replace")}, context)
        try:
            return base64.b64decode(_text(said, "Plaintext"), validate=True)
        except binascii.Error:
            raise MasterKeyError("KMS answered no base64") from None

    def _called(self, action: str, query: dict[str, str], context: bytes) -> dict[str, Any]:
        asked = {**query, "EncryptionContext": json.dumps({"manyhold": context.decode()})}
        for left in reversed(range(TRIES)):
            try:
                return self._tried(action, canonical_query(asked))
            except Refused as error:
                if not (left and error.may_retry):
                    raise MasterKeyError(f"KMS at {self._endpoint} said {error.code} to {action}") from None
        raise AssertionError("every try ends")

    def _tried(self, action: str, query: str) -> dict[str, Any]:
        access_key, secret = self._access
        headers = signed(
            host=urlsplit(self._endpoint).netloc,
            action=action,
            version=VERSION,
            query=query,
            key_id=access_key,
            secret=secret,
            nonce=random_token(16),
            at=self._clock.now(),
        )
        said = self._road.post(f"{self._endpoint}/?{query}", headers=headers)
        if "Code" in said:
            raise Refused(str(said["Code"]), may_retry=str(said["Code"]) in _TRANSIENT)
        return said


_TRANSIENT = frozenset({"InternalFailure", "ServiceUnavailableTemporary", "Rejected.Throttling"})


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise MasterKeyError(f"KMS answered no {name}")
    return value
