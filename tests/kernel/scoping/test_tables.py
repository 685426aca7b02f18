"""Every table says whose its rows are."""

from __future__ import annotations

from typing import Any

import pytest

from manyhold.app import load_models
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import Global, Scoped
from worlds.tables import GLOBAL_TABLES


def test_every_table_belongs_to_exactly_one_scope_class(capsys: pytest.CaptureFixture[str]) -> None:
    load_models()
    kinds: dict[str, list[type[Any]]] = {
        table: [] for table in Base.metadata.tables if not table.startswith("probe_")
    }
    for mapper in Base.registry.mappers:
        if (table := mapper.local_table.name) in kinds:  # pyright: ignore
            kinds[table].append(mapper.class_)
    scoped = {table for table, found in kinds.items() if any(issubclass(kind, Scoped) for kind in found)}
    nobody = kinds.keys() - scoped
    with capsys.disabled():
        print("\nTables that belong to nobody:", *sorted(nobody), sep="\n  ")
    assert nobody == GLOBAL_TABLES.keys()
    for table, found in kinds.items():
        assert len(found) == 1 or table == "kernel_id_counter", table
        for kind in found:
            assert issubclass(kind, Scoped) != issubclass(kind, Global), f"{kind} is both or neither"
