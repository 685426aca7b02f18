"""The two-group world: groups A and B, a tree in each, projects A1 A2 B1 B2, every role, and canaries.

Whatever is called 金丝雀 (canary) followed by a project belongs to that project alone: it must never be seen in
an answer to somebody who has no right there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, update
from starlette.testclient import TestClient

from manyhold.app import build_runtime, create_app
from manyhold.foundation.access.founding import add_person, found_group
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.models import SignInSession
from manyhold.foundation.organisation.models import (
    Group,
    LegalEntity,
    ModuleSwitch,
    Project,
    ProjectEntity,
    ProjectStage,
    TreeMembership,
    TreeNode,
)
from manyhold.foundation.organisation.roles import (
    AUDITOR,
    CALL_CENTRE_AGENT,
    GROUP_ADMINISTRATOR,
    REGION_MANAGER,
    SECURITY_ADMINISTRATOR,
)
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.jobs.models import ScheduledRun
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession, SystemSession
from manyhold.kernel.settings import Settings

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
START = date(2026, 1, 1)
GROUP_ROLES = frozenset({GROUP_ADMINISTRATOR, SECURITY_ADMINISTRATOR, AUDITOR, CALL_CENTRE_AGENT})
PROJECTS = {"A1": "residential", "A2": "commercial", "B1": "residential", "B2": "office"}
HOME = "http://localhost"
"""Where the installation stands for its tests; it lets in no other name."""
CREDIT_CODES = {"A": "91110108MA0TE5T165", "B": "91310115MA1WYGL35A"}


@dataclass
class Side:
    """One group of the world."""

    group_id: int = 0
    node_id: int = 0
    sub_node_id: int = 0
    legal_entity_id: int = 0


@dataclass
class Site:
    """One project of the world: a building of one unit with four rooms, and a parking space."""

    project_id: int = 0
    building_id: int = 0
    unit_id: int = 0
    room_ids: list[int] = field(default_factory=list)
    parking_id: int = 0


class Client(TestClient):
    """A signed-in browser: sends the CSRF header, and a fresh Idempotency-Key unless the test gives its own."""

    csrf: str = ""
    person_id: int = 0

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **{"base_url": HOME, **options})

    def request(self, method: str, url: Any, **options: Any) -> Any:  # pyright: ignore
        headers = {key.lower(): value for key, value in dict(options.pop("headers", None) or {}).items()}
        if self.csrf:
            headers.setdefault("x-csrf-token", self.csrf)
        if method.upper() == "POST":
            headers.setdefault("idempotency-key", uuid.uuid4().hex)
        path = (
            url
            if str(url).startswith(("/api/", "http", "/oauth/", "/r/", "/healthz", "/readyz", "/metrics"))
            else f"/api/v1{url}"
        )
        return super().request(method, path, headers=headers, **options)


class World:
    """Everything a test needs of an installation in which two groups live side by side."""

    def __init__(self, settings: Settings, *, clock: FixedClock | None = None) -> None:
        self.settings = settings
        self.clock = clock or FixedClock(NOW)
        self.runtime: Runtime = build_runtime(settings, clock=self.clock)
        self.app: Any = create_app(self.runtime, with_worker=False)
        self.worker = Worker(self.runtime)
        self.sides = {"A": Side(), "B": Side()}
        self.sites = {name: Site() for name in PROJECTS}
        self._clients: dict[tuple[str, str, tuple[int, ...]], Client] = {}

    @property
    def engine(self) -> str:
        return self.runtime.database.app.dialect.name

    def build(self) -> None:
        """Make both groups and their projects; called once per engine, on the database that is copied."""
        with SystemSession(self.runtime.database, writes=True) as session:
            for name, side in self.sides.items():
                group = found_group(
                    session, name=f"金丝雀集团{name}", is_demo=False, now=NOW - timedelta(days=400)
                )
                session.flush()
                side.group_id = group.id
                region = TreeNode(group_id=group.id, parent_id=None, name=f"金丝雀{name}区域", sort_key="1")
                session.add(region)
                city = TreeNode(
                    group_id=group.id, parent_id=region.id, name=f"金丝雀{name}城市", sort_key="2"
                )
                entity = LegalEntity(
                    group_id=group.id,
                    code=name,
                    name=f"金丝雀物业{name}有限公司",
                    credit_code=CREDIT_CODES[name],
                    tax_kind="general",
                    bank_name="",
                    bank_account="",
                )
                session.add_all([city, entity])
                side.node_id, side.sub_node_id, side.legal_entity_id = region.id, city.id, entity.id
                session.flush()
            for code in PROJECTS:
                self._build_project(session, code)
            session.add_all(self._housekeeping_done())
            session.commit()

    def learn(self, other: World) -> None:
        """Know the ids of the world of which this database is a copy."""
        self.sides, self.sites = other.sides, other.sites

    def client(self, role: str, at: str = "A1", *, zones: Iterable[int] = ()) -> Client:
        """The browser of somebody who holds `role` where such a post is held: group, tree node, or project `at`."""
        key = (role, at, tuple(zones))
        if key not in self._clients:
            self._clients[key] = self._sign_in(role, at, list(key[2]))
        return self._clients[key]

    def also(self, client: Client, role: str, at: str = "A1", *, zones: Iterable[int] = ()) -> None:
        """Grant somebody a second role on project `at`, beside what they hold."""
        with SystemSession(self.runtime.database, writes=True) as session:
            group = session.get_one(Group, self.sides[at[0]].group_id)
            session.add(
                Grant(
                    group_id=group.id,
                    person_id=client.person_id,
                    role=role,
                    node_id=None,
                    at_project_id=self.sites[at].project_id,
                    zones=list(zones),
                    starts_on=START,
                    granted_by=client.person_id,
                    created_at=self.clock.now(),
                )
            )
            group.rights_version += 1
            session.commit()

    def nobody(self) -> Client:
        """A browser in which nobody is signed in."""
        return Client(self.app, raise_server_exceptions=False)

    def context(
        self, *projects: str, group: str = "A", group_wide: bool = False, writes: bool = True
    ) -> Context:
        """A unit of work of the system itself on some projects; the test commits `ctx.session`."""
        ids = [self.sites[name].project_id for name in projects]
        scope = Scope.of(self.sides[group].group_id, ids, group_wide=group_wide)
        session = ScopedSession(self.runtime.database, scope, writes=writes)
        return Context(self.runtime, session, Actor.system(scope.group_id))

    def wait(self, by: timedelta) -> None:
        """Let time pass; whoever is signed in has been at work meanwhile."""
        self.clock.advance(by)
        with SystemSession(self.runtime.database, writes=True) as session:
            session.execute(update(SignInSession).values(seen_at=self.clock.now()))
            session.commit()

    def offer(self, offered: Callable[[Runtime], str]) -> None:
        """Install a module of a test; `offered` does so in a runtime and names it."""
        offered(self.runtime)

    def work(self) -> None:
        """Do all background work that is due; what is scheduled, when its time has come since the world was made."""
        self.worker.run_until_idle()

    def keep_house(self) -> None:
        """Do all that is scheduled, whether its time has come or not, and what follows of it."""
        with SystemSession(self.runtime.database, writes=True) as session:
            session.execute(delete(ScheduledRun))
            session.commit()
        self.work()

    def close(self) -> None:
        self.worker.stop()
        self.runtime.database.dispose()

    def _housekeeping_done(self) -> list[ScheduledRun]:
        """Every schedule has just run: the first work of each test is its own, not a day's housekeeping of two groups."""
        manifests = self.runtime.registry.manifests.values()
        jobs = {schedule.job for manifest in manifests for schedule in manifest.schedules}
        return [
            ScheduledRun(job=job, group_id=side.group_id, started_at=NOW)
            for job in sorted(jobs)
            for side in self.sides.values()
        ]

    def _build_project(self, session: SystemSession, code: str) -> None:
        side, site = self.sides[code[0]], self.sites[code]
        project = Project(
            group_id=side.group_id,
            code=code,
            name=f"金丝雀{code}项目",
            kind=PROJECTS[code],
            time_zone="Asia/Shanghai",
            address=f"金丝雀{code}路1号",
            phone="",
        )
        session.add(project)
        session.flush()
        node = side.sub_node_id if code.endswith("1") else side.node_id
        session.add_all(
            [
                ProjectStage(project_id=project.id, stage="in_service", starts_on=START),
                TreeMembership(project_id=project.id, node_id=node, starts_on=START),
                *(
                    ProjectEntity(
                        project_id=project.id,
                        business=business,
                        legal_entity_id=side.legal_entity_id,
                        starts_on=START,
                    )
                    for business in ("property_fee", "parking")
                ),
                *(
                    ModuleSwitch(project_id=project.id, module=one.name, is_on=True)
                    for one in self.runtime.registry.manifests.values()
                    if one.is_optional
                ),
            ]
        )
        site.project_id = project.id
        building = self._space(session, site, "building", "1栋", None, code)
        site.building_id = building.id
        unit = self._space(session, site, "unit", "1单元", building.id, code, building_id=building.id)
        site.unit_id = unit.id
        for number in ("101", "102", "201", "202"):
            room = self._space(
                session,
                site,
                "room",
                number,
                unit.id,
                code,
                building_id=building.id,
                unit_id=unit.id,
                floor=int(number[0]),
            )
            site.room_ids.append(room.id)
        site.parking_id = self._space(session, site, "parking", "B1-001", None, code, floor=-1).id
        session.flush()

    def _space(
        self,
        session: SystemSession,
        site: Site,
        kind: str,
        name: str,
        parent_id: int | None,
        code: str,
        *,
        building_id: int | None = None,
        unit_id: int | None = None,
        floor: int | None = None,
    ) -> Space:
        is_room = kind == "room"
        space = Space(
            project_id=site.project_id,
            parent_id=parent_id,
            building_id=building_id,
            unit_id=unit_id,
            kind=kind,
            code=f"{code}-{kind}-{name}",
            name=name,
            label=f"金丝雀{code}-{name}",
            sort_key=f"{kind}-{name}",
            floor_index=floor,
            floor_label="" if floor is None else str(floor),
            building_area=Decimal("89.37") if is_room else None,
            billing_area=Decimal("89.37") if is_room else None,
            delivered_on=START if is_room else None,
            billing_starts_on=START if is_room else None,
        )
        session.add(space)
        session.flush()
        return space

    def _sign_in(self, role: str, at: str, zones: list[int]) -> Client:
        runtime = self.runtime
        side, site = self.sides[at[0]], self.sites.get(at)
        token, csrf = random_token(32), random_token(24)
        now = self.clock.now()
        with SystemSession(runtime.database, writes=True) as session:
            person = add_person(
                session,
                runtime.keys,
                side.group_id,
                sign_in_name=f"{role}-{at}-{uuid.uuid4().hex[:8]}",
                display_name=f"金丝雀{at}员工",
                password_hash="",
                now=now,
            )
            session.flush()
            in_group = role in GROUP_ROLES
            grant = Grant(
                group_id=side.group_id,
                person_id=person.id,
                role=role,
                node_id=side.node_id if role == REGION_MANAGER else None,
                at_project_id=None if in_group or role == REGION_MANAGER or site is None else site.project_id,
                zones=zones,
                starts_on=START,
                granted_by=person.id,
                created_at=now,
            )
            session.add(grant)
            session.add(
                SignInSession(
                    actor_id=person.id,
                    group_id=side.group_id,
                    token_digest=token_digest(token),
                    csrf=csrf,
                    kind="cookie",
                    step="done",
                    created_at=now,
                    seen_at=now,
                    expires_at=now + timedelta(days=3650),
                    elevated_until=now + timedelta(days=3650),
                )
            )
            session.commit()
        client = Client(self.app, raise_server_exceptions=False)
        client.cookies.set("manyhold_session", token)
        client.csrf, client.person_id = csrf, person.id
        return client
