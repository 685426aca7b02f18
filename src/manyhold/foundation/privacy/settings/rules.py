"""The numbers that a group begins with, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass

ANSWER_DAYS = 15
"""Working days to answer a request; the law says 'promptly' (个人信息保护法 50), practice fifteen."""
EXPORT_DAYS = 30
"""Days for which a finished copy can be fetched; then it is removed."""
LOOKS_A_DAY = 50
"""Fields that one person unmasks in one project on one day before it is called unusual."""
AUTHORITY_HOURS = 4
"""To the cyberspace office (国家网络安全事件报告管理办法: four hours where no critical infrastructure is hit)."""
PERSONS_HOURS = 24
"""To those affected: 'at once' (个人信息保护法 57); a day is what we hold ourselves to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a group. `accounting_hold_months` 0: the ledger stands under the neutral name at once."""

    answer_days: int = ANSWER_DAYS
    accounting_hold_months: int = 0
    export_days: int = EXPORT_DAYS
    looks_a_day: int = LOOKS_A_DAY
    authority_hours: int = AUTHORITY_HOURS
    persons_hours: int = PERSONS_HOURS
    officer: str = ""
    officer_contact: str = ""
    authority: str = ""
