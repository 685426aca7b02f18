"""What orders keep of those who reported them: collected, erased, and gone when its time is over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.parties.models import Holding
from manyhold.foundation.parties.register.queries import phones_of
from manyhold.foundation.parties.sealing import number_of
from manyhold.kernel import bulk
from manyhold.kernel.clock import start_of_day
from manyhold.kernel.context import Context
from manyhold.kernel.nametokens import phone_digits
from manyhold.kernel.personal_data import Hold, Record
from manyhold.modules.workorders.orders import rules
from manyhold.modules.workorders.orders.models import Entry, Order, OrderValue, Photo
from manyhold.modules.workorders.orders.sealing import opened, opened_note

_SEALED = ("reporter_name_sealed", "contact_phone_sealed", "description_sealed", "rating_comment_sealed")


def collect_reports(ctx: Context, party_id: int) -> list[Record]:
    """The orders that it reported, with what it said, left and what own fields tell."""
    orders = _reported_by(ctx, party_id)
    own = ctx.runtime.own_fields.in_full(ctx.session, "order", [one.id for one in orders])
    return [
        {
            "number": one.number,
            "reported_at": one.reported_at.isoformat(),
            "state": one.state,
            "category": one.category,
            "reporter": opened(ctx, one, "reporter_name_sealed"),
            "telephone": opened(ctx, one, "contact_phone_sealed"),
            "description": opened(ctx, one, "description_sealed"),
            "rating": one.rating,
            "comment": opened(ctx, one, "rating_comment_sealed"),
            **{f"own_{code}": value for code, value in own.get(one.id, {}).items()},
        }
        for one in orders
    ]


def collect_notes(ctx: Context, party_id: int) -> list[Record]:
    """What was noted on these orders on the way, and how many photos they bear."""
    orders = {one.id: one.number for one in _reported_by(ctx, party_id)}
    entries = ctx.session.scalars(select(Entry).where(Entry.order_id.in_(orders)).order_by(Entry.id))
    photos = ctx.session.scalars(select(Photo).where(Photo.order_id.in_(orders)).order_by(Photo.id))
    noted: list[Record] = [
        {"number": orders[one.order_id], "at": one.at.isoformat(), "note": opened_note(ctx, one)}
        for one in entries
        if one.note_sealed is not None
    ]
    return noted + [
        {"number": orders[one.order_id], "photo": one.file_id, "moment": one.moment} for one in photos
    ]


def orders_that_hold(ctx: Context, party_id: int) -> list[Hold]:
    """An order of its own that is not ended: what it asks for needs its telephone."""
    return [
        Hold("open_order", one.project_id, params={"number": one.number})
        for one in _reported_by(ctx, party_id)
        if one.state in rules.OPEN
    ]


def erase_reports(ctx: Context, party_id: int, neutral_name: str) -> int:
    """Empty what it said and left on its orders; numbers, times, places and ratings stay."""
    return _empty(ctx, [one.id for one in _reported_by(ctx, party_id)])


def erase_notes(ctx: Context, party_id: int, neutral_name: str) -> int:
    """Notes and photos of its orders; the photos' bytes go with the next sweep of files."""
    ids = [one.id for one in _reported_by(ctx, party_id)]
    return _forget_notes(ctx, ids) + _forget_photos(ctx, ids)


def reports_due(before: date) -> Select[Any]:
    """Orders ended before that day that still tell who reported them."""
    told = select(OrderValue.id).where(OrderValue.order_id == Order.id, OrderValue.sealed.is_not(None))
    sealed = (getattr(Order, name).is_not(None) for name in _SEALED)
    return _ended(before).where(or_(*sealed, told.exists())).order_by(None)


def remove_reports(ctx: Context, order_ids: Sequence[int]) -> int:
    """Empty what these orders tell of people."""
    return _empty(ctx, order_ids)


def notes_due(before: date) -> Select[Any]:
    """Orders ended before that day that still bear photos or notes."""
    photo = select(Photo.id).where(Photo.order_id == Order.id)
    note = select(Entry.id).where(Entry.order_id == Order.id, Entry.note_sealed.is_not(None))
    return _ended(before).where(or_(photo.exists(), note.exists()))


def remove_notes(ctx: Context, order_ids: Sequence[int]) -> int:
    """Take photos and notes off these orders."""
    return _forget_notes(ctx, order_ids) + _forget_photos(ctx, order_ids)


def _ended(before: date) -> Select[Any]:
    moment = start_of_day(before, GROUP_ZONE)
    last = (Order.reported_at, Order.finished_at, Order.closed_at)
    return select(Order.id, Order.party_id).where(
        Order.state.in_(rules.ENDED), *(or_(one.is_(None), one < moment) for one in last)
    )


def _reported_by(ctx: Context, party_id: int) -> list[Order]:
    """Its orders: those that name it, and those from its spaces that left one of its numbers."""
    numbers = {phone_digits(number_of(ctx, phone)) for phone in phones_of(ctx, party_id)}
    places = select(Holding.space_id).where(Holding.party_id == party_id)
    unnamed = Order.party_id.is_(None) & Order.space_id.in_(places) & Order.contact_phone_sealed.is_not(None)
    found = ctx.session.scalars(
        select(Order).where(or_(Order.party_id == party_id, unnamed)).order_by(Order.reported_at, Order.id)
    )
    return [
        one
        for one in found
        if one.party_id == party_id or phone_digits(opened(ctx, one, "contact_phone_sealed")) in numbers
    ]


def _empty(ctx: Context, order_ids: Iterable[int]) -> int:
    ids = list(order_ids)
    told = [OrderValue.order_id.in_(ids), OrderValue.sealed.is_not(None)]
    bulk.delete_where(ctx.session, OrderValue, told)
    return bulk.update_where(ctx.session, Order, [Order.id.in_(ids)], dict.fromkeys(_SEALED))


def _forget_notes(ctx: Context, order_ids: Sequence[int]) -> int:
    where = [Entry.order_id.in_(order_ids), Entry.note_sealed.is_not(None)]
    return bulk.update_where(ctx.session, Entry, where, {"note_sealed": None})


def _forget_photos(ctx: Context, order_ids: Sequence[int]) -> int:
    shown = ctx.session.scalars(select(Photo.file_id).where(Photo.order_id.in_(order_ids))).all()
    removed = bulk.delete_where(ctx.session, Photo, [Photo.order_id.in_(order_ids)])
    elsewhere = select(Photo.file_id)
    bulk.delete_where(ctx.session, StoredFile, [StoredFile.id.in_(shown), StoredFile.id.not_in(elsewhere)])
    return removed
