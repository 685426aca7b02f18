"""Work: what was reported month by month and what became of it, and what is open this very hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from manyhold.demo.names import Names
from manyhold.demo.stage import Site, Stage, at
from manyhold.demo.texts import BLAME, PRAISE, REMARKS, SAID
from manyhold.foundation.organisation import roles
from manyhold.kernel.clock import add_months, first_day, last_day, period, periods
from manyhold.modules.workorders.orders import service
from manyhold.modules.workorders.orders.catalogue import (
    CATEGORY_BY_CODE,
    CRITICAL,
    ORDINARY,
    PROMPT,
    URGENCY_BY_CODE,
    URGENT,
)
from manyhold.modules.workorders.orders.history import PastOrder, add_history
from manyhold.modules.workorders.places import service as places
from manyhold.modules.workorders.places.models import SpaceCode
from manyhold.modules.workorders.places.schemas import CodesIn, PublicReportIn

A_MONTH = 0.075
"""Orders a month and household."""
SEASONS = (0.85, 0.65, 0.95, 1.0, 1.0, 1.2, 1.35, 1.35, 1.1, 0.95, 0.9, 1.0)
"""January to December: quiet over the Spring Festival, busiest in rain and heat."""
RAIN, HEAT, FROST = (5, 6, 7), (7, 8, 9), (12, 1, 2)
HOURS = (0, 1, 1, 2, 4, 9, 12, 10, 7, 6, 7, 8, 8, 6, 5, 5, 5, 3, 1)
"""Reports begin at five in the morning and peak at eleven."""


def history(stage: Stage, site: Site) -> None:
    """Every month's orders up to now."""
    random = stage.random("orders", site.code)
    teller = Teller(random, Names(random), stage, site)
    last = period((stage.now + timedelta(hours=8)).date())
    desk = site.staff.get(roles.CUSTOMER_SERVICE, site.staff[roles.PROJECT_MANAGER])
    for month in periods(add_months(last, 1 - stage.size.months), last):
        with stage.unit(at(last_day(month), 20), desk[0]) as ctx:
            add_history(ctx, list(teller.month(month)))


class Teller:
    """Draws the lives of one site's orders."""

    def __init__(self, random: Random, names: Names, stage: Stage, site: Site) -> None:
        self._random = random
        self._names = names
        self._now = stage.now
        self._site = site
        self._desk = [
            person
            for role in (roles.CUSTOMER_SERVICE, roles.HOUSEKEEPER, roles.PROJECT_MANAGER)
            for person in site.staff.get(role, [])
        ]
        self._hands = site.staff.get(roles.TECHNICIAN) or site.staff[roles.PROJECT_MANAGER]
        plan = site.plan
        self._homes = [site.spaces[key] for key in (*plan.homes, *plan.shops, *plan.offices)]
        self._common = [site.spaces[key] for key in plan.common]

    def month(self, month: int) -> Iterator[PastOrder]:
        """The orders of a month, in no order."""
        season = SEASONS[month % 100 - 1]
        count = round(self._site.households * A_MONTH * season * self._random.uniform(0.85, 1.15)) + 2
        for _ in range(count):
            reported_at = self._moment(month)
            if reported_at < self._now:
                yield self.order(reported_at)

    def order(self, reported_at: datetime) -> PastOrder:
        """One order as far as its life has come by now."""
        random = self._random
        category, kind = self._subject(reported_at.month)
        urgency = random.choices((CATEGORY_BY_CODE[category].urgency, PROMPT, URGENT), (84, 12, 4))[0]
        is_common = category in ("public_repair", "environment", "internal") or random.random() < 0.04
        name = self._names.human().name
        life = self._life(urgency, reported_at)
        is_own = category == "internal"
        return PastOrder(
            project_id=self._site.project_id,
            space_id=random.choice(self._common if is_common else self._homes),
            category=category,
            kind=kind,
            urgency=urgency,
            reported_at=reported_at,
            channel="inspection" if is_own else random.choices(_CHANNELS, _CHANNEL_WEIGHTS)[0],
            reporter="staff" if is_own else "resident",
            description=random.choice(SAID[category, kind]),
            reporter_name="" if is_own else name,
            contact_phone="" if is_own else self._names.mobile(),
            created_by=random.choice(self._desk),
            **life,
        )

    def _life(self, urgency: str, reported_at: datetime) -> dict[str, Any]:
        random, now = self._random, self._now
        if random.random() < 0.035:
            ended = reported_at + timedelta(minutes=random.randint(20, 900))
            if ended < now:
                reason = random.choice(("withdrawn", "duplicate", "unreachable", "not_ours"))
                return {"state": "cancelled", "closed_at": ended, "cancel_reason": reason}
        allowed = URGENCY_BY_CODE[urgency].finish_within
        is_late = random.random() < self._site.slowness
        whole = allowed * (random.uniform(1.05, 3.5) if is_late else min(0.95, random.betavariate(1.6, 3)))
        assigned = reported_at + whole * random.uniform(0.02, 0.12)
        accepted = assigned + whole * random.uniform(0.02, 0.15)
        finished = reported_at + whole
        closed = finished + timedelta(hours=random.uniform(1, 60))
        moments = {
            "assigned_at": assigned,
            "accepted_at": accepted,
            "finished_at": finished,
            "closed_at": closed,
        }
        reached = {name: moment for name, moment in moments.items() if moment < now}
        state = ("reported", "assigned", "accepted", "finished", "closed")[len(reached)]
        life: dict[str, Any] = {"state": state, **reached}
        if "assigned_at" in reached:
            life["assignee_id"] = random.choice(self._hands)
        if "finished_at" in reached:
            life["remark"] = random.choice(REMARKS)
        if state == "closed" and random.random() < 0.46:
            weights = (9, 12, 22, 32, 25) if is_late else (1, 1, 4, 20, 74)
            rating = random.choices((1, 2, 3, 4, 5), weights)[0]
            life |= {
                "rating": rating,
                "rated_at": closed,
                "comment": random.choice(PRAISE if rating > 3 else BLAME),
            }
        return life

    def _subject(self, month: int) -> tuple[str, str]:
        subjects = list(SAID)
        weights = [_weight(one, month) for one in subjects]
        return self._random.choices(subjects, weights)[0]

    def _moment(self, month: int) -> datetime:
        day = first_day(month) + timedelta(days=self._random.randrange(last_day(month).day))
        hour = 5 + self._random.choices(range(len(HOURS)), HOURS)[0]
        return at(day, min(hour, 23), self._random.randrange(60)) + timedelta(
            seconds=self._random.randrange(60)
        )


