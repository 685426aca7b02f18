"""Verb: say what a project puts on its documents."""

from __future__ import annotations

from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.printing.marks.models import ProjectMarks
from manyhold.foundation.printing.marks.queries import kept
from manyhold.foundation.printing.marks.schemas import MarksIn
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput

PURPOSE = "printing.mark"
DRAWABLE = ("image/png", "image/jpeg")


def keep(ctx: Context, project: Project, wanted: MarksIn) -> ProjectMarks:
    """Put these marks in the place of those before.

    Raises BadInput `unknown_reference` for a file of another project or for something else, `mark_not_a_picture`.
    """
    row = kept(ctx, project.id) or ProjectMarks(project_id=project.id)
    row.logo_sha256 = _content(ctx, project.id, "logo_file_id", wanted.logo_file_id)
    row.seal_sha256 = _content(ctx, project.id, "seal_file_id", wanted.seal_file_id)
    row.logo_file_id, row.seal_file_id = wanted.logo_file_id, wanted.seal_file_id
    row.wording = wanted.wording.strip()
    ctx.session.add(row)
    ctx.session.flush()
    return row


def _content(ctx: Context, project_id: int, name: str, file_id: int | None) -> str:
    """What names the content of a file; empty where none is named."""
    if file_id is None:
        return ""
    file = ctx.session.get(StoredFile, file_id)
    if file is None or file.project_id != project_id or file.purpose != PURPOSE:
        raise BadInput.of(name, "unknown_reference")
    if file.media_type not in DRAWABLE:
        raise BadInput.of(name, "mark_not_a_picture")
    return file.sha256
