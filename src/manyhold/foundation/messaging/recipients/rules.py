"""Which channels a person wants for what, and when they are not to be disturbed."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from manyhold.kernel import masking

Kind = Literal["alert", "task", "notice"]
DEFAULTS: Mapping[str, tuple[str, ...]] = {
    "alert": ("sms", "wecom", "dingtalk", "wechat", "mail", "voice"),
    "task": ("wecom", "dingtalk"),
    "notice": ("wecom", "dingtalk"),
}
"""For who has said nothing. The inbox has every message, whatever is wanted beside it."""
ZONE = "Asia/Shanghai"
DAY = 24 * 60
_MAIL = re.compile(r"[^@\s,;<>\"]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_USER = re.compile(r"[A-Za-z0-9_.@-]{1,64}")


def wanted(said: Mapping[str, Collection[str]] | None, kind: str, *, is_unsubscribed: bool) -> frozenset[str]:
    """The channels beside the inbox on which a person wants this kind of message.

    Unsubscribed is from notices alone: what the service cannot do without still comes (互联网电子邮件服务管理办法,
    通信短信息服务管理规定: 用户退订的是商业性信息).
    """
    if kind == "notice" and is_unsubscribed:
        return frozenset()
    if said is None or kind not in said:
        return frozenset(DEFAULTS[kind])
    return frozenset(said[kind])


def quiet_until(now: datetime, start: int, end: int, zone: str) -> datetime | None:
    """The end of the quiet hours in which `now` lies, or None. `start` and `end` are minutes of the day there.

    Quiet hours may pass midnight. The day has the clock of the zone: where it is put forward over the end, they
    end with it.
    """
    if start == end:
        return None
    local = now.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    inside = start <= minute < end if start < end else minute >= start or minute < end
    if not inside:
        return None
    day = local.date() if minute < end else local.date() + timedelta(days=1)
    ends = datetime(day.year, day.month, day.day, end // 60, end % 60, tzinfo=ZoneInfo(zone))
    return max(now, ends.astimezone(now.tzinfo))


def address_fault(channel: str, address: str) -> str | None:
    """The code of what is wrong with an address, or None."""
    form = _MAIL if channel == "mail" else _USER
    return None if len(address) <= 120 and form.fullmatch(address) else "address_malformed"


def masked(channel: str, address: str) -> str:
    """An address as the log shows it."""
    if channel in ("sms", "voice"):
        return masking.phone(address)
    if channel == "mail":
        return masking.email(address)
    return address[:2] + "***" if len(address) > 3 else "***"
