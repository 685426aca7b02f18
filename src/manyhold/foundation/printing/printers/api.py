"""Routes: printers and their test pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from starlette.responses import Response

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.printers import service
from manyhold.foundation.printing.printers.models import Printer
from manyhold.foundation.printing.printers.schemas import PrinterChange, PrinterIn, PrinterOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("/printers", tag="printing")
PRINT, SET_UP = "printing.print", "printing.set_up"


@routes.read("", permission=PRINT, response_model=list[PrinterOut])
def list_printers(ctx: Context, project_id: int) -> Any:
    """The printers of a project, by workstation."""
    here = Printer.project_id == ctx.get(Project, project_id).id
    return ctx.session.scalars(
        select(Printer).where(here).order_by(Printer.workstation, Printer.name, Printer.id)
    ).all()


@routes.create("", permission=SET_UP, response_model=PrinterOut)
def add_printer(ctx: Context, wanted: PrinterIn) -> Any:
    """Register a printer."""
    return service.add(ctx, wanted)


@routes.replace("/{printer_id}", permission=SET_UP, response_model=PrinterOut)
def change_printer(ctx: Context, printer_id: int, wanted: PrinterChange, if_match: IfMatch = None) -> Any:
    """Change a printer: its paper, or how far it prints off the mark."""
    printer = ctx.get(Printer, printer_id)
    etags.match(ctx, printer, if_match)
    service.change(ctx, printer, wanted)
    etags.show(ctx, printer)
    return printer


@routes.remove("/{printer_id}", permission=SET_UP)
def remove_printer(ctx: Context, printer_id: int) -> None:
    """Strike a printer off; the print log goes on naming it."""
    ctx.session.delete(ctx.get(Printer, printer_id))


@routes.read(
    "/{printer_id}/test.pdf",
    permission=PRINT,
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def get_test_page(ctx: Context, printer_id: int) -> Any:
    """The page by which its offsets are found."""
    return Response(service.test_page(ctx.get(Printer, printer_id)), media_type="application/pdf")
