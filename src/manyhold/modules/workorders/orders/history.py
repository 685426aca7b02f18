"""Past orders as sets: what a takeover brings along, and what a demonstration or a measurement stands on.

Nothing is announced: no events, no messages. One audit entry per statement says how many rows came.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.tokens import PROJECT_CODE
from manyhold.foundation.standards.dictionaries.queries import vocabulary
from manyhold.foundation.standards.dictionaries.rules import Vocabulary
from manyhold.foundation.standards.numbering.service import take_many
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date, period
from manyhold.kernel.context import Context
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Entry, Order
from manyhold.modules.workorders.orders.sealing import sealed, sealed_note


class HistoryFault(ValueError):
    """A past order that could not have come to be."""


@dataclass(frozen=True, slots=True)
class PastOrder:
    """What is known of an order's life; its moments, in their order, must lead into its state."""

    project_id: int
    space_id: int | None
    category: str
    kind: str
    urgency: str
    state: str
    reported_at: datetime
    channel: str = "desk"
    reporter: str = "resident"
    description: str = ""
    reporter_name: str = ""
    contact_phone: str = ""
    created_by: int = 0
    assignee_id: int | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    closed_at: datetime | None = None
    remark: str = ""
    rating: int | None = None
    rated_at: datetime | None = None
    comment: str = ""
    cancel_reason: str = ""
    rework_count: int = 0


_REACHED: dict[str, frozenset[str]] = {
    rules.WAITING_DESK: frozenset(),
    rules.REPORTED: frozenset(),
    rules.ASSIGNED: frozenset({"assigned_at"}),
    rules.ACCEPTED: frozenset({"assigned_at", "accepted_at"}),
    rules.FINISHED: frozenset({"assigned_at", "accepted_at", "finished_at"}),
    rules.CLOSED: frozenset({"assigned_at", "accepted_at", "finished_at", "closed_at"}),
    rules.CANCELLED: frozenset({"closed_at"}),
}
_MOMENTS = ("assigned_at", "accepted_at", "finished_at", "closed_at")


def add_history(ctx: Context, past: Sequence[PastOrder], *, with_timeline: bool = True) -> int:
    """Write past orders, each with its number and (unless told) its timeline; returns how many.

    They are entered in the order of their reports. Raises HistoryFault for an impossible one, ScopeError for one
    of a project outside the scope; nothing is written then. Hand over some ten thousand at a time.
    """
    ordered = sorted(past, key=lambda one: one.reported_at)
    words = {
        project_id: vocabulary(ctx, rules.CATEGORIES, project_id)
        for project_id in {one.project_id for one in ordered} & ctx.scope.projects
    }
    for one in ordered:
        check(one, words.get(one.project_id) or vocabulary(ctx, rules.CATEGORIES))
    projects = ctx.session.execute(select(Project.id, Project.code, Project.time_zone)).all()
    zones = {row.id: row.time_zone for row in projects}
    ids = _ids(ctx, len(ordered))
    days = [business_date(one.reported_at, zones[one.project_id]) for one in ordered]
    codes = {row.id: row.code for row in projects}
    asked = [
        ({PROJECT_CODE.name: codes[one.project_id]}, day) for one, day in zip(ordered, days, strict=True)
    ]
    numbers = take_many(ctx, rules.NUMBERED, asked)
    rows = [
        _row(ctx, one, order_id, day, number, zones[one.project_id])
        for one, order_id, day, number in zip(ordered, ids, days, numbers, strict=True)
    ]
    bulk.insert_rows(ctx.session, Order, rows)
    if with_timeline:
        steps = [
            step for one, order_id in zip(ordered, ids, strict=True) for step in _steps(ctx, one, order_id)
        ]
        for step, entry_id in zip(steps, _ids(ctx, len(steps)), strict=True):
            step["id"] = entry_id
            step["note_sealed"] = sealed_note(ctx, entry_id, step["note_sealed"])
        bulk.insert_rows(ctx.session, Entry, steps)
    return len(rows)


