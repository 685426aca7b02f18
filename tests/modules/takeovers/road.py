"""The road of a takeover through the API, as a person at the screens walks it; every act is a click."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from factories.ledgers import Ledgers
from factories.takeovers import XLSX
from worlds.world import Client, World


@dataclass
class Walk:
    """A person with a stopwatch: what was clicked, and which rows were left over."""

    world: World
    client: Client
    project_id: int
    clicks: int = 0
    left_over: dict[str, int] = field(default_factory=dict[str, int])
    rows: dict[str, int] = field(default_factory=dict[str, int])

    def act(self, method: str, url: str, status: int = 200, **options: Any) -> Any:
        """One click that must succeed."""
        self.clicks += 1
        answer = self.client.request(method, url, **options)
        assert answer.status_code == status, (url, answer.text)
        return answer.json()

    def bring_in(self, name: str, content: bytes, kind: str) -> dict[str, Any]:
        """Upload, accept the mapping as proposed, check, load."""
        row = self.act(
            "POST",
            "/imports",
            201,
            data={"project_id": self.project_id, "kind": kind},
            files={"file": (f"{name}.xlsx", content, XLSX)},
        )
        self.act("POST", f"/imports/{row['id']}/check", json={})
        self.world.work()
        checked = self.client.get(f"/imports/{row['id']}").json()
        assert checked["state"] == "checked", checked
        self.act("POST", f"/imports/{row['id']}/load", json={"accept_warnings": True})
        self.world.work()
        loaded = self.client.get(f"/imports/{row['id']}").json()
        assert loaded["state"] == "loaded", loaded
        self.left_over[name] = loaded["counts"]["rows_set_aside"]
        self.rows[name] = loaded["counts"]["rows_read"]
        return loaded


def walk(world: World, made: Ledgers, at: str = "A1") -> tuple[Walk, dict[str, Any]]:
    """From the first upload to the signature; gives the walk and the signed takeover.

    The world's project has a parking space of its own, which the sheet states too; its four rooms are in the ledger.
    """
    site = world.sites[at]
    step = Walk(world, world.client("project_manager", at), site.project_id)
    begun = {"project_id": site.project_id, "former_manager": "旧日物业", "cut_over_on": "2026-10-31"}
    takeover = step.act("POST", "/takeovers", 201, json=begun)
    url = f"/takeovers/{takeover['id']}"
    step.act("POST", f"{url}/move", json={"to": "masters"})
    step.bring_in("rooms", made.rooms, "takeover")
    step.bring_in("parking", made.parking, "takeover")
    step.act("POST", f"{url}/move", json={"to": "openings"})
    step.bring_in("balances", made.balances, "billing.openings")
    step.bring_in("terms", made.parking, "billing.openings")
    step.act("POST", f"{url}/move", json={"to": "reconciliation"})
    stated = dict(made.totals)
    stated["parking"] += 1
    step.act("PUT", f"{url}/totals", json={"stated": stated}, headers={"If-Match": "*"})
    step.client = world.client("region_manager", at)
    signed = step.act("POST", f"{url}/sign")
    world.work()
    return step, signed
