"""Routes: what can be printed, and the designer of templates."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from starlette.responses import Response

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing import drawing
from manyhold.foundation.printing.layout import Layout
from manyhold.foundation.printing.marks import queries as marks
from manyhold.foundation.printing.papers import PAPERS, PaperCode
from manyhold.foundation.printing.rules import COMMON
from manyhold.foundation.printing.starter import starter
from manyhold.foundation.printing.templates import queries, service
from manyhold.foundation.printing.templates.models import Template
from manyhold.foundation.printing.templates.schemas import (
    CatalogueOut,
    FormOut,
    PreviewIn,
    PublishIn,
    TemplateChange,
    TemplateEnd,
    TemplateIn,
    TemplateOut,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="printing")
DESIGN = "printing.design"
PRINT = "printing.print"
Word = Annotated[str, Query(max_length=60)]


@routes.read("/print-kinds", permission=PRINT, response_model=CatalogueOut)
def list_kinds(ctx: Context) -> Any:
    """What can be printed, with the fields that templates may name, and the papers."""
    return queries.catalogue(ctx)


@routes.read("/print-forms", permission=PRINT, response_model=list[FormOut])
def list_forms(ctx: Context, kind: Word, project_id: int) -> Any:
    """What documents of a kind are printed along in a project today, the default first."""
    return queries.forms(ctx, queries.kind_of(ctx, kind), ctx.get(Project, project_id).id)


@routes.read("/print-templates", permission=DESIGN, response_model=list[TemplateOut])
def list_templates(ctx: Context, kind: Word | None = None, with_past: bool = False) -> Any:
    """Drafts, and the versions in force and announced; with those that are over when asked for."""
    return queries.templates(ctx, kind=kind, with_past=with_past)


@routes.read("/print-templates/starter", permission=DESIGN, response_model=Layout)
def get_starter(ctx: Context, kind: Word, paper: PaperCode) -> Any:
    """A layout to begin with."""
    return starter(queries.kind_of(ctx, kind), PAPERS[paper])


@routes.create(
    "/print-templates/preview",
    permission=DESIGN,
    is_idempotent=False,
    status_code=200,
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}, "image/png": {}}}},
)
def preview(ctx: Context, wanted: PreviewIn, form: Literal["png", "pdf"] = "png") -> Any:
    """The layout filled with the sample, as a picture or as the PDF; nothing is kept."""
    kind = queries.kind_of(ctx, wanted.kind)
    service.check(ctx, wanted.kind, wanted.paper, wanted.layout)
    with ctx.reading() as looking:
        project = None if wanted.project_id is None else looking.get(Project, wanted.project_id)
        kept = drawing.Marks() if project is None else marks.marks_of(looking, project.id)
        common = {one.name: str(one.sample) for one in COMMON}
        if project is not None:
            common["project_name"] = project.name
    form_ = drawing.Form(PAPERS[wanted.paper], wanted.layout)
    shown = drawing.Print(
        drawing.sample(kind), form_, marks.or_sample(kept), common, number=2 if wanted.is_reprint else 1
    )
    if form == "png":
        return Response(drawing.picture(kind, [shown]), media_type="image/png")
    return Response(drawing.pdf(kind, [shown]), media_type="application/pdf")


@routes.create("/print-templates", permission=DESIGN, response_model=TemplateOut)
def draft_template(ctx: Context, wanted: TemplateIn) -> Any:
    """Draft a template, or the next version of one."""
    return _answer(ctx, service.draft(ctx, wanted))


@routes.read("/print-templates/{template_id}", permission=DESIGN, response_model=TemplateOut)
def get_template(ctx: Context, template_id: int) -> Any:
    """One version of a template."""
    return _answer(ctx, ctx.get(Template, template_id))


@routes.replace("/print-templates/{template_id}", permission=DESIGN, response_model=TemplateOut)
def change_template(ctx: Context, template_id: int, wanted: TemplateChange, if_match: IfMatch = None) -> Any:
    """Change a draft."""
    template = ctx.get(Template, template_id)
    etags.match(ctx, template, if_match)
    service.change(ctx, template, wanted)
    return _answer(ctx, template)


@routes.act("/print-templates/{template_id}/publish", permission=DESIGN, response_model=TemplateOut)
def publish_template(ctx: Context, template_id: int, wanted: PublishIn) -> Any:
    """Let a draft be printed along from a day on."""
    template = ctx.get(Template, template_id)
    service.publish(ctx, template, wanted.starts_on)
    return _answer(ctx, template)


@routes.change("/print-templates/{template_id}", permission=DESIGN, response_model=TemplateOut)
def end_template(ctx: Context, template_id: int, wanted: TemplateEnd, if_match: IfMatch = None) -> Any:
    """Say on which day a template is printed along for the last time."""
    template = ctx.get(Template, template_id)
    etags.match(ctx, template, if_match)
    service.end(ctx, template, wanted.ends_on)
    return _answer(ctx, template)


@routes.remove("/print-templates/{template_id}", permission=DESIGN)
def discard_template(ctx: Context, template_id: int) -> None:
    """Throw a draft away."""
    service.discard(ctx, ctx.get(Template, template_id))


def _answer(ctx: Context, template: Template) -> dict[str, Any]:
    etags.show(ctx, template)
    return queries.shown(ctx, [template])[0]
