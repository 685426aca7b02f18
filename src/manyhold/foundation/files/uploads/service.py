"""Verbs: begin an upload, take its parts, make the file of it.

The protocol is that of tus 1.0 (offset, checksum, expiration, termination), by its headers. Parts are put into the
store before the row tells of them, under a name with their hash: two who send to one place do not overwrite another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import timedelta

from sqlalchemy import func, select

from manyhold.foundation.files import service as files
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.uploads.models import Upload
from manyhold.foundation.files.uploads.schemas import UploadIn
from manyhold.kernel import bulk
from manyhold.kernel.contents import UPLOADS, ContentMissing
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, BadRequest, Conflict, NotFound, Problem
from manyhold.kernel.scoping.session import is_writing

LASTS = timedelta(hours=24)
MOST_OPEN = 20
"""Uploads that one person may have under way."""
MOST_PART_BYTES = 4 * 1024 * 1024


def begin(ctx: Context, wanted: UploadIn) -> Upload:
    """Begin an upload where one may store such a file; what the person gave up earlier is forgotten.

    Raises BadInput, Problem 413 `file_too_large`, Conflict `too_many_uploads`.
    """
    files.require_place(ctx, wanted.project_id, wanted.space_id)
    files.require_size(ctx, wanted.purpose, wanted.size)
    bulk.delete_where(ctx.session, Upload, [Upload.expires_at < ctx.now], is_audited=False)
    is_open = Upload.file_id.is_(None)
    if (ctx.session.scalar(select(func.count(Upload.id)).where(is_open)) or 0) >= MOST_OPEN:
        raise Conflict("too_many_uploads", most=MOST_OPEN)
    upload = Upload(
        actor_id=ctx.actor.id,
        purpose=wanted.purpose,
        name=wanted.name,
        size=wanted.size,
        received=0,
        parts=[],
        at_project_id=wanted.project_id,
        at_space_id=wanted.space_id,
        expires_at=ctx.now + LASTS,
        file_id=None,
    )
    ctx.session.add(upload)
    return upload


def take_part(ctx: Context, upload_id: int, *, offset: int, checksum: str | None, part: bytes) -> Upload:
    """Keep the next part. Raises Conflict `upload_offset_differs`, Problem 410, 413 and 460."""
    with ctx.reading() as near:
        seen = live(near, upload_id)
        _require_next(ctx, seen, offset, part)
    if checksum is not None:
        _require_whole(part, checksum)
    digest = hashlib.sha256(part).hexdigest()
    key = f"{UPLOADS}/{ctx.group_id}/{upload_id}/{offset:012d}-{digest}"
    ctx.runtime.contents.put(key, part)
    is_next = [Upload.id == upload_id, Upload.received == offset]
    values = {"parts": [*seen.parts, key], "received": offset + len(part)}
    if not bulk.update_where(ctx.session, Upload, is_next, values):
        raise Conflict("upload_offset_differs", received=ctx.get(Upload, upload_id).received)
    return ctx.get(Upload, upload_id)


def finish(ctx: Context, upload_id: int) -> StoredFile:
    """The stored file; asked again it is the same one. Whoever finishes must still be allowed to store it there.

    Raises Conflict `upload_incomplete`, and what taking in a file raises; of what is refused nothing is kept.
    """
    with ctx.reading() as near:
        seen = live(near, upload_id)
    if seen.file_id is not None:
        return ctx.get(StoredFile, seen.file_id)
    if seen.received < seen.size:
        raise Conflict("upload_incomplete", received=seen.received, size=seen.size)
    contents = ctx.runtime.contents
    try:
        content = b"".join(contents.get(part) for part in seen.parts)
    except ContentMissing:
        raise NotFound("content_missing", id=upload_id) from None
    try:
        file = files.take_in(
            ctx,
            content,
            name=seen.name,
            purpose=seen.purpose,
            project_id=seen.at_project_id,
            space_id=seen.at_space_id,
        )
    except BadInput:
        if not is_writing():
            for part in seen.parts:
                contents.remove(part)
        raise
    upload = ctx.get(Upload, upload_id)
    if upload.file_id is not None:
        raise Conflict("upload_finished", file_id=upload.file_id)
    upload.file_id = file.id
    return file


def give_up(ctx: Context, upload_id: int) -> None:
    """Forget an upload; its parts are removed at once."""
    with ctx.reading() as near:
        parts = near.get(Upload, upload_id).parts
    for part in parts:
        ctx.runtime.contents.remove(part)
    ctx.session.delete(ctx.get(Upload, upload_id))


def live(ctx: Context, upload_id: int) -> Upload:
    """An upload of one's own. Raises NotFound, Problem 410 `upload_expired`."""
    upload = ctx.get(Upload, upload_id)
    if upload.expires_at <= ctx.now:
        raise Problem("upload_expired", status=410)
    return upload


def _require_next(ctx: Context, upload: Upload, offset: int, part: bytes) -> None:
    ctx.headers["Upload-Offset"] = str(upload.received)
    if upload.received != offset:
        raise Conflict("upload_offset_differs", received=upload.received)
    if not part:
        raise BadRequest("upload_part_empty")
    if offset + len(part) > upload.size:
        raise Problem("upload_too_long", status=413, size=upload.size)


def _require_whole(part: bytes, checksum: str) -> None:
    """The part is what its sender says. Raises BadRequest `checksum_unknown`, Problem 460 as tus has it."""
    kind, _, said = checksum.partition(" ")
    if kind != "sha256":
        raise BadRequest("checksum_unknown", known="sha256")
    try:
        wanted = base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        raise BadRequest("checksum_unknown", known="sha256") from None
    if wanted != hashlib.sha256(part).digest():
        raise Problem("checksum_differs", status=460)
