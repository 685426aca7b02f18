"""Short messages by Alibaba Cloud (阿里云短信服务 2017-05-25: SendSms, QuerySendDetails, SmsReport).

The text is one variable of a template that the carrier has approved. `OutId` is our own id: what an earlier try has
sent is found by it, so that a worker that was killed meanwhile does not send twice.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from manyhold.drivers import aliyun
from manyhold.drivers.plain import Plain, shortened
from manyhold.drivers.road import Road
from manyhold.foundation.messaging.channels.port import Field, Outgoing, Receipt, Report, Terms
from manyhold.kernel.clock import Clock

VERSION = "2017-05-25"
MOST = 35
"""Characters that a template's variable may have."""
ZONE = ZoneInfo("Asia/Shanghai")
WAITING, FAILED, ARRIVED = 1, 2, 3


class AliyunSms(Plain):
    """The driver; it keeps nothing between calls."""

    fields = (
        Field("access_key_id"),
        Field("access_key_secret", is_secret=True),
        Field("sign_name"),
        Field("template_code"),
        Field("variable", is_required=False, default="content"),
        Field("base_url", is_required=False, default="https://dysmsapi.aliyuncs.com"),
    )

    def __init__(self, road: Road, clock: Clock) -> None:
        self._road = road
        self._clock = clock

    @property
    def asks_after_minutes(self) -> tuple[int, ...]:
        return (1, 3, 10, 60, 720)

    def deliver(self, terms: Terms, message: Outgoing) -> str:
        said = self._call(
            terms,
            "SendSms",
            {
                "PhoneNumbers": message.address,
                "SignName": terms["sign_name"],
                "TemplateCode": terms["template_code"],
                "TemplateParam": json.dumps(
                    {terms["variable"]: shortened(message.text, MOST)}, ensure_ascii=False
                ),
                "OutId": message.id,
            },
        )
        return str(said.get("BizId", ""))

    def sent_before(self, terms: Terms, message: Outgoing) -> str | None:
        today = self._clock.now().astimezone(ZONE).date()
        for day in {today, message.asked_at.astimezone(ZONE).date(), today - timedelta(days=1)}:
            for one in self._details(terms, message, day.strftime("%Y%m%d"), ""):
                if one.get("OutId") == message.id:
                    return str(one.get("BizId") or message.id)
        return None

    def receipt(self, terms: Terms, message: Outgoing, provider_id: str) -> Receipt | None:
        day = message.asked_at.astimezone(ZONE).strftime("%Y%m%d")
        biz_id = "" if provider_id == message.id else provider_id
        for one in self._details(terms, message, day, biz_id):
            if one.get("OutId") in (message.id, None, ""):
                return _receipt(one.get("SendStatus"), one.get("ReceiveDate"), one.get("ErrCode"))
        return None

    def reports(self, body: Sequence[Any]) -> list[Report]:
        found: list[Report] = []
        for one in body:
            if isinstance(one.get("out_id"), str) and isinstance(one.get("success"), bool):
                state = ARRIVED if one["success"] else FAILED
                receipt = _receipt(state, one.get("report_time"), one.get("err_code"))
                if receipt is not None:
                    found.append(Report(one["out_id"], receipt))
        return found

    def _details(self, terms: Terms, message: Outgoing, day: str, biz_id: str) -> list[dict[str, Any]]:
        query = {"PhoneNumber": message.address, "SendDate": day, "PageSize": "50", "CurrentPage": "1"}
        said = self._call(terms, "QuerySendDetails", query | ({"BizId": biz_id} if biz_id else {}))
        listed: Any = said.get("SmsSendDetailDTOs")
        rows: Any = listed.get("SmsSendDetailDTO") if isinstance(listed, dict) else None
        return cast(list[dict[str, Any]], rows) if isinstance(rows, list) else []

    def _call(self, terms: Terms, action: str, query: dict[str, str]) -> dict[str, Any]:
        return aliyun.called(self._road, self._clock, terms, action, VERSION, query)


def _receipt(state: Any, at: Any, error: Any) -> Receipt | None:
    if state == ARRIVED:
        return Receipt("delivered", moment(at))
    return Receipt("failed", moment(at), str(error or "not_delivered")) if state == FAILED else None


def moment(text: Any) -> datetime | None:
    """A time as the provider writes it, in Beijing; None for anything else."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=ZONE)
    except ValueError:
        return None
