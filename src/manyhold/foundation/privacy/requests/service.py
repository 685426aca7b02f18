"""Verbs: receive a request, check who asks, and answer it: copy, correct, erase, withdraw, or refuse."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.approvals.requests.service import Submission, submit
from manyhold.foundation.audit.service import note
from manyhold.foundation.organisation.models import Project
from manyhold.foundation.parties.models import Party
from manyhold.foundation.parties.register import service as parties
from manyhold.foundation.parties.register.schemas import PartyChange
from manyhold.foundation.privacy import erasure, registered
from manyhold.foundation.privacy.consents.models import ConsentPurpose
from manyhold.foundation.privacy.consents.service import withdraw_all
from manyhold.foundation.privacy.requests import rules
from manyhold.foundation.privacy.requests.models import LegalHold, PersonRequest
from manyhold.foundation.privacy.requests.schemas import (
    CorrectIn,
    IdentityCheckIn,
    LegalHoldIn,
    PersonRequestIn,
    RefusalIn,
)
from manyhold.foundation.privacy.requests.sealing import sealed
from manyhold.foundation.privacy.settings.queries import settings_of
from manyhold.foundation.standards.calendar.queries import work_calendar
from manyhold.foundation.standards.numbering.service import take
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.kernel.jobs.run import start
from manyhold.kernel.personal_data import Hold

NUMBERED = "privacy.request"
EXPORT = "privacy.export"


def receive(ctx: Context, wanted: PersonRequestIn) -> PersonRequest:
    """Enter a request; it is due so many working days after it came.

    Raises BadInput for a day to come, a party that the project does not know or that was erased, a proxy without a
    name, a withdrawal without its purpose.
    """
    project, today = ctx.get(Project, wanted.project_id), business_date(ctx.now, GROUP_ZONE)
    received_on = wanted.received_on or today
    if received_on > today:
        raise BadInput.of("received_on", "day_to_come")
    _require_party(ctx, wanted)
    if wanted.applicant != "self" and not wanted.applicant_name.strip():
        raise BadInput.of("applicant_name", "missing")
    _require_purpose(ctx, wanted)
    request_id = ctx.session.ids.next()
    due_on = work_calendar(ctx).add_working_days(received_on, settings_of(ctx).answer_days)
    row = PersonRequest(
        id=request_id,
        project_id=project.id,
        number=take(ctx, NUMBERED, {"project.code": project.code}, today),
        kind=wanted.kind,
        state=rules.RECEIVED,
        party_id=wanted.party_id,
        channel=wanted.channel,
        applicant=wanted.applicant,
        applicant_sealed=sealed(ctx, request_id, "applicant_sealed", wanted.applicant_name.strip()),
        details_sealed=sealed(ctx, request_id, "details_sealed", wanted.details.strip()),
        purpose_id=wanted.purpose_id,
        received_on=received_on,
        due_on=due_on,
        identity_check="",
        holds=[],
        refusal="",
        answer="",
        done={},
        created_by=ctx.actor.id,
        created_at=ctx.now,
    )
    ctx.session.add(row)
    return row


def verify(ctx: Context, row: PersonRequest, wanted: IdentityCheckIn) -> None:
    """Say how the applicant's identity was checked; nothing is given out or erased before."""
    rules.require("verify", row.kind, row.state)
    row.identity_check, row.checked_by, row.checked_at = wanted.identity_check, ctx.actor.id, ctx.now
    row.state = rules.VERIFIED


def export(ctx: Context, row: PersonRequest, answer: str) -> None:
    """Prepare the copy, once it is approved where headquarters has a chain for it."""
    rules.require("export", row.kind, row.state)
    row.answer = answer.strip()
    records = sum(len(found) for _, found in registered.collected(ctx, row.party_id))
    submission = Submission(
        EXPORT,
        row.id,
        row.project_id,
        row.number,
        {"records": records},
        f"/privacy-requests/{row.id}",
    )
    request = submit(ctx, submission)
    if request is None:
        prepare(ctx, row)
    else:
        row.state, row.approval_id = rules.AWAITING_APPROVAL, request.id


def prepare(ctx: Context, row: PersonRequest) -> None:
    """Queue the job that makes the copy."""
    row.state = rules.PREPARING
    job = start(
        ctx, "privacy.export", {"request_id": row.id}, permission="privacy.handle", project_id=row.project_id
    )
    ctx.session.flush()
    row.job_id = job.id


