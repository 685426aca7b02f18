"""A call between services: who acts, within which rows, what is asked; signed, and good for a few seconds.

Every service of an installation holds its master key, and with it the key that signs. The signature covers the path
and the body, so a call that was overheard can be asked once more of the same module at most, within its seconds: a
query then reads, a command and a delivery have their one effect.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec

from manyhold.kernel.errors import BadRequest, Forbidden
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.services.peers import INTERNAL, Letter

PURPOSE = "call between services"
GOOD_FOR = timedelta(seconds=30)
CLOCKS_DIFFER = timedelta(seconds=30)
"""How far the clocks of two machines may be apart."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a service asks of a module elsewhere, on whose behalf, within which rows."""

    actor: Actor
    scope: Scope
    permission: str
    request_id: str
    arguments: dict[str, Any]
    """Plain JSON."""


@dataclass(frozen=True, slots=True)
class _Signed:
    call: Call
    written_at: datetime


def letter(runtime: Runtime, module: str, path: str, call: Call) -> Letter:
    """The call to `path` of a module, signed; the path names the version of the module's contract."""
    version = runtime.registry.manifests[module].contract_version
    whole = f"{INTERNAL}/{module}/v{version}/{path}"
    # What only the browser's own requests need stays here.
    unsigned = replace(call, actor=replace(call.actor, csrf="", session_id=0, is_cookie=False))
    body = msgspec.json.encode(_Signed(unsigned, runtime.clock.now()))
    signature = runtime.keys.sign(PURPOSE, _signed(whole, body))
    return Letter(module, whole, body, base64.b64encode(signature).decode())


def opened(runtime: Runtime, path: str, body: bytes, signature: str) -> Call:
    """The call in a letter. Raises Forbidden unless a service of this installation wrote it for this path just now."""
    try:
        proof = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        raise Forbidden("signature_wrong") from None
    if not runtime.keys.verify(PURPOSE, _signed(path, body), proof):
        raise Forbidden("signature_wrong")
    try:
        signed = msgspec.json.decode(body, type=_Signed)
    except msgspec.DecodeError as error:
        raise BadRequest("invalid_json", reason=str(error)) from None
    age = runtime.clock.now() - signed.written_at
    if not -CLOCKS_DIFFER <= age <= GOOD_FOR + CLOCKS_DIFFER:
        raise Forbidden("signature_expired")
    return signed.call


def _signed(path: str, body: bytes) -> bytes:
    return path.encode() + b"\n" + body
