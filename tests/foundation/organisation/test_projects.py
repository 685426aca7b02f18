"""Projects through the API: three askers, and what is refused."""

from __future__ import annotations

from worlds.world import World


def test_a_manager_sees_the_own_project_alone(world: World) -> None:
    answer = world.client("project_manager").get("/projects")
    assert answer.status_code == 200, answer.text
    assert [one["code"] for one in answer.json()["items"]] == ["A1"]


def test_nobody_is_asked_to_sign_in(world: World) -> None:
    answer = world.nobody().get("/projects")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"


def test_the_neighbour_answers_as_if_not_there(world: World) -> None:
    foreign = world.sites["B1"].project_id
    assert world.client("project_manager").get(f"/projects/{foreign}").status_code == 404


def test_a_group_administrator_founds_a_project(world: World) -> None:
    wanted = {
        "code": "A3",
        "name": "新项目",
        "kind": "office",
        "starts_on": "2026-12-01",
        "node_id": world.sides["A"].node_id,
    }
    director = world.client("group_administrator")
    answer = director.post("/projects", json=wanted)
    assert answer.status_code == 201, answer.text
    assert [one["code"] for one in director.get("/projects").json()["items"]] == ["A1", "A2", "A3"]


def test_a_technician_founds_nothing(world: World) -> None:
    wanted = {"code": "A3", "name": "新项目", "kind": "office", "starts_on": "2026-12-01"}
    assert world.client("technician").post("/projects", json=wanted).status_code == 403


def test_projects_are_found_by_stage_and_by_name_or_code(world: World) -> None:
    director = world.client("group_administrator")
    everyone = director.get("/projects").json()["items"]
    stage = everyone[0]["stage"]
    assert director.get(f"/projects/count?stage={stage}").json() == {"count": 2, "is_exact": True}
    assert director.get("/projects?stage=left").json()["items"] == []
    assert [one["code"] for one in director.get("/projects?q=a2").json()["items"]] == ["A2"]
    assert [one["code"] for one in director.get(f"/projects?q={everyone[0]['name']}").json()["items"]] == [
        "A1"
    ]


def test_the_record_tells_where_a_project_stood(world: World) -> None:
    project_id, side = world.sites["A1"].project_id, world.sides["A"]
    director = world.client("group_administrator")
    moved = {"node_id": side.sub_node_id, "starts_on": "2026-12-01"}
    assert director.put(f"/projects/{project_id}/placement", json=moved).status_code == 200
    record = director.get(f"/projects/{project_id}/record").json()
    assert record["placements"][0]["starts_on"] == "2026-12-01"
    assert record["placements"][1]["ends_on"] == "2026-11-30"
    assert record["stages"] and record["entities"]
    assert (
        world.client("project_manager").get(f"/projects/{world.sites['A2'].project_id}/record").status_code
        == 404
    )


def test_a_legal_entity_is_edited_once_by_whoever_saw_it_last(world: World) -> None:
    director = world.client("group_administrator")
    entity = director.get("/legal-entities").json()[0]
    wanted = {name: entity[name] for name in ("name", "credit_code", "tax_kind", "bank_account")}
    wanted["bank_name"] = "中国银行"
    path, seen = f"/legal-entities/{entity['id']}", {"if-match": f'"{entity["revision"]}"'}
    assert director.patch(path, json=wanted, headers=seen).json()["bank_name"] == "中国银行"
    assert director.patch(path, json=wanted, headers=seen).status_code == 412
    wrong = {**wanted, "credit_code": "911101080000000000"}
    refused = director.patch(path, json=wrong, headers={"if-match": "*"})
    assert refused.json()["errors"][0]["code"] == "credit_code_wrong"
    other = director.patch(path, json={**wanted, "code": "B"}, headers={"if-match": "*"})
    assert other.json()["errors"][0]["code"] == "code_fixed", "receipts are told apart by it"


def test_product_modules_are_named_in_both_languages(world: World) -> None:
    modules = world.client("project_manager").get("/product-modules").json()
    assert "billing" in [one["name"] for one in modules]
    assert all(one["zh"] and one["en"] for one in modules)


def test_each_day_has_one_place_in_the_tree_and_one_company(world: World) -> None:
    """A planned move is known when another one is put in before it: the new one ends where the planned one begins."""
    project_id, side = world.sites["A1"].project_id, world.sides["A"]
    director = world.client("group_administrator")
    for node_id, starts_on in (
        (side.node_id, "2026-12-01"),
        (side.sub_node_id, "2026-11-22"),
        (side.node_id, "2026-11-25"),
        (side.sub_node_id, "2026-11-25"),
    ):
        moved = {"node_id": node_id, "starts_on": starts_on}
        assert director.put(f"/projects/{project_id}/placement", json=moved).status_code == 200
        company = {
            "business": "parking",
            "legal_entity_id": side.legal_entity_id,
            "starts_on": starts_on,
        }
        assert director.put(f"/projects/{project_id}/entity", json=company).status_code == 200
    record = director.get(f"/projects/{project_id}/record").json()
    parking = [one for one in record["entities"] if one["business"] == "parking"]
    for rows in (record["placements"], parking):
        spans = sorted((row["starts_on"], row["ends_on"]) for row in rows)
        assert spans[1:] == [
            ("2026-11-22", "2026-11-24"),
            ("2026-11-25", "2026-11-30"),
            ("2026-12-01", None),
        ]
        assert spans[0][1] == "2026-11-21"
