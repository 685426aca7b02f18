"""Verbs: record that documents are printed. The pages are drawn by a read, or by a job: never in this transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing import rules
from manyhold.foundation.printing.drawing import Form
from manyhold.foundation.printing.marks import queries as marks
from manyhold.foundation.printing.port import BuiltIn, Document, Read
from manyhold.foundation.printing.printers.models import Printer
from manyhold.foundation.printing.prints.models import NAMES_PLACE, FirstPrint, Print, PrintCount, PrintRun
from manyhold.foundation.printing.prints.schemas import PrintIn
from manyhold.foundation.printing.stocks import service as stocks
from manyhold.foundation.printing.stocks.models import Stock
from manyhold.foundation.printing.templates import queries as templates
from manyhold.foundation.printing.templates.models import Template
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.jobs.run import start
from manyhold.kernel.modules import Printable, resolve

DIRECT = 20
"""So many documents are drawn while one waits; more are a job's."""
DRAW = "printing.draw"
_COUNT_KEY = ("project_id", "kind", "document_id")
Chosen = tuple[Template | None, BuiltIn | None]


def record(ctx: Context, wanted: PrintIn) -> PrintRun:
    """Take note that documents are printed once more, each with the number of its print.

    Raises NotFound for a document outside the scope, Forbidden where one may not print it, BadInput for a template that
    is not in force there, another project's printer or paper, and what `stocks.use` refuses.
    """
    kind = templates.kind_of(ctx, wanted.kind)
    project = ctx.get(Project, wanted.project_id)
    documents = read(ctx, kind, list(dict.fromkeys(wanted.document_ids)))
    if any(one.project_id != project.id for one in documents):
        raise BadInput.of("document_ids", "unknown_reference")
    printer = _printer(ctx, project.id, wanted.printer_id)
    chosen = _chosen(ctx, kind, project.id, wanted, printer)
    run = PrintRun(
        project_id=project.id,
        kind=kind.code,
        template_id=chosen[0] and chosen[0].id,
        built_in=chosen[1].code if chosen[1] else "",
        printer_id=printer and printer.id,
        printer_name=f"{printer.workstation} · {printer.name}" if printer else "",
        copies=wanted.copies,
        skip=wanted.skip,
        document_count=len(documents),
        job_id=None,
        file_id=None,
        printed_by=ctx.actor.id,
        printed_at=ctx.now,
    )
    ctx.session.add(run)
    ctx.session.flush()
    prints = _record(ctx, kind, run, documents, chosen)
    if wanted.stock_id is not None:
        _use_paper(ctx, kind, project.id, wanted, documents, prints)
    if len(documents) > DIRECT:
        job = start(ctx, DRAW, {"run_id": run.id, "origin": ctx.origin}, project_id=project.id)
        ctx.session.flush()
        run.job_id = job.id
    return run


def read(ctx: Context, kind: Printable, ids: Sequence[int]) -> list[Document]:
    """The documents, all of which the actor may print. Raises NotFound, Forbidden."""
    port: Read = resolve(kind.documents)
    documents = port(ctx, ids)
    for project_id, space_id in {(one.project_id, one.space_id) for one in documents}:
        ctx.require(kind.permission, project_id, space_id)
    return documents


def form(ctx: Context, kind: Printable, template_id: int | None, built_in: str) -> tuple[Form, int]:
    """What a print is drawn by, and its version; 0 is built in."""
    if template_id is not None:
        template = ctx.get(Template, template_id)
        return templates.form_of(template), template.version
    own = next(one for one in templates.built_ins(kind) if one.code == built_in)
    return Form.of(own), 0


def _record(
    ctx: Context, kind: Printable, run: PrintRun, documents: Sequence[Document], chosen: Chosen
) -> list[dict[str, Any]]:
    """A print for each document, in order; gives the rows that were written."""
    ids = [one.id for one in documents]
    numbers = dict.fromkeys(ids, 1)
    if kind.is_voucher:
        keys = {(run.project_id, kind.code, one): 1 for one in ids}
        counted = bulk.next_numbers(ctx.session, PrintCount, keys, key=_COUNT_KEY, column="prints")
        numbers = {key[2]: number for key, number in counted.items()}
        _keep_first(ctx, kind, run, [one for one in documents if numbers[one.id] == 1])
    before = firsts(ctx, kind, [one for one in ids if numbers[one] > 1])
    versions = {
        (template_id, built_in): form(ctx, kind, template_id, built_in)[1]
        for template_id, built_in in {
            (run.template_id, run.built_in),
            *((one.template_id, one.built_in) for one in before.values()),
        }
    }
    first_id = bulk.reserve_ids(ctx.session, len(documents))
    rows: list[dict[str, Any]] = []
    for place, one in enumerate(documents):
        source = before.get(one.id, run)
        rows.append(
            {
                "id": first_id + place,
                "project_id": run.project_id,
                "space_id": one.space_id,
                "run_id": run.id,
                "kind": kind.code,
                "document_id": one.id,
                "title": one.title,
                "number": numbers[one.id],
                "copies": run.copies,
                "template_id": source.template_id,
                "built_in": source.built_in,
                "template_version": versions[source.template_id, source.built_in],
                "printed_by": ctx.actor.id,
                "printed_at": ctx.now,
            }
        )
    bulk.insert_rows(ctx.session, Print, rows)
    return rows


