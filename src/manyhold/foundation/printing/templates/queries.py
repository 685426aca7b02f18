"""Reads: the catalogue, templates as the designer shows them, and what a document is printed along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing import rules
from manyhold.foundation.printing.drawing import Form
from manyhold.foundation.printing.layout import Layout
from manyhold.foundation.printing.papers import PAPERS
from manyhold.foundation.printing.port import BuiltIn
from manyhold.foundation.printing.templates.models import Template
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.modules import Printable, PrintField, UnknownName, resolve


def kind_of(ctx: Context, code: str) -> Printable:
    """The kind of a request. Raises BadInput for one that no module prints."""
    try:
        return ctx.runtime.registry.printable(code)
    except UnknownName:
        raise BadInput.of("kind", "unknown_kind") from None


def built_ins(kind: Printable) -> Sequence[BuiltIn]:
    """Version 0 of the kind's templates, the default first."""
    return resolve(kind.built_ins)


def catalogue(ctx: Context) -> dict[str, Any]:
    """Every kind of this installation with its fields, and the papers."""
    return {
        "kinds": [
            {
                **{name: getattr(kind, name) for name in ("code", "zh", "en", "is_voucher")},
                "fields": _fields(kind.fields),
                "columns": _fields(kind.columns),
                "built_ins": built_ins(kind),
            }
            for kind in ctx.runtime.registry.printables()
        ],
        "papers": [asdict(paper) for paper in PAPERS.values()],
        "common": _fields(rules.COMMON),
    }


def templates(ctx: Context, *, kind: str | None, with_past: bool) -> list[dict[str, Any]]:
    """Templates by kind and name, the newest version first; those that are over only when asked for."""
    statement = select(Template).order_by(Template.kind, Template.series_id, Template.version.desc())
    if kind is not None:
        statement = statement.where(Template.kind == kind)
    if not with_past:
        statement = statement.where(or_(Template.ends_on.is_(None), Template.ends_on >= _today(ctx)))
    return shown(ctx, ctx.session.scalars(statement).all())


def shown(ctx: Context, rows: Sequence[Template]) -> list[dict[str, Any]]:
    """Templates with the names of whom and what they name."""
    people = names(ctx, {one for row in rows for one in (row.made_by, row.published_by or 0)})
    at = {row.at_project_id for row in rows if row.at_project_id}
    named = ctx.session.execute(select(Project.id, Project.name).where(Project.id.in_(at)))
    projects = {row.id: row.name for row in named}
    day = _today(ctx)
    plain = ("id", "series_id", "version", "kind", "name", "paper", "layout", "starts_on", "ends_on")
    return [
        {
            **{name: getattr(row, name) for name in (*plain, "made_at", "published_at", "revision")},
            "project_id": row.at_project_id,
            "project_name": projects.get(row.at_project_id or 0, ""),
            "standing": _standing(row, day),
            "made_by_name": people.get(row.made_by, ""),
            "published_by_name": people.get(row.published_by or 0, ""),
        }
        for row in rows
    ]


def in_force(ctx: Context, kind: str, project_id: int) -> list[Template]:
    """The templates of a kind that a project may print along today: its own first, then the newest."""
    day = _today(ctx)
    rows = ctx.session.scalars(
        select(Template).where(
            Template.kind == kind,
            Template.starts_on <= day,
            or_(Template.ends_on.is_(None), Template.ends_on >= day),
            or_(Template.at_project_id.is_(None), Template.at_project_id == project_id),
        )
    )
    return sorted(rows, key=lambda one: (one.at_project_id is None, -_ordinal(one), -one.id))


def forms(ctx: Context, kind: Printable, project_id: int) -> list[dict[str, Any]]:
    """What a document of a kind may be printed along in a project today, the default first.

    A template on the paper of the first built-in takes its place; one on another paper is there to be chosen.
    """
    own = built_ins(kind)
    offered: list[dict[str, Any]] = [
        _form(
            template.layout,
            template.paper,
            template.name,
            template.name,
            template_id=template.id,
            version=template.version,
        )
        for template in in_force(ctx, kind.code, project_id)
    ]
    offered += [
        _form(one.layout and one.layout.model_dump(), one.paper, one.zh, one.en, built_in=one.code)
        for one in own
    ]
    first = next(one for one in offered if one["paper"] == own[0].paper)
    first["is_default"] = True
    return sorted(offered, key=lambda one: not one["is_default"])


def form_of(template: Template) -> Form:
    """A template as it is drawn."""
    return Form(PAPERS[template.paper], Layout.model_validate(template.layout))


def _form(
    layout: dict[str, Any] | None,
    paper: str,
    zh: str,
    en: str,
    *,
    template_id: int | None = None,
    built_in: str = "",
    version: int = 0,
) -> dict[str, Any]:
    labels = layout and layout.get("labels")
    return {
        "template_id": template_id,
        "built_in": built_in,
        "zh": zh,
        "en": en,
        "version": version,
        "paper": paper,
        "labels_on_sheet": labels["columns"] * labels["rows"] if labels else 0,
        "is_default": False,
    }


def _fields(fields: Iterable[PrintField]) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(one, name) for name in ("name", "zh", "en", "type")},
            "sample": rules.written(one, one.sample),
        }
        for one in fields
    ]


def _standing(row: Template, day: date) -> str:
    if row.starts_on is None:
        return "draft"
    if row.ends_on is not None and row.ends_on < day:
        return "over"
    return "announced" if row.starts_on > day else "in_force"


def _ordinal(row: Template) -> int:
    return row.starts_on.toordinal() if row.starts_on else 0


def _today(ctx: Context) -> date:
    return business_date(ctx.now, GROUP_ZONE)
