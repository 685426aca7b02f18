"""The road to a receiver: only public addresses, each try bounded in time, no redirect is followed.

The address that was judged is the one that is connected to: a name that resolves to something else a moment later
(DNS rebinding) leads nowhere else.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any, cast

import httpcore
import structlog

from manyhold.foundation.webhooks import rules
from manyhold.foundation.webhooks.line import Outcome, Parcel
from manyhold.kernel.addresses import is_public
from manyhold.kernel.clock import Clock

CONNECT_SECONDS = 5.0
WHOLE_SECONDS = 15.0
READ_AT_MOST = 16_384
KEPT_OF_ANSWER = 500
log = structlog.get_logger()


class AddressRefused(Exception):
    """The receiver's name stands for an address that is not public."""


class Road:
    """Connections to receivers, kept open while they are used."""

    def __init__(self, clock: Clock, *, may_be_private: bool) -> None:
        self._clock = clock
        self._pool = httpcore.AsyncConnectionPool(
            network_backend=_JudgedNetwork(may_be_private=may_be_private),
            max_connections=1000,
            keepalive_expiry=30,
        )

    async def send(self, parcel: Parcel) -> Outcome:
        """Try once; whatever happens is an Outcome."""
        sent_at, begun = self._clock.now(), time.monotonic()
        status, answer, error = None, "", ""
        try:
            status, answer = await asyncio.wait_for(
                self._post(parcel, int(sent_at.timestamp())), WHOLE_SECONDS
            )
        except (TimeoutError, httpcore.TimeoutException):
            error = "timed_out"
        except AddressRefused:
            error = "address_not_public"
        except OSError:
            error = "name_unknown"
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            error = "not_reached"
        except Exception as fault:  # noqa: BLE001 - what is odd about one delivery is no other one's matter
            # Its text may hold the address: only its kind is said.
            log.error("webhook_failed", subscription=parcel.subscription_id, kind=type(fault).__name__)
            error = "unexpected_error"
        if status is not None and 300 <= status < 400:
            error = "redirected"
        elif status is not None and status >= 400:
            error = "refused"
        took_ms = round((time.monotonic() - begun) * 1000)
        return Outcome(parcel, sent_at, took_ms, status, answer, error)

    async def close(self) -> None:
        await self._pool.aclose()

    async def _post(self, parcel: Parcel, timestamp: int) -> tuple[int, str]:
        message_id = f"msg_{parcel.id}"
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Manyhold-Webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": rules.signature(parcel.secrets, message_id, timestamp, parcel.body),
        }
        timeouts = {"connect": CONNECT_SECONDS, "read": WHOLE_SECONDS, "write": CONNECT_SECONDS}
        async with self._pool.stream(
            "POST",
            parcel.url,
            headers=list(headers.items()),
            content=parcel.body.encode(),
            extensions={"timeout": timeouts},
        ) as response:
            read = b""
            async for chunk in response.aiter_stream():
                read += chunk
                if len(read) > READ_AT_MOST:
                    break
        text = read[: 4 * KEPT_OF_ANSWER].decode(errors="replace").replace("\0", "")
        return response.status, text[:KEPT_OF_ANSWER]


class _JudgedNetwork(httpcore.AsyncNetworkBackend):
    """Resolves a name, judges what it stands for, and connects to just that."""

    def __init__(self, *, may_be_private: bool) -> None:
        self._may_be_private = may_be_private
        # In httpcore this name is a stand-in where anyio is missing, by which its type says nothing.
        self._inner = cast(httpcore.AsyncNetworkBackend, httpcore.AnyIOBackend())

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=1)
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not self._may_be_private and not all(is_public(ip_address(one)) for one in addresses):
            raise AddressRefused(host)
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)
