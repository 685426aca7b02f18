"""Documents as pages: laid out here in millimetres, drawn by Typst, which is given words and numbers only."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec
import segno
import typst
from PIL import Image

from manyhold.foundation.files.fonts import FAMILIES, fonts
from manyhold.foundation.printing import rules
from manyhold.foundation.printing.layout import Block, Layout
from manyhold.foundation.printing.papers import PAPERS, Paper
from manyhold.foundation.printing.port import BuiltIn, Document, Drawn
from manyhold.kernel.modules import Printable, PrintField

ENGINE = Path(__file__).with_name("page.typ")
_UNBROKEN = re.compile(r"[!-~]+")
_ROLL_END_MM = 6.0
_PADDING_MM = 1.2
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A template to draw by: a layout on a paper, or what came with the product."""

    paper: Paper
    layout: Layout | None = None
    built_in: BuiltIn | None = None

    @classmethod
    def of(cls, built_in: BuiltIn) -> Form:
        """The form that came with the product."""
        return cls(PAPERS[built_in.paper], built_in.layout, None if built_in.layout else built_in)


@dataclass(frozen=True, slots=True)
class Marks:
    """A project's logo and seal as SVG (empty where it has none) and its wording."""

    logo: str = ""
    seal: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """One document to be drawn; `number` is 1 for the original, `common` holds what every kind can say."""

    document: Document
    form: Form
    marks: Marks = Marks()
    common: Mapping[str, str] = field(default_factory=dict[str, str])
    number: int = 1
    copies: int = 1


def svg_of(picture: bytes) -> str:
    """A bitmap as an SVG that carries it: Typst is handed text."""
    with Image.open(io.BytesIO(picture)) as opened:
        width, height = opened.size
        made = io.BytesIO()
        opened.convert("RGBA").save(made, "PNG")
    carried = base64.b64encode(made.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{carried}"/></svg>'
    )


def pdf(
    kind: Printable, prints: Sequence[Print], *, offset: tuple[float, float] = (0, 0), skip: int = 0
) -> bytes:
    """All documents, one after the other; the same for the same prints. Never in a write transaction.

    `offset` moves everything right and down by so many millimetres; `skip` labels of the first sheet are used.
    """
    return _compiled(_Job(kind, offset, skip).pages(prints), "pdf", None)


def picture(kind: Printable, prints: Sequence[Print]) -> bytes:
    """The first page as PNG, to be looked at."""
    return _compiled(_Job(kind, (0, 0), 0).pages(prints), "png", 110)


def sheet_pdf(paper: Paper, height_mm: float, items: Sequence[Item]) -> bytes:
    """One page of items, for tests of a printer."""
    page = {"width": paper.width_mm, "height": height_mm, "items": list(items)}
    return _compiled(({"title": "", "pages": [page], "pictures": {}}, ""), "pdf", None)


def text_item(x: float, y: float, w: float, h: float, body: str, *, size: float = 10, **more: Any) -> Item:
    """A text in its box; `align`, `is_bold`, `middle` and the `type` may be said."""
    return {
        "type": more.get("type", "text"),
        "x": x,
        "y": y,
        "w": w,
        "h": h,
        "body": body,
        "token": max(_UNBROKEN.findall(body), key=len, default=""),
        "size": size,
        "weight": "bold" if more.get("is_bold") else "regular",
        "align": more.get("align", "left"),
        "middle": more.get("middle", False),
        "accent": more.get("accent", False),
    }


def line_item(x: float, y: float, w: float, h: float) -> Item:
    """A thin line from a point, so far to the right and down."""
    return {"type": "line", "x": x, "y": y, "w": w, "h": h}


@cache
def _source(path: Path | None) -> bytes:
    own = b"#let built-in(words, place) = none\n" if path is None else path.read_bytes() + b"\n"
    ends = b"""
#for (place, one) in job.pages.enumerate() {
  if "words" in one { built-in(one.words, place) } else { sheet(one) }
}
"""
    return ENGINE.read_bytes() + own + ends


def _compiled(job: tuple[dict[str, Any], str], kind: Literal["pdf", "png"], ppi: float | None) -> bytes:
    told, source = job
    made = typst.compile(
        _source(Path(source) if source else None),
        format=kind,
        ppi=ppi,
        font_paths=fonts(),
        sys_inputs={"job": msgspec.json.encode({**told, "families": FAMILIES}).decode()},
        timestamp=0,
    )
    return bytes(made[0] if isinstance(made, list) else made or b"")


