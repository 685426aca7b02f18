"""Reads: the pages of a run, and the print log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files import service as files
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.storage import content_key
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing import drawing
from manyhold.foundation.printing.drawing import Form, Marks
from manyhold.foundation.printing.marks import queries as marks
from manyhold.foundation.printing.port import Document
from manyhold.foundation.printing.printers.models import Printer
from manyhold.foundation.printing.prints.models import NAMES_PLACE, FirstPrint, Print, PrintCount, PrintRun
from manyhold.foundation.printing.prints.service import firsts, form, read
from manyhold.foundation.printing.stocks.models import Sheet, Stock
from manyhold.foundation.printing.templates.models import Template
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict, NotFound
from manyhold.kernel.jobs.models import CANCELLED, FAILED, Job
from manyhold.kernel.modules import Printable


def log() -> Select[Any]:
    """Prints with their run."""
    return select(Print, PrintRun).join(PrintRun, PrintRun.id == Print.run_id)


def log_shown(ctx: Context, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows of `log()` as a list shows them."""
    found = list(rows)
    people = names(ctx, {row[0].printed_by for row in found})
    wanted = {row[0].template_id for row in found if row[0].template_id}
    named = ctx.session.execute(select(Template.id, Template.name).where(Template.id.in_(wanted)))
    titles = {row.id: row.name for row in named}
    on = _sheets(ctx, [row[0].id for row in found])
    plain = ("id", "run_id", "project_id", "kind", "document_id", "title", "number", "copies")
    more = ("template_id", "template_version", "printed_by", "printed_at")
    return [
        {
            **{name: getattr(one, name) for name in (*plain, *more)},
            "template_name": titles.get(one.template_id, ""),
            "printer_name": run.printer_name,
            "sheets": on.get(one.id, ""),
            "printed_by_name": people.get(one.printed_by, ""),
        }
        for one, run, *_ in found
    ]


def run_shown(ctx: Context, run: PrintRun) -> dict[str, Any]:
    """A run, and whether its pages are there."""
    reprints = select(func.count(Print.id)).where(Print.run_id == run.id, Print.number > 1)
    plain = ("id", "project_id", "kind", "job_id", "document_count", "copies", "printed_at")
    return {
        **{name: getattr(run, name) for name in plain},
        "state": _state(ctx, run),
        "reprints": ctx.session.scalar(reprints) or 0,
    }


def print_count(ctx: Context, kind: str, project_id: int, document_id: int) -> int:
    """How often a voucher has been printed."""
    held = (
        PrintCount.project_id == project_id,
        PrintCount.kind == kind,
        PrintCount.document_id == document_id,
    )
    row = ctx.one(PrintCount, *held)
    return 0 if row is None else row.prints


def pages(ctx: Context, run: PrintRun) -> bytes:
    """The PDF of a run. Raises Conflict `still_drawing`, Forbidden where one may not print such documents."""
    kind = ctx.runtime.registry.printable(run.kind)
    if run.job_id is None:
        return draw(ctx, run)
    ctx.require(kind.permission, run.project_id)
    file = None if run.file_id is None else ctx.session.get(StoredFile, run.file_id)
    if file is None:
        raise Conflict("still_drawing", job_id=run.job_id)
    found = files.content(ctx, file)
    if found.path is not None:
        return found.path.read_bytes()
    key = content_key(file.group_id, file.sha256)
    return b"".join((found.opened or ctx.runtime.contents.open(key)).chunks)


def draw(ctx: Context, run: PrintRun) -> bytes:
    """Draw the documents of a run as each print has them."""
    kind = ctx.runtime.registry.printable(run.kind)
    rows = ctx.session.scalars(select(Print).where(Print.run_id == run.id).order_by(Print.id)).all()
    return drawn(ctx, kind, run, rows)


