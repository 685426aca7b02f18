"""The other services of the installation, and the line to them: HTTP, bounded in time, never inside a write transaction.

A call is repeated only where its sender says that this does no harm. A service that did not answer is left alone for a
moment, so that whoever waits for it is told at once rather than after the time-out.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from manyhold.kernel.errors import Problem
from manyhold.kernel.scoping.session import refuse_while_writing
from manyhold.kernel.web.problems import problem_of

INTERNAL = "/internal"
"""Below this path services call one another; a proxy in front passes none of it on."""
SIGNATURE_HEADER = "x-manyhold-signature"
CONNECT_SECONDS = 2.0
PAUSES = (0.1, 0.4)
"""Seconds before the second and the third try."""
LEFT_ALONE_SECONDS = 2.0
MOST_CONNECTIONS = 32
NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
"""Ends of a try of which the callee has seen nothing."""
PASSING = frozenset({502, 503, 504})
"""Statuses of a service, or of what stands before it, that may do better in a moment."""


class ServiceAway(Problem):
    """503: another service of the installation, which this request needs, does not answer.

    `was_reached` tells one that took the call and was not done in time, or went away over it.
    """

    status = 503

    def __init__(self, module: str, *, was_reached: bool) -> None:
        super().__init__("service_away", module=module, headers={"Retry-After": "5"})
        self.was_reached = was_reached


@dataclass(frozen=True, slots=True)
class Letter:
    """A signed call on its way to a module: the path below its own, the body, and the proof of who wrote it."""

    module: str
    path: str
    body: bytes
    signature: str


class Peers:
    """Where modules that do not run here are reached; may be shared between threads.

    Without addresses the installation is one process, and nothing is ever called.
    """

    def __init__(self, addresses: Mapping[str, str] | None = None, *, seconds: float = 10.0) -> None:
        self.addresses = {module: address.rstrip("/") for module, address in (addresses or {}).items()}
        self._seconds = seconds
        self._left_alone: dict[str, float] = {}
        self._client = httpx.Client(
            # The environment's proxies are for the world outside, not for our own services.
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=MOST_CONNECTIONS, keepalive_expiry=30),
        )

    def knows(self, module: str) -> bool:
        return module in self.addresses

    def is_left_alone(self, module: str) -> bool:
        """Whether the module's service did not answer a moment ago."""
        return self._left_alone.get(self.addresses[module], 0.0) > time.monotonic()

    def post(self, letter: Letter, *, may_repeat: bool, seconds: float | None = None) -> bytes:
        """The answer's body.

        Raises ServiceAway when nobody answers in time, and for an answer other than success the Problem that the callee
        raised, of the same kind. Raises WriteTransactionOpen while this thread holds a write transaction.
        """
        refuse_while_writing(f"{letter.module} is another service")
        address = self.addresses[letter.module]
        if self.is_left_alone(letter.module):
            raise ServiceAway(letter.module, was_reached=False)
        timeout = httpx.Timeout(seconds or self._seconds, connect=CONNECT_SECONDS)
        answer: httpx.Response | httpx.TransportError | None = None
        for pause in (0.0, *(PAUSES if may_repeat else ())):
            time.sleep(pause)
            answer = self._tried(f"{address}{letter.path}", letter, timeout)
            if isinstance(answer, httpx.ReadTimeout) or _is_final(answer):
                break
        if not isinstance(answer, httpx.Response):
            was_reached = not isinstance(answer, NOT_REACHED)
            if not was_reached:
                self._left_alone[address] = time.monotonic() + LEFT_ALONE_SECONDS
            raise ServiceAway(letter.module, was_reached=was_reached)
        if not answer.is_success:
            raise problem_of(answer.status_code, answer.content, answer.headers)
        return answer.content

    def close(self) -> None:
        self._client.close()

    def _tried(
        self, url: str, letter: Letter, timeout: httpx.Timeout
    ) -> httpx.Response | httpx.TransportError:
        headers = {"Content-Type": "application/json", SIGNATURE_HEADER: letter.signature}
        try:
            return self._client.post(url, content=letter.body, headers=headers, timeout=timeout)
        except httpx.TransportError as error:
            return error


def _is_final(answer: httpx.Response | httpx.TransportError) -> bool:
    """Whether trying again would not tell more."""
    return isinstance(answer, httpx.Response) and answer.status_code not in PASSING
