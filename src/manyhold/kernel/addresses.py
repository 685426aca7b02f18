"""Which addresses the installation may call when somebody else names them: the public internet, and nothing inside."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

_TRANSLATED = ip_network("64:ff9b::/96")


def url_fault(url: str, *, may_be_private: bool) -> str | None:
    """The code of what is wrong with an address, or None. What it resolves to is judged when it is called.

    It is written as it goes over the wire (RFC 3986): a name in Chinese as `xn--…`, other letters as `%E4…`.
    """
    if not url.isascii():
        return "url_not_ascii"
    try:
        parts = urlsplit(url)
        name, _ = parts.hostname, parts.port
        # As the look-up will do it: no part of a name is empty or longer than 63 letters.
        (name or "").encode("idna")
    except ValueError:
        return "invalid_url"
    if " " in url or not url.isprintable():
        return "invalid_url"
    if not name or parts.username is not None or parts.fragment:
        return "invalid_url"
    if parts.scheme != "https" and not (may_be_private and parts.scheme == "http"):
        return "https_wanted"
    try:
        address = ip_address(name)
    except ValueError:
        return None
    return None if may_be_private or is_public(address) else "address_not_public"


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address lies in the public internet: not this machine, not its network, not a way around that."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast
