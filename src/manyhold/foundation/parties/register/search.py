"""Finding parties by what a clerk types: tokens give candidates, the opened names decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import func, select

from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Party, Phone, SearchToken
from manyhold.foundation.parties.register import queries
from manyhold.foundation.parties.register.queries import known
from manyhold.kernel.context import Context
from manyhold.kernel.nametokens import matches, phone_digits
from manyhold.kernel.pinyin import letters_and_digits
from manyhold.kernel.search import Hit

MOST_OPENED = 200
"""Names that one search opens."""
SHORTEST_DOCUMENT = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The parties that a text finds; `is_cut_off` when there were more candidates than a search opens."""

    ids: list[int]
    is_cut_off: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A candidate in full; it never leaves this package."""

    party: Party
    name: str
    phones: tuple[str, ...]
    id_number: str


def search(ctx: Context, text: str, *, project_id: int | None, role: str | None, day: date) -> Found:
    """The parties of the scope whose name, pinyin, telephone or whole document number is meant by `text`."""
    tokens = sealing.name_tokens(ctx)
    meanings = tokens.query_tokens(text)
    asked = letters_and_digits(text)
    if len(asked) >= SHORTEST_DOCUMENT:
        meanings.append(frozenset({tokens.document_token(text)}))
    candidates: dict[int, None] = {}
    for meaning in meanings:
        candidates.update(dict.fromkeys(_carrying(ctx, meaning, project_id, role, day)))
    ids = sorted(candidates, reverse=True)
    found = [
        one.party.id
        for one in opened(ctx, ids[:MOST_OPENED])
        if matches(text, one.name, one.phones)
        or (one.id_number and asked == letters_and_digits(one.id_number))
    ]
    return Found(found, len(ids) > MOST_OPENED)


def hits(ctx: Context, text: str, limit: int) -> list[Hit]:
    """Parties for the one search box, masked, each where it holds a space today."""
    day = queries.today(ctx, None)
    found = search(ctx, text, project_id=None, role=None, day=day)
    parties = ctx.session.scalars(select(Party).where(Party.id.in_(found.ids[:limit]))).all()
    return [
        Hit(
            kind="party",
            id=party["id"],
            project_id=held[0]["project_id"],
            title=party["name"],
            subtitle=" · ".join(filter(None, (held[0]["label"], party["phone"]))),
        )
        for party in queries.shown(ctx, parties, day)
        if (held := party["holdings"])
    ]


def possible_duplicates(
    ctx: Context, party: Party
) -> list[tuple[Party, Literal["id_number", "name_and_phone"]]]:
    """Other parties of the scope with the same document, or the same name and one telephone in common."""
    [mine] = opened(ctx, [party.id])
    tokens = sealing.name_tokens(ctx)
    meanings = [tokens.query_tokens(mine.name)[0] | tokens.query_tokens(phone)[-1] for phone in mine.phones]
    if mine.id_number:
        meanings.append(frozenset({tokens.document_token(mine.id_number)}))
    candidates = {one for meaning in meanings for one in _carrying(ctx, meaning, None, None, date.min)}
    found: list[tuple[Party, Literal["id_number", "name_and_phone"]]] = []
    for other in opened(ctx, sorted(candidates - {party.id})[:MOST_OPENED]):
        if mine.id_number and other.id_number == mine.id_number:
            found.append((other.party, "id_number"))
        elif letters_and_digits(other.name) == letters_and_digits(mine.name) and _share_a_phone(mine, other):
            found.append((other.party, "name_and_phone"))
    return found


def opened(ctx: Context, ids: Sequence[int]) -> list[Opened]:
    """The parties with these ids, in full, in two queries."""
    phones: dict[int, list[str]] = defaultdict(list)
    for phone in ctx.session.scalars(select(Phone).where(Phone.party_id.in_(ids))):
        phones[phone.party_id].append(sealing.number_of(ctx, phone))
    return [
        Opened(party, sealing.name_of(ctx, party), tuple(phones[party.id]), sealing.id_number_of(ctx, party))
        for party in ctx.session.scalars(select(Party).where(Party.id.in_(ids)))
    ]


def _carrying(
    ctx: Context, tokens: Collection[int], project_id: int | None, role: str | None, day: date
) -> Sequence[int]:
    """The newest parties that carry all of the tokens, one more than a search opens."""
    statement = (
        select(SearchToken.party_id)
        .where(SearchToken.token.in_(tokens))
        .where(*known(SearchToken.party_id, project_id=project_id, role=role, day=day))
        .group_by(SearchToken.party_id)
        .having(func.count() == len(tokens))
        .order_by(SearchToken.party_id.desc())
        .limit(MOST_OPENED + 1)
    )
    return ctx.session.scalars(statement).all()


def _share_a_phone(one: Opened, other: Opened) -> bool:
    return not {phone_digits(phone) for phone in one.phones}.isdisjoint(map(phone_digits, other.phones))
