"""Verbs: found, edit and place projects; switch their modules; grow the tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import count

from sqlalchemy import select
from stdnum.cn import uscc

from manyhold.foundation.organisation.models import (
    LegalEntity,
    ModuleSwitch,
    Project,
    ProjectEntity,
    ProjectStage,
    TreeMembership,
    TreeNode,
)
from manyhold.foundation.organisation.queries import today
from manyhold.foundation.organisation.rules import make_room, may_become, road_up
from manyhold.foundation.organisation.schemas import LegalEntityIn, ProjectChange, ProjectIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict


def found_project(ctx: Context, wanted: ProjectIn) -> Project:
    """A new project with its first stage and its place in the tree; its modules are all off."""
    if ctx.one(Project, Project.code == wanted.code) is not None:
        raise Conflict("code_taken", code=wanted.code)
    project = Project(
        group_id=ctx.group_id,
        code=wanted.code,
        name=wanted.name,
        kind=wanted.kind,
        time_zone="Asia/Shanghai",
        address=wanted.address,
        phone=wanted.phone,
    )
    ctx.session.add(project)
    ctx.session.found(project)
    ctx.session.add(ProjectStage(project_id=project.id, stage=wanted.stage, starts_on=wanted.starts_on))
    if wanted.node_id is not None:
        place_project(ctx, project, wanted.node_id, wanted.starts_on)
    ctx.runtime.grants.void(ctx.session)
    return project


def change_project(ctx: Context, project: Project, change: ProjectChange) -> Project:
    """Edit a project; a new stage begins on `stage_from` (today when not said). Raises Conflict `stage_order`."""
    for name in ("name", "address", "phone"):
        if (value := getattr(change, name)) is not None:
            setattr(project, name, value)
    if change.stage is not None:
        _enter_stage(ctx, project, change.stage, change.stage_from or today(ctx, project))
    return project


def place_project(ctx: Context, project: Project, node_id: int, starts_on: date) -> None:
    """Put a project under a node of the tree from a day on; where it stood before stays in the record."""
    if ctx.session.get(TreeNode, node_id) is None:
        raise BadInput.of("node_id", "unknown_reference")
    rows = ctx.session.scalars(select(TreeMembership).where(TreeMembership.project_id == project.id)).all()
    same, ends_on = make_room(rows, starts_on)
    if same is not None:
        same.node_id = node_id
    else:
        ctx.session.add(
            TreeMembership(project_id=project.id, node_id=node_id, starts_on=starts_on, ends_on=ends_on)
        )
    ctx.runtime.grants.void(ctx.session)


def switch_modules(ctx: Context, project: Project, modules: Iterable[str]) -> None:
    """Switch exactly `modules` on. Raises BadInput for a name that is no product module, or one whose need is off."""
    wanted = set(modules)
    offered = {one.name: one for one in ctx.runtime.registry.manifests.values() if one.is_optional}
    if unknown := sorted(wanted - offered.keys()):
        raise BadInput.of("modules", "unknown_module", module=unknown[0])
    for name in sorted(wanted):
        if missing := [need for need in offered[name].needs if need in offered and need not in wanted]:
            raise BadInput.of("modules", "module_needs", module=name, needs=missing[0])
    switches = {
        switch.module: switch
        for switch in ctx.session.scalars(select(ModuleSwitch).where(ModuleSwitch.project_id == project.id))
    }
    for name in offered:
        if name in switches:
            switches[name].is_on = name in wanted
        elif name in wanted:
            ctx.session.add(ModuleSwitch(project_id=project.id, module=name, is_on=True))
    ctx.runtime.grants.void(ctx.session)


def add_node(ctx: Context, *, name: str, parent_id: int | None, sort_key: str = "") -> TreeNode:
    """A new node of the management tree."""
    if parent_id is not None and ctx.session.get(TreeNode, parent_id) is None:
        raise BadInput.of("parent_id", "unknown_reference")
    node = TreeNode(group_id=ctx.group_id, name=name, parent_id=parent_id, sort_key=sort_key)
    ctx.session.add(node)
    return node


def move_node(ctx: Context, node: TreeNode, parent_id: int | None) -> None:
    """Hang a node elsewhere; below itself is refused."""
    parents = {row.id: row.parent_id for row in ctx.session.scalars(select(TreeNode))}
    if parent_id is not None and parent_id not in parents:
        raise BadInput.of("parent_id", "unknown_reference")
    if node.id in road_up(parent_id, parents):
        raise BadInput.of("parent_id", "below_itself")
    node.parent_id = parent_id
    ctx.runtime.grants.void(ctx.session)


def add_entity(ctx: Context, wanted: LegalEntityIn) -> LegalEntity:
    """Register a company. Raises BadInput for a credit code that does not check out, or a code in use."""
    check_credit_code(wanted.credit_code)
    taken = set(ctx.session.scalars(select(LegalEntity.code)))
    if wanted.code in taken:
        raise BadInput.of("code", "code_taken", code=wanted.code)
    code = wanted.code or next(free for number in count(1) if (free := f"C{number:02}") not in taken)
    entity = LegalEntity(group_id=ctx.group_id, **(wanted.model_dump() | {"code": code}))
    ctx.session.add(entity)
    return entity


def change_entity(entity: LegalEntity, wanted: LegalEntityIn) -> None:
    """Edit a company. Its code stays: the numbers of its receipts are told apart by it."""
    check_credit_code(wanted.credit_code)
    if wanted.code not in (None, entity.code):
        raise BadInput.of("code", "code_fixed", code=entity.code)
    for name, value in wanted.model_dump(exclude={"code"}).items():
        setattr(entity, name, value)


def check_credit_code(text: str) -> None:
    """Raise BadInput unless the credit code checks out (GB 32100)."""
    if not uscc.is_valid(text):
        raise BadInput.of("credit_code", "credit_code_wrong")


def assign_entity(
    ctx: Context, project: Project, *, business: str, legal_entity_id: int, starts_on: date
) -> None:
    """Let a legal entity run one business of a project from a day on; earlier money keeps its entity."""
    if ctx.session.get(LegalEntity, legal_entity_id) is None:
        raise BadInput.of("legal_entity_id", "unknown_reference")
    rows = ctx.session.scalars(
        select(ProjectEntity).where(
            ProjectEntity.project_id == project.id, ProjectEntity.business == business
        )
    ).all()
    same, ends_on = make_room(rows, starts_on)
    if same is not None:
        same.legal_entity_id = legal_entity_id
        return
    ctx.session.add(
        ProjectEntity(
            project_id=project.id,
            business=business,
            legal_entity_id=legal_entity_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )


def _enter_stage(ctx: Context, project: Project, stage: str, starts_on: date) -> None:
    stages = ctx.session.scalars(
        select(ProjectStage).where(ProjectStage.project_id == project.id).order_by(ProjectStage.starts_on)
    ).all()
    last = stages[-1] if stages else None
    if last is not None and last.stage == stage:
        return
    if last is not None and (starts_on <= last.starts_on or not may_become(last.stage, stage)):
        raise Conflict("stage_order", stage=last.stage, since=last.starts_on.isoformat())
    ctx.session.add(ProjectStage(project_id=project.id, stage=stage, starts_on=starts_on))
