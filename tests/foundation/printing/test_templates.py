"""Templates as headquarters makes them: drafted, looked at, published from a day on; and whose they are."""

from __future__ import annotations

from typing import Any

from foundation.printing.printed import DAY, NUMBERED, RECEIPT, TODAY, body, layout, mark, published
from modules.billing import desk
from worlds.world import World

TOMORROW = "2026-11-23"


def faults(answer: Any) -> list[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    return [(one["field"], one["code"]) for one in answer.json()["errors"]]


def test_a_template_is_drafted_changed_and_published(world: World) -> None:
    head = world.client("group_administrator")
    draft = desk.good(head.post("/print-templates", json=body()))
    url = f"/print-templates/{draft['id']}"
    assert (draft["standing"], draft["version"], draft["starts_on"]) == ("draft", 1, None)
    changed = {name: draft[name] for name in ("paper", "layout")} | {"name": "收据 93"}
    assert head.put(url, json=changed).status_code == 428
    assert desk.good(head.put(url, json=changed, headers={"if-match": '"1"'}), 200)["name"] == "收据 93"
    assert head.put(url, json=changed, headers={"if-match": '"1"'}).status_code == 412
    assert faults(head.post(f"{url}/publish", json={"starts_on": "2026-11-21"})) == [
        ("starts_on", "in_the_past")
    ]
    assert desk.good(head.post(f"{url}/publish", json={"starts_on": TODAY}), 200)["standing"] == "in_force"
    again = head.put(url, json=changed, headers={"if-match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "template_published")
    assert head.delete(url).json()["code"] == "template_published"

    second = desk.good(head.post("/print-templates", json=body(series_id=draft["series_id"])))
    assert second["version"] == 2
    twice = head.post("/print-templates", json=body(series_id=draft["series_id"]))
    assert (twice.status_code, twice.json()["code"]) == (409, "draft_exists")
    desk.good(head.post(f"/print-templates/{second['id']}/publish", json={"starts_on": TOMORROW}), 200)
    first = desk.good(head.get(url), 200)
    assert (first["ends_on"], first["standing"]) == (TODAY, "in_force")
    world.wait(DAY)
    standing = {one["version"]: one["standing"] for one in head.get("/print-templates?with_past=true").json()}
    assert standing == {1: "over", 2: "in_force"}
    assert [one["version"] for one in head.get("/print-templates").json()] == [2]


def test_a_bad_layout_is_refused_by_block_and_name(world: World) -> None:
    head = world.client("group_administrator")
    bad = layout({"type": "text", "text": "{payer} {amonut}"}, {"type": "line", "x_mm": 220})
    for answer in (
        head.post("/print-templates", json=body(at=bad)),
        head.post("/print-templates/preview", json={"kind": RECEIPT, "paper": "c93", "layout": bad}),
    ):
        assert faults(answer) == [
            ("layout.blocks.0.text", "unknown_print_field"),
            ("layout.blocks.1", "block_outside_paper"),
        ]
        assert answer.json()["errors"][0]["params"] == {"name": "amonut"}
    assert faults(head.post("/print-templates", json=body(kind="nothing"))) == [("kind", "unknown_kind")]
    assert head.get("/print-templates").json() == []


def test_a_preview_is_a_picture_or_a_pdf_and_runs_nothing(world: World) -> None:
    head = world.client("group_administrator")
    trick = layout({"type": "text", "text": '#read("/etc/passwd") #panic() $x$ [*]'})
    wanted = {"kind": RECEIPT, "paper": "c93", "layout": trick, "is_reprint": True}
    picture = head.post("/print-templates/preview", json=wanted)
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png"), picture.text
    page = head.post("/print-templates/preview?form=pdf", json=wanted)
    assert page.content.startswith(b"%PDF")
    assert head.post("/print-templates/preview", json={**wanted, "layout": NUMBERED}).status_code == 200


def test_templates_are_chosen_by_project_and_paper(world: World) -> None:
    project_id = world.sites["A1"].project_id
    cashier = world.client("cashier")

    def forms() -> list[tuple[str, int, bool]]:
        found = desk.good(
            cashier.get("/print-forms", params={"kind": RECEIPT, "project_id": project_id}), 200
        )
        return [(one["paper"], one["version"], one["is_default"]) for one in found]

    assert forms() == [("a5_across", 0, True)]
    published(world)
    assert forms() == [("a5_across", 0, True), ("c93", 1, False)]
    published(world, paper="a5_across", project_id=world.sites["A2"].project_id)
    assert len(forms()) == 2
    published(world, paper="a5_across")
    assert forms()[0] == ("a5_across", 1, True)
    assert (
        world.client("cashier", "B1")
        .get("/print-forms", params={"kind": RECEIPT, "project_id": project_id})
        .status_code
        == 404
    )


def test_the_catalogue_names_every_field_with_a_sample(world: World) -> None:
    told = desk.good(world.client("cashier").get("/print-kinds"), 200)
    kinds = {one["code"]: one for one in told["kinds"]}
    fields = {one["name"]: one for one in kinds[RECEIPT]["fields"]}
    assert (fields["total"]["type"], fields["total"]["sample"]) == ("amount_fen", "800.00")
    assert fields["received_on"]["sample"] == "2026年11月22日"
    assert [one["code"] for one in kinds["workorders.space_label"]["built_ins"]] == [
        "sheet12",
        "sheet24",
        "roll",
    ]
    assert {one["code"]: one["height_mm"] for one in told["papers"]}["r80"] is None


def test_only_headquarters_designs(world: World) -> None:
    made = published(world)
    assert world.nobody().get("/print-templates").status_code == 401
    assert world.client("project_manager").post("/print-templates", json=body()).status_code == 403
    assert world.client("group_administrator", "B1").get(f"/print-templates/{made['id']}").status_code == 404
    foreign = body(project_id=world.sites["B1"].project_id)
    assert faults(world.client("group_administrator").post("/print-templates", json=foreign)) == [
        ("project_id", "unknown_reference")
    ]


def test_a_logo_is_a_picture_of_the_project_itself(world: World) -> None:
    here, there = world.sites["A1"].project_id, world.sites["A2"].project_id
    head, manager = world.client("group_administrator"), world.client("project_manager")
    url = f"/projects/{here}/print-marks"
    other = mark(world.client("project_manager", "A2"), there)
    foreign = mark(world.client("project_manager", "B1"), world.sites["B1"].project_id)
    shared = mark(manager, here, purpose="files.shared")
    for client in (head, manager):
        for file_id in (other, foreign, shared):
            refused = client.put(url, json={"logo_file_id": file_id})
            assert faults(refused) == [("logo_file_id", "unknown_reference")]
    own = mark(manager, here)
    kept = desk.good(manager.put(url, json={"logo_file_id": own, "wording": " 便民热线 "}), 200)
    assert (kept["logo_file_id"], kept["seal_file_id"], kept["wording"]) == (own, None, "便民热线")
    assert manager.put(url, json={}).status_code == 428
    assert manager.put(url, json={}, headers={"if-match": '"1"'}).status_code == 200
    assert world.client("cashier").put(url, json={}, headers={"if-match": "*"}).status_code == 403
