"""Routes: the field catalogue."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.fields.catalogue import queries, service
from manyhold.foundation.fields.catalogue.entries import entries
from manyhold.foundation.fields.catalogue.schemas import (
    CatalogueEntryOut,
    DataObjectOut,
    FieldNoteIn,
    FieldPath,
    ObjectPath,
    ObjectQuery,
    Sought,
)
from manyhold.kernel.context import Context
from manyhold.kernel.modules import Sensitivity
from manyhold.kernel.web import etags
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

READ, MANAGE = "standards.read", "standards.manage"
routes = Routes("/field-catalogue", tag="fields")


@routes.read("", permission=READ, response_model=list[CatalogueEntryOut])
def list_catalogue(
    ctx: Context, data: ObjectQuery = None, sensitivity: Sensitivity | None = None, q: Sought = None
) -> Any:
    """What is recorded of the main objects, as the code has it, and who answers for it."""
    return queries.catalogue(ctx, data=data, sensitivity=sensitivity, q=q)


@routes.read("/objects", permission=READ, response_model=list[DataObjectOut])
def list_objects(ctx: Context) -> Any:
    """The main objects."""
    known = entries(ctx.runtime.registry)
    return [
        {
            "code": one.code,
            "zh": one.zh,
            "en": one.en,
            "fields": sum(entry.object == one.code for entry in known),
            "takes_own": bool(one.own),
        }
        for one in ctx.runtime.registry.objects()
    ]


@routes.replace("/{data}/{field}", permission=MANAGE, response_model=CatalogueEntryOut)
def keep_note(
    ctx: Context, data: ObjectPath, field: FieldPath, wanted: FieldNoteIn, if_match: IfMatch = None
) -> Any:
    """Name who answers for a field, and remark on it."""
    note = service.keep_note(ctx, data, field, wanted, if_match)
    ctx.session.flush()
    etags.show(ctx, note)
    return queries.entry_shown(queries.entry_of(ctx, data, field), note)
