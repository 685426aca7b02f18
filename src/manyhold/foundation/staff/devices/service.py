"""Verbs: enrol and retire a shared device, set a PIN and do without one."""

from __future__ import annotations

from manyhold.foundation.audit.service import note
from manyhold.foundation.identity.elevation import require_elevation
from manyhold.foundation.identity.models import Person
from manyhold.foundation.identity.passwords import hash_password
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.staff.devices.models import Pin, SharedDevice
from manyhold.foundation.staff.devices.rules import pin_fault
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.errors import BadInput, NotFound


def enrol(ctx: Context, *, project_id: int, name: str) -> tuple[SharedDevice, str]:
    """Make the browser that asks a shared device; gives its token. Wants a step-up."""
    require_elevation(ctx)
    if project_id not in ctx.scope.projects:
        raise NotFound("not_found", kind=Project.__tablename__, id=project_id)
    token = random_token(32)
    device = SharedDevice(
        project_id=project_id,
        name=name.strip(),
        token_digest=token_digest(token),
        enrolled_by=ctx.actor.id,
        enrolled_at=ctx.now,
        seen_at=None,
        revoked_at=None,
    )
    ctx.session.add(device)
    ctx.session.flush()
    return device, token


def retire(ctx: Context, device: SharedDevice) -> None:
    """From now on nobody takes a turn there."""
    device.revoked_at = device.revoked_at or ctx.now


def set_pin(ctx: Context, pin: str) -> None:
    """One's PIN for shared devices. Wants a step-up. Raises BadInput `pin_too_plain`."""
    require_elevation(ctx)
    if fault := pin_fault(pin):
        raise BadInput.of("pin", fault)
    hashed = hash_password(pin)
    epoch = ctx.get(Person, ctx.actor.id).epoch
    row = ctx.one(Pin, Pin.person_id == ctx.actor.id)
    if row is None:
        row = Pin(group_id=ctx.group_id, person_id=ctx.actor.id)
        ctx.session.add(row)
    row.hashed, row.epoch, row.set_at = hashed, epoch, ctx.now
    row.failed_attempts, row.locked_until = 0, None
    note(ctx, "set_pin", Person.__tablename__, ctx.actor.id)


def has_pin(ctx: Context) -> bool:
    """Whether one has a PIN that still counts."""
    row = ctx.one(Pin, Pin.person_id == ctx.actor.id)
    return row is not None and row.epoch == ctx.get(Person, ctx.actor.id).epoch


def drop_pin(ctx: Context) -> None:
    """Do without a PIN."""
    row = ctx.one(Pin, Pin.person_id == ctx.actor.id)
    if row is not None:
        ctx.session.delete(row)
