"""The road to providers over HTTP: public addresses alone, each call bounded in time, no redirect is followed.

The address that was judged is the one that is connected to. What is sent and answered is written nowhere.
"""

from __future__ import annotations

import json
import math
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlencode

import httpcore

from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.addresses import is_public
from manyhold.kernel.scoping.session import is_writing
from manyhold.kernel.settings import Settings

CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
WHOLE_SECONDS = 20.0
"""The most that a call takes from its first byte to its last, however slowly the bytes trickle."""
READ_AT_MOST = 262_144


class AddressRefused(Exception):
    """A provider's name stands for an address that is not public."""


class Road:
    """Connections to providers, kept open while they are used; may be shared between threads.

    `is_ours` marks what the operator has set up by hand, as a key management service: it may lie in the own network,
    and the one call by which a process learns a fresh data key may come within a write transaction.
    """

    def __init__(self, settings: Settings, *, is_ours: bool = False) -> None:
        self._settings = settings
        self._is_ours = is_ours
        self._call = _Call()
        self._pool = httpcore.ConnectionPool(
            network_backend=_JudgedNetwork(self, self._call), max_connections=64, keepalive_expiry=30
        )

    def judged(self, host: str, port: int) -> str:
        """An address that the name stands for and that may be called. Raises AddressRefused, OSError."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        may_be_private = self._is_ours or self._settings.webhooks_may_be_private
        if not may_be_private and not all(is_public(ip_address(one)) for one in addresses):
            raise AddressRefused(host)
        return addresses[0]

    def get(self, url: str, query: Mapping[str, str]) -> dict[str, Any]:
        """A GET that answers a JSON object. Raises Refused."""
        return self._called("GET", f"{url}?{urlencode(query)}", {}, b"")

    def post(
        self, url: str, body: Mapping[str, Any] | None = None, *, headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """A POST of a JSON object, or of nothing, that answers one. Raises Refused."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        given = dict(headers or {})
        if body is not None:
            given["Content-Type"] = "application/json; charset=utf-8"
        return self._called("POST", url, given, content)

    def _called(self, method: str, url: str, headers: Mapping[str, str], content: bytes) -> dict[str, Any]:
        assert self._is_ours or not is_writing(), "no network call inside a write transaction"
        timeouts = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": CONNECT_SECONDS, "pool": 15.0}
        if not (url.isascii() and all(value.isascii() for value in headers.values())):
            raise Refused("invalid_url")
        self._call.ends_at = time.monotonic() + WHOLE_SECONDS
        try:
            with self._pool.stream(
                method,
                url,
                headers=[("User-Agent", "Manyhold/1"), ("Accept", "application/json"), *headers.items()],
                content=content,
                extensions={"timeout": timeouts},
            ) as response:
                read = b""
                for chunk in response.iter_stream():
                    read += chunk
                    if len(read) > READ_AT_MOST:
                        raise Refused("answer_too_long")
        except httpcore.TimeoutException:
            raise Refused("timed_out", may_retry=True) from None
        except AddressRefused:
            raise Refused("address_not_public") from None
        except OSError:
            raise Refused("name_unknown", may_retry=True) from None
        except UnicodeError:  # a name of which a part is empty or too long
            raise Refused("invalid_url") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            raise Refused("not_reached", may_retry=True) from None
        return _object(response.status, read)


def _object(status: int, read: bytes) -> dict[str, Any]:
    """The answer; providers say what is wrong in a JSON object under a status of 4xx too."""
    if 300 <= status < 400:
        raise Refused("redirected")
    try:
        said = json.loads(read)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Refused(f"http_{status}" if status >= 400 else "answer_unknown", may_retry=status >= 500)
    return cast(dict[str, Any], said)


class _Call(threading.local):
    """The call that is under way in this thread: when it ends, by the monotonic clock."""

    ends_at: float = math.inf

    def left(self, timeout: float | None) -> float:
        """The seconds that one more step may take. Raises httpcore.ReadTimeout when none are left."""
        left = min(self.ends_at - time.monotonic(), math.inf if timeout is None else timeout)
        if left <= 0:
            raise httpcore.ReadTimeout("the whole call took too long")
        return left


class _Bounded(httpcore.NetworkStream):
    """A connection on which each step ends with the call that it belongs to."""

    def __init__(self, inner: httpcore.NetworkStream, call: _Call) -> None:
        self._inner = inner
        self._call = call

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._call.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._call.left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._call.left(timeout))
        return _Bounded(inner, self._call)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _JudgedNetwork(httpcore.NetworkBackend):
    """Resolves a name, judges what it stands for, and connects to just that."""

    def __init__(self, road: Road, call: _Call) -> None:
        self._road = road
        self._call = call
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._road.judged(host, port)
        left = self._call.left(timeout)
        inner = self._inner.connect_tcp(address, port, left, local_address, socket_options)
        return _Bounded(inner, self._call)
