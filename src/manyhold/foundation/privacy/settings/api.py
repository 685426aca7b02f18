"""Routes: what the group lays down about personal data."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.privacy.settings.models import PrivacySetting
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.foundation.privacy.settings.schemas import PrivacySettings
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

routes = Routes("/privacy/settings", tag="privacy")


@routes.read("", permission="privacy.read", response_model=PrivacySettings)
def get_settings(ctx: Context) -> Any:
    """Terms, holds and thresholds of the group."""
    return settings_of(ctx)


@routes.replace("", permission="privacy.keep", response_model=PrivacySettings)
def set_settings(ctx: Context, wanted: PrivacySettings) -> Any:
    """Lay them down."""
    row = ctx.one(PrivacySetting)
    if row is None:
        row = PrivacySetting(group_id=ctx.group_id)
        ctx.session.add(row)
    for name, value in wanted.model_dump().items():
        setattr(row, name, value)
    ctx.session.flush()
    return settings_of(ctx)
