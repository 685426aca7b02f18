"""Calls to 钉钉 under a group's terms (服务端 API 旧版: gettoken, then `access_token` in the query of each call)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from manyhold.drivers.road import Road
from manyhold.drivers.tokens import Tokens, called
from manyhold.foundation.messaging.channels.port import Terms
from manyhold.kernel.clock import Clock

STALE = frozenset({40001, 40014, 42001, 88})
TRANSIENT = frozenset({-1, 90018, 90002})


class DingtalkCalls:
    """One road and one set of tokens for all that is asked of 钉钉; may be shared between threads."""

    def __init__(self, road: Road, clock: Clock) -> None:
        self.road = road
        self._tokens = Tokens(clock)

    def post(self, terms: Terms, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A POST to `/topapi/…`. Raises Refused `errcode_<n>`."""
        base = terms["base_url"].rstrip("/")
        return called(
            self._tokens,
            (base, terms["app_key"], terms["app_secret"]),
            lambda: self.road.get(
                f"{base}/gettoken", {"appkey": terms["app_key"], "appsecret": terms["app_secret"]}
            ),
            lambda token: self.road.post(f"{base}/topapi/{path}?access_token={token}", body),
            stale=STALE,
            transient=TRANSIENT,
        )
