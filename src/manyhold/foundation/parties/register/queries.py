"""Reads: parties as lists and pages show them, masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties import sealing
from manyhold.foundation.parties.models import Holding, Link, Party, PartyVersion, Phone
from manyhold.foundation.parties.own import PARTIES
from manyhold.foundation.parties.queries import in_force
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import masking
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.own_fields import OwnFilter, meets
from manyhold.kernel.web.own import with_values

GROUP_ZONE = "Asia/Shanghai"
AFTER_ALL_PLACES = "\U0010ffff"
"""Sorts behind every place: for parties that hold nothing today."""


def today(ctx: Context, project_id: int | None) -> date:
    """The present day of a project, or of the group when several are meant."""
    project = None if project_id is None else ctx.session.get(Project, project_id)
    return business_date(ctx.now, GROUP_ZONE if project is None else project.time_zone)


def known(party_id: Any, *, project_id: int | None, role: str | None, day: date) -> list[Any]:
    """The conditions that a party is known to a project, and holds something in `role` on `day`."""
    conditions: list[Any] = []
    if role is not None:
        holding = select(Holding.party_id).where(Holding.role == role, in_force(day))
        if project_id is not None:
            holding = holding.where(Holding.project_id == project_id)
        conditions.append(party_id.in_(holding))
    elif project_id is not None:
        conditions.append(party_id.in_(select(Link.party_id).where(Link.project_id == project_id)))
    return conditions


def listed(
    *,
    project_id: int | None,
    role: str | None,
    day: date,
    ids: Iterable[int] | None,
    own: Sequence[OwnFilter] = (),
) -> Select[Any]:
    """The parties of a list; `ids` are those that a search found."""
    statement = select(Party).where(
        *known(Party.id, project_id=project_id, role=role, day=day), *meets(PARTIES, own)
    )
    return statement if ids is None else statement.where(Party.id.in_(ids))


def first_place(project_id: int | None, day: date) -> Any:
    """The place of the first space that a party holds on `day`, to sort by."""
    places = (
        select(func.min(Space.sort_key))
        .join(Holding, Holding.space_id == Space.id)
        .where(Holding.party_id == Party.id, in_force(day))
    )
    if project_id is not None:
        places = places.where(Holding.project_id == project_id)
    return func.coalesce(places.correlate(Party).scalar_subquery(), AFTER_ALL_PLACES)


def shown(ctx: Context, parties: Sequence[Party], day: date) -> list[dict[str, Any]]:
    """Parties as lists show them, in two queries however many they are."""
    ids = [party.id for party in parties]
    phones = usual_phones(ctx, ids)
    places = _places(ctx, ids, day)
    return [
        {**summary(ctx, party, phones.get(party.id)), "holdings": places.get(party.id, [])}
        for party in parties
    ]


def detail(ctx: Context, party: Party) -> dict[str, Any]:
    """Everything about one party, masked."""
    phones: list[dict[str, Any]] = [
        {"id": phone.id, "number": masking.phone(sealing.number_of(ctx, phone)), "kind": phone.kind}
        for phone in phones_of(ctx, party.id)
    ]
    versions = ctx.session.scalars(
        select(PartyVersion).where(PartyVersion.party_id == party.id).order_by(PartyVersion.id.desc())
    )
    id_number = sealing.id_number_of(ctx, party)
    [item] = with_values(ctx, "party", [summary(ctx, party, phones[0]["number"] if phones else None)])
    return {
        **item,
        "gender": party.gender,
        "id_kind": party.id_kind,
        "id_number": masking.identity_number(id_number) if id_number else None,
        "phones": phones,
        "holdings": _holdings(ctx, party.id),
        "versions": [
            {
                "id": version.id,
                "name": sealing.masked_name(party.kind, sealing.version_name(ctx, version)),
                "created_at": version.created_at,
            }
            for version in versions
        ],
    }


def summary(ctx: Context, party: Party, masked_phone: str | None) -> dict[str, Any]:
    """Who a party is, masked."""
    return {
        "id": party.id,
        "kind": party.kind,
        "name": sealing.masked_name(party.kind, sealing.name_of(ctx, party)),
        "name_is_masked": True,
        "phone": masked_phone,
        "created_at": party.created_at,
        "revision": party.revision,
    }


def masked_names(ctx: Context, party_ids: Iterable[int]) -> dict[int, str]:
    """Masked names by id, in one query; a party that is not known in the scope is left out."""
    wanted = set(party_ids)
    rows = ctx.session.scalars(select(Party).where(Party.id.in_(wanted))) if wanted else ()
    return {party.id: sealing.masked_name(party.kind, sealing.name_of(ctx, party)) for party in rows}


def usual_phones(ctx: Context, party_ids: Sequence[int]) -> dict[int, str]:
    """The first telephone number of each party, masked."""
    statement = select(Phone).where(Phone.party_id.in_(party_ids)).order_by(Phone.place, Phone.id)
    usual: dict[int, Phone] = {}
    for phone in ctx.session.scalars(statement) if party_ids else ():
        usual.setdefault(phone.party_id, phone)
    return {party_id: masking.phone(sealing.number_of(ctx, phone)) for party_id, phone in usual.items()}


def phones_of(ctx: Context, party_id: int) -> Sequence[Phone]:
    """The telephone numbers of one party, the usual one first."""
    statement = select(Phone).where(Phone.party_id == party_id).order_by(Phone.place, Phone.id)
    return ctx.session.scalars(statement).all()


def _places(ctx: Context, party_ids: Sequence[int], day: date) -> dict[int, list[dict[str, Any]]]:
    places: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = ctx.session.execute(
        select(Holding.party_id, Holding.space_id, Holding.project_id, Space.label, Holding.role)
        .join(Space, Space.id == Holding.space_id)
        .where(Holding.party_id.in_(party_ids), in_force(day))
        .order_by(Space.sort_key, Holding.id)
    )
    for party_id, space_id, project_id, label, role in rows if party_ids else ():
        places[party_id].append(
            {"space_id": space_id, "project_id": project_id, "label": label, "role": role}
        )
    return places


def _holdings(ctx: Context, party_id: int) -> list[dict[str, Any]]:
    rows = ctx.session.execute(
        select(Holding, Space.label)
        .join(Space, Space.id == Holding.space_id)
        .where(Holding.party_id == party_id)
        .order_by(Holding.starts_on.desc(), Holding.id.desc())
    )
    names = ("id", "space_id", "project_id", "role", "starts_on", "ends_on", "share")
    flags = ("is_payer", "is_contact", "is_vote_representative")
    return [
        {"label": label, **{name: getattr(holding, name) for name in (*names, *flags)}}
        for holding, label in rows
    ]
