"""Chains: who signs which documents, as dated versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed
from manyhold.kernel.scoping.references import same_group


class Chain(Keyed, GroupScoped, Revised, Base):
    """One version of a chain, both days included; the versions of a chain share its `series_id`.

    Its condition: at a project, under a node of the tree, or (both None) everywhere; of a kind of the document's,
    or any; from `at_least` on and `below` in the unit of the document's measure. Only its last day ever changes:
    a request holds a copy of the steps.
    """

    __tablename__ = "approvals_chain"
    __table_args__ = (
        UniqueConstraint("series_id", "starts_on"),
        Index("ix_approvals_chain_document", "group_id", "document_type"),
        same_group("node_id", "organisation_tree_node"),
        same_group("at_project_id", "organisation_project"),
    )

    series_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int] = mapped_column()
    document_type: Mapped[str] = mapped_column(Code(60))
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    node_id: Mapped[int | None] = mapped_column(Id)
    at_project_id: Mapped[int | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(40))
    at_least: Mapped[int | None] = mapped_column(BigInteger)
    below: Mapped[int | None] = mapped_column(BigInteger)
    signs_once: Mapped[bool] = mapped_column()
    signed_in: Mapped[str] = mapped_column(Code(10), default="")
    """The outside OA in which its documents are signed; empty where they are signed here."""
    template_id: Mapped[str] = mapped_column(String(120), default="")
    fields: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """What of a document stands in which control of the outside form."""
    steps: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    made_by: Mapped[int] = mapped_column(Id)
    made_at: Mapped[Any] = mapped_column(Instant)
