"""A layout: what stands where on a paper. It is data that is drawn, never a program that is run."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

BlockType = Literal[
    "title", "text", "fields", "table", "line", "logo", "seal", "qr", "page_number", "reprint"
]
Millimetres = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(max_length=40)]


class LayoutCell(BaseModel):
    """A captioned field of a block of fields, or a column of a table with its share of the width."""

    label: Annotated[str, Field(max_length=40)] = ""
    field: Name
    share: Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)] = 1


class Block(BaseModel):
    """One thing in its own box, whose corner is measured in millimetres from the paper's (or the label's) upper left.

    `text` may hold `{names}` of fields. `cells` are the captioned fields of `fields`, in so many `columns`, or the
    columns of `table`. `field` is what `qr` says.
    """

    type: BlockType
    x_mm: Millimetres
    y_mm: Millimetres
    width_mm: Annotated[Millimetres, Field(gt=0)]
    height_mm: Annotated[Millimetres, Field(gt=0)]
    text: Text = ""
    field: Name = ""
    size_pt: Annotated[float, Field(ge=5, le=72, allow_inf_nan=False)] = 10
    align: Literal["left", "center", "right"] = "left"
    is_bold: bool = False
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    cells: Annotated[list[LayoutCell], Field(max_length=12)] = []
    row_height_mm: Annotated[float, Field(ge=3, le=30, allow_inf_nan=False)] = 7


class Labels(BaseModel):
    """Labels on a sheet: so many across and down, the first one's corner, each one's size, the gaps between."""

    columns: Annotated[int, Field(ge=1, le=12)]
    rows: Annotated[int, Field(ge=1, le=40)]
    left_mm: Millimetres
    top_mm: Millimetres
    width_mm: Annotated[Millimetres, Field(gt=0)]
    height_mm: Annotated[Millimetres, Field(gt=0)]
    gap_x_mm: Millimetres = 0
    gap_y_mm: Millimetres = 0


class Layout(BaseModel):
    """The blocks of a document, or with `labels` those of one label."""

    blocks: Annotated[list[Block], Field(min_length=1, max_length=60)]
    labels: Labels | None = None
