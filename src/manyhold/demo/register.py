"""The staff register: everybody who signs in and some who do not, with certificates, a roster, leave and a leaver."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from manyhold.demo.names import Names
from manyhold.demo.stage import Site, Stage
from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import name_of
from manyhold.foundation.organisation import roles
from manyhold.foundation.staff.certificates.schemas import CertificateIn
from manyhold.foundation.staff.certificates.service import keep as keep_certificate
from manyhold.foundation.staff.employers.schemas import DepartmentIn, EmployerIn
from manyhold.foundation.staff.employers.service import keep_department, keep_employer
from manyhold.foundation.staff.leaving.schemas import LeavingIn
from manyhold.foundation.staff.leaving.service import leave
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.foundation.staff.rosters.models import Shift
from manyhold.foundation.staff.rosters.schemas import AbsenceIn, Cell, RosterChange, ShiftIn
from manyhold.foundation.staff.rosters.service import keep_shift, plan, take_leave
from manyhold.foundation.staff.sealing import NAME
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context

DEPARTMENTS = (
    ("客户服务部", (roles.CUSTOMER_SERVICE, roles.HOUSEKEEPER, roles.DISPATCHER, roles.CALL_CENTRE_AGENT)),
    ("工程部", (roles.TECHNICIAN, roles.INSPECTOR)),
    ("秩序部", (roles.GUARD, roles.DUTY_MANAGER)),
    ("环境部", (roles.CLEANER,)),
    ("财务部", (roles.CASHIER, roles.ACCOUNTANT)),
)
CONTRACTORS = ("洁美环境服务有限公司", "安信设施维保有限公司")
CERTIFICATES: dict[str, tuple[tuple[str, int | None], ...]] = {
    roles.TECHNICIAN: (("electrician_low", 380), ("work_at_height", 44), ("lift_mechanic", 900)),
    roles.INSPECTOR: (("fire_facility", None), ("electrician_low", 22)),
    roles.GUARD: (("security_guard", None),),
    roles.DUTY_MANAGER: (("fire_facility", None),),
    roles.CLEANER: (("health", -6),),
}
"""By role: certificates with the days until they expire, the first for the first of the role, and so round."""
SHIFTS = (("早班", "07:00", "15:00"), ("中班", "15:00", "23:00"), ("夜班", "23:00", "07:00"))
ON_SHIFTS = (roles.TECHNICIAN, roles.GUARD, roles.DUTY_MANAGER)
WEEKS = 2


@dataclass(slots=True)
class _Book:
    """What the entries of one group need."""

    stage: Stage
    random: Random
    today: date
    own: int
    contractors: list[int]
    departments: dict[str, int]


def enter(stage: Stage) -> None:
    """Everybody into the register, in a few transactions."""
    random, today = stage.random("register"), business_date(stage.now, GROUP_ZONE)
    with stage.unit(stage.now) as ctx:
        company = EmployerIn(
            name=stage.blueprint.companies[0][1], kind="own", legal_entity_id=stage.companies[0]
        )
        own = keep_employer(ctx, None, company).id
        others = [
            keep_employer(ctx, None, EmployerIn(name=name, kind="contractor")).id for name in CONTRACTORS
        ]
        book = _Book(stage, random, today, own, others, {})
        for name, held_by in DEPARTMENTS:
            row = keep_department(ctx, None, DepartmentIn(name=name))
            book.departments |= dict.fromkeys(held_by, row.id)
        members = _people(ctx, book)
        for site in stage.sites:
            _contractors(ctx, book, site)
        ctx.session.flush()
        for site in stage.sites:
            _certify(ctx, book, site, members)
    for number, site in enumerate(stage.sites):
        with stage.unit(stage.now) as ctx:
            _roster(ctx, book, site, members)
            if number == 0:
                _let_go(ctx, book, site, members)


def _people(ctx: Context, book: _Book) -> dict[int, Member]:
    """Who signs in, by person; the first grant is the main post, others beside it are second ones."""
    grants = ctx.session.execute(
        select(Person, Grant).join(Grant, Grant.person_id == Person.id).order_by(Grant.id)
    ).all()
    members: dict[int, Member] = {}
    for person, grant in grants:
        is_first = person.id not in members
        if is_first:
            name = name_of(ctx.runtime.keys, person)
            members[person.id] = _member(
                ctx, book, name, employer=book.own, role=grant.role, person_id=person.id
            )
        _post(ctx, members[person.id], grant.role, grant.at_project_id, grant.node_id, is_main=is_first)
    return members


def _contractors(ctx: Context, book: _Book, site: Site) -> None:
    """Cleaners and menders of others, who have no sign-in."""
    names = Names(book.stage.random("register", site.code))
    for employer, title in zip(book.contractors, ("保洁员", "电梯维保员"), strict=True):
        one = _member(ctx, book, names.human().name, employer=employer, role=roles.CLEANER)
        ctx.session.add(_row(ctx, one, title, site.project_id))


def _member(
    ctx: Context, book: _Book, name: str, *, employer: int, role: str, person_id: int | None = None
) -> Member:
    member_id = ctx.session.ids.next()
    one = Member(
        id=member_id,
        group_id=ctx.group_id,
        number=f"G{member_id}",
        name_sealed=ctx.runtime.keys.seal(NAME, member_id, name),
        phone_sealed=None,
        employer_id=employer,
        department_id=book.departments.get(role),
        person_id=person_id,
        joined_on=book.today - timedelta(days=book.random.randrange(200, 1500)),
        created_at=ctx.now,
    )
    ctx.session.add(one)
    ctx.session.flush()
    return one


def _post(
    ctx: Context, member: Member, role: str, project_id: int | None, node_id: int | None, *, is_main: bool
) -> None:
    title = roles.BY_CODE[role].zh if role in roles.BY_CODE else role
    ctx.session.add(_row(ctx, member, title, project_id, node_id, is_main=is_main))


def _row(
    ctx: Context,
    member: Member,
    title: str,
    project_id: int | None,
    node_id: int | None = None,
    *,
    is_main: bool = True,
) -> Post:
    return Post(
        group_id=ctx.group_id,
        member_id=member.id,
        project_id=project_id,
        node_id=node_id,
        team_id=None,
        title=title,
        is_main=is_main,
        starts_on=member.joined_on,
        ends_on=None,
    )


def _certify(ctx: Context, book: _Book, site: Site, members: dict[int, Member]) -> None:
    for role, kinds in CERTIFICATES.items():
        for number, person_id in enumerate(site.staff.get(role, [])):
            kind, days = kinds[number % len(kinds)]
            spread = book.random.randrange(0, 9)
            wanted = CertificateIn(
                kind=kind,
                issuer="市应急管理局" if days and days > 0 else "市人力资源和社会保障局",
                expires_on=None if days is None else book.today + timedelta(days=days + spread),
            )
            keep_certificate(ctx, members[person_id], None, wanted)


def _roster(ctx: Context, book: _Book, site: Site, members: dict[int, Member]) -> None:
    """Two weeks of the first of each post on shifts, one after the other, with a day free each week."""
    shifts: list[Shift] = [
        keep_shift(ctx, None, ShiftIn(project_id=site.project_id, name=name, begins=begins, ends=ends))
        for name, begins, ends in SHIFTS
    ]
    people = [person for role in ON_SHIFTS for person in site.staff.get(role, [])]
    monday = book.today - timedelta(days=book.today.weekday())
    cells = [
        Cell(
            member_id=members[person].id,
            day=monday + timedelta(days=day),
            shift_id=shifts[(number + day // 7) % len(shifts)].id,
        )
        for number, person in enumerate(people)
        for day in range(7 * WEEKS)
        if (day + 2 * number) % 7 != 6
    ]
    if cells:
        plan(ctx, RosterChange(project_id=site.project_id, cells=cells))
    for person in site.staff.get(roles.HOUSEKEEPER, [])[:1]:
        away = AbsenceIn(kind="annual", starts_on=book.today, ends_on=book.today + timedelta(days=2))
        take_leave(ctx, members[person], away)


def _let_go(ctx: Context, book: _Book, site: Site, members: dict[int, Member]) -> None:
    """A technician who leaves in some days, with the colleague who takes over."""
    technicians = site.staff.get(roles.TECHNICIAN, [])
    if len(technicians) < 3:
        return
    leaver, successor = ctx.get(Member, members[technicians[2]].id), members[technicians[0]]
    wanted = LeavingIn(last_day=book.today + timedelta(days=9), successor_id=successor.id)
    leave(ctx, leaver, wanted)
