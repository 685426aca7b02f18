"""Parties take own fields: the group's, and those of each project that knows them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.parties.described import KINDS
from manyhold.foundation.parties.models import Link, Party, PartyValue
from manyhold.kernel.own_fields import OwnSubject
from manyhold.kernel.scoping.session import ScopedSession


def _known_in(session: ScopedSession, party: Any) -> Collection[int]:
    return set(session.scalars(select(Link.project_id).where(Link.party_id == party.id)))


def _standing() -> Select[Any]:
    return select(Link.project_id, Party.id, Party.kind).join(Party, Party.id == Link.party_id).distinct()


PARTIES = OwnSubject(
    Party,
    PartyValue,
    "parties",
    projects=_known_in,
    kind=lambda party: party.kind,
    walls=lambda party: {"group_id": party.group_id},
    standing=_standing,
    kinds=KINDS,
)
