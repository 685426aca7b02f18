"""Where things are: phase → building → unit → floor → room, and what stands beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.own_fields import OwnValue, own_value_indexes
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped, SpaceScoped, SpaceTree
from manyhold.kernel.scoping.references import referable, same_project

SPACE_TABLE = "spaces_space"


class Space(Keyed, SpaceTree, Revised, Base):
    """One addressable place. `phase_id`, `building_id`, `unit_id` repeat its ancestors, for scope and for figures.

    `label` is what people call it in full (3栋2单元1803), `name` its own part (1803), `code` the mutable display
    code; identity is the id alone. `floor_index` sorts floors (negative below ground), `floor_label` is what the
    lift shows (3A, 12A, B1). Areas are m². What a split or merger opened and closed says when: `opened_on` is its
    first day, `closed_on` the first day on which it is no more. `top_floor_index` is where a shop over several
    floors ends.
    """

    __tablename__ = SPACE_TABLE
    __table_args__ = (
        referable(),
        UniqueConstraint("project_id", "code"),
        same_project("parent_id", SPACE_TABLE, name="fk_spaces_space_parent"),
        Index("ix_spaces_space_list", "project_id", "kind", "sort_key", "id"),
        Index("ix_spaces_space_label", "project_id", "label"),
    )

    parent_id: Mapped[int | None] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(Code(40))
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(Code(80))
    floor_index: Mapped[int | None] = mapped_column()
    floor_label: Mapped[str] = mapped_column(String(8), default="")
    top_floor_index: Mapped[int | None] = mapped_column()
    building_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    inner_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    billing_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    use: Mapped[str] = mapped_column(String(40), default="")
    layout: Mapped[str] = mapped_column(String(40), default="")
    parking_kind: Mapped[str] = mapped_column(String(20), default="")
    delivered_on: Mapped[date | None] = mapped_column(Date)
    billing_starts_on: Mapped[date | None] = mapped_column(Date)
    sale_state: Mapped[str] = mapped_column(String(16), default="")
    delivery_state: Mapped[str] = mapped_column(String(16), default="")
    fit_out_state: Mapped[str] = mapped_column(String(16), default="")
    occupancy_state: Mapped[str] = mapped_column(String(16), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)


class SpaceAlias(Keyed, ProjectScoped, Base):
    """A label or code by which a space, or what it was made of, was known before; it stays findable.

    With `import_id` an import brought it: it goes when that is reversed.
    """

    __tablename__ = "spaces_alias"
    __table_args__ = (
        UniqueConstraint("project_id", "alias", "space_id"),
        same_project("space_id", SPACE_TABLE),
    )

    space_id: Mapped[int] = mapped_column(Id, index=True)
    alias: Mapped[str] = mapped_column(String(120))
    import_id: Mapped[int | None] = mapped_column(Id)


class SpaceValue(Keyed, SpaceScoped, OwnValue, Base):
    """The value of an own field of a space."""

    __tablename__ = "spaces_own_value"
    __table_args__ = (
        same_project("space_id", SPACE_TABLE, goes_with_it=True),
        *own_value_indexes("spaces_own_value", "space_id"),
    )
    subject = "space_id"

    space_id: Mapped[int] = mapped_column(Id)
