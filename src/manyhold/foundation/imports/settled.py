"""How far the imports of a project have come: what tells a check that the ground has moved under it."""

from __future__ import annotations

from sqlalchemy import func, select

from manyhold.foundation.imports.models import Import
from manyhold.kernel.context import Context


def settled(ctx: Context, project_id: int) -> int:
    """The number of loads and reversals in the project so far; it only grows."""
    count = select(func.count(Import.loaded_at) + func.count(Import.reversed_at))
    return int(ctx.session.scalar(count.where(Import.project_id == project_id)) or 0)
