"""Verbs and reads: bind an account to a person, find the account of a person and the person of an account."""

from __future__ import annotations

import hmac
from typing import Literal

from sqlalchemy import select

from manyhold.foundation.identity.bindings.models import Binding
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.service import require_hold_on
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring
from manyhold.kernel.errors import Conflict
from manyhold.kernel.scoping.session import KeyedSession

Provider = Literal["wecom", "dingtalk"]
PROVIDERS: tuple[Provider, ...] = ("wecom", "dingtalk")
ACCOUNT_PLACE = "identity_binding.account_sealed"


def bind(ctx: Context, person: Person, provider: str, account: str) -> Binding:
    """Say which account is that person's; the one before is forgotten.

    Raises Conflict `account_taken` when it is somebody else's, `own_account` for oneself; Forbidden for an
    administrator's unless the actor grants rights.
    """
    require_hold_on(ctx, person)
    return put(ctx, person.id, provider, account)


def put(ctx: Context, person_id: int, provider: str, account: str) -> Binding:
    """`bind` for callers that have judged whose account it may be."""
    digest = digest_of(ctx.runtime.keys, ctx.group_id, provider, account)
    taken = ctx.one(Binding, Binding.provider == provider, Binding.digest == digest)
    if taken is not None and taken.person_id != person_id:
        raise Conflict("account_taken")
    one = taken or ctx.one(Binding, Binding.provider == provider, Binding.person_id == person_id)
    if one is None:
        one = Binding(
            id=ctx.session.ids.next(), group_id=ctx.group_id, person_id=person_id, provider=provider
        )
        ctx.session.add(one)
    if one is not taken:
        one.digest, one.made_at = digest, ctx.now
        one.account_sealed = ctx.runtime.keys.seal(ACCOUNT_PLACE, one.id, account.strip())
    return one


def unbind(ctx: Context, person: Person, provider: str) -> None:
    """Forget a person's account; it is then nobody's."""
    require_hold_on(ctx, person)
    one = ctx.one(Binding, Binding.provider == provider, Binding.person_id == person.id)
    if one is not None:
        ctx.session.delete(one)


def account_of(ctx: Context, person_id: int, provider: str) -> str:
    """Somebody's account with a provider; empty when none is known."""
    one = ctx.one(Binding, Binding.provider == provider, Binding.person_id == person_id)
    return "" if one is None else opened(ctx.runtime.keys, one)


def opened(keys: Keyring, one: Binding) -> str:
    """The account in full."""
    return keys.open(ACCOUNT_PLACE, one.id, one.account_sealed)


def person_behind(
    session: KeyedSession, keys: Keyring, group_id: int, provider: str, account: str
) -> int | None:
    """Whose account it is within a group; None when nobody's."""
    digest = digest_of(keys, group_id, provider, account)
    return session.scalar(
        select(Binding.person_id).where(
            Binding.group_id == group_id, Binding.provider == provider, Binding.digest == digest
        )
    )


def digest_of(keys: Keyring, group_id: int, provider: str, account: str) -> bytes:
    """What finds an account; small and capital letters are the same (企业微信: userid 不区分大小写)."""
    key = keys.derive("outside accounts", group_id, key_id=keys.oldest_key_id)
    return hmac.digest(key, f"{provider}\0{account.strip().casefold()}".encode(), "sha256")
