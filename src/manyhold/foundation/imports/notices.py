"""Messages to whoever started an import's job."""

from __future__ import annotations

from manyhold.foundation.imports.models import Import
from manyhold.foundation.messaging.service import send
from manyhold.kernel.context import Context


def tell(ctx: Context, upload: Import, template: str) -> None:
    """Put a message about an import into the inbox of the actor; the system itself reads none."""
    send(
        ctx,
        to=[ctx.actor.id],
        template=template,
        params={"file_name": upload.file_name},
        link=f"/projects/{upload.project_id}/imports/{upload.id}",
        project_id=upload.project_id,
        kind="notice",
    )
