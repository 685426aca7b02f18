"""How modules meet: a query in the caller's scope, a command in its own transaction, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from kernel.contracts.desk import Lay, Nowhere, Rooms, laid, offer
from manyhold.foundation.organisation.models import Project
from manyhold.kernel.contracts import WriteTransactionOpen, ask, call, send
from manyhold.kernel.errors import BadInput
from manyhold.kernel.events import Delivery
from manyhold.kernel.modules import UnknownName
from manyhold.kernel.runtime import Actor
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import SystemSession
from worlds.world import World


@pytest.fixture(autouse=True)
def _offered(world: World) -> None:
    world.offer(offer)


def order(world: World, number: int = 1, key: str = "the-key", at: str = "A1") -> Lay:
    return Lay(idempotency_key=key, project_id=world.sites[at].project_id, number=number)


def scope(world: World) -> tuple[Actor, Scope]:
    group = world.sides["A"].group_id
    return Actor(7, group), Scope.of(group, [world.sites["A1"].project_id], actor_id=7)


def sent(world: World, command: Lay, *, commits: bool = True) -> None:
    ctx = world.context("A1")
    with ctx.session as session:
        send(ctx, command)
        if commits:
            session.commit()


def test_a_query_reads_in_the_callers_scope(world: World) -> None:
    ctx = world.context("A1", writes=False)
    with ctx.session:
        assert ask(ctx, Rooms).ids() == sorted(world.sites["A1"].room_ids)
    ctx = world.context("A1", "A2", writes=False)
    with ctx.session:
        assert len(ask(ctx, Rooms).ids()) == 8


def test_no_write_transaction_waits_for_a_query(world: World) -> None:
    ctx = world.context("A1")
    with ctx.session as session:
        session.scalars(select(Project)).all()
        with pytest.raises(WriteTransactionOpen):
            ask(ctx, Rooms).ids()


def test_a_contract_that_nobody_answers_is_loud(world: World) -> None:
    ctx = world.context("A1", writes=False)
    with ctx.session, pytest.raises(UnknownName):
        ask(ctx, Nowhere)


def test_a_command_leaves_with_its_senders_commit(world: World) -> None:
    sent(world, order(world), commits=False)
    world.work()
    assert laid(world) == []
    sent(world, order(world))
    assert laid(world) == [], "never in the sender's own transaction"
    world.work()
    assert laid(world) == [1]


def test_calling_while_a_write_transaction_is_open_is_refused(world: World) -> None:
    ctx = world.context("A1")
    with ctx.session as session:
        session.scalars(select(Project)).all()
        with pytest.raises(WriteTransactionOpen):
            call(world.runtime, *scope(world), order(world))
    assert laid(world) == []


def test_a_read_transaction_does_not_stand_in_the_way(world: World) -> None:
    ctx = world.context("A1", writes=False)
    with ctx.session as session:
        session.scalars(select(Project)).all()
        assert call(world.runtime, *scope(world), order(world)) == {"number": 1, "by": 7}
    assert laid(world) == [1]


def test_one_key_has_one_effect_and_one_answer(world: World) -> None:
    """Sent twice in one transaction, sent again later, called twice: each road alike."""
    ctx = world.context("A1")
    with ctx.session as session:
        send(ctx, order(world))
        send(ctx, order(world))
        session.commit()
    world.work()
    sent(world, order(world))
    world.work()
    assert laid(world) == [1]
    called = [call(world.runtime, *scope(world), order(world, 2, "another-key")) for _ in range(2)]
    assert called == [{"number": 2, "by": 7}] * 2
    assert laid(world) == [1, 2]


def test_one_key_called_at_the_same_moment_has_one_effect(world: World) -> None:
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: call(world.runtime, *scope(world), order(world)), range(4)))
    assert answers == [{"number": 1, "by": 7}] * 4
    assert laid(world) == [1]


def test_one_key_with_another_order_is_refused(world: World) -> None:
    call(world.runtime, *scope(world), order(world))
    with pytest.raises(BadInput, match="idempotency_key_reused"):
        call(world.runtime, *scope(world), order(world, 2))
    sent(world, order(world))
    sent(world, order(world, 3))
    world.work()
    assert laid(world) == [1, 1]
    with SystemSession(world.runtime.database, writes=False) as session:
        states = session.execute(select(Delivery.state, Delivery.error).order_by(Delivery.id)).all()
    assert [(one.state, "idempotency_key_reused" in one.error) for one in states] == [
        ("done", False),
        ("pending", True),
    ]
