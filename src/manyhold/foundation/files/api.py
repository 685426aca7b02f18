"""Routes: take a file in, give it out."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import File, Query, UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from manyhold.foundation.files import service
from manyhold.foundation.files.kinds import PICTURES
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.files.schemas import FileOut
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Problem
from manyhold.kernel.modules import USUAL_FILE_LIMIT
from manyhold.kernel.web.routes import Routes

routes = Routes("/files", tag="files")
GUARDED = {
    "Cache-Control": "private, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""A stored file is never run, and is kept by its reader's browser alone; `nosniff` stands on every answer."""


@routes.create("", permission="files.upload", is_idempotent=False, response_model=FileOut)
def upload(
    ctx: Context,
    file: Annotated[UploadFile, File(description="JPEG, PNG, WebP, PDF, xlsx, xls, docx, csv, txt or zip")],
    purpose: Annotated[str, Query(max_length=40, description="What it is for, as a module names it")],
    project_id: int | None = None,
    space_id: int | None = None,
) -> Any:
    """Take in one file of up to 20 MiB; a picture is freed of EXIF and position and turned upright."""
    content = file.file.read(USUAL_FILE_LIMIT * 1024 * 1024 + 1)
    if len(content) > USUAL_FILE_LIMIT * 1024 * 1024:
        raise Problem("file_too_large", status=413, most_bytes=USUAL_FILE_LIMIT * 1024 * 1024)
    name = file.filename or ""
    return service.take_in(ctx, content, name=name, purpose=purpose, project_id=project_id, space_id=space_id)


@routes.read("/{file_id}", permission="files.read", response_class=FileResponse)
def download(ctx: Context, file_id: int) -> Any:
    """The content of a file: a picture to be shown, all else to be saved."""
    file = service.readable(ctx, file_id)
    return _answer(ctx, file, is_thumbnail=False)


@routes.read("/{file_id}/thumbnail", permission="files.read", response_class=FileResponse)
def thumbnail(ctx: Context, file_id: int) -> Any:
    """A picture at 320 px, as WebP."""
    return _answer(ctx, service.readable(ctx, file_id), is_thumbnail=True)


def _answer(ctx: Context, file: StoredFile, *, is_thumbnail: bool) -> Response:
    media_type = "image/webp" if is_thumbnail else file.media_type
    disposition = "inline" if is_thumbnail or file.media_type in PICTURES else "attachment"
    found = service.content(ctx, file, is_thumbnail=is_thumbnail)
    if found.link is not None:
        return RedirectResponse(found.link, status_code=307, headers={"Cache-Control": "private, no-store"})
    if found.opened is not None:
        named = f"{disposition}; filename*=utf-8''{quote(file.name, safe='')}"
        headers = {**GUARDED, "Content-Length": str(found.opened.size), "Content-Disposition": named}
        return StreamingResponse(found.opened.chunks, media_type=media_type, headers=headers)
    assert found.path is not None
    return FileResponse(
        found.path,
        media_type=media_type,
        filename=file.name,
        content_disposition_type=disposition,
        headers=GUARDED,
    )
