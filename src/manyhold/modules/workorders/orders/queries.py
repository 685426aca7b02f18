"""Reads: the list, one order, its timeline, and who could take it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from manyhold.foundation.access.holders import holders
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.own_fields import OwnFilter, meets
from manyhold.kernel.web import pages
from manyhold.kernel.web.own import with_values
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Entry, Order, Photo
from manyhold.modules.workorders.orders.own import ORDERS
from manyhold.modules.workorders.orders.sealing import masked_name, masked_phone, opened, opened_note
from manyhold.modules.workorders.orders.service import ASSIGN, TAKE, needs_photo

COLUMNS: dict[str, Any] = {
    "id": Order.id,
    "project_id": Order.project_id,
    "number": Order.number,
    "space_id": Order.space_id,
    "space_label": Space.label,
    "category": Order.category,
    "kind": Order.kind,
    "urgency": Order.urgency,
    "channel": Order.channel,
    "reporter": Order.reporter,
    "state": Order.state,
    "evaluation": Order.evaluation,
    "is_verified": Order.is_verified,
    "assignee_id": Order.assignee_id,
    "reported_at": Order.reported_at,
    "due_at": Order.due_at,
    "accepted_at": Order.accepted_at,
    "finished_at": Order.finished_at,
    "rating": Order.rating,
    "rework_count": Order.rework_count,
    "revision": Order.revision,
}
_ROWS: Select[Any] = select(*(column.label(name) for name, column in COLUMNS.items())).join(
    Space, Space.id == Order.space_id, isouter=True
)
ACT_PERMISSIONS = {
    "verify": "workorders.verify",
    "assign": ASSIGN,
    "accept": "workorders.work",
    "refuse": "workorders.work",
    "finish": "workorders.work",
    "rate": "workorders.rate",
    "close": "workorders.close",
    "cancel": "workorders.close",
    "reopen": "workorders.close",
    "note": "workorders.report",
}
OWN_ACTS = frozenset({"accept", "refuse", "finish"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list; None says nothing. `q` is what was typed of a number.

    Months are YYYYMM, both included: `from_period` to `to_period` of the report, `finished_from` to
    `finished_to` of the finish.
    """

    project_id: int | None = None
    state: str | None = None
    assignee_id: int | None = None
    space_id: int | None = None
    category: str | None = None
    urgency: str | None = None
    late: bool | None = None
    q: str | None = None
    is_open: bool | None = None
    building_id: int | None = None
    from_period: int | None = None
    to_period: int | None = None
    finished_from: int | None = None
    finished_to: int | None = None
    own: tuple[OwnFilter, ...] = ()


def list_orders(
    ctx: Context, filters: Filters, *, limit: int, cursor: str | None, with_own: bool = False
) -> dict[str, Any]:
    """A page of the list, the last reported first, as plain rows."""
    page: dict[str, Any] = {
        "order_by": [Order.reported_at, Order.id],
        "newest_first": True,
        "limit": limit,
        "cursor": cursor,
    }
    if filters.late is None:
        rows, after = pages.load_hot(ctx, _listed, ("work-orders", filters), **page)
    else:
        # What is late depends on the moment: such a statement is not kept, and its cursor outlives the moment.
        late = _ROWS.where(*_conditions(filters, ctx.now))
        rows, after = pages.load(ctx, late, bound=("work-orders", filters), **page)
    staff = names(ctx, (row.assignee_id for row in rows if row.assignee_id is not None))
    items = [_shown(row, staff, ctx.now) for row in rows]
    return {"items": with_values(ctx, "order", items, is_asked=with_own), "next_cursor": after}


def due_first(ctx: Context, filters: Filters, *, limit: int) -> list[dict[str, Any]]:
    """The first of the list by when they are due, as plain rows; sorted, for it is asked of the few open orders."""
    wanted = _ROWS.where(*_conditions(filters, ctx.now)).order_by(Order.due_at, Order.id).limit(limit)
    rows = ctx.session.execute(wanted).all()
    staff = names(ctx, (row.assignee_id for row in rows if row.assignee_id is not None))
    return [_shown(row, staff, ctx.now) for row in rows]


def count_orders(ctx: Context, filters: Filters) -> pages.Count:
    """How long the list is."""
    return pages.count(ctx, select(Order.id).where(*_conditions(filters, ctx.now)))


def order_shown(ctx: Context, order: Order) -> dict[str, Any]:
    """One order in full, with the acts that the reader may do now."""
    ctx.session.flush()
    row = ctx.session.execute(_ROWS.where(Order.id == order.id)).one()
    staff = names(ctx, [order.created_by, order.assignee_id or 0])
    [item] = with_values(ctx, "order", [_shown(row, staff, ctx.now)])
    return {
        **item,
        "project_name": ctx.session.scalar(select(Project.name).where(Project.id == order.project_id)),
        "description": opened(ctx, order, "description_sealed"),
        "reporter_name_masked": masked_name(ctx, order),
        "contact_phone_masked": masked_phone(ctx, order),
        "party_id": order.party_id,
        "created_by": order.created_by,
        "created_by_name": staff.get(order.created_by),
        "assigned_at": order.assigned_at,
        "closed_at": order.closed_at,
        "rated_at": order.rated_at,
        "rating_comment": opened(ctx, order, "rating_comment_sealed"),
        "cancel_reason": order.cancel_reason,
        "needs_photo_to_finish": needs_photo(ctx, order.project_id),
        "acts": _acts(ctx, order),
    }