def check(one: PastOrder, words: Vocabulary) -> None:
    """Raise HistoryFault unless words, moments and state of a past order agree."""
    rules.check_words(words, one.category, one.kind, one.urgency)
    known = frozenset(name for name in _MOMENTS if getattr(one, name) is not None)
    if known != _REACHED[one.state]:
        raise HistoryFault(
            f"an order that is {one.state} has {sorted(_REACHED[one.state])}, not {sorted(known)}"
        )
    if ("assigned_at" in known) != (one.assignee_id is not None):
        raise HistoryFault("an assigned order has an assignee, and no other has")
    if (one.rating is None) != (one.rated_at is None) or (
        one.rating is not None and one.state != rules.CLOSED
    ):
        raise HistoryFault("a rating has its moment, and belongs to a closed order")
    moments = [moment for name in _MOMENTS if (moment := getattr(one, name)) is not None]
    if sorted((one.reported_at, *moments)) != [one.reported_at, *moments]:
        raise HistoryFault("the moments of an order follow one another")


def _ids(ctx: Context, count: int) -> range:
    first = bulk.reserve_ids(ctx.session, count)
    return range(first, first + count)


def _row(ctx: Context, one: PastOrder, order_id: int, day: date, number: str, zone: str) -> dict[str, Any]:
    ended_at = one.finished_at or (one.closed_at if one.state == rules.CANCELLED else None)
    is_done = one.finished_at is not None
    evaluation = rules.RATED if one.rating is not None else rules.RATABLE if is_done else rules.UNRATED
    return {
        "id": order_id,
        "project_id": one.project_id,
        "number": number,
        "space_id": one.space_id,
        "category": one.category,
        "kind": one.kind,
        "urgency": one.urgency,
        "channel": one.channel,
        "reporter": one.reporter,
        "party_id": None,
        "reporter_name_sealed": sealed(ctx, order_id, "reporter_name_sealed", one.reporter_name),
        "contact_phone_sealed": sealed(ctx, order_id, "contact_phone_sealed", one.contact_phone),
        "description_sealed": sealed(ctx, order_id, "description_sealed", one.description),
        "state": one.state,
        "evaluation": evaluation,
        "is_verified": one.state != rules.WAITING_DESK,
        "assignee_id": one.assignee_id,
        "created_by": one.created_by,
        "reported_at": one.reported_at,
        "due_at": rules.due_at(one.urgency, one.reported_at),
        "assigned_at": one.assigned_at,
        "accepted_at": one.accepted_at,
        "finished_at": one.finished_at,
        "closed_at": one.closed_at,
        "rated_at": one.rated_at,
        "rating": one.rating,
        "rating_comment_sealed": sealed(ctx, order_id, "rating_comment_sealed", one.comment),
        "cancel_reason": one.cancel_reason,
        "rework_count": one.rework_count,
        "business_date": day,
        "period": period(day),
        "ended_period": None if ended_at is None else period(business_date(ended_at, zone)),
        "revision": 1,
    }


def _steps(ctx: Context, one: PastOrder, order_id: int) -> Iterator[dict[str, Any]]:
    """The timeline that leads from the report to the state; `note_sealed` still holds the bare note."""
    worker, desk = one.assignee_id or 0, one.created_by
    birth = rules.WAITING_DESK if one.state == rules.WAITING_DESK else rules.REPORTED
    acts: list[tuple[str, datetime | None, int, str, str, dict[str, Any]]] = [
        ("report", one.reported_at, desk, birth, "", {}),
        ("assign", one.assigned_at, desk, rules.ASSIGNED, "", {"assignee_id": one.assignee_id}),
        ("accept", one.accepted_at, worker, rules.ACCEPTED, "", {}),
        ("finish", one.finished_at, worker, rules.FINISHED, one.remark, {}),
        ("rate", one.rated_at, desk, rules.CLOSED, one.comment, {"rating": one.rating}),
    ]
    if one.state == rules.CANCELLED:
        acts.append(("cancel", one.closed_at, desk, rules.CANCELLED, "", {"reason": one.cancel_reason}))
    elif one.rated_at is None:
        acts.append(("close", one.closed_at, desk, rules.CLOSED, "", {}))
    was = ""
    for act, at, actor_id, state, note, facts in acts:
        if at is None:
            continue
        yield {
            "id": 0,
            "project_id": one.project_id,
            "order_id": order_id,
            "at": at,
            "actor_id": actor_id,
            "act": act,
            "from_state": was,
            "to_state": state,
            "note_sealed": note,
            "facts": facts,
        }
        was = state
