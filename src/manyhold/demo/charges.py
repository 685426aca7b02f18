"""Money: fees with prices, a run each month, and what people paid of it, each in their own way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from manyhold.demo.sizes import COMMERCIAL, INDUSTRIAL, OFFICE, RESIDENTIAL
from manyhold.demo.stage import Site, Stage, at, office_hours
from manyhold.foundation.organisation import roles
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.clock import add_months, first_day, last_day, period, periods
from manyhold.kernel.context import Context
from manyhold.modules.billing.bills.models import Bill
from manyhold.modules.billing.fees.models import FeeItem
from manyhold.modules.billing.fees.schemas import FeeItemIn, PriceIn
from manyhold.modules.billing.fees.service import define_fee_item, set_price
from manyhold.modules.billing.payments.history import PastPayment, book
from manyhold.modules.billing.runs.schemas import RunIn
from manyhold.modules.billing.runs.service import post_month

FEES = (
    FeeItemIn(code="WY-ZZ", name="住宅物业服务费", name_en="Residential property fee", space_kinds=["room"]),
    FeeItemIn(code="WY-SP", name="商铺物业服务费", name_en="Shop property fee", space_kinds=["shop"]),
    FeeItemIn(code="WY-BG", name="办公物业服务费", name_en="Office property fee", space_kinds=["office"]),
    FeeItemIn(
        code="TC-GL",
        name="车位管理服务费",
        name_en="Parking space fee",
        category="parking",
        business="parking",
        calculation="fixed",
        space_kinds=["parking"],
    ),
)
PRICES: dict[str, dict[str, tuple[str, ...]]] = {
    RESIDENTIAL: {
        "WY-ZZ": ("1.85", "2.20", "2.80", "3.50"),
        "WY-SP": ("4.50", "6.00"),
        "TC-GL": ("60", "80"),
    },
    COMMERCIAL: {"WY-SP": ("15.00", "22.00"), "TC-GL": ("150", "200")},
    OFFICE: {"WY-BG": ("12.00", "18.50"), "TC-GL": ("200", "300")},
    INDUSTRIAL: {"WY-BG": ("2.60", "3.20")},
}
"""Yuan a month, per m² or per parking space: each site has one of them."""

PROMPT, QUARTERLY, HALF_YEARLY, YEARLY, SLOW, NEVER, STOPPED, DEVELOPER = range(8)
HABITS = {
    RESIDENTIAL: (66, 13, 4, 4, 9, 2, 2),
    COMMERCIAL: (80, 9, 2, 0, 7, 1, 1),
    OFFICE: (86, 8, 1, 0, 4, 0, 1),
    INDUSTRIAL: (80, 14, 1, 0, 4, 0, 1),
}
"""How many of a hundred payers have which habit; less diligent sites have more of the last three."""


@dataclass(slots=True)
class Owed:
    """A bill that is not paid in full yet."""

    bill_id: int
    month: int
    issued_on: date
    amount_fen: int
    open_fen: int


@dataclass(slots=True)
class Account:
    """One space's bills and who pays them."""

    space_id: int
    payer_version_id: int
    bills: list[Owed] = field(default_factory=list[Owed])


def define_fees(stage: Stage) -> dict[str, int]:
    """The group's catalogue; ids by code."""
    with stage.unit(_opening(stage)) as ctx:
        for wanted in FEES:
            define_fee_item(ctx, wanted)
        ctx.session.flush()
        return {item.code: item.id for item in ctx.session.scalars(select(FeeItem))}


def set_prices(stage: Stage, site: Site, fees: dict[str, int]) -> list[int]:
    """The site's prices since it came into service; gives the fees that it charges."""
    random = stage.random("prices", site.code)
    with stage.unit(_opening(stage)) as ctx:
        for code, offers in PRICES[site.kind].items():
            set_price(
                ctx,
                PriceIn(
                    project_id=site.project_id,
                    fee_item_id=fees[code],
                    price=Decimal(random.choice(offers)),
                    starts_on=site.since,
                    basis="contract",
                    rests_on="物业服务合同第四章及收费备案表",
                    basis_on=None,
                    basis_file_id=None,
                ),
            )
    return [fees[code] for code in PRICES[site.kind]]


def run_months(stage: Stage, site: Site, fee_item_ids: list[int], accountant: int) -> None:
    """Each month's bills, posted on its first morning and due by its end."""
    last = period((stage.now + timedelta(hours=8)).date())
    for month in periods(add_months(last, 1 - stage.size.months), last):
        issued_on = first_day(month)
        with stage.unit(at(issued_on, 8, 30), accountant) as ctx:
            wanted = RunIn(
                project_id=site.project_id, period=month, fee_item_ids=fee_item_ids, due_on=last_day(month)
            )
            post_month(ctx, wanted, issued_on)