def timeline(ctx: Context, order: Order) -> list[dict[str, Any]]:
    """Every step of the order, oldest first; `names` has the people that the facts speak of."""
    entries = ctx.session.scalars(select(Entry).where(Entry.order_id == order.id).order_by(Entry.id)).all()
    photos: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for photo in ctx.session.scalars(select(Photo).where(Photo.order_id == order.id).order_by(Photo.id)):
        photos[photo.entry_id].append({"file_id": photo.file_id, "moment": photo.moment})
    people = {entry.actor_id for entry in entries} | {one for entry in entries for one in _people_in(entry)}
    staff = names(ctx, people)
    return [
        {
            "id": entry.id,
            "at": entry.at,
            "actor_id": entry.actor_id,
            "actor_name": staff.get(entry.actor_id),
            "act": entry.act,
            "from_state": entry.from_state,
            "to_state": entry.to_state,
            "note": opened_note(ctx, entry),
            "facts": entry.facts,
            "names": {one: staff[one] for one in _people_in(entry) if one in staff},
            "photos": photos[entry.id],
        }
        for entry in entries
    ]


def candidates(ctx: Context, order: Order) -> list[dict[str, Any]]:
    """Who may take the order, those with the least in hand first."""
    people = holders(ctx, TAKE, order.project_id, order.space_id)
    load: dict[int, dict[str, int]] = defaultdict(dict)
    for row in ctx.session.execute(
        select(Order.assignee_id, Order.state, func.count())
        .where(Order.assignee_id.in_(people), Order.state.in_(rules.IN_HAND))
        .group_by(Order.assignee_id, Order.state)
    ):
        load[row[0]][row[1]] = row[2]
    staff = names(ctx, people)
    shown = [
        {
            "person_id": one,
            "name": staff[one],
            "assigned": load[one].get(rules.ASSIGNED, 0),
            "accepted": load[one].get(rules.ACCEPTED, 0),
        }
        for one in people
        if one in staff
    ]
    return sorted(shown, key=lambda one: (one["assigned"] + one["accepted"], one["person_id"]))


def late_orders(now: datetime) -> ColumnElement[bool]:
    """The condition that `rules.is_late` states, for sets."""
    open_past_due = and_(Order.state.in_(rules.OPEN), Order.due_at < now)
    done_past_due = and_(Order.state.in_({rules.FINISHED, rules.CLOSED}), Order.finished_at > Order.due_at)
    return or_(open_past_due, done_past_due)


def open_by_building(ctx: Context, project_id: int) -> list[dict[str, Any]]:
    """Open orders by the building in which their place lies, or by the place itself outside buildings."""
    place = select(
        func.coalesce(Space.building_id, Space.id).label("space_id"), Order.due_at, Order.state
    ).join(Space, Space.id == Order.space_id)
    open_ones = place.where(Order.project_id == project_id, Order.state.in_(rules.OPEN)).subquery("open")
    late = func.count(case((open_ones.c.due_at < ctx.now, 1)))
    rows = ctx.session.execute(
        select(open_ones.c.space_id, func.count(), late).group_by(open_ones.c.space_id)
    )
    return [{"space_id": row[0], "open": row[1], "late": row[2]} for row in rows]


def _listed(shape: tuple[str, Filters]) -> Select[Any]:
    return _ROWS.where(*_conditions(shape[1], None))


def _conditions(filters: Filters, now: datetime | None) -> list[ColumnElement[bool]]:
    found = [
        COLUMNS[name] == value
        for name in ("project_id", "state", "assignee_id", "space_id", "category", "urgency")
        if (value := getattr(filters, name)) is not None
    ]
    if filters.late is not None and now is not None:
        found.append(late_orders(now) if filters.late else ~late_orders(now))
    if filters.is_open is not None:
        found.append(Order.state.in_(rules.OPEN if filters.is_open else rules.ENDED))
    if filters.building_id is not None:
        inside = or_(Space.building_id == filters.building_id, Space.id == filters.building_id)
        found.append(Order.space_id.in_(select(Space.id).where(inside)))
    found += _months(filters)
    found += meets(ORDERS, filters.own)
    if filters.q and (patterns := rules.number_patterns(filters.q)):
        found.append(or_(*(Order.number.ilike(pattern, escape="\\") for pattern in patterns)))
    return found


def _months(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.from_period is not None:
        found.append(Order.period >= filters.from_period)
    if filters.to_period is not None:
        found.append(Order.period <= filters.to_period)
    if filters.finished_from is not None or filters.finished_to is not None:
        found.append(Order.state != rules.CANCELLED)
    if filters.finished_from is not None:
        found.append(Order.ended_period >= filters.finished_from)
    if filters.finished_to is not None:
        found.append(Order.ended_period <= filters.finished_to)
    return found


def _shown(row: Any, staff: dict[int, str], now: datetime) -> dict[str, Any]:
    shown = dict(zip(COLUMNS, row, strict=False))
    shown["is_late"] = rules.is_late(shown["state"], shown["due_at"], shown["finished_at"], now)
    shown["assignee_name"] = staff.get(shown["assignee_id"])
    return shown


def _acts(ctx: Context, order: Order) -> list[str]:
    is_own = order.assignee_id == ctx.actor.id or ctx.may(ASSIGN, order.project_id, order.space_id)
    return [
        act
        for act in rules.allowed(order.state, order.evaluation)
        if ctx.may(ACT_PERMISSIONS[act], order.project_id, order.space_id) and (is_own or act not in OWN_ACTS)
    ]


def _people_in(entry: Entry) -> Sequence[int]:
    return [entry.facts[name] for name in ("assignee_id", "former_assignee_id") if name in entry.facts]
