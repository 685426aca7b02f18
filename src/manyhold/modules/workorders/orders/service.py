"""Verbs: report an order and lead it through its life; each leaves a step on the timeline and one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.holders import holds_here
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.organisation.tokens import PROJECT_CODE
from manyhold.foundation.parties.models import Link
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.standards.dictionaries.queries import vocabulary
from manyhold.foundation.standards.numbering.service import take
from manyhold.kernel.clock import period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Forbidden
from manyhold.kernel.events import publish
from manyhold.modules.workorders import contract
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Entry, Order, Photo, ProjectSetting
from manyhold.modules.workorders.orders.sealing import sealed, sealed_note

EVENTS: dict[str, type[contract.OrderEvent]] = {
    "report": contract.OrderReported,
    "assign": contract.OrderAssigned,
    "accept": contract.OrderAccepted,
    "finish": contract.OrderFinished,
    "rate": contract.OrderRated,
}
TAKE = "workorders.take"
ASSIGN = "workorders.assign"
LEFT = "left"
"""Why an order changes hands by itself: the assignee has left."""
PHOTO_PURPOSE = "workorders.photo"
"""Files for anything else stay what they are: an order is no way to show somebody's documents."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known when an order is reported; an empty `urgency` takes the category's customary one."""

    project_id: int
    category: str
    kind: str
    urgency: str
    channel: str
    reporter: str
    description: str
    space_id: int | None = None
    party_id: int | None = None
    reporter_name: str = ""
    contact_phone: str = ""
    photo_ids: Sequence[int] = ()
    is_verified: bool = True
    own: Mapping[str, Any] | None = None
    """Values of own fields; None where nobody was asked for them: a public report, another module's command."""


def report(ctx: Context, draft: Draft) -> Order:
    """Open an order. Raises BadInput for unknown words, and for a missing or foreign place or party."""
    project = ctx.get(Project, draft.project_id)
    urgency = draft.urgency or rules.customary_urgency(draft.category)
    day = today(ctx, project)
    words = vocabulary(ctx, rules.CATEGORIES, project.id)
    rules.check_words(words, draft.category, draft.kind, urgency, day)
    _check_place(ctx, draft)
    order = Order(
        id=ctx.session.ids.next(),
        project_id=project.id,
        number=take(ctx, rules.NUMBERED, {PROJECT_CODE.name: project.code}, day),
        space_id=draft.space_id,
        category=draft.category,
        kind=draft.kind,
        urgency=urgency,
        channel=draft.channel,
        reporter=draft.reporter,
        party_id=draft.party_id,
        state=rules.REPORTED if draft.is_verified else rules.WAITING_DESK,
        evaluation=rules.UNRATED,
        is_verified=draft.is_verified,
        created_by=ctx.actor.id,
        reported_at=ctx.now,
        due_at=rules.due_at(urgency, ctx.now),
        cancel_reason="",
        rework_count=0,
        business_date=day,
        period=period(day),
    )
    order.reporter_name_sealed = sealed(ctx, order.id, "reporter_name_sealed", draft.reporter_name)
    order.contact_phone_sealed = sealed(ctx, order.id, "contact_phone_sealed", draft.contact_phone)
    order.description_sealed = sealed(ctx, order.id, "description_sealed", draft.description)
    ctx.session.add(order)
    ctx.session.flush()
    entry = _entry(ctx, order, "report", "", "")
    _add_photos(ctx, order, entry, draft.photo_ids, "before")
    _tell(ctx, order, "report")
    if draft.own is not None:
        ctx.runtime.own_fields.keep(ctx.session, "order", order, draft.own, is_new=True)
    return order


def verify(
    ctx: Context, order: Order, *, category: str = "", kind: str = "", urgency: str = "", note: str = ""
) -> None:
    """The desk has looked at a public report and lets it in, with better words where it knows them."""
    category = category or order.category
    kind = kind or (order.kind if category == order.category else "")
    urgency = urgency or order.urgency
    words = vocabulary(ctx, rules.CATEGORIES, order.project_id)
    is_same = (category, kind) == (order.category, order.kind)
    rules.check_words(
        words, category, kind, urgency, None if is_same else today(ctx, ctx.get(Project, order.project_id))
    )
    was = _move(ctx, order, "verify")
    order.category, order.kind, order.is_verified = category, kind, True
    if urgency != order.urgency:
        order.urgency, order.due_at = urgency, rules.due_at(urgency, order.reported_at)
    _record(ctx, order, "verify", was, note, category=category, kind=kind, urgency=urgency)


