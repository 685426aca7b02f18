"""Template messages of a WeChat official account (公众号模板消息: stable_token, message/template/send).

`client_msg_id` is our own id: the provider takes a message with the same one once within ten minutes.
"""

from __future__ import annotations

from manyhold.drivers.plain import Plain, shortened
from manyhold.drivers.road import Road
from manyhold.drivers.tokens import Tokens, called
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Terms
from manyhold.kernel.clock import Clock

STALE = frozenset({40001, 40014, 42001})
MOST = 20
"""Characters of a `thing` in a template."""


class WechatAccount(Plain):
    """The driver; it keeps access tokens while they last."""

    fields = (
        Field("app_id"),
        Field("app_secret", is_secret=True),
        Field("template_id"),
        Field("variable", is_required=False, default="thing1"),
        Field("base_url", is_required=False, default="https://api.weixin.qq.com"),
    )

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._tokens = Tokens(clock)

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        base = terms["base_url"].rstrip("/")
        body = {
            "touser": message.address,
            "template_id": terms["template_id"],
            "client_msg_id": message.id,
            "data": {terms["variable"]: {"value": shortened(message.text, MOST)}},
        } | ({"url": message.url} if message.url else {})
        wanted = {"grant_type": "client_credential", "appid": terms["app_id"], "secret": terms["app_secret"]}
        said = called(
            self._tokens,
            (base, terms["app_id"], terms["app_secret"]),
            lambda: self._road.post(f"{base}/cgi-bin/stable_token", wanted),
            lambda token: self._road.post(f"{base}/cgi-bin/message/template/send?access_token={token}", body),
            stale=STALE,
        )
        return str(said.get("msgid", ""))
