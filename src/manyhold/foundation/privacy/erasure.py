"""The one road by which a person is erased: asked for by them, or due by a clock."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from manyhold.foundation.audit.service import note
from manyhold.foundation.files.models import StoredFile
from manyhold.foundation.parties.models import Party
from manyhold.foundation.parties.personal_data import project_of
from manyhold.foundation.parties.sealing import ERASED
from manyhold.foundation.privacy import registered
from manyhold.foundation.privacy.contract import PersonErased
from manyhold.foundation.privacy.requests.models import LegalHold, PersonRequest
from manyhold.kernel import bulk
from manyhold.kernel.context import Context
from manyhold.kernel.errors import Conflict
from manyhold.kernel.events import publish
from manyhold.kernel.personal_data import Hold


def holds_on(ctx: Context, party_id: int) -> list[Hold]:
    """Every reason for which the party's data must stay: a dispute that somebody entered, and what modules say."""
    entered = ctx.session.scalars(
        select(LegalHold)
        .where(LegalHold.party_id == party_id, LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.id)
    )
    return [
        *(Hold(one.reason, params={"reference": one.reference}) for one in entered),
        *registered.held(ctx, party_id),
    ]


def until(holds: list[Hold]) -> date | None:
    """The day until which all of these hold; None where one has no known end."""
    ends = [one.until for one in holds if one.until is not None]
    return max(ends) if len(ends) == len(holds) and ends else None


def erase(ctx: Context, party: Party, *, reason: str) -> dict[str, int]:
    """Erase a person in every module, in this transaction; the rows of each category.

    The ledger keeps amounts, companies, numbers and days, and names nobody. Raises Conflict `party_erased`, and
    `erasure_held` where a hold stands that the caller did not see.
    """
    ctx.session.scalars(
        select(Party).where(Party.id == party.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    if party.erased_at is not None:
        raise Conflict("party_erased")
    if holds := holds_on(ctx, party.id):
        raise Conflict("erasure_held", reasons=[one.reason for one in holds])
    party_id, project_id = party.id, project_of(ctx, party.id)
    done = registered.erased(ctx, party_id, f"{ERASED}{party_id}")
    done["privacy.requests"] = forget_requests(ctx, party_id)
    note(ctx, "erase", Party.__tablename__, party_id, project_id=project_id, reason=reason, rows=done)
    publish(ctx, PersonErased(party_id=party_id), project_id=project_id)
    return done


def forget_requests(ctx: Context, party_id: int) -> int:
    """Empty what the person said and left with every request, and remove copies that lie ready.

    The register keeps that and when they asked, and what was answered.
    """
    mine = PersonRequest.party_id == party_id
    copies = ctx.session.scalars(
        select(PersonRequest.file_id).where(mine, PersonRequest.file_id.is_not(None))
    ).all()
    emptied = {"applicant_sealed": None, "details_sealed": None, "file_id": None}
    done = bulk.update_where(ctx.session, PersonRequest, [mine], emptied)
    return done + bulk.delete_where(ctx.session, StoredFile, [StoredFile.id.in_(copies)])
