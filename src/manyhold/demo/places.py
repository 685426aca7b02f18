"""The spaces of a site, kind by kind: what stands where, how large it is, in which state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from manyhold.demo.sizes import COMMERCIAL, INDUSTRIAL, OFFICE, RESIDENTIAL
from manyhold.foundation.spaces import rules
from manyhold.foundation.spaces.rules import Wanted

_LAYOUTS = (
    ("一室一厅一卫", 46, 58),
    ("两室两厅一卫", 76, 93),
    ("三室两厅一卫", 95, 112),
    ("三室两厅两卫", 112, 131),
    ("四室两厅两卫", 136, 168),
)
_LAYOUT_WEIGHTS = (6, 38, 26, 20, 10)
_PUBLIC = (
    "中心花园",
    "东门岗亭",
    "南门岗亭",
    "儿童乐园",
    "健身步道",
    "垃圾分类点",
    "非机动车棚",
    "水泵房",
    "配电房",
)
_SHOP_TRADES = ("餐饮", "便利店", "美容美发", "教育培训", "药店", "水果生鲜", "服饰", "房产中介")


@dataclass(slots=True)
class SitePlan:
    """The spaces of a site, and which of them are held by whom: keys of `wanted`."""

    wanted: list[Wanted] = field(default_factory=list[Wanted])
    homes: list[str] = field(default_factory=list[str])
    shops: list[str] = field(default_factory=list[str])
    offices: list[str] = field(default_factory=list[str])
    parking: list[str] = field(default_factory=list[str])
    unsold: set[str] = field(default_factory=set[str])
    let: set[str] = field(default_factory=set[str])
    common: list[str] = field(default_factory=list[str])
    buildings: list[str] = field(default_factory=list[str])


class Builder:
    """Draws the plan of one site; `since` is the day from which the first part was handed over."""

    def __init__(self, random: Random, scale: float, since: date) -> None:
        self._random = random
        self._scale = scale
        self._since = since
        self.plan = SitePlan()

    def draw(self, kind: str) -> SitePlan:
        """The plan of a site of this kind."""
        draw = {
            RESIDENTIAL: self._compound,
            COMMERCIAL: self._mall,
            OFFICE: self._towers,
            INDUSTRIAL: self._park,
        }[kind]
        draw()
        return self.plan

    def _compound(self) -> None:
        random = self._random
        phases = ("一期", "二期") if self._scale > 0.5 and random.random() < 0.4 else ()
        for number, phase in enumerate(phases):
            self._add(phase, "phase", phase)
            self._since += timedelta(days=200 * number)
        count = max(1, round(random.choice((9, 10, 11)) * self._scale))
        for number in range(1, count + 1):
            parent = phases[number * len(phases) // (count + 1)] if phases else None
            self._residential_building(number, parent)
        self._parking("B1", round(150 * self._scale) + 4)
        for name in _PUBLIC:
            self._common(name, None)

    def _residential_building(self, number: int, parent: str | None) -> None:
        random = self._random
        building = f"b{number}"
        floors = random.choice((11, 17, 18, 26, 33)) if self._scale > 0.5 else 6
        units = 1 if floors > 25 else random.choice((1, 2)) if self._scale > 0.5 else 1
        a_floor = random.choice((2, 3, 4)) if floors > 25 else random.choice((2, 2, 3))
        self._building(building, str(number), parent)
        has_shops = random.random() < 0.35
        if has_shops:
            for place in range(1, random.randint(3, 6)):
                self._shop(f"{building}s{place}", f"商铺{place:02}", building, 1)
        for unit_no in range(1, units + 1):
            unit = f"{building}u{unit_no}"
            self._add(unit, "unit", str(unit_no), building)
            self._common(f"{unit_no}单元大堂", building)
            stacks = [self._layout() for _ in range(a_floor)]
            for floor in range(2 if has_shops else 1, floors + 1):
                for stack, (layout, area) in enumerate(stacks, start=1):
                    self._home(f"{unit}-{floor}-{stack}", f"{floor}{stack:02}", unit, floor, layout, area)

    def _mall(self) -> None:
        random = self._random
        self._building("m", "购物中心", None)
        a_floor = max(4, round(26 * self._scale))
        for floor, label in ((-1, "B1"), (1, "L1"), (2, "L2"), (3, "L3"), (4, "L4"), (5, "L5")):
            for place in range(1, a_floor + 1):
                self._shop(f"m{label}{place}", f"{label}-{place:02}", "m", floor, label)
        for name in ("中庭", "东扶梯", "西客梯", "卸货区", "公共卫生间", "消防控制室"):
            self._common(name, "m")
        self._parking("B2", round(random.randint(60, 90) * self._scale) + 4)

    def _towers(self) -> None:
        random = self._random
        for name in ("A", "B") if self._scale > 0.5 else ("A",):
            tower = f"t{name}"
            self._building(tower, name, None)
            for floor in range(2, max(4, round(random.choice((19, 23)) * self._scale) + 2)):
                for place in range(1, random.choice((5, 6, 7))):
                    key = f"{tower}-{floor}-{place}"
                    area = Decimal(random.randint(8_000, 42_000)).scaleb(-2)
                    facts = self._facts(
                        "办公", area, is_sold=random.random() < 0.95, may_be_let=0.75, key=key
                    )
                    self._add(key, "office", f"{floor}{place:02}", tower, floor=floor, facts=facts)
                    self.plan.offices.append(key)
            for name_of in ("大堂", "茶水间", "消防楼梯", "货梯厅"):
                self._common(name_of, tower)
        self._parking("B1", round(80 * self._scale) + 4)

    def _park(self) -> None:
        random = self._random
        for number in range(1, max(2, round(9 * self._scale)) + 1):
            block = f"p{number}"
            self._building(block, str(number), None)
            for floor in range(1, 5):
                for side in ("东", "西"):
                    key = f"{block}-{floor}{side}"
                    area = Decimal(random.randint(60_000, 180_000)).scaleb(-2)
                    facts = self._facts("厂房", area, is_sold=True, may_be_let=0.9, key=key)
                    self._add(key, "office", f"{floor}层{side}", block, floor=floor, facts=facts)
                    self.plan.offices.append(key)
            self._common("卸货平台", block)
        for name in ("综合楼广场", "变电所", "污水处理站", "南大门"):
            self._common(name, None)

    def _home(self, key: str, name: str, unit: str, floor: int, layout: str, area: Decimal) -> None:
        is_sold = self._random.random() > 0.045
        facts = self._facts("住宅", area, is_sold=is_sold, may_be_let=0.16, key=key)
        self._add(key, "room", name, unit, floor=floor, facts={**facts, "layout": layout})
        self.plan.homes.append(key)

    def _shop(self, key: str, name: str, parent: str, floor: int, label: str = "") -> None:
        area = Decimal(self._random.randint(2_400, 21_000)).scaleb(-2)
        facts = self._facts(
            self._random.choice(_SHOP_TRADES),
            area,
            is_sold=self._random.random() < 0.93,
            may_be_let=0.8,
            key=key,
        )
        self._add(key, "shop", name, parent, floor=floor, floor_label=label, facts=facts)
        self.plan.shops.append(key)

    def _parking(self, area: str, count: int) -> None:
        self._add(area, rules.PARKING_AREA, f"{area}车库", None, floor=-int(area[1:]))
        for number in range(1, count + 1):
            key = f"{area}-{number:03}"
            facts = {"parking_kind": "titled" if self._random.random() < 0.7 else "civil_defence"}
            self._add(key, "parking", f"{number:03}", area, facts={**facts, "delivered_on": self._since})
            self.plan.parking.append(key)

    def _building(self, key: str, name: str, parent: str | None) -> None:
        self._add(key, "building", name, parent)
        self.plan.buildings.append(key)

    def _common(self, name: str, parent: str | None) -> None:
        key = f"common-{parent}-{name}"
        self._add(key, rules.PUBLIC_AREA, name, parent)
        self.plan.common.append(key)

    def _facts(
        self, use: str, area: Decimal, *, is_sold: bool, may_be_let: float, key: str
    ) -> dict[str, Any]:
        random = self._random
        handed_over = self._since + timedelta(days=random.randint(0, 90))
        is_let = is_sold and random.random() < may_be_let
        if not is_sold:
            self.plan.unsold.add(key)
        if is_let:
            self.plan.let.add(key)
        lived_in = "owner_occupied" if use == "住宅" else "own_business"
        is_empty = not is_let and random.random() < 0.12
        return {
            "building_area": area,
            "inner_area": (area * Decimal("0.78")).quantize(Decimal("0.01")),
            "billing_area": area,
            "use": use,
            "delivered_on": handed_over if is_sold else None,
            "billing_starts_on": handed_over,
            "sale_state": "sold" if is_sold else "unsold",
            "delivery_state": "delivered" if is_sold else "undelivered",
            "fit_out_state": random.choices(("accepted", "in_progress", "bare"), (88, 4, 8))[0]
            if is_sold
            else "bare",
            "occupancy_state": "let" if is_let else "vacant" if is_empty or not is_sold else lived_in,
        }

    def _layout(self) -> tuple[str, Decimal]:
        name, least, most = self._random.choices(_LAYOUTS, _LAYOUT_WEIGHTS)[0]
        return name, Decimal(self._random.randint(least * 100, most * 100)).scaleb(-2)

    def _add(
        self,
        key: str,
        kind: str,
        name: str,
        parent: str | None = None,
        *,
        floor: int | None = None,
        floor_label: str = "",
        facts: dict[str, Any] | None = None,
    ) -> None:
        self.plan.wanted.append(
            Wanted(
                key=key,
                kind=kind,
                name=name,
                parent=parent,
                floor_index=floor,
                floor_label=floor_label,
                facts=facts or {},
            )
        )