class _Job:
    """Lays the pages of prints of one kind out."""

    def __init__(self, kind: Printable, offset: tuple[float, float], skip: int) -> None:
        self.kind = kind
        self.fields = {one.name: one for one in (*kind.fields, *rules.COMMON)}
        self.offset = offset
        self.skip = skip
        self.pictures: dict[str, str] = {}
        self.source = ""

    def pages(self, prints: Sequence[Print]) -> tuple[dict[str, Any], str]:
        """What Typst is told, and the module's own source where a print is drawn by it."""
        pages: list[dict[str, Any]] = []
        waiting: list[Print] = []
        for one in prints:
            if waiting and waiting[-1].form != one.form:
                pages += self._label_sheets(waiting)
                waiting = []
            layout = one.form.layout
            if layout is not None and layout.labels is not None:
                waiting += [one] * one.copies
            else:
                pages += list(self._of(one)) * one.copies
        if waiting:
            pages += self._label_sheets(waiting)
        title = " ".join([self.kind.zh, *(one.document.title for one in prints[:1])])
        return {"title": title, "pages": pages, "pictures": self.pictures}, self.source

    def _of(self, one: Print) -> Iterator[dict[str, Any]]:
        built_in, layout = one.form.built_in, one.form.layout
        if built_in is not None:
            self.source = str(built_in.source)
            yield {"words": built_in.words(Drawn(one.document, one.number, *self.offset))}
            return
        assert layout is not None
        rows, paper = one.document.rows, one.form.paper
        pages = rules.page_count(paper, layout, len(rows))
        table = rules.table_of(layout)
        room = len(rows) if table is None or paper.height_mm is None else rules.rows_on_page(table)
        for page in range(pages):
            values = self._values(one, page + 1, pages)
            part = rows[page * room : (page + 1) * room]
            yield self._page(one, layout, values, part)

    def _page(
        self, one: Print, layout: Layout, values: Mapping[str, str], rows: Sequence[Sequence[str | int]]
    ) -> dict[str, Any]:
        paper, table = one.form.paper, rules.table_of(layout)
        grown = 0.0
        if paper.height_mm is None and table is not None:
            grown = (1 + len(rows)) * table.row_height_mm - table.height_mm
        items: list[Item] = []
        lowest = 0.0
        for block in layout.blocks:
            is_below = table is not None and block.y_mm >= table.y_mm + table.height_mm - 0.05
            moved = block.model_copy(update={"y_mm": block.y_mm + (grown if is_below else 0)})
            items += self._block(one, moved, values, rows)
            lowest = max(lowest, moved.y_mm + moved.height_mm + (grown if block is table else 0))
        height = paper.height_mm or round(lowest + _ROLL_END_MM, 1)
        if one.number > 1 and not any(block.type == "reprint" for block in layout.blocks):
            items.append(_stamp(paper.width_mm - paper.edge_mm - 30, 1.5, 28, 5.5, values["reprint"]))
        if one.document.watermark:
            size = min(64.0, paper.width_mm / 3.2)
            across = text_item(0, 0, paper.width_mm, height, one.document.watermark, size=size, type="across")
            items.append(across)
        return {"width": paper.width_mm, "height": height, "items": self._moved(items, *self.offset)}

    def _label_sheets(self, prints: Sequence[Print]) -> list[dict[str, Any]]:
        form = prints[0].form
        assert form.layout is not None
        labels = form.layout.labels
        assert labels is not None
        sheets: dict[int, list[Item]] = {}
        for one, place in zip(prints, rules.label_places(labels, len(prints), self.skip), strict=True):
            items = [
                item
                for block in form.layout.blocks
                for item in self._block(one, block, self._values(one, 1, 1), ())
            ]
            dx, dy = place.x_mm + self.offset[0], place.y_mm + self.offset[1]
            sheets.setdefault(place.sheet, []).extend(self._moved(items, dx, dy))
        self.skip = 0
        height = form.paper.height_mm or labels.top_mm + labels.height_mm
        return [{"width": form.paper.width_mm, "height": height, "items": items} for items in sheets.values()]

    def _values(self, one: Print, page: int, pages: int) -> dict[str, str]:
        said = {**one.common, **one.document.values, "wording": one.marks.wording}
        values = {
            name: rules.written(self.fields[name], value)
            for name, value in said.items()
            if name in self.fields
        }
        values |= {"page": str(page), "pages": str(pages), "reprint": rules.reprint_mark(one.number)}
        return values

    def _block(
        self, one: Print, block: Block, values: Mapping[str, str], rows: Sequence[Sequence[str | int]]
    ) -> Iterator[Item]:
        x, y, w, h = block.x_mm, block.y_mm, block.width_mm, block.height_mm
        style: dict[str, Any] = {"size": block.size_pt, "align": block.align, "is_bold": block.is_bold}
        match block.type:
            case "title" | "page_number":
                yield text_item(x, y, w, h, rules.filled(block.text, values), middle=True, **style)
            case "text":
                yield text_item(x, y, w, h, rules.filled(block.text, values), **style)
            case "line":
                yield line_item(x, y, w if w >= h else 0, h if h > w else 0)
            case "logo" | "seal":
                if svg := (one.marks.logo if block.type == "logo" else one.marks.seal):
                    yield self._picture(x, y, w, h, svg)
            case "qr":
                if said := values.get(block.field, ""):
                    yield self._picture(x, y, w, h, _qr(said))
            case "reprint":
                if one.number > 1:
                    yield _stamp(x, y, w, h, values["reprint"])
            case "fields":
                yield from _captioned(block, values, style)
            case "table":
                is_roll = one.form.paper.height_mm is None
                yield from self._table(block, rows, len(rows) if is_roll else rules.rows_on_page(block))

    def _table(self, block: Block, rows: Sequence[Sequence[str | int]], room: int) -> Iterator[Item]:
        at = {column.name: (place, column) for place, column in enumerate(self.kind.columns)}
        shares = sum(cell.share for cell in block.cells)
        high, x = block.row_height_mm, block.x_mm
        bottom = block.y_mm + (1 + room) * high
        for cell in block.cells:
            place, column = at[cell.field]
            wide = block.width_mm * cell.share / shares
            box = (x + _PADDING_MM, wide - 2 * _PADDING_MM)
            told = [cell.label or column.zh, *(rules.written(column, row[place]) for row in rows)]
            for number, body in enumerate(told):
                ends = (
                    "right" if column.type == "amount_fen" and number else "center" if number == 0 else "left"
                )
                y = block.y_mm + number * high
                yield text_item(box[0], y, box[1], high, body, size=block.size_pt, align=ends, middle=True)
            yield line_item(x, block.y_mm, 0, bottom - block.y_mm)
            x += wide
        yield line_item(x, block.y_mm, 0, bottom - block.y_mm)
        for number in range(room + 2):
            yield line_item(block.x_mm, block.y_mm + number * high, block.width_mm, 0)

    def _picture(self, x: float, y: float, w: float, h: float, svg: str) -> Item:
        name = next((known for known, one in self.pictures.items() if one is svg), f"p{len(self.pictures)}")
        self.pictures[name] = svg
        return {"type": "picture", "x": x, "y": y, "w": w, "h": h, "picture": name}

    @staticmethod
    def _moved(items: Sequence[Item], dx: float, dy: float) -> list[Item]:
        return [{**one, "x": round(one["x"] + dx, 3), "y": round(one["y"] + dy, 3)} for one in items]