_CHANNELS = ("phone", "desk", "resident_app", "wecom", "call_centre")
_CHANNEL_WEIGHTS = (38, 22, 20, 12, 8)
_WEIGHTS = {
    "indoor_repair": 6.0,
    "public_repair": 4.0,
    "environment": 3.0,
    "complaint": 1.6,
    "enquiry": 3.0,
    "emergency": 0.35,
    "internal": 2.0,
}


def _weight(subject: tuple[str, str], month: int) -> float:
    category, kind = subject
    weight = _WEIGHTS[category]
    if kind in ("waterproofing", "roof_facade", "drain") and month in RAIN:
        weight *= 2.6
    if kind in ("electricity", "appliance") and month in HEAT:
        weight *= 2.2
    if kind in ("pipes", "water") and month in FROST:
        weight *= 1.8
    return weight


def today(stage: Stage, site: Site) -> None:
    """The present hour through the ordinary verbs: urgent ones, one refused, and reports that nobody has verified."""
    random = stage.random("today", site.code)
    names = Names(random)
    desk, hands = site.staff[roles.CUSTOMER_SERVICE][0], site.staff[roles.TECHNICIAN]
    homes = [site.spaces[key] for key in (*site.plan.homes, *site.plan.shops, *site.plan.offices)]
    for place, (category, kind, urgency, fate) in enumerate(_PRESENT):
        if place and random.random() < 0.45:
            continue
        begun = stage.now - timedelta(minutes=random.randint(12, 200))
        with stage.unit(begun, desk) as ctx:
            order = service.report(
                ctx,
                service.Draft(
                    project_id=site.project_id,
                    space_id=random.choice(homes),
                    category=category,
                    kind=kind,
                    urgency=urgency,
                    channel="phone",
                    reporter="resident",
                    description=random.choice(SAID[category, kind]),
                    reporter_name=names.human().name,
                    contact_phone=names.mobile(),
                ),
            )
            if fate != "waits":
                service.assign(ctx, order, random.choice(hands))
        if fate == "refused":
            with stage.unit(begun + timedelta(minutes=8), order.assignee_id or 0) as ctx:
                service.refuse(
                    ctx, ctx.get(type(order), order.id), random.choice(("wrong_trade", "too_busy")), note=""
                )
    _report_by_code(stage, site, random, names)


_PRESENT = (
    ("indoor_repair", "water", URGENT, "assigned"),
    ("emergency", "flooding", CRITICAL, "assigned"),
    ("public_repair", "lift", URGENT, "waits"),
    ("indoor_repair", "electricity", PROMPT, "refused"),
    ("indoor_repair", "drain", ORDINARY, "waits"),
    ("public_repair", "door_entry", PROMPT, "refused"),
)


def _report_by_code(stage: Stage, site: Site, random: Random, names: Names) -> None:
    """Codes on the doors of the common places, and one or two reports through them."""
    common = [site.spaces[key] for key in site.plan.common]
    with stage.unit(stage.now - timedelta(days=30), site.staff[roles.PROJECT_MANAGER][0]) as ctx:
        places.make_codes(ctx, CodesIn(project_id=site.project_id, space_ids=common))
    for number in range(random.choice((0, 1, 2))):
        with stage.unit(stage.now - timedelta(minutes=random.randint(5, 150))) as ctx:
            code = ctx.one(SpaceCode, SpaceCode.space_id == common[number])
            if code is None:
                continue
            token = places.token_of(ctx, code)
            said = PublicReportIn(
                category="public_repair",
                description=random.choice(SAID["public_repair", "lighting"]),
                name=names.human().name,
                phone=names.mobile(),
            )
            places.report(ctx, token, f"demo {site.code}", said)
