"""The folder of file contents: `files/<group>/ab/<sha256>`, each content once, each write whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from manyhold.kernel.contents import FILES

THUMBNAIL = ".thumbnail"
_NAME = re.compile(r"[0-9a-f]{64}(?:\.thumbnail)?")


class FileStore:
    """Contents of one installation by group and SHA-256; a group's folder holds nothing of another's."""

    def __init__(self, data: Path) -> None:
        self._root = data / FILES

    def put(self, group_id: int, content: bytes, thumbnail: bytes | None = None) -> str:
        """Keep a content, and beside it its thumbnail; gives its SHA-256.

        A content that is there already is only marked as fresh, so that a sweep under way leaves it.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        path = self.path(group_id, sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        if thumbnail is not None:
            _keep(path.with_suffix(THUMBNAIL), thumbnail)
        _keep(path, content)
        return sha256

    def path(self, group_id: int, sha256: str) -> Path:
        """Where a content lies."""
        return self._root / str(group_id) / sha256[:2] / sha256

    def thumbnail_path(self, group_id: int, sha256: str) -> Path:
        """Where the thumbnail of a picture lies."""
        return self.path(group_id, sha256).with_suffix(THUMBNAIL)

    def folders(self, group_id: int) -> Iterator[Path]:
        """The folders of a group's contents, at most 256."""
        root = self._root / str(group_id)
        return iter(sorted(path for path in root.iterdir() if path.is_dir())) if root.is_dir() else iter(())


def contents(folder: Path, *, before: float) -> dict[str, list[Path]]:
    """The files of a folder that were last put before that second, by SHA-256; half-written ones under ''."""
    found: dict[str, list[Path]] = {}
    for path in folder.iterdir():
        if path.stat().st_mtime < before:
            found.setdefault(path.stem if _NAME.fullmatch(path.name) else "", []).append(path)
    return found


def _keep(path: Path, content: bytes) -> None:
    try:
        os.utime(path)
    except FileNotFoundError:
        _write(path, content)


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
