"""Contents of stored files: each once per group, a picture's thumbnail beside it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from manyhold.kernel.contents import FILES, ContentStore, Stored, key_of

THUMBNAIL = ".thumbnail"
_NAME = re.compile(r"([0-9a-f]{64})(?:\.thumbnail)?")


class FileStore:
    """Contents of one installation by group and SHA-256; what is a group's holds nothing of another's."""

    def __init__(self, contents: ContentStore) -> None:
        self._contents = contents

    def put(
        self, group_id: int, content: bytes, thumbnail: bytes | None = None, *, media_type: str = ""
    ) -> str:
        """Keep a content, and beside it its thumbnail; gives its SHA-256.

        A content that is there already is only marked as fresh, so that a sweep under way leaves it.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        if thumbnail is not None:
            self._contents.put(thumbnail_key(group_id, sha256), thumbnail, "image/webp")
        self._contents.put(content_key(group_id, sha256), content, media_type)
        return sha256

    def put_before(self, group_id: int, second: float) -> Iterator[dict[str, list[Stored]]]:
        """The contents that were last put before that second, by SHA-256, some hundred at once.

        What is no content (one that was half written) stands under ''.
        """
        old: dict[str, list[Stored]] = {}
        for one in self._contents.walk(f"{FILES}/{group_id}/"):
            if one.put_at < second:
                told = _NAME.fullmatch(one.name)
                old.setdefault(told[1] if told else "", []).append(one)
            if len(old) >= 500:
                yield old
                old = {}
        if old:
            yield old


def content_key(group_id: int, sha256: str) -> str:
    """Where a content lies."""
    return key_of(FILES, group_id, sha256)


def thumbnail_key(group_id: int, sha256: str) -> str:
    """Where the thumbnail of a picture lies."""
    return key_of(FILES, group_id, sha256, THUMBNAIL)
