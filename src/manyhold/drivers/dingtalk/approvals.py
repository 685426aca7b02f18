"""Approvals that are signed in 钉钉 (topapi/processinstance/create, get, listids; process/instance/terminate; 事件
bpms_instance_change). The signers are those of the form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from manyhold.drivers.callbacks import NotTheirs, envelope
from manyhold.drivers.dingtalk.calls import DingtalkCalls
from manyhold.foundation.approvals.handovers.port import Application, Call, CallRefused, Verdict
from manyhold.foundation.messaging.channels.port import Refused, Terms

ROOT, NO_DEPARTMENT = 1, -1
"""The root department; who belongs to it applies under -1."""
PAGE = 20
AGREED = "AGREE"
CANCELLED = ("TERMINATED", "CANCELED")
OVER = frozenset({"errcode_820004", "errcode_820006"})
"""流程不存在, 流程已结束: nothing is left to cancel."""


class DingtalkApprovals:
    """The driver of approvals."""

    kinds = ("text", "textarea", "money", "number")
    names_fields_by = "name"

    def __init__(self, calls: DingtalkCalls) -> None:
        self._calls = calls

    def hand_over(self, terms: Terms, wanted: Application) -> str:
        """Create the instance in the applicant's name; gives its process_instance_id."""
        person = self._calls.post(terms, "v2/user/get", {"userid": wanted.applicant}).get("result") or {}
        department = next(iter(person.get("dept_id_list") or []), ROOT)
        body = {
            "agent_id": terms["agent_id"],
            "process_code": wanted.template_id,
            "originator_user_id": wanted.applicant,
            "dept_id": NO_DEPARTMENT if department == ROOT else department,
            "form_component_values": [{"name": one.control, "value": one.value} for one in wanted.fields],
        }
        return str(self._calls.post(terms, "processinstance/create", body)["process_instance_id"])

    def handed_over_before(self, terms: Terms, wanted: Application, since: datetime) -> str | None:
        """The instance that bears our reference, when an earlier try has created it."""
        body: dict[str, Any] = {
            "process_code": wanted.template_id,
            "start_time": int((since - timedelta(minutes=5)).timestamp() * 1000),
            "userid_list": wanted.applicant,
            "size": PAGE,
        }
        cursor: Any = 0
        while cursor is not None:
            said = self._calls.post(terms, "processinstance/listids", {**body, "cursor": cursor})
            result = said.get("result") or {}
            for number in result.get("list") or []:
                values = self._instance(terms, str(number)).get("form_component_values") or []
                told = {one.get("name"): one.get("value") for one in values}
                if told.get(wanted.reference_control) == wanted.reference:
                    return str(number)
            cursor = result.get("next_cursor")
        return None

    def verdict(self, terms: Terms, number: str) -> Verdict | None:
        """What became of it; None while it is being signed."""
        one = self._instance(terms, number)
        status = str(one.get("status", ""))
        if status in CANCELLED:
            outcome = "withdrawn"
        elif status == "COMPLETED":
            outcome = "approved" if one.get("result") == "agree" else "refused"
        else:
            return None
        records = one.get("operation_records") or []
        return Verdict(
            outcome,
            str(one.get("originator_userid", "")),
            tuple(str(row.get("userid", "")) for row in records if row.get("operation_result") == AGREED),
            "；".join(str(row["remark"]) for row in records if row.get("remark")),
        )

    def cancel(self, terms: Terms, number: str, applicant: str) -> bool:
        """End the instance; one that has ended already is as good."""
        wanted = {"process_instance_id": number, "is_system": True, "remark": "已在众园撤回"}
        try:
            self._calls.post(terms, "process/instance/terminate", {"request": wanted})
        except Refused as refused:
            if refused.code not in OVER:
                raise
        return True

    def call(self, terms: Terms, query: Mapping[str, str], body: bytes) -> Call:
        """What 钉钉 calls to say: a proof of the address, or that an instance has moved."""
        try:
            shared = envelope(terms["callback_token"], terms["callback_aes_key"], terms["app_key"])
            said = json.loads(body)
            event = json.loads(shared.opened(query, str(said["encrypt"])))
            number = str(event.get("processInstanceId", ""))
            is_news = event.get("EventType") == "bpms_instance_change"
        except (NotTheirs, ValueError, KeyError, TypeError, AttributeError):
            raise CallRefused from None
        answer = shared.sealed("success", timestamp=query.get("timestamp", ""), nonce=query.get("nonce", ""))
        return Call((number,) if is_news and number else (), json.dumps(answer), "application/json")

    def _instance(self, terms: Terms, number: str) -> dict[str, Any]:
        said = self._calls.post(terms, "processinstance/get", {"process_instance_id": number})
        return said.get("process_instance") or {}
