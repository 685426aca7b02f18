"""Unsubscribing by a link, without signing in: a GET shows a page, a POST does it (RFC 8058 for mail programs)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from manyhold.foundation.messaging.recipients import service
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.web.routes import PUBLIC, Routes

PURPOSE = "messaging unsubscribe"
SIGNED_BYTES = 40
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
}
_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>退订通知 Unsubscribe</title>
<style>body{{font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;background:#f5f7fa;color:#1d2939;
margin:0;display:grid;place-items:center;min-height:100vh}}main{{background:#fff;border-radius:12px;max-width:26rem;
margin:1rem;padding:2rem;box-shadow:0 1px 3px #0002}}h1{{font-size:1.25rem;margin:0 0 .75rem}}p{{margin:.5rem 0}}
small{{color:#667085}}button{{font:inherit;margin-top:1rem;width:100%;padding:.6rem;border:0;border-radius:8px;
background:#0f766e;color:#fff;cursor:pointer}}</style><main>{body}</main></html>"""
_ASK = """<h1>退订通知 · Unsubscribe</h1>
<p>退订后，一般通知只进入站内消息，不再发到短信、邮箱和聊天软件。</p>
<p>General notices will then only reach your inbox in Manyhold.</p>
<p><small>派单、审批、告警等工作所必需的消息仍会送达。Tasks and alerts that your work needs still reach you.</small></p>
<form method="post"><button type="submit">确认退订 · Unsubscribe</button></form>"""
_DONE = """<h1>已退订 · Unsubscribed</h1>
<p>一般通知今后只进入站内消息。可在“通知设置”中恢复。</p>
<p>You can change this under “My notifications” at any time.</p>"""

routes = Routes("/u", tag="public")


def path_for(keys: Keyring, group_id: int, person_id: int) -> str:
    """The path of a person's own link; it holds their id and our signature, and nothing else."""
    said = f"{group_id}.{person_id}".encode()
    return "/u/" + base64.urlsafe_b64encode(keys.sign(PURPOSE, said) + said).decode().rstrip("=")


def by_link(runtime: Runtime, path: Mapping[str, Any]) -> tuple[Actor, Scope]:
    """The scope of a link that we signed; NotFound `link_unknown` for any other."""
    group_id, _ = _opened(runtime.keys, str(path["token"]))
    return Actor.public(group_id), Scope(group_id)


@routes.read("/{token}", permission=PUBLIC, entry=by_link, include_in_schema=False)
def show(ctx: Context, token: str) -> Any:
    """Ask: programs that look at links before people do must not unsubscribe anybody."""
    return Response(_PAGE.format(body=_ASK), media_type="text/html; charset=utf-8", headers=_HEADERS)


@routes.create(
    "/{token}",
    permission=PUBLIC,
    entry=by_link,
    is_idempotent=False,
    status_code=200,
    include_in_schema=False,
)
def unsubscribe(ctx: Context, token: str) -> Any:
    """Do it; again changes nothing."""
    _, person_id = _opened(ctx.runtime.keys, token)
    service.unsubscribe(ctx, person_id)
    return Response(_PAGE.format(body=_DONE), media_type="text/html; charset=utf-8", headers=_HEADERS)


def _opened(keys: Keyring, token: str) -> tuple[int, int]:
    try:
        signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raise NotFound("link_unknown") from None
    proof, said = signed[:SIGNED_BYTES], signed[SIGNED_BYTES:]
    if not keys.verify(PURPOSE, said, proof):
        raise NotFound("link_unknown")
    group_id, _, person_id = said.decode().partition(".")
    return int(group_id), int(person_id)
