"""Routes: the list, one order, its acts, and a project's settings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.audit.service import note as note_in_audit
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.organisation.queries import project_held
from manyhold.kernel.context import Context
from manyhold.kernel.own_fields import OwnFilter
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.own import OwnAsked, WithOwn
from manyhold.kernel.web.routes import SIGNED_IN, Routes, Rows
from manyhold.modules.workorders.orders import queries, schemas, service, words
from manyhold.modules.workorders.orders.models import Order, ProjectSetting
from manyhold.modules.workorders.orders.queries import Filters
from manyhold.modules.workorders.orders.sealing import opened

routes = Routes("/work-orders", tag="work orders")
settings_routes = Routes("/work-order-settings", tag="work orders")


@routes.read("", permission="workorders.read", response_model=pages.Page[schemas.OrderRow])
def list_orders(
    ctx: Context,
    *,
    project_id: int | None = None,
    state: schemas.State | None = None,
    assignee_id: int | None = None,
    space_id: int | None = None,
    category: str | None = Query(None, max_length=20),
    urgency: schemas.UrgencyCode | None = None,
    late: bool | None = None,
    q: str | None = Query(
        None, max_length=45, description="A number, its beginning, its day, or its last digits"
    ),
    is_open: bool | None = None,
    building_id: int | None = None,
    from_period: int | None = Query(None, description="Month of the report, YYYYMM"),
    to_period: int | None = None,
    finished_from: int | None = Query(None, description="Month of the finish, YYYYMM"),
    finished_to: int | None = None,
    own: OwnAsked = None,
    with_own: WithOwn = False,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Orders, the last reported first."""
    filters = Filters(
        project_id,
        state,
        assignee_id,
        space_id,
        category,
        urgency,
        late,
        q,
        is_open,
        building_id,
        from_period,
        to_period,
        finished_from,
        finished_to,
        _asked(ctx, own, project_id),
    )
    return Rows(queries.list_orders(ctx, filters, limit=limit, cursor=cursor, with_own=with_own))


@routes.read("/open-by-building", permission="workorders.read", response_model=list[schemas.BuildingOrders])
def list_open_by_building(ctx: Context, project_id: int) -> Any:
    """How many orders are open in each building of a project and in its public areas; none are left out."""
    ctx.get(Project, project_id)
    return Rows(queries.open_by_building(ctx, project_id))


@routes.read("/count", permission="workorders.read", response_model=pages.Count)
def count_orders(
    ctx: Context,
    *,
    project_id: int | None = None,
    state: schemas.State | None = None,
    assignee_id: int | None = None,
    space_id: int | None = None,
    category: str | None = Query(None, max_length=20),
    urgency: schemas.UrgencyCode | None = None,
    late: bool | None = None,
    q: str | None = Query(None, max_length=45),
    is_open: bool | None = None,
    building_id: int | None = None,
    from_period: int | None = None,
    to_period: int | None = None,
    finished_from: int | None = None,
    finished_to: int | None = None,
    own: OwnAsked = None,
) -> Any:
    """How many orders the list has."""
    return queries.count_orders(
        ctx,
        Filters(
            project_id,
            state,
            assignee_id,
            space_id,
            category,
            urgency,
            late,
            q,
            is_open,
            building_id,
            from_period,
            to_period,
            finished_from,
            finished_to,
            _asked(ctx, own, project_id),
        ),
    )


