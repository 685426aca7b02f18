"""Verbs: publish a version of a chain, end it; find the one that applies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.access.models import OwnRole
from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.approvals.chains.models import Chain
from manyhold.foundation.approvals.chains.schemas import ChainIn, SeatIn
from manyhold.foundation.approvals.handovers.port import outside
from manyhold.foundation.approvals.handovers.rules import REFERENCE, sources
from manyhold.foundation.approvals.rules import Case, Condition, chosen
from manyhold.foundation.identity.models import Person
from manyhold.foundation.messaging.channels.models import ChannelSetting
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.foundation.organisation.queries import nodes_above
from manyhold.foundation.organisation.roles import BY_CODE
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict, NotFound
from manyhold.kernel.modules import Document, UnknownName

CALLED = {"wecom": "企业微信", "dingtalk": "钉钉"}


def document_of(ctx: Context, code: str) -> Document:
    """The type of document of a request's body. Raises BadInput for one that no module submits."""
    try:
        return ctx.runtime.registry.document(code)
    except UnknownName:
        raise BadInput.of("document_type", "unknown_document") from None


def publish(ctx: Context, wanted: ChainIn) -> Chain:
    """A new chain, or the next version of one; the version before ends on the day before.

    Raises BadInput for a day in the past and for what nobody knows, Conflict `chain_same_condition` when another
    chain in force from that day on is chosen by the very same condition: which of both applies would be chance.
    """
    document = document_of(ctx, wanted.document_type)
    _check(ctx, document, wanted)
    if wanted.starts_on < business_date(ctx.now, GROUP_ZONE):
        raise BadInput.of("starts_on", "in_the_past")
    versions = [] if wanted.series_id is None else _versions(ctx, wanted.series_id)
    if wanted.series_id is not None and not versions:
        raise BadInput.of("series_id", "unknown_reference")
    if any(one.document_type != wanted.document_type for one in versions):
        raise BadInput.of("document_type", "unknown_reference")
    _refuse_twin(ctx, wanted)
    for one in versions:
        if one.starts_on >= wanted.starts_on:
            ctx.session.delete(one)  # announced and not in force yet, or of this very day
        elif one.ends_on is None or one.ends_on >= wanted.starts_on:
            one.ends_on = wanted.starts_on - timedelta(days=1)
    ctx.session.flush()
    chain_id = bulk.reserve_ids(ctx.session, 1)
    chain = Chain(
        id=chain_id,
        group_id=ctx.group_id,
        series_id=wanted.series_id or chain_id,
        version=max((one.version for one in versions), default=0) + 1,
        at_project_id=wanted.project_id,
        steps=_steps(wanted),
        signed_in=wanted.signed_in or "",
        made_by=ctx.actor.id,
        made_at=ctx.now,
        ends_on=None,
        **wanted.model_dump(
            include={
                "document_type",
                "name",
                "starts_on",
                "node_id",
                "kind",
                "at_least",
                "below",
                "signs_once",
                "template_id",
                "fields",
            }
        ),
    )
    ctx.session.add(chain)
    ctx.session.flush()
    return chain


def end(ctx: Context, chain: Chain, ends_on: date) -> None:
    """The last day of a chain; requests under way go on by their copies. Raises BadInput for a day in the past."""
    if ends_on < business_date(ctx.now, GROUP_ZONE) or ends_on < chain.starts_on:
        raise BadInput.of("ends_on", "in_the_past")
    chain.ends_on = ends_on


def chain_for(ctx: Context, document: Document, project_id: int, facts: dict[str, Any]) -> Chain | None:
    """The chain that applies to a document today; None when headquarters has none for it."""
    day = business_date(ctx.now, GROUP_ZONE)
    chains = {
        chain.id: chain
        for chain in ctx.session.scalars(
            select(Chain).where(
                Chain.document_type == document.code,
                Chain.starts_on <= day,
                or_(Chain.ends_on.is_(None), Chain.ends_on >= day),
            )
        )
    }
    if not chains:
        return None
    case = Case(
        project_id,
        tuple(nodes_above(ctx, project_id)),
        str(facts.get(document.kind.name, "")) if document.kind else "",
        int(facts.get(document.measure.name, 0)) if document.measure else 0,
    )
    key = chosen({one.id: condition_of(one) for one in chains.values()}, case)
    return None if key is None else chains[key]


def condition_of(chain: Chain) -> Condition:
    """When the chain applies."""
    return Condition(chain.at_project_id, chain.node_id, chain.kind, chain.at_least, chain.below)


