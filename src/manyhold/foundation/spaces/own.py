"""Spaces take own fields."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.spaces.described import KINDS
from manyhold.foundation.spaces.models import Space, SpaceValue
from manyhold.kernel.own_fields import OwnSubject


def _standing() -> Select[Any]:
    return select(Space.project_id, Space.id, Space.kind).where(Space.is_active)


SPACES = OwnSubject(
    Space,
    SpaceValue,
    "spaces",
    projects=lambda _, space: (space.project_id,),
    kind=lambda space: space.kind,
    walls=lambda space: {"project_id": space.project_id},
    standing=_standing,
    kinds=KINDS,
)
