"""Cards in 企业微信 (服务端 API: gettoken, message/send with msgtype textcard).

Repeating a message is safe: the provider drops the same content to the same person within half an hour.
"""

from __future__ import annotations

from typing import Any

from manyhold.drivers.plain import Plain, shortened
from manyhold.drivers.wecom.calls import WecomCalls
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Refused, Terms

SAME_WITHIN_SECONDS = 1800


class Wecom(Plain):
    """The driver. What is said of the channel also serves approvals, the directory and signing in."""

    fields = (
        Field("corp_id"),
        Field("agent_id"),
        Field("secret", is_secret=True),
        Field("callback_token", is_secret=True, is_required=False),
        Field("callback_aes_key", is_secret=True, is_required=False),
        Field("base_url", is_required=False, default="https://qyapi.weixin.qq.com"),
    )

    def __init__(self, calls: WecomCalls) -> None:
        self._calls = calls

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        said = self._calls.post(terms, "message/send", _body(terms, message))
        if said.get("invaliduser") or said.get("unlicenseduser"):
            raise Refused("user_unknown")
        return str(said.get("msgid", ""))


def _body(terms: Terms, message: Outgoing) -> dict[str, Any]:
    body: dict[str, Any] = {
        "touser": message.address,
        "agentid": int(terms["agent_id"]) if terms["agent_id"].isdecimal() else terms["agent_id"],
        "enable_duplicate_check": 1,
        "duplicate_check_interval": SAME_WITHIN_SECONDS,
    }
    if not message.url:  # a card must lead somewhere
        return {**body, "msgtype": "text", "text": {"content": shortened(message.text, 680)}}
    card = {
        "title": shortened(message.title, 64),
        "description": shortened(message.text, 170),
        "url": message.url,
        "btntxt": "详情",
    }
    return {**body, "msgtype": "textcard", "textcard": card}