def _captioned(block: Block, values: Mapping[str, str], style: Mapping[str, Any]) -> Iterator[Item]:
    rows = -(-len(block.cells) // block.columns)
    wide, high = block.width_mm / block.columns, block.height_mm / rows
    for number, cell in enumerate(block.cells):
        x = block.x_mm + (number % block.columns) * wide
        y = block.y_mm + (number // block.columns) * high
        told = values.get(cell.field, "")
        body = f"{cell.label}：{told}" if cell.label else told
        yield text_item(x, y, wide - _PADDING_MM, high, body, middle=True, **style)


def _stamp(x: float, y: float, w: float, h: float, words: str) -> Item:
    return text_item(x, y, w, h, words, size=8.5, type="stamp")


def _qr(said: str) -> str:
    made = io.BytesIO()
    segno.make(said, error="m", micro=False).save(
        made, kind="svg", scale=1, border=1, xmldecl=False, dark="#000000", light=None
    )
    return made.getvalue().decode()


def sample(kind: Printable) -> Document:
    """The document that shows a template before any real one is printed."""
    return Document(
        id=0,
        project_id=0,
        title=kind.zh,
        values={one.name: one.sample for one in kind.fields},
        rows=kind.sample_rows,
    )


def sample_values(fields: Sequence[PrintField]) -> dict[str, str]:
    """What the fields say in the sample, as data."""
    return {one.name: str(one.sample) for one in fields}
