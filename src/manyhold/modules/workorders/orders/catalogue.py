"""The trade's words as data: what is reported, how urgent it is, by which road it came, why it ended.

Codes are stored, words are shown. The two levels and the times come from the trade's common practice; a
group's own categories stand beside these in its dictionary, with the same two codes on the order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from manyhold.kernel.modules import DictionaryEntry


@dataclass(frozen=True, slots=True)
class Word:
    """One code with its words."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Category(Word):
    """A first level with its second; `is_public` ones are offered on the page behind a space's QR code."""

    urgency: str
    kinds: tuple[Word, ...]
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Urgency(Word):
    """How fast: accepted, on site (None: by appointment) and finished within, counted from the report."""

    accept_within: timedelta
    arrive_within: timedelta | None
    finish_within: timedelta


CRITICAL, URGENT, PROMPT, ORDINARY = "critical", "urgent", "prompt", "ordinary"

URGENCIES = (
    Urgency(CRITICAL, "特急", "Critical", timedelta(0), timedelta(minutes=5), timedelta(minutes=30)),
    Urgency(URGENT, "紧急", "Urgent", timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=2)),
    Urgency(PROMPT, "加急", "Prompt", timedelta(minutes=15), timedelta(minutes=45), timedelta(hours=24)),
    Urgency(ORDINARY, "普通", "Ordinary", timedelta(minutes=30), None, timedelta(hours=48)),
)

CATEGORIES = (
    Category(
        "indoor_repair",
        "室内维修",
        "Indoor repair",
        ORDINARY,
        (
            Word("water", "水路", "Water"),
            Word("electricity", "电路", "Electricity"),
            Word("doors_windows", "门窗", "Doors and windows"),
            Word("hardware", "五金", "Fittings"),
            Word("appliance", "家电", "Appliances"),
            Word("drain", "疏通", "Blocked drain"),
            Word("waterproofing", "防水", "Waterproofing"),
        ),
        is_public=True,
    ),
    Category(
        "public_repair",
        "公区维修",
        "Common areas",
        ORDINARY,
        (
            Word("lift", "电梯", "Lift"),
            Word("lighting", "照明", "Lighting"),
            Word("pipes", "管网", "Pipes"),
            Word("door_entry", "门禁", "Door entry"),
            Word("barrier", "道闸", "Barrier gate"),
            Word("fire", "消防", "Fire protection"),
            Word("roof_facade", "屋面外墙", "Roof and facade"),
        ),
        is_public=True,
    ),
    Category(
        "environment",
        "环境",
        "Environment",
        ORDINARY,
        (
            Word("cleaning", "保洁", "Cleaning"),
            Word("greening", "绿化", "Greening"),
            Word("pest_control", "消杀", "Pest control"),
        ),
        is_public=True,
    ),
    Category(
        "public_order",
        "秩序",
        "Order",
        ORDINARY,
        (
            Word("parking", "停车", "Parking"),
            Word("illegal_parking", "违停", "Illegal parking"),
            Word("noise", "噪音", "Noise"),
            Word("gate", "门岗", "Gate"),
        ),
        is_public=True,
    ),
    Category(
        "complaint",
        "投诉",
        "Complaint",
        PROMPT,
        (
            Word("service", "服务", "Service"),
            Word("staff", "人员", "Staff"),
            Word("noise", "噪音", "Noise"),
            Word("third_party", "第三方", "Third party"),
        ),
        is_public=True,
    ),
    Category(
        "enquiry",
        "咨询",
        "Enquiry",
        ORDINARY,
        (Word("fees", "费用", "Fees"), Word("procedures", "手续", "Procedures")),
        is_public=True,
    ),
    Category(
        "praise",
        "表扬建议",
        "Praise, ideas",
        ORDINARY,
        (Word("praise", "表扬", "Praise"), Word("idea", "建议", "Idea")),
        is_public=True,
    ),
    Category(
        "emergency",
        "求助应急",
        "Emergency",
        CRITICAL,
        (
            Word("trapped_in_lift", "困梯", "Trapped in a lift"),
            Word("flooding", "跑水", "Flooding"),
            Word("missing_person", "走失", "Missing person"),
            Word("sudden_illness", "急病", "Sudden illness"),
        ),
    ),
    Category(
        "fit_out",
        "装修管理",
        "Fit-out",
        ORDINARY,
        (
            Word("round", "巡检", "Round"),
            Word("rectification", "整改", "Rectification"),
            Word("acceptance", "验收", "Acceptance"),
        ),
    ),
    Category(
        "internal",
        "内部工单",
        "Internal",
        ORDINARY,
        (
            Word("inspection_finding", "巡检异常", "Inspection finding"),
            Word("device_alarm", "设备告警", "Device alarm"),
            Word("maintenance", "维保", "Maintenance"),
        ),
    ),
    Category(
        "warranty",
        "质保",
        "Warranty",
        ORDINARY,
        (
            Word("handover_defect", "分户验收问题", "Defect at handover"),
            Word("builder", "施工单位责任", "Builder's liability"),
        ),
    ),
)

