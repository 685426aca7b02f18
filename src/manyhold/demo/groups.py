"""A group with its companies, its tree and its projects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select

from manyhold.demo.holidays import import_notices
from manyhold.demo.names import Names
from manyhold.demo.sizes import COMMERCIAL
from manyhold.demo.stage import Site, Stage, at
from manyhold.demo.takeover import takeover_name
from manyhold.foundation.access.founding import found_group
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.schemas import ProjectIn
from manyhold.foundation.organisation.service import (
    add_node,
    assign_entity,
    found_project,
    place_project,
    switch_modules,
)
from manyhold.kernel.clock import add_months, first_day, period
from manyhold.kernel.context import Context
from manyhold.kernel.scoping.session import SystemSession

BUSINESSES = ("property_fee", "parking")
DILIGENCE = (0.97, 0.99, 0.93, 0.98, 0.90, 0.72, 0.94, 0.86, 0.96, 0.92, 0.81, 0.95)
SLOWNESS = (0.06, 0.04, 0.09, 0.05, 0.12, 0.24, 0.07, 0.11, 0.05, 0.08, 0.17, 0.09)
"""Every group has its model pupils and its worry: charts without them would teach nothing."""


def found(stage: Stage) -> None:
    """The group itself; from here on there is a scope."""
    with SystemSession(stage.runtime.database, writes=True) as session:
        first = at(first_day(add_months(_present(stage), -48)), 9)
        group = found_group(session, name=stage.blueprint.name, is_demo=True, now=first)
        session.flush()
        stage.group_id = group.id
        session.commit()


def organise(stage: Stage) -> None:
    """Companies, regions, city companies and projects, three to nine years in service."""
    random = stage.random("organisation")
    names = Names(random)
    with stage.unit(at(first_day(add_months(_present(stage), -stage.size.months - 1)), 9)) as ctx:
        _add_companies(stage, ctx, names)
        import_notices(ctx)
        for place, (region, cities) in enumerate(stage.blueprint.regions.items(), start=1):
            above = add_node(ctx, name=region, parent_id=None, sort_key=f"{place:02}")
            ctx.session.flush()
            stage.nodes[region] = above.id
            for number, city in enumerate(cities, start=1):
                node = add_node(
                    ctx, name=f"{city}公司", parent_id=above.id, sort_key=f"{place:02}{number:02}"
                )
                ctx.session.flush()
                stage.nodes[city] = node.id
        for number, (city, kind) in enumerate(stage.blueprint.sites[: stage.size.projects]):
            years = random.randint(3, 9)
            site = Site(
                code=f"P{number + 1:02}",
                kind=kind,
                city=city,
                since=date(stage.now.year - years, random.choice((3, 5, 6, 9, 10, 12)), 1),
                diligence=DILIGENCE[number % len(DILIGENCE)],
                slowness=SLOWNESS[number % len(SLOWNESS)],
            )
            _found_site(stage, ctx, site, names)
            stage.sites.append(site)
        _move_one(stage, ctx)
        if stage.blueprint.takeover:
            city, kind = stage.blueprint.takeover
            since = first_day(_present(stage))
            stage.takeover = Site(f"P{len(stage.sites) + 1:02}", kind, city, since, diligence=1, slowness=0)
            _found_site(stage, ctx, stage.takeover, names, "preparing", takeover_name(stage.seed))


def _add_companies(stage: Stage, ctx: Context, names: Names) -> None:
    for code, name in stage.blueprint.companies:
        entity = LegalEntity(
            group_id=stage.group_id,
            code=code,
            name=name,
            credit_code=names.credit_code(),
            tax_kind="general",
            bank_name="示范银行营业部",
            bank_account="",
        )
        ctx.session.add(entity)
        ctx.session.flush()
        stage.companies.append(entity.id)


def _found_site(
    stage: Stage,
    ctx: Context,
    site: Site,
    names: Names,
    course: Literal["in_service", "preparing"] = "in_service",
    name: str = "",
) -> None:
    project = found_project(
        ctx,
        ProjectIn(
            code=site.code,
            name=name or names.site(site.kind),
            kind=site.kind,  # type: ignore[arg-type]
            stage=course,
            node_id=stage.nodes[site.city],
            starts_on=site.since,
            address=f"{site.city}市示范路{len(stage.sites) * 8 + 6}号",
            phone=names.mobile(),
        ),
    )
    ctx.session.flush()
    site.project_id = project.id
    cities = [city for some in stage.blueprint.regions.values() for city in some]
    half = cities.index(site.city) * len(stage.companies) // len(cities)
    site.company_id = stage.companies[half]
    for business in BUSINESSES:
        assign_entity(ctx, project, business=business, legal_entity_id=site.company_id, starts_on=site.since)
    offered = ctx.runtime.registry.manifests.values()
    switch_modules(ctx, project, [module.name for module in offered if module.is_optional])


def _move_one(stage: Stage, ctx: Context) -> None:
    """One project changed its city company in the middle of the history: a report can tell the two trees apart."""
    moved = [site for site in stage.sites if site.kind == COMMERCIAL][-1:]
    for site in moved:
        others = [city for city in stage.nodes if city in _neighbours(stage, site.city) and city != site.city]
        if others:
            project = ctx.session.scalars(select(Project).where(Project.id == site.project_id)).one()
            since = first_day(add_months(_present(stage), -stage.size.months // 2))
            place_project(ctx, project, stage.nodes[others[0]], since)


def _neighbours(stage: Stage, city: str) -> tuple[str, ...]:
    return next(cities for cities in stage.blueprint.regions.values() if city in cities)


def _present(stage: Stage) -> int:
    return period((stage.now + timedelta(hours=8)).date())
