"""When a passkey is over; that a browser makes and uses one is seen in tests/browser/test_passkeys.py."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.passkeys import ceremony
from manyhold.foundation.identity.passkeys.models import Passkey
from manyhold.kernel.scoping.session import SystemSession
from worlds.staff import PASSWORD, Hired, hire
from worlds.world import HOME, Client, World


@pytest.fixture
def cashier(world: World) -> Hired:
    return hire(world, "qian.cash", "cashier", "A1")


@pytest.fixture
def key(world: World, cashier: Hired, monkeypatch: pytest.MonkeyPatch) -> None:
    """A passkey of the cashier's; whatever is presented is taken for it, verified."""
    with SystemSession(world.runtime.database, writes=True) as session:
        passkey = Passkey(
            actor_id=cashier.person_id,
            group_id=session.get_one(Person, cashier.person_id).group_id,
            name="手机",
            rp_id="localhost",
            credential_id=b"1",
            public_key=b"",
            sign_count=0,
            is_backed_up=False,
            created_at=world.clock.now(),
        )
        session.add(passkey)
        session.commit()
    verified = SimpleNamespace(user_verified=True, new_sign_count=1, credential_backed_up=False)
    monkeypatch.setattr(ceremony, "presented", always((passkey, verified)))


def always(answer: Any) -> Callable[..., Any]:
    def said(*_: Any) -> Any:
        return answer

    return said


def present(world: World) -> Any:
    return world.nobody().post("/sessions/passkey", json={"credential": {"id": "1"}})


def change(by: Client, person_id: int, **act: Any) -> None:
    one = by.get(f"/people/{person_id}")
    answer = by.patch(f"/people/{person_id}", json=act, headers={"if-match": one.headers["etag"]})
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    "acts",
    [
        [{"new_password": "Fresh-Start-9"}],
        [{"reset_totp": True}],
        [{"is_active": False}, {"is_active": True}],
    ],
)
def test_a_passkey_does_not_outlive_a_recovery(
    world: World, cashier: Hired, acts: list[dict[str, Any]]
) -> None:
    assert present(world).status_code == 201
    for act in acts:
        change(world.client("group_administrator"), cashier.person_id, **act)
    answer = present(world)
    assert (answer.status_code, answer.json()["code"]) == (401, "passkey_refused")


@pytest.mark.usefixtures("key")
def test_a_passkey_outlives_ones_own_new_password(world: World, cashier: Hired) -> None:
    browser = cashier.sign_in()
    fresh = {"current_password": PASSWORD, "new_password": "Lively-River-8"}
    assert browser.post("/me/password", json=fresh).status_code == 204
    assert [one["name"] for one in browser.get("/me/passkeys").json()] == ["手机"]
    assert present(world).status_code == 201
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.scalars(select(Passkey.epoch)).all() == [1]


@pytest.mark.usefixtures("key")
def test_a_passkey_that_is_over_gives_way_to_a_new_one(
    world: World, cashier: Hired, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(world.client("group_administrator"), cashier.person_id, reset_totp=True)
    made = SimpleNamespace(
        credential_id=b"2", credential_public_key=b"", sign_count=0, credential_backed_up=False
    )
    monkeypatch.setattr(ceremony, "made", always(made))
    browser = cashier.sign_in()
    assert browser.get("/me/passkeys").json() == []
    wanted = {"name": "新手机", "credential": {"id": "2"}}
    answer = browser.post("/me/passkeys", json=wanted, headers={"origin": HOME})
    assert answer.status_code == 201, answer.text
    with SystemSession(world.runtime.database, writes=False) as session:
        assert session.execute(select(Passkey.credential_id, Passkey.epoch)).all() == [(b"2", 1)]
