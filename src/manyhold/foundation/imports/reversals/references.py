"""What keeps an import from being reversed: whatever came to rest on what it brought in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from manyhold.foundation.imports.kinds.port import documents_of
from manyhold.foundation.imports.models import Import
from manyhold.foundation.imports.staging.models import (
    CHANGE,
    CREATE,
    RESTORE,
    StagedHolding,
    StagedOf,
    StagedSpace,
)
from manyhold.foundation.parties.models import (
    Holding,
    KnownHere,
    Link,
    Party,
    PartyVersion,
    Phone,
    SearchToken,
)
from manyhold.foundation.spaces.models import Space
from manyhold.kernel.context import Context
from manyhold.kernel.database import Base, table_of
from manyhold.kernel.own_fields import OwnValue
from manyhold.kernel.scoping.mixins import ProjectScoped, SpaceTree

VERSIONS = PartyVersion.__tablename__
PARTS = PartyVersion | Phone | SearchToken


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows that stand in the way: `referred` to a space or party of the import, or `edited` since.

    What is `is_final` stays for good, and the import with it. Revisions only rise, and nothing that names a place or
    a person is ever removed, a bill as little after its reversal as before. Only what another import brought goes, by
    the reversal of that one.
    """

    kind: str
    table: str
    count: int
    examples: tuple[str, ...] = ()
    """Labels of some of the spaces concerned."""
    is_final: bool = True


def references(ctx: Context, upload: Import) -> list[Reference]:
    """All that must be undone first; empty when the import can be reversed. Costs a query per table."""
    documents = documents_of(ctx.runtime.registry, upload.kind)
    if documents is None:
        return [one for one in _all(ctx, upload) if one.count]
    return [
        Reference("referred", one.table, one.count, one.examples, is_final=False)
        for one in documents.resting(ctx, upload.id)
        if one.count
    ]


def _all(ctx: Context, upload: Import) -> Iterator[Reference]:
    staged = (StagedSpace.import_id == upload.id, StagedSpace.run == upload.run)
    held = (StagedHolding.import_id == upload.id, StagedHolding.run == upload.run)
    made = select(StagedSpace.space_id).where(*staged, StagedSpace.action == CREATE)
    people = select(StagedHolding.party_id).where(*held, StagedHolding.is_new_party)
    yield _edited_spaces(ctx, staged)
    for kind, joined in (
        (Holding, Holding.id == StagedHolding.id),
        (Party, Party.id == StagedHolding.party_id),
    ):
        only = (StagedHolding.is_new_party,) if kind is Party else ()
        edited = select(func.count(kind.id.distinct())).join(StagedHolding, joined)
        yield Reference(
            "edited", kind.__tablename__, _number(ctx, edited.where(*held, *only, kind.revision > 1))
        )
    children = select(func.count()).select_from(Space)
    children = children.where(Space.parent_id.in_(made), Space.id.not_in(made))
    yield Reference("referred", Space.__tablename__, _number(ctx, children), is_final=False)
    own = {
        Holding: Holding.id.not_in(select(StagedHolding.id).where(*held)),
        Link: Link.id.not_in(select(StagedHolding.link_id).where(*held)),
    }
    brought_in = {
        Space.__tablename__: made,
        Party.__tablename__: people,
        VERSIONS: select(PartyVersion.id).where(PartyVersion.party_id.in_(people)),
    }
    for kind, columns in _referring():
        wanted = [getattr(kind, name).in_(brought_in[table]) for name, table in columns.items()]
        rows = select(func.count()).select_from(kind).where(*_in_project(kind, upload), or_(*wanted))
        if kind in own:
            rows = rows.where(own[kind])
        yield Reference("referred", kind.__tablename__, _number(ctx, rows), is_final=kind not in own)


def _in_project(kind: Any, upload: Import) -> tuple[Any, ...]:
    return (kind.project_id == upload.project_id,) if issubclass(kind, ProjectScoped) else ()


def _edited_spaces(ctx: Context, staged: tuple[Any, ...]) -> Reference:
    since = or_(
        (StagedSpace.action == CREATE) & (Space.revision != 1),
        (StagedSpace.action == RESTORE) & (Space.revision != StagedSpace.seen_revision),
    )
    edited = select(Space.label).join(StagedSpace, StagedSpace.space_id == Space.id).where(*staged, since)
    examples = ctx.session.scalars(edited.order_by(Space.id).limit(5)).all()
    count = _number(ctx, edited.with_only_columns(func.count()).order_by(None)) if examples else 0
    gone = select(func.count()).select_from(StagedSpace).where(*staged, StagedSpace.action != CHANGE)
    here = gone.join(Space, StagedSpace.space_id == Space.id)
    missing = _number(ctx, gone) - _number(ctx, here)
    return Reference("edited", Space.__tablename__, count + missing, tuple(examples))


def _referring() -> Iterator[tuple[Any, dict[str, str]]]:
    """Every project's table, of any module, that refers to a space or party; its columns, and to which table. So does
    what is kept of a party over all projects, but for the party's own parts, which go with it.

    Foreign keys decide and not the columns' names: a column that the database does not hold fast to the
    register would let a reversal take away whom a bill is made out to.
    """
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        kind = mapper.class_
        if not issubclass(kind, ProjectScoped | KnownHere) or issubclass(
            kind, StagedOf | SpaceTree | PARTS | OwnValue
        ):
            continue
        ends = {attribute.key: _end(attribute.columns[0]) for attribute in mapper.column_attrs}
        if columns := {name: table for name, table in ends.items() if table}:
            yield kind, columns


def _end(column: Any) -> str:
    """The table of spaces, parties or their versions in whose id a column's foreign keys end, if any.

    A composite key may lead there by another table: a holding names its party by way of the link. The link
    itself has no key to the party, for it goes last: without it nobody would see the party to remove it.
    """
    if column is table_of(Link).c.party_id:
        return Party.__tablename__
    if column.name == "id" and column.table.name in (Space.__tablename__, Party.__tablename__, VERSIONS):
        return column.table.name
    further = (key.column for key in column.foreign_keys if key.column is not column)
    return next(filter(None, map(_end, further)), "")


def _number(ctx: Context, statement: Any) -> int:
    return int(ctx.session.scalar(statement) or 0)
