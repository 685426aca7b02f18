"""The catalogue of a takeover: all fields, and what each target cannot do without."""

from collections.abc import Mapping

from manyhold.foundation.imports.catalogue.catalogue import Catalogue
from manyhold.foundation.imports.catalogue.field import Field, Target
from manyhold.foundation.imports.catalogue.headings import comparable, leaf
from manyhold.foundation.imports.catalogue.owners import OWNERS
from manyhold.foundation.imports.catalogue.parking import PARKING, REMARKS
from manyhold.foundation.imports.catalogue.places import PLACES
from manyhold.foundation.imports.catalogue.rooms import ROOMS
from manyhold.foundation.imports.catalogue.states import STATES

FIELDS: tuple[Field, ...] = (*PLACES, *ROOMS, *STATES, *OWNERS, *PARKING, *REMARKS)
BY_CODE: Mapping[str, Field] = {field.code: field for field in FIELDS}

# One of each group must be mapped before a table can be read as this target.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    Target.BUILDING: ("place.building",),
    Target.ROOM: ("room.number", "place.label"),
    Target.OWNER: ("owner.name",),
    Target.PARKING: ("parking.code",),
}
TAKEOVER = Catalogue(FIELDS, REQUIRED)

# Headings of other ledgers (fees, meters) and plain ones: they tell a heading row, not a field.
_OTHER_HEADINGS = (
    "序号", "编号", "年龄", "品牌", "车品牌", "颜色", "租金", "单价", "金额", "应收金额", "实收金额",
    "应缴金额", "实缴金额",
    "收费项目", "费用编号", "费用类型", "缴费周期", "开始时间", "结束时间", "缴费时间", "收银员", "表号",
    "表类型", "倍率",
    "读数", "厂家", "欠费金额", "欠费", "预存余额", "押金", "余额", "费用所属期", "所属月份", "债权方", "款项类别",
    "项目名称", "物业费", "联系地址", "紧急联系人", "租户姓名", "租户电话", "no", "序",
)  # fmt: skip

_KNOWN = frozenset(heading for field in FIELDS for heading in field.headings) | frozenset(
    comparable(heading) for heading in _OTHER_HEADINGS
)


def is_known_heading(heading: str) -> bool:
    """Whether the trade writes this above a column."""
    return leaf(heading) in _KNOWN or comparable(heading) in _KNOWN
