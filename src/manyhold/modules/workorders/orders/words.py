"""Reads: the words of work orders, with what headquarters made of the categories."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.standards.dictionaries.queries import vocabulary
from manyhold.foundation.standards.dictionaries.rules import Entry
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.modules.workorders.orders import catalogue, rules


def words(ctx: Context) -> dict[str, Any]:
    """The catalogue as clients read it, with what headquarters made of the categories."""
    return {
        "categories": _categories(ctx),
        "urgencies": [
            {
                "code": one.code,
                "zh": one.zh,
                "en": one.en,
                "accept_minutes": one.accept_within.total_seconds() // 60,
                "arrive_minutes": one.arrive_within.total_seconds() // 60 if one.arrive_within else None,
                "finish_minutes": one.finish_within.total_seconds() // 60,
            }
            for one in catalogue.URGENCIES
        ],
        "channels": catalogue.CHANNELS,
        "reporters": catalogue.REPORTERS,
        "states": catalogue.STATES,
        "evaluations": catalogue.EVALUATIONS,
        "refusals": catalogue.REFUSALS,
        "cancellations": catalogue.CANCELLATIONS,
    }


def public_categories(ctx: Context) -> list[Entry]:
    """The categories that the page behind a place's code offers today, in the group's words."""
    today = business_date(ctx.now, GROUP_ZONE)
    offered = vocabulary(ctx, rules.CATEGORIES).entries()
    public = {one.code for one in catalogue.CATEGORIES if one.is_public}
    return [one for one in offered if one.code in public and not one.is_retired(today)]


def _categories(ctx: Context) -> list[dict[str, Any]]:
    today, known = business_date(ctx.now, GROUP_ZONE), vocabulary(ctx, rules.CATEGORIES)
    public = {one.code for one in public_categories(ctx)}

    def shown(one: Entry) -> dict[str, Any]:
        return {"code": one.code, "zh": one.zh, "en": one.en, "is_retired": one.is_retired(today)}

    return [
        {
            **shown(one),
            "urgency": rules.customary_urgency(one.code),
            "is_public": one.code in public,
            "kinds": [shown(kind) for kind in known.entries(one.code)],
        }
        for one in known.entries()
    ]
