"""Three ledgers as a former manager hands them over, made by seed: rooms and owners, opening balances, parking.

Each is messy in the ways of the trade: merged titles, two heading rows, notes beside and below, full-width digits, several
owners in a cell, dates and months in every form, rows that come twice, rows that cannot be read. What of it is sound is
counted beside it, as the hand-over sheet would state it.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, field
from random import Random

import xlsxwriter

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋勇艳杰涛明超"
A_FLOOR, FLOORS = 4, 25
AREAS = ("89.37", "97.76", "126.05", "143.20")
FEE = "物业服务费"


@dataclass
class Ledgers:
    """The workbooks, and what their sound rows come to by the keys of a takeover's control totals."""

    rooms: bytes = b""
    balances: bytes = b""
    parking: bytes = b""
    totals: Counter[str] = field(default_factory=Counter[str])
    bad: Counter[str] = field(default_factory=Counter[str])
    """Rows per workbook that must be left over."""


def ledgers(households: int, *, seed: int) -> Ledgers:
    """Ledgers of a compound of so many households, in buildings of two hundred."""
    random, made = Random(seed), Ledgers()
    houses = [_house(number) for number in range(households)]
    made.rooms = _rooms(random, made, houses)
    made.balances = _balances(random, made, houses)
    made.parking = _parking(random, made, houses)
    return made


def _house(number: int) -> tuple[int, int, str]:
    building, inside = divmod(number, 2 * FLOORS * A_FLOOR)
    unit, inside = divmod(inside, FLOORS * A_FLOOR)
    floor, stack = divmod(inside, A_FLOOR)
    return building + 1, unit + 1, f"{floor + 1}{stack + 1:02}"


def _label(random: Random, house: tuple[int, int, str]) -> str:
    building, unit, room = house
    ways = (f"{building}-{unit}-{room}", f"{building}栋{unit}单元{room}", f"{building}号楼{unit}单元{room}室")
    text = random.choices(ways, (60, 25, 15))[0]
    return text.translate(FULL_WIDTH) if random.random() < 0.05 else text


def _name(random: Random) -> str:
    return random.choice(SURNAMES) + "".join(random.sample(GIVEN, random.choice((1, 2))))


def _phone(random: Random) -> str:
    number = f"13{random.randrange(10**9):09}"
    return number.translate(FULL_WIDTH) if random.random() < 0.05 else number


