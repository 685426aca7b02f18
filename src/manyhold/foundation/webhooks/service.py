"""Verbs: subscribe an address, change it, give it a new secret, ping it, send something once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from manyhold.foundation.audit.service import note
from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.messaging.service import send
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.webhooks import line, rules
from manyhold.foundation.webhooks.models import PENDING, PING, Subscription, WebhookDelivery
from manyhold.foundation.webhooks.schemas import WebhookChange, WebhookIn
from manyhold.kernel import bulk
from manyhold.kernel.addresses import url_fault
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotFound
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession, SystemSession

BY_HAND, FAILING = "by_hand", "failing"


def subscribe(ctx: Context, wanted: WebhookIn, *, position: int) -> tuple[Subscription, str]:
    """A webhook and its signing secret, which is shown this once; it hears of what happens after `position`.

    Raises BadInput with the field at fault, Conflict `client_ended`.
    """
    _check(ctx, url=wanted.url, events=wanted.events, project_ids=wanted.project_ids)
    if wanted.api_client_id is not None:
        client = ctx.session.get(ApiClient, wanted.api_client_id)
        if client is None:
            raise BadInput.of("api_client_id", "unknown_reference")
        if client.revoked_at is not None:
            raise Conflict("client_ended")
    _check_rights(ctx, wanted.events, wanted.api_client_id)
    one = Subscription(
        id=ctx.session.ids.next(),
        group_id=ctx.group_id,
        name=wanted.name,
        url=wanted.url,
        api_client_id=wanted.api_client_id,
        owner_id=ctx.actor.id,
        events=sorted(set(wanted.events)),
        project_ids=sorted(set(wanted.project_ids)),
        is_on=True,
        why_off="",
        former_secret_sealed=None,
        former_until=None,
        position=position,
        failures=0,
        failing_since=None,
        rest_until=None,
        created_at=ctx.now,
    )
    secret = rules.new_secret()
    one.secret_sealed = ctx.runtime.keys.seal(line.SECRET_PLACE, one.id, secret)
    ctx.session.add(one)
    return one, secret


def position_now(runtime: Runtime) -> int:
    """The position after which a new webhook begins to hear; read it before anything is written."""
    with SystemSession(runtime.database, writes=False) as session:
        return line.newest_position(session)


def change(ctx: Context, one: Subscription, wanted: WebhookChange, *, position: int) -> None:
    """Change a webhook. Switched on again it sends what is still in line, and hears of what happens from now on.

    Whoever says anew what goes where is its owner from then on: it goes there by no other person's rights. Raises
    BadInput with the field at fault.
    """
    before = one.url, one.events, one.project_ids
    _check(ctx, url=wanted.url, events=wanted.events, project_ids=wanted.project_ids)
    one.name = wanted.name or one.name
    one.url = wanted.url or one.url
    if wanted.events is not None:
        one.events = sorted(set(wanted.events))
    if wanted.project_ids is not None:
        one.project_ids = sorted(set(wanted.project_ids))
    if (one.url, one.events, one.project_ids) != before:
        _check_rights(ctx, one.events, one.api_client_id)
        one.owner_id = ctx.actor.id
    if wanted.is_on is None or wanted.is_on == one.is_on:
        return
    one.is_on, one.why_off = wanted.is_on, "" if wanted.is_on else BY_HAND
    if wanted.is_on:
        one.position, one.failures = position, 0
        one.failing_since = one.rest_until = None
        ctx.session.wake_after_commit = True


def new_secret(ctx: Context, one: Subscription) -> tuple[str, datetime]:
    """A fresh signing secret; for a day what is sent is signed by the former one too."""
    former = ctx.runtime.keys.open(line.SECRET_PLACE, one.id, one.secret_sealed)
    secret = rules.new_secret()
    one.former_secret_sealed = ctx.runtime.keys.seal(line.FORMER_PLACE, one.id, former)
    one.former_until = ctx.now + rules.FORMER_LASTS
    one.secret_sealed = ctx.runtime.keys.seal(line.SECRET_PLACE, one.id, secret)
    return secret, one.former_until


def remove(ctx: Context, one: Subscription) -> None:
    """Remove a webhook and its log."""
    of_it = [WebhookDelivery.subscription_id == one.id]
    bulk.delete_where(ctx.session, WebhookDelivery, of_it)
    ctx.session.delete(one)


def ping(ctx: Context, one: Subscription) -> WebhookDelivery:
    """Put a test in line. Raises Conflict `webhook_off`."""
    _require_on(one)
    row = WebhookDelivery(
        group_id=one.group_id,
        project_id=None,
        subscription_id=one.id,
        event=PING,
        body=line.body_of(PING, ctx.now, {"webhook_id": one.id}),
        created_at=ctx.now,
        state=PENDING,
        attempts=0,
        run_after=ctx.now,
        lease_no=0,
        sent_at=None,
        status=None,
        took_ms=None,
        answer="",
        error="",
    )
    ctx.session.add(row)
    _try_now(ctx, one)
    return row


def replay(ctx: Context, one: Subscription, row: WebhookDelivery) -> None:
    """Send something once more, under its own id: a receiver that has it already can tell.

    Raises Conflict `webhook_off`, NotFound for a delivery of another webhook.
    """
    _require_on(one)
    if row.subscription_id != one.id:
        raise NotFound("not_found", kind=WebhookDelivery.__tablename__, id=row.id)
    row.state, row.attempts, row.run_after = PENDING, 0, ctx.now
    note(
        ctx,
        "webhook_replayed",
        Subscription.__tablename__,
        one.id,
        project_id=row.project_id,
        event=row.event,
    )
    _try_now(ctx, one)


def switch_off_failing(runtime: Runtime, subscription_id: int) -> None:
    """Switch an address off that took nothing for a day, or wants no more, and tell its owner."""
    with SystemSession(runtime.database, writes=False) as before:
        found = before.get(Subscription, subscription_id)
    if found is None:
        return
    scope = runtime.grants.system_scope(found.group_id, None)
    with ScopedSession(runtime.database, scope, writes=True) as session:
        ctx = Context(runtime, session, Actor.system(found.group_id))
        one = session.get(Subscription, subscription_id)
        if one is None or not one.is_on:
            return
        one.is_on, one.why_off = False, FAILING
        send(
            ctx,
            to=[one.owner_id],
            template="webhooks.switched_off",
            params={"name": one.name},
            link=f"/g/webhooks?open={one.id}",
        )
        session.commit()


def _try_now(ctx: Context, one: Subscription) -> None:
    """Somebody looks on: an address that rests after failures is tried at once."""
    one.rest_until = None
    ctx.session.wake_after_commit = True


def _require_on(one: Subscription) -> None:
    if not one.is_on:
        raise Conflict("webhook_off")


def _check(
    ctx: Context, *, url: str | None, events: Collection[str] | None, project_ids: Collection[int] | None
) -> None:
    may_be_private = ctx.runtime.settings.webhooks_may_be_private
    if url is not None and (fault := url_fault(url, may_be_private=may_be_private)):
        raise BadInput.of("url", fault)
    for name in events or ():
        if ctx.runtime.registry.topic_permission(name) is None:
            raise BadInput.of("events", "unknown_event", event=name)
    for project_id in project_ids or ():
        if ctx.session.get(Project, project_id) is None:
            raise BadInput.of("project_ids", "unknown_reference")


def _check_rights(ctx: Context, events: Collection[str], api_client_id: int | None) -> None:
    """Whoever sends a client's events to an address may read all of them: it takes what making the client would take.

    Raises BadInput of `events` or `api_client_id`: `permission_missing`.
    """
    grants, registry = ctx.runtime.grants, ctx.runtime.registry
    for permission in sorted({registry.topic_permission(name) or name for name in events}):
        own = grants.scope(ctx.actor, permission)
        if own is None:
            if grants.refusal(ctx.actor, permission).code == "module_off":
                continue  # nobody holds it there, until the module is switched on
            raise BadInput.of("events", "permission_missing", permission=permission)
        if api_client_id is None:
            continue
        theirs = grants.scope(Actor(api_client_id, ctx.group_id), permission)
        if theirs and (theirs.projects - own.projects or theirs.group_wide > own.group_wide):
            raise BadInput.of("api_client_id", "permission_missing", permission=permission)
