"""The print log: what was printed along what, by whom, how often; and what a voucher said when it was first printed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped
from manyhold.kernel.scoping.references import referable, same_project

RUN_TABLE = "printing_run"
NAMES_PLACE = "printing_first_print.names_sealed"


class PrintRun(Keyed, ProjectScoped, Base):
    """One press of the button: documents of one kind, printed together.

    `template_id` or `built_in` is what was chosen; a voucher that was printed before is printed along what it was
    first printed along. Of a large run `job_id` draws the pages, and `file_id` is the PDF.
    """

    __tablename__ = RUN_TABLE
    __table_args__ = (referable(),)

    project_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Code(60))
    template_id: Mapped[int | None] = mapped_column(Id)
    built_in: Mapped[str] = mapped_column(String(40))
    printer_id: Mapped[int | None] = mapped_column(Id)
    printer_name: Mapped[str] = mapped_column(String(130))
    copies: Mapped[int] = mapped_column(SmallInteger)
    skip: Mapped[int] = mapped_column(SmallInteger)
    document_count: Mapped[int] = mapped_column()
    job_id: Mapped[int | None] = mapped_column(Id)
    file_id: Mapped[int | None] = mapped_column(Id)
    printed_by: Mapped[int] = mapped_column(Id)
    printed_at: Mapped[Any] = mapped_column(Instant)


class Print(Keyed, SpaceScoped, Base):
    """One document of a run. `number` is 1 for the original; from 2 on a voucher is marked as printed again."""

    __tablename__ = "printing_print"
    __table_args__ = (
        referable(),
        Index("ix_printing_print_document", "kind", "document_id", "number"),
        Index("ix_printing_print_run", "run_id"),
        same_project("run_id", RUN_TABLE),
        same_project("space_id", "spaces_space"),
    )

    project_id: Mapped[int] = mapped_column(Id, index=True)
    run_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(Code(60))
    document_id: Mapped[int] = mapped_column(Id)
    title: Mapped[str] = mapped_column(String(120))
    number: Mapped[int] = mapped_column(SmallInteger)
    copies: Mapped[int] = mapped_column(SmallInteger)
    template_id: Mapped[int | None] = mapped_column(Id)
    built_in: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[int] = mapped_column(SmallInteger)
    printed_by: Mapped[int] = mapped_column(Id)
    printed_at: Mapped[Any] = mapped_column(Instant)


class PrintCount(Keyed, ProjectScoped, Base):
    """How often a voucher has been printed; counted up atomically, so that only one print is the original."""

    __tablename__ = "printing_count"
    __table_args__ = (UniqueConstraint("project_id", "kind", "document_id"),)

    kind: Mapped[str] = mapped_column(Code(60))
    document_id: Mapped[int] = mapped_column(Id)
    prints: Mapped[int] = mapped_column()


class FirstPrint(Keyed, SpaceScoped, Base):
    """What a voucher said when it was first printed, and along what: every later print says the same.

    Personal and secret fields are not among `facts`: they are read from what their owner keeps unchanged, but for
    the names of staff, which lie sealed in `names_sealed` as a JSON object by field.
    """

    __tablename__ = "printing_first_print"
    __table_args__ = (
        UniqueConstraint("project_id", "kind", "document_id"),
        same_project("space_id", "spaces_space"),
    )

    kind: Mapped[str] = mapped_column(Code(60))
    document_id: Mapped[int] = mapped_column(Id)
    template_id: Mapped[int | None] = mapped_column(Id)
    built_in: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    names_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    logo_sha256: Mapped[str] = mapped_column(String(64))
    seal_sha256: Mapped[str] = mapped_column(String(64))
    wording: Mapped[str] = mapped_column(String(200))
