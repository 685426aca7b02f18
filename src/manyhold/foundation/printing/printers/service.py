"""Verbs: keep printers; the page by which one is adjusted."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.drawing import Item, line_item, sheet_pdf, text_item
from manyhold.foundation.printing.papers import PAPERS, Paper
from manyhold.foundation.printing.printers.models import Printer
from manyhold.foundation.printing.printers.schemas import PrinterChange, PrinterIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput

_TEST_STRIP_MM = 90.0
"""How long the test of a roll is."""


def add(ctx: Context, wanted: PrinterIn) -> Printer:
    """A printer of a project. Raises BadInput `name_taken` at the same workstation."""
    project = ctx.get(Project, wanted.project_id)
    printer = Printer(project_id=project.id)
    _set(ctx, printer, wanted)
    ctx.session.add(printer)
    ctx.session.flush()
    return printer


def change(ctx: Context, printer: Printer, wanted: PrinterChange) -> None:
    """Change a printer."""
    _set(ctx, printer, wanted)
    ctx.session.flush()


def test_page(printer: Printer) -> bytes:
    """A page with rulers, moved as everything on this printer is: the cross stands 20 mm from the left and from the top.

    What a ruler on the paper says beside 20 is what the offset lacks.
    """
    paper = PAPERS[printer.paper]
    height = paper.height_mm or _TEST_STRIP_MM
    dx, dy = float(printer.offset_x_mm), float(printer.offset_y_mm)
    items = [{**one, "x": one["x"] + dx, "y": one["y"] + dy} for one in _rulers(paper, height)]
    left = paper.edge_mm + 22
    told = [
        f"{printer.workstation} · {printer.name}",
        f"{paper.zh}　X {printer.offset_x_mm} mm　Y {printer.offset_y_mm} mm",
        "十字线中心应距纸左边 20 mm、距纸上边 20 mm；差多少，偏移量就加多少。",
    ]
    for number, words in enumerate(told):
        wide = paper.width_mm - left - paper.edge_mm - 2
        items.append(text_item(left + dx, 24 + 8 * number + dy, wide, 8, words, size=9))
    return sheet_pdf(paper, height, items)


def _rulers(paper: Paper, height: float) -> Iterator[Item]:
    yield line_item(12, 20, 16, 0)
    yield line_item(20, 12, 0, 16)
    for mm in range(20, int(paper.width_mm - paper.edge_mm), 5):
        yield line_item(mm, 8, 0, 3 if mm % 10 else 5)
        if mm % 20 == 0:
            yield text_item(mm - 5, 3, 10, 4, str(mm), size=7, align="center")
    for mm in range(20, int(height) - 4, 5):
        yield line_item(paper.edge_mm + 2, mm, 3 if mm % 10 else 5, 0)
        if mm % 20 == 0:
            yield text_item(paper.edge_mm + 8, mm - 2, 8, 4, str(mm), size=7, middle=True)


def _set(ctx: Context, printer: Printer, wanted: PrinterChange) -> None:
    twin = select(Printer.id).where(
        Printer.project_id == printer.project_id,
        Printer.workstation == wanted.workstation.strip(),
        Printer.name == wanted.name.strip(),
        Printer.id != (printer.id or 0),
    )
    with ctx.session.no_autoflush:
        if ctx.session.scalar(twin) is not None:
            raise BadInput.of("name", "name_taken")
    printer.name, printer.workstation = wanted.name.strip(), wanted.workstation.strip()
    printer.paper = wanted.paper
    printer.offset_x_mm, printer.offset_y_mm = wanted.offset_x_mm, wanted.offset_y_mm
