"""Builds a demonstration into an empty, migrated installation: two groups and their history up to a moment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import perf_counter

from manyhold.demo import charges, groups, orders, staff
from manyhold.demo.households import Households
from manyhold.demo.names import Names
from manyhold.demo.places import Builder
from manyhold.demo.sizes import MAIN, NEIGHBOUR, SMALL, Blueprint, Size
from manyhold.demo.stage import Site, Stage, at
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


def build(runtime: Runtime, clock: FixedClock, *, size: Size, seed: int, now: datetime) -> None:
    """Make both groups. The same seed, size and moment make the same demonstration, but for ids and sealing."""
    main = _Building(Stage(runtime, clock, MAIN, size, seed, now))
    main.organise(staff.hire)
    main.charge()
    main.work()
    neighbour = _Building(Stage(runtime, clock, NEIGHBOUR, _small(size), seed, now))
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

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

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
        with _timed(self.stage.blueprint, "parties"):
            for site in self.stage.sites:
                self._settle(site)

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

    def work(self, *, is_staffed: bool = True) -> None:
        """The work orders of the months, and of this hour where there are people to see to them."""
        for site in self.stage.sites:
            with _timed(self.stage.blueprint, f"orders {site.code}"):
                orders.history(self.stage, site)
                if is_staffed:
                    orders.today(self.stage, site)

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
