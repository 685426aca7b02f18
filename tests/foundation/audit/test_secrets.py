"""No secret stands in the trail, whichever module adds its column."""

from __future__ import annotations

import re

from sqlalchemy import Boolean
from sqlalchemy.orm.attributes import set_committed_value

from foundation.staff.hired import good
from manyhold.app import load_models
from manyhold.foundation.audit import service
from manyhold.foundation.staff.devices.models import Pin
from manyhold.kernel.database import Base
from worlds.world import World

SECRET = re.compile(r"(^|_)(csrf|digest|hash|hashed|password|pin|secret|secrets|token|tokens)(_|$)")
"""Wider than the rule itself: the words anywhere in a name."""
NO_SECRETS = re.compile(r"_(id|at|by|on)$")
MARKER = "金丝雀-Secret"


def secret_columns() -> list[tuple[type, str]]:
    """Every mapped column whose name speaks of a secret."""
    return [
        (mapper.class_, mapper.get_property_by_column(column).key)
        for mapper in Base.registry.mappers
        for column in mapper.columns
        if SECRET.search(column.name)
        and not NO_SECRETS.search(column.name)
        and not isinstance(column.type, Boolean)
    ]


def test_no_column_of_a_secret_is_told() -> None:
    load_models()
    found = secret_columns()
    assert (Pin, "hashed") in found
    for kind, name in found:
        row = kind()
        set_committed_value(row, name, MARKER)
        assert MARKER not in str(service._after(row)), (kind, name)
        setattr(row, name, f"{MARKER}-2")
        told = service._before_and_after(row)
        assert name in told and MARKER not in str(told), (kind, name)


def test_the_hash_of_a_pin_is_not_in_the_trail(world: World) -> None:
    """Ten thousand PINs are tried against a hash within minutes: who reads the trail must not have it."""
    worker = world.client("technician")
    for pin in ("4827", "950132"):
        good(worker.put("/me/pin", json={"pin": pin}))
    entries = good(world.client("auditor").get("/audit-entries", params={"subject": "staff_pin"}))["items"]
    assert [one["action"] for one in entries] == ["update", "insert"]
    assert all("hashed" in one["changes"] for one in entries)
    assert "$argon2" not in str(entries)
