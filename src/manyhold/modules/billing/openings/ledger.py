"""The columns of hand-over ledgers: balances by item and month, and readings and terms."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType
from manyhold.foundation.imports.catalogue.places import PLACES

BALANCE: Final = "opening_balance"
TERM: Final = "opening_term"
_BOTH = frozenset({BALANCE, TERM})
_BALANCE, _TERM = frozenset({BALANCE}), frozenset({TERM})

KINDS = (
    Choice("arrears", "欠费", "Arrears", ("应收未收", "往期欠费", "历史欠费", "陈欠", "未缴")),
    Choice("prepayment", "预存款", "Prepayment", ("预缴", "预收", "预存", "预收款", "余额")),
    Choice("deposit", "押金", "Deposit", ("保证金", "装修押金", "装修保证金", "质保金")),
)
TERMS = (
    Choice("reading", "抄表读数", "Reading", ("读数", "水表", "电表", "表读数")),
    Choice("parking_term", "车位租期", "Parking term", ("车位", "月租", "月租车位", "车位租赁", "车位月租")),
    Choice("lease_term", "租赁期", "Lease term", ("租赁", "出租", "房屋租赁")),
)
CREDITORS = (
    Choice("us", "本公司", "Us", ("我方", "我司", "新物业", "现物业", "已转让", "债权转让")),
    Choice(
        "former_manager", "原物业", "Former manager", ("前物业", "原物业公司", "前期物业", "旧物业", "移交方")
    ),
    Choice("developer", "建设单位", "Developer", ("开发商", "地产", "房开")),
)

_PLACES = tuple(
    replace(field, targets=_BOTH)
    for field in PLACES
    if field.code not in ("building.floors", "building.elevator")
)


def _field(
    code: str, zh: str, en: str, kind: FieldType, targets: frozenset[str], *synonyms: str,
    choices: tuple[Choice, ...] = (), excluded: tuple[str, ...] = (),
) -> Field:  # fmt: skip
    return Field(code, zh, en, kind, targets, synonyms, choices=choices, excluded=excluded)


CATALOGUE = Catalogue(
    (
        *_PLACES,
        _field("parking.code", "车位号", "Parking space", FieldType.CODES, _BOTH, "车位", "车位编号", "车位编码",
               "泊位号", excluded=("费", "类型", "状态", "日期")),
        _field("parking.lot", "停车场", "Car park", FieldType.TEXT, _BOTH, "车库", "车场", "停车区域"),
        _field("place.legacy_code", "原系统编号", "Former code", FieldType.TEXT, _BOTH, "原编号", "旧编号",
               "原房号编码", "原系统房号", "资源编码", "房产编码", "legacy code"),
        _field("opening.kind", "款项类别", "Kind", FieldType.CHOICE, _BALANCE, "类别", "款项", "余额类型", "款项性质",
               "类型", choices=KINDS),
        _field("opening.item", "收费科目", "Fee", FieldType.TEXT, _BALANCE, "收费项目", "费项", "费用名称", "费用类型",
               "科目", "项目名称", "押金名称"),
        _field("opening.period", "费用所属期", "Months", FieldType.MONTH, _BALANCE, "所属期", "所属月份", "费用月份",
               "账期", "欠费月份", "月份", "欠费期间"),
        _field("opening.amount", "金额", "Amount", FieldType.MONEY, _BALANCE, "欠费金额", "余额", "欠费", "应收金额",
               "未收金额", "期末余额", "金额元", "押金金额", "预存金额"),
        _field("opening.creditor", "债权方", "Creditor", FieldType.CHOICE, _BALANCE, "债权人", "归属", "权利人",
               "收款方", "债权归属", choices=CREDITORS),
        _field("opening.as_of", "截止日期", "As of", FieldType.DATE, _BALANCE, "截至日期", "截止日", "基准日", "统计日期"),
        _field("term.kind", "类别", "Kind", FieldType.CHOICE, _TERM, "业务类型", "类型", "租赁类型", choices=TERMS),
        _field("term.starts_on", "起租日期", "From", FieldType.DATE, _TERM, "开始日期", "起始日期", "租期开始"),
        _field("term.ends_on", "到期日期", "Until", FieldType.DATE, _TERM, "到期日", "结束日期", "缴至日期", "已缴至",
               "租期结束", "有效期至"),
        _field("term.price", "月租金", "Monthly price", FieldType.MONEY, _TERM, "月租", "租金", "月费", "月标准",
               "收费标准", "租金元月"),
        _field("term.meter", "表号", "Meter", FieldType.TEXT, _TERM, "表编号", "水表号", "电表号"),
        _field("term.reading", "读数", "Reading", FieldType.READING, _TERM, "止码", "表读数", "期末读数", "止度",
               "末次读数"),
    ),
    {
        BALANCE: ("room.number", "place.label", "parking.code", "place.legacy_code"),
        TERM: ("room.number", "parking.code", "place.label", "place.legacy_code"),
    },
)  # fmt: skip
