"""The group, its legal entities, its management tree, and its projects over time."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Code, Json, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.mixins import GroupRoot, GroupScoped, Keyed, ProjectRoot, ProjectScoped
from manyhold.kernel.scoping.references import referable, same_group


class Group(Keyed, GroupRoot, Base):
    """The isolation wall: one property company and all that it runs."""

    __tablename__ = "organisation_group"

    name: Mapped[str] = mapped_column(String(80))
    is_demo: Mapped[bool] = mapped_column(default=False)
    rights_version: Mapped[int] = mapped_column(default=1)
    """Grows with every change to grants, roles, the tree or projects: caches of rights are kept by it."""
    created_at: Mapped[Any] = mapped_column(Instant)


class LegalEntity(Keyed, GroupScoped, Revised, Base):
    """A company of the group that sells, invoices and is paid (法人主体)."""

    __tablename__ = "organisation_legal_entity"
    __table_args__ = (
        referable("group_id"),
        UniqueConstraint("group_id", "credit_code"),
        UniqueConstraint("group_id", "code"),
    )

    code: Mapped[str] = mapped_column(Code(8))
    """What its documents' numbers name it by; it never changes."""
    name: Mapped[str] = mapped_column(String(120))
    credit_code: Mapped[str] = mapped_column(String(18))
    tax_kind: Mapped[str] = mapped_column(String(10))
    bank_name: Mapped[str] = mapped_column(String(80), default="")
    bank_account: Mapped[str] = mapped_column(String(40), default="")


class TreeNode(Keyed, GroupScoped, Revised, Base):
    """A node of the management tree (区域、城市公司、片区 …) above the projects; any depth."""

    __tablename__ = "organisation_tree_node"
    __table_args__ = (referable("group_id"), same_group("parent_id", "organisation_tree_node"))

    parent_id: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(String(80))
    sort_key: Mapped[str] = mapped_column(Code(20), default="")


class Project(Keyed, ProjectRoot, Revised, Base):
    """A site under management: a compound, a mall, an office tower, an industrial park."""

    __tablename__ = "organisation_project"
    __table_args__ = (referable("group_id"), UniqueConstraint("group_id", "code"))

    code: Mapped[str] = mapped_column(Code(20))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(12))
    time_zone: Mapped[str] = mapped_column(String(40), default="Asia/Shanghai")
    address: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")


class TreeMembership(Keyed, ProjectScoped, Base):
    """Under which node a project stands, from when to when; both days included."""

    __tablename__ = "organisation_tree_membership"
    __table_args__ = (UniqueConstraint("project_id", "starts_on"),)

    node_id: Mapped[int] = mapped_column(Id, index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class ProjectStage(Keyed, ProjectScoped, Base):
    """A step of a project's life with us, from its first day on."""

    __tablename__ = "organisation_project_stage"
    __table_args__ = (UniqueConstraint("project_id", "starts_on"),)

    stage: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[date] = mapped_column(Date)


class ProjectClosing(Keyed, ProjectScoped, Revised, Base):
    """How a project ends: its last billing day, the moment from which it is read alone, until when and by whom.

    `reader_ids` are people who go on to read by name; all others need the right to the records of left projects.
    """

    __tablename__ = "organisation_project_closing"
    __table_args__ = (
        UniqueConstraint("project_id"),
        CheckConstraint("(closes_at is null) = (kept_until is null)", name="kept"),
    )

    last_billing_on: Mapped[date | None] = mapped_column(Date)
    closes_at: Mapped[Any] = mapped_column(Instant, nullable=True)
    kept_until: Mapped[date | None] = mapped_column(Date)
    reader_ids: Mapped[list[int]] = mapped_column(Json)


class ProjectEntity(Keyed, ProjectScoped, Base):
    """Which legal entity runs one business of a project, from when to when; money rows keep theirs."""

    __tablename__ = "organisation_project_entity"
    __table_args__ = (UniqueConstraint("project_id", "business", "starts_on"),)

    business: Mapped[str] = mapped_column(String(16))
    legal_entity_id: Mapped[int] = mapped_column(Id, index=True)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)


class ModuleSwitch(Keyed, ProjectScoped, Base):
    """Whether a product module is switched on in a project."""

    __tablename__ = "organisation_module_switch"
    __table_args__ = (UniqueConstraint("project_id", "module"),)

    module: Mapped[str] = mapped_column(String(30))
    is_on: Mapped[bool] = mapped_column()
