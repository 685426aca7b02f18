"""Reads: the inbox, in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import names
from manyhold.foundation.messaging.models import Message
from manyhold.foundation.messaging.templates import people, rendered
from manyhold.kernel.context import Context
from manyhold.kernel.modules import Registry, UnknownName


def listed(*, unread: bool | None) -> Select[Any]:
    """The messages of an inbox; only the unread ones, or only the others, when said."""
    statement = select(Message)
    if unread is None:
        return statement
    return statement.where(Message.read_at.is_(None) if unread else Message.read_at.is_not(None))


def shown(ctx: Context, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as their reader sees them, in two queries however many they are."""
    language = ctx.session.scalar(select(Person.language).where(Person.id == ctx.actor.id)) or ""
    named = names(ctx, {person for message in messages for person in people(message.params)})
    registry = ctx.runtime.registry
    return [
        {
            "id": message.id,
            "project_id": message.project_id,
            "template": message.template,
            "text": text_of(registry, message.template, message.params, named, language),
            "kind": message.kind,
            "link": message.link,
            "created_at": message.created_at,
            "read_at": message.read_at,
            "alert_id": message.alert_id,
            "acknowledged_at": message.acknowledged_at,
            "ended_at": message.ended_at,
        }
        for message in messages
    ]


def text_of(
    registry: Registry, name: str, params: Mapping[str, Any], named: Mapping[int, str], language: str
) -> str:
    """The text of a message. Of a module that is not installed any more it stays, and says of what it was."""
    try:
        template = registry.message(name)
    except UnknownName:
        template = (name, name)
    documents = {
        one.code: (one.zh, one.en) for module in registry.manifests.values() for one in module.documents
    }
    return rendered(template, params, named, documents, language)
