"""The directory of 企业微信 (通讯录管理: department/list, user/list).

Since 20 June 2022 apps of one's own are told neither telephone nor mail of people without their consent.
"""

from __future__ import annotations

from collections.abc import Iterator

from manyhold.drivers.wecom.calls import WecomCalls
from manyhold.foundation.messaging.channels.port import Terms
from manyhold.foundation.staff.directory.port import Outsider

ACTIVE = frozenset({1, 4})
"""status: 1 已激活, 4 未激活; 2 已禁用 and 5 退出企业 are gone."""


class WecomDirectory:
    """The driver of the directory."""

    def __init__(self, calls: WecomCalls) -> None:
        self._calls = calls

    def pages(self, terms: Terms) -> Iterator[list[Outsider]]:
        """Each department that the app may see."""
        departments = self._calls.get(terms, "department/list", {}).get("department") or []
        names = {one["id"]: str(one["name"]) for one in departments}
        for department_id in sorted(names):
            said = self._calls.get(terms, "user/list", {"department_id": str(department_id)})
            yield [
                Outsider(
                    str(one["userid"]),
                    str(one["name"]),
                    str(one.get("mobile") or ""),
                    names.get(one.get("main_department") or department_id, ""),
                    str(one.get("position") or ""),
                    is_active=one.get("status", 1) in ACTIVE,
                )
                for one in said.get("userlist") or []
            ]
