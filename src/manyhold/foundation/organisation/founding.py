"""Founding a group: its wall and its first administrators. Done before there is any scope."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import inspect, select

from manyhold.foundation.organisation.models import Group
from manyhold.kernel.database import Database
from manyhold.kernel.scoping.session import SystemSession


@dataclass(frozen=True, slots=True)
class Installation:
    """What is known of this installation before anybody signs in."""

    has_group: bool
    is_demo: bool


def installation(database: Database) -> Installation:
    """Whether a group exists yet, and whether all there is was generated as a demonstration."""
    if not inspect(database.system).has_table(Group.__tablename__):
        return Installation(has_group=False, is_demo=False)
    with SystemSession(database, writes=False) as session:
        flags = session.scalars(select(Group.is_demo)).all()
    return Installation(has_group=bool(flags), is_demo=bool(flags) and all(flags))


def is_demo_installation(database: Database) -> bool:
    return installation(database).is_demo
