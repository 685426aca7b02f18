"""What the tests of the register ask for again and again."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World


def employer(world: World, at: str = "A1", name: str = "", kind: str = "own") -> int:
    """An employer of the group; the same name is made once."""
    director = world.client("group_administrator", at)
    name = name or f"金丝雀{at[0]}物业"
    known = {one["name"]: one["id"] for one in good(director.get("/employers"))}
    if name in known:
        return known[name]
    return good(director.post("/employers", json={"name": name, "kind": kind}))["id"]


def member(
    world: World, at: str = "A1", *, by: Client | None = None, name: str = "", **more: Any
) -> dict[str, Any]:
    """Somebody in the register with a post in project `at`."""
    post = {
        "title": "维修工",
        "project_id": world.sites[at].project_id,
        "starts_on": "2026-01-05",
        **more.pop("post", {}),
    }
    body = {
        "name": name or f"金丝雀{at}员工",
        "phone": "13800138000",
        "employer_id": employer(world, at),
        "joined_on": "2026-01-05",
        "post": post,
        **more,
    }
    return good((by or world.client("project_manager", at)).post("/staff", json=body))


def signed_up(world: World, client: Client, at: str = "A1", **more: Any) -> dict[str, Any]:
    """Somebody in the register whose sign-in is that of `client`."""
    made = member(world, at, **more)
    director = world.client("group_administrator", at)
    return good(director.post(f"/staff/{made['id']}/sign-in", json={"person_id": client.person_id}))


def good(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def fault(answer: Any) -> tuple[str, str]:
    """The field and code of a refusal of input."""
    assert answer.status_code == 422, answer.text
    first = answer.json()["errors"][0]
    return first["field"], first["code"]
