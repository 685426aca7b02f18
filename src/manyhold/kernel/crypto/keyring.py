"""Sealing of single fields, and keys derived for one purpose.

A sealed field is 1 byte family of algorithms (`suites`), 7 bytes data key id, 12 bytes nonce, ciphertext, 16 bytes tag. It opens
only in the column and row for which it was sealed. Its length tells the length of the text. Nonces are
random: a key seals up to 2^32 fields (NIST SP 800-38D, 8.3) and is rotated before.

A group's keyring seals the group's rows; the keyring of the installation (`group_id=None`) seals what belongs
to no group and is the root of derived keys, for index tokens, cursors, sessions and actor tokens. So a change
of a group's data key leaves its index alone, and a change of the root is its own task.
"""

import os
import re
import threading
from functools import lru_cache
from hmac import compare_digest

from cryptography.exceptions import InvalidTag

from manyhold.kernel.crypto.keys import DataKeyStore, KeyManagement, unwrapped
from manyhold.kernel.crypto.suites import NONCE_BYTES, SUITES, TAG_BYTES, Sealer, Suite

_PREFIX_BYTES = 8
_PLACE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class SealBroken(Exception):
    """The sealed bytes are damaged, from another place, row or group, or their key is gone."""


class DataKeyError(Exception):
    """The group has no data key in use, or the one that is asked for does not exist."""


class Keyring:
    """The data keys of one group, unwrapped once and kept in memory; may be shared between threads."""

    def __init__(self, management: KeyManagement, store: DataKeyStore, group_id: int | None) -> None:
        self.group_id = group_id
        self._management = management
        self._store = store
        self._loading = threading.Lock()
        self._secrets: dict[int, bytes] = {}
        self._suites: dict[int, Suite] = {}
        self._ciphers: dict[int, Sealer] = {}
        self._derived: dict[tuple[int, str], bytes] = {}
        self._current: int | None = None
        self._oldest: int | None = None

    @property
    def oldest_key_id(self) -> int:
        """The first data key there was: derive from it what is stored to be compared, as index tokens are.

        A rotation leaves it alone; before it is destroyed, what was derived from it is made anew.
        """
        if self._oldest is None:
            self.refresh()
        if self._oldest is None:
            raise DataKeyError(f"group {self.group_id} has no data key")
        return self._oldest

    @property
    def current_key_id(self) -> int:
        """The newest data key that is not retired: what seals and signs from now on."""
        if self._current is None:
            self.refresh()
        if self._current is None:
            raise DataKeyError(f"group {self.group_id} has no data key in use")
        return self._current

    @property
    def master_key_id(self) -> str:
        """Names the master key that wraps the data keys; not secret."""
        return self._management.key_id

    def refresh(self) -> None:
        """Read the stored keys again: to be called after a rotation elsewhere."""
        with self._loading:
            keys = self._store.data_keys(self.group_id)
            for key in keys:
                if key.id not in self._secrets:
                    suite, secret = unwrapped(self._management, key)
                    self._suites[key.id] = suite
                    self._ciphers[key.id] = suite.sealer(secret)
                    self._secrets[key.id] = secret
            in_use = [key for key in keys if key.retired_at is None]
            newest = max(in_use, key=lambda key: (key.created_at, key.id), default=None)
            self._current = newest.id if newest else None
            oldest = min(keys, key=lambda key: (key.created_at, key.id), default=None)
            self._oldest = oldest.id if oldest else None

    def seal(self, place: str, row_id: int, plaintext: str) -> bytes:
        """Encrypt a text for one column (`table.column`) of one row."""
        key_id = self.current_key_id
        prefix, nonce = self._prefix(key_id), os.urandom(NONCE_BYTES)
        sealed = self._ciphers[key_id].encrypt(nonce, plaintext.encode(), prefix + _address(place, row_id))
        return prefix + nonce + sealed

    def open(self, place: str, row_id: int, sealed: bytes) -> str:
        """The text; `SealBroken` unless exactly these bytes were sealed for this place and row."""
        if len(sealed) < _PREFIX_BYTES + NONCE_BYTES + TAG_BYTES or sealed[0] not in SUITES:
            raise SealBroken(f"{place}:{row_id} does not hold a sealed text")
        prefix, rest = sealed[:_PREFIX_BYTES], sealed[_PREFIX_BYTES:]
        try:
            cipher = self._cipher(_key_id(prefix))
            if prefix != self._prefix(_key_id(prefix)):
                raise InvalidTag
            text = cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], prefix + _address(place, row_id))
        except (InvalidTag, DataKeyError):
            raise SealBroken(f"{place}:{row_id} does not open") from None
        return text.decode()

    def is_current(self, sealed: bytes) -> bool:
        """Whether a new seal would use the same key and algorithm."""
        return sealed[:_PREFIX_BYTES] == self._prefix(self.current_key_id)

    def reseal(self, place: str, row_id: int, sealed: bytes) -> bytes:
        """The same text under the current key; unchanged when it is already."""
        return (
            sealed if self.is_current(sealed) else self.seal(place, row_id, self.open(place, row_id, sealed))
        )

    def derive(self, purpose: str, group_id: int | None = None, *, key_id: int | None = None) -> bytes:
        """A 256-bit key for one purpose, and one group when named; from the current data key unless told."""
        key_id = self.current_key_id if key_id is None else key_id
        name = f"{group_id}: {purpose}"
        if (key_id, name) not in self._derived:
            self._cipher(key_id)
            self._derived[key_id, name] = self._suites[key_id].derived(self._secrets[key_id], name)
        return self._derived[key_id, name]

    def suite(self, key_id: int | None = None) -> Suite:
        """The family of algorithms of a data key, of the current one unless told."""
        key_id = self.current_key_id if key_id is None else key_id
        self._cipher(key_id)
        return self._suites[key_id]

    def sign(self, purpose: str, message: bytes) -> bytes:
        """40 bytes that prove to `verify` that this installation made the message for this purpose."""
        key_id = self.current_key_id
        return self._prefix(key_id) + self._proof(purpose, message, key_id)

    def verify(self, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether `sign` made the signature; in constant time. Keys retired since are still good."""
        prefix = signature[:_PREFIX_BYTES]
        if len(prefix) < _PREFIX_BYTES or prefix[0] not in SUITES:
            return False
        try:
            wanted = self._proof(purpose, message, _key_id(prefix))
        except DataKeyError:
            return False
        return compare_digest(signature, self._prefix(_key_id(prefix)) + wanted)

    def _proof(self, purpose: str, message: bytes, key_id: int) -> bytes:
        key = self.derive(f"sign {purpose}", key_id=key_id)
        return self._suites[key_id].mac(key, message)

    def _prefix(self, key_id: int) -> bytes:
        return _prefix(self._suites[key_id].number, key_id)

    def _cipher(self, key_id: int) -> Sealer:
        if key_id not in self._ciphers:
            self.refresh()
        if key_id not in self._ciphers:
            raise DataKeyError(f"group {self.group_id} has no data key {key_id}")
        return self._ciphers[key_id]


@lru_cache(maxsize=1024)
def _prefix(number: int, key_id: int) -> bytes:
    return bytes([number]) + key_id.to_bytes(7, "big")


def _key_id(prefix: bytes) -> int:
    return int.from_bytes(prefix[1:], "big")


def _address(place: str, row_id: int) -> bytes:
    return _place(place) + b"%d" % row_id


@lru_cache(maxsize=1024)
def _place(place: str) -> bytes:
    if not _PLACE.fullmatch(place):
        raise ValueError(f"{place!r} is not a table.column")
    return place.encode() + b":"
