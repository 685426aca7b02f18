"""Routes of the staff register: people, with the roles that they hold."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query

from manyhold.foundation.access import people, remaining
from manyhold.foundation.identity import service
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.schemas import PersonChange, PersonIn, PersonOut
from manyhold.kernel.context import Context
from manyhold.kernel.web import etags, pages
from manyhold.kernel.web.etags import IfMatch
from manyhold.kernel.web.routes import Routes

routes = Routes("/people", tag="people")
Text = Annotated[str | None, Query(max_length=40, description="Part of a sign-in name or of a name")]
ProjectFilter = Annotated[int | None, Query(description="Only who holds a right in this project today")]


@routes.read("", permission="identity.read", response_model=pages.Page[PersonOut])
def list_people(
    ctx: Context,
    q: Text = None,
    project_id: ProjectFilter = None,
    is_active: bool | None = None,
    limit: pages.Limit = 50,
    cursor: pages.CursorParam = None,
) -> Any:
    """The staff, by sign-in name."""
    rows, after = pages.load(
        ctx,
        people.found(ctx, q=q, project_id=project_id, is_active=is_active),
        order_by=[Person.sign_in_name, Person.id],
        limit=limit,
        cursor=cursor,
        bound=("people", q, project_id, is_active),
    )
    return {"items": people.shown(ctx, [row[0] for row in rows]), "next_cursor": after}


@routes.read("/count", permission="identity.read", response_model=pages.Count)
def count_people(
    ctx: Context, q: Text = None, project_id: ProjectFilter = None, is_active: bool | None = None
) -> Any:
    """How many the list has."""
    return pages.count(ctx, people.found(ctx, q=q, project_id=project_id, is_active=is_active))


@routes.read("/{person_id}", permission="identity.read", response_model=PersonOut)
def get_person(ctx: Context, person_id: int) -> Any:
    """One member of staff."""
    person = ctx.get(Person, person_id)
    etags.show(ctx, person)
    return people.shown(ctx, [person])[0]


@routes.create("", permission="identity.manage", is_idempotent=False, response_model=PersonOut)
def add_person(ctx: Context, wanted: PersonIn) -> Any:
    """Add somebody; sending it twice is refused by the sign-in name, so it wants no Idempotency-Key."""
    person = service.add_person(ctx, wanted)
    ctx.session.flush()
    etags.show(ctx, person)
    return people.shown(ctx, [person])[0]


@routes.change("/{person_id}", permission="identity.manage", response_model=PersonOut)
def change_person(ctx: Context, person_id: int, change: PersonChange, if_match: IfMatch = None) -> Any:
    """Edit, deactivate, unlock, give a new password, take the second factor away."""
    hashed = service.hash_for(ctx, person_id, change.new_password) if change.new_password else None
    person = ctx.get(Person, person_id)
    etags.match(ctx, person, if_match)
    service.change_person(ctx, person, change, hashed=hashed)
    if change.is_active is False:
        remaining.check_without_person(ctx, person.id)
    ctx.session.flush()
    etags.show(ctx, person)
    return people.shown(ctx, [person])[0]
