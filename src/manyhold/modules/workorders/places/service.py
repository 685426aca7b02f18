"""Verbs: make and revoke codes; report and rate as somebody who is not signed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from manyhold.foundation.organisation.models import Project
from manyhold.foundation.spaces.models import Space
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.crypto.tokens import random_token, token_digest
from manyhold.kernel.errors import BadInput, NotFound, TooManyRequests
from manyhold.modules.workorders.orders import service as orders
from manyhold.modules.workorders.orders.models import Order
from manyhold.modules.workorders.orders.words import public_categories
from manyhold.modules.workorders.places import rules
from manyhold.modules.workorders.places.models import PublicQuota, PublicReport, SpaceCode
from manyhold.modules.workorders.places.schemas import CodesIn, CodesMade, PublicReportIn, PublicReportMade

SEALED_AT = "workorders_space_code.token_sealed"
TOKEN_BYTES = 18
"""24 characters: beyond guessing, and still a small square on a label."""


def make_codes(ctx: Context, wanted: CodesIn) -> CodesMade:
    """Codes for spaces that have none, or new ones for all (`rotate`); BadInput for spaces of elsewhere."""
    project_id = ctx.get(Project, wanted.project_id).id
    spaces = _spaces(ctx, project_id, wanted)
    have = set(
        ctx.session.scalars(
            select(SpaceCode.space_id).where(SpaceCode.space_id.in_(spaces), SpaceCode.revoked_at.is_(None))
        )
    )
    if wanted.rotate and have:
        bulk.update_where(
            ctx.session,
            SpaceCode,
            [SpaceCode.space_id.in_(have), SpaceCode.revoked_at.is_(None)],
            {"revoked_at": ctx.now},
        )
        have = set[int]()
    fresh = [space for space in spaces if space not in have]
    bulk.insert_rows(ctx.session, SpaceCode, _codes(ctx, project_id, fresh))
    return CodesMade(made=len(fresh), kept=len(have))


def revoke(ctx: Context, code: SpaceCode) -> None:
    """The label at the place stops working; reports that came through it can still be followed."""
    if code.revoked_at is None:
        code.revoked_at = ctx.now


def token_of(ctx: Context, code: SpaceCode) -> str:
    """The token, for a label."""
    return ctx.runtime.keys.open(SEALED_AT, code.id, code.token_sealed)


def report(ctx: Context, token: str, source: str, said: PublicReportIn) -> PublicReportMade:
    """A report through a code: it waits at the desk. Raises TooManyRequests `too_many_reports`."""
    if said.category not in {one.code for one in public_categories(ctx)}:
        raise BadInput.of("category", "unknown_category", category=said.category)
    code = ctx.one(SpaceCode, SpaceCode.token_digest == token_digest(token), SpaceCode.revoked_at.is_(None))
    if code is None:
        raise NotFound("code_unknown")
    _count(ctx, code.project_id, f"code {code.id}", rules.REPORTS_PER_CODE)
    _count(ctx, code.project_id, f"source {source}", rules.REPORTS_PER_SOURCE)
    order = orders.report(
        ctx,
        orders.Draft(
            project_id=code.project_id,
            space_id=code.space_id,
            category=said.category,
            kind="",
            urgency="",
            channel="qr",
            reporter="public",
            description=said.description.strip(),
            reporter_name=said.name.strip(),
            contact_phone=said.phone.strip(),
            is_verified=False,
        ),
    )
    follow = random_token(TOKEN_BYTES)
    ctx.session.flush()
    ctx.session.add(
        PublicReport(
            project_id=code.project_id,
            space_id=code.space_id,
            order_id=order.id,
            code_id=code.id,
            token_digest=token_digest(follow),
        )
    )
    return PublicReportMade(number=order.number, follow_token=follow, state="waiting_desk")


def followed(ctx: Context, token: str) -> Order:
    """The order that a reporter follows."""
    report = ctx.one(PublicReport, PublicReport.token_digest == token_digest(token))
    if report is None:
        raise NotFound("report_unknown")
    return ctx.get(Order, report.order_id)


def _spaces(ctx: Context, project_id: int, wanted: CodesIn) -> Sequence[int]:
    here = select(Space.id).where(Space.project_id == project_id).order_by(Space.sort_key, Space.id)
    if wanted.building_id is None:
        found = ctx.session.scalars(here.where(Space.id.in_(wanted.space_ids))).all()
        if missing := set(wanted.space_ids) - set(found):
            raise BadInput.of("space_ids", "unknown_reference", id=min(missing))
        return found
    below = here.where(Space.building_id == wanted.building_id, Space.kind.in_(rules.CODED_KINDS))
    found = ctx.session.scalars(below.limit(rules.MOST_CODES + 1)).all()
    if not found:
        raise BadInput.of("building_id", "unknown_reference")
    if len(found) > rules.MOST_CODES:
        raise BadInput.of("building_id", "too_many_spaces", most=rules.MOST_CODES)
    return found


def _codes(ctx: Context, project_id: int, spaces: Sequence[int]) -> list[dict[str, Any]]:
    first = bulk.reserve_ids(ctx.session, len(spaces))
    tokens = [random_token(TOKEN_BYTES) for _ in spaces]
    return [
        {
            "id": first + place,
            "project_id": project_id,
            "space_id": space_id,
            "token_digest": token_digest(token),
            "token_sealed": ctx.runtime.keys.seal(SEALED_AT, first + place, token),
            "created_by": ctx.actor.id,
            "created_at": ctx.now,
            "revoked_at": None,
        }
        for place, (space_id, token) in enumerate(zip(spaces, tokens, strict=True))
    ]


def _count(ctx: Context, project_id: int, subject: str, most: int) -> None:
    """Count one report against a limit, in the report's own transaction: what is refused is not counted."""
    keys = ctx.runtime.keys
    secret = keys.derive("public quota", ctx.group_id)
    key = {
        "project_id": project_id,
        "subject": keys.suite().mac(secret, subject.encode())[:16],
        "window_start": rules.window_start(ctx.now),
    }
    if bulk.next_number(ctx.session, PublicQuota, key, column="used") > most:
        wait = rules.retry_after(ctx.now)
        raise TooManyRequests("too_many_reports", headers={"Retry-After": str(wait)}, retry_after=wait)