@routes.read("/due", permission="workorders.read", response_model=list[schemas.OrderRow])
def list_due_first(
    ctx: Context,
    *,
    project_id: int | None = None,
    state: schemas.State | None = None,
    assignee_id: int | None = None,
    late: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Any:
    """The open orders that fall due first, for a board of what to do next; there is no page after them."""
    filters = Filters(project_id, state, assignee_id, late=late, is_open=True)
    return queries.due_first(ctx, filters, limit=limit)


@routes.read("/catalogue", permission=SIGNED_IN, response_model=schemas.OrderCatalogueOut)
def get_catalogue(ctx: Context) -> Any:
    """The words of work orders."""
    return words.words(ctx)


@routes.create("", permission="workorders.report", response_model=schemas.OrderOut)
def report_order(ctx: Context, wanted: schemas.OrderIn) -> Any:
    """Open an order."""
    order = service.report(ctx, service.Draft(**wanted.model_dump()))
    return _shown(ctx, order)


@routes.read("/{order_id}", permission="workorders.read", response_model=schemas.OrderOut)
def get_order(ctx: Context, order_id: int) -> Any:
    """One order."""
    return _shown(ctx, ctx.get(Order, order_id))


@routes.change("/{order_id}", permission="workorders.work", response_model=schemas.OrderOut)
def change_order(ctx: Context, order_id: int, change: schemas.OrderChange, if_match: IfMatch = None) -> Any:
    """Fill in own fields of an order, or empty them."""
    order = ctx.get(Order, order_id)
    etags.match(ctx, order, if_match)
    ctx.runtime.own_fields.keep(ctx.session, "order", order, change.own)
    return _shown(ctx, order)


@routes.read("/{order_id}/timeline", permission="workorders.read", response_model=list[schemas.EntryOut])
def get_timeline(ctx: Context, order_id: int) -> Any:
    """What happened to an order."""
    return queries.timeline(ctx, ctx.get(Order, order_id))


@routes.read(
    "/{order_id}/candidates", permission="workorders.assign", response_model=list[schemas.CandidateOut]
)
def get_candidates(ctx: Context, order_id: int) -> Any:
    """Who may be given an order."""
    return queries.candidates(ctx, ctx.get(Order, order_id))


@routes.act("/{order_id}/verify", permission="workorders.verify", response_model=schemas.OrderOut)
def verify_order(ctx: Context, order_id: int, found: schemas.VerifyIn) -> Any:
    """Let a public report in."""
    order = ctx.get(Order, order_id)
    service.verify(ctx, order, **found.model_dump())
    return _shown(ctx, order)


@routes.act("/{order_id}/assign", permission="workorders.assign", response_model=schemas.OrderOut)
def assign_order(ctx: Context, order_id: int, wanted: schemas.AssignIn) -> Any:
    """Give it to somebody, or to somebody else."""
    order = ctx.get(Order, order_id)
    service.assign(ctx, order, wanted.assignee_id, note=wanted.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/accept", permission="workorders.work", response_model=schemas.OrderOut)
def accept_order(ctx: Context, order_id: int, said: schemas.NoteIn) -> Any:
    """Take it on."""
    order = ctx.get(Order, order_id)
    service.accept(ctx, order, note=said.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/refuse", permission="workorders.work", response_model=schemas.OrderOut)
def refuse_order(ctx: Context, order_id: int, said: schemas.RefuseIn) -> Any:
    """Give it back."""
    order = ctx.get(Order, order_id)
    service.refuse(ctx, order, said.reason, note=said.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/finish", permission="workorders.work", response_model=schemas.OrderOut)
def finish_order(ctx: Context, order_id: int, done: schemas.FinishIn) -> Any:
    """Say that it is done."""
    order = ctx.get(Order, order_id)
    service.finish(ctx, order, done.remark, photo_ids=done.photo_ids)
    return _shown(ctx, order)


@routes.act("/{order_id}/rate", permission="workorders.rate", response_model=schemas.OrderOut)
def rate_order(ctx: Context, order_id: int, said: schemas.RateIn) -> Any:
    """Write down what the reporter says of the work."""
    order = ctx.get(Order, order_id)
    service.rate(ctx, order, said.rating, comment=said.comment)
    return _shown(ctx, order)


@routes.act("/{order_id}/close", permission="workorders.close", response_model=schemas.OrderOut)
def close_order(ctx: Context, order_id: int, said: schemas.NoteIn) -> Any:
    """Close a finished order without a rating."""
    order = ctx.get(Order, order_id)
    service.close(ctx, order, note=said.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/cancel", permission="workorders.close", response_model=schemas.OrderOut)
def cancel_order(ctx: Context, order_id: int, said: schemas.CancelIn) -> Any:
    """Give it up, with a reason."""
    order = ctx.get(Order, order_id)
    service.cancel(ctx, order, said.reason, note=said.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/reopen", permission="workorders.close", response_model=schemas.OrderOut)
def reopen_order(ctx: Context, order_id: int, said: schemas.ReopenIn) -> Any:
    """It is not done after all."""
    order = ctx.get(Order, order_id)
    service.reopen(ctx, order, said.note)
    return _shown(ctx, order)


@routes.act("/{order_id}/note", permission="workorders.report", response_model=list[schemas.EntryOut])
def add_note(ctx: Context, order_id: int, said: schemas.AddNoteIn) -> Any:
    """Add a note or photos; answers the timeline."""
    order = ctx.get(Order, order_id)
    service.add_note(ctx, order, said.note, photo_ids=said.photo_ids, moment=said.moment)
    ctx.session.flush()
    return queries.timeline(ctx, order)


@routes.act("/{order_id}/contact", permission="workorders.reveal", response_model=schemas.ContactOut)
def reveal_contact(ctx: Context, order_id: int, asked: schemas.ContactRevealIn) -> Any:
    """Name and phone of the reporter, for a stated reason that is kept; a technician's own orders only."""
    order = ctx.get(Order, order_id)
    service.check_own(ctx, order)
    note_in_audit(
        ctx, "reveal", Order.__tablename__, order.id, project_id=order.project_id, reason=asked.reason
    )
    return {
        "reporter_name": opened(ctx, order, "reporter_name_sealed"),
        "contact_phone": opened(ctx, order, "contact_phone_sealed"),
    }


@settings_routes.read("/{project_id}", permission="workorders.read", response_model=schemas.SettingOut)
def get_setting(ctx: Context, project_id: int) -> Any:
    """What a project sets for its orders."""
    project = ctx.get(Project, project_id)
    return {"project_id": project.id, "needs_photo_to_finish": service.needs_photo(ctx, project.id)}


@settings_routes.replace(
    "/{project_id}", permission="workorders.configure", response_model=schemas.SettingOut
)
def put_setting(ctx: Context, project_id: int, wanted: schemas.SettingIn) -> Any:
    """Set it."""
    project = project_held(ctx, project_id)
    setting = ctx.one(ProjectSetting, ProjectSetting.project_id == project.id)
    if setting is None:
        ctx.session.add(ProjectSetting(project_id=project.id, **wanted.model_dump()))
    else:
        setting.needs_photo_to_finish = wanted.needs_photo_to_finish
    return {"project_id": project.id, **wanted.model_dump()}


def _shown(ctx: Context, order: Order) -> Any:
    shown = queries.order_shown(ctx, order)
    etags.show(ctx, order)
    return shown


def _asked(ctx: Context, own: list[str] | None, project_id: int | None) -> tuple[OwnFilter, ...]:
    return ctx.runtime.own_fields.asked(ctx.session, "order", own, project_id) if own else ()
