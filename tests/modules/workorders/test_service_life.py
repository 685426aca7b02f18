"""The verbs under any sequence of acts: the row, its timeline and the declared life never part."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from manyhold.kernel.errors import Conflict
from manyhold.kernel.settings import Settings
from manyhold.modules.workorders.orders import rules, service
from manyhold.modules.workorders.orders.models import Entry, Order
from worlds.databases import fresh_database
from worlds.world import World


class OrderLife(RuleBasedStateMachine):
    """One order in one open unit of work of a world; every act is tried in every state."""

    world: ClassVar[World]
    worker_id: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.ctx = self.world.context("A1")
        site = self.world.sites["A1"]
        self.order = service.report(
            self.ctx,
            service.Draft(
                project_id=site.project_id,
                space_id=site.room_ids[0],
                category="indoor_repair",
                kind="water",
                urgency="",
                channel="desk",
                reporter="resident",
                description="漏水",
            ),
        )
        self.steps = 1

    def teardown(self) -> None:
        self.ctx.session.rollback()
        self.ctx.session.close()

    @rule(hours=st.integers(0, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.ctx.now += timedelta(hours=hours)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """Without this, chance would hardly ever come as far as a finish."""
        self.do(data.draw(st.sampled_from(rules.allowed(self.order.state, self.order.evaluation))))

    @rule(act=st.sampled_from(sorted(rules.TRANSITIONS)))
    def do(self, act: str) -> None:
        said: dict[str, tuple[Any, ...]] = {
            "assign": (self.worker_id,),
            "refuse": ("too_busy",),
            "finish": ("好了",),
            "rate": (4,),
            "cancel": ("withdrawn",),
            "reopen": ("又坏了",),
            "note": ("看看",),
        }
        verb = service.add_note if act == "note" else getattr(service, act)
        was = (self.order.state, self.order.evaluation)
        if act in rules.allowed(*was):
            verb(self.ctx, self.order, *said.get(act, ()))
            self.ctx.session.flush()
            assert self.order.state == rules.after(act, was[0])
            self.steps += 1
        else:
            with pytest.raises(Conflict):
                verb(self.ctx, self.order, *said.get(act, ()))
            self.ctx.session.flush()
            assert (self.order.state, self.order.evaluation) == was

    @invariant()
    def row_and_timeline_agree(self) -> None:
        order: Order = self.order
        assert (order.ended_period is None) == (order.state in rules.OPEN)
        assert (order.assignee_id is not None) == (order.assigned_at is not None)
        if order.state in {rules.ASSIGNED, rules.ACCEPTED, rules.FINISHED}:
            assert order.assignee_id == self.worker_id
        assert (order.finished_at is not None) == (order.state in {rules.FINISHED, rules.CLOSED})
        assert (order.rating is not None) == (order.evaluation == rules.RATED)
        entries = self.ctx.session.scalars(
            select(Entry).where(Entry.order_id == order.id).order_by(Entry.id)
        ).all()
        assert len(entries) == self.steps
        assert entries[-1].to_state == order.state
        assert all(one.to_state == two.from_state for one, two in pairwise(entries))
        assert all(one.at <= two.at for one, two in pairwise(entries))


def test_verbs_follow_the_declared_life(
    world_templates: dict[str, tuple[Settings, World]], tmp_path: Path
) -> None:
    template, built = world_templates["sqlite"]
    with fresh_database("sqlite", tmp_path / "data", template.data) as own:
        world = World(own)
        world.learn(built)
        OrderLife.world, OrderLife.worker_id = world, world.client("technician").person_id
        run_state_machine_as_test(
            OrderLife,
            settings=settings(
                max_examples=40,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        world.close()