CHANNELS = (
    Word("desk", "前台", "Desk"),
    Word("phone", "电话", "Phone"),
    Word("call_centre", "400 热线", "Call centre"),
    Word("resident_app", "业主端", "Resident app"),
    Word("qr", "扫码", "QR page"),
    Word("wecom", "企业微信", "WeCom"),
    Word("transfer", "政府转办", "Transferred by an authority"),
    Word("letter", "来信", "Letter"),
    Word("visit", "上门", "Visit"),
    Word("inspection", "巡检", "Inspection"),
    Word("device", "设备", "Device"),
    Word("api", "接口", "API"),
)

REPORTERS = (
    Word("staff", "员工", "Staff"),
    Word("resident", "业主住户", "Resident"),
    Word("public", "扫码报事人", "Anybody"),
)

STATES = (
    Word("waiting_desk", "待核实", "Waiting at the desk"),
    Word("reported", "待派单", "Reported"),
    Word("assigned", "待接单", "Assigned"),
    Word("accepted", "处理中", "Accepted"),
    Word("finished", "已完工", "Finished"),
    Word("closed", "已关闭", "Closed"),
    Word("cancelled", "已取消", "Cancelled"),
)

EVALUATIONS = (
    Word("none", "未到评价", "Not yet"),
    Word("open", "待评价", "To be rated"),
    Word("rated", "已评价", "Rated"),
)

REFUSALS = (
    Word("wrong_trade", "工种不符", "Wrong trade"),
    Word("too_busy", "手头任务多", "Too much in hand"),
    Word("off_duty", "不在班", "Off duty"),
    Word("needs_parts", "缺少材料", "Parts are missing"),
    Word("other", "其他", "Other"),
)

CANCELLATIONS = (
    Word("withdrawn", "报事人撤回", "Withdrawn"),
    Word("duplicate", "重复报事", "Duplicate"),
    Word("unreachable", "无法联系", "Nobody to be reached"),
    Word("not_ours", "非物业责任", "Not ours to do"),
    Word("false_report", "不实报事", "False report"),
    Word("other", "其他", "Other"),
)

AnyWord = TypeVar("AnyWord", bound=Word)


def by_code(words: Iterable[AnyWord]) -> dict[str, AnyWord]:
    """The words by their codes."""
    return {word.code: word for word in words}


CATEGORY_BY_CODE = by_code(CATEGORIES)
URGENCY_BY_CODE = by_code(URGENCIES)

ENTRIES = tuple(
    entry
    for one in CATEGORIES
    for entry in (
        DictionaryEntry(one.code, one.zh, one.en),
        *(DictionaryEntry(kind.code, kind.zh, kind.en, parent=one.code) for kind in one.kinds),
    )
)
"""The categories as the dictionary `workorders.category`, which headquarters and projects extend."""
