"""The words of a departure as they are printed."""

from __future__ import annotations

_KINDS = {
    "prepayment": "预存款",
    "deposit": "押金",
    "arrears": "欠费",
    "order": "未结工单",
    "agreement": "合同",
    "reading": "表读数",
    "parking_term": "车位租期",
    "lease_term": "租赁期",
}
_DECISIONS = {"": "待定", "refund": "退还住户", "hand_over": "移交承接方", "keep": "继续办理"}
HEADINGS = ("事项", "位置", "科目或内容", "费用所属期", "金额（元）", "说明", "处理方式", "备注")


def kind_word(kind: str) -> str:
    """What a kind is called; one of a later module by its code."""
    return _KINDS.get(kind, kind)


def decision_word(decision: str) -> str:
    """What a decision is called."""
    return _DECISIONS[decision]


def period_word(period: int) -> str:
    """A month as it is written, nothing for none."""
    return f"{period // 100}年{period % 100}月" if period else ""
