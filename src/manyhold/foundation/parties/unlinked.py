"""Parties written ahead of what they hold: no project knows them yet, so nobody sees them.

An import writes its people in many short transactions and makes them known, all at once, by their links.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from manyhold.foundation.parties import sealing, service
from manyhold.foundation.parties.models import Link, Party, PartyVersion, Phone, SearchToken
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.plain_rows import Columns


class UnlinkedParty(NamedTuple):
    """A party with all its ids reserved; names and numbers in their one written form.

    `id_number` may be one whose check digit is wrong: ledgers hold many.
    """

    party_id: int
    version_id: int
    kind: str
    name: str
    phones: tuple[tuple[int, str, str], ...]
    """(id, number, kind), the usual one first."""
    id_kind: str
    id_number: str
    gender: str


class SealedParties(NamedTuple):
    """Rows ready to be inserted; the tokens, nine times as many, column by column."""

    parties: list[dict[str, Any]]
    versions: list[dict[str, Any]]
    phones: list[dict[str, Any]]
    tokens: Columns


def seal(ctx: Context, people: Sequence[UnlinkedParty]) -> SealedParties:
    """Seal names and numbers and make the search tokens (about 60 µs each); writes nothing."""
    keys, tokens = ctx.runtime.keys, sealing.name_tokens(ctx)
    parties: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    phones: list[dict[str, Any]] = []
    found: Columns = {"token": [], "party_id": []}
    for one in people:
        number = keys.seal(sealing.ID_NUMBER, one.party_id, one.id_number) if one.id_number else None
        parties.append(
            {
                "id": one.party_id,
                "kind": one.kind,
                "name_sealed": keys.seal(sealing.NAME, one.party_id, one.name),
                "id_kind": one.id_kind,
                "id_number_sealed": number,
                "gender": one.gender,
                "version_id": one.version_id,
                "created_at": ctx.now,
            }
        )
        versions.append(
            {
                "id": one.version_id,
                "party_id": one.party_id,
                "name_sealed": keys.seal(sealing.VERSION_NAME, one.version_id, one.name),
                "created_at": ctx.now,
            }
        )
        phones += (
            {
                "id": phone_id,
                "party_id": one.party_id,
                "number_sealed": keys.seal(sealing.PHONE, phone_id, text),
                "kind": kind,
                "place": place,
            }
            for place, (phone_id, text, kind) in enumerate(one.phones)
        )
        texts = service.tokens_of(tokens, one.name, (text for _, text, _ in one.phones), one.id_number)
        found["token"] += texts
        found["party_id"] += [one.party_id] * len(texts)
    return SealedParties(parties, versions, phones, found)


def write(ctx: Context, rows: SealedParties) -> None:
    """Insert them."""
    bulk.insert_rows(ctx.session, Party, rows.parties)
    bulk.insert_rows(ctx.session, PartyVersion, rows.versions, is_audited=False)
    bulk.insert_rows(ctx.session, Phone, rows.phones, is_audited=False)
    bulk.insert_columns(ctx.session, SearchToken, rows.tokens, is_audited=False)


def remove(ctx: Context, party_ids: Sequence[int], *, project_id: int) -> None:
    """Remove unlinked parties wholly; the caller has made sure that nothing refers to them.

    A row without a link is out of everybody's reach, so they are linked for the length of this transaction.
    """
    links = [{"project_id": project_id, "space_id": None, "party_id": party_id} for party_id in party_ids]
    bulk.insert_rows(ctx.session, Link, links, is_audited=False)
    for kind in (SearchToken, Phone, PartyVersion):
        bulk.delete_where(ctx.session, kind, [kind.party_id.in_(party_ids)], is_audited=False)
    bulk.delete_where(ctx.session, Party, [Party.id.in_(party_ids)])
    gone = [Link.project_id == project_id, Link.party_id.in_(party_ids), Link.space_id.is_(None)]
    bulk.delete_where(ctx.session, Link, gone, is_audited=False)
