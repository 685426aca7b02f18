"""Routes: what is done with the balances that were brought over with a project."""

from __future__ import annotations

from typing import Any

from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes
from manyhold.modules.billing.brought import queries, service
from manyhold.modules.billing.brought.schemas import CollectIn, HandedOverIn, OpeningDetail, SettleIn, UseIn
from manyhold.modules.billing.openings.models import Opening, OpeningAct
from manyhold.modules.billing.payments.queries import payment_shown
from manyhold.modules.billing.payments.schemas import PaymentOut
from manyhold.modules.billing.remittances.schemas import UndoIn

routes = Routes("", tag="billing")


@routes.read("/openings/{opening_id}", permission="billing.read", response_model=OpeningDetail)
def get_opening(ctx: Context, opening_id: int) -> Any:
    """One opening document, and what was done with it."""
    return queries.detail(ctx, ctx.get(Opening, opening_id))


@routes.act("/openings/{opening_id}/use", permission="billing.receive", response_model=PaymentOut)
def use_prepayment(ctx: Context, opening_id: int, wanted: UseIn) -> Any:
    """Use a brought-over prepayment up for what is open; reversed as a payment is."""
    return payment_shown(ctx, service.use(ctx, ctx.get(Opening, opening_id), wanted).id)


@routes.act(
    "/openings/{opening_id}/settle", permission="billing.settle_openings", response_model=OpeningDetail
)
def settle_opening(ctx: Context, opening_id: int, wanted: SettleIn) -> Any:
    """Refund a prepayment or deposit, or forfeit a deposit, with reason and voucher."""
    opening = ctx.get(Opening, opening_id)
    service.settle(ctx, opening, wanted)
    return queries.detail(ctx, opening)


@routes.create(
    "/openings/handed-over", permission="billing.settle_openings", response_model=list[OpeningDetail]
)
def hand_money_over(ctx: Context, wanted: HandedOverIn) -> Any:
    """The money of prepayments and deposits reached us from the former manager or developer."""
    acts = service.hand_money_over(ctx, wanted)
    ctx.session.flush()
    return [queries.detail(ctx, ctx.get(Opening, act.opening_id)) for act in acts]


@routes.act("/opening-acts/{act_id}/undo", permission="billing.settle_openings", response_model=OpeningDetail)
def undo_opening_act(ctx: Context, act_id: int, wanted: UndoIn) -> Any:
    """Undo what was recorded wrongly; by somebody else than who recorded it."""
    opening = service.undo(ctx, ctx.get(OpeningAct, act_id), wanted.reason)
    ctx.session.flush()
    return queries.detail(ctx, opening)


@routes.create("/collections", permission="billing.receive", response_model=PaymentOut)
def collect_for_others(ctx: Context, wanted: CollectIn) -> Any:
    """Take money on arrears of a former manager or developer: it is held for them."""
    return payment_shown(ctx, service.collect(ctx, wanted).id)
