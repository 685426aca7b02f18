"""Routes: employers, departments and teams."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.staff.employers import service
from manyhold.foundation.staff.employers.models import Department, Employer
from manyhold.foundation.staff.employers.schemas import DepartmentIn, DepartmentOut, EmployerIn, EmployerOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, ORGANISE = "staff.read", "staff.organise"
routes = Routes("", tag="staff")


@routes.read("/employers", permission=READ, response_model=list[EmployerOut])
def list_employers(ctx: Context) -> Any:
    """All employers of the group: one's own companies, then contractors."""
    return service.employers(ctx)


@routes.create("/employers", permission=ORGANISE, response_model=EmployerOut)
def add_employer(ctx: Context, wanted: EmployerIn) -> Any:
    """Add an employer."""
    return service.employer_shown(ctx, service.keep_employer(ctx, None, wanted))


@routes.replace("/employers/{employer_id}", permission=ORGANISE, response_model=EmployerOut)
def change_employer(ctx: Context, employer_id: int, wanted: EmployerIn, if_match: IfMatch = None) -> Any:
    """Change an employer, or close it to newcomers."""
    row = ctx.get(Employer, employer_id)
    etags.match(ctx, row, if_match)
    return service.employer_shown(ctx, service.keep_employer(ctx, row, wanted))


@routes.read("/departments", permission=READ, response_model=list[DepartmentOut])
def list_departments(ctx: Context) -> Any:
    """All departments and teams of the group."""
    return service.departments(ctx)


@routes.create("/departments", permission=ORGANISE, response_model=DepartmentOut)
def add_department(ctx: Context, wanted: DepartmentIn) -> Any:
    """Add a department or a team."""
    return service.keep_department(ctx, None, wanted)


@routes.replace("/departments/{department_id}", permission=ORGANISE, response_model=DepartmentOut)
def change_department(
    ctx: Context, department_id: int, wanted: DepartmentIn, if_match: IfMatch = None
) -> Any:
    """Rename or move a department."""
    row = ctx.get(Department, department_id)
    etags.match(ctx, row, if_match)
    return service.keep_department(ctx, row, wanted)


@routes.remove("/departments/{department_id}", permission=ORGANISE)
def remove_department(ctx: Context, department_id: int) -> None:
    """Remove a department that nobody is in."""
    service.remove_department(ctx, ctx.get(Department, department_id))
