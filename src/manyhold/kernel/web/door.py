"""The door: requests that a web page of somebody else makes in a visitor's browser are sent away.

What needs no sign-in (the first-run wizard, a demonstration's sign-ins, signing in) trusts whoever asks from the
machine itself; any page that is open there could otherwise ask in their stead.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from manyhold.kernel.errors import BadRequest, Forbidden, Problem
from manyhold.kernel.services.peers import INTERNAL
from manyhold.kernel.settings import Settings
from manyhold.kernel.web.problems import problem_response

SAFE_METHODS = frozenset({"GET", "HEAD"})
FORM = "application/x-www-form-urlencoded"
PART = "application/offset+octet-stream"
"""A part of an upload; a page of somebody else cannot send it unasked."""
FORMS = ("/oauth/", "/u/")
"""Where OAuth2 and mail programs (RFC 8058) want a form, which any page could send too: no cookie counts there, the
body or the path carries the secret."""

CALLS = ("/api/v1/public/oa-calls/",)
"""Where providers call with XML (企业微信): the path carries the secret and the body their signature."""
XML = ("text/xml", "application/xml")


class Door:
    """Plain ASGI: lets in requests to this installation's own names, and writes only from its own pages.

    A name that was made to point here (DNS rebinding) is not one of ours. An address in digits is always let in,
    as nobody else's page can have it: who reaches the machine by a name says so in `allowed_hosts`.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.names = frozenset(_names(settings.allowed_hosts.split(",")))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Between services names are whatever the network calls them, and each call bears its own proof.
        is_judged = scope["type"] == "http" and not scope["path"].startswith(f"{INTERNAL}/")
        fault = self._fault(scope, Headers(scope=scope)) if is_judged else None
        if fault is None:
            await self.app(scope, receive, send)
        else:
            await problem_response(fault, scope.get("request_id", ""))(scope, receive, send)

    def _fault(self, scope: Scope, headers: Headers) -> Problem | None:
        host = headers.get("host")
        # Without one it is no browser: a load balancer asks for /readyz in this way.
        if host is not None and not self._is_ours(_name(f"//{host}")):
            return BadRequest("host_unknown")
        if scope["method"] in SAFE_METHODS:
            return None
        if headers.get("sec-fetch-site") == "cross-site" or not self._is_own_page(headers, host):
            return Forbidden("foreign_page")
        forms = [FORM] if scope["path"].startswith(FORMS) else []
        is_read = _is_told_apart(headers, *forms, *(XML if scope["path"].startswith(CALLS) else ()))
        return None if is_read else Problem("body_type_unknown", status=415)

    def _is_ours(self, name: str) -> bool:
        return name == "localhost" or name in self.names or _is_address(name)

    def _is_own_page(self, headers: Headers, host: str | None) -> bool:
        """Whether the page that asks, if it is one, came from here: behind a proxy from one of our public names."""
        origin = headers.get("origin")
        if origin is None:
            return True
        return origin.partition("://")[2] == host or _name(origin) in self.names


def _is_told_apart(headers: Headers, *more: str) -> bool:
    """Whether the body, if there is one, is of a kind that we read; any page may send plain text unasked."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if not kind:
        return headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers
    known = ("application/json", "multipart/form-data", PART, *more)
    return kind in known or kind.endswith("+json")


def _names(hosts: Iterable[str]) -> Iterable[str]:
    return filter(None, (_name(f"//{host.strip()}") for host in hosts))


def _name(url: str) -> str:
    """The name in the address of a page, without its port; empty for what is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
