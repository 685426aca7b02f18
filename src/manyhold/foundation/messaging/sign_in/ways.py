"""Which ways to sign in a group has, told before anybody is known: its sign-in link names it, or it is the only one."""

from __future__ import annotations

import base64
import binascii

from manyhold.foundation.messaging.sign_in.schemas import SignInWays
from manyhold.foundation.messaging.sign_in.service import SMS, is_on
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import NotFound
from manyhold.kernel.runtime import Runtime
from manyhold.kernel.scoping.session import SystemSession

PURPOSE = "messaging sign-in link"
SIGNED_BYTES = 40


def path_for(keys: Keyring, group_id: int) -> str:
    """A group's own sign-in link, a path of the console; it holds the group's id and our signature."""
    said = str(group_id).encode()
    return "/sign-in?group=" + base64.urlsafe_b64encode(keys.sign(PURPOSE, said) + said).decode().rstrip("=")


def group_of(runtime: Runtime, link: str) -> int | None:
    """The group of a link, without one the only group; None where there are several.

    Raises NotFound `link_unknown` for a link that we did not sign.
    """
    if not link:
        groups = runtime.grants.groups()
        return groups[0] if len(groups) == 1 else None
    try:
        signed = base64.urlsafe_b64decode(link + "=" * (-len(link) % 4))
    except (binascii.Error, ValueError):
        raise NotFound("link_unknown") from None
    proof, said = signed[:SIGNED_BYTES], signed[SIGNED_BYTES:]
    if not runtime.keys.verify(PURPOSE, said, proof):
        raise NotFound("link_unknown")
    return int(said)


def known(runtime: Runtime, link: str) -> SignInWays:
    """The ways that are open; none where nothing says whose they would be."""
    group_id = group_of(runtime, link)
    if group_id is None:
        return SignInWays(sms=False)
    with SystemSession(runtime.database, writes=False) as session:
        return SignInWays(sms=is_on(session, group_id, SMS))
