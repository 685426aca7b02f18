"""An S3-compatible store in this process: moto's server, with one bucket for each that asks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpx
from moto.server import ThreadedMotoServer

from manyhold.kernel.settings import Settings


@cache
def _endpoint() -> str:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    return f"http://{host}:{port}"


@contextmanager
def bucket(**more: Any) -> Iterator[dict[str, Any]]:
    """Settings that name a fresh bucket."""
    name = f"contents-{uuid.uuid4().hex[:12]}"
    httpx.put(f"{_endpoint()}/{name}").raise_for_status()
    yield {
        "s3_bucket": name,
        "s3_endpoint": _endpoint(),
        "s3_access_key": "test",
        "s3_secret_key": "test-secret",
        "s3_prefix": "manyhold",
        **more,
    }


def with_bucket(settings: Settings, named: dict[str, Any]) -> Settings:
    """The settings of a world whose contents lie in a bucket."""
    return settings.model_copy(update=named)
