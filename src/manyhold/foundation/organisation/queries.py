"""Reads: projects with their place in the tree, stage and modules, as of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select

from manyhold.foundation.organisation.models import (
    LegalEntity,
    ModuleSwitch,
    Project,
    ProjectEntity,
    ProjectStage,
    TreeMembership,
    TreeNode,
)
from manyhold.foundation.organisation.rules import road_up
from manyhold.foundation.organisation.schemas import (
    EntityAssignment,
    NodeRef,
    Placement,
    ProductModule,
    ProjectOut,
    ProjectRecord,
    StageStep,
)
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import NotFound


def today(ctx: Context, project: Project) -> date:
    """The present day in the project's own zone."""
    return business_date(ctx.now, project.time_zone)


def project_held(ctx: Context, project_id: int) -> Project:
    """The project, to set what is the same for all of it. Raises NotFound where the right does not reach.

    A right that is held on the whole group finds also a project that has the module switched off.
    """
    if project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=project_id)
    return ctx.get(Project, project_id)


def hold_project(ctx: Context, project_id: int) -> None:
    """Hold the project's row till the commit: of works on the whole of it one waits for the other.

    Rows that merely name the project are written meanwhile. Ask for it before any other row.
    """
    ctx.session.execute(select(Project.id).where(Project.id == project_id).with_for_update(key_share=True))


def found(ctx: Context, *, kind: str | None, stage: str | None, q: str | None) -> Select[Any]:
    """The projects of a filter; `q` is part of a name or the beginning of a code."""
    statement = select(Project)
    if kind is not None:
        statement = statement.where(Project.kind == kind)
    if q and q.strip():
        wanted = q.strip()
        named = Project.name.icontains(wanted, autoescape=True)
        statement = statement.where(or_(named, Project.code.istartswith(wanted, autoescape=True)))
    if stage is not None:
        stages = _stages(ctx, None, business_date(ctx.now, "Asia/Shanghai"))
        statement = statement.where(Project.id.in_([id for id, now in stages.items() if now == stage]))
    return statement


def record(ctx: Context, project: Project) -> ProjectRecord:
    """A project's stages, places in the tree and legal entities over time, the newest first."""
    stages = ctx.session.scalars(
        select(ProjectStage)
        .where(ProjectStage.project_id == project.id)
        .order_by(ProjectStage.starts_on.desc())
    )
    placements = ctx.session.scalars(
        select(TreeMembership)
        .where(TreeMembership.project_id == project.id)
        .order_by(TreeMembership.starts_on.desc())
    )
    entities = ctx.session.scalars(
        select(ProjectEntity)
        .where(ProjectEntity.project_id == project.id)
        .order_by(ProjectEntity.starts_on.desc(), ProjectEntity.business)
    )
    nodes = _named(ctx, TreeNode)
    companies = _named(ctx, LegalEntity)
    return ProjectRecord(
        stages=[StageStep.model_validate(step, from_attributes=True) for step in stages],
        placements=[
            Placement(node=nodes[row.node_id], starts_on=row.starts_on, ends_on=row.ends_on)
            for row in placements
        ],
        entities=[
            EntityAssignment.model_validate(
                {
                    "business": row.business,
                    "legal_entity": companies[row.legal_entity_id],
                    "starts_on": row.starts_on,
                    "ends_on": row.ends_on,
                }
            )
            for row in entities
        ],
    )


def product_modules(ctx: Context) -> list[ProductModule]:
    """The product modules that projects may switch on, those that others need before those."""
    offered = {one.name: one for one in ctx.runtime.registry.manifests.values() if one.is_optional}
    return [
        ProductModule(
            name=one.name, zh=one.zh, en=one.en, needs=[need for need in one.needs if need in offered]
        )
        for one in offered.values()
    ]


def projects_shown(ctx: Context, projects: Sequence[Project]) -> list[ProjectOut]:
    """The projects as lists and pages show them, in three queries however many they are."""
    ids = [project.id for project in projects]
    day = business_date(ctx.now, "Asia/Shanghai")
    stages = _stages(ctx, ids, day)
    modules = _modules(ctx, ids)
    paths = _paths(ctx, ids, day)
    return [
        ProjectOut(
            **{
                name: getattr(project, name)
                for name in ("id", "code", "name", "kind", "time_zone", "address", "phone")
            },
            stage=stages.get(project.id, "won"),
            path=paths.get(project.id, []),
            modules=modules[project.id],
            revision=project.revision,
        )
        for project in projects
    ]


def membership_on(day: date) -> Any:
    """The condition that a TreeMembership holds on `day`."""
    return (TreeMembership.starts_on <= day) & or_(
        TreeMembership.ends_on.is_(None), TreeMembership.ends_on >= day
    )


def nodes_above(ctx: Context, project_id: int) -> list[int]:
    """The nodes of the tree above a project today, from the root down."""
    parents = {row.id: row.parent_id for row in ctx.session.execute(select(TreeNode.id, TreeNode.parent_id))}
    node_id = ctx.session.scalar(
        select(TreeMembership.node_id)
        .where(
            TreeMembership.project_id == project_id, membership_on(business_date(ctx.now, "Asia/Shanghai"))
        )
        .limit(1)
    )
    return road_up(node_id, parents)


def _named(ctx: Context, model: type[TreeNode | LegalEntity]) -> dict[int, NodeRef]:
    rows = ctx.session.execute(select(model.id, model.name))
    return {row.id: NodeRef(id=row.id, name=row.name) for row in rows}


def _stages(ctx: Context, ids: list[int] | None, day: date) -> dict[int, Any]:
    """The stage of these projects, or of all in scope, on a day."""
    steps = select(ProjectStage.project_id, ProjectStage.stage).where(ProjectStage.starts_on <= day)
    if ids is not None:
        steps = steps.where(ProjectStage.project_id.in_(ids))
    rows = ctx.session.execute(steps.order_by(ProjectStage.starts_on))
    return {row.project_id: row.stage for row in rows}


def _modules(ctx: Context, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ctx.session.execute(
        select(ModuleSwitch.project_id, ModuleSwitch.module)
        .where(ModuleSwitch.project_id.in_(ids), ModuleSwitch.is_on)
        .order_by(ModuleSwitch.module)
    )
    for row in rows:
        found[row.project_id].append(row.module)
    return found


def _paths(ctx: Context, ids: list[int], day: date) -> dict[int, list[NodeRef]]:
    nodes = {node.id: node for node in ctx.session.scalars(select(TreeNode))}
    parents = {node.id: node.parent_id for node in nodes.values()}
    rows = ctx.session.execute(
        select(TreeMembership.project_id, TreeMembership.node_id).where(
            TreeMembership.project_id.in_(ids), membership_on(day)
        )
    )
    return {
        row.project_id: [NodeRef(id=node, name=nodes[node].name) for node in road_up(row.node_id, parents)]
        for row in rows
    }
