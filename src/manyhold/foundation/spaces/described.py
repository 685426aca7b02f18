"""What the fields of a space mean, for the field catalogue."""

from manyhold.kernel.modules import DataField

KINDS = (
    ("phase", "期", "Phase"),
    ("building", "楼栋", "Building"),
    ("unit", "单元", "Unit"),
    ("floor", "楼层", "Floor"),
    ("room", "房间", "Room"),
    ("shop", "商铺", "Shop"),
    ("office", "办公", "Office"),
    ("parking_area", "停车区", "Parking area"),
    ("parking", "车位", "Parking space"),
    ("storage", "储藏间", "Storage"),
    ("public_area", "公共区域", "Public area"),
)

FIELDS = (
    DataField(
        "kind", "种类", "Kind", "这处空间是什么，决定它可以建在哪里", "What it is, which says where it may stand",
        choices=KINDS,
    ),
    DataField(
        "code", "编码", "Code", "项目内唯一的显示编码，可改，改后旧编码仍可查到",
        "Unique in the project, may change; the former one is still found",
    ),
    DataField("name", "名称", "Name", "本级的名称，如 1803、3栋", "Its own part of the label, such as 1803"),
    DataField(
        "label", "全称", "Label", "由上级名称组成的叫法，如 3栋2单元1803",
        "What people call it in full, made from the names above it",
    ),
    DataField("sort_key", "排序", "Order", "列表里的次序：2栋在10栋前，楼层从下往上", "Its place in lists: 2栋 before 10栋, floors from below"),
    DataField("parent_id", "上级空间", "Stands in", "它建在哪一处空间里", "The space in which it stands"),
    DataField("phase_id", "所在期", "Phase", "冗余自上级，用于权限和统计", "Repeated from above, for rights and figures"),
    DataField("building_id", "所在楼栋", "Building", "冗余自上级，用于权限和统计", "Repeated from above, for rights and figures"),
    DataField("unit_id", "所在单元", "Unit", "冗余自上级，用于权限和统计", "Repeated from above, for rights and figures"),
    DataField(
        "floor_index", "楼层序", "Floor index", "用于排序的整数，地下为负", "Sorts floors; negative below ground"
    ),
    DataField("floor_label", "楼层名", "Floor label", "电梯里显示的楼层，如 3A、B1", "What the lift shows", "public"),
    DataField(
        "top_floor_index", "顶层", "Top floor", "跨几层的商铺到哪一层为止", "Where a shop over several floors ends"
    ),
    DataField(
        "building_area", meaning_zh="产权证或实测的建筑面积", meaning_en="As the title or the survey says",
        imported_as="room.building_area",
    ),
    DataField(
        "inner_area", meaning_zh="套内建筑面积", meaning_en="The area within the walls", imported_as="room.inner_area"
    ),
    DataField(
        "billing_area", meaning_zh="按面积计费时用的面积，没有另行约定时等于建筑面积",
        meaning_en="What is charged by area; the building area unless agreed otherwise",
        imported_as="room.billing_area",
    ),
    DataField("use", meaning_zh="规划用途", meaning_en="The use it was planned for", imported_as="room.use"),
    DataField("layout", meaning_zh="如三室两厅", meaning_en="Such as three rooms and two halls", imported_as="room.layout"),
    DataField(
        "parking_kind", meaning_zh="产权、人防、地面公共等", meaning_en="With title, civil defence, public and so on",
        imported_as="parking.kind",
    ),
    DataField(
        "delivered_on", meaning_zh="房屋交付给业主的日期", meaning_en="The day it was handed over to the owner",
        imported_as="room.handover_date",
    ),
    DataField(
        "billing_starts_on", meaning_zh="物业费从这一天起计", meaning_en="Charges begin on this day",
        imported_as="room.billing_start",
    ),
    DataField("sale_state", meaning_zh="销售这一轴的状态", meaning_en="Its state on the axis of sale", imported_as="state.sale"),
    DataField(
        "delivery_state", meaning_zh="交付这一轴的状态", meaning_en="Its state on the axis of delivery",
        imported_as="state.delivery",
    ),
    DataField(
        "fit_out_state", meaning_zh="装修这一轴的状态", meaning_en="Its state on the axis of fit-out",
        imported_as="state.fit_out",
    ),
    DataField(
        "occupancy_state", meaning_zh="使用这一轴的状态", meaning_en="Its state on the axis of use",
        imported_as="state.occupancy",
    ),
    DataField("is_active", "在用", "In use", "归档后为否，不再出现在列表里", "No once it is archived and left out of lists"),
    DataField("opened_on", "启用日期", "Opened on", "由拆分或合并产生时的第一天", "The first day of one that a split or merger opened"),
    DataField("closed_on", "停用日期", "Closed on", "被拆分或合并后不再存在的第一天", "The first day on which a split or merged one is no more"),
)  # fmt: skip
