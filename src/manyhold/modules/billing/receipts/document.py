"""The receipt as it is printed: its fields, and version 0 of its templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from manyhold.foundation.printing.port import BuiltIn, Document, Drawn
from manyhold.foundation.printing.rules import reprint_mark
from manyhold.kernel.money import rmb_capitals
from manyhold.modules.billing.receipts import rules
from manyhold.modules.billing.receipts.rules import Line

BROUGHT_OVER = "brought_over"
METHODS = {"cash": "现金", "transfer": "银行转账", BROUGHT_OVER: "承接移交的预存款"}
REVERSED = "已 冲 销"
PREPAID = "预存款"


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that stands on a receipt; `held_for` names whom money was taken for."""

    payment_id: int
    project_id: int
    space_id: int
    company: str
    project: str
    number: str
    space: str
    payer: str
    lines: list[Line]
    prepaid_fen: int
    total_fen: int
    method: str
    reference: str
    held_for: str
    cashier: str
    received_on: date
    is_reversed: bool


def document(receipt: Receipt) -> Document:
    """The receipt as a document of any template; its lines are the fees, and last what is kept as prepayment."""
    rows: list[tuple[str, str, int]] = [
        (line.fee, rules.months(line), line.amount_fen) for line in receipt.lines
    ]
    if receipt.prepaid_fen:
        rows.append((PREPAID, "", receipt.prepaid_fen))
    is_brought_over = receipt.method == BROUGHT_OVER
    return Document(
        id=receipt.payment_id,
        project_id=receipt.project_id,
        space_id=receipt.space_id,
        title=receipt.number,
        values={
            "heading": "预存款抵扣凭证" if is_brought_over else "收款收据",
            "from": "抵扣户名" if is_brought_over else "今收到",
            "note": _note(receipt),
            "company": receipt.company,
            "project": receipt.project,
            "number": receipt.number,
            "space": receipt.space,
            "payer": receipt.payer,
            "total": receipt.total_fen,
            "capitals": rmb_capitals(receipt.total_fen),
            "method": METHODS[receipt.method],
            "reference": receipt.reference,
            "cashier": receipt.cashier,
            "received_on": receipt.received_on.isoformat(),
        },
        rows=rows,
        watermark=REVERSED if receipt.is_reversed else "",
    )


def _words(drawn: Drawn) -> dict[str, Any]:
    values = drawn.document.values
    day = date.fromisoformat(str(values["received_on"]))
    return {
        **values,
        "rows": [[fee, months, rules.money(int(fen))] for fee, months, fen in drawn.document.rows],
        "total": rules.money(int(values["total"])),
        "day": f"{day.year}年{day.month}月{day.day}日",
        "reprint": reprint_mark(drawn.number),
        "watermark": drawn.document.watermark,
        "dx": drawn.offset_x_mm,
        "dy": drawn.offset_y_mm,
    }


def _note(receipt: Receipt) -> str:
    """What the page says of money that is not, or not now, the company's own."""
    if receipt.method == BROUGHT_OVER:
        return "本次以承接项目时移交的预存款抵扣，未另收款项。"
    return f"代{receipt.held_for}收取，款项归其所有。" if receipt.held_for else ""


BUILT_INS = (
    BuiltIn(
        "receipt",
        "收款收据（A5 横向）",
        "Receipt (A5 across)",
        "a5_across",
        source=Path(__file__).with_name("receipt.typ"),
        words=_words,
    ),
)
