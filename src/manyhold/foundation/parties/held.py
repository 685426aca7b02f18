"""What is held of spaces: read under lock, checked against one another, written with the parties' links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from manyhold.foundation.parties import rules
from manyhold.foundation.parties.drafts import HoldingDraft
from manyhold.foundation.parties.models import Holding, Link
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput

IDS_A_STATEMENT = 5_000
FIELD_OF_FAULT = {
    "ends_before_start": "ends_on",
    "share_out_of_range": "share",
    "share_without_ownership": "share",
    "shares_exceed_whole": "share",
    "vote_without_ownership": "is_vote_representative",
    "vote_representative_taken": "is_vote_representative",
    "payer_taken": "is_payer",
}


def add_holdings(
    ctx: Context, drafts: Sequence[HoldingDraft], *, project_id: int, field: str = ""
) -> list[int]:
    """Let parties that are known hold spaces of a project; gives the holdings' ids in the order given.

    The parties are seen already: whoever names one has read it in the scope. Raises BadInput with the codes
    of `rules.fault_of` on the fields of a draft, behind `<field><place>.` when `field` is given.
    """
    places = [f"{field}{place}." if field else "" for place in range(len(drafts))]
    refuse_faults(ctx, project_id, list(zip(places, drafts, strict=True)))
    _link(ctx, project_id, {(draft.space_id, draft.party_id) for draft in drafts})
    first = bulk.reserve_ids(ctx.session, len(drafts))
    ctx.session.add_all(
        Holding(**holding_row(project_id, first + place, draft)) for place, draft in enumerate(drafts)
    )
    ctx.session.flush()
    return list(range(first, first + len(drafts)))


def refuse_faults(ctx: Context, project_id: int, placed: Iterable[tuple[str, HoldingDraft]]) -> None:
    """Check drafts against what is held and against one another; with each comes the prefix of its fields."""
    placed = list(placed)
    ids = {draft.space_id for _, draft in placed}
    beside = held_of(ctx, project_id, ids)
    closed = _closed(ctx, project_id, ids)
    for prefix, draft in placed:
        if draft.space_id not in beside:
            raise BadInput.of(f"{prefix}space_id", "unknown_reference")
        refuse(draft, beside[draft.space_id], prefix)
        refuse_closed(draft, closed.get(draft.space_id), prefix)
        beside[draft.space_id].append(draft)


def refuse(draft: HoldingDraft, others: Iterable[Any], prefix: str = "") -> None:
    """Raise BadInput on the field at fault unless the holding may stand beside the others of its space."""
    if draft.role not in rules.ROLES:
        raise BadInput.of(f"{prefix}role", "unknown_role")
    if fault := rules.fault_of(draft, others):
        raise BadInput.of(prefix + FIELD_OF_FAULT.get(fault, "starts_on"), fault)


def refuse_closed(draft: HoldingDraft, closed_on: date | None, prefix: str = "") -> None:
    """Raise BadInput where a holding would reach past the day on which its space was split or merged."""
    if closed_on is not None and (draft.ends_on is None or draft.ends_on >= closed_on):
        raise BadInput.of(f"{prefix}ends_on", "space_closed", closed_on=closed_on.isoformat())


def held_of(ctx: Context, project_id: int, space_ids: set[int]) -> dict[int, list[Any]]:
    """The holdings of each of these spaces that there is in the scope; a space without any has an empty list.

    The spaces are locked till the end of the transaction, so that nobody else decides beside us.
    """
    held: dict[int, list[Any]] = {}
    for chunk in _chunks(sorted(space_ids)):
        spaces = select(Space.id).where(Space.project_id == project_id, Space.id.in_(chunk))
        for space_id in ctx.session.scalars(spaces.order_by(Space.id).with_for_update(key_share=True)):
            held[space_id] = []
        inside = (Holding.project_id == project_id, Holding.space_id.in_(chunk))
        for holding in ctx.session.scalars(select(Holding).where(*inside)):
            held[holding.space_id].append(holding)
    return held


def _closed(ctx: Context, project_id: int, space_ids: set[int]) -> dict[int, date | None]:
    """When those of these spaces that are no more were closed."""
    found: dict[int, date | None] = {}
    for chunk in _chunks(sorted(space_ids)):
        known = select(Space.id, Space.closed_on).where(
            Space.project_id == project_id, Space.id.in_(chunk), Space.closed_on.is_not(None)
        )
        found |= {row.id: row.closed_on for row in ctx.session.execute(known)}
    return found


def holding_row(project_id: int, holding_id: int, draft: HoldingDraft) -> dict[str, Any]:
    """One holding as its columns."""
    return {
        "id": holding_id,
        "project_id": project_id,
        "space_id": draft.space_id,
        "party_id": draft.party_id,
        "role": draft.role,
        "starts_on": draft.starts_on,
        "ends_on": draft.ends_on,
        "share": draft.share,
        "is_payer": draft.is_payer,
        "is_contact": draft.is_contact,
        "is_vote_representative": draft.is_vote_representative,
        "begun_by": draft.begun_by,
        "ended_by": None,
        "revision": 1,
    }


def _link(ctx: Context, project_id: int, wanted: set[tuple[int, int]]) -> None:
    known: set[tuple[int | None, int]] = set()
    for chunk in _chunks(sorted({space_id for space_id, _ in wanted})):
        inside = (Link.project_id == project_id, Link.space_id.in_(chunk))
        links = ctx.session.execute(select(Link.space_id, Link.party_id).where(*inside))
        known |= {(link.space_id, link.party_id) for link in links}
    rows = [
        {"project_id": project_id, "space_id": space_id, "party_id": party_id}
        for space_id, party_id in sorted(wanted - known)
    ]
    bulk.insert_rows(ctx.session, Link, rows, is_audited=False)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + IDS_A_STATEMENT] for start in range(0, len(ids), IDS_A_STATEMENT))
