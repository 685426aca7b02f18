"""Routes: shared devices, one's PIN, and taking turns."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Annotated, Any

from fastapi import Header
from sqlalchemy import select
from starlette.responses import JSONResponse

from manyhold.foundation.identity.account_api import UserAgent, with_cookies
from manyhold.foundation.identity.names import names
from manyhold.foundation.identity.schemas import SignInStep
from manyhold.foundation.identity.sign_in import Device
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff.devices import service, turns
from manyhold.foundation.staff.devices.models import SharedDevice
from manyhold.foundation.staff.devices.schemas import (
    DeviceIn,
    DeviceOut,
    DeviceShown,
    PinIn,
    PinSignIn,
    PinState,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import PUBLIC, SESSION_COOKIE, SIGNED_IN, Routes

DEVICES = "staff.manage_devices"
DEVICE_COOKIE = "manyhold_device"
KEPT_FOR = timedelta(days=400)
"""The longest that browsers keep a cookie."""
Cookies = Annotated[str, Header(alias="Cookie", include_in_schema=False)]
routes = Routes("", tag="shared devices")


@routes.read("/shared-devices", permission=DEVICES, response_model=list[DeviceOut])
def list_devices(ctx: Context, project_id: int) -> Any:
    """A project's shared devices, the newest first."""
    ctx.get(Project, project_id)
    live = select(SharedDevice).where(
        SharedDevice.project_id == project_id, SharedDevice.revoked_at.is_(None)
    )
    return _shown(ctx, list(ctx.session.scalars(live.order_by(SharedDevice.id.desc()).limit(200))))


@routes.create("/shared-devices", permission=DEVICES, is_idempotent=False, response_model=DeviceOut)
def enrol(ctx: Context, wanted: DeviceIn) -> Any:
    """Make the browser that asks a shared device; its cookie comes with the answer."""
    device, token = service.enrol(ctx, project_id=wanted.project_id, name=wanted.name)
    [shown] = _shown(ctx, [device])
    answer = JSONResponse(shown.model_dump(mode="json"), 201)
    answer.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=int(KEPT_FOR.total_seconds()),
        secure=ctx.runtime.settings.secure_cookies,
        httponly=True,
        samesite="strict",
    )
    return answer


@routes.remove("/shared-devices/{device_id}", permission=DEVICES)
def retire(ctx: Context, device_id: int) -> None:
    """End a shared device, such as a lost handset."""
    service.retire(ctx, ctx.get(SharedDevice, device_id))


@routes.read("/me/pin", permission=SIGNED_IN, response_model=PinState)
def get_pin(ctx: Context) -> Any:
    """Whether one has a PIN."""
    return PinState(is_set=service.has_pin(ctx))


@routes.replace("/me/pin", permission=SIGNED_IN, status_code=204)
def set_pin(ctx: Context, wanted: PinIn) -> None:
    """Set one's PIN for shared devices. Wants a step-up."""
    service.set_pin(ctx, wanted.pin)


@routes.remove("/me/pin", permission=SIGNED_IN)
def drop_pin(ctx: Context) -> None:
    """Do without a PIN."""
    service.drop_pin(ctx)


@routes.read("/device", permission=PUBLIC, response_model=DeviceShown)
def show_device(ctx: Context, cookie: Cookies = "") -> Any:
    """The shared device that asks, with those who may take a turn."""
    return turns.shown(ctx.runtime, _cookie(cookie, DEVICE_COOKIE))


@routes.create("/device/sessions", permission=PUBLIC, is_idempotent=False, response_model=SignInStep)
def take_turn(ctx: Context, wanted: PinSignIn, cookie: Cookies = "", user_agent: UserAgent = "") -> Any:
    """Take a turn at the device by PIN; whoever was signed in there is signed out."""
    signed_in = turns.take_turn(
        ctx.runtime,
        Device(ctx.source, user_agent),
        token=_cookie(cookie, DEVICE_COOKIE),
        former=_cookie(cookie, SESSION_COOKIE),
        person_id=wanted.person_id,
        pin=wanted.pin,
    )
    return with_cookies(ctx.runtime.settings, signed_in, {"step": signed_in.step})


def _cookie(sent: str, name: str) -> str:
    try:
        found = SimpleCookie(sent).get(name)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _shown(ctx: Context, devices: list[SharedDevice]) -> list[DeviceOut]:
    called = names(ctx, (one.enrolled_by for one in devices))
    return [
        DeviceOut(
            id=one.id,
            project_id=one.project_id,
            name=one.name,
            enrolled_by_name=called.get(one.enrolled_by),
            enrolled_at=one.enrolled_at,
            seen_at=one.seen_at,
        )
        for one in devices
    ]
