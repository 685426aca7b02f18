"""Contents beside the database: what a row names by its SHA-256 lies in a store under a key made of it.

A key is `<kind>/<group>/ab/<sha256>`, so that a group's contents hold nothing of another's. A content is put before
the row that names it, never inside a write transaction; putting again what is there marks it as fresh, and what no
row names is swept. Whatever copies or moves an installation takes along what `walk` gives for each of `CONTENT_FOLDERS`.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

FILES = "files"
IMPORTS = "imports"
UPLOADS = "uploads"
"""Parts of what is still on its way."""
CONTENT_FOLDERS = (FILES, IMPORTS)
"""What a backup holds."""
KEPT_WITHOUT_ROW = timedelta(hours=24)
"""Longer than any upload takes from the content to its row."""
CHUNK = 256 * 1024


class ContentMissing(LookupError):
    """Nothing lies under a key."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A content that lies in the store; `put_at` is the second in which it was last put."""

    key: str
    size: int
    put_at: float

    @property
    def name(self) -> str:
        return self.key.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Opened:
    """A content on its way out."""

    size: int
    chunks: Iterator[bytes]


class ContentStore(Protocol):
    """Port: where contents lie. Each write is whole or not at all."""

    def put(self, key: str, content: bytes, media_type: str = "") -> None:
        """Keep a content that its key tells whole; one that is there is only marked as fresh."""
        ...

    def replace(self, key: str, content: bytes) -> None:
        """Keep other bytes under a key."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes. Raises ContentMissing."""
        ...

    def open(self, key: str) -> Opened:
        """The bytes, part by part. Raises ContentMissing."""
        ...

    def path(self, key: str) -> Path | None:
        """The file in which they lie; None where they do not lie in files. Raises ContentMissing."""
        ...

    def link(self, key: str) -> str | None:
        """An address by which anybody may fetch it for a short while; None where that is not wanted."""
        ...

    def walk(self, prefix: str) -> Iterator[Stored]:
        """All that lies below a prefix, which ends with a slash."""
        ...

    def remove(self, key: str, *, put_before: float | None = None) -> bool:
        """Remove it, unless it was put again since that second; whether it was removed.

        To be called for one content at a time, right after it is known that nothing names it.
        """
        ...

    def faults(self) -> list[str]:
        """What keeps it from working, in words for an operator; looks by really writing."""
        ...


def key_of(kind: str, group_id: int, sha256: str, ending: str = "") -> str:
    """The key of a content of a group."""
    return f"{kind}/{group_id}/{sha256[:2]}/{sha256}{ending}"


class LocalFolder:
    """Contents in the data folder: temp file, fsync, rename, fsync of the folder."""

    def __init__(self, data: Path) -> None:
        self._root = data

    def put(self, key: str, content: bytes, media_type: str = "") -> None:
        try:
            os.utime(self._root / key)
        except FileNotFoundError:
            self.replace(key, content)

    def replace(self, key: str, content: bytes) -> None:
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)

    def get(self, key: str) -> bytes:
        try:
            return (self._root / key).read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            raise ContentMissing(key) from None

    def open(self, key: str) -> Opened:
        path = self.path(key)
        return Opened(path.stat().st_size, _chunks(path))

    def path(self, key: str) -> Path:
        path = self._root / key
        if not path.is_file():
            raise ContentMissing(key)
        return path

    def link(self, key: str) -> str | None:
        return None

    def walk(self, prefix: str) -> Iterator[Stored]:
        root = self._root / prefix
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            try:
                told = path.stat()
            except FileNotFoundError:
                continue  # removed since the folder was read
            if stat.S_ISREG(told.st_mode):
                yield Stored(path.relative_to(self._root).as_posix(), told.st_size, told.st_mtime)

    def remove(self, key: str, *, put_before: float | None = None) -> bool:
        path = self._root / key
        if not path.is_file() or (put_before is not None and path.stat().st_mtime >= put_before):
            return False
        path.unlink()
        return True

    def faults(self) -> list[str]:
        return [] if os.access(self._root, os.W_OK) else [f"{self._root} cannot be written"]


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
