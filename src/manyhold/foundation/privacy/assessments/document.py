"""A signed assessment as a PDF page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import typst

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.files.fonts import FAMILIES, fonts
from manyhold.foundation.privacy.assessments.rules import QUESTIONS, grade

TEMPLATE = Path(__file__).with_name("assessment.typ")
LEVELS = {"low": "低", "middle": "中", "high": "高"}
OCCASIONS = {
    "sensitive": "处理敏感个人信息",
    "automated": "利用个人信息进行自动化决策",
    "entrusted": "委托处理个人信息",
    "shared": "向其他个人信息处理者提供",
    "published": "公开个人信息",
    "abroad": "向境外提供个人信息",
    "other": "其他对个人权益有重大影响的处理活动",
}
CONCLUSIONS = {"go": "可以开展", "go_with": "落实措施后可以开展", "no_go": "不得开展"}


@dataclass(frozen=True, slots=True)
class Signed:
    """All that stands on the page."""

    group: str
    title: str
    version: int
    occasion: str
    description: str
    answers: Mapping[str, str]
    risks: Sequence[Mapping[str, Any]]
    conclusion: str
    conclusion_note: str
    written_by: str
    signed_by: str
    signed_at: datetime


def pdf(told: Signed) -> bytes:
    """The page, A4 upright; the same for the same assessment."""
    made = typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"told": msgspec.json.encode(_words(told)).decode()},
        timestamp=0,
    )
    return bytes(made[0] if isinstance(made, list) else made or b"")


def _words(told: Signed) -> dict[str, object]:
    signed = told.signed_at.astimezone(ZoneInfo(GROUP_ZONE))
    return {
        "families": FAMILIES,
        "group": told.group,
        "title": told.title,
        "version": str(told.version),
        "occasion": OCCASIONS[told.occasion],
        "description": told.description,
        "answers": [[zh, told.answers.get(code, "")] for code, zh, _ in QUESTIONS],
        "risks": [
            [
                one["risk"],
                LEVELS[grade(one["likelihood"], one["impact"])],
                one["measure"],
                LEVELS[one["residual"]],
            ]
            for one in told.risks
        ],
        "conclusion": CONCLUSIONS[told.conclusion],
        "note": told.conclusion_note,
        "written_by": told.written_by,
        "signed_by": told.signed_by,
        "signed_at": f"{signed.year}年{signed.month}月{signed.day}日 {signed:%H:%M}",
    }
