"""What an incident must tell whom, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

IncidentKind = Literal["leak", "tampering", "loss", "misuse"]
OPEN, CLOSED = "open", "closed"
_KINDS = {"leak": "泄露", "tampering": "篡改", "loss": "丢失", "misuse": "未经授权的访问或使用"}


@dataclass(frozen=True, slots=True)
class Told:
    """What both notices say (个人信息保护法 57: kinds, cause and harm, measures, what people can do, contact)."""

    group: str
    title: str
    kind: str
    is_drill: bool
    occurred_at: datetime | None
    discovered_at: datetime
    places: str
    categories: str
    affected: int
    cause: str
    harm: str
    measures: str
    advice: str
    officer: str
    officer_contact: str
    authority: str


def due(discovered_at: datetime, hours: int) -> datetime:
    """The moment by which somebody must be told; the clock runs from the discovery."""
    return discovered_at + timedelta(hours=hours)


def to_authority(told: Told, zone: str) -> str:
    """The report to the authority, ready to be checked and sent."""
    return _drill(told) + "\n".join(
        (
            f"{told.authority or '网信部门'}：",
            f"现将{told.group}个人信息安全事件报告如下：",
            f"一、事件：{told.title}（{_KINDS[told.kind]}）。",
            f"二、时间：{_span(told, zone)}",
            (
                f"三、涉及范围：{told.places}；个人信息种类：{told.categories or '正在核实'}；"
                f"涉及约 {told.affected} 人。"
            ),
            f"四、原因：{told.cause or '正在调查'}。",
            f"五、可能造成的危害：{told.harm or '正在评估'}。",
            f"六、已采取的补救措施：{told.measures or '正在处置'}。",
            f"七、建议个人采取的减轻危害措施：{told.advice or '正在拟定'}。",
            f"八、联系方式：个人信息保护负责人 {_contact(told)}。",
        )
    )


def to_persons(told: Told, zone: str) -> str:
    """The notice to those affected, in words that everybody understands."""
    return _drill(told) + "\n".join(
        (
            "尊敬的客户：",
            (
                f"{_day(told.discovered_at, zone)}我们发现一起个人信息{_KINDS[told.kind]}事件，"
                f"可能涉及您的以下信息：{told.categories or '正在核实'}。"
            ),
            f"原因：{told.cause or '正在调查'}。可能的影响：{told.harm or '正在评估'}。",
            f"我们已采取的措施：{told.measures or '正在处置'}。",
            f"您可以：{told.advice or '留意陌生来电与短信，不向他人提供验证码'}。",
            f"如有疑问，请联系 {_contact(told)}。对此给您带来的不便，我们深表歉意。",
            told.group,
        )
    )


def _drill(told: Told) -> str:
    return "【演练，请勿对外发送】\n" if told.is_drill else ""


def _contact(told: Told) -> str:
    return " ".join(filter(None, (told.officer, told.officer_contact))) or "（请先在隐私设置中填写）"


def _span(told: Told, zone: str) -> str:
    found = f"{_moment(told.discovered_at, zone)}发现"
    return f"{_moment(told.occurred_at, zone)}发生，{found}。" if told.occurred_at else f"{found}。"


def _moment(at: datetime, zone: str) -> str:
    return f"{_day(at, zone)} {at.astimezone(ZoneInfo(zone)):%H:%M}"


def _day(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.year}年{local.month}月{local.day}日"
