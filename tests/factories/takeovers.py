"""Takeover imports driven through the API, as a person at the desk would."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World

HEADINGS = [
    "楼栋",
    "单元",
    "房号",
    "楼层",
    "建筑面积",
    "用途",
    "交付日期",
    "业主姓名",
    "联系电话",
    "身份证号",
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def room(
    number: str, area: object = 89.5, name: str | None = None, phone: str | None = None, **other: object
) -> list[object]:
    """A row under HEADINGS: a room of 8栋 2单元 unless `building` or `unit` say otherwise."""
    floor = number[:-2] or None
    building, unit = other.get("building", "8栋"), other.get("unit", "2单元")
    use, handover = other.get("use", "住宅"), other.get("handover", "2020-06-10")
    return [building, unit, number, floor, area, use, handover, name, phone, other.get("identity")]


def upload(client: Client, project_id: int, content: bytes, name: str = "房屋台账.xlsx") -> dict[str, Any]:
    """Upload a workbook; its import."""
    answer = client.post("/imports", data={"project_id": project_id}, files={"file": (name, content, XLSX)})
    assert answer.status_code == 201, answer.text
    return answer.json()


def checked(world: World, client: Client, project_id: int, content: bytes) -> dict[str, Any]:
    """Upload and check a workbook; its import."""
    row = upload(client, project_id, content)
    answer = client.post(f"/imports/{row['id']}/check", json={})
    assert answer.status_code == 200, answer.text
    world.work()
    return seen(client, row, "checked")


def loaded(world: World, client: Client, project_id: int, content: bytes) -> dict[str, Any]:
    """Upload, check and load a workbook with all its warnings; its import."""
    row = checked(world, client, project_id, content)
    answer = client.post(f"/imports/{row['id']}/load", json={"accept_warnings": True})
    assert answer.status_code == 200, answer.text
    world.work()
    return seen(client, row, "loaded")


def seen(client: Client, row: dict[str, Any], state: str) -> dict[str, Any]:
    """The import as it is now, which must be in this state."""
    now = client.get(f"/imports/{row['id']}").json()
    assert now["state"] == state, now
    return now
