"""Parking spaces and the vehicles on them; and remarks, which any row may have."""

from decimal import Decimal

from manyhold.foundation.imports.catalogue.field import Choice, Field, FieldType, Sensitivity, Target

_PARKING = frozenset({Target.PARKING})
_WITH_ROOMS = frozenset({Target.PARKING, Target.ROOM})

KINDS = (
    Choice("titled", "产权车位", "With title", ("产权", "私家车位", "出售车位", "已售车位")),
    Choice("civil_defence", "人防车位", "Civil defence", ("人防",)),
    Choice(
        "public_ground",
        "地面公共车位",
        "Public, on the ground",
        ("地面车位", "地上车位", "地上停车位", "公共车位", "地面"),
    ),
    Choice("underground", "地下车位", "Underground", ("地下停车位", "地库车位", "车库", "地下")),
    Choice("mechanical", "机械车位", "Mechanical", ("机械", "立体车位", "机械立体车位")),
    Choice("tandem", "子母车位", "Tandem", ("子母",)),
    Choice("charging", "充电车位", "Charging", ("充电桩车位", "新能源车位", "充电")),
    Choice("accessible", "无障碍车位", "Accessible", ("无障碍", "残疾人车位")),
    Choice("visitor", "访客车位", "Visitor", ("访客", "临时车位", "临停")),
)

PARKING = (
    Field(
        "parking.lot", "停车场", "Car park", FieldType.TEXT, _PARKING,
        ("停车场编号", "停车场名称", "车库", "车库名称", "车场", "停车区域", "车库编号", "car park"),
        excluded=("类型", "面积"),
    ),
    Field(
        "parking.code", "车位号", "Parking space", FieldType.CODES, _WITH_ROOMS,
        ("车位", "车位编号", "车位编码", "车位名称", "泊位号", "停车位", "停车位号", "车库号",
         "parking no", "bay"),
        excluded=("面积", "类型", "性质", "状态", "费", "数", "日期", "时间", "价"),
    ),
    Field(
        "parking.kind", "车位类型", "Kind of space", FieldType.CHOICE, _PARKING,
        ("停车场类型", "车位性质", "车位类别", "车位种类", "车位属性"), choices=KINDS,
    ),
    Field(
        "parking.area", "车位面积", "Area of the space", FieldType.AREA, _PARKING,
        ("面积", "建筑面积", "车位建筑面积", "产权面积"), unit="m2", low=Decimal(8), high=Decimal(60),
    ),
    Field(
        "parking.plate", "车牌号", "Plate", FieldType.PLATES, _WITH_ROOMS,
        ("车牌", "车牌号码", "车辆号牌", "车号", "号牌号码", "plate no"),
        sensitivity=Sensitivity.PERSONAL, several=True, excluded=("颜色", "类型"),
    ),
)  # fmt: skip

REMARKS = (
    Field(
        "note", "备注", "Note", FieldType.TEXT, frozenset(Target),
        ("说明", "附注", "备注说明", "备注信息", "其他说明", "remark", "remarks", "comment"),
    ),
)  # fmt: skip