def firsts(ctx: Context, kind: Printable, ids: Sequence[int]) -> dict[int, FirstPrint]:
    """What these documents said when they were first printed."""
    if not ids:
        return {}
    rows = ctx.session.scalars(
        select(FirstPrint).where(FirstPrint.kind == kind.code, FirstPrint.document_id.in_(ids))
    )
    return {row.document_id: row for row in rows}


def _keep_first(ctx: Context, kind: Printable, run: PrintRun, documents: Sequence[Document]) -> None:
    row, project = marks.kept(ctx, run.project_id), ctx.get(Project, run.project_id)
    kept = {one.name for one in kind.fields if one.is_kept}
    sealed = {one.name for one in kind.fields if one.is_kept_sealed}
    first_id = bulk.reserve_ids(ctx.session, len(documents))
    bulk.insert_rows(
        ctx.session,
        FirstPrint,
        [
            {
                "id": row_id,
                "project_id": run.project_id,
                "space_id": one.space_id,
                "kind": kind.code,
                "document_id": one.id,
                "template_id": run.template_id,
                "built_in": run.built_in,
                "facts": {
                    "values": {name: value for name, value in one.values.items() if name in kept},
                    "rows": [list(line) for line in one.rows],
                    "project_name": project.name,
                },
                "names_sealed": ctx.runtime.keys.seal(
                    NAMES_PLACE,
                    row_id,
                    json.dumps({name: value for name, value in one.values.items() if name in sealed}),
                ),
                "logo_sha256": row.logo_sha256 if row else "",
                "seal_sha256": row.seal_sha256 if row else "",
                "wording": row.wording if row else "",
            }
            for row_id, one in enumerate(documents, first_id)
        ],
    )


def _use_paper(
    ctx: Context,
    kind: Printable,
    project_id: int,
    wanted: PrintIn,
    documents: Sequence[Document],
    prints: Sequence[dict[str, Any]],
) -> None:
    stock = ctx.session.get(Stock, wanted.stock_id)
    if stock is None or stock.project_id != project_id or stock.kind != kind.code:
        raise BadInput.of("stock_id", "unknown_reference")
    before = firsts(ctx, kind, [row["document_id"] for row in prints if row["number"] > 1])
    sheets: list[tuple[int, int]] = []
    for document, row in zip(documents, prints, strict=True):
        drawn, _ = form(ctx, kind, row["template_id"], row["built_in"])
        first = before.get(document.id)
        lines = len(first.facts["rows"] if first else document.rows)
        pages = 1 if drawn.layout is None else rules.page_count(drawn.paper, drawn.layout, lines)
        sheets.append((row["id"], pages * wanted.copies))
    stocks.use(ctx, stock.id, wanted.first_no, sheets)


def _printer(ctx: Context, project_id: int, printer_id: int | None) -> Printer | None:
    printer = None if printer_id is None else ctx.session.get(Printer, printer_id)
    if printer_id is not None and (printer is None or printer.project_id != project_id):
        raise BadInput.of("printer_id", "unknown_reference")
    return printer


def _chosen(
    ctx: Context, kind: Printable, project_id: int, wanted: PrintIn, printer: Printer | None
) -> Chosen:
    """The template or the built-in one: as named, else for the printer's paper, else the project's default."""
    in_force = templates.in_force(ctx, kind.code, project_id)
    own = templates.built_ins(kind)
    if wanted.template_id is not None:
        named = next((one for one in in_force if one.id == wanted.template_id), None)
        if named is None:
            raise BadInput.of("template_id", "template_not_in_force")
        return named, None
    if wanted.built_in:
        mine = next((one for one in own if one.code == wanted.built_in), None)
        if mine is None:
            raise BadInput.of("built_in", "unknown_reference")
        return None, mine
    for paper in filter(None, (printer and printer.paper, own[0].paper)):
        if (template := next((one for one in in_force if one.paper == paper), None)) is not None:
            return template, None
        if (fits := next((one for one in own if one.paper == paper), None)) is not None:
            return None, fits
    return None, own[0]
