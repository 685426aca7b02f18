"""ETags where two people may edit: read one, send it back as If-Match, learn that somebody was faster."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header

from manyhold.kernel.columns import Revised
from manyhold.kernel.context import Context
from manyhold.kernel.errors import PreconditionFailed, Problem

IfMatch = Annotated[str | None, Header(alias="If-Match", description="The ETag that was read")]


def show(ctx: Context, row: Revised) -> None:
    """Send the row's revision with the answer."""
    ctx.headers["ETag"] = f'"{row.revision}"'


def match(ctx: Context, row: Revised, if_match: str | None) -> None:
    """Raise 428 without an If-Match, 412 when the row has been changed since."""
    if if_match is None:
        raise Problem("if_match_missing", status=428)
    if if_match.strip() not in (f'"{row.revision}"', "*"):
        raise PreconditionFailed("changed_meanwhile", revision=row.revision)
