"""The probe tables in a world that a whole file of tests shares: what they write, they roll back."""

from __future__ import annotations

import pytest

from worlds.probes import Probes
from worlds.world import World


@pytest.fixture(scope="module")
def probes(shared_world: World) -> Probes:
    """Probe tables with rows of the projects A1, A2 and B1, on each engine."""
    return Probes(shared_world)
