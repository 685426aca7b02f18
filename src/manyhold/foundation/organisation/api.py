"""Routes: projects, the management tree, legal entities."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from manyhold.foundation.organisation import queries, service
from manyhold.foundation.organisation.models import LegalEntity, Project, TreeNode
from manyhold.foundation.organisation.schemas import (
    EntityAssignmentIn,
    LegalEntityIn,
    LegalEntityOut,
    ModuleSwitchIn,
    NodeIn,
    NodeOut,
    PlacementIn,
    ProductModule,
    ProjectChange,
    ProjectIn,
    ProjectKind,
    ProjectOut,
    ProjectRecord,
    Stage,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

Text = Annotated[str | None, Query(max_length=80, description="Part of a name, or the beginning of a code")]
routes = Routes("", tag="organisation")


@routes.read("/projects", permission="organisation.read", response_model=pages.Page[ProjectOut])
def list_projects(
    ctx: Context,
    kind: ProjectKind | None = None,
    stage: Stage | None = None,
    q: Text = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """Projects in the order of their codes."""
    rows, after = pages.load(
        ctx,
        queries.found(ctx, kind=kind, stage=stage, q=q),
        order_by=[Project.code, Project.id],
        limit=limit,
        cursor=cursor,
        bound=("projects", kind, stage, q),
    )
    return {"items": queries.projects_shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/projects/count", permission="organisation.read", response_model=pages.Count)
def count_projects(
    ctx: Context, kind: ProjectKind | None = None, stage: Stage | None = None, q: Text = None
) -> Any:
    """How many the list has."""
    return pages.count(ctx, queries.found(ctx, kind=kind, stage=stage, q=q))


@routes.create("/projects", permission="organisation.manage", response_model=ProjectOut)
def found_project(ctx: Context, wanted: ProjectIn) -> Any:
    """Found a project."""
    project = service.found_project(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, project)
    return queries.projects_shown(ctx, [project])[0]


@routes.read("/projects/{project_id}", permission="organisation.read", response_model=ProjectOut)
def get_project(ctx: Context, project_id: int) -> Any:
    """One project."""
    project = ctx.get(Project, project_id)
    etags.show(ctx, project)
    return queries.projects_shown(ctx, [project])[0]


@routes.read("/projects/{project_id}/record", permission="organisation.read", response_model=ProjectRecord)
def get_record(ctx: Context, project_id: int) -> Any:
    """A project's stages, places in the tree and legal entities over time."""
    return queries.record(ctx, ctx.get(Project, project_id))


@routes.change(
    "/projects/{project_id}", permission="organisation.configure_project", response_model=ProjectOut
)
def change_project(ctx: Context, project_id: int, change: ProjectChange, if_match: IfMatch = None) -> Any:
    """Edit a project, or move it to its next stage."""
    project = ctx.get(Project, project_id)
    etags.match(ctx, project, if_match)
    service.change_project(ctx, project, change)
    ctx.session.flush()
    etags.show(ctx, project)
    return queries.projects_shown(ctx, [project])[0]


@routes.replace(
    "/projects/{project_id}/modules", permission="organisation.configure_project", response_model=ProjectOut
)
def switch_modules(ctx: Context, project_id: int, wanted: ModuleSwitchIn) -> Any:
    """Switch exactly these product modules on."""
    project = ctx.get(Project, project_id)
    service.switch_modules(ctx, project, wanted.modules)
    ctx.session.flush()
    return queries.projects_shown(ctx, [project])[0]


@routes.replace(
    "/projects/{project_id}/placement", permission="organisation.manage", response_model=ProjectOut
)
def place_project(ctx: Context, project_id: int, wanted: PlacementIn) -> Any:
    """Put a project under a node of the tree from a day on."""
    project = ctx.get(Project, project_id)
    service.place_project(ctx, project, wanted.node_id, wanted.starts_on)
    ctx.session.flush()
    return queries.projects_shown(ctx, [project])[0]


@routes.replace("/projects/{project_id}/entity", permission="organisation.manage", response_model=ProjectOut)
def assign_entity(ctx: Context, project_id: int, wanted: EntityAssignmentIn) -> Any:
    """Let a legal entity run one business of a project from a day on."""
    project = ctx.get(Project, project_id)
    service.assign_entity(
        ctx,
        project,
        business=wanted.business,
        legal_entity_id=wanted.legal_entity_id,
        starts_on=wanted.starts_on,
    )
    return queries.projects_shown(ctx, [project])[0]


@routes.read("/product-modules", permission="organisation.read", response_model=list[ProductModule])
def list_product_modules(ctx: Context) -> Any:
    """The product modules of this installation, which projects switch on and off."""
    return queries.product_modules(ctx)


@routes.read("/tree-nodes", permission="organisation.read", response_model=list[NodeOut])
def list_nodes(ctx: Context) -> Any:
    """The whole management tree, parents before children of the same level."""
    return ctx.session.scalars(select(TreeNode).order_by(TreeNode.sort_key, TreeNode.id)).all()


@routes.create("/tree-nodes", permission="organisation.manage", response_model=NodeOut)
def add_node(ctx: Context, wanted: NodeIn) -> Any:
    """Grow the tree."""
    node = service.add_node(ctx, name=wanted.name, parent_id=wanted.parent_id, sort_key=wanted.sort_key)
    ctx.session.flush()
    return node


@routes.change("/tree-nodes/{node_id}", permission="organisation.manage", response_model=NodeOut)
def change_node(ctx: Context, node_id: int, wanted: NodeIn, if_match: IfMatch = None) -> Any:
    """Rename a node or hang it elsewhere."""
    node = ctx.get(TreeNode, node_id)
    etags.match(ctx, node, if_match)
    node.name, node.sort_key = wanted.name, wanted.sort_key
    if wanted.parent_id != node.parent_id:
        service.move_node(ctx, node, wanted.parent_id)
    ctx.session.flush()
    etags.show(ctx, node)
    return node


@routes.read("/legal-entities", permission="organisation.read_entities", response_model=list[LegalEntityOut])
def list_entities(ctx: Context) -> Any:
    """The companies of the group."""
    return ctx.session.scalars(select(LegalEntity).order_by(LegalEntity.credit_code)).all()


@routes.create("/legal-entities", permission="organisation.manage", response_model=LegalEntityOut)
def add_entity(ctx: Context, wanted: LegalEntityIn) -> Any:
    """Register a company of the group; its credit code must check out (GB 32100)."""
    entity = service.add_entity(ctx, wanted)
    ctx.session.flush()
    return entity


@routes.change("/legal-entities/{entity_id}", permission="organisation.manage", response_model=LegalEntityOut)
def change_entity(ctx: Context, entity_id: int, wanted: LegalEntityIn, if_match: IfMatch = None) -> Any:
    """Edit a company; what it has issued so far keeps the name under which it was issued."""
    entity = ctx.get(LegalEntity, entity_id)
    etags.match(ctx, entity, if_match)
    service.change_entity(entity, wanted)
    ctx.session.flush()
    etags.show(ctx, entity)
    return entity
