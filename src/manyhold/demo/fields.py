"""Fields that the group added of its own, filled in as far as people get round to it; one of the first site alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from sqlalchemy import select

from manyhold.demo.stage import Stage
from manyhold.foundation.fields.catalogue.schemas import FieldNoteIn
from manyhold.foundation.fields.catalogue.service import keep_note
from manyhold.foundation.fields.own import definitions
from manyhold.foundation.fields.own.schemas import GroupFieldIn, OwnChoiceIn, OwnFieldIn
from manyhold.foundation.fields.own.service import keep_for_group, keep_for_project
from manyhold.kernel.context import Context

SAFETY, SERVICE = "安全与设备", "服务偏好"
MOST_FILLED = 160
"""Rows of each site and object that are filled in, one by one as people do it."""


def _choices(*words: tuple[str, str, str]) -> list[OwnChoiceIn]:
    return [OwnChoiceIn(code=code, zh=zh, en=en) for code, zh, en in words]


GROUP_FIELDS: Mapping[tuple[str, str], GroupFieldIn] = {
    ("space", "lock"): GroupFieldIn(
        zh="门锁类型", en="Lock", heading=SAFETY, type="choice", subject_kinds=["room"], position=10,
        choices=_choices(("key", "机械锁", "Key"), ("code", "密码锁", "Code"), ("smart", "智能锁", "Smart lock")),
    ),
    ("space", "gas_meter"): GroupFieldIn(
        zh="燃气表号", en="Gas meter", heading=SAFETY, type="text", subject_kinds=["room"], position=20,
        meaning="表盘上的十位编号",
    ),
    ("space", "gas_checked_on"): GroupFieldIn(
        zh="燃气安检日期", en="Gas checked on", heading=SAFETY, type="date", subject_kinds=["room"], position=30,
    ),
    ("space", "ceiling_height"): GroupFieldIn(
        zh="净高", en="Ceiling height", type="number", unit="m", decimals=2, subject_kinds=["shop", "office"],
        position=40,
    ),
    ("party", "dog"): GroupFieldIn(
        zh="养犬", en="Keeps a dog", heading=SERVICE, type="choice", subject_kinds=["person"], position=10,
        choices=_choices(("none", "不养", "None"), ("small", "小型犬", "Small"), ("large", "大型犬", "Large")),
    ),
    ("party", "contact_by"): GroupFieldIn(
        zh="联系偏好", en="Contact by", heading=SERVICE, type="choices", position=20,
        choices=_choices(("phone", "电话", "Phone"), ("wechat", "微信", "WeChat"), ("visit", "上门", "Visit")),
    ),
    ("party", "emergency_contact"): GroupFieldIn(
        zh="紧急联系人", en="Emergency contact", heading=SERVICE, type="text", sensitivity="personal", position=30,
    ),
    ("order", "in_warranty"): GroupFieldIn(
        zh="质保期内", en="In warranty", type="yes_no", subject_kinds=["indoor_repair", "public_repair"], position=10,
    ),
    ("order", "parts_fen"): GroupFieldIn(
        zh="材料费", en="Parts", type="money", subject_kinds=["indoor_repair", "public_repair"], position=20,
    ),
}  # fmt: skip
TERRACE = OwnFieldIn(
    zh="露台面积", en="Terrace", type="number", unit="m²", decimals=1, subject_kinds=["room"], position=50
)
NOTES = (
    ("space", "billing_area", "品质管理部", "以测绘报告为准，变更须附报告"),
    ("party", "id_number", "客户关系部", "只在合同和过户时收集"),
    ("bill", "price", "财务管理部", "来自价格备案或业主大会决定"),
)


def add(stage: Stage) -> None:
    """The fields, what headquarters says of built-in ones, and values in every site."""
    with stage.unit(stage.now) as ctx:
        for (data, code), field in GROUP_FIELDS.items():
            keep_for_group(ctx, data, code, field, None)
            ctx.session.flush()
        keep_for_project(ctx, stage.sites[0].project_id, "space", "p_terrace", TERRACE, None)
        for data, field, owner, remarks in NOTES:
            keep_note(ctx, data, field, FieldNoteIn(owner=owner, remarks=remarks), None)
    for number, site in enumerate(stage.sites):
        random = stage.random("own fields", site.code)
        with stage.unit(stage.now, only=site) as ctx:
            for data in ("space", "party", "order"):
                _fill(ctx, random, data, site.project_id, most=MOST_FILLED // (number + 1))


def _fill(ctx: Context, random: Random, data: str, project_id: int, *, most: int) -> None:
    subject = definitions.subject_of(ctx, data)
    standing = subject.standing().subquery()
    ids = ctx.session.scalars(select(standing.c.id).where(standing.c.project_id == project_id)).all()
    wanted = sorted(random.sample(ids, min(most, len(ids))))
    rows: Sequence[Any] = ctx.session.scalars(select(subject.model).where(subject.model.id.in_(wanted))).all()
    for row in rows:
        fields = definitions.holding(ctx, data, (project_id,), subject.kind(row))
        given = {code: _said(random, code) for code in sorted(fields) if random.random() < 0.7}
        if given:
            ctx.runtime.own_fields.keep(ctx.session, data, row, given)


def _said(random: Random, code: str) -> Any:
    match code:
        case "lock":
            return random.choice(("key", "code", "smart", "smart"))
        case "gas_meter":
            return f"{random.randrange(10**9, 10**10)}"
        case "gas_checked_on":
            return f"2026-{random.randrange(1, 11):02}-{random.randrange(1, 29):02}"
        case "ceiling_height":
            return f"{random.randrange(280, 560, 5) / 100:.2f}"
        case "dog":
            return random.choice(("none", "none", "none", "small", "large"))
        case "contact_by":
            return random.sample(("phone", "wechat", "visit"), random.randrange(1, 3))
        case "emergency_contact":
            return f"138{random.randrange(10**8):08}"
        case "in_warranty":
            return random.random() < 0.3
        case "parts_fen":
            return random.randrange(500, 60_000, 50)
        case _:
            return f"{random.randrange(40, 260) / 10:.1f}"
