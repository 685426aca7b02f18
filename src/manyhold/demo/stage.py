"""A past moment at which somebody of the demonstration acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from manyhold.demo.places import SitePlan
from manyhold.demo.sizes import Blueprint, Size
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.kernel.clock import FixedClock
from manyhold.kernel.context import Context
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.scope import Scope
from manyhold.kernel.scoping.session import ScopedSession


@dataclass(slots=True)
class Site:
    """One project as it is made: its plan, its ids, its people, and its character."""

    code: str
    kind: str
    city: str
    since: date
    diligence: float
    """How well its payers pay: 1 is the best."""
    slowness: float
    """The share of its orders that are finished late."""
    project_id: int = 0
    company_id: int = 0
    plan: SitePlan = field(default_factory=SitePlan)
    spaces: dict[str, int] = field(default_factory=dict[str, int])
    staff: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    @property
    def households(self) -> int:
        return len(self.plan.homes) + len(self.plan.shops) + len(self.plan.offices)


@dataclass(slots=True)
class Stage:
    """Where one group of the demonstration is built; every act moves the clock to its moment."""

    runtime: Runtime
    clock: FixedClock
    blueprint: Blueprint
    size: Size
    seed: int
    now: datetime
    group_id: int = 0
    sites: list[Site] = field(default_factory=list[Site])
    takeover: Site | None = None
    companies: list[int] = field(default_factory=list[int])
    nodes: dict[str, int] = field(default_factory=dict[str, int])

    def random(self, *about: object) -> Random:
        """Chance for one purpose: more of one thing does not change another."""
        return Random("/".join(map(str, (self.seed, self.blueprint.key, *about))))

    @contextmanager
    def unit(self, at: datetime, actor_id: int = 0, *, only: Site | None = None) -> Iterator[Context]:
        """One transaction by somebody at a moment, never one to come."""
        self.clock.set(min(at, self.now))
        known = [*self.sites, self.takeover] if self.takeover else self.sites
        projects = [site.project_id for site in known if site.project_id]
        scope = Scope.of(
            self.group_id,
            projects if only is None else [only.project_id],
            actor_id=actor_id,
            group_wide=only is None,
        )
        with ScopedSession(self.runtime.database, scope, writes=True) as session:
            yield Context(self.runtime, session, Actor(actor_id, self.group_id))
            session.commit()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day as the people of the group read it from the clock."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(GROUP_ZONE))


def office_hours(random: Random, day: date) -> datetime:
    """Some moment between nine and half past five."""
    return at(day, 9) + timedelta(seconds=random.randrange(8 * 3600 + 1800))
