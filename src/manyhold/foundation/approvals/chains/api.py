"""Routes: the designer of chains."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.approvals.chains import queries, service
from manyhold.foundation.approvals.chains.models import Chain
from manyhold.foundation.approvals.chains.schemas import ChainIn, ChainOut, DocumentOut, EndIn, Preview
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("", tag="approvals")
Word = Annotated[str, Query(max_length=60)]
Amount = Annotated[int, Query(ge=0, le=10**15, description="In the unit of the document's measure")]


@routes.read("/approval-documents", permission="approvals.take_part", response_model=list[DocumentOut])
def list_documents(ctx: Context) -> Any:
    """The types of documents that may need approval."""
    return queries.documents(ctx)


@routes.read("/approval-chains", permission="approvals.design", response_model=list[ChainOut])
def list_chains(ctx: Context, with_past: bool = False) -> Any:
    """The chains in force and announced; with those that are over when asked for."""
    return queries.chains(ctx, with_past=with_past)


@routes.create("/approval-chains", permission="approvals.design", response_model=ChainOut)
def publish_chain(ctx: Context, wanted: ChainIn) -> Any:
    """Publish a chain, or the next version of one."""
    chain = service.publish(ctx, wanted)
    etags.show(ctx, chain)
    return queries.shown(ctx, [chain])[0]


@routes.read("/approval-chains/preview", permission="approvals.design", response_model=Preview)
def preview(ctx: Context, document_type: Word, project_id: int, size: Amount = 0, kind: Word = "") -> Any:
    """Who would approve such a document today."""
    return queries.preview(ctx, document_type, project_id, size=size, kind=kind)


@routes.read("/approval-chains/{chain_id}", permission="approvals.design", response_model=ChainOut)
def get_chain(ctx: Context, chain_id: int) -> Any:
    """One version of a chain."""
    chain = ctx.get(Chain, chain_id)
    etags.show(ctx, chain)
    return queries.shown(ctx, [chain])[0]


@routes.change("/approval-chains/{chain_id}", permission="approvals.design", response_model=ChainOut)
def end_chain(ctx: Context, chain_id: int, wanted: EndIn, if_match: IfMatch = None) -> Any:
    """Say on which day a chain is chosen for the last time."""
    chain = ctx.get(Chain, chain_id)
    etags.match(ctx, chain, if_match)
    service.end(ctx, chain, wanted.ends_on)
    ctx.session.flush()
    etags.show(ctx, chain)
    return queries.shown(ctx, [chain])[0]