def _day(random: Random, year: int) -> str:
    month, day = random.randrange(1, 13), random.randrange(1, 29)
    return random.choice(
        (f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", f"{year}年{month}月{day}日")
    )


def _month(random: Random, month: int) -> str:
    return random.choice((f"2026-{month:02}", f"2026年{month}月", f"2026.{month:02}", f"2026{month:02}"))


def _rooms(random: Random, made: Ledgers, houses: list[tuple[int, int, str]]) -> bytes:
    rows: list[list[object]] = []
    for house in houses:
        area = random.choice(AREAS)
        pair = random.random() < 0.25
        owner = f"{_name(random)}、{_name(random)}" if pair else _name(random)
        phones = f"{_phone(random)}、{_phone(random)}" if pair else _phone(random)
        shown = f"{area}平米" if random.random() < 0.1 else float(area)
        rows.append([_label(random, house), shown, "住宅", owner, phones, _day(random, 2021)])
        made.totals["households"] += 1
        made.totals["rooms"] += 1
        made.totals["building_area"] += int(area.replace(".", ""))
    rows += [rows[place][:] for place in random.sample(range(len(rows)), max(1, len(rows) // 100))]
    rows += [
        ["见附页", 88.0, "住宅", "待核", "", "2021-01-01"],
        ["1-1-9901", "约九十", "住宅", "无名", "", "不详"],
    ]
    made.bad["rooms"] = 2
    heads = (("房屋信息", 0, 2), ("业主信息", 3, 4))
    headings = ["房号", "建筑面积", "房屋用途", "业主姓名", "联系电话", "交房日期"]
    return _workbook("业主资料移交登记表", heads, headings, rows)


def _balances(random: Random, made: Ledgers, houses: list[tuple[int, int, str]]) -> bytes:
    rows: list[list[object]] = []
    creditors = {"我方": 60, "原物业": 30, "开发商": 10}
    for number, house in enumerate(houses):
        code = f"LEGACY-{number:05}"
        if random.random() < 0.35:
            for month in range(random.randrange(1, 10), 11):
                fen = random.randrange(10_000, 60_000)
                who = random.choices(list(creditors), list(creditors.values()))[0]
                rows.append(
                    [code, _label(random, house), "欠费", FEE, _month(random, month), _sum(random, fen), who]
                )
                made.totals[f"arrears/{FEE}"] += fen
        if random.random() < 0.1:
            fen = random.randrange(20_000, 300_000)
            rows.append([code, _label(random, house), "预存款", FEE, "", _sum(random, fen), "我方"])
            made.totals["prepayment_fen"] += fen
        if random.random() < 0.08:
            rows.append([code, _label(random, house), "装修押金", "装修押金", "", "2,000.00", "原物业"])
            made.totals["deposit_fen"] += 200_000
    twice = [rows[place][:] for place in random.sample(range(len(rows)), max(1, len(rows) // 200))]
    wrong: list[list[object]] = [
        ["", "99-9-9901", "欠费", FEE, "2026-03", "120.00", "我方"],
        ["", _label(random, houses[0]), "欠费", "不存在的费", "2026-03", "120.00", "我方"],
        ["", _label(random, houses[0]), "欠费", FEE, "春节前后", "120.00", "我方"],
        ["", _label(random, houses[0]), "欠费", FEE, "2025-03", "一百多", "我方"],
        ["", _label(random, houses[0]), "欠费", FEE, "2025-04", "-35.00", "我方"],
    ]
    made.bad["balances"] = len(twice) + len(wrong)
    headings = ["原系统编号", "房号", "款项类别", "收费科目", "费用所属期", "金额（元）", "债权方"]
    return _workbook("往来余额移交表", (("位置", 0, 1), ("款项", 2, 6)), headings, rows + twice + wrong)


def _parking(random: Random, made: Ledgers, houses: list[tuple[int, int, str]]) -> bytes:
    rows: list[list[object]] = []
    count = len(houses) // 2
    for number in range(1, count + 1):
        price = random.choice(("300", "350.00元", "３００"))
        rows.append(
            [
                f"B1-{number:04}",
                "地下车位",
                _name(random),
                _phone(random),
                _day(random, 2025),
                _day(random, 2027),
                price,
            ]
        )
    made.totals["parking"] = count
    rows.append(["B1-9999", "地下车位", "金某", "", "2027-05-01", "2025-01-01", "300"])
    made.totals["parking"] += 1
    made.bad["parking"] = 1
    headings = ["车位号", "车位类型", "业主姓名", "联系电话", "起租日期", "到期日期", "月租金"]
    return _workbook("车位台账", (("车位", 0, 1), ("租期", 4, 6)), headings, rows)


def _sum(random: Random, fen: int) -> object:
    text = f"{fen // 100:,}.{fen % 100:02}"
    return random.choice((fen / 100, text, f"¥{text}", f"{text}元", text.translate(FULL_WIDTH)))


def _workbook(
    title: str, groups: tuple[tuple[str, int, int], ...], headings: list[str], rows: list[list[object]]
) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet, last = book.add_worksheet(title), len(headings) - 1
        sheet.merge_range(0, 0, 0, last, f"锦绣家园{title}")
        sheet.write_string(1, 0, "移交日期：2026年10月31日        经办人：")
        for text, first, end in groups:
            sheet.merge_range(2, first, 2, end, text)
        for column, text in enumerate(headings):
            sheet.write_string(3, column, text)
        for place, row in enumerate(rows, start=4):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(place, column, cell)
        sheet.write_string(5 + len(rows), 0, "注：本表由原物业服务企业移交，以双方签字的移交清单为准。")
        sheet.write_string(6, last + 2, "此列为核对记录")
    return content.getvalue()