def assign(ctx: Context, order: Order, assignee_id: int, *, note: str = "") -> None:
    """Give the order to somebody who takes orders at its place; from somebody else's hands too.

    Raises BadInput `cannot_take_orders` for anybody else.
    """
    if not holds_here(ctx, TAKE, order.project_id, order.space_id, assignee_id):
        raise BadInput.of("assignee_id", "cannot_take_orders")
    was, former = _move(ctx, order, "assign"), order.assignee_id
    order.assignee_id, order.assigned_at, order.accepted_at = assignee_id, ctx.now, None
    _record(ctx, order, "assign", was, note, assignee_id=assignee_id, former_assignee_id=former)


def hand_over(ctx: Context, order: Order, successor_id: int) -> None:
    """The assignee has left: to the successor, or back to the desk where the successor takes no orders."""
    former = order.assignee_id
    if successor_id and holds_here(ctx, TAKE, order.project_id, order.space_id, successor_id):
        was = _move(ctx, order, "assign")
        order.assignee_id, order.assigned_at, order.accepted_at = successor_id, ctx.now, None
        _record(
            ctx,
            order,
            "assign",
            was,
            "",
            assignee_id=successor_id,
            former_assignee_id=former,
            reason=LEFT,
        )
        return
    was = _move(ctx, order, "refuse")
    order.assignee_id = order.assigned_at = order.accepted_at = None
    _record(ctx, order, "refuse", was, "", reason=LEFT, former_assignee_id=former)


def accept(ctx: Context, order: Order, *, note: str = "") -> None:
    """The assignee takes it on."""
    was = _move(ctx, order, "accept")
    check_own(ctx, order)
    order.accepted_at = ctx.now
    _record(ctx, order, "accept", was, note)


def refuse(ctx: Context, order: Order, reason: str, *, note: str = "") -> None:
    """The assignee gives it back, with a reason; it waits to be assigned anew."""
    was, former = _move(ctx, order, "refuse"), order.assignee_id
    check_own(ctx, order)
    order.assignee_id = order.assigned_at = order.accepted_at = None
    _record(ctx, order, "refuse", was, note, reason=reason, former_assignee_id=former)


def finish(ctx: Context, order: Order, remark: str, *, photo_ids: Sequence[int] = ()) -> None:
    """The work is done, with a remark. Raises BadInput `photo_missing` where the project wants a photo."""
    was = _move(ctx, order, "finish")
    check_own(ctx, order)
    if not photo_ids and needs_photo(ctx, order.project_id):
        raise BadInput.of("photo_ids", "photo_missing")
    order.finished_at, order.evaluation = ctx.now, rules.RATABLE
    order.ended_period = _period_now(ctx, order)
    entry = _record(ctx, order, "finish", was, remark)
    _add_photos(ctx, order, entry, photo_ids, "after")


def rate(ctx: Context, order: Order, rating: int, *, comment: str = "") -> None:
    """1 to 5 stars for this piece of work, once; it closes the order. Raises Conflict `already_rated`."""
    rules.check_ratable(order.evaluation)
    was = _move(ctx, order, "rate")
    order.rating, order.rated_at, order.evaluation = rating, ctx.now, rules.RATED
    order.closed_at = order.closed_at or ctx.now
    order.rating_comment_sealed = sealed(ctx, order.id, "rating_comment_sealed", comment)
    _record(ctx, order, "rate", was, comment, rating=rating)


def close(ctx: Context, order: Order, *, note: str = "") -> None:
    """The desk closes what nobody rates; it may still be rated later."""
    was = _move(ctx, order, "close")
    order.closed_at = ctx.now
    _record(ctx, order, "close", was, note)


def cancel(ctx: Context, order: Order, reason: str, *, note: str = "") -> None:
    """The order will not be done, for one of the catalogue's reasons."""
    was = _move(ctx, order, "cancel")
    order.cancel_reason, order.closed_at = reason, ctx.now
    order.ended_period = _period_now(ctx, order)
    _record(ctx, order, "cancel", was, note, reason=reason)


