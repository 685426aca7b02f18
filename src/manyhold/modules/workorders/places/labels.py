"""The labels of places as documents that are printed, and what they look like where headquarters says nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.layout import Block, Labels, Layout
from manyhold.foundation.printing.port import BuiltIn, Document
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict, NotFound
from manyhold.modules.workorders.places.models import SpaceCode
from manyhold.modules.workorders.places.service import token_of

HINT = "微信扫码报事报修"


def address(ctx: Context, code: SpaceCode) -> str:
    """What the code says: the page behind it, at the first public host name or where this was asked."""
    host = ctx.runtime.settings.allowed_hosts.split(",")[0].strip()
    return f"{f'https://{host}' if host else ctx.origin}/r/{token_of(ctx, code)}"


def documents(ctx: Context, ids: Sequence[int]) -> list[Document]:
    """The labels of these codes, in their order. Raises NotFound, Conflict `code_revoked`."""
    rows = ctx.session.execute(
        select(SpaceCode, Space.label, Project.phone)
        .join(Space, Space.id == SpaceCode.space_id)
        .join(Project, Project.id == SpaceCode.project_id)
        .where(SpaceCode.id.in_(ids))
    )
    found = {code.id: (code, label, phone) for code, label, phone in rows}
    if missing := [one for one in ids if one not in found]:
        raise NotFound("not_found", kind=SpaceCode.__tablename__, id=missing[0])
    if any(found[one][0].revoked_at is not None for one in ids):
        raise Conflict("code_revoked")
    return [
        Document(
            id=code.id,
            project_id=code.project_id,
            space_id=code.space_id,
            title=label,
            values={"place": label, "hint": HINT, "phone": phone, "code": address(ctx, code)},
        )
        for code, label, phone in (found[one] for one in ids)
    ]


def _label(labels: Labels, size: float) -> Layout:
    """The project's name, the code, the place and how to use it, from the top down."""
    wide, high = labels.width_mm - 4, labels.height_mm
    side = min(high - 21, wide)

    def line(y: float, height: float, text: str, size_pt: float, *, is_bold: bool = False) -> Block:
        return Block(
            type="title",
            x_mm=2,
            y_mm=y,
            width_mm=wide,
            height_mm=height,
            text=text,
            size_pt=size_pt,
            align="center",
            is_bold=is_bold,
        )

    return Layout(
        labels=labels,
        blocks=[
            line(1.5, 4.5, "{project_name}", size - 3),
            Block(
                type="qr", x_mm=2 + (wide - side) / 2, y_mm=6.5, width_mm=side, height_mm=side, field="code"
            ),
            line(7 + side, 7, "{place}", size, is_bold=True),
            line(14 + side, 4.5, "{hint} {phone}", size - 3.5),
        ],
    )


BUILT_INS = (
    BuiltIn(
        "sheet12",
        "A4 每张 12 个（3×4）",
        "A4, 12 on a sheet (3×4)",
        "a4",
        _label(Labels(columns=3, rows=4, left_mm=9, top_mm=10.5, width_mm=64, height_mm=69), 12),
    ),
    BuiltIn(
        "sheet24",
        "A4 每张 24 个（4×6）",
        "A4, 24 on a sheet (4×6)",
        "a4",
        _label(Labels(columns=4, rows=6, left_mm=9, top_mm=10.5, width_mm=48, height_mm=46), 10),
    ),
    BuiltIn(
        "roll",
        "80 mm 卷纸，每张 1 个",
        "80 mm roll, one each",
        "r80",
        _label(Labels(columns=1, rows=1, left_mm=4, top_mm=2, width_mm=72, height_mm=78), 14),
    ),
)
