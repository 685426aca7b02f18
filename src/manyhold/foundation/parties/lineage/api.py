"""Routes: recording and reversing a split or merger; `spaces.lineage` has those that read it."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.parties.lineage import service
from manyhold.foundation.parties.lineage.schemas import RecutIn
from manyhold.foundation.spaces.lineage import queries
from manyhold.foundation.spaces.lineage.models import Lineage
from manyhold.foundation.spaces.lineage.schemas import LineageOut, LineageReversalIn
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("/space-lineages", tag="spaces")


@routes.create("", permission="spaces.recut", response_model=LineageOut)
def recut_spaces(ctx: Context, wanted: RecutIn) -> Any:
    """Split, merge or re-cut spaces, and say who holds each new one."""
    lineage = service.recut(ctx, wanted)
    etags.show(ctx, lineage)
    return queries.shown(ctx, [lineage])[0]


@routes.create("/{lineage_id}/reverse", permission="spaces.recut", status_code=200, response_model=LineageOut)
def reverse_recut(ctx: Context, lineage_id: int, wanted: LineageReversalIn, if_match: IfMatch = None) -> Any:
    """Take it back while nothing was done on the new spaces."""
    lineage = ctx.get(Lineage, lineage_id)
    etags.match(ctx, lineage, if_match)
    service.reverse(ctx, lineage, wanted.reason)
    ctx.session.flush()
    etags.show(ctx, lineage)
    return queries.shown(ctx, [lineage])[0]