def pay(stage: Stage, site: Site) -> None:
    """All that was paid at this site up to now."""
    random = stage.random("payments", site.code)
    cashiers = site.staff.get(roles.CASHIER) or site.staff[roles.PROJECT_MANAGER]
    with stage.unit(stage.now, cashiers[0]) as ctx:
        accounts = _accounts(ctx, site)
        unsold = {site.spaces[key] for key in site.plan.unsold}
        paid = [
            payment
            for account in accounts
            for payment in Payer(
                stage, site, random, account, is_developer=account.space_id in unsold
            ).payments(random.choice(cashiers))
        ]
        book(ctx, ctx.get(Project, site.project_id), site.company_id, paid)


class Payer:
    """Walks through the days of one account and pays as its habit is."""

    def __init__(
        self, stage: Stage, site: Site, random: Random, account: Account, *, is_developer: bool
    ) -> None:
        self._now = stage.now
        self._random = random
        self._account = account
        self._diligence = site.diligence
        weights = [float(weight) for weight in HABITS[site.kind]]
        for habit in (SLOW, NEVER, STOPPED):
            weights[habit] *= (1.06 - site.diligence) * 12
        self._habit = DEVELOPER if is_developer else random.choices(range(STOPPED + 1), weights)[0]
        self._gives_up_at = random.choice(account.bills).month if account.bills else 0

    def payments(self, cashier_id: int) -> Iterator[PastPayment]:
        """What was paid, in order; the last of a good payer may run ahead of the bills."""
        waiting: list[Owed] = []
        for bill in self._account.bills:
            waiting.append(bill)
            moment = self._pays_at(bill)
            if moment is None or moment >= self._now:
                continue
            share = self._share(waiting)
            if not share:
                continue
            ahead = self._ahead(bill)
            by_transfer = self._random.random() < 0.35
            yield PastPayment(
                space_id=self._account.space_id,
                amount_fen=sum(share.values()) + ahead,
                received_at=moment,
                shares=share,
                cashier_id=cashier_id,
                payer_version_id=self._account.payer_version_id,
                method="transfer" if by_transfer else "cash",
                reference=f"{moment:%Y%m%d}{self._random.randrange(10**8):08}" if by_transfer else "",
            )
            waiting = [one for one in waiting if one.open_fen]

    def _pays_at(self, bill: Owed) -> datetime | None:
        """When, after this bill has come, somebody of this habit goes to pay; None: not yet."""
        random, month = self._random, bill.month % 100
        delay: int | None = None
        if self._habit == PROMPT and random.random() < 0.95:
            # The Spring Festival empties the desk in February; many come back in its last week.
            delay = (
                random.randint(15, 27) if month == 2 else min(random.randint(0, 26), random.randint(2, 27))
            )
        elif self._habit == QUARTERLY and month % 3 == 0:
            delay = random.randint(1, 27)
        elif self._habit == HALF_YEARLY and month in (6, 12):
            delay = random.randint(3, 28)
        elif self._habit == YEARLY and month in (12, 1):
            delay = random.randint(5, 40)
        elif self._habit == SLOW:
            # The drive at the year's end brings in what the rest of the year did not.
            if random.random() < (0.75 if month in (12, 1) else 0.28):
                delay = random.randint(8, 60)
        elif self._habit == STOPPED and bill.month < self._gives_up_at:
            delay = random.randint(0, 26)
        elif self._habit == DEVELOPER and month in (1, 7):
            delay = random.randint(10, 28)
        return None if delay is None else office_hours(random, bill.issued_on + timedelta(days=delay))

    def _share(self, waiting: Sequence[Owed]) -> dict[int, int]:
        """Settle what waits: all of it, or of a slow payer the oldest few, the last sometimes by half."""
        random = self._random
        chosen = list(waiting)
        if self._habit in (SLOW, DEVELOPER) and len(chosen) > 1:
            chosen = chosen[: random.randint(1, len(chosen))]
        shares: dict[int, int] = {}
        for one in chosen:
            part = one.open_fen
            if one is chosen[-1] and self._habit == SLOW and random.random() < 0.15:
                part //= 2
            if part:
                shares[one.bill_id] = part
                one.open_fen -= part
        return shares

    def _ahead(self, bill: Owed) -> int:
        """Prepayment of some months, which good payers leave at the desk towards the year's end."""
        if bill is not self._account.bills[-1] or self._habit != PROMPT or self._random.random() > 0.06:
            return 0
        return bill.amount_fen * self._random.choice((1, 3, 6))


def _accounts(ctx: Context, site: Site) -> Iterable[Account]:
    rows: Any = ctx.session.execute(
        select(
            Bill.id, Bill.space_id, Bill.period, Bill.business_date, Bill.amount_fen, Bill.liable_version_id
        )
        .where(Bill.project_id == site.project_id)
        .order_by(Bill.space_id, Bill.period, Bill.id)
    )
    found: dict[int, Account] = {}
    bills: dict[int, list[Owed]] = defaultdict(list)
    for row in rows:
        found[row.space_id] = Account(row.space_id, row.liable_version_id)
        bills[row.space_id].append(
            Owed(row.id, row.period, row.business_date, row.amount_fen, row.amount_fen)
        )
    for space_id, account in found.items():
        account.bills = bills[space_id]
    return found.values()


def _opening(stage: Stage) -> datetime:
    return at(first_day(add_months(period(stage.now.date()), -stage.size.months)), 10)
