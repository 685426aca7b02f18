"""The road of a departure through the API, as a person at the screens walks it."""

from __future__ import annotations

from typing import Any

from modules.billing import desk
from worlds.world import Client, World

LAST_DAY = "2026-04-15"
LEAVES_AT = "2026-12-01T00:00:00+08:00"


def begun(world: World, at: str = "A1") -> tuple[Client, str]:
    """A departure that has begun and has its last billing day; gives the manager and its address."""
    manager = world.client("project_manager", at)
    wanted = {
        "project_id": world.sites[at].project_id, "successor": f"金丝雀{at}接手物业", "reason": "合同到期不续",
        "notice_on": "2026-03-01",
    }  # fmt: skip
    url = f"/departures/{desk.good(manager.post('/departures', json=wanted))['id']}"
    desk.good(manager.post(f"{url}/move", json={"to": "last_day"}), 200)
    last = {"last_billing_on": LAST_DAY}
    desk.good(manager.put(f"{url}/last-day", json=last, headers={"If-Match": "*"}), 200)
    return manager, url


def decided(world: World, at: str = "A1") -> tuple[Client, str]:
    """At the package, with all that is open decided: whatever is offered first."""
    manager, url = begun(world, at)
    desk.good(manager.post(f"{url}/move", json={"to": "final_runs"}), 200)
    said = {"to": "balances", "unbilled_reason": "末月由承接方收取"}
    found = desk.good(manager.post(f"{url}/move", json=said), 200)
    for one in found["totals"]:
        if one["decision"] == "":
            lines = desk.good(manager.get(f"{url}/lines", params={"kind": one["kind"], "limit": 1}), 200)[
                "items"
            ]
            said = {"kind": one["kind"], "decision": lines[0]["choices"][0]}
            desk.good(manager.post(f"{url}/decide", json=said), 200)
    desk.good(manager.post(f"{url}/move", json={"to": "package"}), 200)
    return manager, url


def packed(world: World, at: str = "A1") -> tuple[Client, str, dict[str, Any]]:
    """With the package made by the region's manager."""
    manager, url = decided(world, at)
    desk.good(world.client("region_manager", at).post(f"{url}/package"), 200)
    world.work()
    found = desk.good(manager.get(url), 200)
    assert found["package_file_id"] is not None, found
    return manager, url, found


def signed(
    world: World, at: str = "A1", *, readers: tuple[int, ...] = (), kept_until: str = "2056-12-31"
) -> tuple[Client, str]:
    """Signed, to be left on the first of December."""
    manager, url, _ = packed(world, at)
    wanted = {"leaves_at": LEAVES_AT, "kept_until": kept_until, "reader_ids": list(readers)}
    desk.good(manager.post(f"{url}/sign", json=wanted), 200)
    world.work()
    return manager, url
