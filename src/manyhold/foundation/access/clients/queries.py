"""Reads: clients with their places and secrets, and the scopes that may be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from manyhold.foundation.access.clients.schemas import ClientOut, ClientPlace, ScopeOut, SecretOut
from manyhold.foundation.access.clients.service import secrets_of
from manyhold.foundation.access.models import Grant
from manyhold.foundation.access.resolver import GROUP_ZONE, not_over
from manyhold.foundation.access.rules import CLIENT
from manyhold.foundation.identity.clients.models import ApiClient
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def shown(ctx: Context, clients: Sequence[ApiClient]) -> list[ClientOut]:
    """The clients as lists show them: four queries however many they are."""
    ids = [client.id for client in clients]
    people = names(ctx, (client.owner_id for client in clients))
    places: dict[int, list[ClientPlace]] = defaultdict(list)
    rows = ctx.session.execute(
        select(Grant, TreeNode.name, Project.name)
        .outerjoin(TreeNode, TreeNode.id == Grant.node_id)
        .outerjoin(Project, Project.id == Grant.at_project_id)
        .where(
            Grant.person_id.in_(ids),
            Grant.role == CLIENT,
            not_over(business_date(ctx.now, GROUP_ZONE)),
        )
        .order_by(Grant.id)
    )
    for grant, node_name, project_name in rows:
        places[grant.person_id].append(
            ClientPlace(
                node_id=grant.node_id,
                project_id=grant.at_project_id,
                name=node_name or project_name,
                ends_on=grant.ends_on,
            )
        )
    secrets: dict[int, list[SecretOut]] = defaultdict(list)
    for secret in secrets_of(ctx, ids):
        secrets[secret.api_client_id].append(
            SecretOut(id=secret.id, tail=secret.tail, created_at=secret.created_at)
        )
    return [
        ClientOut(
            id=client.id,
            client_id=client.client_id,
            name=client.name,
            owner_id=client.owner_id,
            owner_name=people.get(client.owner_id),
            permissions=client.permissions,
            places=places[client.id],
            addresses=client.addresses.split(",") if client.addresses else [],
            per_second=client.per_second,
            per_day=client.per_day,
            secrets=secrets[client.id],
            created_at=client.created_at,
            expires_at=client.expires_at,
            seen_at=client.seen_at,
            revoked_at=client.revoked_at,
            revision=client.revision,
        )
        for client in clients
    ]


def scopes(ctx: Context) -> list[ScopeOut]:
    """Every permission that a client may be given, in the order of the modules."""
    registry = ctx.runtime.registry
    return [
        ScopeOut(
            name=right.name,
            zh=right.zh,
            en=right.en,
            module_zh=registry.owners[right.name].zh,
            module_en=registry.owners[right.name].en,
            is_held=ctx.runtime.grants.scope(ctx.actor, right.name) is not None,
        )
        for right in registry.permissions.values()
        if right.for_clients
    ]
