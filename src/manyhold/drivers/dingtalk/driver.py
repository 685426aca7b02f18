"""Work notices in 钉钉 (工作通知: gettoken, asyncsend_v2, getsendresult).

The provider itself drops the same content to the same person on one day: the message's own id stands in it.
"""

from __future__ import annotations

from typing import Any

from manyhold.drivers.dingtalk.calls import DingtalkCalls
from manyhold.drivers.plain import Plain, shortened
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Receipt, Terms

_TO_PERSON = "message/corpconversation"


class Dingtalk(Plain):
    """The driver. What is said of the channel also serves approvals, the directory and signing in."""

    fields = (
        Field("app_key"),
        Field("app_secret", is_secret=True),
        Field("agent_id"),
        Field("callback_token", is_secret=True, is_required=False),
        Field("callback_aes_key", is_secret=True, is_required=False),
        Field("base_url", is_required=False, default="https://oapi.dingtalk.com"),
    )

    def __init__(self, calls: DingtalkCalls) -> None:
        self._calls = calls

    @property
    def asks_after_minutes(self) -> tuple[int, ...]:
        return (1, 5, 30)

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        said = self._called(
            terms,
            "asyncsend_v2",
            {"agent_id": terms["agent_id"], "userid_list": message.address, "msg": _card(message)},
        )
        return str(said.get("task_id", ""))

    def receipt(self, terms: Terms, message: Outgoing, provider_id: str) -> Receipt | None:
        said = self._called(terms, "getsendresult", {"agent_id": terms["agent_id"], "task_id": provider_id})
        result: dict[str, Any] = said.get("send_result") or {}
        if message.address in [*result.get("read_user_id_list", []), *result.get("unread_user_id_list", [])]:
            return Receipt("delivered")
        for name in ("invalid_user_id_list", "forbidden_user_id_list", "failed_user_id_list"):
            if message.address in (result.get(name) or []):
                return Receipt("failed", None, name.removesuffix("_id_list"))
        return None

    def _called(self, terms: Terms, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        return self._calls.post(terms, f"{_TO_PERSON}/{verb}", body)


def _card(message: Outgoing) -> dict[str, Any]:
    text = f"{shortened(message.text, 500)}\n\n#{message.id}"
    if not message.url:
        return {"msgtype": "text", "text": {"content": text}}
    card = {
        "title": shortened(message.title, 64),
        "markdown": text,
        "single_title": "查看详情",
        "single_url": message.url,
    }
    return {"msgtype": "action_card", "action_card": card}
