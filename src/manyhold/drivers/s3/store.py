"""Contents in a bucket of an S3-compatible store: MinIO, Aliyun OSS, Tencent COS, Huawei OBS, AWS.

Each content is one object that is put in one request, so it is there whole or not at all; the store checks its
SHA-256 as it arrives. Nothing is asked of the store while a write transaction is open.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from manyhold.kernel.contents import CHUNK, ContentMissing, Opened, Stored
from manyhold.kernel.errors import Problem
from manyhold.kernel.scoping.session import is_writing
from manyhold.kernel.settings import Settings

CONNECT_WITHIN = "5s"
ANSWER_WITHIN = "60s"
TRIES = 3
LONGEST_LINK = timedelta(hours=1)
Result = TypeVar("Result")


class Bucket:
    """The kernel's ContentStore in a bucket."""

    def __init__(self, settings: Settings) -> None:
        self._links = min(timedelta(seconds=settings.s3_links_seconds), LONGEST_LINK)
        self._name = settings.s3_bucket
        self._store = S3Store(
            settings.s3_bucket,
            prefix=settings.s3_prefix.strip("/") or None,
            config=_config(settings),
            client_options={
                "allow_http": settings.s3_endpoint.startswith("http://"),
                "connect_timeout": CONNECT_WITHIN,
                "timeout": ANSWER_WITHIN,
            },
            retry_config={"max_retries": TRIES - 1, "retry_timeout": timedelta(seconds=30)},
        )

    def put(self, key: str, content: bytes, media_type: str = "") -> None:
        """Keep a content; one that is there is put again, which marks it as fresh."""
        attributes: Any = {"Content-Type": media_type or "application/octet-stream"}
        self._ask(lambda: obstore.put(self._store, key, content, attributes=attributes, use_multipart=False))

    def replace(self, key: str, content: bytes) -> None:
        self.put(key, content)

    def get(self, key: str) -> bytes:
        return bytes(self._ask(lambda: obstore.get(self._store, key).bytes(), key))

    def open(self, key: str) -> Opened:
        found = self._ask(lambda: obstore.get(self._store, key), key)
        return Opened(found.meta["size"], (bytes(one) for one in found.stream(min_chunk_size=CHUNK)))

    def path(self, key: str) -> Path | None:
        return None

    def link(self, key: str) -> str | None:
        return obstore.sign(self._store, "GET", key, self._links) if self._links else None

    def walk(self, prefix: str) -> Iterator[Stored]:
        pages = iter(obstore.list(self._store, prefix))
        while (page := self._ask(lambda: next(pages, None))) is not None:
            for one in page:
                yield Stored(one["path"], one["size"], one["last_modified"].timestamp())

    def remove(self, key: str, *, put_before: float | None = None) -> bool:
        try:
            told = self._ask(lambda: obstore.head(self._store, key), key)
        except ContentMissing:
            return False
        if put_before is not None and told["last_modified"].timestamp() >= put_before:
            return False
        self._ask(lambda: obstore.delete(self._store, key))
        return True

    def faults(self) -> list[str]:
        """Whether an object can be put, read and removed."""
        key, content = f"doctor/{uuid.uuid4().hex}", b"manyhold"
        try:
            self.put(key, content)
            is_same = self.get(key) == content
            self.remove(key)
        except (Problem, ContentMissing) as error:
            reason = error.__cause__ or error
            return [f"bucket {self._name} does not work: {str(reason).splitlines()[0]}"]
        return [] if is_same else [f"bucket {self._name} gives other bytes than were put"]

    def _ask(self, act: Callable[[], Result], key: str = "") -> Result:
        """Do it. Raises ContentMissing, Problem 503 `contents_away`."""
        if is_writing():
            raise RuntimeError("the store was asked while a write transaction is open")
        try:
            return act()
        except FileNotFoundError:
            raise ContentMissing(key) from None
        except (BaseError, OSError) as error:
            raise Problem("contents_away", status=503, headers={"Retry-After": "5"}) from error


def _config(settings: Settings) -> Any:
    """What the client wants to know; where buckets are names of hosts, its endpoint has the bucket in it."""
    config: dict[str, Any] = {
        "region": settings.s3_region,
        "access_key_id": settings.s3_access_key,
        "secret_access_key": settings.s3_secret_key,
        "virtual_hosted_style_request": not settings.s3_path_style,
    }
    if settings.s3_endpoint:
        parts = urlsplit(settings.s3_endpoint.rstrip("/"))
        host = parts.netloc if settings.s3_path_style else f"{settings.s3_bucket}.{parts.netloc}"
        config["endpoint"] = f"{parts.scheme}://{host}{parts.path}"
    if settings.s3_checksums:
        config["checksum_algorithm"] = "SHA256"
    return config
