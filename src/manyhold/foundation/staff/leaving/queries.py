"""What somebody still holds, counted over the whole group before the leaving is confirmed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, or_, select

from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import not_over
from manyhold.foundation.access.rules import CLIENT
from manyhold.foundation.identity import rules
from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.identity.models import ApiToken, Person, SignInSession
from manyhold.foundation.staff.leaving.schemas import Held
from manyhold.foundation.staff.members.queries import today
from manyhold.kernel.context import Context
from manyhold.kernel.modules import resolve
from manyhold.kernel.runtime import Actor, Runtime
from manyhold.kernel.scoping.session import ScopedSession
from manyhold.kernel.services.calls import Call, letter


def held(ctx: Context, person_id: int) -> list[Held]:
    """Numbers alone, so that a project's manager learns nothing of other projects but that there is something."""
    runtime = ctx.runtime
    scope = replace(runtime.grants.system_scope(ctx.group_id, None), actor_id=person_id)
    with ScopedSession(runtime.database, scope, writes=False) as session:
        near = Context(runtime, session, Actor.system(ctx.group_id), request_id=ctx.request_id)
        ending = [
            Held(zh=zh, en=en, count=count, becomes="ends") for zh, en, count in _ending(near, person_id)
        ]
        handed_over = [
            Held(
                zh=one.zh,
                en=one.en,
                count=_counted(near, module.name, one.count, person_id),
                becomes="handed_over",
            )
            for module in runtime.registry.manifests.values()
            for one in (module.handovers if _is_reached(runtime, module.name) else ())
        ]
    return [*handed_over, *ending]


def _is_reached(runtime: Runtime, module: str) -> bool:
    return module in runtime.registry.running or runtime.peers.knows(module)


def _counted(near: Context, module: str, count: str, person_id: int) -> int:
    """What a module counts, here or in its service. Raises ServiceAway: nobody is let go on half of the numbers."""
    runtime = near.runtime
    if runtime.is_here(module):
        return resolve(count)(near, person_id)
    asked = Call(near.actor, near.scope, "", near.request_id, {"count": count, "person_id": person_id})
    return int(runtime.peers.post(letter(runtime, module, "held", asked), may_repeat=True))


def _ending(ctx: Context, person_id: int) -> list[tuple[str, str, int]]:
    epoch = select(Person.epoch).where(Person.id == person_id).scalar_subquery()
    sessions = (
        SignInSession.revoked_at.is_(None),
        SignInSession.expires_at > ctx.now,
        SignInSession.seen_at >= ctx.now - rules.IDLE_FOR,
        SignInSession.epoch == epoch,
    )
    tokens = (ApiToken.revoked_at.is_(None), ApiToken.expires_at > ctx.now, ApiToken.epoch == epoch)
    mine = or_(Grant.person_id == person_id, Grant.stands_in_for == person_id)
    grants = (mine, Grant.role != CLIENT, not_over(today(ctx)))
    clients = (ApiClient.owner_id == person_id, ApiClient.revoked_at.is_(None))
    return [
        ("角色授权与代岗", "Roles and stand-ins", _count(ctx, Grant, *grants)),
        ("登录中的设备", "Places signed in", _count(ctx, SignInSession, *sessions)),
        ("个人令牌", "Personal tokens", _count(ctx, ApiToken, *tokens)),
        ("名下的接口应用", "API clients owned", _count(ctx, ApiClient, *clients)),
    ]


def _count(ctx: Context, kind: type[Any], *where: Any) -> int:
    return ctx.session.scalar(select(func.count()).select_from(kind).where(*where)) or 0
