"""The report as a workbook: the figures with their filters, the months, and what each figure means."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from manyhold.modules.insights.definitions import BUCKETS, COUNT, MEAN, MONEY, RATE
from manyhold.modules.insights.queries import Where
from manyhold.modules.insights.schemas import Definitions, GroupReport, Language, Row, Sums

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER_FORMATS = {COUNT: "#,##0", MONEY: "#,##0.00", RATE: "0.0%", MEAN: "0.00"}
INK, QUIET, RULE, BAND = "#1F2937", "#6B7280", "#D1D5DB", "#F3F4F6"
HEADING_ROW = 4
NAME_WIDTH, FIGURE_WIDTH = 30, 14

WORDS: Mapping[str, Mapping[Language, str]] = {
    "title": {"zh-CN": "经营报表", "en": "Group report"},
    "months": {"zh-CN": "月份", "en": "Months"},
    "meaning": {"zh-CN": "口径说明", "en": "Definitions"},
    "figure": {"zh-CN": "指标", "en": "Figure"},
    "means": {"zh-CN": "含义", "en": "Meaning"},
    "total": {"zh-CN": "合计", "en": "Total"},
    "as_of": {"zh-CN": "截至", "en": "As of"},
    "period": {"zh-CN": "月份", "en": "Months"},
    "tree": {"zh-CN": "组织架构", "en": "Tree"},
    "tree.as_of": {"zh-CN": "按截至日", "en": "as it stood then"},
    "tree.now": {"zh-CN": "按当前", "en": "as it stands now"},
    "whole": {"zh-CN": "可见范围内全部项目", "en": "all projects in sight"},
    "node": {"zh-CN": "组织", "en": "Tree node"},
    "project": {"zh-CN": "项目", "en": "Project"},
    "building": {"zh-CN": "楼栋", "en": "Building"},
    "fee_item": {"zh-CN": "收费科目", "en": "Fee"},
    "month": {"zh-CN": "月份", "en": "Month"},
    "rest.node": {"zh-CN": "直属项目", "en": "Directly here"},
    "rest.building": {"zh-CN": "不在楼栋内", "en": "in no building"},
    "rest.month": {"zh-CN": "更早的欠费与在办", "en": "Earlier, still open"},
    "unit": {"zh-CN": "金额单位：元", "en": "Amounts in yuan"},
    "age": {"zh-CN": "账龄", "en": "Age"},
}


def file_name(report: GroupReport, language: Language) -> str:
    """What the file is called: 经营报表-项目-202610-202611.xlsx."""
    months = dict.fromkeys((report.from_period, report.to_period))
    parts = (_word("title", language), _word(report.by, language), *map(str, months))
    return "-".join(parts) + ".xlsx"


def written(report: GroupReport, where: Where, language: Language) -> bytes:
    """The workbook's bytes; names of projects, buildings and fees are all that it says of anybody."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"title": _word("title", language), "company": where.group})
        pen = _Pen(book, language)
        _figures_sheet(book, pen, report, where)
        _months_sheet(book, pen, report)
        _meaning_sheet(book, pen, report)
    return stream.getvalue()


