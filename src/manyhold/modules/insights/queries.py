"""The report: which projects, their lines from the other modules, and the rows they are cut into."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.organisation.models import Group, Project, TreeMembership, TreeNode
from manyhold.foundation.organisation.queries import membership_on
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.clock import add_months, business_date, months_between, period, periods, start_of_day
from manyhold.kernel.context import Context
from manyhold.kernel.contracts import ask
from manyhold.kernel.errors import BadInput
from manyhold.modules.billing.contract import BillingQueries
from manyhold.modules.insights import links, rules
from manyhold.modules.insights.definitions import DEFINITIONS, Definition
from manyhold.modules.insights.rules import Lines, Place, Tally
from manyhold.modules.insights.schemas import By, Definitions, GroupReport, Month, Row, Sums, Tree
from manyhold.modules.workorders.contract import WorkOrderQueries

LONGEST = 60
SERIES = 13
"""Months of the charts: a year, and the month a year ago to compare with."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked for; `as_of` is the day at whose end everything is judged."""

    by: By
    from_period: int
    to_period: int
    as_of: date
    tree: Tree
    node_id: int | None = None
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """Names of what a report was narrowed to."""

    group: str
    node: str | None
    project: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A row that can be there: its key's words, in the order of the list."""

    id: int | None
    name: str
    name_en: str = ""
    project_id: int | None = None


def wish(
    ctx: Context,
    *,
    by: By,
    from_period: int | None,
    to_period: int | None,
    as_of: date | None,
    tree: Tree,
    node_id: int | None,
    project_id: int | None,
) -> Wish:
    """The wish with what was left out: the present month, today.

    Raises BadInput for months that are none, in the wrong order, or too many; for a day to come.
    """
    today = business_date(ctx.now, GROUP_ZONE)
    day = as_of or today
    if day > today:
        raise BadInput.of("as_of", "in_the_future")
    last = to_period or period(day)
    first = from_period or last
    for name, month in (("to_period", last), ("from_period", first)):
        if not 1 <= month % 100 <= 12:
            raise BadInput.of(name, "period_wrong")
    if first > last:
        raise BadInput.of("from_period", "ends_before_start")
    if months_between(first, last) >= LONGEST:
        raise BadInput.of("from_period", "too_many_months", most=LONGEST)
    return Wish(by, first, last, day, tree, node_id, project_id)


def report(ctx: Context, wanted: Wish) -> GroupReport:
    """The report in the scope of the caller: the same number of statements however many projects."""
    stand = _Tree(ctx, wanted)
    projects = _projects(ctx, wanted, stand)
    series_from = min(wanted.from_period, add_months(wanted.to_period, 1 - SERIES))
    known = _lines(ctx, wanted, series_from, projects.keys())
    lines = known.within(wanted.from_period, wanted.to_period)
    by_month = known.within(series_from, wanted.to_period).cut(lambda place: place.period)
    months = periods(series_from, wanted.to_period)
    total = lines.tally()
    return GroupReport(
        by=wanted.by,
        from_period=wanted.from_period,
        to_period=wanted.to_period,
        as_of=wanted.as_of,
        tree=wanted.tree,
        node_id=wanted.node_id,
        project_id=wanted.project_id,
        figures=[Definitions.model_validate(one) for one in figures_of(wanted.by)],
        total=Sums.model_validate(total),
        rows=list(_rows(ctx, wanted, lines, projects, stand)),
        months=[
            Month(period=month, **Sums.model_validate(by_month.get(month, Tally())).model_dump())
            for month in months
        ],
        ageing=total.ageing,
    )


def figures_of(by: By) -> list[Definition]:
    """The figures that a cut has: work orders know no fee."""
    return [
        one for one in DEFINITIONS if by != "fee_item" or one.figure.endswith(("_fen", "collection_rate"))
    ]


class _Tree:
    """The management tree, and under which node each project stands."""

    def __init__(self, ctx: Context, wanted: Wish) -> None:
        nodes = ctx.session.scalars(select(TreeNode).order_by(TreeNode.sort_key, TreeNode.name, TreeNode.id))
        self.nodes = {node.id: node for node in nodes}
        self.parents = {node.id: node.parent_id for node in self.nodes.values()}
        day = wanted.as_of if wanted.tree == "as_of" else business_date(ctx.now, GROUP_ZONE)
        stands = select(TreeMembership.project_id, TreeMembership.node_id).where(membership_on(day))
        self.node_of: dict[int, int] = {row.project_id: row.node_id for row in ctx.session.execute(stands)}


