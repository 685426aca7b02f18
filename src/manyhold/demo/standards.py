"""What headquarters lays down beside the holidays: a numbering that begins next year, and entries of dictionaries."""

from __future__ import annotations

from datetime import date

from manyhold.demo.stage import Stage
from manyhold.foundation.standards.dictionaries.schemas import DictionaryEntryIn
from manyhold.foundation.standards.dictionaries.service import keep_for_group, keep_for_project
from manyhold.foundation.standards.numbering.service import lay_down

CATEGORIES = "workorders.category"
GROUP_ENTRIES = (
    ("", "lost_and_found", "失物招领", "Lost and found"),
    ("lost_and_found", "handed_in", "拾到物品", "Handed in"),
    ("lost_and_found", "lost", "丢失物品", "Lost"),
    ("environment", "waste_sorting", "垃圾分类", "Waste sorting"),
)
PROJECT_ENTRIES = (
    ("environment", "p_fountain", "中心喷泉", "Central fountain"),
    ("public_repair", "p_sky_garden", "空中花园", "Sky garden"),
)
NEXT_RECEIPTS = "{entity.code}-{yyyyMM}-{seq:5}"


def lay_down_standards(stage: Stage) -> None:
    """Group entries for all, two for the first site, and receipts by month from next year on."""
    with stage.unit(stage.now) as ctx:
        for place, (parent, code, zh, en) in enumerate(GROUP_ENTRIES):
            entry = DictionaryEntryIn(zh=zh, en=en, position=1000 + 10 * place)
            keep_for_group(ctx, CATEGORIES, parent, code, entry, None)
            ctx.session.flush()
        for parent, code, zh, en in PROJECT_ENTRIES:
            entry = DictionaryEntryIn(zh=zh, en=en)
            keep_for_project(ctx, stage.sites[0].project_id, CATEGORIES, parent, code, entry, None)
        lay_down(ctx, "billing.receipt", NEXT_RECEIPTS, date(stage.now.year + 1, 1, 1))
