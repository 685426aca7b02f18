"""The route of the one search box."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.kernel import search
from manyhold.kernel.context import Context
from manyhold.kernel.search import Hit
from manyhold.kernel.web.routes import SIGNED_IN, Routes

HITS_OF_A_KIND = 10
Text = Annotated[str, Query(min_length=1, max_length=60)]
routes = Routes("/search", tag="search")


@routes.read("", permission=SIGNED_IN, response_model=list[Hit])
def find(ctx: Context, q: Text, project_id: int | None = None) -> Any:
    """The first of each kind of thing that I may find, within my scope; there is no page after it."""
    if not (text := q.strip()):
        return []
    hits = search.search(
        ctx.runtime, ctx.actor, text, limit=HITS_OF_A_KIND, project_id=project_id, request_id=ctx.request_id
    )
    return list(hits)
