"""Shapes of prints."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

MOST_DOCUMENTS = 1_000


class PrintIn(BaseModel):
    """Documents of one kind and project to be printed together.

    Along a template in force (`template_id`), a built-in one, or (neither) what the printer's paper or the project's
    default says. With a `stock_id` each page takes a numbered sheet, from `first_no` or the next one on. `skip` is how
    many labels of the first sheet are used already.
    """

    kind: Annotated[str, Field(max_length=60)]
    project_id: int
    document_ids: Annotated[list[int], Field(min_length=1, max_length=MOST_DOCUMENTS)]
    template_id: int | None = None
    built_in: Annotated[str, Field(max_length=40)] = ""
    printer_id: int | None = None
    copies: Annotated[int, Field(ge=1, le=20)] = 1
    skip: Annotated[int, Field(ge=0, le=479)] = 0
    stock_id: int | None = None
    first_no: Annotated[int | None, Field(ge=0, le=10**12)] = None


class PrintRunOut(BaseModel):
    """A run of prints; its pages are there when it is `ready`."""

    id: int
    project_id: int
    kind: str
    state: Literal["ready", "drawing", "failed"]
    job_id: int | None
    document_count: int
    reprints: int
    copies: int
    printed_at: datetime


class PrintRow(BaseModel):
    """One line of the print log; `template_version` 0 is the built-in one."""

    id: int
    run_id: Annotated[int, Field(description="The run that it was printed in")]
    project_id: int
    kind: str
    document_id: int
    title: str
    number: int
    copies: int
    template_id: int | None
    template_name: str
    template_version: int
    printer_name: str
    sheets: str
    printed_by: int
    printed_by_name: str
    printed_at: datetime
