"""A takeover: its stages, the figures that must agree, and the arrears that came with it, at the desk and in reports."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.takeovers import XLSX
from factories.workbooks import xlsx_of
from manyhold.foundation.imports.settled import settled
from manyhold.kernel.contracts import ask
from manyhold.kernel.jobs.worker import Worker
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.billing.ledger.queries import disagreements
from manyhold.modules.takeovers.rules import COUNTS, SUMS, lines, unsettled
from modules.billing import desk
from modules.billing.test_heirs import part, recut
from worlds.world import Client, World

HEADINGS = ["房号", "款项类别", "收费科目", "费用所属期", "金额", "债权方", "原系统编号"]


def _checked(world: World, client: Client, rows: list[list[Any]], at: str = "A1") -> dict[str, Any]:
    made = desk.good(
        client.post(
            "/imports",
            data={"project_id": world.sites[at].project_id, "kind": "billing.openings"},
            files={"file": ("余额.xlsx", xlsx_of([HEADINGS, *rows]), XLSX)},
        )
    )
    desk.good(client.post(f"/imports/{made['id']}/check", json={}), 200)
    world.work()
    return made


def _bring_in(world: World, client: Client, rows: list[list[Any]], at: str = "A1") -> dict[str, Any]:
    made = _checked(world, client, rows, at)
    desk.good(client.post(f"/imports/{made['id']}/load", json={"accept_warnings": True}), 200)
    world.work()
    return desk.good(client.get(f"/imports/{made['id']}"), 200)


def _handed_over(world: World) -> dict[str, Any]:
    return _bring_in(
        world,
        world.client("project_manager"),
        [
            ["1栋1单元101", "欠费", "物业服务费", "2025-11", "100.00", "我方", "OLD-0101"],
            ["1-1-101", "欠费", "物业服务费", "2025年12月", "¥1,200.50", "我方", None],
            ["1-1-101", "欠费", "物业服务费", "2024-01至2024-06", 600, "原物业", None],
            ["1-1-102", "预存款", "物业服务费", None, "300元", "我方", None],
            ["1-1-102", "装修押金", "装修押金", None, "2000", "开发商", None],
            ["1-1-999", "欠费", "物业服务费", "2025-12", "1", "我方", None],
        ],
    )


def test_opening_documents_load_beside_the_bills(world: World) -> None:
    desk.posted_month(world)
    rooms = world.sites["A1"].room_ids
    before = _charged(world)
    loaded = _handed_over(world)
    counts = loaded["counts"]
    assert (loaded["state"], counts["documents"], counts["rows_set_aside"]) == ("loaded", 5, 1)
    assert counts["document_totals"]["arrears_fen"] == 190_050
    cashier = world.client("cashier")
    account = desk.good(cashier.get(f"/spaces/{rooms[0]}/account"), 200)
    ours = [one for one in account["open_bills"] if one["is_opening"]]
    assert [(one["period"], one["open_fen"]) for one in ours] == [(202511, 10_000), (202512, 120_050)]
    assert [(one["creditor"], one["amount_fen"]) for one in account["openings"]] == [
        ("former_manager", 60_000)
    ]
    other = desk.good(cashier.get(f"/spaces/{rooms[1]}/account"), 200)
    assert sorted(one["kind"] for one in other["openings"]) == ["deposit", "prepayment"]
    assert _charged(world) == before  # neither billed nor collected
    found = desk.good(world.client("customer_service").get("/search", params={"q": "OLD-0101"}), 200)
    assert "101" in str(found)


def test_arrears_of_ours_are_paid_first_and_a_reversal_opens_them_again(world: World) -> None:
    desk.posted_month(world)
    _handed_over(world)
    room = world.sites["A1"].room_ids[0]
    before = _charged(world)
    assert _owed_of(world, 202512) == 120_050
    paid = desk.good(desk.pay(world.client("cashier"), room, 50_000))
    assert [(one["period"], one["amount_fen"], one["is_opening"]) for one in paid["allocations"]] == [
        (202511, 10_000, True),
        (202512, 40_000, True),
    ]
    assert _owed_of(world, 202512) == 80_050
    assert _charged(world) == before
    (import_id,) = {one["import_id"] for one in world.client("cashier").get("/openings").json()["items"]}
    stopped = world.client("project_manager").post(f"/imports/{import_id}/reverse")
    assert (stopped.status_code, stopped.json()["code"]) == (409, "import_in_use")
    desk.good(
        world.client("accountant").post(f"/payments/{paid['id']}/reverse", json={"reason": "金额录错"}), 200
    )
    assert _owed_of(world, 202512) == 120_050
    with world.context("A1", writes=False).session as session:
        assert disagreements(session.info["context"]) == 0


def test_an_untouched_ledger_can_be_taken_back_and_loaded_again(world: World) -> None:
    desk.posted_month(world)
    loaded = _handed_over(world)
    manager = world.client("project_manager")
    desk.good(manager.post(f"/imports/{loaded['id']}/reverse"), 200)
    world.work()
    assert manager.get("/openings/count").json()["count"] == 0
    assert _handed_over(world)["counts"]["documents"] == 5
    again = _handed_over(world)
    assert (again["counts"]["documents"], again["counts"]["problems"]["document.repeated"]) == (0, 5)


def test_a_former_code_goes_with_the_last_ledger_that_names_it(world: World) -> None:
    desk.posted_month(world)
    client = world.client("project_manager")
    room = world.sites["A1"].room_ids[0]

    def ledger(month: str) -> dict[str, Any]:
        return _bring_in(world, client, [["1-1-101", "欠费", "物业服务费", month, "1", "我方", "OLD-0101"]])

    def is_known() -> bool:
        return "OLD-0101" in desk.good(client.get(f"/spaces/{room}"), 200)["aliases"]

    def take_back(upload: dict[str, Any]) -> None:
        desk.good(client.post(f"/imports/{upload['id']}/reverse"), 200)
        world.work()

    first, second = ledger("2025-10"), ledger("2025-11")
    take_back(first)
    assert is_known()
    take_back(second)
    assert not is_known()


def test_a_ledger_that_comes_again_after_a_merger_is_not_owed_twice(world: World) -> None:
    """The merged room has the old number: the ledger finds it, and the arrears of before are told with it already."""
    desk.posted_month(world)
    client = world.client("project_manager")
    rows = [["1-1-101", "欠费", "物业服务费", "2025-10", "100.00", "我方", "OLD-0101"]]
    _bring_in(world, client, rows)
    recut(world, world.sites["A1"].room_ids[:2], part("101", "178.74"))
    again = _bring_in(world, client, rows)["counts"]
    assert (again["documents"], again["problems"]) == (0, {"document.repeated": 1})
    assert _owed_of(world, 202510) == 10_000


def test_the_sign_off_needs_agreement_by_somebody_else(world: World) -> None:
    desk.posted_month(world)
    _handed_over(world)
    manager, site = world.client("project_manager"), world.sites["A1"]
    begun = {"project_id": site.project_id, "former_manager": "旧日物业", "cut_over_on": "2026-10-31"}
    takeover = desk.good(manager.post("/takeovers", json=begun))
    url = f"/takeovers/{takeover['id']}"
    assert manager.post("/takeovers", json=begun).json()["code"] == "takeover_exists"
    assert manager.post(f"{url}/move", json={"to": "reconciliation"}).json()["code"] == "takeover_stage"
    for stage in ("masters", "openings", "reconciliation"):
        desk.good(manager.post(f"{url}/move", json={"to": stage}), 200)
    stated = {
        "households": 4, "rooms": 4, "building_area": 35_748, "parking": 1, "prepayment_fen": 30_000,
        "deposit_fen": 200_000, "arrears/物业服务费": 190_150,
    }  # fmt: skip
    shown = desk.good(manager.put(f"{url}/totals", json={"stated": stated}, headers={"If-Match": "*"}), 200)
    assert shown["missing"] == ["arrears/物业服务费"]
    region = world.client("region_manager")
    refused = region.post(f"{url}/sign")
    assert (refused.status_code, refused.json()["params"]["missing"]) == (409, ["arrears/物业服务费"])
    reason = {"key": "arrears/物业服务费", "reason": "台账漏记一元，双方已确认"}
    assert manager.post(f"{url}/agree", json=reason).status_code == 403
    agreed = desk.good(region.post(f"{url}/agree", json=reason), 200)
    assert agreed["missing"] == []
    refused = manager.post(f"{url}/sign")
    assert (refused.status_code, refused.json()["code"]) == (403, "signed_by_stater")
    signed = desk.good(region.post(f"{url}/sign"), 200)
    assert (signed["stage"], signed["is_drawing"]) == ("signed", True)
    world.work()
    kept = desk.good(manager.get(url), 200)
    assert manager.get(f"/files/{kept['sign_off_file_id']}").content.startswith(b"%PDF")
    assert manager.put(f"{url}/totals", json={"stated": {}}, headers={"If-Match": "*"}).status_code == 409


def _reconciling(world: World, url: str, by: Client) -> None:
    for stage in ("masters", "openings", "reconciliation"):
        desk.good(by.post(f"{url}/move", json={"to": stage}), 200)


def _begun(world: World, by: Client) -> str:
    site = world.sites["A1"]
    wanted = {"project_id": site.project_id, "former_manager": "旧日物业", "cut_over_on": "2026-10-31"}
    return f"/takeovers/{desk.good(by.post('/takeovers', json=wanted))['id']}"


def _state(by: Client, url: str, **other: int) -> Any:
    stated = {
        "households": 4, "rooms": 4, "building_area": 35_748, "parking": 1, "prepayment_fen": 0, "deposit_fen": 0,
        **other,
    }  # fmt: skip
    return desk.good(by.put(f"{url}/totals", json={"stated": stated}, headers={"If-Match": "*"}), 200)


def test_whoever_typed_or_loaded_does_not_sign(world: World) -> None:
    """Neither by typing first and having somebody type the same again, nor by loading what others stated."""
    desk.posted_month(world)
    manager, region = world.client("project_manager"), world.client("region_manager")
    head = world.client("group_administrator")
    url = _begun(world, manager)
    _reconciling(world, url, manager)
    _state(region, url, parking=2)
    _state(manager, url, parking=2)
    told = {"key": "parking", "reason": "少移交一个车位"}
    assert region.post(f"{url}/agree", json=told).json()["code"] == "agreement_by_stater"
    assert region.post(f"{url}/sign").json()["code"] == "signed_by_stater"
    desk.good(head.post(f"{url}/agree", json=told), 200)
    accountant = world.client("accountant")
    world.also(accountant, "project_manager")
    _bring_in(world, accountant, [["1-1-101", "欠费", "物业服务费", "2025-11", "1", "我方", None]])
    _state(manager, url, parking=2, **{"arrears/物业服务费": 100})
    refused = accountant.post(f"{url}/sign")
    assert (refused.status_code, refused.json()["code"]) == (403, "signed_by_loader")
    assert desk.good(head.post(f"{url}/sign"), 200)["stage"] == "signed"


def test_an_agreement_is_void_once_its_total_was_another(world: World) -> None:
    manager, head = world.client("project_manager"), world.client("group_administrator")
    url = _begun(world, manager)
    _reconciling(world, url, manager)
    _state(manager, url, parking=2)
    told = {"key": "parking", "reason": "少移交一个车位"}
    assert desk.good(head.post(f"{url}/agree", json=told), 200)["missing"] == []
    _state(manager, url, parking=3)
    assert _state(manager, url, parking=2)["missing"] == ["parking"]


def test_nobody_signs_while_a_load_is_under_way(world: World) -> None:
    desk.posted_month(world)
    manager, head = world.client("project_manager"), world.client("group_administrator")
    url = _begun(world, manager)
    loaded = _handed_over(world)
    _reconciling(world, url, manager)
    _state(manager, url, prepayment_fen=30_000, deposit_fen=200_000, **{"arrears/物业服务费": 190_050})
    desk.good(manager.post(f"/imports/{loaded['id']}/reverse"), 200)
    refused = head.post(f"{url}/sign")
    assert (refused.status_code, refused.json()["code"]) == (409, "takeover_loading")
    world.work()
    assert head.post(f"{url}/sign").json()["code"] == "takeover_unsettled"


def test_two_loads_of_one_ledger_at_once_load_it_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.posted_month(world)
    client = world.client("project_manager")
    rows = [["1-1-101", "欠费", "物业服务费", "2025-11", "100.00", "我方", None]]
    uploads = [_checked(world, client, rows) for _ in range(2)]
    for one in uploads:
        desk.good(client.post(f"/imports/{one['id']}/load", json={"accept_warnings": True}), 200)
    both = Barrier(2)

    def slow(ctx: Any, project_id: int) -> int:
        found = settled(ctx, project_id)
        with suppress(BrokenBarrierError):
            both.wait(2)
        return found

    monkeypatch.setattr("manyhold.foundation.imports.loads.jobs.settled", slow)
    threads = [Thread(target=Worker(world.runtime).run_next_job) for _ in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    states = sorted(desk.good(client.get(f"/imports/{one['id']}"), 200)["state"] for one in uploads)
    assert states == ["failed", "loaded"]
    assert client.get("/openings/count").json()["count"] == 1


def test_who_may_not_load_openings_is_refused(world: World) -> None:
    desk.fee_item(world)
    service = world.client("customer_service")
    site = world.sites["A1"]
    row = ["1-1-101", "欠费", "物业服务费", "2025-11", "1", "我方", None]
    answer = service.post(
        "/imports",
        data={"project_id": site.project_id, "kind": "no.such"},
        files={"file": ("余额.xlsx", xlsx_of([HEADINGS, row]), XLSX)},
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "kind")


def _charged(world: World) -> list[tuple[int, int, int]]:
    with world.context("A1", writes=False).session as session:
        found = ask(session.info["context"], BillingQueries).charged(202401, 202612, date(2026, 11, 22))
    return sorted((one.period, one.billed_fen, one.collected_fen) for one in found)


def _owed_of(world: World, period: int) -> int:
    with world.context("A1", writes=False).session as session:
        found = ask(session.info["context"], BillingQueries).owed(202612, date(2026, 11, 22))
    return sum(one.open_fen for one in found if one.period == period)


KEYS = st.sampled_from([*COUNTS, *SUMS, "arrears/物业服务费"])


@given(stated=st.dictionaries(KEYS, st.integers(0, 99)), loaded=st.dictionaries(KEYS, st.integers(0, 99)))
def test_nothing_is_settled_that_differs_unagreed(stated: dict[str, int], loaded: dict[str, int]) -> None:
    found = lines(stated, loaded, [])
    missing = unsettled(found)
    for line in found:
        assert (line.key in missing) == (line.stated is None or line.stated != line.loaded)
    agreed = [
        {"key": one.key, "stated": one.stated, "loaded": one.loaded, "reason": "已核对"}
        for one in found
        if one.stated is not None
    ]
    assert set(unsettled(lines(stated, loaded, agreed))) == {one.key for one in found if one.stated is None}
    moved = {key: value + 1 for key, value in loaded.items()}
    for line in lines(stated, moved, agreed):
        assert line.key not in moved or line.agreed_reason is None or line.stated is None
