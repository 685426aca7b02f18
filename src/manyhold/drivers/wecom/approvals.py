"""Approvals that are signed in 企业微信 (审批: oa/applyevent, getapprovaldetail, getapprovalinfo; 回调 sys_approval_change).

The signers are those of the template (`use_template_approver`). 企业微信 has no call that takes an approval back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from manyhold.drivers.callbacks import NotTheirs, envelope
from manyhold.drivers.wecom.calls import WecomCalls
from manyhold.foundation.approvals.handovers.port import Application, Call, CallRefused, End, Verdict
from manyhold.foundation.messaging.channels.port import Terms

CONTROLS: Mapping[str, tuple[str, str]] = {
    "text": ("Text", "text"),
    "textarea": ("Textarea", "text"),
    "money": ("Money", "new_money"),
    "number": ("Number", "new_number"),
}
"""Kind of field: the control's name, and what its value is called (附录 审批模板控件)."""
OUTCOMES: Mapping[int, End] = {
    2: "approved",
    3: "refused",
    4: "withdrawn",
    6: "withdrawn",
    7: "withdrawn",
    10: "approved",
}
"""sp_status: 2 已通过, 3 已驳回, 4 已撤销, 6 通过后撤销, 7 已删除, 10 已支付; 1 审批中 is none yet."""
AGREED = 2
PAGE = 100
_CIPHERTEXT = re.compile(r"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/=\s]+?)(?:\]\]>)?\s*</Encrypt>")
_NUMBER = re.compile(r"<SpNo>\s*(?:<!\[CDATA\[)?(\d{1,40})(?:\]\]>)?\s*</SpNo>")


class WecomApprovals:
    """The driver of approvals."""

    kinds = tuple(CONTROLS)
    names_fields_by = "id"

    def __init__(self, calls: WecomCalls) -> None:
        self._calls = calls

    def hand_over(self, terms: Terms, wanted: Application) -> str:
        """Submit the application in the applicant's name; gives its 审批编号."""
        contents = [
            {"control": CONTROLS[one.kind][0], "id": one.control, "value": {CONTROLS[one.kind][1]: one.value}}
            for one in wanted.fields
        ]
        summary = [one for one in (wanted.title, wanted.project) if one]
        body = {
            "creator_userid": wanted.applicant,
            "template_id": wanted.template_id,
            "use_template_approver": 1,
            "apply_data": {"contents": contents},
            "summary_list": [{"summary_info": [{"text": one[:20], "lang": "zh_CN"}]} for one in summary],
        }
        return str(self._calls.post(terms, "oa/applyevent", body)["sp_no"])

    def handed_over_before(self, terms: Terms, wanted: Application, since: datetime) -> str | None:
        """The application that bears our reference, when an earlier try has submitted it."""
        until = since + timedelta(days=1)
        body: dict[str, Any] = {
            "starttime": str(int((since - timedelta(minutes=5)).timestamp())),
            "endtime": str(int(until.timestamp())),
            "size": PAGE,
            "filters": [
                {"key": "template_id", "value": wanted.template_id},
                {"key": "creator", "value": wanted.applicant},
            ],
        }
        cursor = ""
        while True:
            said = self._calls.post(terms, "oa/getapprovalinfo", {**body, "new_cursor": cursor})
            for number in said.get("sp_no_list") or []:
                if _reference(self._detail(terms, str(number)), wanted) == wanted.reference:
                    return str(number)
            cursor = str(said.get("new_next_cursor") or "")
            if not cursor:
                return None

    def verdict(self, terms: Terms, number: str) -> Verdict | None:
        """What became of it; None while it is being signed."""
        info = self._detail(terms, number)
        outcome = OUTCOMES.get(int(info.get("sp_status", 0)))
        if outcome is None:
            return None
        details = [one for record in info.get("sp_record") or [] for one in record.get("details") or []]
        return Verdict(
            outcome,
            str((info.get("applyer") or {}).get("userid", "")),
            tuple(_signer(one) for one in details if one.get("sp_status") == AGREED),
            "；".join(str(one["speech"]) for one in details if one.get("speech")),
        )

    def cancel(self, terms: Terms, number: str, applicant: str) -> bool:
        """Not to be had: the applicant withdraws it there."""
        return False

    def call(self, terms: Terms, query: Mapping[str, str], body: bytes) -> Call:
        """What 企业微信 calls to say: a proof of the address, or that an application has moved."""
        shared = (terms["callback_token"], terms["callback_aes_key"], terms["corp_id"])
        try:
            if not body:
                return Call((), envelope(*shared).opened(query, query.get("echostr", "")), "text/plain")
            found = _CIPHERTEXT.search(body.decode())
            said = envelope(*shared).opened(query, "".join(found[1].split()) if found else "")
        except (NotTheirs, UnicodeDecodeError):
            raise CallRefused from None
        number = _NUMBER.search(said) if "<![CDATA[sys_approval_change]]>" in said else None
        return Call((number[1],) if number else (), "success", "text/plain")

    def _detail(self, terms: Terms, number: str) -> dict[str, Any]:
        return self._calls.post(terms, "oa/getapprovaldetail", {"sp_no": number}).get("info") or {}


def _signer(detail: Mapping[str, Any]) -> str:
    return str((detail.get("approver") or {}).get("userid", ""))


def _reference(info: Mapping[str, Any], wanted: Application) -> str:
    contents = (info.get("apply_data") or {}).get("contents") or []
    said = {one.get("id"): one.get("value") or {} for one in contents}
    return str(said.get(wanted.reference_control, {}).get("text", ""))
