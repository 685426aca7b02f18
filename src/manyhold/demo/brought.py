"""A site that was taken over: the balances that came with it, some of them used up since."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import select

from manyhold.demo.stage import Site, Stage, at
from manyhold.foundation.files.service import take_in
from manyhold.foundation.organisation import roles
from manyhold.foundation.organisation.models import Project
from manyhold.kernel import bulk
from manyhold.kernel.clock import add_months, first_day, period
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Problem
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.brought.schemas import CollectIn, SettleIn, UseIn
from manyhold.modules.billing.brought.service import collect, settle, use
from manyhold.modules.billing.openings.models import Opening
from manyhold.modules.takeovers.document import SignOff, pdf
from manyhold.modules.takeovers.jobs import PURPOSE
from manyhold.modules.takeovers.rules import LIVE
from manyhold.modules.takeovers.schemas import TakeoverIn, TotalsIn
from manyhold.modules.takeovers.service import begin, now, state

HOMES = 24
"""Homes with a balance from before, as far as there are so many."""
FORMER = "旧日物业服务有限公司"


def bring_over(stage: Stage) -> None:
    """The third site came with prepayments, deposits and arrears; part of it is done with by today."""
    if len(stage.sites) < 3 or stage.takeover is None:
        return
    site = stage.sites[2]
    since = stage.now.date() - timedelta(days=75)
    with stage.unit(at(since, 10)) as ctx:
        _load(ctx, stage, site, since)
        ctx.session.flush()
        _sign(ctx, stage, site, since)
    cashier = site.staff[roles.CASHIER][0]
    with stage.unit(at(stage.now.date() - timedelta(days=6), 11), cashier) as ctx:
        _use_some(ctx, site)
    accountant = site.staff.get(roles.ACCOUNTANT, site.staff[roles.PROJECT_MANAGER])[0]
    with stage.unit(at(stage.now.date() - timedelta(days=4), 15), accountant) as ctx:
        _settle_some(ctx, site)


def _load(ctx: Context, stage: Stage, site: Site, since: date) -> None:
    random = stage.random("brought over", site.code)
    billed = ctx.session.execute(
        select(Bill.space_id, Bill.fee_item_id, Bill.legal_entity_id, Bill.liable_version_id)
        .where(Bill.project_id == site.project_id)
        .order_by(Bill.space_id, Bill.id)
    ).all()
    homes = list({row.space_id: row for row in reversed(billed)}.values())[-HOMES:]
    before = add_months(period(since), -1)
    rows: list[dict[str, object]] = []
    for number, home in enumerate(homes):
        kind = ("prepayment", "deposit", "arrears", "prepayment")[number % 4]
        creditor = "former_manager" if number % 3 == 0 else "us"
        amount = 200_000 if kind == "deposit" else random.randrange(180, 1_600) * 100
        month = before if kind == "arrears" else 0
        rows.append(
            {
                "project_id": site.project_id, "space_id": home.space_id, "kind": kind, "creditor": creditor,
                "fee_item_id": home.fee_item_id if kind != "deposit" else None,
                "legal_entity_id": home.legal_entity_id if kind != "deposit" else None,
                "item": "装修押金" if kind == "deposit" else "物业服务费", "first_period": month, "period": month,
                "starts_on": None, "ends_on": None, "amount_fen": amount, "settled_fen": 0, "quantity": None,
                "meter": "", "party_version_id": home.liable_version_id, "as_of": since, "due_on": since,
                "handed_over_on": None, "import_id": 0, "row_no": number + 1, "loaded_at": ctx.now,
            }
        )  # fmt: skip
    bulk.insert_rows(ctx.session, Opening, rows)


def _sign(ctx: Context, stage: Stage, site: Site, since: date) -> None:
    """The takeover as it stands behind the site: agreed line by line, signed, and in service."""
    project = ctx.get(Project, site.project_id)
    row = begin(
        ctx,
        TakeoverIn(project_id=site.project_id, former_manager=FORMER, cut_over_on=first_day(period(since))),
    )
    ctx.session.flush()
    state(ctx, row, TotalsIn(stated={line.key: line.loaded for line in now(ctx, row)}))
    lines = now(ctx, row)
    signer = site.staff[roles.PROJECT_MANAGER][0]
    row.stage, row.figures = LIVE, [asdict(line) for line in lines]
    row.signed_by, row.signed_at = signer, ctx.now
    told = SignOff(project.name, FORMER, row.cut_over_on, "", ctx.now, project.time_zone, lines, {})
    name = f"承接签署单-{project.code}.pdf"
    row.sign_off_file_id = take_in(ctx, pdf(told), name=name, purpose=PURPOSE, project_id=project.id).id


def _use_some(ctx: Context, site: Site) -> None:
    openings = ctx.session.scalars(
        select(Opening).where(Opening.project_id == site.project_id).order_by(Opening.id)
    ).all()
    for number, one in enumerate(openings):
        try:
            if one.kind == "prepayment" and number % 2 == 0:
                use(ctx, one, UseIn(amount_fen=one.open_fen // 2 or None))
            elif one.kind == "arrears" and one.creditor != "us":
                collect(
                    ctx, CollectIn(space_id=one.space_id, creditor="former_manager", amount_fen=one.open_fen)
                )
        except Problem:
            continue  # nothing is open in that home any more


def _settle_some(ctx: Context, site: Site) -> None:
    deposits = ctx.session.scalars(
        select(Opening)
        .where(Opening.project_id == site.project_id, Opening.kind == "deposit", Opening.creditor == "us")
        .order_by(Opening.id)
    ).all()
    for number, one in enumerate(deposits[:2]):
        wanted = (
            SettleIn(kind="refunded", reason="装修验收合格", voucher="FK-0117")
            if number == 0
            else SettleIn(
                kind="forfeited", amount_fen=50_000, reason="拆改承重墙，经业主委员会认定", voucher="MS-0031"
            )
        )
        settle(ctx, one, wanted)
