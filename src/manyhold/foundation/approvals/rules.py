"""Who may do what with a request, and what comes of it: states and transitions as data, without a database.

A `Play` is a request on its way along its frozen chain. It never asks who people are: each decision is handed
`Sitting`, the people who may sign each seat of the current step now, each with the one in whose place they sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

PENDING, RETURNED, APPROVED, REFUSED, WITHDRAWN = "pending", "returned", "approved", "refused", "withdrawn"
ENDS = frozenset({APPROVED, REFUSED, WITHDRAWN})
SUBMIT, APPROVE, REFUSE, RETURN, WITHDRAW = "submit", "approve", "refuse", "return", "withdraw"
ADD_SIGNER, REMIND = "add_signer", "remind"
MOVES: Mapping[str, Mapping[str, str]] = {
    PENDING: {
        APPROVE: PENDING,
        REFUSE: REFUSED,
        RETURN: RETURNED,
        WITHDRAW: WITHDRAWN,
        ADD_SIGNER: PENDING,
        REMIND: PENDING,
    },
    RETURNED: {SUBMIT: PENDING, WITHDRAW: WITHDRAWN},
    APPROVED: {},
    REFUSED: {},
    WITHDRAWN: {},
}
"""What each act makes of each state; the approval of the last step makes `approved`."""
SIGNERS_ACTS = frozenset({APPROVE, REFUSE, RETURN, ADD_SIGNER})
SUBMITTERS_ACTS = frozenset({SUBMIT, WITHDRAW, REMIND})
MOST_STEPS = 20

Post = Literal["project", "tree", "group"]
Sitting = Sequence[Mapping[int, int]]
"""Of each seat of the current step: who may sign it now, and in whose place (their own, or an absent one's)."""


class Refusal(Exception):
    """The act is not allowed; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Seat:
    """One signature that a step asks for: of a person, or of whoever holds a role there."""

    person_id: int = 0
    role: str = ""
    at: Post = "project"
    signed_by: int = 0
    signed_for: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """`needs` one of its seats signed, or all of them (会签); one that is signed `outside` has no seats.

    Such a step is done when the outside OA has approved it under a `number` of its own.
    """

    name: str
    needs: Literal["any", "all"]
    seats: tuple[Seat, ...]
    added_by: int = 0
    outside: str = ""
    number: str = ""

    @property
    def is_done(self) -> bool:
        if self.outside:
            return bool(self.number)
        signed = [bool(seat.signed_by) for seat in self.seats]
        return all(signed) if self.needs == "all" else any(signed)


@dataclass(frozen=True, slots=True)
class Play:
    """A request on its way. `turn` grows whenever other people's turn it is: an act names the turn it was read at."""

    submitted_by: int
    steps: tuple[Step, ...]
    state: str = PENDING
    at: int = 0
    turn: int = 1
    signs_once: bool = False
    """Who has signed a step need not sign the next one too."""

    @property
    def step(self) -> Step | None:
        """The step whose turn it is."""
        return self.steps[self.at] if self.state == PENDING else None


def seated(
    people: Iterable[Iterable[int]], stand_ins: Mapping[int, int], submitted_by: int
) -> list[dict[int, int]]:
    """Who may sign each seat: its people and their stand-ins of today, and never who submitted.

    Nor does anybody sign in the place of who submitted: that would be their own approval by another hand.
    """
    found: list[dict[int, int]] = []
    for seat in people:
        own = {one: one for one in seat if one != submitted_by}
        others = {stand_ins[one]: one for one in own if one in stand_ins}
        found.append({one: whom for one, whom in (others | own).items() if one != submitted_by})
    return found


def with_successor(play: Play, person_id: int, successor_id: int) -> Play:
    """The play after somebody has left: seats that named them and are not signed name the successor.

    Without a successor they stay: the step is then unfilled, and headquarters is told. A step never has the
    successor twice.
    """
    if not successor_id:
        return play

    def taken_over(step: Step) -> Step:
        if any(one.person_id == successor_id for one in step.seats):
            kept = [one for one in step.seats if one.person_id != person_id or one.signed_by]
            return replace(step, seats=tuple(kept)) if kept else step
        seats = (
            replace(one, person_id=successor_id) if one.person_id == person_id and not one.signed_by else one
            for one in step.seats
        )
        return replace(step, seats=tuple(seats))

    steps = tuple(taken_over(step) if number >= play.at else step for number, step in enumerate(play.steps))
    return replace(play, steps=steps)


def is_unfilled(play: Play, sitting: Sitting) -> bool:
    """Whether nobody there is could bring the current step to its end."""
    step = play.step
    if step is None or step.outside:
        return False
    can = [bool(seat.signed_by) or bool(who) for seat, who in zip(step.seats, sitting, strict=True)]
    return not (all(can) if step.needs == "all" else any(can))


def may(play: Play, act: str, actor_id: int, sitting: Sitting) -> bool:
    """Whether that person may do that now."""
    if act not in MOVES[play.state] or (act == REMIND and _is_outside(play)):
        return False
    if act in SUBMITTERS_ACTS:
        return actor_id == play.submitted_by
    return _seat_of(play, actor_id, sitting) is not None


def in_place_of(play: Play, actor_id: int, sitting: Sitting) -> int:
    """In whose place this person acts on the current step: their own, unless they sit there for another."""
    place = _seat_of(play, actor_id, sitting)
    return actor_id if place is None else sitting[place][actor_id]


def moved(play: Play, act: str, actor_id: int, sitting: Sitting) -> Play:
    """The request after an act. Raises Refusal: `not_open`, `not_the_submitter`, `not_your_turn`."""
    _require(play, act, actor_id, sitting)
    if act == APPROVE:
        return _approved(play, actor_id, sitting)
    if act == REMIND:
        return play
    return replace(play, state=MOVES[play.state][act], turn=play.turn + 1)


def decided_outside(play: Play, turn: int, outcome: str, number: str, *, is_own: bool) -> Play:
    """The request after what an outside OA says of the application that was handed over at `turn`.

    Raises Refusal `not_open` when it is not waiting for just that: it was told before, or has ended otherwise. An
    approval that the applicant gave there too (`is_own`) counts as none, and the request is refused.
    """
    step = play.step
    if step is None or not step.outside or play.turn != turn:
        raise Refusal("not_open")
    if outcome == WITHDRAWN:
        return replace(play, state=WITHDRAWN, turn=play.turn + 1)
    if outcome != APPROVED or is_own:
        return replace(play, state=REFUSED, turn=play.turn + 1)
    step = replace(step, number=number)
    play = replace(play, steps=(*play.steps[: play.at], step, *play.steps[play.at + 1 :]), turn=play.turn + 1)
    if play.at + 1 == len(play.steps):
        return replace(play, state=APPROVED)
    return replace(play, at=play.at + 1)


def submitted_anew(play: Play, actor_id: int, steps: tuple[Step, ...], *, signs_once: bool) -> Play:
    """A returned request at the first step of a fresh chain. Raises Refusal: `not_open`, `not_the_submitter`."""
    _require(play, SUBMIT, actor_id, ())
    return Play(actor_id, steps, MOVES[play.state][SUBMIT], 0, play.turn + 1, signs_once)


def with_signer(
    play: Play, actor_id: int, sitting: Sitting, person_id: int, *, before: bool, name: str
) -> Play:
    """The request with one more signer before or after the current step.

    Raises Refusal, beside those of `moved`: `signs_own` for who submitted, `signs_already` for who is asked by
    this step anyway, `too_many_steps`.
    """
    _require(play, ADD_SIGNER, actor_id, sitting)
    if person_id == play.submitted_by:
        raise Refusal("signs_own")
    if any(person_id in who for who in sitting):
        raise Refusal("signs_already")
    if len(play.steps) >= MOST_STEPS:
        raise Refusal("too_many_steps")
    step = Step(name, "any", (Seat(person_id=person_id),), added_by=actor_id)
    place = play.at if before else play.at + 1
    steps = (*play.steps[:place], step, *play.steps[place:])
    return replace(play, steps=steps, turn=play.turn + 1)


def carried(play: Play, sitting: Sitting) -> tuple[Play, int] | None:
    """The request after a signature that its chain carries over from the step before, and whose; None when none."""
    step = play.step
    if step is None or not play.signs_once or play.at == 0:
        return None
    before = {seat.signed_by for seat in play.steps[play.at - 1].seats} - {0}
    for place, (seat, who) in enumerate(zip(step.seats, sitting, strict=True)):
        again = sorted(one for one, whom in who.items() if one in before and one == whom)
        if again and not seat.signed_by:
            return _signed(play, place, again[0], again[0]), again[0]
    return None


def _require(play: Play, act: str, actor_id: int, sitting: Sitting) -> None:
    if act not in MOVES[play.state]:
        raise Refusal("not_open")
    if act in SUBMITTERS_ACTS and actor_id != play.submitted_by:
        raise Refusal("not_the_submitter")
    if act == REMIND and _is_outside(play):
        raise Refusal("signed_outside")
    if act in SIGNERS_ACTS and _seat_of(play, actor_id, sitting) is None:
        raise Refusal("not_your_turn")


def _is_outside(play: Play) -> bool:
    return play.step is not None and bool(play.step.outside)


def _seat_of(play: Play, actor_id: int, sitting: Sitting) -> int | None:
    """The seat that this person would sign: one of their own before one that they fill for another."""
    step = play.step
    if step is None or actor_id == play.submitted_by:
        return None
    open_seats = [
        (who[actor_id] != actor_id, place)
        for place, (seat, who) in enumerate(zip(step.seats, sitting, strict=True))
        if actor_id in who and not seat.signed_by
    ]
    return min(open_seats)[1] if open_seats else None


def _approved(play: Play, actor_id: int, sitting: Sitting) -> Play:
    place = _seat_of(play, actor_id, sitting)
    assert place is not None
    return _signed(play, place, actor_id, sitting[place][actor_id])


def _signed(play: Play, place: int, actor_id: int, whom: int) -> Play:
    step = play.steps[play.at]
    seat = replace(step.seats[place], signed_by=actor_id, signed_for=whom)
    step = replace(step, seats=(*step.seats[:place], seat, *step.seats[place + 1 :]))
    play = replace(play, steps=(*play.steps[: play.at], step, *play.steps[play.at + 1 :]))
    if not step.is_done:
        return play
    if play.at + 1 == len(play.steps):
        return replace(play, state=APPROVED, turn=play.turn + 1)
    return replace(play, at=play.at + 1, turn=play.turn + 1)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a chain applies: at a project, under a node, or (neither) everywhere; of a kind; within a size."""

    project_id: int | None = None
    node_id: int | None = None
    kind: str = ""
    at_least: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a chain is chosen for; `nodes` are those above the project, from the root down."""

    project_id: int
    nodes: tuple[int, ...] = field(default=())
    kind: str = ""
    size: int = 0


def specificity(condition: Condition, case: Case) -> tuple[int, bool, int, int] | None:
    """How closely a chain's condition fits a case: by place, then kind, then size; None when it does not apply."""
    if condition.project_id is not None:
        place = len(case.nodes) + 1 if condition.project_id == case.project_id else None
    elif condition.node_id is not None:
        place = case.nodes.index(condition.node_id) + 1 if condition.node_id in case.nodes else None
    else:
        place = 0
    is_kind = not condition.kind or condition.kind == case.kind
    low = condition.at_least is None or case.size >= condition.at_least
    high = condition.below is None or case.size < condition.below
    if place is None or not (is_kind and low and high):
        return None
    floor = -1 if condition.at_least is None else condition.at_least
    ceiling = -(1 << 62) if condition.below is None else -condition.below
    return place, bool(condition.kind), floor, ceiling


def chosen(conditions: Mapping[int, Condition], case: Case) -> int | None:
    """The key of the condition that fits a case most closely; None when no chain applies."""
    fits = {key: fit for key, one in conditions.items() if (fit := specificity(one, case)) is not None}
    return max(fits, key=lambda key: (fits[key], -key), default=None)
