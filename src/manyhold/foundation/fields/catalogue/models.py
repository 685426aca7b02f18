"""What headquarters says of a field beside what the code says."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.kernel.columns import Code, Revised
from manyhold.kernel.database import Base
from manyhold.kernel.scoping.mixins import GroupScoped, Keyed

LONGEST_OWNER, LONGEST_REMARKS = 60, 500


class FieldNote(Keyed, GroupScoped, Revised, Base):
    """Which post or department answers for a field in this group, and what else is to be known of it."""

    __tablename__ = "fields_note"
    __table_args__ = (UniqueConstraint("group_id", "object", "field"),)

    object: Mapped[str] = mapped_column(Code(20))
    field: Mapped[str] = mapped_column(Code(60))
    owner: Mapped[str] = mapped_column(String(LONGEST_OWNER))
    remarks: Mapped[str] = mapped_column(String(LONGEST_REMARKS))
