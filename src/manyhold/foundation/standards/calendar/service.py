"""Verbs: read a notice, keep it as a year."""

from __future__ import annotations

from manyhold.foundation.standards.calendar import notice
from manyhold.foundation.standards.calendar.models import HolidayYear
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput


def read_notice(text: str, year: int) -> notice.Reading:
    """What the text says of the year. Raises BadInput that names the sentence."""
    try:
        return notice.read(text, year)
    except notice.NoticeError as error:
        raise BadInput.of("text", f"notice_{error.code}", sentence=error.sentence, year=year) from None


def keep(ctx: Context, row: HolidayYear | None, year: int, text: str) -> HolidayYear:
    """Keep the notice as the year, in the place of what stood there (`row`)."""
    days = [
        {"day": one.day.isoformat(), "is_working": one.is_working, "name": one.name}
        for one in read_notice(text, year).days
    ]
    if row is None:
        row = HolidayYear(group_id=ctx.group_id, year=year)
        ctx.session.add(row)
    row.source, row.days = text, days
    return row
