"""Providers of message channels, as their documents describe them: real HTTP servers on this machine.

One `Providers` speaks for Alibaba Cloud (SMS, voice), 企业微信, 钉钉 and WeChat. It judges signatures and tokens by
its own reckoning, keeps what it was sent, and answers as a test wants it to.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from factories.outside import AnswerLost, OutsideOas

KEY_ID, SECRET = "LTAI-test", "aliyun-secret-canary"
CORP_SECRET, DING_SECRET, WECHAT_SECRET = "corp-secret-canary", "ding-secret-canary", "wechat-secret-canary"
SECRETS = (SECRET, CORP_SECRET, DING_SECRET, WECHAT_SECRET)


@dataclass
class Providers:
    """What was asked, and what is to be answered."""

    port: int = 0
    texts: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    notices: list[dict[str, Any]] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """Every access token that was given out; the last one of a provider is in force."""
    faults: list[str] = field(default_factory=list)
    """Signatures and tokens that were wrong."""
    sms_status: int = 1
    wecom_errcode: int = 0
    call_detail: dict[str, Any] = field(default_factory=dict)
    ding_result: dict[str, Any] = field(default_factory=dict)
    forgets_token_once: bool = False
    oa: OutsideOas = field(default_factory=OutsideOas)
    """Approvals, directories and sign-ins of 企业微信 and 钉钉."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def aliyun(self, headers: dict[str, str], target: str) -> dict[str, Any]:
        """An RPC call; anything unsigned is refused."""
        query = urlsplit(target).query
        given = dict(parse_qsl(query, strict_parsing=True))
        action = headers.get("x-acs-action", "")
        if not self._is_signed(headers, query):
            self.faults.append(action)
            return {"Code": "SignatureDoesNotMatch", "Message": "…", "RequestId": "R"}
        answer: dict[str, Any] = {"Code": "OK", "Message": "OK", "RequestId": "R"}
        if action == "SendSms":
            self.texts.append(given)
            return {**answer, "BizId": f"biz-{len(self.texts)}"}
        if action == "QuerySendDetails":
            rows = [
                {
                    "OutId": one["OutId"],
                    "BizId": f"biz-{number}",
                    "PhoneNum": one["PhoneNumbers"],
                    "SendStatus": self.sms_status,
                    "ReceiveDate": "2026-11-22 10:07:00",
                    "ErrCode": "DELIVERED" if self.sms_status == 3 else "MK:0001",
                }
                for number, one in enumerate(self.texts, start=1)
                if one["PhoneNumbers"] == given["PhoneNumber"]
                and given.get("BizId", f"biz-{number}") == f"biz-{number}"
            ]
            return {**answer, "TotalCount": str(len(rows)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": rows}}
        if action == "SingleCallByTts":
            self.calls.append(given)
            return {**answer, "CallId": f"call-{len(self.calls)}"}
        assert action == "QueryCallDetailByCallId", action
        return {**answer, "Data": json.dumps(self.call_detail) if self.call_detail else ""}

    def json_api(self, target: str, body: dict[str, Any]) -> dict[str, Any]:
        """企业微信, 钉钉 and WeChat: a token for a secret, then a call with it."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        self.oa.asked.append(parts.path)
        secret = query.get("corpsecret") or query.get("appsecret") or body.get("secret")
        if parts.path in ("/cgi-bin/gettoken", "/gettoken", "/cgi-bin/stable_token"):
            if secret not in SECRETS:
                self.faults.append(parts.path)
                return {"errcode": 40001, "errmsg": "invalid credential"}
            self.tokens.append(f"token-{len(self.tokens)}")
            return {"errcode": 0, "errmsg": "ok", "access_token": self.tokens[-1], "expires_in": 7200}
        if query.get("access_token") not in self.tokens or self.forgets_token_once:
            self.forgets_token_once = False
            return {"errcode": 42001, "errmsg": "access_token expired"}
        if parts.path in self.oa.roads:
            return self.oa.answer(parts.path, query, body)
        if parts.path == "/cgi-bin/message/send":
            if self.wecom_errcode:
                return {"errcode": self.wecom_errcode, "errmsg": "no"}
            self.cards.append(body)
            unknown = "" if body["touser"].startswith("u") else body["touser"]
            return {"errcode": 0, "errmsg": "ok", "invaliduser": unknown, "msgid": f"card-{len(self.cards)}"}
        if parts.path.endswith("/asyncsend_v2"):
            self.notices.append(body)
            return {"errcode": 0, "errmsg": "ok", "task_id": len(self.notices), "request_id": "r"}
        if parts.path.endswith("/getsendresult"):
            return {"errcode": 0, "errmsg": "ok", "send_result": self.ding_result}
        assert parts.path == "/cgi-bin/message/template/send", parts.path
        self.templates.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": len(self.templates)}

    def _is_signed(self, headers: dict[str, str], query: str) -> bool:
        """By the words of the document: canonical request, string to sign, signature."""
        scheme, _, rest = headers.get("authorization", "").partition(" ")
        said = dict(part.split("=", 1) for part in rest.split(","))
        names = said["SignedHeaders"].split(";")
        lines = "".join(f"{name}:{headers[name]}\n" for name in names)
        payload = hashlib.sha256(b"").hexdigest()
        pairs = "&".join(sorted(query.split("&")))
        request = f"POST\n/\n{pairs}\n{lines}\n{';'.join(names)}\n{payload}"
        to_sign = f"{scheme}\n{hashlib.sha256(request.encode()).hexdigest()}"
        proof = hmac.new(SECRET.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
        needed = {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce", "x-acs-version"}
        return (
            scheme == "ACS3-HMAC-SHA256"
            and said["Credential"] == KEY_ID
            and needed <= set(names)
            and proof == said["Signature"]
        )


@contextmanager
def providers(**how: Any) -> Generator[Providers, None, None]:
    """Providers that listen until the end of the test."""
    here = Providers(**how)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", "0")))
            if "x-acs-action" in headers:
                said = here.aliyun(headers, self.path)
            else:
                try:
                    said = here.json_api(self.path, json.loads(body) if body else {})
                except AnswerLost:
                    self.close_connection = True
                    return
            content = json.dumps(said, ensure_ascii=False).encode()
            self.send_response(400 if said.get("Code", "OK") != "OK" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
