"""Own fields as tests lay them down."""

from __future__ import annotations

from typing import Any

from worlds.world import Client, World


def group_field(world: World, data: str, code: str, *, group: str = "A", **more: Any) -> dict[str, Any]:
    """A field of the group: text unless said otherwise."""
    body = {"zh": f"字段{code}", "en": f"Field {code}", "type": "text", **more}
    answer = kept(world.client("group_administrator", f"{group}1"), f"/own-fields/{data}/{code}", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def project_field(world: World, data: str, code: str, *, at: str = "A1", **more: Any) -> dict[str, Any]:
    """A field of one project."""
    body = {"zh": f"字段{code}", "type": "text", **more}
    road = f"/projects/{world.sites[at].project_id}/own-fields/{data}/{code}"
    answer = kept(world.client("project_manager", at), road, body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def faults(answer: Any) -> dict[str, str]:
    """The faults of a refused request, field by field."""
    assert answer.status_code == 422, answer.text
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


def patched(client: Client, road: str, body: dict[str, Any]) -> Any:
    """Change a row as it stands now."""
    return client.patch(road, json=body, headers={"if-match": client.get(road).headers.get("etag", "")})


def kept(client: Client, road: str, body: dict[str, Any]) -> Any:
    """Change a definition as it stands now."""
    data, code = road.split("/")[-2:]
    rows = client.get("/own-fields", params={"object": data}).json()
    revision = next((one["revision"] for one in rows if one["code"] == code), None)
    return client.put(road, json=body, headers={} if revision is None else {"if-match": f'"{revision}"'})


def fill(client: Client, road: str, **own: Any) -> dict[str, Any]:
    """Write values of a row; gives the row as it is shown then."""
    changed = patched(client, road, {"own": own})
    assert changed.status_code == 200, changed.text
    return changed.json()


def found(client: Client, road: str, *own: str, **more: Any) -> set[int]:
    """The ids that a list has for these filters; its count says the same."""
    asked = {"own": list(own), "limit": 200, **more}
    answer = client.get(road, params=asked)
    assert answer.status_code == 200, answer.text
    ids = {one["id"] for one in answer.json()["items"]}
    count = client.get(f"{road}/count", params={"own": list(own), **more}).json()
    assert count["count"] == len(ids)
    return ids
