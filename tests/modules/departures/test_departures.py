"""A departure: its last billing day, what is open, the signed package, and what is left to read afterwards."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from manyhold.kernel.contracts import ask
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.departures.package import jobs
from modules.billing import desk
from modules.billing.test_brought_over import brought
from modules.departures import road
from modules.workorders.asked import make_code
from worlds.world import World


def test_the_last_billing_day_stops_later_runs_and_cuts_its_month(world: World) -> None:
    fee = desk.posted_month(world)
    manager, url = road.begun(world)
    later = {"project_id": world.sites["A1"].project_id, "period": 202605, "fee_item_ids": [fee]}
    refused = manager.post("/bill-runs", json=later)
    assert (refused.status_code, refused.json()["code"]) == (409, "past_last_billing_day")
    assert refused.json()["params"] == {"last_billing_on": road.LAST_DAY}
    desk.good(manager.post(f"{url}/move", json={"to": "final_runs"}), 200)
    found = desk.good(manager.get(url), 200)["final_runs"]
    assert [(one["period"], found["bills_beyond"]) for one in found["missing"]] == [(202604, 0)]
    stopped = manager.post(f"{url}/move", json={"to": "balances"})
    assert (stopped.status_code, stopped.json()["code"]) == (409, "months_unbilled")
    desk.post(world, desk.draft(world, fee, 202604))
    bill = desk.bills(manager, period=202604)[0]
    assert bill["service_to"] == road.LAST_DAY
    whole = desk.bills(manager, period=202603)[0]["amount_fen"]
    assert abs(bill["amount_fen"] * 2 - whole) <= 1  # fifteen days of thirty
    moved = desk.good(manager.post(f"{url}/move", json={"to": "balances"}), 200)
    assert {one["kind"] for one in moved["totals"]} == {"arrears"}


def test_what_is_open_is_decided_before_the_package(world: World) -> None:
    desk.posted_month(world)
    brought(world, 0, "prepayment", "us", 3_000)
    brought(world, 1, "deposit", "former_manager", 2_000)
    brought(world, 1, "arrears", "developer", 9_000)
    manager, url = road.begun(world)
    desk.good(manager.post(f"{url}/move", json={"to": "final_runs"}), 200)
    found = desk.good(
        manager.post(f"{url}/move", json={"to": "balances", "unbilled_reason": "不再出账"}), 200
    )
    sums = {one["kind"]: (one["lines"], one["amount_fen"]) for one in found["totals"]}
    assert (sums["prepayment"], sums["deposit"]) == ((1, 3_000), (1, 2_000))
    assert sums["arrears"][0] == 4  # the developer's own are not ours to hand over
    stopped = manager.post(f"{url}/move", json={"to": "package"})
    assert (stopped.json()["code"], stopped.json()["params"]["lines"]) == ("departure_undecided", 5)
    # The former manager holds the deposit: it is not ours to pay back.
    [deposit] = desk.good(manager.get(f"{url}/lines", params={"kind": "deposit"}), 200)["items"]
    assert (deposit["choices"], deposit["decision"]) == (["hand_over"], "hand_over")
    wrong = manager.post(f"{url}/decide", json={"kind": "arrears", "decision": "refund"})
    assert wrong.json()["errors"][0]["code"] == "choice_not_offered"
    for kind, decision in (("prepayment", "refund"), ("arrears", "keep")):
        desk.good(manager.post(f"{url}/decide", json={"kind": kind, "decision": decision}), 200)
    desk.good(desk.pay(world.client("cashier"), world.sites["A1"].room_ids[0], 100))
    moved = manager.post(f"{url}/move", json={"to": "package"})
    assert moved.json()["code"] == "departure_moved"
    again = desk.good(manager.post(f"{url}/gather"), 200)
    assert (again["undecided"], again["has_moved"]) == (1, False)  # only what changed is asked again
    back = manager.post(f"{url}/withdraw", json={"reason": "续签了"})
    assert back.status_code == 204
    assert manager.get(url).status_code == 404
    desk.draft(world, desk.bills(manager)[0]["fee_item_id"], 202605)


def test_the_package_is_verified_by_anybody(world: World, tmp_path: Path) -> None:
    desk.posted_month(world)
    manager, _url, found = road.packed(world)
    region = world.client("region_manager")
    assert manager.get(f"/files/{found['package_file_id']}").status_code == 404
    content = region.get(f"/files/{found['package_file_id']}").content
    assert hashlib.sha256(content).hexdigest() == found["package_sha256"]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        book.extractall(tmp_path)
        names = set(book.namelist())
    assert {
        "data/bills.csv",
        "data/bills.json",
        "data/holders.csv",
        "data/spaces.json",
        "移交清单.xlsx",
    } <= names
    manifest = (tmp_path / "manifest.json").read_bytes()
    signature = (tmp_path / "manifest.json.sig").read_bytes()
    key = load_pem_public_key((tmp_path / "public-key.pem").read_bytes())
    assert isinstance(key, Ed25519PublicKey)
    key.verify(signature, manifest)
    with pytest.raises(InvalidSignature):
        key.verify(signature, manifest.replace(b"A1", b"A2", 1))
    told = json.loads(manifest)
    assert {one["path"] for one in told["files"]} == names - {"manifest.json", "manifest.json.sig"}
    for one in told["files"]:
        assert hashlib.sha256((tmp_path / one["path"]).read_bytes()).hexdigest() == one["sha256"], one["path"]
    assert told["signature"]["public_key_sha256"] == found["key_fingerprint"]
    assert next(one["rows"] for one in told["files"] if one["path"] == "data/bills.csv") == 4
    people = json.loads((tmp_path / "data/holders.json").read_bytes())
    assert people[0]["name"].startswith("金丝雀A1业主")
    assert "B1" not in (tmp_path / "data/spaces.csv").read_text().replace("B1-001", "")
    if shutil.which("openssl") and shutil.which("sha256sum"):
        steps = [line.strip() for line in (tmp_path / "VERIFY.txt").read_text().splitlines()]
        for step in (one for one in steps if one.startswith(("openssl pkeyutl", "sha256sum"))):
            done = subprocess.run(step.split(), cwd=tmp_path, capture_output=True, check=False)
            assert done.returncode == 0, (step, done.stderr)


def test_a_broken_package_job_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.posted_month(world)
    _, url = road.decided(world)
    region = world.client("region_manager")
    made: list[str] = []
    table = jobs._table

    def breaks(run: object, ctx: object, project_id: int, path: str, *rest: object) -> object:
        made.append(path)
        if path == "data/payments" and made.count(path) == 1:
            raise OSError("the disk is away")
        return table(run, ctx, project_id, path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "_table", breaks)
    desk.good(region.post(f"{url}/package"), 200)
    for _ in range(4):
        world.work()
        world.wait(timedelta(minutes=10))
    assert desk.good(region.get(url), 200)["package_file_id"] is not None
    assert made.count("data/payments") == 2
    assert made.count("data/bills") == 1  # what was made stayed made


def test_the_sign_off_is_anothers_and_ends_the_grants(world: World) -> None:
    desk.posted_month(world)
    manager, url, _ = road.packed(world)
    region = world.client("region_manager")
    wanted = {"leaves_at": road.LEAVES_AT, "kept_until": "2056-12-31"}
    assert region.post(f"{url}/sign", json=wanted).json()["code"] == "signed_by_packer"
    soon = manager.post(f"{url}/sign", json={**wanted, "leaves_at": "2026-11-22T00:00:00+08:00"})
    assert soon.json()["errors"][0]["code"] == "leaves_too_soon"
    stranger = manager.post(f"{url}/sign", json={**wanted, "reader_ids": [1]})
    assert stranger.json()["errors"][0]["code"] == "unknown_reference"
    signed = desk.good(manager.post(f"{url}/sign", json=wanted), 200)
    assert (signed["stage"], signed["is_drawing"]) == ("signed", True)
    world.work()
    kept = desk.good(manager.get(url), 200)
    assert manager.get(f"/files/{kept['sign_off_file_id']}").content.startswith(b"%PDF")
    assert manager.post(f"{url}/withdraw", json={"reason": "晚了"}).json()["code"] == "departure_signed"
    grants = world.client("security_administrator").get("/grants", params={"limit": 200})
    here = [one for one in desk.good(grants, 200)["items"] if one["person_id"] == manager.person_id]
    assert [one["ends_on"] for one in here] == ["2026-12-01"]


def test_a_left_project_is_read_by_few_and_written_by_nobody(world: World) -> None:
    desk.posted_month(world)
    room = world.sites["A1"].room_ids[0]
    project_id = world.sites["A1"].project_id
    place = make_code(world, "A1")
    reader = world.client("accountant")
    head, region = world.client("group_administrator"), world.client("region_manager")
    cashier = world.client("cashier")
    manager, url = road.signed(world, readers=(reader.person_id,), kept_until="2027-06-30")
    assert desk.pay(cashier, room, 100).status_code == 201  # until the moment everything goes on
    report = desk.good(head.get("/reports/group", params={"from_period": 202603, "to_period": 202603}), 200)
    world.wait(timedelta(days=9))  # the first of December
    for client in (manager, cashier, region):
        assert client.get(f"/spaces/{room}/account").status_code in (403, 404)
        assert client.get(url).status_code in (403, 404)
    for client in (reader, head):
        assert client.get(f"/spaces/{room}/account").status_code == 200
        assert client.get("/bills", params={"project_id": project_id}).json()["items"]
    assert desk.good(head.get(url), 200)["stage"] == "left"
    assert (
        head.post(
            "/departures",
            json={"project_id": project_id, "successor": "x", "reason": "再来", "notice_on": "2026-11-01"},
        ).status_code
        == 404
    )
    assert world.nobody().get(f"/public/places/{place}").status_code == 404
    said = {"category": "enquiry", "description": "从墙上来", "phone": "13800138000"}
    assert world.nobody().post(f"/public/places/{place}/reports", json=said).status_code == 404
    after = desk.good(head.get("/reports/group", params={"from_period": 202603, "to_period": 202603}), 200)
    assert after["rows"] == report["rows"]
    with world.context("A1", writes=False).session as session:
        found = ask(session.info["context"], BillingQueries).charged(202603, 202603, date(2026, 12, 1))
    assert found
    world.wait(timedelta(days=300))
    assert head.get(url).status_code in (403, 404)  # the records are kept no longer
