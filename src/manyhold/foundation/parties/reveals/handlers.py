"""Reactions: more looks that were approved are given."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.parties.contract import RevealMoreDecided
from manyhold.foundation.parties.models import RevealAllowance
from manyhold.foundation.parties.reveals.service import DAY
from manyhold.kernel import bulk
from manyhold.kernel.context import Context


def on_reveal_more_decided(ctx: Context, payload: dict[str, Any]) -> None:
    """Add what was asked for to the person's limit, for the next 24 hours."""
    told = RevealMoreDecided(**payload)
    if told.outcome != "approved":
        return
    allowance = {
        "actor_id": told.submitted_by,
        "request_id": told.request_id,
        "fields": told.facts["fields"],
        "ends_at": ctx.now + DAY,
    }
    bulk.insert_rows(ctx.session, RevealAllowance, [allowance])
