"""Requests under any acts of anybody: nobody approves his own, an end is an end, and a chain is chosen closely."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from manyhold.foundation.approvals import rules
from manyhold.foundation.approvals.handovers import rules as handovers
from manyhold.foundation.approvals.rules import Case, Condition, Play, Seat, Step
from manyhold.kernel.modules import Fact

PEOPLE = st.integers(1, 5)
seats = st.lists(st.sets(PEOPLE, max_size=3), min_size=1, max_size=3)
steps = st.lists(st.tuples(st.sampled_from(["any", "all"]), seats), min_size=1, max_size=4)
acts = st.lists(
    st.tuples(
        st.sampled_from(sorted({*rules.SIGNERS_ACTS, *rules.SUBMITTERS_ACTS})), PEOPLE, PEOPLE, st.booleans()
    ),
    max_size=25,
)
stand_ins = st.dictionaries(PEOPLE, PEOPLE, max_size=4)


class Course:
    """A request to which things happen, with who sits at each step."""

    def __init__(self, chain: Any, submitter: int, stand_ins: dict[int, int], *, signs_once: bool) -> None:
        self.stand_ins = stand_ins
        made = tuple(Step("", needs, tuple(Seat(role=str(one)) for one in who)) for needs, who in chain)
        self.people = {str(one): one for _, who in chain for one in who}
        self.chain = tuple(
            Step("", needs, tuple(Seat(role=",".join(map(str, sorted(one)))) for one in who))
            for needs, who in chain
        )
        assert len(made) == len(self.chain)
        self.play = Play(submitter, self.chain, signs_once=signs_once)
        self.approvals = 0

    def sitting(self) -> Any:
        step = self.play.step
        if step is None:
            return []
        who = [
            [seat.person_id] if seat.person_id else [int(one) for one in seat.role.split(",") if one]
            for seat in step.seats
        ]
        return rules.seated(who, self.stand_ins, self.play.submitted_by)

    def do(self, name: str, actor: int, other: int, before: bool) -> bool:
        """One act; whether it was allowed."""
        try:
            if name == rules.ADD_SIGNER:
                after = rules.with_signer(self.play, actor, self.sitting(), other, before=before, name="")
            elif name == rules.SUBMIT:
                after = rules.submitted_anew(self.play, actor, self.chain, signs_once=self.play.signs_once)
            else:
                after = rules.moved(self.play, name, actor, self.sitting())
        except rules.Refusal:
            return False
        self.approvals += after.state == rules.APPROVED and self.play.state != rules.APPROVED
        self.play = after
        while (carry := rules.carried(self.play, self.sitting())) is not None:
            self.approvals += carry[0].state == rules.APPROVED
            self.play = carry[0]
        return True


@given(steps, PEOPLE, stand_ins, acts, st.booleans())
def test_nobody_signs_his_own_and_an_end_is_an_end(
    chain: Any, submitter: int, away: dict[int, int], done: Any, once: bool
) -> None:
    course = Course(chain, submitter, away, signs_once=once)
    for name, actor, other, before in done:
        was = course.play
        allowed = course.do(name, actor, other, before)
        assert allowed or course.play == was
        assert not (allowed and was.state in rules.ENDS), "a finished request never moves"
        assert allowed == (name in rules.MOVES[was.state] and allowed)
        for one in course.play.steps:
            for seat in one.seats:
                assert submitter not in (seat.signed_by, seat.signed_for)
        assert course.approvals <= 1, "one effect"
        assert course.play.turn >= was.turn
    if course.play.state == rules.APPROVED:
        assert course.approvals == 1
        assert all(step.is_done for step in course.play.steps), "no step passes by itself"


TELLS = st.lists(
    st.tuples(
        st.sampled_from(
            ["approved", "refused", "withdrawn", "withdraw here", "submit anew", "approve", "never"]
        ),
        PEOPLE,
        st.integers(0, 3),
        st.sets(PEOPLE, max_size=3),
    ),
    max_size=20,
)


@given(PEOPLE, TELLS)
def test_what_is_signed_outside_takes_effect_once(submitter: int, told: Any) -> None:
    """Its result arrives twice, late, for a turn that is over, or never; here somebody withdraws, or tries to sign."""
    play = Play(submitter, (Step("企业微信", "any", (), outside="wecom"),))
    approvals = ends = 0
    for what, actor, age, agreed in told:
        was, is_own = play, handovers.signs_own([str(submitter)], [str(one) for one in agreed])
        try:
            if what == "withdraw here":
                play = rules.moved(play, rules.WITHDRAW, actor, [])
                assert actor == submitter
            elif what == "submit anew":
                play = rules.submitted_anew(play, actor, play.steps, signs_once=False)
            elif what == "approve":
                play = rules.moved(play, rules.APPROVE, actor, [])
                raise AssertionError("nobody signs here what is signed there")
            elif what != "never":
                play = rules.decided_outside(play, play.turn - age, what, "N1", is_own=is_own)
                assert age == 0, "an answer to a turn that is over counts for nothing"
                assert not (is_own and play.state == rules.APPROVED), "nobody approves his own there either"
        except rules.Refusal:
            assert play == was
        approvals += play.state == rules.APPROVED and was.state != rules.APPROVED
        ends += play.state in rules.ENDS and was.state not in rules.ENDS
        assert was.state not in rules.ENDS or play == was, "an end is an end"
        assert approvals <= 1 and ends <= 1, "one effect"
        assert not rules.is_unfilled(play, [])
    if all(what == "never" for what, *_ in told):
        assert play.state == rules.PENDING


@given(st.integers(-(10**12), 10**12))
def test_money_stands_in_a_form_to_the_fen(fen: int) -> None:
    said = handovers.text_of(Fact("amount_fen", "", "", "amount_fen"), fen)
    assert Decimal(said) * 100 == fen
    assert len(said.partition(".")[2]) == 2


@given(st.lists(st.sets(PEOPLE, max_size=3), min_size=1, max_size=3), stand_ins, PEOPLE)
def test_who_sits_is_named_or_stands_in_today(people: Any, away: dict[int, int], submitter: int) -> None:
    for seat, who in zip(people, rules.seated(people, away, submitter), strict=True):
        assert submitter not in who
        assert submitter not in who.values()
        for one, whom in who.items():
            assert whom in seat
            assert one == whom or away[whom] == one
    assert rules.seated(people, {}, submitter) == [
        {one: one for one in seat if one != submitter} for seat in people
    ], "a delegation that is over seats nobody"


def test_a_step_of_nobody_never_passes() -> None:
    play = Play(1, (Step("", "any", (Seat(role="x"),)), Step("", "all", (Seat(role="y"), Seat(role="z")))))
    assert rules.is_unfilled(play, [{}])
    assert not rules.is_unfilled(play, [{2: 2}])
    later = replace(play, at=1)
    assert rules.is_unfilled(later, [{2: 2}, {}])
    assert rules.carried(replace(later, signs_once=True), [{}, {}]) is None


def test_all_wants_every_seat_and_one_hand_signs_one_seat() -> None:
    both = [{2: 2}, {2: 2, 3: 3}]
    play = Play(1, (Step("", "all", (Seat(role="x"), Seat(role="y"))),))
    once = rules.moved(play, rules.APPROVE, 2, both)
    assert (once.state, once.turn) == (rules.PENDING, play.turn)
    assert rules.moved(once, rules.APPROVE, 3, both).state == rules.APPROVED


def test_who_stands_in_a_row_signs_each_unless_the_chain_says_otherwise() -> None:
    two = (Step("a", "any", (Seat(role="x"),)), Step("b", "any", (Seat(role="y"),)))
    after = rules.moved(Play(1, two), rules.APPROVE, 2, [{2: 2}])
    assert (after.at, after.state) == (1, rules.PENDING)
    assert rules.carried(after, [{2: 2}]) is None
    carry = rules.carried(replace(after, signs_once=True), [{2: 2}])
    assert carry is not None
    assert carry[0].state == rules.APPROVED
    assert rules.carried(replace(after, signs_once=True), [{2: 9}]) is None, "not in another's place"


def test_a_signer_may_be_added_before_or_after() -> None:
    play = Play(1, (Step("a", "any", (Seat(role="x"),)),))
    before = rules.with_signer(play, 2, [{2: 2}], 3, before=True, name="a")
    assert [step.added_by for step in before.steps] == [2, 0]
    assert before.at == 0
    after = rules.with_signer(play, 2, [{2: 2}], 3, before=False, name="a")
    assert [step.added_by for step in after.steps] == [0, 2]
    for person, code in ((1, "signs_own"), (2, "signs_already")):
        with pytest.raises(rules.Refusal, match=code):
            rules.with_signer(play, 2, [{2: 2}], person, before=True, name="a")


CASE = Case(project_id=7, nodes=(1, 2), kind="goods", size=1_000)


@pytest.mark.parametrize(
    ("closer", "wider"),
    [
        (Condition(project_id=7), Condition(node_id=2, kind="goods", at_least=900)),
        (Condition(node_id=2), Condition(node_id=1)),
        (Condition(node_id=1), Condition()),
        (Condition(kind="goods"), Condition(at_least=900, below=1_100)),
        (Condition(at_least=900), Condition(at_least=100)),
        (Condition(at_least=900, below=1_100), Condition(at_least=900)),
        (Condition(below=1_100), Condition(below=5_000)),
    ],
)
def test_the_closest_chain_is_chosen(closer: Condition, wider: Condition) -> None:
    assert rules.chosen({1: wider, 2: closer}, CASE) == 2
    assert rules.chosen({1: closer, 2: wider}, CASE) == 1


@pytest.mark.parametrize(
    "other",
    [
        Condition(project_id=8),
        Condition(node_id=3),
        Condition(kind="works"),
        Condition(at_least=1_001),
        Condition(below=1_000),
    ],
)
def test_a_chain_of_another_case_is_not_chosen(other: Condition) -> None:
    assert rules.chosen({1: other}, CASE) is None
