"""Billing: fee items, prices, runs, bills, the ledger, money received at the desk, receipts."""

from manyhold.foundation.organisation.roles import (
    ACCOUNTANT,
    CASHIER,
    DESK,
    FINANCE,
    GROUP_ADMINISTRATOR,
    MANAGERS,
)
from manyhold.kernel.modules import Manifest, Permission

HERE = "manyhold.modules.billing"

MANIFEST = Manifest(
    name="billing",
    zh="收费",
    en="Billing",
    is_optional=True,
    permissions=(
        Permission("billing.read", "查看账单", "See bills", roles=(*MANAGERS, *DESK, *FINANCE)),
        Permission(
            "billing.configure",
            "维护收费科目",
            "Define fee items",
            level="group",
            roles=(GROUP_ADMINISTRATOR, ACCOUNTANT),
        ),
        Permission(
            "billing.price",
            "维护收费标准",
            "Set prices",
            roles=(*MANAGERS, ACCOUNTANT),
            needs_whole_project=True,
        ),
        # Over some buildings a run would bill a part of the project and count as the whole month.
        Permission(
            "billing.run", "生成账单", "Run bills", roles=(*MANAGERS, ACCOUNTANT), needs_whole_project=True
        ),
        Permission("billing.receive", "收款", "Take payments", roles=(CASHIER,)),
        Permission("billing.reverse", "冲销收款", "Reverse payments", roles=(*MANAGERS, ACCOUNTANT)),
        Permission("billing.print", "打印收据", "Print receipts", roles=(*FINANCE, *MANAGERS)),
    ),
    routers=(
        f"{HERE}.fees.api:routes",
        f"{HERE}.bills.api:routes",
        f"{HERE}.runs.api:routes",
        f"{HERE}.payments.api:routes",
        f"{HERE}.receipts.api:routes",
    ),
    models=(
        f"{HERE}.fees.models",
        f"{HERE}.bills.models",
        f"{HERE}.ledger.models",
        f"{HERE}.payments.models",
        f"{HERE}.receipts.models",
    ),
    queries={f"{HERE}.contract:BillingQueries": f"{HERE}.queries:LocalBillingQueries"},
    streams={
        "billing.run_posted": "billing.read",
        "billing.payment_received": "billing.read",
        "billing.payment_reversed": "billing.read",
    },
    jobs={"billing.run": f"{HERE}.runs.jobs:post_run"},
)
