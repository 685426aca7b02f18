"""People and companies, encrypted; and who holds which space, in which role, from when to when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from manyhold.foundation.spaces.lineage.models import LINEAGE_TABLE
from manyhold.foundation.spaces.models import SPACE_TABLE
from manyhold.kernel.clock import Instant
from manyhold.kernel.columns import Revised
from manyhold.kernel.database import Base, Id
from manyhold.kernel.fixed import Fixed
from manyhold.kernel.own_fields import OwnValue, own_value_indexes
from manyhold.kernel.scoping.mixins import (
    ActorScoped,
    Addressed,
    GroupScoped,
    Keyed,
    LinkScoped,
    SpaceScoped,
)
from manyhold.kernel.scoping.references import referable, same_group, same_project

PARTY_TABLE = "parties_party"
LINK_TABLE = "parties_link"
TRANSFER_TABLE = "parties_ownership_transfer"


class KnownHere(LinkScoped):
    """Mixin: seen only from a place in which the party is known."""

    link_table = LINK_TABLE
    link_column = "party_id"
    linked_by = "party_id"

    # A composite key says that it is the party's own, and nobody searches by it.
    group_id: Mapped[int] = mapped_column(Id)


class Party(Keyed, LinkScoped, Revised, Base):
    """A person or a company of the group; known to a project through a Link.

    Of an erased one (`erased_at`) a neutral name is left, under which bills and receipts stand as they did.
    """

    __tablename__ = PARTY_TABLE
    __table_args__ = (referable("group_id"),)
    link_table = LINK_TABLE
    link_column = "party_id"

    kind: Mapped[str] = mapped_column(String(8))
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    id_kind: Mapped[str] = mapped_column(String(30), default="")
    id_number_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    gender: Mapped[str] = mapped_column(String(6), default="")
    version_id: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)
    erased_at: Mapped[Any] = mapped_column(Instant, nullable=True)


class PartyVersion(Keyed, KnownHere, Base):
    """The party as it was named at a time; never changed. Bills and receipts refer to it."""

    __tablename__ = "parties_version"
    __table_args__ = (same_group("party_id", PARTY_TABLE),)

    party_id: Mapped[int] = mapped_column(Id, index=True)
    name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[Any] = mapped_column(Instant)


class Phone(Keyed, KnownHere, Base):
    """One telephone number of a party, in its one written form; `place` is its order, the usual one first."""

    __tablename__ = "parties_phone"
    __table_args__ = (same_group("party_id", PARTY_TABLE),)

    party_id: Mapped[int] = mapped_column(Id, index=True)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[str] = mapped_column(String(8))
    place: Mapped[int] = mapped_column(default=0)


class PartyValue(Keyed, KnownHere, OwnValue, Base):
    """The value of an own field of a party."""

    __tablename__ = "parties_own_value"
    __table_args__ = (
        same_group("party_id", PARTY_TABLE, goes_with_it=True),
        *own_value_indexes("parties_own_value", "party_id"),
    )
    subject = "party_id"

    party_id: Mapped[int] = mapped_column(Id)


class SearchToken(KnownHere, Base):
    """A keyed token of a name or number; what it tells a thief of the database is in docs/adr."""

    __tablename__ = "parties_token"
    __table_args__ = (
        same_group("party_id", PARTY_TABLE),
        Index("ix_parties_token_party", "party_id"),
        {"sqlite_with_rowid": False},
    )

    token: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    party_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class Link(Keyed, SpaceScoped, Base):
    """A project knows a party: through a space, or (no space) at large; it stays when the holding has ended.

    Whoever sees the link sees the party, so a grant narrowed to buildings shows the people of these alone.
    """

    __tablename__ = LINK_TABLE
    __table_args__ = (
        UniqueConstraint("party_id", "project_id", "space_id"),  # in the order of the look-up by party
        same_project("space_id", SPACE_TABLE),
    )

    space_id: Mapped[int | None] = mapped_column(Id)
    party_id: Mapped[int] = mapped_column(Id)


class Holding(Keyed, SpaceScoped, Revised, Base):
    """A party holds a space in a role from a day to a day, both included; an open end is None.

    Who was owner when never changes: a transfer ends one holding and begins another. `share` is the
    owner's part of the whole, 0.5000 being half.
    """

    __tablename__ = "parties_holding"
    __table_args__ = (
        same_project("space_id", SPACE_TABLE),
        ForeignKeyConstraint(
            ["party_id", "project_id", "space_id"],
            [f"{LINK_TABLE}.party_id", f"{LINK_TABLE}.project_id", f"{LINK_TABLE}.space_id"],
            name="fk_parties_holding_link",
        ),
        same_project("begun_by", TRANSFER_TABLE, name="fk_parties_holding_begun_by"),
        same_project("ended_by", TRANSFER_TABLE, name="fk_parties_holding_ended_by"),
        Index("ix_parties_holding_space", "project_id", "space_id"),
    )

    space_id: Mapped[int] = mapped_column(Id)
    party_id: Mapped[int] = mapped_column(Id, index=True)
    role: Mapped[str] = mapped_column(String(12))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)
    share: Mapped[Decimal | None] = mapped_column(Fixed(4))
    is_payer: Mapped[bool] = mapped_column(default=False)
    is_contact: Mapped[bool] = mapped_column(default=False)
    is_vote_representative: Mapped[bool] = mapped_column(default=False)
    begun_by: Mapped[int | None] = mapped_column(Id)
    ended_by: Mapped[int | None] = mapped_column(Id)


class OwnershipTransfer(Keyed, SpaceScoped, Base):
    """The document of a change of owner (过户); the holdings that it ended and began name it."""

    __tablename__ = TRANSFER_TABLE
    __table_args__ = (referable(), same_project("space_id", SPACE_TABLE))

    space_id: Mapped[int] = mapped_column(Id, index=True)
    effective_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500), default="")
    created_by: Mapped[int] = mapped_column(Id)
    created_at: Mapped[Any] = mapped_column(Instant)


class LineageHolding(Keyed, SpaceScoped, Base):
    """What a split or merger did to one holding: it began it, or ended it, which until then ended `was_ending_on`."""

    __tablename__ = "parties_lineage_holding"
    __table_args__ = (same_project("space_id", SPACE_TABLE), same_project("lineage_id", LINEAGE_TABLE))

    lineage_id: Mapped[int] = mapped_column(Id, index=True)
    space_id: Mapped[int] = mapped_column(Id)
    holding_id: Mapped[int] = mapped_column(Id)
    is_begun: Mapped[bool] = mapped_column()
    was_ending_on: Mapped[date | None] = mapped_column(Date)


class Reveal(Keyed, ActorScoped, Base):
    """One unmasking by one person: the tally behind the limit a day; the reason stands in the audit trail."""

    __tablename__ = "parties_reveal"

    party_id: Mapped[int] = mapped_column(Id)
    at: Mapped[Any] = mapped_column(Instant, index=True)


class RevealSetting(Keyed, GroupScoped, Revised, Base):
    """How many fields each person of the group may unmask in 24 hours; without a row the default holds."""

    __tablename__ = "parties_reveal_setting"
    __table_args__ = (UniqueConstraint("group_id"),)

    a_day: Mapped[int] = mapped_column()


class RevealAllowance(Keyed, Addressed, Base):
    """What an approved request adds to one person's limit, until a moment."""

    __tablename__ = "parties_reveal_allowance"
    __table_args__ = (UniqueConstraint("request_id"),)

    request_id: Mapped[int] = mapped_column(Id)
    fields: Mapped[int] = mapped_column()
    ends_at: Mapped[Any] = mapped_column(Instant)
