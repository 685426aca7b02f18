"""Verbs: draft a template, change the draft, publish it, end it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing import rules
from manyhold.foundation.printing.layout import Layout
from manyhold.foundation.printing.papers import PAPERS
from manyhold.foundation.printing.templates.models import Template
from manyhold.foundation.printing.templates.queries import kind_of
from manyhold.foundation.printing.templates.schemas import TemplateChange, TemplateIn
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict


def check(ctx: Context, kind: str, paper: str, layout: Layout) -> None:
    """Raise BadInput with every fault of a layout, each by its block."""
    if found := rules.faults(kind_of(ctx, kind), PAPERS[paper], layout):
        raise BadInput("invalid_input", fields=found)


def draft(ctx: Context, wanted: TemplateIn) -> Template:
    """A new template, or the next version of one, not in force yet.

    Raises BadInput for what the layout cannot say, Conflict `draft_exists` while the template has a draft already.
    """
    check(ctx, wanted.kind, wanted.paper, wanted.layout)
    _check_project(ctx, wanted.project_id)
    versions = [] if wanted.series_id is None else _versions(ctx, wanted.series_id)
    if wanted.series_id is not None and not versions:
        raise BadInput.of("series_id", "unknown_reference")
    if any(one.kind != wanted.kind for one in versions):
        raise BadInput.of("kind", "unknown_reference")
    if any(one.starts_on is None for one in versions):
        raise Conflict("draft_exists")
    template_id = bulk.reserve_ids(ctx.session, 1)
    template = Template(
        id=template_id,
        group_id=ctx.group_id,
        series_id=wanted.series_id or template_id,
        version=max((one.version for one in versions), default=0) + 1,
        kind=wanted.kind,
        name=wanted.name,
        at_project_id=wanted.project_id,
        paper=wanted.paper,
        layout=wanted.layout.model_dump(),
        starts_on=None,
        ends_on=None,
        made_by=ctx.actor.id,
        made_at=ctx.now,
        published_by=None,
        published_at=None,
    )
    ctx.session.add(template)
    ctx.session.flush()
    return template


def change(ctx: Context, template: Template, wanted: TemplateChange) -> None:
    """Change a draft. Raises Conflict `template_published` for what is one no more."""
    _require_draft(template)
    check(ctx, template.kind, wanted.paper, wanted.layout)
    _check_project(ctx, wanted.project_id)
    template.name, template.paper = wanted.name, wanted.paper
    template.at_project_id = wanted.project_id
    template.layout = wanted.layout.model_dump()
    template.made_by, template.made_at = ctx.actor.id, ctx.now
    ctx.session.flush()


def publish(ctx: Context, template: Template, starts_on: date) -> None:
    """Let a draft be printed along from a day on; the version before ends on the day before.

    One that was announced for the same day or later and never came into force is over before it began.
    """
    _require_draft(template)
    if starts_on < _today(ctx):
        raise BadInput.of("starts_on", "in_the_past")
    for one in _versions(ctx, template.series_id):
        if one.starts_on is not None and (one.ends_on is None or one.ends_on >= starts_on):
            one.ends_on = starts_on - timedelta(days=1)
    template.starts_on = starts_on
    template.published_by, template.published_at = ctx.actor.id, ctx.now
    ctx.session.flush()


def end(ctx: Context, template: Template, ends_on: date) -> None:
    """The last day of a version. Raises BadInput for a day in the past, Conflict `template_draft` for a draft."""
    if template.starts_on is None:
        raise Conflict("template_draft")
    if ends_on < _today(ctx) or ends_on < template.starts_on:
        raise BadInput.of("ends_on", "in_the_past")
    template.ends_on = ends_on
    ctx.session.flush()


def discard(ctx: Context, template: Template) -> None:
    """Throw a draft away."""
    _require_draft(template)
    ctx.session.delete(template)


def _require_draft(template: Template) -> None:
    if template.starts_on is not None:
        raise Conflict("template_published")


def _check_project(ctx: Context, project_id: int | None) -> None:
    if project_id is not None and ctx.session.get(Project, project_id) is None:
        raise BadInput.of("project_id", "unknown_reference")


def _versions(ctx: Context, series_id: int) -> list[Template]:
    return list(ctx.session.scalars(select(Template).where(Template.series_id == series_id)))


def _today(ctx: Context) -> date:
    return business_date(ctx.now, GROUP_ZONE)
