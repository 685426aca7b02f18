"""A first layout of a kind on a paper, for the designer to begin with."""

from __future__ import annotations

from manyhold.foundation.printing.layout import Block, BlockType, Labels, Layout, LayoutCell
from manyhold.foundation.printing.papers import Paper
from manyhold.kernel.modules import Printable

_MARGIN_MM = {"c93": 15.0, "c140": 15.0, "c280": 15.0, "r80": 4.0}
_ROW_MM = 7.0
_LOW_ROW_MM = 5.5


def starter(kind: Printable, paper: Paper) -> Layout:
    """Title, fields in two columns, the lines as a table, seal and page number; on labels the code and its name."""
    if not kind.is_voucher:
        return _label(kind, paper)
    left = _MARGIN_MM.get(paper.code, 14.0)
    width = paper.width_mm - 2 * left
    is_roll = paper.height_mm is None
    is_low = paper.height_mm is not None and paper.height_mm < 100
    columns, row = (1 if is_roll else 2), (_LOW_ROW_MM if is_low or is_roll else _ROW_MM)
    size = 9.0 if is_low or is_roll else 10.0
    told = [field for field in kind.fields if field.type != "qr"][:10]
    down = -(-len(told) // columns) * row
    top = 4.0 if is_low or is_roll else 10.0
    bottom = (paper.height_mm or 0) - 12.0

    def block(type_: BlockType, x: float, y: float, w: float, h: float, **more: object) -> Block:
        return Block.model_validate(
            {
                "type": type_,
                "x_mm": x,
                "y_mm": round(y, 1),
                "width_mm": w,
                "height_mm": h,
                "size_pt": size,
                **more,
            }
        )

    title = block("title", left, top, width, 9, text=kind.zh, align="center", is_bold=True)
    title.size_pt = 13 if is_low or is_roll else 18
    cells = [LayoutCell(label=field.zh, field=field.name) for field in told]
    blocks = [title, block("fields", left, top + 11, width, down, columns=columns, cells=cells)]
    at = top + 11 + down + 2
    if kind.columns:
        high = 2 * row if is_roll else max(2 * row, bottom - at - 2)
        heads = [LayoutCell(label=field.zh, field=field.name) for field in kind.columns]
        blocks.append(block("table", left, at, width, round(high, 1), cells=heads, row_height_mm=row))
        at += high + 2
    if is_roll:
        blocks.append(block("text", left, at, width, 5, text="{wording}", align="center"))
    else:
        blocks.append(block("text", left, bottom, width - 40, 6, text="{wording}"))
        blocks.append(
            block("page_number", left + width - 40, bottom, 40, 6, text="{page}/{pages}", align="right")
        )
    return Layout(blocks=blocks)


def _label(kind: Printable, paper: Paper) -> Layout:
    is_roll = paper.height_mm is None
    labels = (
        Labels(columns=1, rows=1, left_mm=4, top_mm=0, width_mm=72, height_mm=50)
        if is_roll
        else Labels(
            columns=3,
            rows=7,
            left_mm=(paper.width_mm - 189) / 2,
            top_mm=8,
            width_mm=63,
            height_mm=38,
            gap_y_mm=2,
        )
        if paper.width_mm >= 200 and (paper.height_mm or 0) >= 290
        else Labels(columns=2, rows=2, left_mm=paper.edge_mm + 2, top_mm=4, width_mm=63, height_mm=40)
    )
    code = next((field.name for field in kind.fields if field.type == "qr"), "")
    name = next((field.name for field in kind.fields if field.type == "text"), "project_name")
    side = labels.height_mm - 10
    blocks = [
        Block(type="qr", x_mm=3, y_mm=5, width_mm=side, height_mm=side, field=code),
        Block(
            type="text",
            x_mm=side + 5,
            y_mm=5,
            width_mm=labels.width_mm - side - 7,
            height_mm=side,
            text=f"{{{name}}}",
            size_pt=12,
            is_bold=True,
        ),
    ]
    return Layout(blocks=[one for one in blocks if one.type != "qr" or code], labels=labels)
