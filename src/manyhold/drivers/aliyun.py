"""Calls of Alibaba Cloud's RPC interfaces, signed by ACS3-HMAC-SHA256 (阿里云 OpenAPI V3 版本请求体&签名机制)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from manyhold.drivers.road import Road
from manyhold.foundation.messaging.channels.port import Refused
from manyhold.kernel.clock import Clock
from manyhold.kernel.crypto.tokens import random_token

ALGORITHM = "ACS3-HMAC-SHA256"
EMPTY = hashlib.sha256(b"").hexdigest()
_TRANSIENT = frozenset(
    {"isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_TIMEOUT", "ServiceUnavailable", "InternalError"}
)


def called(
    road: Road, clock: Clock, terms: Mapping[str, str], action: str, version: str, query: Mapping[str, str]
) -> dict[str, Any]:
    """Call an action; its `Code` is then OK. Raises Refused with the provider's code."""
    base = terms["base_url"]
    canonical = canonical_query(query)
    headers = signed(
        host=urlsplit(base).netloc,
        action=action,
        version=version,
        query=canonical,
        key_id=terms["access_key_id"],
        secret=terms["access_key_secret"],
        nonce=random_token(16),
        at=clock.now(),
    )
    said = road.post(f"{base.rstrip('/')}/?{canonical}", headers=headers)
    code = str(said.get("Code", "answer_unknown"))
    if code != "OK":
        raise Refused(code, may_retry=code in _TRANSIENT)
    return said


def canonical_query(query: Mapping[str, str]) -> str:
    """Names and values in the order of the names, encoded by RFC 3986."""
    return "&".join(f"{quote(name, safe='~')}={quote(query[name], safe='~')}" for name in sorted(query))


def signed(
    *, host: str, action: str, version: str, query: str, key_id: str, secret: str, nonce: str, at: datetime
) -> dict[str, str]:
    """The headers of a POST without a body, the signature among them."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    request = f"POST\n/\n{query}\n{lines}\n{names}\n{EMPTY}"
    digest = hashlib.sha256(request.encode()).hexdigest()
    proof = hmac.new(secret.encode(), f"{ALGORITHM}\n{digest}".encode(), hashlib.sha256).hexdigest()
    return {
        **headers,
        "Authorization": f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={proof}",
    }
