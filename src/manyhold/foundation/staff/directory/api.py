"""Routes: directories of 企业微信 and 钉钉, what is different from the register, and applying it."""

from __future__ import annotations

from typing import Any, Literal

from manyhold.foundation.identity.bindings.service import Provider
from manyhold.foundation.staff.directory import queries, service
from manyhold.foundation.staff.directory.models import DirectoryChange, DirectoryReading
from manyhold.foundation.staff.directory.schemas import (
    DirectoryApplyIn,
    DirectoryChangeOut,
    DirectoryOut,
    DirectoryReadingOut,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web import pages
from manyhold.kernel.web.routes import Routes

ORGANISE = "staff.organise"
routes = Routes("", tag="staff")
Kind = Literal["new", "changed", "gone"]


@routes.read("/staff-directories", permission=ORGANISE, response_model=list[DirectoryOut])
def list_directories(ctx: Context) -> Any:
    """The directories that may be read, each with its last reading."""
    return queries.directories(ctx)


@routes.create(
    "/staff-directories/{provider}/readings", permission=ORGANISE, response_model=DirectoryReadingOut
)
def read_directory(ctx: Context, provider: Provider) -> Any:
    """Read a directory and compare it with the register; nothing of the register is changed."""
    return queries.reading_shown(ctx, service.begin(ctx, provider))


@routes.read(
    "/staff-directory-readings/{reading_id}/changes",
    permission=ORGANISE,
    response_model=pages.Page[DirectoryChangeOut],
)
def list_changes(
    ctx: Context,
    reading_id: int,
    kind: Kind | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """What a reading found different and was not applied yet: new, changed and gone."""
    ctx.get(DirectoryReading, reading_id)
    rows, after = pages.load(
        ctx,
        queries.changes(reading_id, kind),
        order_by=[DirectoryChange.id],
        limit=limit,
        cursor=cursor,
        bound=("directory_changes", reading_id, kind),
    )
    return {"items": queries.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.act(
    "/staff-directory-readings/{reading_id}/apply", permission=ORGANISE, response_model=DirectoryReadingOut
)
def apply_changes(ctx: Context, reading_id: int, wanted: DirectoryApplyIn) -> Any:
    """Enter who is new and correct who has changed, as chosen. Who is gone is let go by hand."""
    reading = ctx.get(DirectoryReading, reading_id)
    service.choose(ctx, reading, wanted)
    return queries.reading_shown(ctx, reading)
