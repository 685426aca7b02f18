"""API clients: another program asks within its own scope, by tokens that end when anything behind them does."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from factories.clients import asked, bearing, made, program
from manyhold.foundation.identity.clients.models import AccessToken, ApiSecret
from manyhold.foundation.identity.models import SignInSession
from manyhold.kernel.crypto.tokens import token_digest
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


def test_a_client_sees_its_own_project_and_nothing_else(world: World) -> None:
    parking = program(world, made(world, permissions=("spaces.find", "spaces.read")))
    own, neighbour = world.sites["A1"], world.sites["A2"]
    answer = parking.get("/spaces", params={"limit": 200})
    assert answer.status_code == 200
    assert {one["project_id"] for one in answer.json()["items"]} == {own.project_id}
    assert parking.get(f"/spaces/{neighbour.room_ids[0]}").status_code == 404
    refused = parking.get("/parties", params={"project_id": own.project_id})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="insufficient_scope", scope="parties.read"'


def test_a_client_of_the_whole_group_sees_a_node_and_a_group(world: World) -> None:
    side = world.sides["A"]
    node = made(world, name="片区系统", places=[{"node_id": side.sub_node_id}])
    group = made(world, name="集团系统", places=[{}])
    for client, sites in ((node, {"A1"}), (group, {"A1", "A2"})):
        spaces = program(world, client).get("/spaces", params={"limit": 200}).json()["items"]
        assert {one["project_id"] for one in spaces} == {world.sites[at].project_id for at in sites}


def test_what_a_client_does_stands_in_the_trail_under_its_name(world: World) -> None:
    client = made(world, name="报修机器人", permissions=("workorders.report", "spaces.read"))
    room = world.sites["A1"].room_ids[0]
    body = {
        "project_id": world.sites["A1"].project_id,
        "space_id": room,
        "category": "enquiry",
        "description": "厨房漏水",
    }
    answer = program(world, client).post("/work-orders", json=body)
    assert answer.status_code == 201, answer.text
    entries = world.client("auditor").get("/audit-entries", params={"limit": 200}).json()["items"]
    mine = [one for one in entries if one["subject"] == "workorders_order" and one["action"] == "insert"]
    assert [one["actor_name"] for one in mine] == ["报修机器人"]


def test_a_client_has_no_page_about_itself(world: World) -> None:
    answer = program(world, made(world)).get("/me")
    assert (answer.status_code, answer.json()["code"]) == (403, "people_only")


def test_nobody_gives_a_client_more_than_he_holds(world: World) -> None:
    administrator = world.client("group_administrator")
    body = {"name": "话务系统", "permissions": ["parties.look_up"], "places": [{}]}
    refused = administrator.post("/api-clients", json=body)
    assert (refused.status_code, refused.json()["params"]) == (403, {"permission": "parties.look_up"})
    world.also(administrator, "call_centre_agent", "A1")
    assert administrator.post("/api-clients", json=body).status_code == 403, (
        "held in a project, not in the group"
    )
    here = {**body, "places": [{"project_id": world.sites["A1"].project_id}]}
    granted = administrator.post("/api-clients", json=here)
    assert granted.status_code == 201
    wider = administrator.patch(
        f"/api-clients/{granted.json()['id']}",
        json={"places": [{"project_id": world.sites["A2"].project_id}]},
        headers={"If-Match": "*"},
    )
    assert wider.status_code == 403


@pytest.mark.parametrize("right", ["access.grant", "identity.manage", "parties.reveal", "no.such"])
def test_rights_of_administration_are_not_for_clients(world: World, right: str) -> None:
    body = {"name": "越权系统", "permissions": [right], "places": [{}]}
    answer = world.client("group_administrator").post("/api-clients", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "not_for_clients"


def test_a_client_is_given_no_project_of_another_group(world: World) -> None:
    body = {
        "name": "外部系统",
        "permissions": ["spaces.read"],
        "places": [{"project_id": world.sites["B1"].project_id}],
    }
    answer = world.client("group_administrator").post("/api-clients", json=body)
    assert answer.json()["errors"] == [{"field": "places", "code": "unknown_reference", "params": {}}]


def test_secrets_and_tokens_are_kept_as_digests(world: World) -> None:
    client = made(world)
    token = asked(world, client).json()["access_token"]
    with SystemSession(world.runtime.database, writes=False) as session:
        assert [one.digest for one in session.scalars(select(ApiSecret))] == [token_digest(client["secret"])]
        assert [one.token_digest for one in session.scalars(select(AccessToken))] == [token_digest(token)]
    listed = world.client("group_administrator").get("/api-clients").text
    assert client["secret"] not in listed
    assert token not in listed


def test_one_secret_takes_over_from_the_other(world: World) -> None:
    administrator = world.client("group_administrator")
    client = made(world)
    road = f"/api-clients/{client['id']}"
    old = program(world, client)
    second = administrator.post(f"{road}/secrets", json={})
    assert second.status_code == 201
    assert administrator.post(f"{road}/secrets", json={}).json()["code"] == "two_secrets_already"
    new = program(world, {**client, "secret": second.json()["secret"]})
    assert old.get("/spaces").status_code == new.get("/spaces").status_code == 200
    assert administrator.delete(f"{road}/secrets/{client['secrets'][0]['id']}").status_code == 204
    assert old.get("/spaces").status_code == 401, "tokens end with the secret they were given for"
    assert new.get("/spaces").status_code == 200
    assert asked(world, client).json()["error"] == "invalid_client"


def test_nobody_takes_a_secret_of_a_client_that_may_more_than_he(world: World) -> None:
    rich, poor = world.client("group_administrator"), world.client("group_administrator", "A2")
    world.also(rich, "call_centre_agent")
    client = made(world, permissions=("parties.look_up",))
    refused = poor.post(f"/api-clients/{client['id']}/secrets", json={})
    assert (refused.status_code, refused.json()["params"]) == (403, {"permission": "parties.look_up"})
    assert rich.post(f"/api-clients/{client['id']}/secrets", json={}).status_code == 201


def test_other_addresses_want_a_step_up(world: World) -> None:
    client, administrator = made(world), world.client("group_administrator")
    with SystemSession(world.runtime.database, writes=True) as session:
        session.execute(update(SignInSession).values(elevated_until=None))
        session.commit()
    for body, status in (
        ({"addresses": ["192.0.2.7"]}, 403),
        ({"addresses": [], "name": "停车场"}, 200),  # as it was
    ):
        answer = administrator.patch(f"/api-clients/{client['id']}", json=body, headers={"If-Match": "*"})
        assert answer.status_code == status, answer.text


def test_a_revoked_client_is_refused_with_its_next_request(world: World) -> None:
    client = made(world)
    parking = program(world, client)
    assert world.client("group_administrator").delete(f"/api-clients/{client['id']}").status_code == 204
    answer = parking.get("/spaces")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert asked(world, client).status_code == 401


def test_a_client_ends_with_its_last_day(world: World) -> None:
    client = made(world, ends_on="2026-11-23")
    assert asked(world, client).status_code == 200
    world.clock.advance(timedelta(days=1, hours=13, minutes=30))
    last = program(world, client)
    assert last.get("/spaces").status_code == 200
    world.clock.advance(timedelta(hours=1))
    assert last.get("/spaces").status_code == 401
    assert asked(world, client).json()["error"] == "invalid_client"


def test_a_token_lasts_an_hour(world: World) -> None:
    parking = program(world, made(world))
    world.clock.advance(timedelta(minutes=59))
    assert parking.get("/spaces").status_code == 200
    world.clock.advance(timedelta(minutes=1))
    assert parking.get("/spaces").status_code == 401


def test_a_revoked_token_is_refused_and_a_foreign_one_is_left_alone(world: World) -> None:
    client, other = made(world), made(world, name="门禁系统")
    token = asked(world, client).json()["access_token"]
    for asker, status in ((other, 200), (client, 401)):
        form = {"token": token, "client_id": asker["client_id"], "client_secret": asker["secret"]}
        assert world.nobody().post("/oauth/revoke", data=form).status_code == 200
        assert bearing(world, token).get("/spaces").status_code == status


def test_a_token_may_ask_for_less(world: World) -> None:
    client = made(world, permissions=("spaces.read", "parties.read"))
    narrow = program(world, client, scope="spaces.read")
    assert narrow.get("/spaces").status_code == 200
    assert narrow.get("/parties").status_code == 403
    more = asked(world, client, scope="spaces.read billing.read")
    assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")


def test_the_token_endpoint_answers_as_the_rfc_says(world: World) -> None:
    client = made(world)
    good = asked(world, client)
    assert good.headers["Cache-Control"] == "no-store"
    assert {**good.json(), "access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "spaces.read",
    }
    nobody = world.nobody()
    basic = base64.b64encode(f"{client['client_id']}:{client['secret']}".encode()).decode()
    by_header = nobody.post(
        "/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    assert by_header.status_code == 200
    wrong = asked(world, client, client_secret="mhs_wrong")
    assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
    assert wrong.headers["WWW-Authenticate"].startswith("Basic ")
    for form, error in (
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({}, "invalid_request"),
    ):
        answer = nobody.post("/oauth/token", data=form)
        assert (answer.status_code, answer.json()["error"]) == (400, error)


def test_a_client_asks_from_its_own_addresses_alone(world: World) -> None:
    here = made(world, name="内网系统", addresses=["10.0.0.0/8"])
    answer = asked(world, here)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    token = asked(world, made(world, name="别处系统")).json()["access_token"]
    rows = world.client("group_administrator").get("/api-clients").json()["items"]
    other = next(one for one in rows if one["name"] == "别处系统")
    changed = world.client("group_administrator").patch(
        f"/api-clients/{other['id']}", json={"addresses": ["192.0.2.7"]}, headers={"If-Match": "*"}
    )
    assert changed.json()["addresses"] == ["192.0.2.7/32"]
    assert bearing(world, token).get("/spaces").status_code == 401
    wrong = world.client("group_administrator").patch(
        f"/api-clients/{other['id']}", json={"addresses": ["somewhere"]}, headers={"If-Match": "*"}
    )
    assert wrong.json()["errors"][0]["code"] == "invalid_address"


def test_what_is_taken_from_a_client_is_gone_with_its_next_request(world: World) -> None:
    client = made(world, permissions=("spaces.read", "parties.read"))
    parking = program(world, client)
    assert parking.get("/parties").status_code == 200
    changed = world.client("group_administrator").patch(
        f"/api-clients/{client['id']}", json={"permissions": ["spaces.read"]}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    assert parking.get("/parties").status_code == 403
    assert parking.get("/spaces").status_code == 200


def test_a_client_that_asks_too_often_is_told_when_to_come_again(world: World) -> None:
    busy = program(world, made(world, per_second=2, per_day=5))
    answers = [busy.get("/spaces/count") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[1].headers["RateLimit-Policy"] == '"second";q=2;w=1, "day";q=5;w=86400'
    assert answers[1].headers["RateLimit"].startswith('"second";r=0;t=1')
    assert answers[2].json()["code"] == "rate_limited"
    assert answers[2].headers["Retry-After"] == "1"
    world.clock.advance(timedelta(seconds=2))
    assert [busy.get("/spaces/count").status_code for _ in range(2)] == [200, 200]
    world.clock.advance(timedelta(seconds=2))
    assert busy.get("/spaces/count").status_code == 200
    world.clock.advance(timedelta(seconds=2))
    over = busy.get("/spaces/count")
    assert (over.status_code, int(over.headers["Retry-After"]) > 3600) == (429, True)
    assert world.client("project_manager").get("/spaces/count").status_code == 200


def test_a_flood_of_token_requests_is_stopped_by_address_and_by_client(world: World) -> None:
    client = made(world)
    answers = [asked(world, client).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]
    world.clock.advance(timedelta(minutes=1))
    guesses = []
    for _ in range(31):
        world.clock.advance(timedelta(seconds=1))
        guesses.append(asked(world, client, client_secret="mhs_guessed").status_code)
    assert (guesses[0], guesses[-1]) == (401, 429)