def _projects(ctx: Context, wanted: Wish, stand: _Tree) -> dict[int, Project]:
    """The projects of the report in the order of their codes; NotFound for one, or a node, out of sight."""
    found = {one.id: one for one in ctx.session.scalars(select(Project).order_by(Project.code, Project.id))}
    found = {key: one for key, one in found.items() if key in ctx.scope.visible_projects}
    if wanted.project_id is not None:
        if wanted.project_id not in found:
            ctx.get(Project, wanted.project_id)
            return {}
        return {wanted.project_id: found[wanted.project_id]}
    if wanted.node_id is not None:
        ctx.get(TreeNode, wanted.node_id)
        inside = rules.below(wanted.node_id, stand.parents)
        return {key: one for key, one in found.items() if stand.node_of.get(key) in inside}
    return found


def _lines(ctx: Context, wanted: Wish, first: int, project_ids: Collection[int]) -> Lines:
    billing, orders = ask(ctx, BillingQueries), ask(ctx, WorkOrderQueries)
    return Lines(
        tuple(billing.charged(first, wanted.to_period, wanted.as_of, project_ids=project_ids)),
        tuple(billing.owed(wanted.to_period, wanted.as_of, project_ids=project_ids)),
        tuple(orders.figures(first, wanted.to_period, _end_of(ctx, wanted.as_of), project_ids=project_ids)),
        wanted.as_of,
    )


def _end_of(ctx: Context, day: date) -> datetime:
    """The last moment of a day, or now when the day is not over."""
    return min(ctx.now, start_of_day(day + timedelta(days=1), GROUP_ZONE) - timedelta(microseconds=1))


def _rows(
    ctx: Context, wanted: Wish, lines: Lines, projects: dict[int, Project], stand: _Tree
) -> Iterable[Row]:
    named, key_of = _cut(ctx, wanted, projects, stand)
    tallies = lines.cut(key_of)
    is_now = wanted.as_of == business_date(ctx.now, GROUP_ZONE)
    for key, one in named.items():
        if (tally := tallies.get(key)) is None:
            continue
        yield Row(
            id=one.id,
            name=one.name,
            name_en=one.name_en or one.name,
            project_id=one.project_id,
            ageing=tally.ageing,
            links=links.of_row(wanted, one.id, one.project_id) if is_now else {},
            **Sums.model_validate(tally).model_dump(),
        )


def _cut(
    ctx: Context, wanted: Wish, projects: dict[int, Project], stand: _Tree
) -> tuple[dict[Any, Named], Callable[[Place], Any]]:
    """The rows that there can be, in their order, and which of them a line belongs to."""
    if wanted.by == "project":
        named = {key: Named(key, one.name, project_id=key) for key, one in projects.items()}
        return named, lambda place: place.project_id
    if wanted.by == "node":
        return _nodes(wanted, stand), lambda place: _standing(place.project_id, wanted, stand)
    if wanted.by == "fee_item":
        items = ask(ctx, BillingQueries).fee_items()
        named = {one.id: Named(one.id, one.name, one.name_en) for one in items}
        return named, lambda place: place.fee_item_id
    if wanted.by == "building":
        return _buildings(ctx, projects), lambda place: (place.project_id, place.building_id)
    months = periods(wanted.from_period, wanted.to_period)
    named = {0: Named(None, ""), **{month: Named(month, str(month)) for month in months}}
    return named, lambda place: place.period if place.period >= wanted.from_period else 0


def _nodes(wanted: Wish, stand: _Tree) -> dict[Any, Named]:
    """The children of the chosen node, and at the end what stands directly under it, or nowhere."""
    children = {
        key: Named(key, node.name) for key, node in stand.nodes.items() if node.parent_id == wanted.node_id
    }
    return {**children, 0: Named(None, "")}


def _standing(project_id: int, wanted: Wish, stand: _Tree) -> int:
    return rules.branch(stand.node_of.get(project_id), wanted.node_id, stand.parents) or 0


def _buildings(ctx: Context, projects: dict[int, Project]) -> dict[Any, Named]:
    """Every building, project by project, and after each project's what lies in none."""
    rows = ctx.session.execute(
        select(Space.id, Space.project_id, Space.label)
        .where(Space.kind == "building", Space.project_id.in_(projects))
        .order_by(Space.sort_key, Space.id)
    ).all()
    named: dict[Any, Named] = {}
    for project_id, project in projects.items():
        for row in rows:
            if row.project_id == project_id:
                named[project_id, row.id] = Named(
                    row.id, f"{project.name} · {row.label}", project_id=project_id
                )
        named[project_id, None] = Named(None, project.name, project_id=project_id)
    return named


def filters_named(ctx: Context, shown: GroupReport) -> Where:
    """The words of the chosen node and project, for a heading."""
    node = None if shown.node_id is None else ctx.get(TreeNode, shown.node_id).name
    project = None if shown.project_id is None else ctx.get(Project, shown.project_id).name
    group = ctx.session.scalars(select(Group)).one().name
    return Where(group, node, project)
