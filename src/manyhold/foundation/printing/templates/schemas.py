"""Shapes of templates and of the kinds that they are for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from manyhold.foundation.printing.layout import Layout
from manyhold.foundation.printing.papers import PaperCode

Kind = Annotated[str, Field(max_length=60)]
Standing = Literal["draft", "announced", "in_force", "over"]


class TemplateIn(BaseModel):
    """A new draft; with a `series_id` it is the next version of that template."""

    kind: Kind
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    paper: PaperCode
    layout: Layout
    project_id: int | None = None
    series_id: Annotated[int | None, Field(description="`series_id` of the template")] = None


class TemplateChange(BaseModel):
    """A draft as it is to be."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")]
    paper: PaperCode
    layout: Layout
    project_id: int | None = None


class PublishIn(BaseModel):
    """The first day on which the version is printed along, today at the earliest."""

    starts_on: date


class TemplateEnd(BaseModel):
    """The last day on which the template is printed along."""

    ends_on: date


class PreviewIn(BaseModel):
    """A layout to look at, filled with the kind's sample; a project's logo, seal and wording where one is named."""

    kind: Kind
    paper: PaperCode
    layout: Layout
    project_id: int | None = None
    is_reprint: bool = False


class TemplateOut(BaseModel):
    """One version of a template."""

    id: int
    series_id: int
    version: int
    kind: str
    name: str
    project_id: int | None
    project_name: str
    paper: PaperCode
    layout: Layout
    starts_on: date | None
    ends_on: date | None
    standing: Standing
    made_by_name: str
    made_at: datetime
    published_by_name: str
    published_at: datetime | None
    revision: int


class PrintFieldOut(BaseModel):
    """A field that templates of a kind may name."""

    name: str
    zh: str
    en: str
    type: Literal["text", "amount_fen", "date", "qr"]
    sample: str


class BuiltInOut(BaseModel):
    """Version 0: what is printed where headquarters has published nothing; `layout` where it is one."""

    code: str
    zh: str
    en: str
    paper: PaperCode
    layout: Layout | None


class PaperOut(BaseModel):
    """A paper; a roll has no height. Within `edge_mm` of either side nothing can be printed."""

    code: PaperCode
    zh: str
    en: str
    width_mm: float
    height_mm: float | None
    edge_mm: float
    is_form: bool


class PrintKindOut(BaseModel):
    """A kind of document that is printed, with all that its templates may say."""

    code: str
    zh: str
    en: str
    is_voucher: bool
    fields: list[PrintFieldOut]
    columns: list[PrintFieldOut]
    built_ins: list[BuiltInOut]


class CatalogueOut(BaseModel):
    """What can be printed, on what, and what every kind can say."""

    kinds: list[PrintKindOut]
    papers: list[PaperOut]
    common: list[PrintFieldOut]


class FormOut(BaseModel):
    """What a document may be printed along in a project today: a template in force, or (no id) a built-in one."""

    template_id: int | None
    built_in: str
    zh: str
    en: str
    version: int
    paper: PaperCode
    labels_on_sheet: int
    is_default: bool
