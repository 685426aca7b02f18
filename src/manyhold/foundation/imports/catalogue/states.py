"""A room's states: four axes that do not depend on each other, and the flat lists they replace."""

from collections.abc import Mapping

from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType, Target

_ROOM = frozenset({Target.ROOM})

SALE = (
    Choice("unsold", "未售", "Unsold", ("未销售", "待售", "在售", "未出售", "库存")),
    Choice("sold", "已售", "Sold", ("已销售", "售出", "已出售", "已签约")),
    Choice("held", "自持", "Held", ("开发商自持", "自留", "不售")),
    Choice("bought_back", "回购", "Bought back", ("已回购",)),
)
DELIVERY = (
    Choice("undelivered", "未交付", "Not delivered", ("未交房", "未收房", "未接房", "未交", "未入伙")),
    Choice("notified", "已通知", "Notified", ("已通知未交付", "通知交付")),
    Choice("delivered", "已交付", "Delivered", ("已交房", "已收房", "已接房", "交付", "已入伙", "已交")),
    Choice("refused", "拒收", "Refused", ("拒绝收房", "拒收房")),
)
FIT_OUT = (
    Choice("bare", "毛坯未装", "Bare", ("毛坯", "未装修", "未装", "清水")),
    Choice("applied", "装修申请", "Applied", ("已申请装修", "申请中")),
    Choice("in_progress", "装修中", "In progress", ("正在装修", "在装")),
    Choice("accepted", "已验收", "Accepted", ("已装修", "精装", "精装修", "简装", "装修完成", "已完成")),
)
OCCUPANCY = (
    Choice("vacant", "空置", "Vacant", ("空闲", "未入住", "空房", "无人居住", "未住")),
    Choice("owner_occupied", "自住", "Owner-occupied", ("已入住", "入住", "业主自住", "常住")),
    Choice("let", "出租", "Let", ("已出租", "租住", "租赁", "出租中")),
    Choice("own_business", "商业自营", "Own business", ("自营", "营业中", "经营中")),
    Choice("disused", "停用", "Disused", ("封存", "禁用")),
)


def _state(code: str, zh: str, en: str, choices: tuple[Choice, ...], *synonyms: str) -> Field:
    return Field(
        code, zh, en, FieldType.CHOICE, _ROOM, synonyms, choices=choices, excluded=("车位", "日期", "时间")
    )


STATES = (
    _state("state.sale", "销售状态", "Sale", SALE, "售卖状态", "是否售出", "销售情况", "出售状态"),
    _state("state.delivery", "交付状态", "Delivery", DELIVERY, "交房状态", "收房状态", "接房状态",
        "是否交付", "交付情况"),
    _state("state.fit_out", "装修状态", "Fit-out", FIT_OUT, "装修情况", "是否装修", "装修"),
    _state("state.occupancy", "使用状态", "Occupancy", OCCUPANCY, "入住状态", "居住状态", "入住情况",
        "是否入住", "居住情况"),
    Field(
        "state.any", "房屋状态", "Room state", FieldType.STATE, _ROOM,
        ("状态", "房间状态", "房态", "资产状态", "state", "status"), excluded=("车位", "缴费", "收费",
         "审核"),
    ),
)  # fmt: skip

AXES: Mapping[str, tuple[Choice, ...]] = {
    "state.sale": SALE,
    "state.delivery": DELIVERY,
    "state.fit_out": FIT_OUT,
    "state.occupancy": OCCUPANCY,
}