def correct(ctx: Context, row: PersonRequest, wanted: CorrectIn) -> None:
    """Put the person's data right as asked, and answer."""
    rules.require("correct", row.kind, row.state)
    change = wanted.model_dump(exclude={"answer"}, exclude_unset=True)
    if not change:
        raise BadInput.of("name", "nothing_to_correct")
    parties.change(ctx, ctx.get(Party, row.party_id), PartyChange(**change))
    close(ctx, row, rules.ANSWERED, wanted.answer)


def erase(ctx: Context, row: PersonRequest, answer: str) -> None:
    """Erase the person, or put that off with the reasons named. The request then holds nothing of the person either."""
    rules.require("erase", row.kind, row.state)
    holds = erasure.holds_on(ctx, row.party_id)
    if holds:
        row.state, row.holds = rules.DEFERRED, plain(holds)
        row.deferred_until, row.answer = erasure.until(holds), answer.strip()
        note(
            ctx,
            "defer",
            PersonRequest.__tablename__,
            row.id,
            project_id=row.project_id,
            reasons=sorted({one.reason for one in holds}),
        )
        return
    row.done = erasure.erase(ctx, ctx.get(Party, row.party_id), reason=row.number)
    row.holds, row.deferred_until = [], None
    close(ctx, row, rules.ANSWERED, answer)


def withdraw(ctx: Context, row: PersonRequest, answer: str) -> None:
    """Withdraw the consents that the person has given to the purpose, at once."""
    rules.require("withdraw", row.kind, row.state)
    purpose = ctx.get(ConsentPurpose, row.purpose_id or 0)
    row.done = {"privacy.consents": withdraw_all(ctx, row.party_id, purpose, channel=row.channel)}
    close(ctx, row, rules.ANSWERED, answer)


def refuse(ctx: Context, row: PersonRequest, wanted: RefusalIn) -> None:
    """Refuse the request; the reason is told (个人信息保护法 50)."""
    rules.require("refuse", row.kind, row.state)
    row.refusal = wanted.reason
    close(ctx, row, rules.REFUSED, wanted.answer)


def close(ctx: Context, row: PersonRequest, state: rules.State, answer: str) -> None:
    """End the request with its answer."""
    row.state, row.closed_by, row.closed_at = state, ctx.actor.id, ctx.now
    row.answer = answer.strip() or row.answer


def place_hold(ctx: Context, wanted: LegalHoldIn) -> LegalHold:
    """Keep all of a party's data for a dispute. Raises Conflict `party_erased`."""
    party = ctx.session.get(Party, wanted.party_id)
    if party is None:
        raise BadInput.of("party_id", "unknown_reference")
    if party.erased_at is not None:
        raise Conflict("party_erased")
    if not wanted.reference.strip():
        raise BadInput.of("reference", "missing")
    row = LegalHold(
        group_id=ctx.group_id,
        party_id=party.id,
        reason=wanted.reason,
        reference=wanted.reference.strip(),
        placed_by=ctx.actor.id,
        placed_at=ctx.now,
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def lift_hold(ctx: Context, row: LegalHold) -> None:
    """The dispute is over. Raises Conflict `hold_lifted`."""
    if row.lifted_at is not None:
        raise Conflict("hold_lifted")
    row.lifted_by, row.lifted_at = ctx.actor.id, ctx.now


def plain(holds: list[Hold]) -> list[dict[str, Any]]:
    """Holds as a request keeps them."""
    return [{**asdict(one), "until": one.until.isoformat() if one.until else None} for one in holds]


def _require_party(ctx: Context, wanted: PersonRequestIn) -> None:
    party = ctx.session.get(Party, wanted.party_id)
    if party is None:
        raise BadInput.of("party_id", "unknown_reference")
    if party.erased_at is not None:
        raise BadInput.of("party_id", "party_erased")
    if party.kind != "person":
        raise BadInput.of("party_id", "not_a_person")


def _require_purpose(ctx: Context, wanted: PersonRequestIn) -> None:
    if (wanted.kind == "withdraw") != (wanted.purpose_id is not None):
        raise BadInput.of("purpose_id", "missing" if wanted.kind == "withdraw" else "not_wanted")
    if wanted.purpose_id is not None and ctx.session.get(ConsentPurpose, wanted.purpose_id) is None:
        raise BadInput.of("purpose_id", "unknown_reference")
