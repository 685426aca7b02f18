"""企业微信 and 钉钉 as an OA, a directory and a door, as their documents describe them: kept in memory.

`Providers` hands calls over. A test plays the people there: it approves, refuses, withdraws, and makes the calls
that the providers make, signed by this file's own reckoning.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN, AES_KEY = "call-token-canary", base64.b64encode(bytes(range(32))).decode().rstrip("=")
CORP, APP = "ww1", "ding1"
OK: dict[str, Any] = {"errcode": 0, "errmsg": "ok"}


class AnswerLost(Exception):
    """What was asked was done, and whoever asked never hears of it."""


@dataclass
class OutsideOas:
    """What was submitted there, and what is to be answered."""

    applications: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By 审批编号 or process_instance_id: the body it came with, its state, who agreed, what was said."""
    asked: list[str] = field(default_factory=list)
    """The path of every call."""
    terminated: list[str] = field(default_factory=list)
    errcode: int = 0
    """What the next submissions are refused with."""
    staff: list[dict[str, Any]] = field(default_factory=list)
    """The directory: userid, name, mobile, department, title, number."""
    loses_answer: bool = False
    """The next submission is taken, and its answer is lost on the way."""

    @property
    def roads(self) -> dict[str, Any]:
        return {
            "/cgi-bin/oa/applyevent": self._apply,
            "/cgi-bin/oa/getapprovaldetail": self._detail,
            "/cgi-bin/oa/getapprovalinfo": self._numbers,
            "/topapi/v2/user/get": self._user,
            "/topapi/processinstance/create": self._create,
            "/topapi/processinstance/get": self._instance,
            "/topapi/processinstance/listids": self._ids,
            "/topapi/process/instance/terminate": self._terminate,
            "/cgi-bin/department/list": self._departments,
            "/cgi-bin/user/list": self._staff,
            "/topapi/v2/department/listsub": self._below,
            "/topapi/v2/user/list": self._people,
        }

    def answer(self, path: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        """What the provider answers to a call under a token that is in force."""
        return self.roads[path]({**query, **body})

    def decide(self, number: str, state: str, *agreed: str, said: str = "") -> None:
        """The people there come to an end: `approved`, `refused` or `withdrawn`."""
        self.applications[number] |= {"state": state, "agreed": agreed, "said": said}

    @property
    def last(self) -> str:
        """The number of what was submitted last."""
        return list(self.applications)[-1]

    def _taken(self, number: str, body: dict[str, Any]) -> None:
        self.applications[number] = {"body": body, "state": "pending", "agreed": (), "said": ""}
        if self.loses_answer:
            self.loses_answer = False
            raise AnswerLost

    def _apply(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.errcode:
            return {"errcode": self.errcode, "errmsg": "no"}
        assert body["use_template_approver"] == 1
        assert all(set(one) == {"control", "id", "value"} for one in body["apply_data"]["contents"])
        number = f"2026112200{len(self.applications) + 1:02d}"
        self._taken(number, body)
        return {**OK, "sp_no": number}

    def _detail(self, body: dict[str, Any]) -> dict[str, Any]:
        number = body["sp_no"]
        one = self.applications[number]
        codes = {"pending": 1, "approved": 2, "refused": 3, "withdrawn": 4}
        details = [
            {"approver": {"userid": who}, "speech": one["said"], "sp_status": 2, "sptime": 1}
            for who in one["agreed"]
        ]
        return {
            **OK,
            "info": {
                "sp_no": number,
                "sp_status": codes[one["state"]],
                "template_id": one["body"]["template_id"],
                "applyer": {"userid": one["body"]["creator_userid"], "partyid": "1"},
                "sp_record": [{"sp_status": 2, "approverattr": 1, "details": details}],
                "apply_data": one["body"]["apply_data"],
            },
        }

    def _numbers(self, body: dict[str, Any]) -> dict[str, Any]:
        wanted = {one["key"]: one["value"] for one in body["filters"]}
        found = [
            number
            for number, one in self.applications.items()
            if one["body"]["creator_userid"] == wanted["creator"]
            and one["body"]["template_id"] == wanted["template_id"]
        ]
        return {**OK, "sp_no_list": found, "new_next_cursor": ""}

    def _user(self, body: dict[str, Any]) -> dict[str, Any]:
        return {**OK, "result": {"userid": body["userid"], "dept_id_list": [1]}}

    def _create(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.errcode:
            return {"errcode": self.errcode, "errmsg": "no"}
        assert body["dept_id"] == -1
        number = f"proc-{len(self.applications) + 1}"
        self._taken(number, body)
        return {**OK, "process_instance_id": number}

    def _instance(self, body: dict[str, Any]) -> dict[str, Any]:
        one = self.applications[body["process_instance_id"]]
        status = {"pending": "RUNNING", "withdrawn": "TERMINATED"}.get(one["state"], "COMPLETED")
        records = [
            {"userid": who, "operation_result": "AGREE", "remark": one["said"]} for who in one["agreed"]
        ]
        return {
            **OK,
            "process_instance": {
                "status": status,
                "result": {"approved": "agree", "refused": "refuse"}.get(one["state"], ""),
                "originator_userid": one["body"]["originator_user_id"],
                "operation_records": records,
                "form_component_values": one["body"]["form_component_values"],
            },
        }

    def _ids(self, body: dict[str, Any]) -> dict[str, Any]:
        found = [
            number
            for number, one in self.applications.items()
            if one["body"]["originator_user_id"] == body["userid_list"]
            and one["body"]["process_code"] == body["process_code"]
        ]
        return {**OK, "result": {"list": found}}

    def _departments(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.errcode:
            return {"errcode": self.errcode, "errmsg": "no"}
        return {
            **OK,
            "department": [
                {"id": 1, "name": "总部", "parentid": 0},
                {"id": 2, "name": "工程部", "parentid": 1},
            ],
        }

    def _staff(self, body: dict[str, Any]) -> dict[str, Any]:
        here = {"1": "总部", "2": "工程部"}[body["department_id"]]
        found = [
            {
                "userid": one["userid"],
                "name": one["name"],
                "mobile": one.get("mobile", ""),
                "position": one.get("title", ""),
                "department": [1, 2],
                "status": one.get("status", 1),
            }
            for one in self.staff
            if one.get("department", "总部") == here
        ]
        return {**OK, "userlist": found}

    def _below(self, body: dict[str, Any]) -> dict[str, Any]:
        if self.errcode:
            return {"errcode": self.errcode, "errmsg": "no"}
        below = [{"dept_id": 2, "name": "工程部", "parent_id": 1}] if body["dept_id"] == 1 else []
        return {**OK, "result": below}

    def _people(self, body: dict[str, Any]) -> dict[str, Any]:
        here = "工程部" if body["dept_id"] == 2 else "总部"
        found = [one for one in self.staff if one.get("department", "总部") == here]
        page = found[body["cursor"] : body["cursor"] + 2]
        rows = [
            {
                "userid": one["userid"],
                "name": one["name"],
                "mobile": one.get("mobile", ""),
                "title": one.get("title", ""),
                "job_number": one.get("number", ""),
            }
            for one in page
            if one.get("status", 1) == 1
        ]
        after = body["cursor"] + 2
        more = {"has_more": True, "next_cursor": after} if after < len(found) else {"has_more": False}
        return {**OK, "result": {"list": rows, **more}}

    def _terminate(self, body: dict[str, Any]) -> dict[str, Any]:
        number = body["request"]["process_instance_id"]
        self.terminated.append(number)
        self.applications[number]["state"] = "withdrawn"
        return {**OK, "success": True, "result": True}


def sealed(text: str, receiver: str, *, key: str = AES_KEY, token: str = TOKEN) -> tuple[dict[str, str], str]:
    """A text as the providers encrypt and sign it: the query of the call, and the ciphertext."""
    secret = base64.b64decode(key + "=")
    said = text.encode()
    plain = os.urandom(16) + len(said).to_bytes(4, "big") + said + receiver.encode()
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    ciphertext = base64.b64encode(encryptor.update(plain + bytes([pad]) * pad)).decode()
    proof = hashlib.sha1("".join(sorted((token, "1763800000", "n1", ciphertext))).encode()).hexdigest()
    return {"msg_signature": proof, "timestamp": "1763800000", "nonce": "n1"}, ciphertext


def wecom_call(number: str, **forged: str) -> tuple[dict[str, str], bytes]:
    """企业微信 tells that an application has moved: query and body of the call."""
    event = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[sys_approval_change]]></Event><AgentID>3010040</AgentID>"
        f"<ApprovalInfo><SpNo>{number}</SpNo><SpStatus>2</SpStatus></ApprovalInfo></xml>"
    )
    query, ciphertext = sealed(event, forged.pop("receiver", CORP), **forged)
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><Encrypt><![CDATA[{ciphertext}]]></Encrypt></xml>"
    )
    return query, body.encode()


def dingtalk_call(number: str, **forged: str) -> tuple[dict[str, str], bytes]:
    """钉钉 tells that an instance has moved: query and body of the call."""
    event = {"EventType": "bpms_instance_change", "processInstanceId": number, "type": "finish"}
    query, ciphertext = sealed(json.dumps(event), forged.pop("receiver", APP), **forged)
    return query, json.dumps({"encrypt": ciphertext}).encode()
