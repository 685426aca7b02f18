"""Verbs: give numbers out, lay a pattern down, withdraw one that has not begun."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from manyhold.foundation.access.resolver import GROUP_ZONE
from manyhold.foundation.standards.numbering import queries
from manyhold.foundation.standards.numbering.models import NumberRule, NumberRun
from manyhold.foundation.standards.numbering.rules import Pattern
from manyhold.kernel import bulk
from manyhold.kernel.clock import business_date
from manyhold.kernel.context import Context
from manyhold.kernel.errors import BadInput, Conflict

Asked = tuple[Mapping[str, str], date]
"""A document that wants a number: what its tokens say, and its day."""
_KEY = ("group_id", "kind", "run")


def take(ctx: Context, kind: str, values: Mapping[str, str], day: date) -> str:
    """The next number of a document of this kind, taken in the writing transaction: rolled back, it was never taken.

    PostgreSQL holds the run until the transaction ends: ask late.
    """
    pattern = queries.pattern_on(ctx, kind, day)
    run = pattern.run(values, day)
    key = {"group_id": ctx.group_id, "kind": kind, "run": run}
    return pattern.number(run, bulk.next_number(ctx.session, NumberRun, key, column="last_no"))


def take_many(ctx: Context, kind: str, asked: Sequence[Asked]) -> list[str]:
    """A number for each, in this order within each run."""
    patterns = queries.patterns(ctx, kind)
    patterned: list[tuple[Pattern, str]] = []
    for values, day in asked:
        pattern = patterns.on(day)
        patterned.append((pattern, pattern.run(values, day)))
    counts = Counter((ctx.group_id, kind, run) for _, run in patterned)
    last = bulk.next_numbers(ctx.session, NumberRun, counts, key=_KEY, column="last_no")
    given: Counter[str] = Counter(
        {run: last[ctx.group_id, kind, run] - count for (*_, run), count in counts.items()}
    )
    numbers: list[str] = []
    for pattern, run in patterned:
        given[run] += 1
        numbers.append(pattern.number(run, given[run]))
    return numbers


def lay_down(ctx: Context, kind: str, pattern: str, starts_on: date) -> NumberRule:
    """Let the documents of a kind follow a pattern from a day on, today at the earliest.

    Raises BadInput for a pattern that is none or that could repeat a number, and for a day that has passed or has a
    pattern already.
    """
    queries.understood(ctx, kind, pattern)
    if starts_on < business_date(ctx.now, GROUP_ZONE):
        raise BadInput.of("starts_on", "day_passed")
    if ctx.one(NumberRule, NumberRule.kind == kind, NumberRule.starts_on == starts_on) is not None:
        raise BadInput.of("starts_on", "day_taken")
    rule = NumberRule(group_id=ctx.group_id, kind=kind, starts_on=starts_on, pattern=pattern)
    ctx.session.add(rule)
    return rule


def withdraw(ctx: Context, rule: NumberRule) -> None:
    """Take back a pattern that has not begun. Raises Conflict `rule_in_force`."""
    if rule.starts_on <= business_date(ctx.now, GROUP_ZONE):
        raise Conflict("rule_in_force", since=rule.starts_on.isoformat())
    ctx.session.delete(rule)
