"""Verbs: employers and departments, which headquarters keeps for the whole group."""

from __future__ import annotations

from sqlalchemy import func, select

from manyhold.foundation.organisation.models import LegalEntity
from manyhold.foundation.staff.employers.models import CONTRACTOR, Department, Employer
from manyhold.foundation.staff.employers.schemas import DepartmentIn, DepartmentOut, EmployerIn, EmployerOut
from manyhold.foundation.staff.members.models import Member, Post
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict


def employers(ctx: Context) -> list[EmployerOut]:
    """All employers of the group, each with how many of its people still work within the scope."""
    rows = ctx.session.scalars(
        select(Employer).order_by(Employer.kind.desc(), Employer.name, Employer.id)
    ).all()
    count = (
        select(Member.employer_id, func.count()).where(Member.left_at.is_(None)).group_by(Member.employer_id)
    )
    members = {employer_id: number for employer_id, number in ctx.session.execute(count)}
    return [EmployerOut.model_validate({**_plain(row), "members": members.get(row.id, 0)}) for row in rows]


def keep_employer(ctx: Context, row: Employer | None, wanted: EmployerIn) -> Employer:
    """Make or change an employer. Raises BadInput with the field, Conflict `name_taken`."""
    if wanted.kind == CONTRACTOR and wanted.legal_entity_id is not None:
        raise BadInput.of("legal_entity_id", "contractor_has_no_entity")
    if wanted.legal_entity_id is not None and ctx.session.get(LegalEntity, wanted.legal_entity_id) is None:
        raise BadInput.of("legal_entity_id", "unknown_reference")
    name = wanted.name.strip()
    other = ctx.one(Employer, Employer.name == name)
    if other is not None and other is not row:
        raise Conflict("name_taken", name=name)
    if row is None:
        row = Employer(id=ctx.session.ids.next(), group_id=ctx.group_id)
        ctx.session.add(row)
    row.name, row.kind = name, wanted.kind
    row.legal_entity_id, row.is_closed = wanted.legal_entity_id, wanted.is_closed
    ctx.session.flush()
    return row


def departments(ctx: Context) -> list[DepartmentOut]:
    """All departments and teams of the group, in their order."""
    rows = ctx.session.scalars(select(Department).order_by(Department.sort_key, Department.id))
    return [DepartmentOut.model_validate(row, from_attributes=True) for row in rows]


def keep_department(ctx: Context, row: Department | None, wanted: DepartmentIn) -> Department:
    """Make or change a department. Raises BadInput on `parent_id`, Conflict `name_taken` among its siblings."""
    parents = {one.id: one.parent_id for one in ctx.session.scalars(select(Department))}
    if wanted.parent_id is not None and wanted.parent_id not in parents:
        raise BadInput.of("parent_id", "unknown_reference")
    above = wanted.parent_id
    while above is not None:
        if row is not None and above == row.id:
            raise BadInput.of("parent_id", "below_itself")
        above = parents[above]
    name, parent_key = wanted.name.strip(), wanted.parent_id or 0
    other = ctx.one(Department, Department.name == name, Department.parent_key == parent_key)
    if other is not None and other is not row:
        raise Conflict("name_taken", name=name)
    if row is None:
        row = Department(id=ctx.session.ids.next(), group_id=ctx.group_id)
        ctx.session.add(row)
    row.name, row.kind, row.sort_key = name, wanted.kind, wanted.sort_key
    row.parent_id, row.parent_key = wanted.parent_id, parent_key
    ctx.session.flush()
    return row


def remove_department(ctx: Context, row: Department) -> None:
    """Remove what nobody is in. Raises Conflict `department_in_use`."""
    below = select(Department.id).where(Department.parent_id == row.id)
    members = select(Member.id).where(Member.department_id == row.id)
    posts = select(Post.id).where(Post.team_id == row.id)
    if any(ctx.session.scalars(one.limit(1)).first() is not None for one in (below, members, posts)):
        raise Conflict("department_in_use")
    ctx.session.delete(row)


def employer_shown(ctx: Context, row: Employer) -> EmployerOut:
    """One employer."""
    return next(one for one in employers(ctx) if one.id == row.id)


def _plain(row: Employer) -> dict[str, object]:
    names = ("id", "name", "kind", "legal_entity_id", "is_closed", "revision")
    return {name: getattr(row, name) for name in names}
