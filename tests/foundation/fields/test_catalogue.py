"""The field catalogue: what the code says of each field, and what headquarters adds."""

from __future__ import annotations

from typing import Any

from manyhold.app import load_models, manifests
from manyhold.foundation.fields.catalogue.entries import PLUMBING, entries
from manyhold.foundation.imports.catalogue.takeover import BY_CODE
from manyhold.kernel.database import table_of
from manyhold.kernel.modules import Registry, resolve
from worlds.world import World

OBJECTS = {"space", "party", "occupancy", "order", "bill", "payment", "agreement", "member"}


def shown(world: World, **asked: str) -> dict[tuple[str, str], dict[str, Any]]:
    answer = world.client("technician").get("/field-catalogue", params=asked)
    assert answer.status_code == 200, answer.text
    return {(one["object"], one["name"]): one for one in answer.json()}


def test_every_column_of_a_main_object_is_described_once() -> None:
    load_models()
    registry = Registry(manifests())
    known = entries(registry)
    assert {one.code for one in registry.objects()} == OBJECTS
    for data in registry.objects():
        columns = {
            column.name.removesuffix("_sealed") for column in table_of(resolve(data.model)).c
        } - PLUMBING
        names = [entry.name for entry in known if entry.object == data.code]
        assert len(names) == len(set(names)), data.code
        assert columns <= set(names), f"{data.code}: say what {columns - set(names)} mean"
    assert all(one.zh and one.en and one.meaning_zh and one.meaning_en for one in known)


def test_types_are_read_off_the_columns_and_sealed_ones_are_personal(world: World) -> None:
    found = shown(world)
    area = found["space", "building_area"]
    assert (area["type"], area["decimals"], area["unit"], area["zh"]) == ("number", 2, "m2", "建筑面积")
    assert (found["bill", "amount_fen"]["type"], found["bill", "due_on"]["type"]) == ("money", "date")
    assert found["order", "reported_at"]["type"] == "time"
    assert found["occupancy", "is_payer"]["type"] == "yes_no"
    assert found["bill", "fee_item_id"]["type"] == "reference"
    code = found["space", "code"]
    assert (code["type"], code["longest"], code["is_required"]) == ("text", 40, True)
    sealed = [one for one in found.values() if one["is_encrypted"]]
    assert sealed and all(one["sensitivity"] in ("personal", "sensitive") for one in sealed)


def test_import_matching_and_the_catalogue_speak_of_one_list(world: World) -> None:
    area = shown(world)["space", "building_area"]
    assert area["headings"] == list(BY_CODE["room.building_area"].synonyms)
    assert [one["code"] for one in shown(world)["space", "use"]["choices"]] == [
        one.code for one in BY_CODE["room.use"].choices
    ]
    assert ("space", "building_area") in shown(world, q="产证面积"), "found by what a ledger writes"


def test_the_catalogue_is_narrowed_and_searched(world: World) -> None:
    assert {data for data, _ in shown(world, object="party")} == {"party"}
    assert set(shown(world, sensitivity="sensitive")) == {("party", "id_number")}
    assert ("payment", "receipt_no") in shown(world, q="收据")
    assert shown(world, q="RECEIPT") and not shown(world, q="没有这样的字段")
    objects = world.client("technician").get("/field-catalogue/objects").json()
    assert {one["code"] for one in objects} == OBJECTS
    assert sum(one["fields"] for one in objects) == len(shown(world))


def test_headquarters_names_an_owner_in_its_own_group(world: World) -> None:
    admin = world.client("group_administrator")
    road = "/field-catalogue/space/billing_area"
    before = shown(world)["space", "billing_area"]
    assert (before["owner_zh"], before["owner_said"], before["revision"]) == ("客服", "", 0)
    kept = admin.put(road, json={"owner": "品质管理部", "remarks": "以测绘报告为准"})
    assert kept.status_code == 200, kept.text
    after = shown(world)["space", "billing_area"]
    assert (after["owner_zh"], after["remarks"], after["revision"]) == ("品质管理部", "以测绘报告为准", 1)
    assert ("space", "billing_area") in shown(world, q="测绘报告")
    stale = admin.put(road, json={"owner": "财务部"}, headers={"if-match": '"9"'})
    assert stale.status_code == 412
    foreign = world.client("technician", "B1").get("/field-catalogue", params={"object": "space"}).json()
    assert all(one["owner_said"] == "" for one in foreign)
    assert world.client("project_manager").put(road, json={"owner": "无权"}).status_code == 403
    assert admin.put("/field-catalogue/space/nothing", json={"owner": ""}).status_code == 404
    assert admin.put(road, json={"owner": "长" * 61}).status_code == 422
