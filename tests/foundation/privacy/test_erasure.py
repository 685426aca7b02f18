"""An erasure leaves nobody to be found and the ledger true; what the law keeps holds it, with the reason named."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from foundation.fields.asked import fill, group_field
from foundation.privacy.asked import (
    IDENTITY,
    NAME,
    PHONE,
    act,
    asked,
    billed,
    good,
    moved_out,
    officer,
    owner,
)
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.parties.models import Party, PartyVersion, Phone, SearchToken
from manyhold.foundation.privacy.requests.models import PersonRequest
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.ledger.models import Entry
from manyhold.modules.billing.payments.models import Payment
from manyhold.modules.workorders.orders.models import Order, Photo
from manyhold.operations.rotation import sealed_columns
from modules.billing import desk
from worlds.world import World

PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def sums(world: World) -> dict[str, Any]:
    """What the ledger comes to: every sum, number, company and day that stands in it."""
    with SystemSession(world.runtime.database, writes=False) as session:
        bills = select(func.count(), func.sum(Bill.amount_fen), func.sum(Bill.settled_fen))
        payments = select(
            Payment.amount_fen, Payment.receipt_no, Payment.legal_entity_id, Payment.business_date
        ).order_by(Payment.id)
        return {
            "bills": [int(one) for one in session.execute(bills).one()],
            "entries": int(session.scalar(select(func.sum(Entry.amount_fen))) or 0),
            "payments": [tuple(row) for row in session.execute(payments)],
        }


def everything_opened(world: World) -> str:
    """All that is sealed anywhere, opened: what a thief with the key would read."""
    keys, found = world.runtime.keys, []
    with SystemSession(world.runtime.database, writes=False) as session:
        for kind, column in sealed_columns():
            for row in session.scalars(select(kind)):
                kept = getattr(row, column.name)
                if kept is not None:
                    found.append(keys.open(f"{kind.__tablename__}.{column.name}", row.id, kept))
    return json.dumps(found, ensure_ascii=False)


def reported(world: World, party_id: int) -> int:
    """An order of the owner, with words, a number and a photo, done and closed; gives its id."""
    service, site = world.client("customer_service"), world.sites["A1"]
    photo = good(
        service.post(
            "/files",
            params={
                "purpose": "workorders.photo",
                "project_id": site.project_id,
                "space_id": site.room_ids[0],
            },
            files={"file": ("门.png", base64.b64decode(PICTURE), "image/png")},
        ),
        201,
    )
    order = good(
        service.post(
            "/work-orders",
            json={
                "project_id": site.project_id,
                "space_id": site.room_ids[0],
                "category": "indoor_repair",
                "party_id": party_id,
                "reporter_name": NAME,
                "contact_phone": PHONE,
                "description": f"{NAME}家水管漏水",
                "photo_ids": [photo["id"]],
            },
        ),
        201,
    )
    return order["id"]


def test_erasure_leaves_the_ledger_true(world: World) -> None:
    party_id = owner(world)
    amount = billed(world)
    paid = good(desk.pay(world.client("cashier"), world.sites["A1"].room_ids[0], amount), 201)
    moved_out(world, party_id)
    before = sums(world)
    assert (NAME in everything_opened(world), before["entries"]) == (True, amount * 2)

    row = asked(world, party_id, "erase", applicant="agent", applicant_name=f"{NAME}之女")
    done = good(act(officer(world), row, "erase", answer="已删除"))
    assert (done["state"], done["party_name"]) == ("answered", f"已删除 {party_id}")
    assert done["done"]["parties.identity"] >= 3
    erased_at = world.clock.now()

    assert sums(world) == before
    world.wait(timedelta(hours=73))  # answers are kept for that long, sealed, for whoever repeats a request
    world.work()
    opened = everything_opened(world)
    assert [text for text in (NAME, PHONE, IDENTITY) if text in opened] == []
    manager = world.client("project_manager")
    for text in (NAME, "ouyangna", "oyn", PHONE, PHONE[-4:], IDENTITY, "已删除"):
        assert good(manager.get("/parties", params={"q": text}))["items"] == []
        assert good(manager.get("/search", params={"q": text})) == []
    payment = good(manager.get(f"/payments/{paid['id']}"))
    assert (payment["payer_name"], payment["amount_fen"]) == (f"已删除 {party_id}", amount)
    [bill] = desk.bills(world.client("cashier"))
    assert (bill["amount_fen"], bill["open_fen"]) == (amount, 0)
    reprint = world.client("cashier").post(f"/payments/{paid['id']}/prints")
    assert reprint.status_code in {200, 201}
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(SearchToken)) == 0
        assert session.scalar(select(func.count()).select_from(Phone)) == 0
        party = session.get_one(Party, party_id)
        assert (party.id_number_sealed, party.gender, party.erased_at) == (None, "", erased_at)
        assert session.scalar(select(func.count()).select_from(PartyVersion)) == 1
        kept = session.get_one(PersonRequest, row["id"])
        assert (kept.applicant_sealed, kept.details_sealed) == (None, None)


def test_orders_keep_their_numbers_and_lose_their_people(world: World) -> None:
    party_id = owner(world)
    order_id = reported(world, party_id)
    moved_out(world, party_id)
    row = asked(world, party_id, "erase")
    held = good(act(officer(world), row, "erase"))
    assert [one["reason"] for one in held["holds"]] == ["open_order"]
    manager = world.client("project_manager")
    good(
        manager.post(
            f"/work-orders/{order_id}/cancel", json={"reason": "duplicate", "note": f"{NAME}重复报修"}
        )
    )
    good(act(officer(world), row, "erase"))
    world.wait(timedelta(hours=73))
    world.work()
    assert [text for text in (NAME, PHONE) if text in everything_opened(world)] == []
    with SystemSession(world.runtime.database, writes=False) as session:
        order = session.get_one(Order, order_id)
        assert order.number and order.description_sealed is None
        assert session.scalars(select(Photo.id)).all() == []
        assert session.scalars(select(StoredFile.id)).all() == []


def test_own_fields_are_copied_in_full_and_erased(world: World) -> None:
    for data in ("party", "space", "order"):
        group_field(world, data, "keyholder", sensitivity="personal")
    group_field(world, "space", "meter")
    manager, chief, room = world.client("project_manager"), officer(world), world.sites["A1"].room_ids[0]
    party_id = owner(world)
    order_id = reported(world, party_id)
    fill(manager, f"/parties/{party_id}", keyholder="其父13811110001")
    fill(manager, f"/spaces/{room}", keyholder="其姐13811110002", meter="甲七")
    fill(manager, f"/work-orders/{order_id}", keyholder="其叔13811110003")
    good(manager.post(f"/work-orders/{order_id}/cancel", json={"reason": "duplicate", "note": "重复"}))
    moved_out(world, party_id)

    row = asked(world, party_id, "export")
    good(act(chief, row, "export", answer="请领取"))
    world.work()
    copied = good(chief.get(f"/privacy/requests/{row['id']}"))["file"]["id"]
    archive = zipfile.ZipFile(io.BytesIO(chief.get(f"/files/{copied}").content))
    told = archive.read("personal-data.json").decode()
    assert all(one in told for one in ("其父13811110001", "其叔13811110003"))

    good(act(chief, asked(world, party_id, "erase"), "erase", answer="已删除"))
    world.wait(timedelta(hours=73))
    world.work()
    opened = everything_opened(world)
    assert [one for one in ("其父", "其姐", "其叔") if one in opened] == []
    assert good(manager.get(f"/spaces/{room}"))["own"] == {"meter": "甲七"}


def test_a_copy_that_lies_ready_goes_too(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    moved_out(world, party_id)
    copied = asked(world, party_id, "export")
    good(act(chief, copied, "export"))
    world.work()
    file = good(chief.get(f"/privacy/requests/{copied['id']}"))["file"]
    assert chief.get(f"/files/{file['id']}").status_code == 200
    good(act(chief, asked(world, party_id, "erase"), "erase"))
    assert chief.get(f"/files/{file['id']}").status_code == 404
    kept = good(chief.get(f"/privacy/requests/{copied['id']}"))
    assert (kept["state"], kept["file"], kept["details"]) == ("answered", None, "")


def test_what_holds_an_erasure_is_named(world: World) -> None:
    party_id = owner(world)
    billed(world)
    row, chief = asked(world, party_id, "erase"), officer(world)
    looked = good(chief.get(f"/privacy/requests/{row['id']}/outlook"))
    assert {one["reason"] for one in looked["holds"]} == {"running_holding", "open_arrears"}
    held = good(act(chief, row, "erase"))
    assert (held["state"], held["deferred_until"]) == ("deferred", None)
    assert {one["reason"] for one in held["holds"]} == {"running_holding", "open_arrears"}
    found = good(world.client("project_manager").get("/parties", params={"q": NAME}))["items"]
    assert [one["id"] for one in found] == [party_id]


def test_a_dispute_holds_until_it_is_lifted(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    moved_out(world, party_id)
    hold = {"party_id": party_id, "reason": "dispute", "reference": "（2026）京0105民初1号"}
    placed = good(chief.post("/privacy/holds", json=hold), 201)
    row = asked(world, party_id, "erase")
    assert [one["reason"] for one in good(act(chief, row, "erase"))["holds"]] == ["dispute"]
    good(chief.post(f"/privacy/holds/{placed['id']}/lift"))
    assert chief.post(f"/privacy/holds/{placed['id']}/lift").json()["code"] == "hold_lifted"
    world.wait(timedelta(days=1, minutes=1))
    world.work()
    freed = good(chief.get(f"/privacy/requests/{row['id']}"))
    assert (freed["state"], freed["holds"]) == ("verified", [])
    assert good(act(chief, row, "erase"))["state"] == "answered"
    assert chief.post("/privacy/holds", json=hold).json()["code"] == "party_erased"


def test_accountants_may_keep_the_name_with_the_receipts(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    amount = billed(world)
    good(desk.pay(world.client("cashier"), world.sites["A1"].room_ids[0], amount), 201)
    moved_out(world, party_id)
    laid_down = good(chief.get("/privacy/settings"))
    good(chief.put("/privacy/settings", json={**laid_down, "accounting_hold_months": 360}))
    held = good(act(chief, asked(world, party_id, "erase"), "erase"))
    assert [(one["reason"], one["until"]) for one in held["holds"]] == [
        ("accounting_retention", "2056-11-22")
    ]
    assert held["deferred_until"] == "2056-11-22"


def test_an_erased_person_is_not_edited_and_asks_no_more(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    moved_out(world, party_id)
    row = asked(world, party_id, "erase")
    good(act(chief, row, "erase"))
    assert act(chief, row, "erase").json()["code"] == "act_not_allowed"
    manager = world.client("project_manager")
    etag = manager.get(f"/parties/{party_id}").headers["etag"]
    edited = manager.patch(f"/parties/{party_id}", json={"name": "张三"}, headers={"If-Match": etag})
    assert (edited.status_code, edited.json()["code"]) == (409, "party_erased")
    again = {
        "project_id": world.sites["A1"].project_id,
        "party_id": party_id,
        "kind": "erase",
        "channel": "desk",
    }
    refused = world.client("customer_service").post("/privacy/requests", json=again)
    assert refused.json()["errors"][0]["code"] == "party_erased"


@pytest.mark.parametrize("role", ["customer_service", "project_manager", "auditor", "group_administrator"])
def test_only_the_officer_erases(world: World, role: str) -> None:
    row = asked(world, owner(world), "erase")
    refused = act(world.client(role), row, "erase")
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
