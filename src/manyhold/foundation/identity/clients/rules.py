"""What a client may ask for, from where, and how OAuth2 says no."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from datetime import timedelta
from ipaddress import ip_address, ip_network
from urllib.parse import unquote_plus

from manyhold.kernel.limits import Limits

CLIENT_MARK, SECRET_MARK, TOKEN_MARK = "mhc_", "mhs_", "mht_"
"""By these a scanner of code repositories recognises what was published by mistake."""
TOKEN_LASTS = timedelta(hours=1)
SECRETS_AT_ONCE = 2
ASKING = Limits(per_second=10, per_day=20_000)
"""How often one address, and one client, may ask for tokens: a token lasts an hour, so nobody needs many."""


class OAuthError(Exception):
    """A refusal in the words of RFC 6749, section 5.2."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


def credentials(authorization: str, client_id: str, client_secret: str) -> tuple[str, str]:
    """Id and secret from the Basic header or from the form (RFC 6749, section 2.3.1), never from both.

    Raises OAuthError `invalid_request` or `invalid_client`.
    """
    kind, _, encoded = authorization.partition(" ")
    if not authorization:
        return client_id, client_secret
    if client_secret:
        raise OAuthError("invalid_request", "use the header or the form, not both")
    if kind.lower() != "basic":
        raise OAuthError("invalid_client", "authenticate by Basic or in the form", status=401)
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthError("invalid_client", "the Basic header cannot be read", status=401) from None
    name, _, secret = decoded.partition(":")
    return unquote_plus(name), unquote_plus(secret)


def narrowed(wanted: str, held: Collection[str]) -> str:
    """The scope of a token: what was asked for of what is held, all of it when nothing was asked for.

    Raises OAuthError `invalid_scope`.
    """
    asked = wanted.split()
    if foreign := sorted(set(asked) - set(held)):
        raise OAuthError("invalid_scope", f"not held: {' '.join(foreign)}")
    return " ".join(sorted(set(asked) or set(held)))


def is_inside(address: str, networks: str) -> bool:
    """Whether an address lies in one of the networks; none are all."""
    if not networks:
        return True
    try:
        known = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(known, "ipv4_mapped", None) or known
    return any(mapped in ip_network(one) for one in networks.split(","))


def networks_kept(networks: Iterable[str]) -> str:
    """Networks as they are kept. Raises ValueError for a text that is none, or for too many of them."""
    kept = ",".join(dict.fromkeys(str(ip_network(one.strip(), strict=False)) for one in networks))
    if len(kept) > 1000:
        raise ValueError("too many networks")
    return kept
