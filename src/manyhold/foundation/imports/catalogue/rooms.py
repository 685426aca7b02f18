"""What a room is: areas, use, layout, dates, title and its states on four axes."""

from decimal import Decimal

from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType, Target

_ROOM = frozenset({Target.ROOM})
_LOW, _HIGH = Decimal(5), Decimal(2000)  # dwellings are 60 to 140 m², shops and offices stray further
_AREA_EXCLUDED = ("车位", "车库", "单价", "绿化", "花园", "露台", "阳台", "地下室", "储藏", "总")

USES = (
    Choice("residential", "住宅", "Residential", ("居住", "住房", "普通住宅", "公寓", "高层", "多层",
        "小高层", "洋房", "110")),
    Choice("villa", "别墅", "Villa", ("联排", "独栋", "叠拼", "排屋", "双拼")),
    Choice("shop", "商铺", "Shop", ("商业", "底商", "门面", "店铺", "商业用房", "铺面", "门市", "商服")),
    Choice("office", "办公", "Office", ("写字楼", "办公室", "办公用房", "商务办公", "120")),
    Choice("industrial", "厂房", "Industrial", ("工业", "生产", "研发", "标准厂房", "车间")),
    Choice("warehouse", "仓库", "Warehouse", ("仓储", "库房", "物流")),
    Choice("storage", "储藏间", "Storage", ("储藏室", "地下室", "杂物间", "储物间", "煤棚")),
    Choice("dormitory", "宿舍", "Dormitory", ("员工宿舍", "集体宿舍", "119")),
    Choice("hotel", "酒店", "Hotel", ("酒店式公寓", "宾馆", "旅馆")),
    Choice("service", "物业用房", "Service room", ("配套", "公建", "社区用房", "管理用房", "设备房",
        "幼儿园", "会所")),
    Choice("other", "其他", "Other", ("其它",)),
)  # fmt: skip


def _area(
    code: str, zh: str, en: str, *synonyms: str, zero_allowed: bool = False, low: Decimal = _LOW
) -> Field:
    return Field(
        code, zh, en, FieldType.AREA, _ROOM, synonyms,
        unit="m2", excluded=_AREA_EXCLUDED, low=low, high=_HIGH, zero_allowed=zero_allowed,
    )  # fmt: skip


ROOMS = (
    _area(
        "room.building_area", "建筑面积", "Building area",
        "建面", "产证面积", "产权面积", "实测面积", "实测建筑面积", "房屋面积", "面积", "证载面积",
        "房产面积",
        "建筑面积合计", "登记面积", "合同面积", "预测面积", "gross area", "gfa", "floor area",
    ),
    _area(
        "room.inner_area", "套内面积", "Inner area",
        "套内建筑面积", "室内面积", "使用面积", "套内", "实用面积", "专有面积", "套内使用面积", "net area",
    ),
    _area(
        "room.shared_area", "公摊面积", "Shared area",
        "分摊面积", "公摊", "公用面积", "公摊建筑面积", "分摊建筑面积", "共有面积", "公共分摊面积",
        zero_allowed=True, low=Decimal(0),
    ),
    _area(
        "room.billing_area", "计费面积", "Billing area",
        "收费面积", "物业费面积", "计收面积", "缴费面积", "收费建筑面积", "物业计费面积", "管理费面积",
    ),
    Field(
        "room.use", "用途", "Use", FieldType.CHOICE, _ROOM,
        ("房屋用途", "使用性质", "房屋性质", "物业类型", "房屋类型", "业态", "物业性质", "规划用途",
         "产品类型",
         "房产类型", "房屋类别", "性质", "设计用途", "use", "usage", "type"),
        choices=USES, excluded=("车位", "业主", "客户", "证件", "费用", "付费"),
    ),
    Field(
        "room.layout", "户型", "Layout", FieldType.TEXT, _ROOM,
        ("房屋户型", "房型", "户型结构", "居室", "室厅", "layout"), excluded=("面积",),
    ),
    Field(
        "room.orientation", "朝向", "Orientation", FieldType.TEXT, _ROOM, ("房屋朝向", "方位", "orientation"),
    ),
    Field(
        "room.title_number", "产权证号", "Title number", FieldType.TEXT, _ROOM,
        ("房产证号", "不动产证号", "不动产权证号", "产证号", "房权证号", "不动产单元号", "不动产权证书号"),
    ),
    Field(
        "room.handover_date", "交付日期", "Handover date", FieldType.DATE, _ROOM,
        ("交房日期", "交房时间", "交付时间", "收房日期", "收房时间", "接房日期", "接房时间", "入伙日期",
         "入伙时间",
         "交楼日期", "交付日", "收楼日期", "领房日期", "办理交付日期", "实际交付日期", "handover"),
        excluded=("合同", "约定", "预计", "车位"),
    ),
    Field(
        "room.billing_start", "计费起始日", "Billing starts", FieldType.DATE, _ROOM,
        ("计费开始日期", "计费起始日期", "计费日期", "起费日期", "收费起始日期", "收费开始日期",
         "物业费起始日期",
         "计费开始时间", "计费起始时间", "物业费起算日", "起计日期", "开始计费日期", "费用开始时间",
         "起收日期",
         "缴费起始日"),
        excluded=("结束", "车位", "停车"),
    ),
)  # fmt: skip
