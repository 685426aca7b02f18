"""Verbs: judge a filled workbook, and load it whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from pydantic import ValidationError
from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff.catalogue import CERTIFICATES
from manyhold.foundation.staff.certificates.schemas import CertificateIn
from manyhold.foundation.staff.certificates.service import keep
from manyhold.foundation.staff.employers.models import Department, Employer
from manyhold.foundation.staff.members.models import Member
from manyhold.foundation.staff.members.schemas import MemberIn, PostIn
from manyhold.foundation.staff.members.service import add
from manyhold.foundation.staff.workbooks import reading
from manyhold.foundation.staff.workbooks.reading import Line
from manyhold.foundation.staff.workbooks.schemas import CellFault, WorkbookRead
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound

FAULTS_SHOWN = 200
_FIELDS = {
    "name": reading.NAME,
    "number": reading.NUMBER,
    "phone": reading.PHONE,
    "title": reading.TITLE,
    "joined_on": reading.JOINED,
    "expires_on": reading.EXPIRES,
}


def judge(
    ctx: Context, project_id: int, content: bytes
) -> tuple[WorkbookRead, list[tuple[MemberIn, CertificateIn | None]]]:
    """What is wrong with each cell, and the entries that it would make; nothing is written."""
    if project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=project_id)
    lines, faults = reading.lines(content)
    employers = {one.name: one.id for one in ctx.session.scalars(select(Employer)) if not one.is_closed}
    departments = {one.name: one.id for one in ctx.session.scalars(select(Department))}
    wanted = Counter(one.cells.get(reading.NUMBER, "") for one in lines)
    taken = set(ctx.session.scalars(select(Member.number).where(Member.number.in_(list(wanted)))))
    entries: list[tuple[MemberIn, CertificateIn | None]] = []
    for line in lines:
        found = list(_faults(line, employers, departments))
        number = line.cells.get(reading.NUMBER, "")
        if number in taken:
            found.append(line.fault(reading.NUMBER, "staff_number_taken"))
        elif number and wanted[number] > 1:
            found.append(line.fault(reading.NUMBER, "twice_in_workbook"))
        if not found:
            try:
                entries.append(_entry(line, project_id, employers, departments))
            except ValidationError as error:
                names = [str(one["loc"][-1]) for one in error.errors()]
                found = [line.fault(_FIELDS.get(name, reading.NAME), "invalid_input") for name in names]
        faults.extend(found)
    more = max(0, len(faults) - FAULTS_SHOWN)
    read = WorkbookRead(rows=len(lines), faults=faults[:FAULTS_SHOWN], more_faults=more, is_loaded=False)
    return read, entries


def load(ctx: Context, project_id: int, content: bytes) -> WorkbookRead:
    """Enter everybody of the workbook, or with a fault anywhere nobody."""
    read, entries = judge(ctx, project_id, content)
    if read.faults:
        return read
    for wanted, certificate in entries:
        member = add(ctx, wanted)
        if certificate is not None:
            keep(ctx, member, None, certificate)
    return read.model_copy(update={"is_loaded": True})


def _faults(line: Line, employers: dict[str, int], departments: dict[str, int]) -> Iterator[CellFault]:
    cells = line.cells
    yield from (line.fault(column, "required") for column in reading.WANTED if not cells.get(column))
    for column, known in ((reading.EMPLOYER, employers), (reading.DEPARTMENT, departments)):
        if cells.get(column) and cells[column] not in known:
            yield line.fault(column, "unknown_reference")
    for column in (reading.JOINED, reading.EXPIRES):
        if cells.get(column) and reading.day_of(cells[column]) is None:
            yield line.fault(column, "invalid_date")
    kind = next((one for one in CERTIFICATES if one.zh == cells.get(reading.KIND)), None)
    if cells.get(reading.KIND) and kind is None:
        yield line.fault(reading.KIND, "unknown_certificate")
    if kind is not None and kind.expires and not cells.get(reading.EXPIRES):
        yield line.fault(reading.EXPIRES, "expiry_missing")


def _entry(
    line: Line, project_id: int, employers: dict[str, int], departments: dict[str, int]
) -> tuple[MemberIn, CertificateIn | None]:
    cells = line.cells
    joined = reading.day_of(cells[reading.JOINED]) or date.min
    wanted = MemberIn(
        name=cells[reading.NAME],
        number=cells[reading.NUMBER],
        phone=cells.get(reading.PHONE, ""),
        employer_id=employers[cells[reading.EMPLOYER]],
        department_id=departments.get(cells.get(reading.DEPARTMENT, "")),
        joined_on=joined,
        post=PostIn(title=cells[reading.TITLE], project_id=project_id, starts_on=joined),
    )
    kind = next((one for one in CERTIFICATES if one.zh == cells.get(reading.KIND)), None)
    if kind is None:
        return wanted, None
    expires_on = reading.day_of(cells.get(reading.EXPIRES, ""))
    return wanted, CertificateIn(kind=kind.code, number=cells.get(reading.CARD, ""), expires_on=expires_on)
