"""Reads: types of documents, chains as the designer shows them, and who would approve what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.approvals.chains.models import Chain
from manyhold.foundation.approvals.chains.posts import people_of, role_words, steps_of
from manyhold.foundation.approvals.chains.service import chain_for, document_of
from manyhold.foundation.approvals.rules import Play, is_unfilled, seated
from manyhold.foundation.identity.names import names
from manyhold.foundation.organisation.models import Project, TreeNode
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context


def documents(ctx: Context) -> list[dict[str, Any]]:
    """Every type of document of this installation."""
    return [
        {
            "code": one.code,
            "zh": one.zh,
            "en": one.en,
            "module_zh": module.zh,
            "module_en": module.en,
            "facts": [
                {
                    "name": fact.name,
                    "zh": fact.zh,
                    "en": fact.en,
                    "type": fact.type,
                    "choices": [{"code": code, "zh": zh, "en": en} for code, zh, en in fact.choices],
                }
                for fact in one.facts
            ],
            "measure": one.measure.name if one.measure else None,
            "kind": one.kind.name if one.kind else None,
        }
        for module in ctx.runtime.registry.manifests.values()
        for one in module.documents
    ]


def chains(ctx: Context, *, with_past: bool) -> list[dict[str, Any]]:
    """Chains in the order of documents and conditions; those that are over only when asked for."""
    statement = select(Chain).order_by(Chain.document_type, Chain.series_id, Chain.starts_on.desc())
    if not with_past:
        today = business_date(ctx.now, GROUP_ZONE)
        statement = statement.where(or_(Chain.ends_on.is_(None), Chain.ends_on >= today))
    return shown(ctx, ctx.session.scalars(statement).all())


def shown(ctx: Context, rows: Sequence[Chain]) -> list[dict[str, Any]]:
    """Chains with the names of whom and what they name."""
    people = {seat["person_id"] for row in rows for step in row.steps for seat in step["seats"]}
    named = names(ctx, {*people, *(row.made_by for row in rows)})
    words = role_words(ctx)
    nodes = _names(ctx, TreeNode, {row.node_id for row in rows})
    projects = _names(ctx, Project, {row.at_project_id for row in rows})
    plain = ("id", "series_id", "version", "document_type", "name", "starts_on", "ends_on", "node_id", "kind")
    more = ("at_least", "below", "signs_once", "template_id", "fields", "made_at", "revision")
    return [
        {
            **{name: getattr(row, name) for name in (*plain, *more)},
            "project_id": row.at_project_id,
            "signed_in": row.signed_in or None,
            "node_name": nodes.get(row.node_id, ""),
            "project_name": projects.get(row.at_project_id, ""),
            "made_by_name": named.get(row.made_by, ""),
            "steps": [
                {
                    **step,
                    "outside": step.get("outside", ""),
                    "seats": [
                        {
                            **seat,
                            "person_id": seat["person_id"] or None,
                            "person_name": named.get(seat["person_id"], ""),
                            "role_zh": words.get(seat["role"], ("", ""))[0],
                            "role_en": words.get(seat["role"], ("", ""))[1],
                        }
                        for seat in step["seats"]
                    ],
                }
                for step in row.steps
            ],
        }
        for row in rows
    ]


def preview(ctx: Context, code: str, project_id: int, *, size: int, kind: str) -> dict[str, Any]:
    """Which chain would be taken for such a document today, and who would be asked."""
    document = document_of(ctx, code)
    ctx.get(Project, project_id)
    facts: dict[str, Any] = {}
    if document.measure:
        facts[document.measure.name] = size
    if document.kind:
        facts[document.kind.name] = kind
    chain = chain_for(ctx, document, project_id, facts)
    if chain is None:
        return {"chain": None, "steps": []}
    steps = steps_of(chain.steps)
    sitting = [seated(people_of(ctx, step, project_id), {}, 0) for step in steps]
    named = names(ctx, {one for step in sitting for seat in step for one in seat})
    return {
        "chain": shown(ctx, [chain])[0],
        "steps": [
            {
                "name": step.name,
                "outside": step.outside,
                "needs": step.needs,
                "people": [[named.get(one, "") for one in seat] for seat in seats],
                "is_unfilled": is_unfilled(Play(0, (step,)), seats),
            }
            for step, seats in zip(steps, sitting, strict=True)
        ],
    }


def _names(ctx: Context, model: type[TreeNode | Project], ids: set[int | None]) -> dict[int | None, str]:
    wanted = ids - {None}
    if not wanted:
        return {}
    return {
        row.id: row.name
        for row in ctx.session.execute(select(model.id, model.name).where(model.id.in_(wanted)))
    }
