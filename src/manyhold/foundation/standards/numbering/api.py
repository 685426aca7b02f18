"""Routes: how documents are numbered."""

from __future__ import annotations

from typing import Any

from manyhold.foundation.standards.numbering import queries, service
from manyhold.foundation.standards.numbering.models import NumberRule
from manyhold.foundation.standards.numbering.schemas import (
    NumberKindOut,
    NumberRuleIn,
    NumberRuleOut,
    PatternShown,
    PatternTried,
)
from manyhold.kernel.context import Context
from manyhold.kernel.web.routes import Routes

MANAGE = "standards.manage"
routes = Routes("/number-rules", tag="standards")


@routes.read("", permission=MANAGE, response_model=list[NumberKindOut])
def list_kinds(ctx: Context) -> Any:
    """Every kind of document that bears a number, with its patterns."""
    return queries.kinds_shown(ctx)


@routes.create(
    "/preview", permission=MANAGE, is_idempotent=False, status_code=200, response_model=PatternShown
)
def preview_pattern(ctx: Context, tried: PatternTried) -> Any:
    """What a pattern would make, or what is wrong with it; nothing is kept."""
    return queries.preview(ctx, tried.kind, tried.pattern, tried.starts_on)


@routes.create("", permission=MANAGE, response_model=NumberRuleOut)
def lay_down_rule(ctx: Context, wanted: NumberRuleIn) -> Any:
    """Let the documents of a kind follow a pattern from a day on; numbers that were given stay."""
    rule = service.lay_down(ctx, wanted.kind, wanted.pattern, wanted.starts_on)
    ctx.session.flush()
    return rule


@routes.remove("/{rule_id}", permission=MANAGE)
def withdraw_rule(ctx: Context, rule_id: int) -> None:
    """Take back a pattern that has not begun."""
    service.withdraw(ctx, ctx.get(NumberRule, rule_id))
