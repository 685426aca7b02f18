"""What a value becomes in its columns, and out of them again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.fields.own import rules
from manyhold.foundation.fields.own.masked import masked
from manyhold.foundation.fields.own.rules import FIRST_DAY, LAST_DAY, OwnFault, OwnField, Stored
from manyhold.kernel.own_fields import LONGEST_BODY, LONGEST_TEXT

WORDS = "梧桐里𠮷 aZ09-:%_\\'\"·\n"
CODES = ("a", "b", "c", "d")
INSIDE = (-(1 << 63), (1 << 63) - 1)


def field(kind: Any, decimals: int = 0) -> OwnField:
    return OwnField(1, "space", "x", kind, decimals, choices=dict.fromkeys(CODES, True))


@st.composite
def values(draw: st.DrawFn) -> tuple[OwnField, Any]:
    """A field, and something that it can hold in the one form in which it is shown."""
    kind = draw(st.sampled_from(rules.TYPES))
    decimals = draw(st.integers(0, rules.MOST_DECIMALS)) if kind == "number" else 0
    of_type: dict[str, st.SearchStrategy[Any]] = {
        "text": st.text(WORDS, min_size=1, max_size=LONGEST_TEXT).map(str.strip).filter(bool),
        "long_text": st.text(WORDS, min_size=1, max_size=LONGEST_BODY).map(str.strip).filter(bool),
        "number": st.integers(-(10**11), 10**11).map(lambda n: str(Decimal(n).scaleb(-decimals))),
        "money": st.integers(-(10**12) + 1, 10**12 - 1),
        "date": st.dates(FIRST_DAY, LAST_DAY).map(date.isoformat),
        "yes_no": st.booleans(),
        "choice": st.sampled_from(CODES),
        "choices": st.lists(st.sampled_from(CODES), min_size=1, unique=True).map(sorted),
    }
    return field(kind, decimals), draw(of_type[kind])


@given(values())
def test_a_value_comes_out_as_it_went_in(one: tuple[OwnField, Any]) -> None:
    own, value = one
    stored = rules.read(own, value)
    shown = rules.show(own, stored)
    assert Decimal(str(shown)) == Decimal(value) if own.type == "number" else shown == value
    assert rules.read(own, shown) == stored
    assert all(each.whole is None or INSIDE[0] <= each.whole <= INSIDE[1] for each in stored)
    sealed = [Stored(*msgspec.json.decode(msgspec.json.encode(tuple(each)))) for each in stored]
    assert sealed == stored, "a sealed value is the same"


@given(
    st.sampled_from(rules.TYPES),
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(WORDS + ".e")
    | st.lists(st.text(WORDS)),
)
def test_anything_else_is_refused_by_a_word_and_never_by_accident(kind: Any, value: Any) -> None:
    own = field(kind, 2 if kind == "number" else 0)
    try:
        stored = rules.read(own, value)
    except OwnFault as fault:
        assert fault.code.startswith("own_")
    else:
        assert rules.read(own, rules.show(own, stored)) == stored


@given(values(), st.text("0123456789.-truefalsNaIn", max_size=12))
def test_a_filter_means_a_span_or_is_refused(one: tuple[OwnField, Any], asked: str) -> None:
    own, _ = one
    if own.type not in ("number", "money", "date", "yes_no"):
        return
    try:
        low, high = rules.bounds(own, asked)
    except OwnFault:
        return
    assert (low, high) != (None, None)


def test_spans_of_a_filter() -> None:
    assert rules.bounds(field("number", 2), "2.5..3") == (250, 300)
    assert rules.bounds(field("number"), "..-3") == (None, -3)
    assert rules.bounds(field("money"), "12.5..") == (1250, None)
    day = date(2026, 2, 28).toordinal()
    assert rules.bounds(field("date"), "2026-02-28") == (day, day)
    assert rules.bounds(field("yes_no"), "false") == (0, 0)


@given(st.text(WORDS + "@.+()", min_size=1, max_size=40).filter(str.strip))
def test_a_personal_text_never_leaves_whole(text: str) -> None:
    shown = masked("text", text)
    assert shown is not None and "*" in shown
    assert masked("date", "1980-01-31") == "***" and masked("long_text", text) == "***"
