"""Verbs: what headquarters says of a field."""

from __future__ import annotations

from manyhold.foundation.fields.catalogue.models import FieldNote
from manyhold.foundation.fields.catalogue.queries import entry_of
from manyhold.foundation.fields.catalogue.schemas import FieldNoteIn
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags


def keep_note(ctx: Context, data: str, field: str, wanted: FieldNoteIn, if_match: str | None) -> FieldNote:
    """Name the owner of a field and remark on it. Raises NotFound for a field that no module declares."""
    entry_of(ctx, data, field)
    note = ctx.one(FieldNote, FieldNote.object == data, FieldNote.field == field)
    if note is None:
        note = FieldNote(group_id=ctx.group_id, object=data, field=field)
        ctx.session.add(note)
    else:
        etags.match(ctx, note, if_match)
    note.owner, note.remarks = wanted.owner.strip(), wanted.remarks.strip()
    return note
