"""Patterns of numbers: what they spell, what they refuse, and that no number comes twice."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from manyhold.app import manifests
from manyhold.foundation.standards.numbering.rules import DAYS, Pattern, PatternError, check_beside, parse

TOKENS = ("project.code", "entity.code")
DAY = date(2026, 11, 22)
VALUES = {"project.code": "P01", "entity.code": "ZY"}


def first(text: str, sequence: int = 7) -> str:
    pattern = parse(text, TOKENS)
    return pattern.number(pattern.run(VALUES, DAY), sequence)


@pytest.mark.parametrize(
    ("text", "number", "resets"),
    [
        ("WX-{project.code}-{yyyyMMdd}-{seq:4}", "WX-P01-20261122-0007", "day"),
        ("{entity.code}-{yyyy}-{seq:6}", "ZY-2026-000007", "year"),
        ("GD{yyMMdd}{seq:4}", "GD2611220007", "day"),
        ("收据{yyyy}年{MM}月/{seq:3}", "收据2026年11月/007", "month"),
        ("BX#{seq:1}", "BX#7", "never"),
    ],
)
def test_what_patterns_spell(text: str, number: str, resets: str) -> None:
    assert first(text) == number
    assert parse(text, TOKENS).resets == resets


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WX-{yyyy}", "pattern_seq_missing"),
        ("{seq:4}-{yyyy}", "pattern_seq_not_last"),
        ("WX-{seq:4}{seq:4}", "pattern_seq_not_last"),
        ("WX-{seq:0}", "pattern_token_unknown"),
        ("WX-{room}-{seq:4}", "pattern_token_unknown"),
        ("WX{-{seq:4}", "pattern_brace"),
        ("WX %-{seq:4}", "pattern_character"),
        ("WX-{MM}-{seq:4}", "pattern_day_incomplete"),
        ("WX-{yyyy}{dd}-{seq:4}", "pattern_day_incomplete"),
        ("WX-{project.code}{seq:4}", "pattern_code_touches"),
        ("WX-{project.code}{yyyy}{seq:4}", "pattern_code_touches"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse(text, TOKENS)
    assert caught.value.code == code


def test_a_kind_may_require_a_token() -> None:
    with pytest.raises(PatternError) as caught:
        parse("{project.code}-{seq:4}", TOKENS, ("entity.code",))
    assert caught.value.code == "pattern_token_missing"


def test_a_later_version_must_not_repeat_an_earlier_one() -> None:
    year, day = "GD{yyyy}{seq:8}", "GD{yyyyMMdd}{seq:4}"
    assert parse(day, TOKENS).number("GD20261122", 1) == parse(year, TOKENS).number("GD2026", 11220001)
    with pytest.raises(PatternError) as caught:
        check_beside(parse(day, TOKENS), [(year, parse(year, TOKENS))])
    assert (caught.value.code, caught.value.params) == ("pattern_may_repeat", {"other": year})
    check_beside(parse("BX{yyyyMMdd}{seq:4}", TOKENS), [(year, parse(year, TOKENS))])
    check_beside(parse("GD-{yyyyMMdd}{seq:4}", TOKENS), [(year, parse(year, TOKENS))])
    check_beside(parse("GD-{yyyyMMdd}-{seq:4}", TOKENS), [("GD-{seq:4}", parse("GD-{seq:4}", TOKENS))])


def test_the_products_own_patterns_are_good() -> None:
    kinds = [kind for one in manifests() for kind in one.numbers]
    assert {"workorders.order", "billing.receipt"} <= {kind.code for kind in kinds}
    for kind in kinds:
        pattern = parse(kind.pattern, tuple(token.name for token in kind.tokens), kind.required)
        assert pattern.length({token.name: token.longest for token in kind.tokens}) <= kind.longest


PIECES = st.sampled_from([*(f"{{{name}}}" for name in (*DAYS, *TOKENS)), "-", "A", "1", "20", "/", "收"])
TEXTS = st.builds(
    lambda pieces, width: "".join(pieces) + f"{{seq:{width}}}",
    st.lists(PIECES, max_size=6),
    st.integers(1, 5),
)
CODES = st.text("A12-", min_size=1, max_size=3)
DAYS_NEAR = st.sampled_from(
    [date(2026, 1, 1), date(2026, 1, 11), date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1)]
)
DOCUMENTS = st.lists(st.tuples(CODES, CODES, DAYS_NEAR, st.integers(1, 12), st.booleans()), max_size=30)


def parsed(text: str) -> Pattern:
    try:
        return parse(text, TOKENS)
    except PatternError:
        assume(False)
        raise


@given(TEXTS, CODES, CODES, DAYS_NEAR, st.integers(1, 999_999_999))
def test_run_and_running_number_are_read_off_a_number(
    text: str, project: str, entity: str, day: date, sequence: int
) -> None:
    pattern = parsed(text)
    run = pattern.run({"project.code": project, "entity.code": entity}, day)
    assert pattern.split(pattern.number(run, sequence)) == (run, sequence)


@given(TEXTS, TEXTS, DOCUMENTS)
def test_no_number_comes_twice_whatever_versions_stand_beside_one_another(
    text: str, other_text: str, documents: list[tuple[str, str, date, int, bool]]
) -> None:
    """Documents of two versions in any order, each counting on from where its run has come by leaps."""
    pattern, other = parsed(text), parsed(other_text)
    try:
        check_beside(other, [(text, pattern)])
    except PatternError:
        return
    runs: Counter[str] = Counter()
    given_out: list[str] = []
    for project, entity, day, leap, is_later in documents:
        used = other if is_later else pattern
        run = used.run({"project.code": project, "entity.code": entity}, day)
        runs[run] += leap**4
        given_out.append(used.number(run, runs[run]))
    assert len(set(given_out)) == len(given_out)
