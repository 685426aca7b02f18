"""Ids: fresh for everybody, in blocks of any size, and rising in the order in which they were taken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from manyhold.kernel.ids import ID_LIMIT
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


def taken(world: World, count: int) -> int:
    with SystemSession(world.runtime.database, writes=True) as session:
        first = session.ids.reserve(count)
        session.commit()
        return first


def test_ids_rise_whatever_the_size_of_the_block(world: World) -> None:
    firsts = [taken(world, count) for count in (1, 1_000_000, 1, 101, 100, 5)]
    assert firsts == sorted(firsts)
    assert firsts[2] - firsts[1] >= 1_000_000
    with SystemSession(world.runtime.database, writes=True) as session:
        one = session.ids.next()
        session.commit()
    assert firsts[-1] + 5 <= one < ID_LIMIT


def test_blocks_taken_at_once_do_not_overlap(world: World) -> None:
    sizes = [1, 150, 3_000, 100] * 10
    with ThreadPoolExecutor(8) as pool:
        blocks = sorted(zip(pool.map(lambda size: taken(world, size), sizes), sizes, strict=True))
    ends = [first + size for first, size in blocks]
    assert all(end <= first for end, (first, _) in zip(ends, blocks[1:], strict=False))


@pytest.mark.postgresql
@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_block_is_not_held_by_the_transaction_that_took_it(world: World) -> None:
    """Whoever takes ids and goes on writing for long keeps nobody from taking ids; SQLite has one writer anyhow."""
    with SystemSession(world.runtime.database, writes=True) as slow:
        slow.ids.reserve(1000)
        assert taken(world, 1000) > 0
