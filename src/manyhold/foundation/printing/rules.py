"""What a layout may say, how values are written, and how lines and labels fall on pages. No I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from manyhold.foundation.printing.layout import Block, Labels, Layout
from manyhold.foundation.printing.papers import LONGEST_ROLL_MM, Paper
from manyhold.kernel.errors import FieldProblem
from manyhold.kernel.modules import Printable, PrintField
from manyhold.kernel.quantities import yuan

COMMON = (
    PrintField("project_name", "项目名称", "Project name", sample="云栖花园"),
    PrintField("wording", "项目打印用语", "Project's wording", sample="服务热线 400-800-0000"),
    PrintField("printed_on", "打印日期", "Printed on", "date", sample="2026-11-22"),
    PrintField("printed_by", "打印人", "Printed by", sample="陈敏"),
    PrintField("reprint", "补打标记", "Reprint mark", sample=""),
    PrintField("page", "页码", "Page", sample="1"),
    PrintField("pages", "总页数", "Pages", sample="1"),
)
"""What every kind of document can say."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NEEDS_TEXT = {"title", "text", "page_number"}
_HALF_A_HAIR = 0.05
"""Millimetres by which sums of typed tenths may miss."""


def reprint_mark(number: int) -> str:
    """What a second and later print bears."""
    return f"补打 第{number}次" if number > 1 else ""


def written(field: PrintField, value: str | int) -> str:
    """A value as it is printed: 1,234.00; 2026年3月1日. What is empty stays so."""
    if value == "":
        return ""
    if field.type == "amount_fen":
        return f"{yuan(int(value)):,.2f}"
    if field.type == "date":
        year, month, day = str(value).split("-")
        return f"{year}年{int(month)}月{int(day)}日"
    return str(value)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders replaced; each is known, see `faults`."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), text)


def faults(kind: Printable, paper: Paper, layout: Layout) -> list[FieldProblem]:
    """What is wrong with a layout, block by block; empty for a good one."""
    names = {field.name: field for field in (*kind.fields, *COMMON)}
    columns = {field.name for field in kind.columns}
    found: list[FieldProblem] = []

    def refuse(at: str, code: str, **params: object) -> None:
        found.append(FieldProblem(f"layout.{at}", code, params))

    if layout.labels is not None:
        found.extend(_label_faults(paper, layout.labels))
        if kind.is_voucher:
            refuse("labels", "voucher_on_labels")
    tables = [number for number, block in enumerate(layout.blocks) if block.type == "table"]
    if len(tables) > 1:
        refuse(f"blocks.{tables[1]}", "one_table_only")
    for number, block in enumerate(layout.blocks):
        at = f"blocks.{number}"
        if not _is_inside(block, paper, layout.labels):
            refuse(at, "block_outside_paper", **_room(paper, layout.labels))
        if block.type in _NEEDS_TEXT:
            _check_text(block.text, f"{at}.text", names, refuse)
        if block.type == "qr" and (names.get(block.field) is None):
            refuse(f"{at}.field", "unknown_print_field", name=block.field)
        if block.type in ("fields", "table"):
            known = names.keys() if block.type == "fields" else columns
            if not block.cells:
                refuse(f"{at}.cells", "value_missing")
            for place, cell in enumerate(block.cells):
                if cell.field not in known:
                    refuse(f"{at}.cells.{place}.field", "unknown_print_field", name=cell.field)
        if block.type == "table" and rows_on_page(block) < 1:
            refuse(f"{at}.height_mm", "table_too_low", least_mm=2 * block.row_height_mm)
    return found


def _check_text(text: str, at: str, names: Mapping[str, PrintField], refuse: Callable[..., None]) -> None:
    if not text.strip():
        refuse(at, "value_missing")
    for name in _PLACEHOLDER.findall(text):
        if name not in names:
            refuse(at, "unknown_print_field", name=name)
    if "{" in _PLACEHOLDER.sub("", text) or "}" in _PLACEHOLDER.sub("", text):
        refuse(at, "placeholder_broken")


def _room(paper: Paper, labels: Labels | None) -> dict[str, float]:
    """The corners between which blocks must lie."""
    if labels is not None:
        return {"left_mm": 0, "right_mm": labels.width_mm, "bottom_mm": labels.height_mm}
    return {
        "left_mm": paper.edge_mm,
        "right_mm": paper.width_mm - paper.edge_mm,
        "bottom_mm": paper.height_mm or LONGEST_ROLL_MM,
    }


def _is_inside(block: Block, paper: Paper, labels: Labels | None) -> bool:
    room = _room(paper, labels)
    return (
        block.x_mm >= room["left_mm"] - _HALF_A_HAIR
        and block.x_mm + block.width_mm <= room["right_mm"] + _HALF_A_HAIR
        and block.y_mm + block.height_mm <= room["bottom_mm"] + _HALF_A_HAIR
    )


def _label_faults(paper: Paper, labels: Labels) -> Iterator[FieldProblem]:
    right = labels.left_mm + labels.columns * labels.width_mm + (labels.columns - 1) * labels.gap_x_mm
    if labels.left_mm < paper.edge_mm - _HALF_A_HAIR or right > paper.width_mm - paper.edge_mm + _HALF_A_HAIR:
        yield FieldProblem("layout.labels.columns", "labels_too_wide", {"width_mm": round(right, 1)})
    bottom = labels.top_mm + labels.rows * labels.height_mm + (labels.rows - 1) * labels.gap_y_mm
    if paper.height_mm is None:
        if labels.rows != 1:
            yield FieldProblem("layout.labels.rows", "one_row_on_rolls")
    elif bottom > paper.height_mm + _HALF_A_HAIR:
        yield FieldProblem("layout.labels.rows", "labels_too_high", {"height_mm": round(bottom, 1)})


def rows_on_page(table: Block) -> int:
    """How many lines the table has room for beside its heading."""
    return int((table.height_mm + _HALF_A_HAIR) / table.row_height_mm) - 1


def table_of(layout: Layout) -> Block | None:
    """The table, if there is one."""
    return next((block for block in layout.blocks if block.type == "table"), None)


def page_count(paper: Paper, layout: Layout, lines: int) -> int:
    """How many pages, and on forms how many sheets, a document with so many lines takes.

    A roll has one page as long as need be; elsewhere the table's box says how many lines a page has.
    """
    table = table_of(layout)
    if table is None or paper.height_mm is None or layout.labels is not None:
        return 1
    return max(1, -(-lines // rows_on_page(table)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a label comes to lie: on which sheet, and its corner."""

    sheet: int
    x_mm: float
    y_mm: float


def label_places(labels: Labels, count: int, skip: int) -> list[Place]:
    """The places of so many labels, row by row, when `skip` places of the first sheet are used already."""
    on_sheet = labels.columns * labels.rows
    return [
        Place(
            number // on_sheet,
            labels.left_mm + (number % labels.columns) * (labels.width_mm + labels.gap_x_mm),
            labels.top_mm + (number % on_sheet // labels.columns) * (labels.height_mm + labels.gap_y_mm),
        )
        for number in range(skip, skip + count)
    ]


def gaps(used: Sequence[int], first: int, next_no: int) -> list[tuple[int, int]]:
    """The runs of numbers from `first` to before `next_no` that are neither used nor void; `used` is sorted."""
    found: list[tuple[int, int]] = []
    expected = first
    for number in (*used, next_no):
        if number > expected:
            found.append((expected, number - 1))
        expected = max(expected, number + 1)
    return found
