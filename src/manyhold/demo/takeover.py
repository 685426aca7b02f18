"""A takeover workbook as a former manager hands it over: a merged title over two heading rows, every way of
writing a house, several owners in a cell, areas with their unit, full-width digits, and a totals row at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from manyhold.demo.names import Names

BUILDINGS, UNITS, FLOORS, A_FLOOR = 5, 2, 11, 3
_GROUPS = (("房屋信息", 0, 3), ("业主信息", 4, 5), ("交付及车位", 6, 8))
_HEADINGS = ("房号", "建筑面积", "户型", "房屋状态", "业主姓名", "联系电话", "交房日期", "车位号", "备注")
_WIDTHS = (20, 12, 14, 10, 18, 26, 14, 12, 22)
_AREAS = (
    (Decimal("89.37"), "两室两厅一卫"),
    (Decimal("97.76"), "三室两厅一卫"),
    (Decimal("126.05"), "三室两厅两卫"),
)
_FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_FIRST_ROW = 4
Area = str | float
Day = str | date


@dataclass(frozen=True, slots=True)
class Row:
    """One room as somebody typed it."""

    house: str
    area: Area
    layout: str
    state: str
    owners: str
    phones: str
    handed_over: Day
    parking: str
    remark: str


def takeover_name(seed: int) -> str:
    """The compound that the workbook hands over."""
    return Names(Random(f"{seed}/takeover name")).site("residential")


def write_takeover(path: Path, *, seed: int, today: date) -> int:
    """Write the workbook; returns how many rooms it has. The same seed and day write the same rows."""
    random = Random(f"{seed}/takeover")
    names = Names(random)
    rows = list(_rows(random, names, today))
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("业主资料")
        _head(book, sheet, takeover_name(seed), today)
        for place, row in enumerate(rows, start=_FIRST_ROW):
            _write(sheet, place, row)
        last = _FIRST_ROW + len(rows)
        total = sum((Decimal(str(row.area).removesuffix("平米")) for row in rows), Decimal(0))
        bold = book.add_format({"bold": True, "top": 1})
        for column, text in enumerate(("合计", f"{total}", "", "", f"{len(rows)}户", "", "", "", "")):
            sheet.write_string(last, column, text, bold)
        sheet.write_string(last + 2, 0, "注：本表由原物业服务企业移交，面积以不动产权证书为准。")
    return len(rows)


def _head(book: xlsxwriter.Workbook, sheet: Worksheet, site: str, today: date) -> None:
    centred: dict[str, object] = {"align": "center", "valign": "vcenter", "bold": True}
    title = book.add_format({**centred, "font_size": 16})
    group, heading = (
        book.add_format({**centred, "border": 1, "bg_color": color}) for color in ("#DCE6F1", "#EEF3FA")
    )
    sheet.merge_range(0, 0, 0, len(_HEADINGS) - 1, f"{site}业主资料移交登记表", title)
    sheet.write_string(1, 0, f"移交日期：{today.year}年{today.month}月{today.day}日        经办人：")
    for text, first, last in _GROUPS:
        _merge(sheet, first, last, text, group)
    for column, (text, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True)):
        sheet.write_string(3, column, text, heading)
        sheet.set_column(column, column, width)


def _merge(sheet: Worksheet, first: int, last: int, text: str, shape: Format) -> None:
    sheet.merge_range(2, first, 2, last, text, shape)


def _write(sheet: Worksheet, place: int, row: Row) -> None:
    cells = (
        row.house,
        row.area,
        row.layout,
        row.state,
        row.owners,
        row.phones,
        row.handed_over,
        row.parking,
        row.remark,
    )
    for column, cell in enumerate(cells):
        if isinstance(cell, date):
            sheet.write_datetime(place, column, datetime(cell.year, cell.month, cell.day))
        elif cell != "":
            sheet.write(place, column, cell)


def _rows(random: Random, names: Names, today: date) -> Iterator[Row]:
    handed_over = date(today.year - 4, 6, 30)
    parking = iter(random.sample(range(1, 241), 200))
    for building in range(1, BUILDINGS + 1):
        for unit in range(1, UNITS + 1):
            for floor in range(1, FLOORS + 1):
                for stack, (area, layout) in enumerate(_AREAS[:A_FLOOR], start=1):
                    yield Row(
                        house=random.choices(_HOUSES, _HOUSE_WEIGHTS)[0](
                            building, unit, f"{floor}{stack:02}"
                        ),
                        area=random.choices((float(area), f"{area}平米"), (85, 15))[0],
                        layout=layout,
                        state=random.choices(("自住", "出租", "空置", "装修中"), (74, 13, 9, 4))[0],
                        owners=(owners := _owners(random, names)),
                        phones=_phones(random, names, is_pair=any(sign in owners for sign in "、/\n")),
                        handed_over=_day(random, handed_over + timedelta(days=random.randrange(150))),
                        parking=f"B1-{next(parking):03}" if random.random() < 0.4 else "",
                        remark=random.choices(("", "钥匙已交接", "有宠物", "费用按季度交"), (86, 6, 4, 4))[0],
                    )


def _owners(random: Random, names: Names) -> str:
    owner = names.human()
    if random.random() > 0.28:
        return (
            f"{owner.name[0]} {owner.name[1]}"
            if len(owner.name) == 2 and random.random() < 0.3
            else owner.name
        )
    other = names.human(gender="female" if owner.gender == "male" else "male")
    return random.choice(("{}、{}", "{} {}", "{}/{}", "{}\n{}")).format(owner.name, other.name)


def _phones(random: Random, names: Names, *, is_pair: bool) -> str:
    number = names.mobile()
    if is_pair and random.random() < 0.7:
        return f"{number}、{names.mobile()}"
    return random.choices((number, number.translate(_FULL_WIDTH), "021-6" + number[-7:], ""), (88, 5, 3, 4))[
        0
    ]


def _day(random: Random, day: date) -> Day:
    return random.choices(
        (
            day,
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y/%m/%d}",
        ),
        (70, 14, 8, 8),
    )[0]


def _plain(building: int, unit: int, room: str) -> str:
    return f"{building}-{unit}-{room}"


def _spoken(building: int, unit: int, room: str) -> str:
    return f"{building}栋{unit}单元{room}室"


def _full_width(building: int, unit: int, room: str) -> str:
    return _plain(building, unit, room).translate(_FULL_WIDTH)


def _hashed(building: int, unit: int, room: str) -> str:
    return f"{building}#{unit}单元{room}"


_HOUSES: tuple[Callable[[int, int, str], str], ...] = (_plain, _spoken, _full_width, _hashed)
_HOUSE_WEIGHTS = (70, 16, 6, 8)
