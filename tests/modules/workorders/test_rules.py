"""The life of an order as data: every declared step, and no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from pydantic import TypeAdapter, ValidationError

from manyhold.foundation.standards.dictionaries.rules import Entry, Vocabulary
from manyhold.kernel.errors import BadInput, Conflict
from manyhold.modules.workorders.orders import catalogue, rules, schemas

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
moments = st.integers(-(10**6), 10**6).map(lambda minutes: AT + timedelta(minutes=minutes))
WORDS = Vocabulary([Entry(one.code, one.zh, one.en, one.parent) for one in catalogue.ENTRIES], [])
states = st.sampled_from(sorted(rules.EVERYWHERE))
acts = st.sampled_from(sorted(rules.TRANSITIONS))


@pytest.mark.parametrize(
    ("words", "literal"),
    [
        (catalogue.STATES, schemas.State),
        (catalogue.CHANNELS, schemas.Channel),
        (catalogue.URGENCIES, schemas.UrgencyCode),
        (catalogue.REFUSALS, schemas.Refusal),
        (catalogue.CANCELLATIONS, schemas.Cancellation),
    ],
)
def test_the_api_takes_exactly_the_words_of_the_catalogue(
    words: tuple[catalogue.Word, ...], literal: object
) -> None:
    assert get_args(literal) == tuple(word.code for word in words)


def test_every_state_is_named_and_reached_and_only_cancelled_is_an_end_without_return() -> None:
    assert {word.code for word in catalogue.STATES} == rules.EVERYWHERE
    targets = {one.target for one in rules.TRANSITIONS.values()} - {None}
    assert targets | rules.BIRTHS == rules.EVERYWHERE
    moving = {act: one for act, one in rules.TRANSITIONS.items() if one.target is not None}
    dead_ends = {
        state for state in rules.EVERYWHERE if not any(state in one.sources for one in moving.values())
    }
    assert dead_ends == {rules.CANCELLED}


def test_every_code_fits_its_column_and_no_category_is_named_twice() -> None:
    assert len(catalogue.CATEGORY_BY_CODE) == len(catalogue.CATEGORIES)
    for category in catalogue.CATEGORIES:
        assert len(category.code) <= 20
        assert len({word.code for word in category.kinds}) == len(category.kinds)
        assert all(len(word.code) <= 20 for word in category.kinds)
        assert category.urgency in catalogue.URGENCY_BY_CODE


@given(acts, states)
def test_an_undeclared_act_is_refused_and_a_declared_one_leads_where_it_says(act: str, state: str) -> None:
    declared = rules.TRANSITIONS[act]
    if state in declared.sources:
        assert rules.after(act, state) == (declared.target or state)
    else:
        with pytest.raises(Conflict, match="act_not_allowed"):
            rules.after(act, state)


class Life(RuleBasedStateMachine):
    """Any acts in any order: the state stays declared, and rating needs a finish."""

    def __init__(self) -> None:
        super().__init__()
        self.state = rules.REPORTED
        self.evaluation = rules.UNRATED
        self.finishes = 0

    @rule(data=st.data())
    def do(self, data: st.DataObject) -> None:
        act = data.draw(st.sampled_from(rules.allowed(self.state, self.evaluation)))
        was, self.state = self.state, rules.after(act, self.state)
        assert was in rules.TRANSITIONS[act].sources
        if act == "finish":
            self.finishes += 1
            self.evaluation = rules.RATABLE
        if act == "rate":
            rules.check_ratable(self.evaluation)
            self.evaluation = rules.RATED
        if act == "reopen":
            self.evaluation = rules.UNRATED

    @precondition(lambda self: self.evaluation == rules.RATED)
    @rule()
    def nobody_rates_twice(self) -> None:
        assert "rate" not in rules.allowed(self.state, self.evaluation)
        with pytest.raises(Conflict, match="already_rated"):
            rules.check_ratable(self.evaluation)

    @invariant()
    def both_axes_agree(self) -> None:
        assert self.state in rules.EVERYWHERE
        if self.evaluation != rules.UNRATED:
            assert self.state in {rules.FINISHED, rules.CLOSED}
            assert self.finishes


TestLife = Life.TestCase


@given(states, moments, st.none() | moments, moments)
def test_late_means_finished_or_still_open_after_it_was_due(
    state: str, due: datetime, finished: datetime | None, now: datetime
) -> None:
    late = rules.is_late(state, due, finished, now)
    if state == rules.CANCELLED:
        assert not late
    elif state in rules.OPEN:
        assert late == (now > due)
    else:
        assert late == (finished is not None and finished > due)


def test_due_times_are_the_trades() -> None:
    assert [rules.due_at(one.code, AT) - AT for one in catalogue.URGENCIES] == [
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=24),
        timedelta(hours=48),
    ]


def test_a_number_is_found_by_what_people_say_of_it() -> None:
    for typed in ("7", "0007", " 7 "):
        assert rules.number_pattern(typed) == "WX-%-0007"
    for typed in ("WX-P01-20261122-0007", "wx-P01-20261122-7", "P01-20261122-0007"):
        assert rules.number_pattern(typed) == "WX-P01-20261122-0007"
    assert rules.number_pattern("20261122-7") == "WX-%-20261122-0007"
    for typed in ("20261122", "wx20261122", "WX 20261122", "WX-20261122"):
        assert rules.number_pattern(typed) == "WX-%20261122%", "a day, or a code that is a number"
    for typed in ("", " ", "wx", "WX-", "%"):
        assert rules.number_pattern(typed) is None
    assert rules.number_pattern("WX01") == rules.number_pattern("wx-WX01") == "WX-WX01%"
    assert rules.number_pattern("a_1") == r"WX-a\_1%"
    assert rules.number_pattern("50%_off") == r"WX-50\_off%"


def test_among_all_things_an_order_is_meant_by_its_beginning_or_its_day() -> None:
    for typed in (
        "wx-7",
        "WX-P01",
        "wx20261122",
        "20261122",
        "20261122-7",
        "p01-20261122",
        "P01-20261122-0007",
    ):
        assert rules.number_pattern(typed, among_all=True) == rules.number_pattern(typed) is not None, typed
    for typed in ("7", "0007", "wxl", "1-202", "202611", "13900001234", "P01", "wx"):
        assert rules.number_pattern(typed, among_all=True) is None, typed


def test_a_number_of_the_groups_own_form_is_found_by_its_beginning() -> None:
    assert rules.number_patterns("BX-P01-26") == ["WX-BX-P01-26%", "BX-P01-26%"]
    assert rules.number_patterns("GD_261122", among_all=True) == [r"GD\_261122%"]
    assert rules.number_patterns("GD-261122", among_all=True, has_own_form=False) == []
    for typed in ("13900001234", "张三", "1-2", "50%"):
        assert rules.number_patterns(typed, among_all=True) == [], typed


@given(st.text(max_size=45))
def test_no_text_makes_a_pattern_of_its_own(typed: str) -> None:
    pattern = rules.number_pattern(typed)
    if pattern is None:
        return
    assert pattern.startswith("WX-")
    assert pattern.removeprefix("WX-%").count("%") <= 1
    assert "_" not in pattern.replace(r"\_", "")


@pytest.mark.parametrize(
    ("category", "kind", "urgency", "field"),
    [
        ("nonsense", "", "ordinary", "category"),
        ("complaint", "lift", "ordinary", "kind"),
        ("complaint", "noise", "soon", "urgency"),
    ],
)
def test_unknown_words_are_named(category: str, kind: str, urgency: str, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        rules.check_words(WORDS, category, kind, urgency, date(2026, 11, 22))
    assert [one.field for one in refused.value.fields] == [field]


@pytest.mark.parametrize(
    "text",
    ["", "13800138000", "138 0013 8000", "+86 13800138000", "021-5888 8888", "(021) 58888888", "12345"],
)
def test_a_phone_that_can_be_called_is_taken(text: str) -> None:
    assert TypeAdapter(schemas.PhoneText).validate_python(text) == text


@pytest.mark.parametrize("text", ["139000", "1390013800", "139001380000", "abc", "-5", "1"])
def test_a_phone_that_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(schemas.PhoneText).validate_python(text)
