"""Reads: runs as lists and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manyhold.foundation.identity.names import names
from manyhold.kernel.context import Context
from manyhold.modules.billing.bills.models import BillRun
from manyhold.modules.billing.runs.schemas import RunOut

_COPIED = tuple(name for name in RunOut.model_fields if name != "reversed_by_name")


def runs_shown(ctx: Context, runs: Sequence[BillRun]) -> list[dict[str, Any]]:
    """Runs with the names of those who reversed them."""
    people = names(ctx, [run.reversed_by for run in runs if run.reversed_by is not None])
    return [
        {
            **{name: getattr(run, name) for name in _COPIED},
            "reversed_by_name": None if run.reversed_by is None else people.get(run.reversed_by),
        }
        for run in runs
    ]


def run_shown(ctx: Context, run: BillRun) -> dict[str, Any]:
    """One run."""
    return runs_shown(ctx, [run])[0]
