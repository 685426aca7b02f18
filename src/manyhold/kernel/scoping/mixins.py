"""What a table says of itself: whose rows they are. Every table is exactly one of these or `Global`."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import ColumnElement, ForeignKey, Select, exists, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from manyhold.kernel.database import Base, Id
from manyhold.kernel.scoping.scope import ScopeValues

GROUP_TABLE = "organisation_group"
PROJECT_TABLE = "organisation_project"
SPACE_ANCESTORS = ("phase_id", "building_id", "unit_id")


class Keyed:
    """Mixin: the row's id, allotted by the session when the row is added to it."""

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)


class Scoped:
    """Base of the scope mixins; `visible(cls, scope)` is the one place where a table's filter is spelled."""

    policy: ClassVar[str] = ""
    """The rule's name in `policies.py`, which states the same for PostgreSQL's row-level security."""

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        raise NotImplementedError


class ProjectScoped(Scoped):
    """The row belongs to one project."""

    policy = "project"

    project_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{PROJECT_TABLE}.id"), index=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        return cls.project_id.in_(scope.visible_projects)


class SpaceScoped(ProjectScoped):
    """The row belongs to one project and is placed in a space of it, or in none.

    Under a grant narrowed to buildings, rows elsewhere and rows without a place are not seen.
    """

    policy = "space"

    space_id: Mapped[Any] = mapped_column(Id, index=True, nullable=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        whole = cls.project_id.in_(scope.projects)
        if not scope.is_narrowed:
            return whole
        return or_(whole, cls.project_id.in_(scope.narrowed) & cls.space_id.in_(placed_inside(scope)))


class SpaceTree(ProjectScoped):
    """The table of spaces itself: a row lies in a zone when it, or an ancestor named on it, is one."""

    policy = "space_tree"

    phase_id: Mapped[int | None] = mapped_column(Id, index=True)
    building_id: Mapped[int | None] = mapped_column(Id, index=True)
    unit_id: Mapped[int | None] = mapped_column(Id, index=True)
    id: Mapped[int]

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        whole = cls.project_id.in_(scope.projects)
        if not scope.is_narrowed:
            return whole
        inside = cls.project_id.in_(scope.narrowed)
        return or_(whole, inside & cls.in_zones(scope))

    @classmethod
    def in_zones(cls, scope: ScopeValues) -> ColumnElement[bool]:
        places = [getattr(cls, name) for name in ("id", *SPACE_ANCESTORS)]
        return or_(*(place.in_(scope.zones) for place in places))

    def lies_in(self, zones: frozenset[int]) -> bool:
        """What `in_zones` asks, of a row that is at hand."""
        return any(getattr(self, name) in zones for name in ("id", *SPACE_ANCESTORS))


class GroupScoped(Scoped):
    """The row belongs to the group and is the same for all its projects."""

    policy = "group"

    group_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{GROUP_TABLE}.id"), index=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        return cls.group_id == scope.group_id


class GroupOrProjectScoped(GroupScoped):
    """The row belongs to a project, or with no project to the group's own administration."""

    policy = "group_or_project"

    project_id: Mapped[int | None] = mapped_column(Id, ForeignKey(f"{PROJECT_TABLE}.id"), index=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        here = cls.project_id.in_(scope.projects)
        if scope.is_group_wide:
            here = or_(here, cls.project_id.is_(None))
        return (cls.group_id == scope.group_id) & here


class TrailScoped(GroupOrProjectScoped):
    """A trail that anybody of the group may add to and only the rightful may read: events, jobs, audit, files."""

    policy = "trail"


class PlacedTrailScoped(TrailScoped):
    """A trail whose rows may lie in a space: under a grant narrowed to buildings, those in them are read too."""

    policy = "placed_trail"
    space_id: Mapped[Any] = mapped_column(Id, nullable=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        here = cls.project_id.in_(scope.projects)
        if scope.is_group_wide:
            here = or_(here, cls.project_id.is_(None))
        if scope.is_narrowed:
            inside = cls.project_id.in_(scope.narrowed) & cls.space_id.in_(placed_inside(scope))
            here = or_(here, inside)
        return (cls.group_id == scope.group_id) & here


class GroupRoot(Scoped):
    """The group itself."""

    policy = "group_root"
    id: Mapped[int]

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        return cls.id == scope.group_id


class ProjectRoot(GroupScoped):
    """The projects themselves; a group-wide grant sees also one that was founded after the session began."""

    policy = "project_root"
    id: Mapped[int]

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        in_group = cls.group_id == scope.group_id
        return in_group if scope.is_group_wide else in_group & cls.id.in_(scope.visible_projects)


class LinkScoped(GroupScoped):
    """The row belongs to the group, yet is seen only where a project-scoped link to it is in scope.

    The mapped class names its links: a project-scoped table with a column that holds this row's id.
    """

    policy = "link"
    link_table: ClassVar[str] = ""
    link_column: ClassVar[str] = ""
    linked_by: ClassVar[str] = "id"
    """The column of this class that the links name."""

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        link = aliased(mapped_class(cls.link_table))
        # EXISTS and not IN: one row is then found by its own links, not by gathering all links of the scope.
        names_it = getattr(link, cls.link_column) == getattr(cls, cls.linked_by)
        return (cls.group_id == scope.group_id) & exists().where(names_it, link.visible(scope))


class ActorScoped(Scoped):
    """The row belongs to one person who signs in: inbox, sessions, kept answers."""

    policy = "actor"

    actor_id: Mapped[int] = mapped_column(Id, index=True)

    @classmethod
    def visible(cls, scope: ScopeValues) -> ColumnElement[bool]:
        return cls.actor_id == scope.actor_id


class Addressed(ActorScoped):
    """A row addressed to one person of the group: anybody of the group may send it, only they read it."""

    policy = "addressed"

    group_id: Mapped[int] = mapped_column(Id, ForeignKey(f"{GROUP_TABLE}.id"))


class Global:
    """The row belongs to nobody: machinery of the installation, on the printed list, reached by SystemSession."""

    policy: ClassVar[str] = "global"


def mapped_class(table: str) -> Any:
    """The class mapped to `table`."""
    for mapper in Base.registry.mappers:
        if getattr(mapper.local_table, "name", None) == table:
            return mapper.class_
    raise LookupError(f"no class is mapped to {table}")


def space_tree() -> Any:
    """The class that is the tree of spaces."""
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, SpaceTree):
            return mapper.class_
    raise LookupError("no class is a SpaceTree")


def placed_inside(scope: ScopeValues) -> Select[Any]:
    """The spaces of narrowed projects that lie in the scope's zones.

    An alias, because a statement that has spaces in its own FROM would take this subquery for a part of it.
    """
    tree = aliased(space_tree())
    return select(tree.id).where(tree.project_id.in_(scope.narrowed), tree.in_zones(scope))
