"""Reads: stocks with what became of their numbers, and the sheets of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.identity.names import names
from manyhold.foundation.printing.prints.models import Print
from manyhold.foundation.printing.rules import gaps
from manyhold.foundation.printing.stocks.models import USED, VOID, Sheet, Stock
from manyhold.kernel.context import Context

MOST_GAPS = 100


def stocks(ctx: Context, project_id: int) -> list[dict[str, Any]]:
    """The stocks of a project, those with blank sheets first, the oldest first."""
    rows = ctx.session.scalars(
        select(Stock)
        .where(Stock.project_id == project_id)
        .order_by((Stock.next_no > Stock.last_no), Stock.kind, Stock.received_at, Stock.id)
    ).all()
    return shown(ctx, rows)


def shown(ctx: Context, rows: Sequence[Stock]) -> list[dict[str, Any]]:
    """Stocks with their counts and gaps."""
    ids = [row.id for row in rows]
    counts = {
        (stock_id, state): count
        for stock_id, state, count in ctx.session.execute(
            select(Sheet.stock_id, Sheet.state, func.count(Sheet.id))
            .where(Sheet.stock_id.in_(ids))
            .group_by(Sheet.stock_id, Sheet.state)
        )
    }
    people = names(ctx, {row.received_by for row in rows})
    return [
        _shown(ctx, row, counts.get((row.id, USED), 0), counts.get((row.id, VOID), 0), people) for row in rows
    ]


def sheets(stock_id: int) -> Select[Any]:
    """The sheets of a stock with the document that is on each."""
    return (
        select(Sheet, Print.title)
        .outerjoin(Print, Print.id == Sheet.print_id)
        .where(Sheet.stock_id == stock_id)
    )


def sheets_shown(ctx: Context, stock: Stock, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Sheets as a list shows them."""
    people = names(ctx, {row[0].recorded_by for row in rows})
    plain = ("id", "stock_id", "number", "state", "reason", "recorded_at")
    return [
        {
            **{name: getattr(sheet, name) for name in plain},
            "shown": stock.shown(sheet.number),
            "title": title or "",
            "recorded_by_name": people.get(sheet.recorded_by, ""),
        }
        for sheet, title, *_ in rows
    ]


def _shown(ctx: Context, row: Stock, used: int, void: int, people: dict[int, str]) -> dict[str, Any]:
    missing = row.next_no - row.first_no - used - void
    plain = ("id", "project_id", "kind", "name", "prefix", "digits", "first_no", "last_no", "next_no")
    return {
        **{name: getattr(row, name) for name in (*plain, "received_at")},
        "next_shown": row.shown(row.next_no) if row.next_no <= row.last_no else "",
        "used": used,
        "void": void,
        "missing": missing,
        "left": max(0, row.last_no + 1 - row.next_no),
        "gaps": _gaps(ctx, row) if missing else [],
        "received_by_name": people.get(row.received_by, ""),
    }


def _gaps(ctx: Context, row: Stock) -> list[dict[str, Any]]:
    known = ctx.session.scalars(
        select(Sheet.number).where(Sheet.stock_id == row.id).order_by(Sheet.number)
    ).all()
    return [
        {
            "first_no": first,
            "last_no": last,
            "shown": row.shown(first) if first == last else f"{row.shown(first)}–{row.shown(last)}",
        }
        for first, last in gaps(known, row.first_no, row.next_no)[:MOST_GAPS]
    ]
