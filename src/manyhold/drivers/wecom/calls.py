"""Calls to 企业微信 under a group's terms (服务端 API: gettoken, then `access_token` in the query of each call)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from manyhold.drivers.road import Road
from manyhold.drivers.tokens import Tokens, called
from manyhold.foundation.messaging.channels.port import Terms
from manyhold.kernel.clock import Clock

STALE = frozenset({40014, 42001})
"""不合法的 access_token, access_token 已过期."""
TRANSIENT = frozenset({-1, 45009})
"""系统繁忙, 接口调用超过限制."""


class WecomCalls:
    """One road and one set of tokens for all that is asked of 企业微信; may be shared between threads."""

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._tokens = Tokens(clock)

    def post(self, terms: Terms, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST to `/cgi-bin/…`. Raises Refused `errcode_<n>`."""
        return self._called(
            terms, lambda base, token: self._road.post(f"{base}/cgi-bin/{path}?access_token={token}", body)
        )

    def get(self, terms: Terms, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        """A GET of `/cgi-bin/…`. Raises Refused `errcode_<n>`."""
        return self._called(
            terms,
            lambda base, token: self._road.get(f"{base}/cgi-bin/{path}", {"access_token": token, **query}),
        )

    def _called(self, terms: Terms, call: Callable[[str, str], dict[str, Any]]) -> dict[str, Any]:
        base = terms["base_url"].rstrip("/")
        return called(
            self._tokens,
            (base, terms["corp_id"], terms["secret"]),
            lambda: self._road.get(
                f"{base}/cgi-bin/gettoken", {"corpid": terms["corp_id"], "corpsecret": terms["secret"]}
            ),
            lambda token: call(base, token),
            stale=STALE,
            transient=TRANSIENT,
        )
