"""Routes: send a large file part by part, by the tus protocol's headers (tus.io, 1.0)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header

from manyhold.foundation.files.schemas import FileOut
from manyhold.foundation.files.uploads import service
from manyhold.foundation.files.uploads.models import Upload
from manyhold.foundation.files.uploads.schemas import UploadIn, UploadOut
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

UPLOAD = "files.upload"
PART = "application/offset+octet-stream"
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, description="Where the part begins")]
Checksum = Annotated[
    str | None, Header(alias="Upload-Checksum", max_length=120, description="`sha256` and its base64")
]
routes = Routes("/uploads", tag="files")


@routes.create("", permission=UPLOAD, response_model=UploadOut)
def begin_upload(ctx: Context, wanted: UploadIn) -> Any:
    """Begin to send a file part by part; it waits a day for all of them."""
    upload = service.begin(ctx, wanted)
    ctx.session.flush()
    ctx.headers["Location"] = f"/api/v1/uploads/{upload.id}"
    return _shown(ctx, upload)


@routes.probe("/{upload_id}", permission=UPLOAD)
def probe_upload(ctx: Context, upload_id: int) -> None:
    """How much has arrived, as `Upload-Offset`: where to go on after the line broke."""
    _shown(ctx, service.live(ctx, upload_id))
    ctx.headers["Cache-Control"] = "no-store"


@routes.change("/{upload_id}", permission=UPLOAD, takes_bytes=PART, status_code=204)
def send_part(ctx: Context, upload_id: int, upload_offset: Offset, upload_checksum: Checksum = None) -> None:
    """Send the next part, at most 4 MiB; `Upload-Offset` answers where the one after it begins."""
    _shown(
        ctx,
        service.take_part(ctx, upload_id, offset=upload_offset, checksum=upload_checksum, part=ctx.body),
    )


@routes.create("/{upload_id}/file", permission=UPLOAD, is_idempotent=False, response_model=FileOut)
def finish_upload(ctx: Context, upload_id: int) -> Any:
    """Make the stored file of all parts; asked again it answers the same file."""
    return service.finish(ctx, upload_id)


@routes.remove("/{upload_id}", permission=UPLOAD)
def give_up_upload(ctx: Context, upload_id: int) -> None:
    """Give an upload up; its parts are removed."""
    service.give_up(ctx, upload_id)


def _shown(ctx: Context, upload: Upload) -> UploadOut:
    ctx.headers.update(
        {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(upload.received),
            "Upload-Length": str(upload.size),
            "Upload-Expires": upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
        }
    )
    return UploadOut(
        id=upload.id,
        size=upload.size,
        received=upload.received,
        expires_at=upload.expires_at,
        most_part_bytes=service.MOST_PART_BYTES,
    )
