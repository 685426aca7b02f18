"""Messages to whoever started an import's job."""

from __future__ import annotations

from manyhold.foundation.imports.models import Import
from manyhold.foundation.messaging.models import Message
from manyhold.kernel.context import Context


def tell(ctx: Context, upload: Import, template: str) -> None:
    """Put a message about an import into the inbox of the actor; the system itself reads none."""
    if ctx.actor.id == 0:
        return
    ctx.session.add(
        Message(
            actor_id=ctx.actor.id,
            group_id=ctx.group_id,
            project_id=upload.project_id,
            template=template,
            params={"file_name": upload.file_name},
            link=f"/projects/{upload.project_id}/imports/{upload.id}",
            created_at=ctx.now,
            read_at=None,
        )
    )
