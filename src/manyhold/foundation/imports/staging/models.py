"""What a check has worked out, waiting for the load; committed in short steps, and of no effect by itself.

Rows belong to one `run` of the check. Personal data stands here only in sealed batches.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from manyhold.foundation.imports.models import IMPORT_TABLE
from manyhold.kernel.columns import Json
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.scoping.mixins import Keyed, ProjectScoped
from manyhold.kernel.scoping.references import same_project

CREATE, CHANGE, RESTORE = "create", "change", "restore"
"""What a load does with a staged space; `restore` rows are the image of a changed one as it was before."""

FACTS = (
    "building_area",
    "inner_area",
    "billing_area",
    "use",
    "layout",
    "parking_kind",
    "delivered_on",
    "billing_starts_on",
    "sale_state",
    "delivery_state",
    "fit_out_state",
    "occupancy_state",
)
"""The columns of a space that a workbook may state."""
FLOOR = ("sort_key", "floor_index", "floor_label")


class StagedOf(Keyed, ProjectScoped):
    """Mixin: a row staged by one run of an import's check; `batch` is the step that wrote it."""

    import_id: Mapped[int] = mapped_column(Id)
    run: Mapped[int] = mapped_column()
    batch: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __table_args__(cls) -> Any:
        name: str = cls.__tablename__  # pyright: ignore
        return (
            Index(f"ix_{name}_of", "import_id", "run", "batch", "id"),
            same_project("import_id", IMPORT_TABLE),
        )


class StagedSpace(StagedOf, Base):
    """A space as it will be. `seen_revision` and `changes` (column: [before, after]) are those of a change.

    `space_id` is the space's id: of the one that exists, or reserved for the one to be made. `row_no` is the
    sheet's row that asked for it, 0 for a building or unit that follows from its rooms.
    """

    __tablename__ = "imports_staged_space"

    action: Mapped[str] = mapped_column(String(8))
    space_id: Mapped[int] = mapped_column(Id)
    sheet: Mapped[int] = mapped_column()
    row_no: Mapped[int] = mapped_column()
    seen_revision: Mapped[int] = mapped_column()
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    parent_id: Mapped[int | None] = mapped_column(Id)
    phase_id: Mapped[int | None] = mapped_column(Id)
    building_id: Mapped[int | None] = mapped_column(Id)
    unit_id: Mapped[int | None] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(120))
    sort_key: Mapped[str] = mapped_column(String(80))
    floor_index: Mapped[int | None] = mapped_column()
    floor_label: Mapped[str] = mapped_column(String(8))
    building_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    inner_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    billing_area: Mapped[Decimal | None] = mapped_column(Fixed(2))
    use: Mapped[str] = mapped_column(String(40))
    layout: Mapped[str] = mapped_column(String(40))
    parking_kind: Mapped[str] = mapped_column(String(20))
    delivered_on: Mapped[date | None] = mapped_column(Date)
    billing_starts_on: Mapped[date | None] = mapped_column(Date)
    sale_state: Mapped[str] = mapped_column(String(16))
    delivery_state: Mapped[str] = mapped_column(String(16))
    fit_out_state: Mapped[str] = mapped_column(String(16))
    occupancy_state: Mapped[str] = mapped_column(String(16))


class StagedHolding(StagedOf, Base):
    """A holding that will begin; its id is reserved. `link_id` is 0 where another holding of the run brings the link.

    `is_new_party` says that this import makes the party.
    """

    __tablename__ = "imports_staged_holding"

    space_id: Mapped[int] = mapped_column(Id)
    party_id: Mapped[int] = mapped_column(Id)
    link_id: Mapped[int] = mapped_column(Id)
    role: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[date] = mapped_column(Date)
    is_contact: Mapped[bool] = mapped_column()
    is_new_party: Mapped[bool] = mapped_column()


class StagedParties(StagedOf, Base):
    """A batch of people and companies to be made, sealed as one JSON list, with their ids reserved.

    `is_written` says that their rows stand in the register, as yet unlinked and therefore seen by nobody.
    """

    __tablename__ = "imports_staged_parties"

    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    row_count: Mapped[int] = mapped_column()
    is_written: Mapped[bool] = mapped_column()


class StagedDocument(StagedOf, Base):
    """A document of another module that will be made; `values` are its fields, none of which names a person."""

    __tablename__ = "imports_staged_document"

    target: Mapped[str] = mapped_column(String(20))
    space_id: Mapped[int] = mapped_column(Id)
    sheet: Mapped[int] = mapped_column()
    row_no: Mapped[int] = mapped_column()
    values: Mapped[dict[str, Any]] = mapped_column(Json)


class Finding(StagedOf, Base):
    """Up to a hundred problems of one sheet in the order of its rows, sealed; errors (rank 0) and warnings (1) apart."""

    __tablename__ = "imports_finding"

    rank: Mapped[int] = mapped_column()
    sheet: Mapped[int] = mapped_column()
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    row_count: Mapped[int] = mapped_column()
