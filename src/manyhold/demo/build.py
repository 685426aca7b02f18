"""Builds a demonstration into an empty, migrated installation: two groups and their history up to a moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter

from manyhold.demo import (
    agreements,
    approvals,
    brought,
    charges,
    departure,
    fields,
    groups,
    handover,
    land,
    messages,
    orders,
    printing,
    privacy,
    register,
    staff,
    views,
)
from manyhold.demo.households import Households
from manyhold.demo.names import Names
from manyhold.demo.places import Builder
from manyhold.demo.sizes import MAIN, NEIGHBOUR, SMALL, Blueprint, Size
from manyhold.demo.stage import Site, Stage, at
from manyhold.demo.standards import lay_down_standards
from manyhold.foundation.audit.service import note
from manyhold.foundation.organisation import roles
from manyhold.foundation.organisation.models import Group
from manyhold.foundation.parties.service import add_many
from manyhold.foundation.spaces.service import insert_spaces
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.jobs.worker import Worker
from manyhold.kernel.runtime import Runtime

COMPLETE = "demo_made"
"""Audit action of the very last transaction: a demonstration without it was broken off."""
PARTIES_AT_ONCE = 2_000
logger = logging.getLogger(__name__)


Say = Callable[[str], None]
"""Told, as a short line, what has just been made: a minute of silence looks like a fault."""


def build(
    runtime: Runtime, clock: FixedClock, *, size: Size, seed: int, now: datetime, say: Say = lambda _: None
) -> None:
    """Make both groups. The same seed, size and moment make the same demonstration, but for ids and sealing."""
    main = _Building(Stage(runtime, clock, MAIN, size, seed, now), say)
    main.organise(staff.hire)
    main.charge()
    main.work()
    main.hand_over()
    main.approve()
    main.lay_out()
    main.standardise()
    main.protect()
    neighbour = _Building(Stage(runtime, clock, NEIGHBOUR, _small(size), seed, now), say)
    neighbour.organise(staff.hire_manager)
    neighbour.charge()
    neighbour.work(is_staffed=False)
    clock.set(now)
    Worker(runtime).run_until_idle()
    for stage in (neighbour.stage, main.stage):
        with stage.unit(now) as ctx:
            note(ctx, COMPLETE, Group.__tablename__, stage.group_id, seed=seed, months=size.months)


def _small(size: Size) -> Size:
    return Size(projects=1, months=min(size.months, 6), scale=SMALL.scale)


class _Building:
    """One group, part by part; each part is a transaction or several."""

    def __init__(self, stage: Stage, say: Say) -> None:
        self.stage = stage
        self._say = say

    def organise(self, hire: Callable[[Stage], None]) -> None:
        """The group, its projects, their spaces, the people who work there and those who live there."""
        with _timed(self.stage.blueprint, "organisation"):
            groups.found(self.stage)
            groups.organise(self.stage)
        with _timed(self.stage.blueprint, "spaces"):
            for site in self.stage.sites:
                self._place(site)
        with _timed(self.stage.blueprint, "staff"):
            hire(self.stage)
            register.enter(self.stage)
        agreements.enter_all(self.stage)
        handover.begin_takeover(self.stage)
        with _timed(self.stage.blueprint, "parties"):
            for site in self.stage.sites:
                self._settle(site)
        self._told("projects, rooms and people")

    def charge(self) -> None:
        """The money of the months."""
        stage = self.stage
        fees = charges.define_fees(stage)
        if stage.takeover:
            charges.set_prices(stage, stage.takeover, fees)
        for site in stage.sites:
            poster = site.staff[roles.PROJECT_MANAGER][0]
            with _timed(stage.blueprint, f"bills {site.code}"):
                charges.run_months(stage, site, charges.set_prices(stage, site, fees), poster)
            with _timed(stage.blueprint, f"payments {site.code}"):
                charges.pay(stage, site)
            self._told(f"bills and payments {self._place_of(site)}")

    def work(self, *, is_staffed: bool = True) -> None:
        """The work orders of the months, and of this hour where there are people to see to them."""
        for site in self.stage.sites:
            with _timed(self.stage.blueprint, f"orders {site.code}"):
                orders.history(self.stage, site)
                if is_staffed:
                    orders.today(self.stage, site)
            self._told(f"work orders {self._place_of(site)}")

    def hand_over(self) -> None:
        """A site that came with balances, and one that is being left."""
        with _timed(self.stage.blueprint, "taken over and left"):
            brought.bring_over(self.stage)
            departure.begin_departure(self.stage)

    def approve(self) -> None:
        """The chains of headquarters, what waits along them, and what people were told."""
        with _timed(self.stage.blueprint, "approvals"):
            approvals.design(self.stage, self.stage.now - timedelta(days=30))
            approvals.ask(self.stage)
            views.keep(self.stage)
        with _timed(self.stage.blueprint, "messages"):
            messages.tell(self.stage)

    def _told(self, part: str) -> None:
        self._say(f"{self.stage.blueprint.key}: {part}")

    def _place_of(self, site: Site) -> str:
        return f"{site.code} ({self.stage.sites.index(site) + 1} of {len(self.stage.sites)})"

    def lay_out(self) -> None:
        """Plans of the ground, and a shop that was divided."""
        with _timed(self.stage.blueprint, "land"):
            land.draw(self.stage)
            land.divide_a_shop(self.stage)

    def standardise(self) -> None:
        """What headquarters lays down for all its projects."""
        with _timed(self.stage.blueprint, "standards"):
            lay_down_standards(self.stage)
            fields.add(self.stage)
        with _timed(self.stage.blueprint, "printing"):
            printing.set_up(self.stage)

    def protect(self) -> None:
        """What the law wants of a group that keeps personal data."""
        with _timed(self.stage.blueprint, "privacy"):
            privacy.keep(self.stage)

    def _place(self, site: Site) -> None:
        stage = self.stage
        site.plan = Builder(stage.random("places", site.code), stage.size.scale, site.since).draw(site.kind)
        with stage.unit(at(site.since, 9) - timedelta(days=20)) as ctx:
            ids = insert_spaces(ctx, site.project_id, site.plan.wanted)
        site.spaces = {str(key): space_id for key, space_id in ids.items()}

    def _settle(self, site: Site) -> None:
        stage = self.stage
        random = stage.random("households", site.code)
        homes = Households(random, Names(random), site.plan, site.spaces, site.since, site.city)
        drafts = list(homes.drafts(site.kind))
        with stage.unit(at(site.since, 9)) as ctx:
            for first in range(0, len(drafts), PARTIES_AT_ONCE):
                add_many(ctx, drafts[first : first + PARTIES_AT_ONCE], project_id=site.project_id)


class _timed:
    """Says in the log how long a part took."""

    def __init__(self, blueprint: Blueprint, part: str) -> None:
        self._part = f"{blueprint.key}: {part}"
        self._begun = perf_counter()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        logger.debug("%s took %.2f s", self._part, perf_counter() - self._begun)