def _steps(wanted: ChainIn) -> list[dict[str, Any]]:
    """The steps as they are kept; of what is signed elsewhere, the one in which that happens."""
    if wanted.signed_in is None:
        return [_kept(step.model_dump()) for step in wanted.steps]
    step = {"name": CALLED[wanted.signed_in], "needs": "any", "seats": [], "added_by": 0}
    return [{**step, "outside": wanted.signed_in}]


def _kept(step: dict[str, Any]) -> dict[str, Any]:
    seats = [
        {"person_id": seat["person_id"], "role": "", "at": "project"}
        if seat["person_id"]
        else {**seat, "person_id": 0}
        for seat in step["seats"]
    ]
    return {**step, "seats": seats, "added_by": 0}


def _versions(ctx: Context, series_id: int) -> list[Chain]:
    return list(ctx.session.scalars(select(Chain).where(Chain.series_id == series_id)))


def _refuse_twin(ctx: Context, wanted: ChainIn) -> None:
    others = ctx.session.scalars(
        select(Chain).where(
            Chain.document_type == wanted.document_type,
            or_(Chain.ends_on.is_(None), Chain.ends_on >= wanted.starts_on),
        )
    )
    mine = Condition(wanted.project_id, wanted.node_id, wanted.kind, wanted.at_least, wanted.below)
    for other in others:
        if other.series_id != wanted.series_id and condition_of(other) == mine:
            raise Conflict("chain_same_condition", chain=other.name)


def _check(ctx: Context, document: Document, wanted: ChainIn) -> None:
    if wanted.node_id is not None and wanted.project_id is not None:
        raise BadInput.of("node_id", "one_place_only")
    if wanted.node_id is not None and ctx.session.get(TreeNode, wanted.node_id) is None:
        raise BadInput.of("node_id", "unknown_reference")
    if wanted.project_id is not None and ctx.session.get(Project, wanted.project_id) is None:
        raise NotFound("not_found", kind="organisation_project", id=wanted.project_id)
    choices = {code for code, _, _ in document.kind.choices} if document.kind else set[str]()
    if wanted.kind and wanted.kind not in choices:
        raise BadInput.of("kind", "unknown_kind")
    if document.measure is None and (wanted.at_least is not None or wanted.below is not None):
        raise BadInput.of("at_least", "document_without_measure")
    if wanted.at_least is not None and wanted.below is not None and wanted.below <= wanted.at_least:
        raise BadInput.of("below", "range_empty")
    if wanted.signed_in is not None:
        _check_outside(ctx, document, wanted)
        return
    if wanted.template_id or wanted.fields:
        raise BadInput.of("signed_in", "required")
    if not wanted.steps:
        raise BadInput.of("steps", "required")
    for number, step in enumerate(wanted.steps):
        for place, seat in enumerate(step.seats):
            _check_seat(ctx, seat, f"steps.{number}.seats.{place}")


def _check_outside(ctx: Context, document: Document, wanted: ChainIn) -> None:
    """Raise BadInput for a chain that could not be handed over."""
    provider = wanted.signed_in or ""
    if ctx.one(ChannelSetting, ChannelSetting.channel == provider, ChannelSetting.is_on) is None:
        raise BadInput.of("signed_in", "channel_off")
    if wanted.steps:
        raise BadInput.of("steps", "signed_outside")
    if not wanted.template_id.strip():
        raise BadInput.of("template_id", "required")
    known = sources(document)
    controls: set[str] = set()
    for place, one in enumerate(wanted.fields):
        if one.source not in known:
            raise BadInput.of(f"fields.{place}.source", "unknown_source")
        if one.source == REFERENCE and one.kind != "text":
            raise BadInput.of(f"fields.{place}.kind", "reference_is_text")
        if one.kind not in outside(ctx.runtime, provider).kinds:
            raise BadInput.of(f"fields.{place}.kind", "unknown_kind")
        if one.control in controls:
            raise BadInput.of(f"fields.{place}.control", "control_twice")
        controls.add(one.control)
    if all(one.source != REFERENCE for one in wanted.fields):
        raise BadInput.of("fields", "reference_missing")


def _check_seat(ctx: Context, seat: SeatIn, at: str) -> None:
    if bool(seat.person_id) == bool(seat.role):
        raise BadInput.of(at, "person_or_role")
    if seat.person_id:
        person = ctx.session.get(Person, seat.person_id)
        if person is None or not person.is_active:
            raise BadInput.of(f"{at}.person_id", "unknown_reference")
    elif seat.role not in BY_CODE and ctx.one(OwnRole, OwnRole.code == seat.role) is None:
        raise BadInput.of(f"{at}.role", "unknown_role")