class _Pen:
    """The formats of one workbook."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language) -> None:
        self.language: Language = language
        self.title = book.add_format({"bold": True, "font_size": 16, "font_color": INK})
        self.quiet = book.add_format({"font_color": QUIET, "font_size": 10})
        heading = {"bold": True, "bg_color": BAND, "bottom": 1, "bottom_color": RULE, "valign": "vcenter"}
        self.heading = book.add_format(heading)
        self.right_heading = book.add_format({**heading, "align": "right", "text_wrap": True})
        self.text = book.add_format({"font_color": INK})
        self.wrapped = book.add_format({"font_color": INK, "text_wrap": True, "valign": "top"})
        self.strong = book.add_format({"bold": True, "top": 1, "top_color": RULE})
        self._numbers = {
            (kind, is_total): book.add_format(
                {"num_format": shape, **({"bold": True, "top": 1, "top_color": RULE} if is_total else {})}
            )
            for kind, shape in NUMBER_FORMATS.items()
            for is_total in (False, True)
        }

    def number(self, kind: str, *, is_total: bool = False) -> Format:
        return self._numbers[kind, is_total]

    def word(self, code: str) -> str:
        return _word(code, self.language)


def _figures_sheet(book: xlsxwriter.Workbook, pen: _Pen, report: GroupReport, where: Where) -> None:
    sheet = book.add_worksheet(pen.word("title"))
    sheet.write_string(0, 0, f"{where.group} · {pen.word('title')} · {pen.word(report.by)}", pen.title)
    sheet.write_string(1, 0, _filters(report, where, pen), pen.quiet)
    sheet.write_string(2, 0, pen.word("unit"), pen.quiet)
    _head(sheet, pen, report.figures, pen.word(report.by), with_ages=True)
    last = HEADING_ROW
    for last, row in enumerate(report.rows, start=HEADING_ROW + 1):
        sheet.write_string(last, 0, _row_name(report, row, pen), pen.text)
        _write(sheet, pen, last, report.figures, row, row.ageing)
    sheet.write_string(last + 1, 0, pen.word("total"), pen.strong)
    _write(sheet, pen, last + 1, report.figures, report.total, report.ageing, is_total=True)
    if report.rows:
        sheet.autofilter(HEADING_ROW, 0, last, len(report.figures) + len(BUCKETS))
    _print(sheet, HEADING_ROW)


def _months_sheet(book: xlsxwriter.Workbook, pen: _Pen, report: GroupReport) -> None:
    sheet = book.add_worksheet(pen.word("months"))
    sheet.write_string(0, 0, pen.word("months"), pen.title)
    _head(sheet, pen, report.figures, pen.word("month"))
    for place, month in enumerate(report.months, start=HEADING_ROW + 1):
        sheet.write_string(place, 0, f"{month.period // 100}-{month.period % 100:02d}", pen.text)
        _write(sheet, pen, place, report.figures, month, None)
    _print(sheet, HEADING_ROW)


def _meaning_sheet(book: xlsxwriter.Workbook, pen: _Pen, report: GroupReport) -> None:
    sheet = book.add_worksheet(pen.word("meaning"))
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, pen.word("figure"), pen.heading)
    sheet.write_string(0, 1, pen.word("means"), pen.heading)
    is_zh = pen.language == "zh-CN"
    for place, one in enumerate(report.figures, start=1):
        sheet.write_string(place, 0, one.zh if is_zh else one.en, pen.wrapped)
        sheet.write_string(place, 1, one.means_zh if is_zh else one.means_en, pen.wrapped)
    _print(sheet, 0)


def _head(
    sheet: Worksheet, pen: _Pen, figures: list[Definitions], first: str, *, with_ages: bool = False
) -> None:
    is_zh = pen.language == "zh-CN"
    sheet.set_row(HEADING_ROW, 32)
    sheet.set_column(0, 0, NAME_WIDTH)
    ages = [f"{pen.word('age')} {zh if is_zh else en}" for _, _, zh, en in BUCKETS] if with_ages else []
    titles = [one.zh if is_zh else one.en for one in figures] + ages
    sheet.set_column(1, len(titles), FIGURE_WIDTH)
    sheet.write_string(HEADING_ROW, 0, first, pen.heading)
    for column, title in enumerate(titles, start=1):
        sheet.write_string(HEADING_ROW, column, title, pen.right_heading)


def _write(
    sheet: Worksheet,
    pen: _Pen,
    place: int,
    figures: list[Definitions],
    sums: Sums,
    ageing: Mapping[str, int] | None,
    *,
    is_total: bool = False,
) -> None:
    cells: list[tuple[Any, str]] = [(getattr(sums, one.figure), one.format) for one in figures]
    cells += [((ageing or {})[code], MONEY) for code, *_ in BUCKETS] if ageing is not None else []
    for column, (value, kind) in enumerate(cells, start=1):
        shape = pen.number(kind, is_total=is_total)
        if value is None:
            sheet.write_blank(place, column, None, shape)
        else:
            sheet.write_number(place, column, _cell(value, kind), shape)


def _cell(value: int | Decimal, kind: str) -> float:
    # A workbook's numbers are doubles: yuan with two places are exact to 90 billion, and only shown here.
    return float(Decimal(value).scaleb(-2)) if kind == MONEY else float(value)


def _row_name(report: GroupReport, row: Row, pen: _Pen) -> str:
    if row.id is not None:
        name = row.name if pen.language == "zh-CN" else row.name_en
        return f"{row.id // 100}-{row.id % 100:02d}" if report.by == "month" else name
    rest = pen.word(f"rest.{report.by}")
    return f"{row.name} · {rest}" if row.name else rest


def _filters(report: GroupReport, where: Where, pen: _Pen) -> str:
    months = " – ".join(
        dict.fromkeys(f"{one // 100}-{one % 100:02d}" for one in (report.from_period, report.to_period))
    )
    place = where.project or where.node or pen.word("whole")
    tree = f"{pen.word('tree')} {pen.word(f'tree.{report.tree}')}"
    return f"{pen.word('period')} {months}    {pen.word('as_of')} {report.as_of.isoformat()}    {place}    {tree}"


def _print(sheet: Worksheet, heading_row: int) -> None:
    """Frozen and repeated heading, landscape, one page wide."""
    sheet.freeze_panes(heading_row + 1, 1)
    sheet.repeat_rows(heading_row)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def _word(code: str, language: Language) -> str:
    return WORDS[code][language]
