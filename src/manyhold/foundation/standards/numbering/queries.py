"""Reads: which pattern holds when, and what a pattern would make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.organisation.models import LegalEntity, Project
from manyhold.foundation.organisation.rules import in_force
from manyhold.foundation.organisation.tokens import COMPANY_CODE, PROJECT_CODE
from manyhold.foundation.standards.numbering.models import NumberRule, NumberRun
from manyhold.foundation.standards.numbering.rules import (
    LONGEST_PATTERN,
    Pattern,
    PatternError,
    check_beside,
    parse,
)
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput
from manyhold.kernel.modules import Numbered, UnknownName


@dataclass(frozen=True, slots=True)
class Version:
    """A pattern and the days on which it holds."""

    pattern: Pattern
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Patterns:
    """All versions of a kind's pattern."""

    default: Pattern
    versions: list[Version]

    def on(self, day: date) -> Pattern:
        """The one that holds on a day."""
        version = in_force(self.versions, day)
        return self.default if version is None else version.pattern


def patterns(ctx: Context, kind: str) -> Patterns:
    """Every pattern that a kind has had, has or will have."""
    numbered = ctx.runtime.registry.numbered(kind)
    rows = ctx.session.execute(
        select(NumberRule.pattern, NumberRule.starts_on).where(NumberRule.kind == kind)
    )
    return Patterns(
        _parsed(numbered, numbered.pattern),
        [Version(_parsed(numbered, row.pattern), row.starts_on) for row in rows],
    )


def pattern_on(ctx: Context, kind: str, day: date) -> Pattern:
    """The pattern that a kind has on a day."""
    numbered = ctx.runtime.registry.numbered(kind)
    text = ctx.session.scalar(
        select(NumberRule.pattern)
        .where(NumberRule.kind == kind, NumberRule.starts_on <= day)
        .order_by(NumberRule.starts_on.desc())
        .limit(1)
    )
    return _parsed(numbered, text or numbered.pattern)


def has_own_rule(ctx: Context, kind: str) -> bool:
    """Whether the group ever laid down a pattern for a kind."""
    return ctx.session.scalar(select(NumberRule.id).where(NumberRule.kind == kind).limit(1)) is not None


def understood(ctx: Context, kind: str, text: str) -> Pattern:
    """A new pattern for a kind, beside all that it has. Raises BadInput that says what is wrong with it."""
    numbered = kind_of(ctx, kind)
    earlier = ctx.session.scalars(select(NumberRule.pattern).where(NumberRule.kind == kind))
    try:
        pattern = _parsed(numbered, text)
        check_beside(pattern, [(one, _parsed(numbered, one)) for one in {numbered.pattern, *earlier}])
    except PatternError as error:
        raise BadInput.of("pattern", error.code, **error.params) from None
    length = pattern.length({token.name: token.longest for token in numbered.tokens})
    if length > numbered.longest:
        raise BadInput.of("pattern", "pattern_numbers_too_long", length=length, most=numbered.longest)
    return pattern


def kind_of(ctx: Context, kind: str) -> Numbered:
    """The kind of document. Raises BadInput for one that no module numbers."""
    try:
        return ctx.runtime.registry.numbered(kind)
    except UnknownName:
        raise BadInput.of("kind", "unknown_value", value=kind) from None


def kinds_shown(ctx: Context) -> list[dict[str, Any]]:
    """Every kind with its tokens and its patterns, the newest first; `is_current` is today's."""
    today = business_date(ctx.now, GROUP_ZONE)
    rows = ctx.session.scalars(select(NumberRule).order_by(NumberRule.starts_on.desc())).all()
    shown: list[dict[str, Any]] = []
    for numbered in ctx.runtime.registry.numbers():
        own = [row for row in rows if row.kind == numbered.code]
        current = in_force([Version(_parsed(numbered, one.pattern), one.starts_on) for one in own], today)
        since = None if current is None else current.starts_on
        versions = [
            {
                "id": one.id,
                "pattern": one.pattern,
                "starts_on": one.starts_on,
                "is_current": one.starts_on == since,
                "is_future": one.starts_on > today,
            }
            for one in own
        ]
        built_in = {"id": None, "pattern": numbered.pattern, "starts_on": None, "is_future": False}
        shown.append(
            {
                "code": numbered.code,
                "zh": numbered.zh,
                "en": numbered.en,
                "is_gapless": numbered.is_gapless,
                "required": [f"{{{token}}}" for token in numbered.required],
                "tokens": numbered.tokens,
                "versions": [*versions, {**built_in, "is_current": since is None}],
                "sample": _sample(ctx, numbered, pattern_on(ctx, numbered.code, today), today),
            }
        )
    return shown


def preview(ctx: Context, kind: str, text: str, starts_on: date | None) -> dict[str, Any]:
    """What a pattern makes: the next number in its run as it stands, the one after, and the first of the next run."""
    numbered, pattern = kind_of(ctx, kind), understood(ctx, kind, text)
    today = business_date(ctx.now, GROUP_ZONE)
    day = max(starts_on or today, today)
    values = _values(ctx, numbered)
    run = pattern.run(values, day)
    last = _last(ctx, kind, run)
    later = _next_run(pattern, day)
    return {
        "day": day,
        "examples": [pattern.number(run, last + 1), pattern.number(run, last + 2)],
        "later_day": later,
        "later_example": None if later is None else pattern.number(pattern.run(values, later), 1),
        "counts_by": [token.name for token in numbered.tokens if token.name in pattern.tokens],
        "resets": pattern.resets,
        "continues_after": last,
        "longest": pattern.length({token.name: token.longest for token in numbered.tokens}),
        "most": numbered.longest,
    }


def _parsed(numbered: Numbered, text: str) -> Pattern:
    if len(text) > LONGEST_PATTERN:
        raise PatternError("pattern_too_long", most=LONGEST_PATTERN)
    return parse(text, tuple(token.name for token in numbered.tokens), numbered.required)


def _sample(ctx: Context, numbered: Numbered, pattern: Pattern, day: date) -> str:
    run = pattern.run(_values(ctx, numbered), day)
    return pattern.number(run, _last(ctx, numbered.code, run) + 1)


def _last(ctx: Context, kind: str, run: str) -> int:
    found = ctx.session.scalar(select(NumberRun.last_no).where(NumberRun.kind == kind, NumberRun.run == run))
    return found or 0


def _values(ctx: Context, numbered: Numbered) -> Mapping[str, str]:
    """What the tokens say of the first project and the first company; without any, their samples."""
    values = {token.name: token.sample for token in numbered.tokens}
    first = {PROJECT_CODE.name: func.min(Project.code), COMPANY_CODE.name: func.min(LegalEntity.code)}
    for name, column in first.items():
        if name in values:
            values[name] = ctx.session.scalar(select(column)) or values[name]
    return values


def _next_run(pattern: Pattern, day: date) -> date | None:
    """The first day on which the running number begins anew."""
    if pattern.resets == "never":
        return None
    if pattern.resets == "year":
        return date(day.year + 1, 1, 1)
    if pattern.resets == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + timedelta(days=1)
