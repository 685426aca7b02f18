"""Uploaded workbooks: sealed in the store of contents, one per content and group."""

from __future__ import annotations

import base64
import hashlib

from manyhold.kernel.contents import IMPORTS, ContentMissing, Stored, key_of
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Runtime

_PLACE = "imports_import.content"


def keep(runtime: Runtime, group_id: int, content: bytes) -> str:
    """Keep a workbook; returns its SHA-256. The same content is kept once.

    A ledger is all personal data, so it is sealed for its group.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    sealed = runtime.keys.seal(_PLACE, group_id, base64.b64encode(content).decode())
    runtime.contents.put(key_of(IMPORTS, group_id, sha256), sealed)
    return sha256


def content_of(runtime: Runtime, group_id: int, sha256: str) -> bytes:
    """The bytes that were kept. Raises NotFound `content_missing` when they are gone from the store."""
    try:
        sealed = runtime.contents.get(key_of(IMPORTS, group_id, sha256))
    except ContentMissing:
        raise NotFound("content_missing") from None
    return base64.b64decode(runtime.keys.open(_PLACE, group_id, sealed))


def kept(runtime: Runtime, group_id: int | None = None) -> list[Stored]:
    """All that is kept, of a group or of every one; half-written files too."""
    prefix = f"{IMPORTS}/" if group_id is None else f"{IMPORTS}/{group_id}/"
    return list(runtime.contents.walk(prefix))


def reseal(runtime: Runtime, one: Stored) -> bool:
    """Seal one of the `kept` workbooks with the current data key; False when it is already, or no workbook."""
    if len(one.name) != 64:
        return False
    try:
        sealed = runtime.contents.get(one.key)
    except ContentMissing:
        return False
    if runtime.keys.is_current(sealed):
        return False
    group_id = int(one.key.split("/")[1])
    runtime.contents.replace(one.key, runtime.keys.reseal(_PLACE, group_id, sealed))
    return True
