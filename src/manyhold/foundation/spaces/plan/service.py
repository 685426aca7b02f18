"""Verbs: keep a project's plan, and match outlines to the spaces that are called so."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from manyhold.foundation.spaces import naming
from manyhold.foundation.spaces import rules as placing
from manyhold.foundation.spaces import service as spaces
from manyhold.foundation.spaces.models import Space, SpaceAlias
from manyhold.foundation.spaces.plan import rules
from manyhold.foundation.spaces.plan.geojson import Outline
from manyhold.foundation.spaces.plan.models import SitePlan
from manyhold.foundation.spaces.plan.schemas import Footprint, PlanIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, FieldProblem
from manyhold.kernel.scoping.mixins import mapped_class

SHOWN_KINDS = (placing.BUILDING, placing.PARKING_AREA, placing.PUBLIC_AREA, placing.PHASE, placing.SHOP)
FILES = "files_file"


def plan_of(ctx: Context, project_id: int) -> SitePlan:
    """The plan of a project; one that was never made is empty, of revision 0 and not in the session."""
    found = ctx.one(SitePlan, SitePlan.project_id == project_id)
    return found or SitePlan(
        project_id=project_id,
        system="drawn",
        width=400,
        height=300,
        file_id=None,
        footprints=[],
        revision=0,
    )


def keep(ctx: Context, plan: SitePlan, wanted: PlanIn) -> SitePlan:
    """Take the plan instead of the one before. Raises BadInput with the faults of every footprint."""
    spaces.require_whole_project(ctx, plan.project_id)
    if wanted.file_id is not None:
        _require_picture(ctx, plan.project_id, wanted.file_id)
    faults = _faults(ctx, plan.project_id, wanted)
    if faults:
        raise BadInput("invalid_input", fields=faults)
    plan.system, plan.width, plan.height = wanted.system, wanted.width, wanted.height
    plan.file_id = wanted.file_id
    plan.footprints = [one.model_dump(mode="json") for one in wanted.footprints]
    if not plan.revision:
        plan.revision = 1
        ctx.session.add(plan)
    return plan


def matched(ctx: Context, project_id: int, outlines: list[Outline]) -> list[Footprint]:
    """Outlines with the one space each that is called like it: 3号楼 is 3栋, 中心花园 is 中心花园."""
    known = select(Space.id, Space.kind, Space.name, Space.label).where(
        Space.project_id == project_id, Space.kind.in_(SHOWN_KINDS), Space.is_active
    )
    called: defaultdict[str, set[int]] = defaultdict(set)
    kinds: dict[int, str] = {}
    for row in ctx.session.execute(known):
        kinds[row.id] = row.kind
        for name in {row.name, row.label}:
            for key in _keys(name):
                called[key].add(row.id)
    former = select(SpaceAlias.space_id, SpaceAlias.alias).where(SpaceAlias.project_id == project_id)
    for row in ctx.session.execute(former):
        if row.space_id in kinds:
            called[naming.natural_key(row.alias)].add(row.space_id)
    found: list[Footprint] = []
    for outline in outlines:
        hits = [called[key] for key in _keys(outline.name) if len(called[key]) == 1]
        space_id = next(iter(hits[0])) if hits else None
        found.append(
            Footprint(
                name=outline.name,
                space_id=space_id,
                rings=[[[x, y] for x, y in ring] for ring in outline.rings],
            )
        )
    return found


def positions(ring: list[list[float]]) -> list[rules.Position]:
    """A ring of the request as pairs."""
    return [(position[0], position[1]) for position in ring]


def _keys(name: str) -> list[str]:
    """By what a name is looked up: as it is, then as a building's number."""
    if not name.strip():
        return []
    return [naming.natural_key(name), "#" + naming.code_of("", placing.BUILDING, name, None)]


def _faults(ctx: Context, project_id: int, wanted: PlanIn) -> list[FieldProblem]:
    asked = {one.space_id for one in wanted.footprints} - {None}
    known = select(Space.id).where(
        Space.project_id == project_id, Space.id.in_(asked), Space.kind.in_(SHOWN_KINDS)
    )
    seen = set(ctx.session.scalars(known)) if asked else set[int]()
    is_geographic = wanted.system == "geographic"
    faults: list[FieldProblem] = []
    for place, one in enumerate(wanted.footprints):
        if one.space_id is not None and one.space_id not in seen:
            faults.append(FieldProblem(f"footprints.{place}.space_id", "unknown_reference"))
        for number, ring in enumerate(one.rings):
            if fault := rules.ring_fault(positions(ring), is_geographic=is_geographic):
                field = f"footprints.{place}.rings.{number}"
                faults.append(FieldProblem(field, fault, {"name": one.name}))
    if not faults and is_geographic:
        every = [positions(ring) for one in wanted.footprints for ring in one.rings]
        if rules.reach(every) > rules.WIDEST_M:
            faults.append(FieldProblem("footprints", "too_far_apart", {"most_m": rules.WIDEST_M}))
    return faults


def _require_picture(ctx: Context, project_id: int, file_id: int) -> None:
    # Files stand above spaces, and refer to them; the table is asked for by name.
    file: Any = ctx.session.get(mapped_class(FILES), file_id)
    if file is None or file.project_id != project_id or not file.width:
        raise BadInput.of("file_id", "not_a_picture_here")
