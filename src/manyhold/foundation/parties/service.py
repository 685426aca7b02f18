"""Adding people, companies and what they hold, one or ten thousand by the same road."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.parties import identification, sealing
from manyhold.foundation.parties.drafts import AddedParty, HoldingDraft, PartyDraft
from manyhold.foundation.parties.held import holding_row, refuse_faults
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion, Phone, SearchToken
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, FieldProblem
from manyhold.kernel.nametokens import NameTokens

MOST_PHONES = 10


def add_many(ctx: Context, drafts: Sequence[PartyDraft], *, project_id: int) -> list[AddedParty]:
    """Add parties to a project with their phones, search tokens and holdings, as sets; in the order given.

    All or nothing. Raises BadInput whose fields are `<place in drafts>.<field>` for what `identification`
    refuses, and for a holding that may not stand beside the others of its space (`rules.fault_of`).
    """
    return _add(ctx, drafts, project_id=project_id, is_audited=True)


def add(ctx: Context, draft: PartyDraft, *, project_id: int, space_id: int | None = None) -> Party:
    """Add one party; without a holding it is known in a space or (None) in the project at large."""
    if not draft.holdings:
        _require_place(ctx, project_id, space_id)
    [added] = _add(ctx, [draft], project_id=project_id, is_audited=False, known_in=space_id)
    note(
        ctx,
        "insert",
        Party.__tablename__,
        added.party_id,
        project_id=project_id,
        holdings=len(draft.holdings),
    )
    return ctx.get(Party, added.party_id)


def write_tokens(ctx: Context, party_id: int, texts: set[int]) -> None:
    """Let a party be found by exactly these tokens."""
    rows = ctx.session.scalars(select(SearchToken.token).where(SearchToken.party_id == party_id))
    known = set(rows)
    if gone := known - texts:
        bulk.delete_where(
            ctx.session,
            SearchToken,
            [SearchToken.party_id == party_id, SearchToken.token.in_(gone)],
            is_audited=False,
        )
    fresh = [{"token": token, "party_id": party_id} for token in sorted(texts - known)]
    bulk.insert_rows(ctx.session, SearchToken, fresh, is_audited=False)


def tokens_of(tokens: NameTokens, name: str, phones: Iterable[str], id_number: str) -> set[int]:
    """All tokens by which a party is found."""
    found = tokens.tokens_for(name, phones)
    return found | {tokens.document_token(id_number)} if id_number else found


def _add(
    ctx: Context,
    drafts: Sequence[PartyDraft],
    *,
    project_id: int,
    is_audited: bool,
    known_in: int | None = None,
) -> list[AddedParty]:
    if project_id not in ctx.scope.visible_projects:
        raise BadInput.of("project_id", "unknown_reference")
    prefixes = [f"{place}." if len(drafts) > 1 else "" for place in range(len(drafts))]
    checked = [_checked(draft, prefix) for draft, prefix in zip(drafts, prefixes, strict=True)]
    first_party = bulk.reserve_ids(ctx.session, len(checked))
    held = [
        replace(one, party_id=first_party + place)
        for place, draft in enumerate(checked)
        for one in draft.holdings
    ]
    places = [
        f"{prefix}holdings.{number}."
        for draft, prefix in zip(checked, prefixes, strict=True)
        for number in range(len(draft.holdings))
    ]
    refuse_faults(ctx, project_id, zip(places, held, strict=True))
    return _Sheet(ctx, project_id, known_in).write(checked, held, first_party, is_audited=is_audited)


class _Sheet:
    """The rows of one batch, table by table."""

    def __init__(self, ctx: Context, project_id: int, known_in: int | None) -> None:
        self.ctx = ctx
        self.project_id = project_id
        self.known_in = known_in

    def write(
        self,
        drafts: Sequence[PartyDraft],
        held: Sequence[HoldingDraft],
        first_party: int,
        *,
        is_audited: bool,
    ) -> list[AddedParty]:
        session = self.ctx.session
        first_version = bulk.reserve_ids(session, len(drafts))
        first_holding = bulk.reserve_ids(session, len(held))
        parties = [self._party(draft, first_party + n, first_version + n) for n, draft in enumerate(drafts)]
        versions = [
            self._version(draft, first_party + n, first_version + n) for n, draft in enumerate(drafts)
        ]
        holdings = [holding_row(self.project_id, first_holding + n, one) for n, one in enumerate(held)]
        bulk.insert_rows(session, Party, parties, is_audited=is_audited)
        bulk.insert_rows(session, PartyVersion, versions, is_audited=False)
        bulk.insert_rows(session, Phone, self._phones(drafts, first_party), is_audited=False)
        bulk.insert_rows(session, SearchToken, self._tokens(drafts, first_party), is_audited=False)
        bulk.insert_rows(session, Link, self._links(drafts, first_party), is_audited=False)
        bulk.insert_rows(session, Holding, holdings, is_audited=is_audited)
        holding_ids = iter(range(first_holding, first_holding + len(held)))
        return [
            AddedParty(first_party + n, first_version + n, tuple(islice(holding_ids, len(draft.holdings))))
            for n, draft in enumerate(drafts)
        ]

    def _party(self, draft: PartyDraft, party_id: int, version_id: int) -> dict[str, Any]:
        seal = self.ctx.runtime.keys.seal
        return {
            "id": party_id,
            "kind": draft.kind,
            "name_sealed": seal(sealing.NAME, party_id, draft.name),
            "id_kind": draft.id_kind,
            "id_number_sealed": seal(sealing.ID_NUMBER, party_id, draft.id_number)
            if draft.id_number
            else None,
            "gender": draft.gender,
            "version_id": version_id,
            "created_at": self.ctx.now,
            "revision": 1,
        }

    def _version(self, draft: PartyDraft, party_id: int, version_id: int) -> dict[str, Any]:
        sealed = self.ctx.runtime.keys.seal(sealing.VERSION_NAME, version_id, draft.name)
        return {"id": version_id, "party_id": party_id, "name_sealed": sealed, "created_at": self.ctx.now}

    def _phones(self, drafts: Sequence[PartyDraft], first_party: int) -> list[dict[str, Any]]:
        wanted = [
            (first_party + n, place, text)
            for n, draft in enumerate(drafts)
            for place, text in enumerate(draft.phones)
        ]
        first = bulk.reserve_ids(self.ctx.session, len(wanted))
        return [
            phone_row(self.ctx, first + n, party_id, place, text)
            for n, (party_id, place, text) in enumerate(wanted)
        ]

    def _tokens(self, drafts: Sequence[PartyDraft], first_party: int) -> list[dict[str, Any]]:
        tokens = sealing.name_tokens(self.ctx)
        return [
            {"token": token, "party_id": first_party + n}
            for n, draft in enumerate(drafts)
            for token in tokens_of(tokens, draft.name, draft.phones, draft.id_number)
        ]

    def _links(self, drafts: Sequence[PartyDraft], first_party: int) -> list[dict[str, Any]]:
        wanted = [
            (first_party + n, space_id)
            for n, draft in enumerate(drafts)
            for space_id in {one.space_id for one in draft.holdings} or {self.known_in}
        ]
        return [
            {"project_id": self.project_id, "space_id": space, "party_id": party} for party, space in wanted
        ]


def phone_row(ctx: Context, phone_id: int, party_id: int, place: int, text: str) -> dict[str, Any]:
    """One telephone number as its columns."""
    phone = identification.telephone(text)
    sealed = ctx.runtime.keys.seal(sealing.PHONE, phone_id, phone.number)
    return {"id": phone_id, "party_id": party_id, "number_sealed": sealed, "kind": phone.kind, "place": place}


def _checked(draft: PartyDraft, prefix: str) -> PartyDraft:
    try:
        numbers = tuple(dict.fromkeys(identification.telephone(one).number for one in draft.phones))
        if len(numbers) > MOST_PHONES:
            raise BadInput.of("phones", "too_many_phones", most=MOST_PHONES)
        if draft.gender and draft.kind == "company":
            raise BadInput.of("gender", "company_without_gender")
        return replace(
            draft,
            name=identification.name(draft.name),
            phones=numbers,
            id_number=identification.id_number(draft.kind, draft.id_kind, draft.id_number),
        )
    except BadInput as error:
        faults = [FieldProblem(prefix + fault.field, fault.code, fault.params) for fault in error.fields]
        raise BadInput(error.code, fields=faults) from None


def _require_place(ctx: Context, project_id: int, space_id: int | None) -> None:
    """Where a party is to be known must be seen: under a grant narrowed to buildings, a space of them."""
    if space_id is None and project_id in ctx.scope.narrowed - ctx.scope.projects:
        raise BadInput.of("space_id", "space_missing")
    if space_id is not None and ctx.one(Space, Space.id == space_id, Space.project_id == project_id) is None:
        raise BadInput.of("space_id", "unknown_reference")
