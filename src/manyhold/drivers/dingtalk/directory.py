"""The directory of 钉钉 (topapi/v2/department/listsub, topapi/v2/user/list)."""

from __future__ import annotations

from collections.abc import Iterator

from manyhold.drivers.dingtalk.calls import DingtalkCalls
from manyhold.foundation.messaging.channels.port import Terms
from manyhold.foundation.staff.directory.port import Outsider

ROOT = 1
PAGE = 100


class DingtalkDirectory:
    """The driver of the directory."""

    def __init__(self, calls: DingtalkCalls) -> None:
        self._calls = calls

    def pages(self, terms: Terms) -> Iterator[list[Outsider]]:
        """Each department from the root down, page by page. Who has left is not in it any more."""
        open_ones = [(ROOT, "")]
        seen = {ROOT}
        while open_ones:
            department_id, name = open_ones.pop()
            below = self._calls.post(terms, "v2/department/listsub", {"dept_id": department_id})
            for one in below.get("result") or []:
                if one["dept_id"] not in seen:
                    seen.add(one["dept_id"])
                    open_ones.append((one["dept_id"], str(one["name"])))
            yield from self._people(terms, department_id, name)

    def _people(self, terms: Terms, department_id: int, name: str) -> Iterator[list[Outsider]]:
        cursor = 0
        while True:
            wanted = {"dept_id": department_id, "cursor": cursor, "size": PAGE}
            result = self._calls.post(terms, "v2/user/list", wanted).get("result") or {}
            yield [
                Outsider(
                    str(one["userid"]),
                    str(one["name"]),
                    str(one.get("mobile") or ""),
                    name,
                    str(one.get("title") or ""),
                    str(one.get("job_number") or ""),
                )
                for one in result.get("list") or []
            ]
            if not result.get("has_more"):
                return
            cursor = int(result["next_cursor"])
