"""Routes: one's stand-ins, and the colleagues whom one may ask."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manyhold.foundation.approvals.delegations import service
from manyhold.foundation.approvals.delegations.models import Delegation
from manyhold.foundation.approvals.delegations.schemas import Colleague, DelegationIn, DelegationOut
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="approvals")


@routes.read("/approval-colleagues", permission="approvals.take_part", response_model=list[Colleague])
def list_colleagues(ctx: Context, project_id: int | None = None) -> Any:
    """Who may be asked to sign in a project, or to stand in for one."""
    if project_id is not None:
        ctx.get(Project, project_id)
    return [{"id": one, "name": name} for one, name in service.people_to_choose(ctx, project_id).items()]


@routes.read("/approval-delegations", permission="approvals.take_part", response_model=list[DelegationOut])
def list_delegations(ctx: Context) -> Any:
    """One's stand-ins and those for whom one stands in, the latest first."""
    return _shown(ctx, ctx.session.scalars(service.of_oneself(ctx)).all())


@routes.create("/approval-delegations", permission="approvals.take_part", response_model=DelegationOut)
def delegate(ctx: Context, wanted: DelegationIn) -> Any:
    """Name who signs in one's place while one is away."""
    row = service.delegate(
        ctx, stand_in_id=wanted.stand_in_id, starts_on=wanted.starts_on, ends_on=wanted.ends_on
    )
    return _shown(ctx, [row])[0]


@routes.remove("/approval-delegations/{delegation_id}", permission="approvals.take_part", response_model=None)
def end_delegation(ctx: Context, delegation_id: int) -> None:
    """One is back, or has changed one's mind."""
    row = ctx.get(Delegation, delegation_id)
    if row.person_id != ctx.actor.id:
        raise NotFound("not_found", kind=Delegation.__tablename__, id=delegation_id)
    service.end(ctx, row)


def _shown(ctx: Context, rows: Sequence[Delegation]) -> list[dict[str, Any]]:
    named = names(ctx, {one for row in rows for one in (row.person_id, row.stand_in_id)})
    return [
        {
            "id": row.id,
            "is_mine": row.person_id == ctx.actor.id,
            "person_id": row.person_id,
            "person_name": named.get(row.person_id, ""),
            "stand_in_id": row.stand_in_id,
            "stand_in_name": named.get(row.stand_in_id, ""),
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
        }
        for row in rows
    ]
