"""Routes: certificates of the staff."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query

from manyhold.foundation.staff.catalogue import CERTIFICATES
from manyhold.foundation.staff.certificates import service
from manyhold.foundation.staff.certificates.models import Certificate
from manyhold.foundation.staff.certificates.schemas import CertificateIn, CertificateKindOut, CertificateOut
from manyhold.foundation.staff.members.models import Member
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, MANAGE = "staff.read", "staff.manage"
Kind = Annotated[str | None, Query(max_length=24)]
StandingFilter = Annotated[Literal["valid", "soon", "expired"] | None, Query()]
routes = Routes("", tag="staff")


@routes.read("/certificate-kinds", permission=READ, response_model=list[CertificateKindOut])
def list_kinds(ctx: Context) -> Any:
    """The kinds of certificates in the trade."""
    return [CertificateKindOut.model_validate(one, from_attributes=True) for one in CERTIFICATES]


@routes.read("/certificates", permission=READ, response_model=pages.Page[CertificateOut])
def list_certificates(
    ctx: Context,
    project_id: int | None = None,
    kind: Kind = None,
    standing: StandingFilter = None,
    member_id: int | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Certificates of those who work here, the first to expire first."""
    rows, after = pages.load(
        ctx,
        service.found(ctx, project_id=project_id, kind=kind, standing=standing, member_id=member_id),
        order_by=[Certificate.expires_key, Certificate.id],
        limit=limit,
        cursor=cursor,
        bound=("certificates", project_id, kind, standing, member_id),
    )
    return {"items": service.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/certificates/count", permission=READ, response_model=pages.Count)
def count_certificates(
    ctx: Context,
    project_id: int | None = None,
    kind: Kind = None,
    standing: StandingFilter = None,
    member_id: int | None = None,
) -> Any:
    """How many the list has."""
    return pages.count(
        ctx, service.found(ctx, project_id=project_id, kind=kind, standing=standing, member_id=member_id)
    )


@routes.create("/staff/{member_id}/certificates", permission=MANAGE, response_model=CertificateOut)
def add_certificate(ctx: Context, member_id: int, wanted: CertificateIn) -> Any:
    """Enter a certificate."""
    return service.shown(ctx, [service.keep(ctx, ctx.get(Member, member_id), None, wanted)])[0]


@routes.replace(
    "/staff/{member_id}/certificates/{certificate_id}", permission=MANAGE, response_model=CertificateOut
)
def change_certificate(
    ctx: Context, member_id: int, certificate_id: int, wanted: CertificateIn, if_match: IfMatch = None
) -> Any:
    """Correct or renew a certificate."""
    row = _of(ctx, member_id, certificate_id)
    etags.match(ctx, row, if_match)
    return service.shown(ctx, [service.keep(ctx, ctx.get(Member, member_id), row, wanted)])[0]


@routes.remove("/staff/{member_id}/certificates/{certificate_id}", permission=MANAGE)
def remove_certificate(ctx: Context, member_id: int, certificate_id: int) -> None:
    """Remove a certificate that was entered by mistake."""
    ctx.session.delete(_of(ctx, member_id, certificate_id))


def _of(ctx: Context, member_id: int, certificate_id: int) -> Certificate:
    row = ctx.get(Certificate, certificate_id)
    if row.member_id != member_id:
        raise NotFound("not_found", kind=Certificate.__tablename__, id=certificate_id)
    return row
