"""The registers: what is processed, how long it is kept, who looked, what was assessed, what went wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from foundation.privacy.asked import NAME, good, moved_out, officer, owner
from manyhold.foundation.parties.models import Party
from manyhold.foundation.privacy.assessments import rules as assessed
from manyhold.foundation.privacy.looks.rules import Look, days
from manyhold.kernel.scoping.session import SystemSession
from manyhold.modules.workorders.orders.models import Order
from manyhold.operations.rotation import sealed_columns
from modules.workorders.asked import done, finished
from worlds.world import NOW, World

NOT_PERSONAL = {
    "identity_person.totp_sealed": "a secret of ours",
    "identity_person.totp_pending_sealed": "a secret of ours",
    "kernel_kept_answer.sealed": "an answer, for 72 hours",
    "messaging_channel.secrets_sealed": "a provider's secrets",
    "webhooks_subscription.secret_sealed": "a secret of ours",
    "webhooks_subscription.former_secret_sealed": "a secret of ours",
    "workorders_space_code.token_sealed": "a code on a wall",
}


def test_nothing_sealed_is_kept_unregistered(shared_world: World) -> None:
    registered = {one for each in shared_world.runtime.registry.personal_data() for one in each.columns}
    sealed = {f"{kind.__tablename__}.{column.name}" for kind, column in sealed_columns()}
    assert sealed - registered == NOT_PERSONAL.keys()


def test_registered_columns_are_there(shared_world: World) -> None:
    known = {
        f"{mapper.local_table.name}.{column.name}"
        for mapper in Party.registry.mappers
        for column in mapper.local_table.columns
    }
    registered = {one for each in shared_world.runtime.registry.personal_data() for one in each.columns}
    assert registered - known == set()


def test_the_register_is_prefilled_once_and_edited(world: World) -> None:
    head = world.client("group_administrator")
    added = good(head.post("/privacy/activities/prefill"), 201)["added"]
    assert added == len(world.runtime.registry.personal_data())
    assert good(head.post("/privacy/activities/prefill"), 201)["added"] == 0
    rows = good(head.get("/privacy/activities", params={"limit": 100}))["items"]
    [identity] = [one for one in rows if one["code"] == "parties.identity"]
    assert (identity["basis"], "parties_phone.number_sealed" in identity["columns"]) == ("contract", True)
    url = f"/privacy/activities/{identity['id']}"
    etag = {"If-Match": head.get(url).headers["etag"]}
    assert good(head.patch(url, json={"owner": "客服部"}, headers=etag))["owner"] == "客服部"
    assert head.patch(url, json={"owner": "工程部"}, headers=etag).status_code == 412
    own = {"name": "视频监控", "purpose": "公共安全", "basis": "legal_duty", "is_sensitive": True}
    assert good(head.post("/privacy/activities", json=own), 201)["columns"] == []
    assert good(head.get("/privacy/activities/count", params={"is_sensitive": True}))["count"] == 1
    assert world.client("project_manager").get("/privacy/activities").status_code == 403


def clock(world: World, category: str) -> dict[str, Any]:
    rows = good(officer(world).get("/privacy/retention/clocks"))
    return next(one for one in rows if one["category"] == category)


def test_former_customers_go_when_their_time_is_over(world: World) -> None:
    chief = officer(world)
    gone, disputed, here = (
        owner(world),
        owner(world, room=1, name="司马青"),
        owner(world, room=2, name="诸葛白"),
    )
    for party_id in (gone, disputed):
        moved_out(world, party_id, on="2026-01-31")
    hold = {"party_id": disputed, "reason": "dispute", "reference": "案号 1"}
    good(chief.post("/privacy/holds", json=hold), 201)
    world.wait(timedelta(days=80))
    assert (clock(world, "parties.identity")["months"], clock(world, "parties.identity")["due"]) == (36, 0)
    good(chief.put("/privacy/retention/clocks/parties.identity", json={"months": 2}))
    assert clock(world, "parties.identity")["due"] == 2
    world.work()
    [run] = [
        one
        for one in good(chief.get("/privacy/retention/runs"))["items"]
        if one["category"] == "parties.identity"
    ]
    assert (run["state"], run["due"]) == ("found", 2)
    due = good(chief.get(f"/privacy/retention/runs/{run['id']}/due"))
    assert [(one["party_id"], one["reasons"]) for one in due] == [(gone, []), (disputed, ["dispute"])]
    assert world.client("auditor").post(f"/privacy/retention/runs/{run['id']}/confirm").status_code == 403
    good(chief.post(f"/privacy/retention/runs/{run['id']}/confirm"))
    world.work()
    ended = next(one for one in good(chief.get("/privacy/retention/runs"))["items"] if one["id"] == run["id"])
    assert (ended["state"], ended["removed"], ended["held"], ended["reasons"]) == (
        "done",
        1,
        1,
        {"dispute": 1},
    )
    with SystemSession(world.runtime.database, writes=False) as session:
        erased = session.scalars(select(Party.id).where(Party.erased_at.is_not(None))).all()
    assert (list(erased), here not in erased) == ([gone], True)
    again = chief.post(f"/privacy/retention/runs/{run['id']}/confirm")
    assert again.json()["code"] == "retention_confirmed"


def test_old_orders_lose_their_people(world: World) -> None:
    chief = officer(world)
    order = finished(world)
    done(world.client("customer_service"), order, "close")
    for category in ("workorders.reports", "workorders.notes"):
        good(chief.put(f"/privacy/retention/clocks/{category}", json={"months": 2}))
    world.wait(timedelta(days=80))
    world.work()
    runs = {one["category"]: one for one in good(chief.get("/privacy/retention/runs"))["items"]}
    assert {"workorders.reports", "workorders.notes"} <= runs.keys()
    for category in ("workorders.reports", "workorders.notes"):
        good(chief.post(f"/privacy/retention/runs/{runs[category]['id']}/confirm"))
    world.work()
    with SystemSession(world.runtime.database, writes=False) as session:
        kept = session.get_one(Order, order["id"])
        assert (kept.number, kept.contact_phone_sealed, kept.description_sealed) == (
            order["number"],
            None,
            None,
        )
    assert clock(world, "workorders.reports")["due"] == clock(world, "workorders.notes")["due"] == 0


def test_looks_are_counted_by_person_project_and_day(world: World) -> None:
    party_id, service = owner(world), world.client("customer_service")
    for _ in range(5):
        good(service.post(f"/parties/{party_id}/reveal", json={"field": "phone", "reason": "业主催办"}))
    report = good(world.client("auditor").get("/privacy/looks"))
    assert (report["looks"], report["people"], report["subjects"], report["unusual"]) == (5, 1, 1, 1)
    [day] = report["days"]
    assert (day["looks"], day["marks"]) == (5, ["same_person"])
    assert day["reasons"] == [{"text": "业主催办", "count": 5}]
    assert NAME not in str(report)
    wrong = world.client("auditor").get("/privacy/looks", params={"from": "2026-01-01", "to": "2026-11-22"})
    assert wrong.json()["errors"][0]["code"] == "span_wrong"
    assert world.client("project_manager").get("/privacy/looks").status_code == 403


def test_what_is_unusual_about_looks() -> None:
    night = NOW.replace(hour=16)  # midnight in Shanghai
    found = days([Look(night, 1, 1, ("parties_party", 1), "核对")], "Asia/Shanghai", 50)
    assert (found[0].day, found[0].marks) == (date(2026, 11, 23), ["at_night"])
    many = [Look(NOW, 1, 1, ("parties_party", n), "核对") for n in range(50)]
    assert days(many, "Asia/Shanghai", 50)[0].marks == ["many", "same_reason"]
    assert days(many[:5], "Asia/Shanghai", 50)[0].marks == []


def answered() -> dict[str, Any]:
    risk = {
        "risk": "人脸照片外泄",
        "likelihood": "middle",
        "impact": "high",
        "measure": "只存模板编号",
        "residual": "low",
    }
    return {
        "title": "人脸门禁",
        "occasion": "sensitive",
        "description": "三个小区的门禁升级",
        "answers": {code: "已核实，符合要求。" for code, _, _ in assessed.QUESTIONS},
        "risks": [risk],
        "conclusion": "go_with",
        "conclusion_note": "保留刷卡方式",
    }


def test_an_assessment_is_signed_by_another_and_never_changed(world: World) -> None:
    chief, head = officer(world), world.client("group_administrator")
    row = good(chief.post("/privacy/assessments", json={"title": "人脸门禁", "occasion": "sensitive"}), 201)
    url = f"/privacy/assessments/{row['id']}"
    assert chief.post(f"{url}/sign").json()["code"] == "own_assessment"
    missing = {one["field"] for one in head.post(f"{url}/sign").json()["errors"]}
    assert {"answers.purpose", "risks", "conclusion"} <= missing
    good(chief.put(url, json=answered(), headers={"If-Match": "*"}))
    signed = good(head.post(f"{url}/sign"))
    assert (signed["state"], signed["high_risks"], signed["risks"][0]["grade"]) == ("signed", 1, "high")
    world.work()
    file = good(chief.get(url))["file"]
    page = chief.get(f"/files/{file['id']}")
    assert (page.headers["content-type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    changed = chief.put(url, json=answered(), headers={"If-Match": "*"})
    assert changed.json()["code"] == "assessment_signed"
    newer = good(chief.post(f"{url}/revise"), 201)
    assert (newer["version"], newer["state"], newer["answers"]) == (2, "draft", answered()["answers"])
    assert chief.post(f"{url}/revise").json()["code"] == "newer_version"


def test_while_a_risk_stays_high_it_does_not_go_on() -> None:
    risk = {"measure": "加密", "residual": "high"}
    answers = {code: "已核实" for code, _, _ in assessed.QUESTIONS}
    assert assessed.faults(answers, [risk], "go") == [("conclusion", "risk_stays_high")]
    assert assessed.faults(answers, [risk], "no_go") == []
    assert [assessed.grade(*pair) for pair in (("low", "low"), ("low", "high"), ("middle", "high"))] == [
        "low",
        "middle",
        "high",
    ]


def test_a_drill_runs_from_the_discovery_to_its_lessons(world: World) -> None:
    owner(world), owner(world, room=1, name="司马青")
    head = world.client("group_administrator")
    laid_down = good(head.get("/privacy/settings"))
    named = {"officer": "王主任", "officer_contact": "010-12345678", "authority": "北京市网信办"}
    good(head.put("/privacy/settings", json={**laid_down, **named}))
    body = {
        "title": "客服电脑丢失",
        "is_drill": True,
        "kind": "loss",
        "project_ids": [world.sites["A1"].project_id],
        "categories": ["parties.identity"],
        "cause": "搬家途中遗失",
    }
    row = good(head.post("/privacy/incidents", json=body), 201)
    url = f"/privacy/incidents/{row['id']}"
    assert row["affected"] == {"customers": 2}
    assert "演练" in row["authority_notice"] and "北京市网信办" in row["authority_notice"]
    assert "约 2 人" in row["authority_notice"] and "010-12345678" in row["persons_notice"]
    due = datetime.fromisoformat(row["authority"]["due_at"])
    assert due - datetime.fromisoformat(row["discovered_at"]) == timedelta(hours=4)
    assert head.post(f"{url}/close", json={"lessons": "加密硬盘"}).json()["code"] == "nobody_told"
    world.wait(timedelta(hours=5))
    late = good(head.post(f"{url}/tell", json={"whom": "authority", "note": "电话报告"}))
    assert (late["authority"]["is_late"], late["persons"]["is_late"]) == (True, False)
    spared = {"whom": "persons", "spared": "硬盘全盘加密，未造成危害"}
    good(head.post(f"{url}/tell", json=spared))
    closed = good(head.post(f"{url}/close", json={"lessons": "笔记本一律全盘加密"}))
    assert [one["act"] for one in closed["log"]] == [
        "opened",
        "counted",
        "told_authority",
        "spared",
        "closed",
    ]
    assert head.post(f"{url}/log", json={"text": "补记"}).json()["code"] == "incident_closed"
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalar(select(func.count()).select_from(Party)) == 2
