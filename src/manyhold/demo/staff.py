"""The people who work for a group: every built-in role at its customary place, with a sign-in each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from manyhold.demo.names import Names
from manyhold.demo.stage import Site, Stage
from manyhold.foundation.access.founding import DEMO_PASSWORD, add_person
from manyhold.foundation.access.models import Grant
from manyhold.foundation.identity.passwords import hash_password
from manyhold.foundation.organisation import roles
from manyhold.kernel.clock import add_months, first_day, period
from manyhold.kernel.scoping.session import SystemSession

GROUP_POSTS = (
    ("director", roles.GROUP_ADMINISTRATOR),
    ("security", roles.SECURITY_ADMINISTRATOR),
    ("auditor", roles.AUDITOR),
    ("accountant", roles.ACCOUNTANT),
    ("quality", roles.QUALITY_AUDITOR),
    ("hotline", roles.CALL_CENTRE_AGENT),
)
SITE_POSTS = (
    ("manager", roles.PROJECT_MANAGER),
    ("housekeeper", roles.HOUSEKEEPER),
    ("service", roles.CUSTOMER_SERVICE),
    ("dispatcher", roles.DISPATCHER),
    ("duty", roles.DUTY_MANAGER),
    ("technician", roles.TECHNICIAN),
    ("technician2", roles.TECHNICIAN),
    ("technician3", roles.TECHNICIAN),
    ("inspector", roles.INSPECTOR),
    ("guard", roles.GUARD),
    ("cleaner", roles.CLEANER),
    ("contractor", roles.CONTRACTOR),
    ("cashier", roles.CASHIER),
)

LENT = (
    roles.PROJECT_MANAGER,
    roles.CUSTOMER_SERVICE,
    roles.DISPATCHER,
    roles.TECHNICIAN,
    roles.CASHIER,
)


def hire(stage: Stage) -> None:
    """Everybody with their grants. The first site's people sign in by the plain names of their posts."""
    names = Names(stage.random("staff"))
    hashed = hash_password(DEMO_PASSWORD)
    with SystemSession(stage.runtime.database, writes=True) as session:
        for sign_in_name, role in GROUP_POSTS:
            _hire(stage, session, names, hashed, sign_in_name, role)
        for number, region in enumerate(stage.blueprint.regions):
            ending = "" if number == 0 else f"-{number + 1}"
            _hire(
                stage,
                session,
                names,
                hashed,
                f"region{ending}",
                roles.REGION_MANAGER,
                node_id=stage.nodes[region],
            )
        for site in stage.sites:
            _hire_at(stage, session, names, hashed, site, SITE_POSTS)
        if stage.takeover:
            _lend(stage, session, stage.sites[0], stage.takeover)
        session.commit()


def hire_manager(stage: Stage) -> None:
    """The one sign-in of a small neighbour, who runs its projects and its group."""
    names = Names(stage.random("staff"))
    hashed = hash_password(DEMO_PASSWORD)
    with SystemSession(stage.runtime.database, writes=True) as session:
        for site in stage.sites:
            _hire_at(stage, session, names, hashed, site, SITE_POSTS[:1])
        session.commit()


def _hire_at(
    stage: Stage,
    session: SystemSession,
    names: Names,
    hashed: str,
    site: Site,
    posts: Iterable[tuple[str, str]],
) -> None:
    ending = "" if site is stage.sites[0] else f"-{site.code.lower()}"
    for post, role in posts:
        zones: list[int] = []
        if role == roles.HOUSEKEEPER:
            half = -(-len(site.plan.buildings) // 2)
            zones = [site.spaces[key] for key in site.plan.buildings[:half]]
        person_id = _hire(
            stage,
            session,
            names,
            hashed,
            f"{post}{ending}",
            role,
            project_id=site.project_id,
            zones=zones,
        )
        site.staff.setdefault(role, []).append(person_id)


def _lend(stage: Stage, session: SystemSession, home: Site, takeover: Site) -> None:
    """The people of one site look after the one that is being taken over too."""
    for role in LENT:
        takeover.staff[role] = home.staff[role]
        for person_id in takeover.staff[role]:
            _grant(stage, session, person_id, role, since=takeover.since, project_id=takeover.project_id)


def _hire(
    stage: Stage,
    session: SystemSession,
    names: Names,
    hashed: str,
    sign_in_name: str,
    role: str,
    *,
    node_id: int | None = None,
    project_id: int | None = None,
    zones: Iterable[int] = (),
) -> int:
    since = first_day(add_months(period(stage.now.date()), -stage.size.months - 1))
    person = add_person(
        session,
        stage.runtime.keys,
        stage.group_id,
        sign_in_name=sign_in_name + stage.blueprint.suffix,
        display_name=names.human().name,
        password_hash=hashed,
        now=stage.now,
    )
    session.flush()
    _grant(stage, session, person.id, role, since=since, node_id=node_id, project_id=project_id, zones=zones)
    return person.id


def _grant(
    stage: Stage,
    session: SystemSession,
    person_id: int,
    role: str,
    *,
    since: date,
    node_id: int | None = None,
    project_id: int | None = None,
    zones: Iterable[int] = (),
) -> None:
    session.add(
        Grant(
            group_id=stage.group_id,
            person_id=person_id,
            role=role,
            node_id=node_id,
            at_project_id=project_id,
            zones=list(zones),
            starts_on=since,
            ends_on=None,
            granted_by=person_id,
            created_at=stage.now,
        )
    )
    session.flush()
