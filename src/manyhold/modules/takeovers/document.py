"""The sign-off of a takeover as a PDF page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import typst

from manyhold.foundation.files.fonts import FAMILIES, fonts
from manyhold.kernel.quantities import yuan
from manyhold.modules.takeovers.rules import ARREARS, Line

TEMPLATE = Path(__file__).with_name("sign_off.typ")
_WORDS = {
    "households": "住户数（户）",
    "rooms": "房屋套数（套）",
    "building_area": "建筑面积（㎡）",
    "parking": "车位数（个）",
    "prepayment_fen": "预存款（元）",
    "deposit_fen": "押金（元）",
}


@dataclass(frozen=True, slots=True)
class SignOff:
    """All that stands on the page."""

    project: str
    former_manager: str
    cut_over_on: date
    signed_by: str
    signed_at: datetime
    zone: str
    lines: Sequence[Line]
    agreed_by: Mapping[str, str]


def pdf(told: SignOff) -> bytes:
    """The page, A4 upright; the same for the same sign-off."""
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"told": msgspec.json.encode(_words(told)).decode()},
        timestamp=0,
    )
    return bytes(made[0] if isinstance(made, list) else made or b"")


def figure(key: str, value: int | None) -> str:
    """A figure as it is printed: counts whole, the area with two places, money in yuan."""
    if value is None:
        return "—"
    if key in ("households", "rooms", "parking"):
        return f"{value:,}"
    return f"{yuan(value):,.2f}"


def _words(told: SignOff) -> dict[str, object]:
    signed = told.signed_at.astimezone(ZoneInfo(told.zone))
    return {
        "families": FAMILIES,
        "project": told.project,
        "former": told.former_manager,
        "day": _day(told.cut_over_on),
        "signed_by": told.signed_by,
        "signed_at": f"{_day(signed.date())} {signed:%H:%M}",
        "rows": [
            [
                _name(line.key),
                figure(line.key, line.stated),
                figure(line.key, line.loaded),
                figure(line.key, line.difference) if line.difference else "—",
            ]
            for line in told.lines
        ],
        "notes": [
            f"{_name(line.key)}：{line.agreed_reason}（认定人：{told.agreed_by.get(line.key, '')}）"
            for line in told.lines
            if line.agreed_reason
        ],
    }


def _name(key: str) -> str:
    return f"欠费·{key.removeprefix(ARREARS)}（元）" if key.startswith(ARREARS) else _WORDS[key]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