def reopen(ctx: Context, order: Order, note: str) -> None:
    """It is not done after all: the due time begins anew. Within seven days of the finish it is rework.

    A rating given to the work so far stays on the timeline and leaves the order.
    """
    was, is_rework = _move(ctx, order, "reopen"), rules.is_rework(order.finished_at, ctx.now)
    former, rating = order.assignee_id, order.rating
    order.rework_count += is_rework
    order.due_at = rules.due_at(order.urgency, ctx.now)
    order.assignee_id = order.assigned_at = order.accepted_at = order.finished_at = order.closed_at = None
    order.evaluation, order.rating, order.rated_at, order.rating_comment_sealed = (
        rules.UNRATED,
        None,
        None,
        None,
    )
    order.ended_period = None
    _record(ctx, order, "reopen", was, note, is_rework=is_rework, rating=rating, former_assignee_id=former)


def add_note(
    ctx: Context, order: Order, note: str, *, photo_ids: Sequence[int] = (), moment: str = "before"
) -> None:
    """Something worth knowing, or photos; the work stays where it is."""
    entry = _record(ctx, order, "note", order.state, note)
    _add_photos(ctx, order, entry, photo_ids, moment)


def needs_photo(ctx: Context, project_id: int) -> bool:
    """Whether the project wants a photo with every finish; without a setting it does not."""
    setting = ctx.one(ProjectSetting, ProjectSetting.project_id == project_id)
    return setting is not None and setting.needs_photo_to_finish


def _check_place(ctx: Context, draft: Draft) -> None:
    if draft.space_id is None and draft.project_id not in ctx.scope.projects:
        raise BadInput.of("space_id", "place_missing")
    if draft.space_id is not None:
        space = ctx.session.get(Space, draft.space_id)
        if space is None or space.project_id != draft.project_id:
            raise BadInput.of("space_id", "unknown_reference")
    if draft.party_id is not None:
        here = (Link.project_id == draft.project_id, Link.party_id == draft.party_id)
        if ctx.session.scalar(select(Link.id).where(*here).limit(1)) is None:
            raise BadInput.of("party_id", "unknown_reference")


def check_own(ctx: Context, order: Order) -> None:
    """The assignee acts, or who may assign here speaks for the assignee: a contractor on the phone."""
    if order.assignee_id != ctx.actor.id and not ctx.may(ASSIGN, order.project_id, order.space_id):
        raise Forbidden("not_your_order")


def _period_now(ctx: Context, order: Order) -> int:
    return period(today(ctx, ctx.get(Project, order.project_id)))


def _move(ctx: Context, order: Order, act: str) -> str:
    """Put the order where `act` leads; gives the state that it leaves."""
    was = order.state
    order.state = rules.after(act, was)
    return was


def _record(ctx: Context, order: Order, act: str, was: str, note: str, **facts: Any) -> Entry:
    entry = _entry(ctx, order, act, was, note, **facts)
    _tell(ctx, order, act)
    return entry


def _entry(ctx: Context, order: Order, act: str, was: str, note: str, **facts: Any) -> Entry:
    entry = Entry(
        id=ctx.session.ids.next(),
        project_id=order.project_id,
        order_id=order.id,
        at=ctx.now,
        actor_id=ctx.actor.id,
        act=act,
        from_state=was,
        to_state=order.state,
        facts={name: value for name, value in facts.items() if value not in (None, "")},
    )
    entry.note_sealed = sealed_note(ctx, entry.id, note)
    ctx.session.add(entry)
    return entry


def _tell(ctx: Context, order: Order, act: str) -> None:
    event = EVENTS.get(act, contract.OrderChanged)(
        id=order.id,
        project_id=order.project_id,
        number=order.number,
        state=order.state,
        assignee_id=order.assignee_id,
    )
    publish(ctx, event, project_id=order.project_id)


def _add_photos(ctx: Context, order: Order, entry: Entry, file_ids: Sequence[int], moment: str) -> None:
    wanted = set(file_ids)
    if not wanted:
        return
    known = ctx.session.scalars(
        select(StoredFile.id).where(
            StoredFile.id.in_(wanted),
            StoredFile.project_id == order.project_id,
            StoredFile.purpose == PHOTO_PURPOSE,
        )
    ).all()
    shown = ctx.session.scalars(select(Photo.file_id).where(Photo.order_id == order.id)).all()
    if missing := wanted - set(known):
        raise BadInput.of("photo_ids", "unknown_reference", id=min(missing))
    ctx.session.flush()
    for file_id in sorted(wanted - set(shown)):
        ctx.session.add(
            Photo(
                project_id=order.project_id,
                order_id=order.id,
                entry_id=entry.id,
                file_id=file_id,
                moment=moment,
            )
        )
