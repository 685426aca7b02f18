"""Alibaba Cloud KMS as its document describes Encrypt and Decrypt: a real HTTP server on this machine.

It judges signatures as `factories.providers` does, keeps a key of its own that never leaves it, binds the encryption
context, and answers errors as the service does: a status of 4xx with Code, Message and RequestId.
"""

from __future__ import annotations

import base64
import json
import os
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from factories.providers import KEY_ID as ACCESS_KEY
from factories.providers import SECRET, Providers
from manyhold.kernel.settings import Settings

KEY = "key-hzz62f1cb66fa42qo1234"


@dataclass
class Kms:
    """What was asked, and what goes wrong next."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Codes of the errors that the next answers are."""
    _key: AESGCM = field(default_factory=lambda: AESGCM(AESGCM.generate_key(256)), repr=False)
    _signs: Providers = field(default_factory=Providers)

    def settings(self, like: Settings, **changes: Any) -> Settings:
        """Settings of an installation whose master key this keeps."""
        told = {
            "kms": "aliyun",
            "kms_endpoint": f"http://127.0.0.1:{self.port}",
            "kms_key_id": KEY,
            "kms_access_key": ACCESS_KEY,
            "kms_secret_key": SECRET,
            **changes,
        }
        return like.model_copy(update=told)

    def answer(self, headers: dict[str, str], target: str) -> tuple[int, dict[str, Any]]:
        query = urlsplit(target).query
        given, action = dict(parse_qsl(query, strict_parsing=True)), headers.get("x-acs-action", "")
        self.asked.append(action)
        if self.faults:
            return 400, _error(self.faults.pop(0))
        if headers.get("x-acs-version") != "2016-01-20":
            return 400, _error("InvalidVersion")
        if not self._signs._is_signed(headers, query):
            return 400, _error("SignatureDoesNotMatch")
        context = json.dumps(json.loads(given["EncryptionContext"]), sort_keys=True).encode()
        if action == "Encrypt":
            if given["KeyId"] != KEY:
                return 404, _error("Forbidden.KeyNotFound")
            nonce = os.urandom(12)
            sealed = nonce + self._key.encrypt(nonce, base64.b64decode(given["Plaintext"]), context)
            blob = base64.b64encode(sealed).decode()
            return 200, {"CiphertextBlob": blob, "KeyId": KEY, "KeyVersionId": "1", "RequestId": "R"}
        assert action == "Decrypt"
        try:
            sealed = base64.b64decode(given["CiphertextBlob"])
            plain = self._key.decrypt(sealed[:12], sealed[12:], context)
        except (InvalidTag, ValueError):
            return 400, _error("InvalidCiphertext")
        return 200, {
            "Plaintext": base64.b64encode(plain).decode(),
            "KeyId": KEY,
            "KeyVersionId": "1",
            "RequestId": "R",
        }


def _error(code: str) -> dict[str, Any]:
    return {"Code": code, "Message": "…", "RequestId": "R", "HostId": "kms.cn-hangzhou.aliyuncs.com"}


@contextmanager
def kms() -> Generator[Kms, None, None]:
    """A KMS that listens until the end of the test."""
    here = Kms()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.rfile.read(int(headers.get("content-length", "0")))
            status, said = here.answer(headers, self.path)
            content = json.dumps(said, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
