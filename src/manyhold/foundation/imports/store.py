"""Uploaded workbooks: sealed under the data folder, one file per content and group."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from pathlib import Path

from manyhold.kernel.contents import IMPORTS
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Runtime

_PLACE = "imports_import.content"


def keep(runtime: Runtime, group_id: int, content: bytes) -> str:
    """Keep a workbook; returns its SHA-256. The same content is kept once.

    A ledger is all personal data, so the file is sealed for its group. It is written beside and moved into
    place, so that a file that is there is whole.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(runtime, group_id, sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, runtime.keys.seal(_PLACE, group_id, base64.b64encode(content).decode()))
    return sha256


def content_of(runtime: Runtime, group_id: int, sha256: str) -> bytes:
    """The bytes that were kept. Raises NotFound `content_missing` when the file is gone from the data folder."""
    try:
        sealed = _path(runtime, group_id, sha256).read_bytes()
    except FileNotFoundError:
        raise NotFound("content_missing") from None
    return base64.b64decode(runtime.keys.open(_PLACE, group_id, sealed))


def kept(runtime: Runtime) -> list[Path]:
    """All workbooks that are kept, of every group."""
    return sorted((runtime.settings.data / IMPORTS).glob("*/??/" + "[0-9a-f]" * 64))


def reseal(runtime: Runtime, path: Path) -> bool:
    """Seal one of the `kept` workbooks with the current data key; False when it is already."""
    sealed = path.read_bytes()
    if runtime.keys.is_current(sealed):
        return False
    _write(path, runtime.keys.reseal(_PLACE, int(path.parent.parent.name), sealed))
    return True


def _write(path: Path, sealed: bytes) -> None:
    handle, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).replace(path)


def _path(runtime: Runtime, group_id: int, sha256: str) -> Path:
    return runtime.settings.data / IMPORTS / str(group_id) / sha256[:2] / sha256
