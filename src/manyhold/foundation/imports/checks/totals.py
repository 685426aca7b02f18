"""Control totals: what the predecessor's records say in all, held against what the rows come to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

NAMES = ("rooms", "households", "building_area_m2")


def disagreements(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """(name, wanted, found) of each control total that was given and is not met, to the last unit."""
    return [
        (name, str(wanted[name]), str(found[name]))
        for name in NAMES
        if wanted.get(name) is not None and Decimal(str(wanted[name])) != Decimal(str(found[name]))
    ]
