"""Routes: a person's accounts with 企业微信 and 钉钉, for who manages sign-ins."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import select

from manyhold.foundation.identity.bindings import service
from manyhold.foundation.identity.bindings.models import Binding
from manyhold.foundation.identity.bindings.service import Provider
from manyhold.foundation.identity.models import Person
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

MANAGE = "identity.manage"
routes = Routes("/people", tag="people")


class BindingIn(BaseModel):
    """The account's name there: 企业微信 or 钉钉 userid."""

    account: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.@-]+$")]


class BindingOut(BaseModel):
    """An account of a person."""

    provider: Provider
    account: str


@routes.read("/{person_id}/bindings", permission=MANAGE, response_model=list[BindingOut])
def list_bindings(ctx: Context, person_id: int) -> Any:
    """The accounts that are known of a person."""
    ctx.get(Person, person_id)
    found = select(Binding).where(Binding.person_id == person_id).order_by(Binding.provider.desc())
    return [
        {"provider": one.provider, "account": service.opened(ctx.runtime.keys, one)}
        for one in ctx.session.scalars(found)
    ]


@routes.replace("/{person_id}/bindings/{provider}", permission=MANAGE, response_model=BindingOut)
def bind(ctx: Context, person_id: int, provider: Provider, wanted: BindingIn) -> Any:
    """Say which account is this person's."""
    service.bind(ctx, ctx.get(Person, person_id), provider, wanted.account)
    return {"provider": provider, "account": wanted.account}


@routes.remove("/{person_id}/bindings/{provider}", permission=MANAGE)
def unbind(ctx: Context, person_id: int, provider: Provider) -> None:
    """Forget a person's account."""
    service.unbind(ctx, ctx.get(Person, person_id), provider)
