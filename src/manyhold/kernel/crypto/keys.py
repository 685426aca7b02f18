"""The master key, which wraps the data keys, and the data keys, which protect the rows.

The master key never enters the database or a backup; what is stored names it by its id. It lives in a file,
in the environment, or in a key management service behind the `KeyManagement` port.
"""

import base64
import binascii
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12
MASTER_KEY_VARIABLE = "MANYHOLD_MASTER_KEY"

_WRAPPED_WITH_AES_256_GCM = b"\x01"


class MasterKeyError(Exception):
    """The master key is missing, malformed, readable by others, or not the one that wrapped this data key."""


class KeyManagement(Protocol):
    """What holds the master key and wraps data keys with it: a local key, or a service behind this port."""

    @property
    def key_id(self) -> str:
        """Names the master key that `wrap` uses; not secret."""
        ...

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """Encrypt a data key, bound to its context."""
        ...

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The data key; `MasterKeyError` when key, context or bytes are not those of `wrap`."""
        ...


@dataclass(frozen=True, slots=True)
class WrappedDataKey:
    """A data key as it is stored. Without a group it belongs to the installation: see `Keyring`."""

    id: int
    group_id: int | None
    wrapped: bytes
    master_key_id: str
    created_at: datetime
    retired_at: datetime | None = None

    @property
    def context(self) -> bytes:
        return f"data key {self.id} of group {self.group_id}".encode()


class DataKeyStore(Protocol):
    """Where the wrapped data keys are kept."""

    def data_keys(self, group_id: int | None) -> Sequence[WrappedDataKey]:
        """All data keys of the group, retired ones too, as they are committed now."""
        ...


class LocalMasterKey:
    """A master key in this process's memory: 256 bits."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise MasterKeyError(f"a master key has {KEY_BYTES} bytes, this one has {len(secret)}")
        self._secret = secret
        self._cipher = AESGCM(derived(secret, "master key wraps data keys"))
        self._key_id = derived(secret, "master key id")[:8].hex()

    @property
    def key_id(self) -> str:
        return self._key_id

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return _WRAPPED_WITH_AES_256_GCM + nonce + self._cipher.encrypt(nonce, data_key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
        try:
            if wrapped[:1] != _WRAPPED_WITH_AES_256_GCM:
                raise InvalidTag
            return self._cipher.decrypt(nonce, sealed, context)
        except (InvalidTag, ValueError):
            raise MasterKeyError(f"master key {self.key_id} did not wrap this data key") from None

    def to_text(self) -> str:
        """The secret as base64: for its file, and for the export that the owner keeps."""
        return base64.b64encode(self._secret).decode()

    def __repr__(self) -> str:
        return f"LocalMasterKey({self.key_id})"


def master_key_from_text(text: str) -> LocalMasterKey:
    """A master key from its base64 text."""
    try:
        return LocalMasterKey(base64.b64decode(text.strip(), validate=True))
    except binascii.Error:
        raise MasterKeyError("the master key is not base64") from None


def create_master_key(path: Path) -> LocalMasterKey:
    """A new random master key in a file that only its owner may read.

    The file appears complete or not at all, and an existing one is never replaced: `MasterKeyError`.
    """
    key = LocalMasterKey(secrets.token_bytes(KEY_BYTES))
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(key.to_text() + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        raise MasterKeyError(f"{path} exists already") from None
    finally:
        draft.unlink()
    return key


def read_master_key(path: Path) -> LocalMasterKey:
    """The master key in the file; refuses a file that others than its owner may read."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise MasterKeyError(f"there is no master key in {path}") from None
    except UnicodeDecodeError:
        raise MasterKeyError("the master key is not base64") from None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise MasterKeyError(f"{path} can be read by others: allow its owner alone (chmod 600)")
    return master_key_from_text(text)


def load_master_key(path: Path, environment: Mapping[str, str]) -> LocalMasterKey:
    """The master key of `MANYHOLD_MASTER_KEY` when it is set, else the one in the file."""
    text = environment.get(MASTER_KEY_VARIABLE)
    return master_key_from_text(text) if text else read_master_key(path)


def new_data_key(
    management: KeyManagement, *, id: int, group_id: int | None, created_at: datetime
) -> WrappedDataKey:
    """A new random data key, wrapped; the caller stores it."""
    blank = WrappedDataKey(id, group_id, b"", management.key_id, created_at)
    return replace(blank, wrapped=management.wrap(secrets.token_bytes(KEY_BYTES), blank.context))


def rewrap(key: WrappedDataKey, *, old: KeyManagement, new: KeyManagement) -> WrappedDataKey:
    """The same data key under another master key; nothing that it sealed changes."""
    secret = old.unwrap(key.wrapped, key.context)
    return replace(key, wrapped=new.wrap(secret, key.context), master_key_id=new.key_id)


def derived(secret: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose (HKDF-SHA256, RFC 5869); knowing it tells nothing about another."""
    info = f"manyhold: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
