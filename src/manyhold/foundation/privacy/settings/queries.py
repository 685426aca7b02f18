"""Reads: what holds for the group."""

from __future__ import annotations

from dataclasses import fields

from manyhold.foundation.privacy.settings.models import PrivacySetting
from manyhold.foundation.privacy.settings.rules import Settings
from manyhold.kernel.context import Context

NAMES = tuple(field.name for field in fields(Settings))


def settings_of(ctx: Context) -> Settings:
    """The group's settings, or the defaults."""
    row = ctx.one(PrivacySetting)
    return Settings() if row is None else Settings(**{name: getattr(row, name) for name in NAMES})
