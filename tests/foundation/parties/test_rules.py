"""Who may hold a space beside whom: properties over any sequence of wishes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.parties import rules
from manyhold.foundation.parties.drafts import HoldingDraft

FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(12)]
SHARES = st.sampled_from([None, Decimal("0.25"), Decimal("0.5"), Decimal(1)])


@st.composite
def holdings(draw: st.DrawFn) -> HoldingDraft:
    return HoldingDraft(
        party_id=draw(st.integers(1, 3)),
        space_id=1,
        role=draw(st.sampled_from(rules.ROLES)),
        starts_on=draw(st.sampled_from(DAYS)),
        ends_on=draw(st.none() | st.sampled_from(DAYS)),
        share=draw(SHARES),
        is_payer=draw(st.booleans()),
        is_vote_representative=draw(st.booleans()),
    )


def accepted(wishes: Sequence[HoldingDraft]) -> list[HoldingDraft]:
    held: list[HoldingDraft] = []
    for wish in wishes:
        if not rules.fault_of(wish, held):
            held.append(wish)
    return held


@given(st.lists(holdings(), max_size=12))
def test_on_no_day_is_anything_held_twice(wishes: list[HoldingDraft]) -> None:
    held = accepted(wishes)
    for day in [*DAYS, DAYS[-1] + timedelta(days=1000)]:
        here = [one for one in held if rules.holds_on(one, day)]
        assert sum(one.is_payer for one in here) <= 1
        assert sum(one.is_vote_representative for one in here) <= 1
        assert len({(one.party_id, one.role) for one in here}) == len(here)
        assert sum((one.share or Decimal(0) for one in here), Decimal(0)) <= 1


@given(holdings(), st.lists(holdings(), max_size=8))
def test_what_is_refused_would_break_something(wish: HoldingDraft, wishes: list[HoldingDraft]) -> None:
    held = accepted(wishes)
    fault = rules.fault_of(wish, held)
    beside = [one for one in held if rules.overlap(one, wish)]
    reasons = {
        "ends_before_start": wish.ends_on is not None and wish.ends_on < wish.starts_on,
        "share_without_ownership": wish.share is not None and wish.role not in rules.OWNERS,
        "vote_without_ownership": wish.is_vote_representative and wish.role not in rules.VOTING,
        "holding_overlaps": any((one.party_id, one.role) == (wish.party_id, wish.role) for one in beside),
        "payer_taken": wish.is_payer and any(one.is_payer for one in beside),
        "vote_representative_taken": wish.is_vote_representative
        and any(one.is_vote_representative for one in beside),
        "shares_exceed_whole": any(
            sum((one.share or Decimal(0) for one in (wish, *beside) if rules.holds_on(one, day)), Decimal(0))
            > 1
            for day in DAYS
        ),
    }
    assert reasons[fault] if fault else not any(reasons.values())


@given(holdings(), holdings())
def test_overlap_is_a_common_day(one: HoldingDraft, other: HoldingDraft) -> None:
    days = [*DAYS, DAYS[-1] + timedelta(days=1)]
    sound = [rules.fault_of(one, []) == "", rules.fault_of(other, []) == ""]
    if all(sound):
        common = any(rules.holds_on(one, day) and rules.holds_on(other, day) for day in days)
        assert rules.overlap(one, other) == rules.overlap(other, one) == common


@given(st.lists(holdings(), max_size=12), st.sampled_from(DAYS[1:]), st.booleans())
def test_a_transfer_leaves_no_old_owner_on_its_day(
    wishes: list[HoldingDraft], day: date, family_stays: bool
) -> None:
    held = accepted(wishes)
    if rules.transfer_fault(held, day):
        return
    staying = [one for one in held if one not in rules.ending(held, day, family_stays=family_stays)]
    assert not [one for one in staying if one.role in rules.OWNERS and rules.holds_on(one, day)]
    assert [one for one in held if one.role == "tenant"] == [one for one in staying if one.role == "tenant"]
