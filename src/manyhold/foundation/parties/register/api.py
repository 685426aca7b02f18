"""Routes: people and companies, masked unless revealed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.parties.models import Party
from manyhold.foundation.parties.register import queries, search, service
from manyhold.foundation.parties.register.schemas import (
    PartyChange,
    PartyDetail,
    PartyIn,
    PartyPage,
    PossibleDuplicate,
    Revealed,
    RevealIn,
    Sort,
)
from manyhold.foundation.parties.rules import Role
from manyhold.kernel.context import Context
from manyhold.kernel.own_fields import OwnFilter
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.own import OwnAsked, WithOwn, with_values
from manyhold.kernel.web.routes import Routes, Rows

routes = Routes("/parties", tag="parties")
SearchText = Annotated[str | None, Query(max_length=80, description="Name, pinyin, initials or telephone")]


@routes.read("", permission="parties.read", response_model=PartyPage)
def list_parties(
    ctx: Context,
    *,
    project_id: int | None = None,
    role: Role | None = None,
    q: SearchText = None,
    sort: Sort | None = None,
    own: OwnAsked = None,
    with_own: WithOwn = False,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Parties, by the place of what they hold, or the newest first; never by name, which is encrypted."""
    day = queries.today(ctx, project_id)
    order = sort or ("newest" if project_id is None else "space")
    found = _found(ctx, q, project_id, role, day)
    rows, after = pages.load(
        ctx,
        queries.listed(
            project_id=project_id,
            role=role,
            day=day,
            ids=None if found is None else found.ids,
            own=_asked(ctx, own, project_id),
        ),
        order_by=[Party.id] if order == "newest" else [queries.first_place(project_id, day), Party.id],
        newest_first=order == "newest",
        limit=limit,
        cursor=cursor,
        bound=("parties", project_id, role, q, day, own),
    )
    return Rows(
        {
            "items": with_values(
                ctx, "party", queries.shown(ctx, [row[0] for row in rows], day), is_asked=with_own
            ),
            "next_cursor": after,
            "is_cut_off": found is not None and found.is_cut_off,
        }
    )


@routes.read("/count", permission="parties.read", response_model=pages.Count)
def count_parties(
    ctx: Context,
    project_id: int | None = None,
    role: Role | None = None,
    q: SearchText = None,
    own: OwnAsked = None,
) -> Any:
    """How many parties the list has."""
    day = queries.today(ctx, project_id)
    found = _found(ctx, q, project_id, role, day)
    asked = _asked(ctx, own, project_id)
    ids = None if found is None else found.ids
    if found is not None and not asked:
        return pages.Count(count=len(found.ids), is_exact=not found.is_cut_off)
    count = pages.count(ctx, queries.listed(project_id=project_id, role=role, day=day, ids=ids, own=asked))
    return pages.Count(count=count.count, is_exact=count.is_exact and not (found and found.is_cut_off))


@routes.create("", permission="parties.edit", response_model=PartyDetail)
def create_party(ctx: Context, wanted: PartyIn) -> Any:
    """Add a person or a company."""
    party = service.create(ctx, wanted)
    etags.show(ctx, party)
    return queries.detail(ctx, party)


@routes.read("/{party_id}", permission="parties.read", response_model=PartyDetail)
def get_party(ctx: Context, party_id: int) -> Any:
    """One party, masked."""
    party = ctx.get(Party, party_id)
    etags.show(ctx, party)
    return queries.detail(ctx, party)


@routes.change("/{party_id}", permission="parties.edit", response_model=PartyDetail)
def change_party(ctx: Context, party_id: int, wanted: PartyChange, if_match: IfMatch = None) -> Any:
    """Rename or edit a party."""
    party = ctx.get(Party, party_id)
    etags.match(ctx, party, if_match)
    service.change(ctx, party, wanted)
    etags.show(ctx, party)
    return queries.detail(ctx, party)


@routes.create(
    "/{party_id}/reveal",
    permission="parties.reveal",
    is_idempotent=False,
    status_code=200,
    response_model=Revealed,
)
def reveal(ctx: Context, party_id: int, wanted: RevealIn) -> Any:
    """One field in full; each time is on the record, and there is a limit a day."""
    return Revealed(value=service.reveal(ctx, ctx.get(Party, party_id), wanted))


@routes.read(
    "/{party_id}/possible-duplicates", permission="parties.read", response_model=list[PossibleDuplicate]
)
def list_possible_duplicates(ctx: Context, party_id: int) -> Any:
    """Parties that may be the same as this one; it is for people to decide."""
    found = search.possible_duplicates(ctx, ctx.get(Party, party_id))
    shown = queries.shown(ctx, [party for party, _ in found], queries.today(ctx, None))
    return [{**one, "because": because} for one, (_, because) in zip(shown, found, strict=True)]


def _asked(ctx: Context, own: list[str] | None, project_id: int | None) -> tuple[OwnFilter, ...]:
    return ctx.runtime.own_fields.asked(ctx.session, "party", own, project_id) if own else ()


def _found(
    ctx: Context, q: str | None, project_id: int | None, role: Role | None, day: date
) -> search.Found | None:
    return search.search(ctx, q, project_id=project_id, role=role, day=day) if q else None
