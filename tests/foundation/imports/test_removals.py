"""What is given up before its load goes, and what was kept long enough is swept away."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from factories.takeovers import HEADINGS, checked, loaded, room, seen, upload
from factories.workbooks import xlsx_of
from manyhold.foundation.imports import store
from manyhold.foundation.imports.models import Import, ImportSheet
from manyhold.foundation.imports.staging.models import Finding, StagedHolding, StagedParties, StagedSpace
from manyhold.kernel.database import Base
from manyhold.kernel.jobs.models import Job
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

WORKBOOK = xlsx_of([HEADINGS, room("1801", 89.5, "张三", "13900001234"), room("1802", 80, "李四", "1234")])
STAGED: tuple[type[Base], ...] = (StagedSpace, StagedHolding, StagedParties, Finding, ImportSheet)


def rows(world: World) -> dict[str, int]:
    with SystemSession(world.runtime.database, writes=False) as session:
        kinds = (Import, *STAGED)
        return {
            kind.__tablename__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds
        }


def files(world: World) -> list[Path]:
    return [world.settings.data / one.key for one in store.kept(world.runtime)]


def age(world: World, at: datetime) -> None:
    """The kept workbooks were last put at that moment."""
    for path in files(world):
        os.utime(path, (at.timestamp(), at.timestamp()))


def sweep(world: World) -> None:
    """A day goes by, and with it the scheduled sweep."""
    world.wait(timedelta(days=1, minutes=1))
    world.work()


def give_up(client: Client, row: dict[str, Any]) -> Any:
    return client.delete(f"/imports/{row['id']}", headers={"If-Match": "*"})


def put(world: World) -> dict[str, Any]:
    return checked(world, world.client("project_manager"), world.sites["A1"].project_id, WORKBOOK)


def test_an_upload_is_given_up_before_its_load(world: World) -> None:
    manager, row = world.client("project_manager"), put(world)
    age(world, world.clock.now())
    assert rows(world)["imports_staged_space"] > 0
    assert give_up(manager, row).status_code == 204
    assert manager.get(f"/imports/{row['id']}").status_code == 404
    assert manager.get("/imports").json()["items"] == []
    assert give_up(manager, row).status_code == 404
    late = manager.put(f"/imports/{row['id']}/sheets/1", json={}, headers={"If-Match": "*"})
    assert late.status_code == 404
    world.work()
    assert set(rows(world).values()) == {0}
    sweep(world)
    assert files(world) == []
    trail = world.client("auditor").get("/audit-entries", params={"limit": 200}).json()["items"]
    assert {"update", "delete"} <= {one["action"] for one in trail if one["subject"] == "imports_import"}


def test_what_is_loaded_or_under_a_job_is_not_given_up(world: World) -> None:
    manager, project_id = world.client("project_manager"), world.sites["A1"].project_id
    row = upload(manager, project_id, WORKBOOK)
    assert manager.post(f"/imports/{row['id']}/check", json={}).status_code == 200
    busy = give_up(manager, row)
    assert (busy.status_code, busy.json()["code"]) == (409, "import_not_discardable")
    world.work()
    done = loaded(world, manager, project_id, xlsx_of([HEADINGS, room("1901", 80, None, None)]))
    refused = give_up(manager, done)
    assert (refused.status_code, refused.json()["code"]) == (409, "import_not_discardable")
    seen(manager, done, "loaded")


def test_three_askers(world: World) -> None:
    row, outsider = put(world), world.client("project_manager", "B1")
    assert give_up(world.nobody(), row).status_code == 401
    assert give_up(world.client("cashier"), row).status_code == 403
    assert give_up(outsider, row).status_code == 404


def test_the_same_workbook_of_another_import_stays(world: World) -> None:
    manager, first, second = world.client("project_manager"), put(world), put(world)
    age(world, world.clock.now() - timedelta(days=3))
    assert give_up(manager, first).status_code == 204
    world.work()
    sweep(world)
    assert len(files(world)) == 1
    seen(manager, second, "checked")


def test_an_upload_that_nobody_goes_on_with_is_removed_after_a_month(world: World) -> None:
    put(world)
    age(world, world.clock.now())
    world.wait(timedelta(days=29))
    world.work()
    assert rows(world)["imports_import"] == 1
    world.wait(timedelta(days=2))
    world.work()
    assert set(rows(world).values()) == {0}
    sweep(world)
    assert files(world) == []


def test_an_upload_that_somebody_went_on_with_stays(world: World) -> None:
    manager, row = world.client("project_manager"), put(world)
    age(world, world.clock.now())
    world.wait(timedelta(days=29))
    sheet = manager.get(f"/imports/{row['id']}").json()["sheets"][0]
    wanted = {"target": sheet["target"], "fields": [one["field"] for one in sheet["columns"]]}
    mended = manager.put(f"/imports/{row['id']}/sheets/1", json=wanted, headers={"If-Match": "*"})
    assert mended.status_code == 200, mended.text
    world.wait(timedelta(days=29))
    world.work()
    assert manager.post(f"/imports/{row['id']}/check", json={}).status_code == 200
    world.work()
    world.wait(timedelta(days=2))
    world.work()
    seen(manager, row, "checked")


def test_an_upload_whose_load_failed_stays_a_month_longer(world: World) -> None:
    manager, row = world.client("project_manager"), put(world)
    loaded(world, manager, world.sites["A1"].project_id, xlsx_of([HEADINGS, room("1901", 80, None, None)]))
    world.wait(timedelta(days=29))
    assert manager.post(f"/imports/{row['id']}/load", json={"accept_warnings": True}).status_code == 200
    world.work()
    seen(manager, row, "failed")
    world.wait(timedelta(days=29))
    world.work()
    seen(manager, row, "failed")
    world.wait(timedelta(days=2))
    world.work()
    assert manager.get(f"/imports/{row['id']}").status_code == 404


def test_of_a_reversed_import_only_its_row_is_left_after_half_a_year(world: World) -> None:
    manager = world.client("project_manager")
    row = loaded(
        world, manager, world.sites["A1"].project_id, xlsx_of([HEADINGS, room("1901", 80, "王五", None)])
    )
    age(world, world.clock.now())
    assert manager.post(f"/imports/{row['id']}/reverse").status_code == 200
    world.work()
    told = seen(manager, row, "reversed")
    assert (told["swept_at"], len(told["sheets"])) == (None, 1)
    for days, staged, kept in ((179, True, 1), (2, False, 0)):
        world.wait(timedelta(days=days))
        world.work()
        now = rows(world)
        assert now["imports_import"] == 1
        assert (sum(now.values()) > 1, len(files(world))) == (staged, kept)
    late = world.client("customer_service")
    told = seen(late, row, "reversed")
    assert (told["swept_at"] is not None, told["sheets"], told["counts"]["spaces_created"]) == (True, [], 3)
    mending = late.get(f"/imports/{row['id']}/set-aside.xlsx")
    assert (mending.status_code, mending.json()["code"]) == (409, "import_swept")
    with SystemSession(world.runtime.database, writes=False) as session:
        kept = session.get_one(Import, row["id"])
        assert (kept.state, kept.counts["spaces_created"], kept.swept_at) == (
            "reversed",
            3,
            world.clock.now(),
        )
        assert set(session.scalars(select(Job.state).where(Job.name == "imports.sweep"))) == {"done"}
