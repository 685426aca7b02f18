"""The sign-off of a departure as a PDF page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import typst

from manyhold.foundation.files.fonts import FAMILIES, fonts
from manyhold.kernel.quantities import yuan
from manyhold.modules.departures.rules import MONEY, Total
from manyhold.modules.departures.words import decision_word, kind_word

TEMPLATE = Path(__file__).with_name("sign_off.typ")


@dataclass(frozen=True, slots=True)
class SignOff:
    """All that stands on the page."""

    project: str
    successor: str
    reason: str
    notice_on: date
    last_billing_on: date
    leaves_at: datetime
    kept_until: date
    readers: Sequence[str]
    signed_by: str
    signed_at: datetime
    zone: str
    totals: Sequence[Total]
    package_sha256: str
    key_fingerprint: str
    unbilled_reason: str


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


def _words(told: SignOff) -> dict[str, object]:
    notes = [f"档案保存至 {_day(told.kept_until)}，期间只能查阅。"]
    if told.readers:
        notes.append(f"退场后可继续查阅的人员：{'、'.join(told.readers)}")
    if told.unbilled_reason:
        notes.append(f"末次计费日前未出账月份的说明：{told.unbilled_reason}")
    return {
        "families": FAMILIES,
        "project": told.project,
        "successor": told.successor,
        "reason": told.reason,
        "notice": _day(told.notice_on),
        "last": _day(told.last_billing_on),
        "leaves": _moment(told.leaves_at, told.zone),
        "signed_by": told.signed_by,
        "signed_at": _moment(told.signed_at, told.zone),
        "rows": [
            [
                kind_word(one.kind),
                decision_word(one.decision),
                f"{one.lines:,}",
                f"{yuan(one.amount_fen):,.2f}" if one.kind in MONEY else "—",
            ]
            for one in told.totals
        ],
        "notes": notes,
        "package": _spaced(told.package_sha256),
        "key": _spaced(told.key_fingerprint),
    }


def _moment(at: datetime, zone: str) -> str:
    here = at.astimezone(ZoneInfo(zone))
    return f"{_day(here.date())} {here:%H:%M}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _spaced(text: str) -> str:
    return " ".join(text[first : first + 8] for first in range(0, len(text), 8))
