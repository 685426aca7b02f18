"""People of the world who sign in by password, as opposed to its ready signed-in clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pyotp

from manyhold.foundation.access.founding import add_person
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.passwords import hash_password
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import Client, World

PASSWORD = "Quiet-Garden-7"


@dataclass
class Hired:
    """Somebody with a password, and once enrolled with an authenticator app."""

    world: World
    person_id: int
    name: str
    password: str = PASSWORD
    secret: str = ""

    def sign_in(self, *, password: str = "", code: str = "") -> Client:
        """A browser in which they are signed in; fails the test when they are not."""
        browser = self.world.nobody()
        answer = self.ask(browser, password=password, code=code)
        assert answer.status_code == 201, answer.text
        return browser

    def ask(self, browser: Client, *, password: str = "", code: str = "") -> object:
        """Send the sign-in form, and take up the CSRF token if there is one."""
        body = {"sign_in_name": self.name, "password": password or self.password, "code": code}
        answer = browser.post("/sessions", json=body)
        browser.csrf = browser.cookies.get("manyhold_csrf") or ""
        browser.person_id = self.person_id
        return answer

    def code(self) -> str:
        """What the authenticator app shows now."""
        return pyotp.TOTP(self.secret).at(int(self.world.clock.now().timestamp()))


def hire(
    world: World,
    name: str,
    role: str = "",
    at: str = "",
    *,
    group: str = "A",
    password: str = PASSWORD,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
) -> Hired:
    """Somebody of a group who may sign in, with `role` on project `at` or on the whole group."""
    now = world.clock.now()
    group_id = world.sides[group].group_id
    with SystemSession(world.runtime.database, writes=True) as session:
        person = add_person(
            session,
            world.runtime.keys,
            group_id,
            sign_in_name=name,
            display_name=f"金丝雀{group}{name}",
            password_hash=_hashed(password),
            now=now,
        )
        session.flush()
        if role:
            session.add(
                Grant(
                    group_id=group_id,
                    person_id=person.id,
                    role=role,
                    at_project_id=world.sites[at].project_id if at else None,
                    zones=[],
                    starts_on=starts_on,
                    ends_on=ends_on,
                    granted_by=person.id,
                    created_at=now,
                )
            )
        session.commit()
    return Hired(world, person.id, name, password)


@cache
def _hashed(password: str) -> str:
    return hash_password(password)
