"""What each figure means, in words that stand beside it on every screen and in every export."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure's name, its meaning, and how a cell of it is written."""

    figure: str
    zh: str
    en: str
    means_zh: str
    means_en: str
    format: str


COUNT, MONEY, RATE, MEAN = "count", "money", "rate", "mean"

DEFINITIONS = (
    Definition(
        "billed_fen",
        "应收",
        "Billed",
        "所选月份（费用所属期）已出账单的金额合计。",
        "All bills of the chosen months (the month that is charged for).",
        MONEY,
    ),
    Definition(
        "collected_fen",
        "实收",
        "Collected",
        "截至日前已核销到上述账单的金额，按核销计、不按收款日期计；不含往月欠费的收回和预收款。",
        "What was allocated to these very bills by the report's day: by allocation, never by cash date."
        " Money for older bills and money paid ahead are not in it.",
        MONEY,
    ),
    Definition(
        "collection_rate",
        "当期收缴率",
        "Collection rate",
        "实收 ÷ 应收；应收为零时不计算。",
        "Collected ÷ billed; without a value where nothing was billed.",
        RATE,
    ),
    Definition(
        "open_fen",
        "未收",
        "Open",
        "截至日所有未结清账单的未收金额，不限月份（到所选末月为止），含未到期部分。",
        "What all bills up to the last chosen month still had open on the report's day, of whatever age,"
        " those not yet due included.",
        MONEY,
    ),
    Definition(
        "overdue_fen",
        "欠费",
        "Overdue",
        "未收金额中截至日已过缴费到期日的部分；账龄自到期日起算。",
        "The part of it whose due date had passed; its age counts from the due date.",
        MONEY,
    ),
    Definition(
        "orders_reported",
        "报事",
        "Reported",
        "所选月份内登记的工单数。",
        "Work orders reported in the chosen months.",
        COUNT,
    ),
    Definition(
        "orders_finished",
        "完工",
        "Finished",
        "完工时间在所选月份内的工单数。",
        "Work orders whose finish lies in the chosen months.",
        COUNT,
    ),
    Definition(
        "orders_late",
        "超时",
        "Late",
        "所选月份内登记的工单中，超过时限才完工、或截至日已超时仍未完工的数量；取消的不计。",
        "Of those reported in the chosen months: finished after their due time, or still open past it."
        " What was cancelled is never late.",
        COUNT,
    ),
    Definition(
        "on_time_rate",
        "完工及时率",
        "On-time rate",
        "时限内完工 ÷ 完工；无完工时不计算。",
        "Finished by the due time ÷ finished; without a value where nothing was finished.",
        RATE,
    ),
    Definition(
        "average_rating",
        "满意度",
        "Average rating",
        "完工工单的评分平均值（1 至 5 分）；未评价不按 5 分计。",
        "The mean of the ratings (1 to 5) of finished orders; an unrated order is not a 5.",
        MEAN,
    ),
    Definition(
        "ratings",
        "评价数",
        "Ratings",
        "参与平均的评价数量。",
        "How many ratings the mean is of.",
        COUNT,
    ),
    Definition(
        "orders_open",
        "在办",
        "Open orders",
        "截至日尚未完工也未取消的工单数，不限月份（到所选末月为止）。",
        "Orders that were neither finished nor cancelled on the report's day, whenever reported.",
        COUNT,
    ),
    Definition(
        "orders_open_late",
        "在办超时",
        "Open past due",
        "在办工单中已超过时限的数量。",
        "Those of them past their due time.",
        COUNT,
    ),
)

BUCKETS = (
    ("0_30", 30, "30 天内", "Up to 30 days"),
    ("31_60", 60, "31–60 天", "31–60 days"),
    ("61_90", 90, "61–90 天", "61–90 days"),
    ("91_180", 180, "91–180 天", "91–180 days"),
    ("181_365", 365, "181–365 天", "181–365 days"),
    ("366_730", 730, "1–2 年", "1–2 years"),
    ("731_1095", 1095, "2–3 年", "2–3 years"),
    ("over_1095", None, "3 年以上", "Over 3 years"),
)
"""Ages of arrears in days from the due date (账龄), the trade's customary steps; claims bar at three years."""
