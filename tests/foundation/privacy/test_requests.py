"""Requests of people about their own data: received, checked, answered in time; and what they agree to."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from python_calamine import CalamineWorkbook
from sqlalchemy import select

from foundation.approvals.asked import publish, role, step
from foundation.privacy.asked import IDENTITY, NAME, PHONE, act, asked, billed, good, officer, owner
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.privacy.contract import ConsentQueries
from manyhold.kernel.contracts import ask
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World

TEXT = "我同意将本人的联系电话提供给电梯维保单位，用于困人救援时与我联系。"


def purpose(world: World, code: str = "share.lift") -> dict[str, Any]:
    body = {"code": code, "name": "向维保单位提供电话", "is_separate": True, "text": TEXT}
    return good(officer(world).post("/privacy/purposes", json=body), 201)


def has_consent(world: World, party_id: int, code: str = "share.lift") -> bool:
    ctx = world.context("A1", writes=False)
    try:
        return ask(ctx, ConsentQueries).has_consent(party_id, code)
    finally:
        ctx.session.close()


def test_a_request_is_due_by_the_working_calendar(world: World) -> None:
    row = asked(world, owner(world), "export", received_on="2026-11-20")
    # Friday the 20th; fifteen working days on is Friday, three weeks later.
    assert (row["due_on"], row["state"], row["identity_check"]) == ("2026-12-11", "verified", "document")
    assert row["number"] == "GR-A1-2026-0001"
    laid_down = good(officer(world).get("/privacy/settings"))
    good(officer(world).put("/privacy/settings", json={**laid_down, "answer_days": 5}))
    assert asked(world, row["party_id"], "correct", received_on="2026-11-20")["due_on"] == "2026-11-27"


def test_a_copy_holds_everything_of_the_person_alone(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    other = owner(world, room=1, name="司马青", phones=["13700000001"], id_number="", id_kind="")
    billed(world)
    row = asked(world, party_id, "export")
    assert good(act(chief, row, "export", answer="请领取副本"))["state"] == "preparing"
    world.work()
    done = good(chief.get(f"/privacy/requests/{row['id']}"))
    assert (done["state"], done["answer"], done["done"]["billing.bills"]) == ("answered", "请领取副本", 1)
    content = chief.get(f"/files/{done['file']['id']}").content
    archive = zipfile.ZipFile(io.BytesIO(content))
    told = json.loads(archive.read("personal-data.json"))
    text = json.dumps(told, ensure_ascii=False)
    assert all(one in text for one in (NAME, PHONE, IDENTITY, "金丝雀A1-101")) and "司马青" not in text
    assert told["request"] == row["number"] and other != party_id
    book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read("个人信息副本.xlsx")))
    assert any("客户身份" in name for name in book.sheet_names)
    assert world.client("customer_service").get(f"/files/{done['file']['id']}").status_code == 404
    audited = good(world.client("auditor").get("/audit-entries", params={"action": "export"}))["items"]
    assert [(one["subject"], one["reason"]) for one in audited] == [("parties_party", row["number"])]
    world.wait(timedelta(days=31))
    world.work()
    assert good(chief.get(f"/privacy/requests/{row['id']}"))["file"] is None
    with SystemSession(world.runtime.database, writes=False) as session:
        assert (
            session.scalars(select(StoredFile.id).where(StoredFile.purpose == "privacy.export")).all() == []
        )


def test_a_copy_waits_for_its_approval(world: World) -> None:
    publish(world, step(role("project_manager")), group="A", document_type="privacy.export")
    row, chief, manager = (
        asked(world, owner(world), "export"),
        officer(world),
        world.client("project_manager"),
    )
    waiting = good(act(chief, row, "export"))
    assert waiting["state"] == "awaiting_approval"
    request = good(manager.get(f"/approval-requests/{waiting['approval_id']}"))
    assert NAME not in json.dumps(request, ensure_ascii=False)
    signed = {"turn": request["turn"], "comment": ""}
    good(manager.post(f"/approval-requests/{request['id']}/approve", json=signed))
    world.work()
    assert good(chief.get(f"/privacy/requests/{row['id']}"))["state"] == "answered"
    again = asked(world, row["party_id"], "export")
    waiting = good(act(chief, again, "export"))
    turn = good(manager.get(f"/approval-requests/{waiting['approval_id']}"))["turn"]
    good(
        manager.post(
            f"/approval-requests/{waiting['approval_id']}/refuse", json={"turn": turn, "comment": "身份存疑"}
        )
    )
    world.work()
    assert good(chief.get(f"/privacy/requests/{again['id']}"))["state"] == "verified"


def test_a_correction_is_found_under_the_right_name(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    row = asked(world, party_id, "correct")
    assert act(chief, row, "correct", answer="已更正").json()["errors"][0]["code"] == "nothing_to_correct"
    done = good(act(chief, row, "correct", name="欧阳娜娜", answer="已更正"))
    assert (done["state"], done["party_name"]) == ("answered", "欧**娜")
    found = good(world.client("project_manager").get("/parties", params={"q": "欧阳娜娜"}))["items"]
    assert [one["id"] for one in found] == [party_id]


def test_a_refusal_says_why_and_nothing_goes_out_unchecked(world: World) -> None:
    party_id, chief = owner(world), officer(world)
    site = world.sites["A1"].project_id
    body = {"project_id": site, "party_id": party_id, "kind": "export", "channel": "phone"}
    row = good(world.client("customer_service").post("/privacy/requests", json=body), 201)
    assert act(chief, row, "export").json()["code"] == "act_not_allowed"
    refused = good(act(chief, row, "refuse", reason="not_identified", answer="请携带证件到前台核实"))
    assert (refused["state"], refused["refusal"], refused["acts"]) == ("refused", "not_identified", [])
    proxy = world.client("customer_service").post("/privacy/requests", json={**body, "applicant": "heir"})
    assert proxy.json()["errors"][0] == {"field": "applicant_name", "code": "missing", "params": {}}


def test_officers_are_told_before_it_is_late(world: World) -> None:
    row, chief = asked(world, owner(world), "correct"), officer(world)
    world.wait(timedelta(days=17))
    world.work()
    world.wait(timedelta(days=1, minutes=1))
    world.work()
    told = [one["text"] for one in good(chief.get("/messages"))["items"] if row["number"] in one["text"]]
    assert told == [f"个人信息请求 {row['number']} 须在 2026-12-11 前答复"]


def test_people_are_found_without_standing_in_an_address(world: World) -> None:
    party_id = owner(world)
    found = good(officer(world).post("/privacy/persons", json={"text": PHONE}))
    assert [(one["id"], one["name"], one["places"]) for one in found] == [
        (party_id, "欧*娜", ["金丝雀A1-101"])
    ]
    assert good(officer(world, "B").post("/privacy/persons", json={"text": PHONE})) == []
    elsewhere = {"text": PHONE, "project_id": world.sites["B1"].project_id}
    refused = officer(world).post("/privacy/persons", json=elsewhere)
    assert refused.json()["errors"][0] == {"field": "project_id", "code": "unknown_reference", "params": {}}


def test_a_consent_counts_until_it_is_withdrawn(world: World) -> None:
    party_id, service = owner(world), world.client("customer_service")
    wanted = purpose(world)
    assert not has_consent(world, party_id)
    given = {"party_id": party_id, "purpose_id": wanted["id"], "channel": "desk"}
    row = good(service.post("/privacy/consents", json=given), 201)
    assert (row["version"], row["counts"], row["party_name"]) == (1, True, "欧*娜")
    assert has_consent(world, party_id) and not has_consent(world, party_id, "share.other")
    ended = good(service.post(f"/privacy/consents/{row['id']}/withdraw", json={"channel": "phone"}))
    assert (ended["counts"], ended["withdrawal_channel"]) == (False, "phone")
    assert not has_consent(world, party_id)
    again = service.post(f"/privacy/consents/{row['id']}/withdraw", json={"channel": "phone"})
    assert again.json()["code"] == "consent_withdrawn"


def test_a_text_that_asks_anew_ends_what_was_agreed(world: World) -> None:
    party_id, service, chief = owner(world), world.client("customer_service"), officer(world)
    wanted = purpose(world)
    given = {"party_id": party_id, "purpose_id": wanted["id"], "channel": "desk"}
    good(service.post("/privacy/consents", json=given), 201)
    good(
        chief.post(f"/privacy/purposes/{wanted['id']}/texts", json={"text": f"{TEXT}。", "needs_anew": False})
    )
    assert has_consent(world, party_id)
    newer = good(
        chief.post(
            f"/privacy/purposes/{wanted['id']}/texts", json={"text": f"{TEXT}另含住址。", "needs_anew": True}
        )
    )
    assert ([one["version"] for one in newer["texts"]], newer["consents"]) == ([3, 2, 1], 0)
    assert not has_consent(world, party_id)
    assert good(service.post("/privacy/consents", json=given), 201)["version"] == 3
    assert has_consent(world, party_id)
    row = asked(world, party_id, "withdraw", purpose_id=wanted["id"])
    assert good(act(chief, row, "withdraw"))["done"] == {"privacy.consents": 2}
    assert not has_consent(world, party_id)
    good(chief.post(f"/privacy/purposes/{wanted['id']}/end"))
    assert service.post("/privacy/consents", json=given).json()["code"] == "purpose_ended"
