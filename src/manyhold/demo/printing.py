"""How the first site prints: its logo and seal, printers, a three-part receipt, a carton of numbered forms, some prints."""

from __future__ import annotations

import io
from math import cos, pi, sin

from PIL import Image, ImageDraw
from sqlalchemy import select

from manyhold.demo.stage import Site, Stage
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files.service import take_in
from manyhold.foundation.organisation import roles
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.layout import Block
from manyhold.foundation.printing.marks.schemas import MarksIn
from manyhold.foundation.printing.marks.service import PURPOSE, keep
from manyhold.foundation.printing.papers import PAPERS
from manyhold.foundation.printing.printers.schemas import PrinterIn
from manyhold.foundation.printing.printers.service import add
from manyhold.foundation.printing.prints.schemas import PrintIn
from manyhold.foundation.printing.prints.service import record
from manyhold.foundation.printing.starter import starter
from manyhold.foundation.printing.stocks.schemas import StockIn, VoidIn
from manyhold.foundation.printing.stocks.service import declare_void
from manyhold.foundation.printing.stocks.service import take_in as take_paper_in
from manyhold.foundation.printing.templates.schemas import TemplateIn
from manyhold.foundation.printing.templates.service import draft, publish
from manyhold.kernel.clock import business_date
from manyhold.modules.billing.payments.models import Payment

RECEIPT = "billing.receipt"
TEAL, RED = (15, 118, 110, 255), (192, 39, 45, 210)
_SMOOTH = 4
"""Drawn so many times larger and then made small, so that edges are smooth."""


def set_up(stage: Stage) -> None:
    """All of it at the first site, by the people who do it."""
    site = stage.sites[0]
    manager, cashier = site.staff[roles.PROJECT_MANAGER][0], site.staff[roles.CASHIER][0]
    template_id = _design(stage)
    with stage.unit(stage.now, manager, only=site) as ctx:
        project = ctx.get(Project, site.project_id)
        pictures = [
            take_in(ctx, made, name=name, purpose=PURPOSE, project_id=project.id).id
            for name, made in (("logo.png", _logo()), ("seal.png", _seal()))
        ]
        wording = "服务热线 400-800-0000　请妥善保管本收据"
        keep(ctx, project, MarksIn(logo_file_id=pictures[0], seal_file_id=pictures[1], wording=wording))
        desks = (
            ("收费台 1", "爱普生 LQ-630K", "c93", "1.5", "-0.5"),
            ("收费台 2", "热敏打印机", "r80", "0.0", "0.0"),
        )
        printers = [
            add(
                ctx,
                PrinterIn.model_validate(
                    {
                        "project_id": project.id,
                        "workstation": at,
                        "name": name,
                        "paper": paper,
                        "offset_x_mm": x,
                        "offset_y_mm": y,
                    }
                ),
            ).id
            for at, name, paper, x, y in desks
        ]
        stock = StockIn(
            project_id=project.id,
            kind=RECEIPT,
            name="三联收据 第一批",
            prefix="NO",
            digits=7,
            first_no=2_600_001,
            last_no=2_600_500,
        )
        stock_id = take_paper_in(ctx, stock).id
    _print(stage, site, cashier, template_id, printers[0], stock_id)


def _design(stage: Stage) -> int:
    """A three-part receipt for every project, with logo, seal and a place for the reprint mark."""
    with stage.unit(stage.now) as ctx:
        layout = starter(ctx.runtime.registry.printable(RECEIPT), PAPERS["c93"])
        layout.blocks += [
            Block(type="logo", x_mm=15, y_mm=4, width_mm=30, height_mm=10),
            Block(type="seal", x_mm=176, y_mm=50, width_mm=32, height_mm=32),
            Block(type="reprint", x_mm=190, y_mm=5, width_mm=30, height_mm=6),
        ]
        template = draft(ctx, TemplateIn(kind=RECEIPT, name="三联收据", paper="c93", layout=layout))
        publish(ctx, template, business_date(ctx.now, GROUP_ZONE))
        return template.id


def _print(stage: Stage, site: Site, cashier: int, template_id: int, printer_id: int, stock_id: int) -> None:
    """The last receipts on numbered forms, one spoilt, one passed over, and one printed again."""
    with stage.unit(stage.now, cashier, only=site) as ctx:
        last = (
            select(Payment.id)
            .where(Payment.project_id == site.project_id)
            .order_by(Payment.id.desc())
            .limit(6)
        )
        ids = list(ctx.session.scalars(last))
        wanted = PrintIn(
            kind=RECEIPT,
            project_id=site.project_id,
            document_ids=ids,
            template_id=template_id,
            printer_id=printer_id,
            stock_id=stock_id,
        )
        record(ctx, wanted)
        spoilt = 2_600_001 + len(ids)
        declare_void(ctx, stock_id, VoidIn(first_no=spoilt, last_no=spoilt, reason="卡纸，重新打印"))
        record(ctx, wanted.model_copy(update={"document_ids": ids[:1], "first_no": spoilt + 2}))


def _logo() -> bytes:
    """A roof over two lines of houses, in the colour of the group."""
    size = (360 * _SMOOTH, 120 * _SMOOTH)
    picture = Image.new("RGBA", size, (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), 18 * _SMOOTH, fill=TEAL)
    roof = ((36, 62), (82, 26), (128, 62), (128, 94), (96, 94), (96, 72), (68, 72), (68, 94), (36, 94))
    pen.polygon([(x * _SMOOTH, y * _SMOOTH) for x, y in roof], fill="white")
    for number, wide in enumerate((180, 132, 156)):
        top = (36 + 22 * number) * _SMOOTH
        pen.rectangle((156 * _SMOOTH, top, (156 + wide) * _SMOOTH, top + 8 * _SMOOTH), fill="white")
    return _png(picture)


def _seal() -> bytes:
    """A round seal: a ring and a star of five points."""
    side = 240 * _SMOOTH
    picture = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(picture)
    edge = 8 * _SMOOTH
    pen.ellipse((edge, edge, side - edge, side - edge), outline=RED, width=9 * _SMOOTH)
    points = [
        (side / 2 + radius * sin(turn * pi / 5), side / 2 - radius * cos(turn * pi / 5))
        for turn in range(10)
        for radius in [(side * 0.24) if turn % 2 == 0 else side * 0.092]
    ]
    pen.polygon(points, fill=RED)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    made = io.BytesIO()
    picture.resize((picture.width // _SMOOTH, picture.height // _SMOOTH)).save(made, "PNG")
    return made.getvalue()
