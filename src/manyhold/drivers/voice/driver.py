"""Automatic calls by Alibaba Cloud (阿里云语音服务 2017-05-25: SingleCallByTts, QueryCallDetailByCallId, VoiceReport).

The call reads the text out by a template. That it was picked up is no answer yet: a key that was pressed is, and
comes by the pushed report alone. What a killed worker had begun cannot be found out here: at worst it rings twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast

from manyhold.drivers import aliyun
from manyhold.drivers.plain import Plain, shortened
from manyhold.drivers.road import Road
from manyhold.drivers.sms.driver import moment
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Receipt, Report, Terms
from manyhold.kernel.clock import Clock

VERSION = "2017-05-25"
PRODUCT = "11000000300006"
"""语音通知."""
MOST = 100


class AliyunVoice(Plain):
    """The driver; it keeps nothing between calls."""

    fields = (
        Field("access_key_id"),
        Field("access_key_secret", is_secret=True),
        Field("tts_code"),
        Field("variable", is_required=False, default="content"),
        Field("shown_number", is_required=False),
        Field("base_url", is_required=False, default="https://dyvmsapi.aliyuncs.com"),
    )

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._clock = clock

    @property
    def asks_after_minutes(self) -> tuple[int, ...]:
        return (5, 15)  # 呼叫结束后 3 到 5 分钟再查

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        query = {
            "CalledNumber": message.address,
            "TtsCode": terms["tts_code"],
            "TtsParam": json.dumps({terms["variable"]: shortened(message.text, MOST)}, ensure_ascii=False),
            "PlayTimes": "2",
            "OutId": message.id,
        }
        if terms["shown_number"]:
            query["CalledShowNumber"] = terms["shown_number"]
        said = aliyun.called(self._road, self._clock, terms, "SingleCallByTts", VERSION, query)
        return str(said.get("CallId", ""))

    def receipt(self, terms: Terms, message: Outgoing, provider_id: str) -> Receipt | None:
        day = str(int(message.asked_at.timestamp() * 1000))
        query = {"CallId": provider_id, "ProdId": PRODUCT, "QueryDate": day}
        said = aliyun.called(self._road, self._clock, terms, "QueryCallDetailByCallId", VERSION, query)
        try:
            detail: Any = json.loads(said.get("Data") or "{}")
        except ValueError:
            return None
        return _receipt(cast(dict[str, Any], detail)) if isinstance(detail, dict) and detail else None

    def reports(self, body: Sequence[Any]) -> list[Report]:
        return [
            Report(
                one["out_id"],
                _receipt(
                    {
                        "startDate": one.get("start_time"),
                        "state": one.get("status_code"),
                        "duration": one.get("duration"),
                        "dtmf": one.get("dtmf"),
                    }
                ),
            )
            for one in body
            if isinstance(one.get("out_id"), str) and "start_time" in one
        ]


def _receipt(detail: dict[str, Any]) -> Receipt:
    """A key is an answer, a call that was picked up has arrived, any other was in vain."""
    at = moment(detail.get("startDate"))
    if at is not None and str(detail.get("dtmf") or "").strip():
        return Receipt("confirmed", at)
    if at is not None and str(detail.get("duration") or "0").strip("秒") not in ("", "0"):
        return Receipt("delivered", at)
    return Receipt("failed", None, f"call_{detail.get('state') or 'not_answered'}")