def one_print(ctx: Context, kind: Printable, document_id: int, number: int) -> bytes:
    """The page of a voucher's print `number`; NotFound for one that was not recorded."""
    held = (Print.kind == kind.code, Print.document_id == document_id, Print.number == number)
    row = ctx.session.scalars(select(Print).where(*held)).one_or_none()
    if row is None:
        raise NotFound("not_found", kind="printing_print", id=number)
    return drawn(ctx, kind, ctx.get(PrintRun, row.run_id), [row])


def drawn(ctx: Context, kind: Printable, run: PrintRun, rows: Sequence[Print]) -> bytes:
    """These prints of a run as one PDF."""
    documents = {one.id: one for one in read(ctx, kind, [row.document_id for row in rows])}
    before = firsts(ctx, kind, list(documents)) if kind.is_voucher else {}
    today = None if kind.is_voucher else marks.marks_of(ctx, run.project_id)
    common = _common(ctx, run)
    forms: dict[tuple[int | None, str], Form] = {}
    prints: list[drawing.Print] = []
    for row in rows:
        key = (row.template_id, row.built_in)
        if key not in forms:
            forms[key] = form(ctx, kind, *key)[0]
        first = before.get(row.document_id)
        prints.append(
            drawing.Print(
                _as_first(ctx, kind, documents[row.document_id], first),
                forms[key],
                _marks(ctx, first) if today is None else today,
                common if first is None else {**common, "project_name": first.facts["project_name"]},
                number=row.number if kind.is_voucher else 1,
                copies=row.copies,
            )
        )
    return drawing.pdf(kind, prints, offset=_offset(ctx, run), skip=run.skip)


def _as_first(ctx: Context, kind: Printable, document: Document, first: FirstPrint | None) -> Document:
    """The document as it was first printed; what the log does not keep, as its owner keeps it."""
    if first is None:
        return document
    fresh = {one.name for one in kind.fields if not one.is_kept}
    values = {name: value for name, value in document.values.items() if name in fresh}
    named = json.loads(ctx.runtime.keys.open(NAMES_PLACE, first.id, first.names_sealed))
    return replace(document, values={**values, **first.facts["values"], **named}, rows=first.facts["rows"])


def _marks(ctx: Context, first: FirstPrint | None) -> Marks:
    return (
        Marks()
        if first is None
        else marks.marks_from(ctx, first.logo_sha256, first.seal_sha256, first.wording)
    )


def _common(ctx: Context, run: PrintRun) -> dict[str, str]:
    at: datetime = run.printed_at
    return {
        "project_name": ctx.get(Project, run.project_id).name,
        "printed_on": business_date(at, GROUP_ZONE).isoformat(),
        "printed_by": names(ctx, [run.printed_by]).get(run.printed_by, ""),
    }


def _offset(ctx: Context, run: PrintRun) -> tuple[float, float]:
    printer = None if run.printer_id is None else ctx.session.get(Printer, run.printer_id)
    return (0.0, 0.0) if printer is None else (float(printer.offset_x_mm), float(printer.offset_y_mm))


def _state(ctx: Context, run: PrintRun) -> str:
    if run.job_id is None or run.file_id is not None:
        return "ready"
    job = ctx.session.get(Job, run.job_id)
    return "failed" if job is None or job.state in (FAILED, CANCELLED) else "drawing"


def _sheets(ctx: Context, print_ids: Sequence[int]) -> dict[int, str]:
    """The numbered sheets of each print: 00000001, or 00000001–00000003."""
    rows = ctx.session.execute(
        select(Sheet.print_id, Sheet.stock_id, func.min(Sheet.number), func.max(Sheet.number))
        .where(Sheet.print_id.in_(print_ids))
        .group_by(Sheet.print_id, Sheet.stock_id)
    ).all()
    stocks = {
        one.id: one
        for one in ctx.session.scalars(select(Stock).where(Stock.id.in_({row[1] for row in rows})))
    }
    return {
        print_id: stocks[stock_id].shown(low)
        if low == high
        else f"{stocks[stock_id].shown(low)}–{stocks[stock_id].shown(high)}"
        for print_id, stock_id, low, high in rows
    }
