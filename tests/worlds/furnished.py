"""The two-group world with something of every kind in A1, A2 and B1, and their ids by the names that requests use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, or_, select

from factories.takeovers import HEADINGS, room, upload
from factories.workbooks import xlsx_of
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.session import SystemSession
from modules.billing import desk
from modules.workorders.asked import assigned, make_code
from worlds.world import World

SITES = ("A1", "A2", "B1")
TABLE_OF = {
    "actor_id": "identity_person",
    "assignee_id": "identity_person",
    "bill_id": "billing_bill",
    "building_id": "spaces_space",
    "cashier_id": "identity_person",
    "code_id": "workorders_space_code",
    "delivery_id": "kernel_delivery",
    "entity_id": "organisation_legal_entity",
    "entry_id": "audit_entry",
    "fee_item_id": "billing_fee_item",
    "file_id": "files_file",
    "grant_id": "access_grant",
    "holding_id": "parties_holding",
    "import_id": "imports_import",
    "job_id": "kernel_job",
    "legal_entity_id": "organisation_legal_entity",
    "message_id": "messaging_message",
    "node_id": "organisation_tree_node",
    "order_id": "workorders_order",
    "parent_id": "spaces_space",
    "party_id": "parties_party",
    "payer_version_id": "parties_version",
    "payment_id": "billing_payment",
    "person_id": "identity_person",
    "phone_id": "parties_phone",
    "photo_id": "files_file",
    "price_id": "billing_price_version",
    "project_id": "organisation_project",
    "removed_phone_id": "parties_phone",
    "role_id": "access_own_role",
    "run_id": "billing_run",
    "session_id": "identity_session",
    "space_id": "spaces_space",
    "stands_in_for": "identity_person",
    "subject_id": "spaces_space",
    "token_id": "identity_api_token",
    "within_id": "spaces_space",
    "zones": "spaces_space",
}
"""Whose id a parameter or field of that name is; a list of ids is called by its singular."""


class Furnished:
    """Furnishes a world, and knows what stands in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        for group in ("A", "B"):
            fee = desk.fee_item(world, f"{group}1", name=f"金丝雀{group}物业费")
            self._role(group)
            for at in (site for site in SITES if site[0] == group):
                self._furnish(at, fee)
        world.work()
        self._known = {at: {table.name: self._ids(table, at) for table in tables()} for at in SITES}

    def id_of(self, name: str, at: str) -> int:
        """An id of that site, or of its group where sites have none of their own."""
        singular = name.removesuffix("s") if name.endswith("_ids") else name
        found = self._known[at][TABLE_OF[singular]]
        assert found, f"{at} has nothing that {name} could name"
        return found[0]

    def tells_apart(self, name: str, foreign: str) -> bool:
        """Whether an id of that name is abroad: a neighbour in the group shares what is the group's own."""
        table = Base.metadata.tables[TABLE_OF[name.removesuffix("s") if name.endswith("_ids") else name]]
        return foreign[0] == "B" or "project_id" in table.c or table.name == "organisation_project"

    def ids(self, at: str) -> frozenset[int]:
        """All ids of rows that belong to the site's own project, and for another group to that group."""
        return frozenset(one for ids in self._known[at].values() for one in ids)

    def checksum(self, at: str, *, with_group: bool = False) -> dict[str, str]:
        """What stands in each table of the project, and with it all that is its group's."""
        return {table.name: self._digest(table, at, with_group) for table in tables()}

    def _furnish(self, at: str, fee: int) -> None:
        world, site = self.world, self.world.sites[at]
        desk.people(world, at)
        desk.price(world, fee, at)
        desk.post(world, desk.draft(world, fee, at=at), at)
        paid = desk.pay(world.client("cashier", at), site.room_ids[0], 5000)
        assert paid.status_code == 201, paid.text
        assigned(world, at)
        make_code(world, at)
        manager = world.client("project_manager", at)
        row = upload(
            manager, site.project_id, xlsx_of([HEADINGS, room("1801", 80, f"金丝雀{at}客户", "13900000000")])
        )
        assert manager.post(f"/imports/{row['id']}/check", json={}).status_code == 200
        party = {
            "kind": "person",
            "name": f"金丝雀{at}租客",
            "phones": ["13800001234"],
            "project_id": site.project_id,
        }
        holding = {"space_id": site.room_ids[0], "role": "tenant", "starts_on": "2026-02-01"}
        _good(manager.post("/parties", json={**party, "holdings": [holding]}))
        _good(
            world.client("technician", at).post(
                "/files",
                params={
                    "purpose": "workorders.photo",
                    "project_id": site.project_id,
                    "space_id": site.room_ids[0],
                },
                files={"file": (f"金丝雀{at}.txt", b"canary", "text/plain")},
            )
        )
        _good(manager.post("/me/tokens", json={"name": f"金丝雀{at}", "days": 30}))
        for role in ("customer_service", "technician"):
            world.client(role, at)

    def _role(self, group: str) -> None:
        body = {"name": f"金丝雀{group}角色", "permissions": ["spaces.read"]}
        _good(self.world.client("security_administrator", f"{group}1").post("/roles", json=body))

    def _ids(self, table: Table, at: str) -> list[int]:
        if "id" not in table.c:
            return []
        with SystemSession(self.world.runtime.database, writes=False) as session:
            found = select(table.c.id).where(*self._of(table, at, with_group=True)).order_by(table.c.id)
            own = (
                found if "project_id" not in table.c else found.where(table.c.project_id == self._project(at))
            )
            return list(session.execute(own).scalars()) if self._of(table, at, with_group=True) else []

    def _digest(self, table: Table, at: str, with_group: bool) -> str:
        where = self._of(table, at, with_group=with_group)
        if not where:
            return ""
        with SystemSession(self.world.runtime.database, writes=False) as session:
            rows = session.execute(select(table).where(*where)).all()
        return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()

    def _of(self, table: Table, at: str, *, with_group: bool) -> tuple[Any, ...]:
        """The condition by which rows belong to the site; empty when none of this table do."""
        site, side = self.world.sites[at], self.world.sides[at[0]]
        if table.name == "organisation_project":
            return (
                (table.c.group_id == side.group_id,)
                if with_group and at == "B1"
                else (table.c.id == site.project_id,)
            )
        owned: list[Any] = []
        if "project_id" in table.c:
            owned.append(table.c.project_id == site.project_id)
        if with_group and "group_id" in table.c:
            owned.append(table.c.group_id == side.group_id)
        if with_group and table.name == "organisation_group":
            owned.append(table.c.id == side.group_id)
        return (or_(*owned),) if owned else ()

    def _project(self, at: str) -> int:
        return self.world.sites[at].project_id


def tables() -> list[Table]:
    """Every table of the product."""
    return [table for table in Base.metadata.sorted_tables if not table.name.startswith("probe_")]


def ids_in(answer: Any) -> Iterator[int]:
    """Every id that an answer names: whole numbers under a name that ends with id or ids."""
    try:
        body = json.loads(answer.content)
    except ValueError:
        return
    yield from _ids_in("", body)


def _ids_in(name: str, value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _ids_in(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _ids_in(name, inner)
    elif isinstance(value, int) and (name == "id" or name.endswith(("_id", "_ids"))):
        yield value


def _good(answer: Any) -> None:
    assert answer.status_code == 201, answer.text
