"""The ground: plans of two sites, one drawn and one by coordinates, and a shop that was divided for two tenants."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from math import ceil, cos, radians, sqrt
from random import Random

from sqlalchemy import select

from manyhold.demo.stage import Site, Stage, at
from manyhold.foundation.organisation import roles
from manyhold.foundation.parties.lineage.schemas import HolderIn, RecutIn
from manyhold.foundation.parties.lineage.service import recut
from manyhold.foundation.parties.models import Holding
from manyhold.foundation.parties.queries import in_force
from manyhold.foundation.spaces.lineage.schemas import OpenedIn
from manyhold.foundation.spaces.models import Space
from manyhold.foundation.spaces.plan.schemas import Footprint, PlanIn
from manyhold.foundation.spaces.plan.service import keep, plan_of

PLANNED_SITES = 2
BLOCK_M, ROW_M, EDGE_M, GARDEN_M = 72, 52, 24, 46
CORNER = (121.4702, 31.2251)
"""Longitude and latitude of the north-western corner of the site that is drawn by coordinates."""
METRES_A_DEGREE = 111_320.0
Ring = list[tuple[float, float]]


def draw(stage: Stage) -> None:
    """The plans of the group's first sites."""
    for place, site in enumerate(stage.sites[:PLANNED_SITES]):
        plan = _plan(stage.random("plan", site.code), site, is_geographic=place % 2 == 1)
        with stage.unit(at(site.since, 10), _manager(site), only=site) as ctx:
            keep(ctx, plan_of(ctx, site.project_id), plan)


def divide_a_shop(stage: Stage) -> None:
    """A shop or office of the first site that has one is divided three days ago; its owner keeps both, its tenant one."""
    site = next((one for one in stage.sites if one.plan.shops or one.plan.offices), None)
    if site is None:
        return
    day = stage.now.date() - timedelta(days=3)
    with stage.unit(at(day, 15), _manager(site), only=site) as ctx:
        ids = [
            site.spaces[key] for key in site.plan.shops or site.plan.offices if key not in site.plan.unsold
        ]
        shop = ctx.session.scalars(
            select(Space)
            .where(Space.id.in_(ids), Space.building_area > Decimal(60))
            .order_by(Space.id)
            .limit(1)
        ).first()
        if shop is None or shop.building_area is None:
            return
        held = ctx.session.scalars(
            select(Holding).where(Holding.space_id == shop.id, in_force(day)).order_by(Holding.id)
        ).all()
        first = (shop.building_area * 6 / 10).quantize(shop.building_area)
        names = ("party_id", "role", "share", "is_payer", "is_contact", "is_vote_representative")
        kept = [HolderIn(**{name: getattr(one, name) for name in names}) for one in held]
        owners = [one for one in kept if one.role != "tenant"]
        kind = "shop" if shop.kind == "shop" else "office"
        opened = [
            OpenedIn(kind=kind, name=f"{shop.name}{end}", building_area=area, billing_area=area)
            for end, area in (("A", first), ("B", shop.building_area - first))
        ]
        recut(
            ctx,
            RecutIn(
                effective_on=day,
                reason="letting",
                note="原租户保留临街一半，另一半单独招租",
                space_ids=[shop.id],
                opened=opened,
                holders=[kept, owners],
            ),
        )


def _manager(site: Site) -> int:
    return site.staff[roles.PROJECT_MANAGER][0]


def _plan(random: Random, site: Site, *, is_geographic: bool) -> PlanIn:
    buildings = site.plan.buildings
    columns = max(2, ceil(sqrt(len(buildings) * 1.6)))
    rows = ceil(len(buildings) / columns)
    width = columns * BLOCK_M + 2 * EDGE_M
    height = rows * ROW_M + GARDEN_M + 2 * EDGE_M
    found: list[Footprint] = []
    for place, key in enumerate(buildings):
        row, column = divmod(place, columns)
        # The garden lies between the first row and the rest.
        top = EDGE_M + row * ROW_M + (GARDEN_M if row > 0 or rows == 1 else 0)
        ring = _building(random, EDGE_M + column * BLOCK_M, top)
        found.append(_footprint(site, key, [ring]))
    garden_top = EDGE_M + (ROW_M if rows > 1 else 0)
    found += _ground(site, width, height, garden_top)
    if is_geographic:
        found = [one.model_copy(update={"rings": [_on_earth(ring) for ring in one.rings]}) for one in found]
    system = "geographic" if is_geographic else "drawn"
    return PlanIn(system=system, width=width, height=height, footprints=found)


def _building(random: Random, left: float, top: float) -> Ring:
    """A slab, or one with a wing towards the court."""
    wide, deep = random.randint(44, 58), random.randint(14, 18)
    left, top = left + random.randint(2, 8), top + random.randint(2, 6)
    corners: Ring = [(left, top), (left + wide, top), (left + wide, top + deep)]
    if random.random() < 0.4:
        corners += [(left + 16, top + deep), (left + 16, top + deep + 14), (left, top + deep + 14)]
    else:
        corners += [(left, top + deep)]
    return [*corners, corners[0]]


def _ground(site: Site, width: int, height: int, top: float) -> list[Footprint]:
    """The garden with its pond, and the gates, as far as the site has them."""
    named = {key.rpartition("-")[2]: key for key in site.plan.common if key.startswith("common-None-")}
    boxes = {
        "中心花园": (EDGE_M + 40, top + 6, width - 2 * EDGE_M - 110, 30),
        "儿童乐园": (width - EDGE_M - 62, top + 8, 34, 26),
        "东门岗亭": (width - 18, top + 14, 12, 9),
        "南门岗亭": (width // 2 - 8, height - 16, 16, 9),
        "综合楼广场": (EDGE_M + 40, top + 6, width - 2 * EDGE_M - 110, 30),
        "变电所": (width - EDGE_M - 62, top + 8, 34, 26),
    }
    found: list[Footprint] = []
    for name, (left, upper, wide, deep) in boxes.items():
        if name in named and wide > 0:
            rings = [_box(left, upper, wide, deep)]
            if name == "中心花园" and wide > 60:
                rings.append(_box(left + wide * 0.4, upper + 10, wide * 0.2, 10))
            found.append(_footprint(site, named[name], rings))
    return found


def _box(left: float, top: float, wide: float, deep: float) -> Ring:
    return [(left, top), (left + wide, top), (left + wide, top + deep), (left, top + deep), (left, top)]


def _footprint(site: Site, key: str, rings: list[Ring]) -> Footprint:
    names = {one.key: one.name for one in site.plan.wanted}
    return Footprint(
        name=names[key], space_id=site.spaces[key], rings=[[[x, y] for x, y in ring] for ring in rings]
    )


def _on_earth(ring: list[list[float]]) -> list[list[float]]:
    across = METRES_A_DEGREE * cos(radians(CORNER[1]))
    return [[round(CORNER[0] + x / across, 8), round(CORNER[1] - y / METRES_A_DEGREE, 8)] for x, y in ring]
