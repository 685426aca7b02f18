"""What the tests of work orders ask for again and again."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World


def draft(world: World, at: str = "A1", **changes: Any) -> dict[str, Any]:
    """A report about the first room of a project."""
    site = world.sites[at]
    return {
        "project_id": site.project_id,
        "space_id": site.room_ids[0],
        "category": "indoor_repair",
        "kind": "water",
        "channel": "phone",
        "reporter_name": "李金丝雀",
        "contact_phone": "13800138000",
        "description": f"金丝雀{at}厨房水管漏水",
        **changes,
    }


def reported(world: World, at: str = "A1", **changes: Any) -> dict[str, Any]:
    """An order as the desk has just written it down."""
    answer = world.client("customer_service", at).post("/work-orders", json=draft(world, at, **changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


def act(client: Client, order: dict[str, Any], name: str, **body: Any) -> Any:
    """One act on an order; the raw answer."""
    return client.post(f"/work-orders/{order['id']}/{name}", json=body)


def done(client: Client, order: dict[str, Any], name: str, **body: Any) -> dict[str, Any]:
    """One act on an order that must succeed; the order after it."""
    answer = act(client, order, name, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def assigned(world: World, at: str = "A1", **changes: Any) -> dict[str, Any]:
    """An order in the hands of the project's technician."""
    worker = world.client("technician", at)
    return done(
        world.client("dispatcher", at), reported(world, at, **changes), "assign", assignee_id=worker.person_id
    )


def finished(world: World, at: str = "A1") -> dict[str, Any]:
    """An order that the technician has finished."""
    worker, order = world.client("technician", at), assigned(world, at)
    done(worker, order, "accept")
    return done(worker, order, "finish", remark="已更换软管")


def make_code(world: World, at: str = "A1", place: int = 0) -> str:
    """The token of a room's code in force."""
    site = world.sites[at]
    desk = world.client("customer_service", at)
    body = {"project_id": site.project_id, "space_ids": [site.room_ids[place]]}
    answer = desk.post("/space-codes", json=body)
    assert answer.status_code == 201, answer.text
    listed = desk.get("/space-codes", params={"space_id": site.room_ids[place]}).json()["items"]
    return listed[0]["path"].removeprefix("/r/")
