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

from manyhold.kernel.crypto.suites import INTERNATIONAL, NONCE_BYTES, SUITES, Suite

KEY_BYTES = 32
MASTER_KEY_VARIABLE = "MANYHOLD_MASTER_KEY"


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

    def __init__(self, secret: bytes, suite: Suite = INTERNATIONAL) -> None:
        if len(secret) != KEY_BYTES:
            raise MasterKeyError(f"a master key has {KEY_BYTES} bytes, this one has {len(secret)}")
        self._secret = secret
        self._suite = suite
        self._sealers = {
            one.number: one.sealer(one.derived(secret, "master key wraps data keys"))
            for one in SUITES.values()
        }
        self._key_id = derived(secret, "master key id")[:8].hex()

    @property
    def key_id(self) -> str:
        return self._key_id

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        nonce, number = secrets.token_bytes(NONCE_BYTES), self._suite.number
        return bytes([number]) + nonce + self._sealers[number].encrypt(nonce, data_key, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        nonce, sealed = wrapped[1 : 1 + NONCE_BYTES], wrapped[1 + NONCE_BYTES :]
        try:
            return self._sealers[wrapped[0]].decrypt(nonce, sealed, context)
        except (IndexError, InvalidTag, KeyError, ValueError):
            raise MasterKeyError(f"master key {self.key_id} did not wrap this data key") from None

    def to_text(self) -> str:
        """The secret as base64: for its file, and for the export that the owner keeps."""
        return base64.b64encode(self._secret).decode()

    def __repr__(self) -> str:
        return f"LocalMasterKey({self.key_id})"


def master_key_from_text(text: str, suite: Suite = INTERNATIONAL) -> LocalMasterKey:
    """A master key from its base64 text."""
    try:
        return LocalMasterKey(base64.b64decode(text.strip(), validate=True), suite)
    except binascii.Error:
        raise MasterKeyError("the master key is not base64") from None


def create_master_key(path: Path, suite: Suite = INTERNATIONAL) -> LocalMasterKey:
    """A new random master key in a file that only its owner may read.

    The file appears complete or not at all, and an existing one is never replaced: `MasterKeyError`.
    """
    key = LocalMasterKey(secrets.token_bytes(KEY_BYTES), suite)
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
    sync_folder(path.parent)
    return key


def sync_folder(folder: Path) -> None:
    """Have the names of the files in a folder outlast a power failure, as their contents do."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read_master_key(path: Path, suite: Suite = INTERNATIONAL) -> LocalMasterKey:
    """The master key in the file; refuses a file that others than its owner may read."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        raise MasterKeyError(f"there is no master key in {path}") from None
    except UnicodeDecodeError:
        raise MasterKeyError("the master key is not base64") from None
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise MasterKeyError(f"{path} can be read by others: allow its owner alone (chmod 600)")
    return master_key_from_text(text, suite)


def load_master_key(path: Path, environment: Mapping[str, str]) -> LocalMasterKey:
    """The master key of `MANYHOLD_MASTER_KEY` when it is set, else the one in the file."""
    text = environment.get(MASTER_KEY_VARIABLE)
    return master_key_from_text(text) if text else read_master_key(path)


def new_data_key(
    management: KeyManagement,
    *,
    id: int,
    group_id: int | None,
    created_at: datetime,
    suite: Suite = INTERNATIONAL,
) -> WrappedDataKey:
    """A new random data key of a family of algorithms, wrapped; the caller stores it.

    The family is wrapped along with the secret, so that nobody can make a key be used in another one.
    """
    blank = WrappedDataKey(id, group_id, b"", management.key_id, created_at)
    secret = secrets.token_bytes(KEY_BYTES)
    told = secret if suite == INTERNATIONAL else bytes([suite.number]) + secret
    return replace(blank, wrapped=management.wrap(told, blank.context))


def unwrapped(management: KeyManagement, key: WrappedDataKey) -> tuple[Suite, bytes]:
    """A data key's family and secret. Raises MasterKeyError, for a family that this release does not know too."""
    told = management.unwrap(key.wrapped, key.context)
    suite = INTERNATIONAL if len(told) == KEY_BYTES else SUITES.get(told[0]) if told else None
    if suite is None or len(told[-KEY_BYTES:]) != KEY_BYTES:
        raise MasterKeyError(f"data key {key.id} is of a kind that this release does not know")
    return suite, told[-KEY_BYTES:]


def rewrap(key: WrappedDataKey, *, old: KeyManagement, new: KeyManagement) -> WrappedDataKey:
    """The same data key under another master key; nothing that it sealed changes."""
    secret = old.unwrap(key.wrapped, key.context)
    return replace(key, wrapped=new.wrap(secret, key.context), master_key_id=new.key_id)


def derived(secret: bytes, purpose: str) -> bytes:
    """A 256-bit key for one purpose, in the international family."""
    return INTERNATIONAL.derived(secret, purpose)
