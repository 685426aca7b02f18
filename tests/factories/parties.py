"""Parties by the API, as a desk adds them."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World

WANG = {"kind": "person", "name": "王小明", "phones": ["138 0000 1234"]}


def owner_of(world: World, room: int = 0, at: str = "A1", **wanted: Any) -> dict[str, Any]:
    """The answer for a person who owns a room of the site from 2026-01-01 on."""
    site = world.sites[at]
    holding = {"space_id": site.room_ids[room], "role": "owner", "starts_on": "2026-01-01"}
    body = {**WANG, "project_id": site.project_id, "holdings": [holding], **wanted}
    return added(world.client("project_manager", at), body)


def added(client: Client, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to a POST that must succeed."""
    answer = client.post("/parties", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()
