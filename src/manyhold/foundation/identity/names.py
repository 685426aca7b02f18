"""Names of people who sign in, opened for screens, and of the programs that act beside them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select

from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.identity.models import Person
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keyring import Keyring

PLACE = "identity_person.name_sealed"
PHONE_PLACE = "identity_person.phone_sealed"


def name_of(keys: Keyring, person: Person) -> str:
    """The display name of one person."""
    return opened_name(keys, person.id, person.name_sealed)


@lru_cache(maxsize=10_000)
def opened_name(keys: Keyring, person_id: int, sealed: bytes) -> str:
    """A name that was sealed for this person. The same bytes are opened once: lists name the same few people."""
    return keys.open(PLACE, person_id, sealed)


def names(ctx: Context, ids: Iterable[int]) -> dict[int, str]:
    """Display names by id; the system's own id 0 has none. One query, and a second where a program is named."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    rows = ctx.session.execute(select(Person.id, Person.name_sealed).where(Person.id.in_(wanted)))
    found = {row.id: opened_name(ctx.runtime.keys, row.id, row.name_sealed) for row in rows}
    if others := wanted - found.keys():
        programs = ctx.session.execute(select(ApiClient.id, ApiClient.name).where(ApiClient.id.in_(others)))
        found.update((row.id, row.name) for row in programs)
    return found
