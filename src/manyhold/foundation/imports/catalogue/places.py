"""Where a room is: fields of phase, building, unit, floor and room."""

from manyhold.foundation.imports.catalogue.field import Field, FieldType, Target

_HOUSES = frozenset({Target.BUILDING, Target.ROOM, Target.OWNER})
_ROOMS = frozenset({Target.ROOM, Target.OWNER})
_BUILDINGS = frozenset({Target.BUILDING, Target.ROOM})
_VEHICLES = ("车位", "车库", "停车", "车牌")

PLACES = (
    Field(
        "place.label",
        "房屋",
        "House",
        FieldType.LABEL,
        _ROOMS,
        (
            "房屋名称", "房屋地址", "房产", "房产名称", "房屋全称", "房屋坐落", "坐落", "门牌", "门牌地址",
            "物业地址", "地址", "资产名称", "资源名称", "房屋位置", "楼栋单元房号", "房间全称",
            "单位名称/房号",
            "address", "house label",
        ),
        excluded=(*_VEHICLES, "邮寄", "通讯", "联系", "户籍", "身份证"),
    ),
    Field(
        "place.phase",
        "期",
        "Phase",
        FieldType.PHASE,
        _HOUSES,
        ("期/组团", "期数", "分期", "组团", "苑区", "区域", "小区", "区", "苑", "期区", "项目分期", "地块",
         "片区"),
        excluded=(*_VEHICLES, "日期", "学期", "周期"),
    ),
    Field(
        "place.building",
        "楼栋",
        "Building",
        FieldType.BUILDING,
        _HOUSES,
        (
            "楼号", "栋号", "栋", "楼栋号", "楼栋编号", "楼栋名称", "楼宇", "楼宇名称", "楼宇编号", "幢",
            "幢号",
            "座", "座号", "座栋", "楼座", "大楼", "楼", "号楼", "栋座", "栋楼", "building no", "block",
            "tower",
        ),
        excluded=(*_VEHICLES, "面积", "层"),
    ),
    Field(
        "place.unit",
        "单元",
        "Unit",
        FieldType.UNIT,
        _HOUSES,
        ("单元号", "单元编号", "单元名称", "门洞", "门栋", "梯号", "门", "梯", "unit no", "entrance"),
        excluded=(*_VEHICLES, "不动产", "面积"),
    ),
    Field(
        "place.floor",
        "楼层",
        "Floor",
        FieldType.FLOOR,
        _ROOMS,
        ("层", "层数", "层号", "所在层", "所在楼层", "房屋楼层", "楼层号", "层次", "storey", "level"),
        excluded=(*_VEHICLES, "总"),
    ),
    Field(
        "room.number",
        "房号",
        "Room",
        FieldType.ROOM,
        _ROOMS,
        (
            "房间号", "房间", "房屋编号", "房屋号", "室", "室号", "户号", "门牌号", "房间编号", "房号编码",
            "门号",
            "房间名称", "商铺号", "铺号", "铺位号", "单位号", "单元房号", "房屋编码", "资源编号",
            "room no", "room number", "flat", "apartment",
        ),
        excluded=(*_VEHICLES, "数"),
    ),
    Field(
        "building.floors",
        "总层数",
        "Floors in all",
        FieldType.COUNT,
        _BUILDINGS,
        ("楼层总数", "总楼层", "地上层数", "层数合计", "number of floors", "storeys"),
    ),
    Field(
        "building.elevator",
        "是否有电梯",
        "Has a lift",
        FieldType.FLAG,
        _BUILDINGS,
        ("电梯", "有无电梯", "带电梯", "lift", "elevator"),
        excluded=("费", "单价", "品牌"),
    ),
)  # fmt: skip
