"""Routes of the first hour and of every page load: the first-run wizard, and who I am."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.access import founding, me
from manyhold.foundation.access.schemas import DemoSignIn, Me, MeChange, SetupRequest, SetupResult, SetupState
from manyhold.foundation.identity import rules
from manyhold.foundation.identity.account_api import UserAgent, with_cookies
from manyhold.foundation.identity.elevation import refuse_shared
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.names import PLACE
from manyhold.foundation.identity.passwords import hash_password
from manyhold.foundation.identity.sign_in import Device, is_demo_at_home
from manyhold.foundation.organisation.founding import installation
from manyhold.foundation.organisation.schemas import ProjectIn
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.keys import read_master_key
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.settings import Settings
from manyhold.kernel.web.routes import PUBLIC, SIGNED_IN, Routes

routes = Routes("", tag="account")


@routes.read("/setup", permission=PUBLIC, response_model=SetupState)
def show_setup(ctx: Context) -> Any:
    """Whether the wizard is to be shown, and the demonstration's sign-ins."""
    found = installation(ctx.runtime.database)
    sign_ins = founding.demo_sign_ins(ctx.runtime) if is_demo_at_home(ctx.runtime, ctx.source) else []
    return SetupState(
        is_needed=not found.has_group,
        needs_code=not found.has_group and founding.needs_setup_code(ctx.runtime, ctx.source),
        is_demo=found.is_demo,
        demo_sign_ins=[
            DemoSignIn(sign_in_name=name, role_zh=role.zh, role_en=role.en, company=company)
            for name, role, company in sign_ins
        ],
        demo_password=founding.DEMO_PASSWORD if sign_ins else "",
    )


@routes.create("/setup", permission=PUBLIC, is_idempotent=False, response_model=SetupResult)
def set_up(ctx: Context, wanted: SetupRequest, user_agent: UserAgent = "") -> Any:
    """Found the group, while there is none; from another machine with the setup code alone. Its founder is signed in to enrol a second factor."""
    runtime = ctx.runtime
    if installation(runtime.database).has_group:
        raise Conflict("already_set_up")
    if not founding.may_set_up(runtime, ctx.source, wanted.setup_code):
        raise BadInput.of("setup_code", "setup_code_wrong")
    if fault := rules.password_fault(wanted.password, sign_in_name=wanted.sign_in_name):
        raise BadInput.of("password", fault)
    founder, signed_in = founding.found_installation(
        runtime,
        Device(ctx.source, user_agent),
        group_name=wanted.group_name,
        display_name=wanted.display_name,
        sign_in_name=wanted.sign_in_name,
        password_hash=hash_password(wanted.password),
        language=wanted.language,
    )
    if (first := wanted.first_project) is not None:
        today = business_date(ctx.now, "Asia/Shanghai")
        founding.found_first_project(runtime, founder, ProjectIn(**first.model_dump(), starts_on=today))
    answer = SetupResult(
        step="enrol",
        master_key_id=runtime.keys.master_key_id,
        master_key=_exportable_master_key(runtime.settings),
    )
    return with_cookies(runtime.settings, signed_in, answer.model_dump())


@routes.read("/me", permission=SIGNED_IN, may_be_half_signed_in=True, response_model=Me)
def show_me(ctx: Context) -> Any:
    """Who is signed in and what they may do where."""
    return me.me(ctx)


@routes.change("/me", permission=SIGNED_IN, response_model=Me)
def change_me(ctx: Context, change: MeChange) -> Any:
    """Choose a language, or correct one's name; not at a shared device."""
    refuse_shared(ctx)
    person = ctx.get(Person, ctx.actor.id)
    if change.language is not None:
        person.language = change.language
    if change.display_name is not None:
        person.name_sealed = ctx.runtime.keys.seal(PLACE, person.id, change.display_name)
    ctx.session.flush()
    return me.me(ctx)


def _exportable_master_key(settings: Settings) -> str | None:
    """The text of a master key that lies in this machine's own file; one from elsewhere is kept there."""
    path = settings.data / "master.key"
    return (
        None if settings.kms or settings.master_key or not path.exists() else read_master_key(path).to_text()
    )
