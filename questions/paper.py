"""From a quiz's plan to the drawn paper: which questions, in which order, with their options in which order.

What was drawn is a value to be stored; nothing ever relies on drawing the same again.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from questions.facts import Weight
from questions.types import JUDGED

How = Literal["choose", "type", "any"]
Focus = Literal["main", "all"]
Target = tuple[str, str]
"""A fact id and the role that is asked of it."""

MAIN_SHARE = Fraction(3, 5)
"""The least share of main points in a paper with the focus on them."""

TRUE_FALSE = "true_false"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a paper is to be drawn from.

    `question_ids` fixes the paper: these, in this order, whatever else the plan says. `targets`
    asks only what gives evidence about them (practise what I missed). Empty means: no limit.
    """

    length: int
    topics: tuple[str, ...] = ()
    how: How = "any"
    focus: Focus = "main"
    question_ids: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be drawn, without anything that a student must not see.

    `facts` are what it stands on, `tells` what its stem says besides, `betrays` the ids of the questions
    whose answer it names in like words. `is_true` is the verdict of a
    true/false question, for balance. `keeps_order` is said of options in the order given: numbers
    and dates, which must then ascend, and what its author does not want shuffled. `points` are what
    it is worth. `answer` is the token that it shares with what the same thing answers
    (`questions.answer`), "" where no single thing does.
    """

    question_id: str
    version_id: int
    type: str
    topic: str = ""
    weight: Weight = "detail"
    targets: tuple[Target, ...] = ()
    facts: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    betrays: tuple[str, ...] = ()
    option_ids: tuple[str, ...] = ()
    difficulty: int = 2
    is_true: bool | None = None
    typed: bool = False
    keeps_order: bool = False
    pattern: str = ""
    points: Fraction = Fraction(1)
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One question of a paper, pinned to its version, with its options as drawn."""

    question_id: str
    version_id: int
    order: tuple[str, ...]
    points: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Paper:
    """The drawn questions in the order in which they are asked."""

    slots: tuple[Slot, ...]


def draw(plan: Plan, candidates: Sequence[Candidate], rng: random.Random) -> Paper:
    """A paper by the plan; shorter than asked where there is not enough to ask.

    No two questions stand on one fact, where one would give the other away, and none tells in its
    stem what another asks; only whoever practises single targets may meet both roles of a fact. With
    focus "main" three in five ask main points as long as there are enough of them. True/false fills
    at most a tenth (one from five questions on), true and false in balance. While there is anything
    else to ask, nothing is the answer twice and no stem betrays the answer of another question; else it
    stands behind that question. The types are mixed, and an easy question opens.
    """
    eligible = fitting(plan, candidates)
    if plan.question_ids:
        return Paper(tuple(slot_of(candidate, rng) for candidate in eligible))
    rng.shuffle(eligible)
    hand = _Hand(plan, eligible)
    if plan.focus == "main":
        hand.take(math.ceil(plan.length * MAIN_SHARE), [one for one in eligible if one.weight == "main"])
    hand.take(plan.length, eligible)
    hand.drop_surplus_true_false()
    return Paper(tuple(slot_of(candidate, rng) for candidate in _in_asking_order(hand.chosen, rng)))


def fitting(plan: Plan, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that the plan may draw; of a fixed paper those it asks, in its order.

    What a person has to mark is asked by fixed papers only: nobody waits to mark a free practice.
    """
    if plan.question_ids:
        by_id = {candidate.question_id: candidate for candidate in candidates}
        return [by_id[question] for question in dict.fromkeys(plan.question_ids) if question in by_id]
    return [candidate for candidate in candidates if _fits(candidate, plan)]


def slot_of(candidate: Candidate, rng: random.Random) -> Slot:
    """The candidate with its options shuffled, unless they keep their order."""
    order = list(candidate.option_ids)
    if not candidate.keeps_order:
        rng.shuffle(order)
    return Slot(candidate.question_id, candidate.version_id, tuple(order), candidate.points)


def told_by_none_before(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those, in their order, that nothing kept before them gives away, and that give away none of it."""
    facts: set[str] = set()
    told: set[str] = set()
    kept = []
    for one in candidates:
        if facts.isdisjoint((*one.facts, *one.tells)) and told.isdisjoint(one.facts):
            kept.append(one)
            facts.update(one.facts)
            told.update(one.tells)
    return kept


def apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that ask nothing that another of them asks too; what asks least goes first."""
    taken: set[Target] = set()
    chosen = []
    for one in sorted(candidates, key=lambda one: len(one.targets)):
        if taken.isdisjoint(one.targets):
            chosen.append(one)
            taken.update(one.targets)
    return chosen


def forms_of(asked: Sequence[Candidate], candidates: Iterable[Candidate]) -> list[Candidate]:
    """All that ask what one of these asks, or a part of it, and nothing else."""
    wanted = [set(one.targets) for one in asked]
    return [
        one
        for one in candidates
        if one.targets
        and one.type not in JUDGED
        and any(targets.issuperset(one.targets) for targets in wanted)
    ]


def another_form(
    candidates: Sequence[Candidate], missed: Candidate, used: Collection[str], rng: random.Random
) -> Candidate | None:
    """What to ask when a missed question returns.

    A question on the same target that was not used yet, if possible of another type and pattern;
    else one on the same fact; else the missed question itself, or None when that is gone too.
    """
    fresh = [
        one
        for one in candidates
        if one.type not in JUDGED and one.question_id not in used and one.question_id != missed.question_id
    ]
    rng.shuffle(fresh)

    def likeness(one: Candidate) -> tuple[bool, bool]:
        return one.type == missed.type, one.pattern == missed.pattern

    for related in (
        [one for one in fresh if set(one.targets) & set(missed.targets)],
        [one for one in fresh if set(one.facts) & set(missed.facts)],
    ):
        if related:
            return min(related, key=likeness)
    return next((one for one in candidates if one.question_id == missed.question_id), None)


def draw_more(
    plan: Plan,
    candidates: Sequence[Candidate],
    on_paper: Sequence[Candidate],
    count: int,
    rng: random.Random,
) -> list[Candidate]:
    """At most so many questions that the plan allows and that stand on no fact of the paper.

    A fixed paper has none besides its own.
    """
    eligible = fitting(plan, candidates)
    rng.shuffle(eligible)
    hand = _Hand(plan, eligible)
    for one in on_paper:
        hand.add(one)
    hand.take(len(on_paper) + count, eligible)
    return hand.chosen[len(on_paper) :]


def true_false_allowed(length: int) -> int:
    """How many of so many questions may be true/false: a tenth, but one from five on."""
    return max(length // 10, int(length >= 5))


@dataclass(slots=True)
class _Hand:
    """What has been drawn so far."""

    plan: Plan
    eligible: Sequence[Candidate]
    chosen: list[Candidate] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    targets: set[Target] = field(default_factory=set)
    answers: set[str] = field(default_factory=set)
    facts: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    """Facts that are asked or told in passing."""
    betrayed: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    topics: Counter[str] = field(default_factory=Counter)
    tilt: int = 0
    """True statements minus false ones."""

    def take(self, length: int, pile: Iterable[Candidate]) -> None:
        """Fill the hand up to `length` from a shuffled pile, the best fitting first."""
        left = list(pile)
        while len(self.chosen) < length:
            left = [one for one in left if self._may_take(one)]
            if not left:
                return
            self.add(min(left, key=self._cost))

    def drop_surplus_true_false(self) -> None:
        """Keep true/false to its share of the paper that came about, which may be a short one."""
        while self.types[TRUE_FALSE] > self._true_false_allowed(len(self.chosen)):
            surplus = next(
                one for one in reversed(self.chosen) if one.type == TRUE_FALSE and _tilt(one) * self.tilt >= 0
            )
            self.chosen.remove(surplus)
            self.types[TRUE_FALSE] -= 1
            self.tilt -= _tilt(surplus)

    def _may_take(self, one: Candidate) -> bool:
        if one.question_id in self.ids or not self.targets.isdisjoint(one.targets):
            return False
        if not self.plan.targets and self._gives_away(one):
            return False
        if one.type != TRUE_FALSE:
            return True
        is_balanced = bool(self.plan.targets) or abs(self.tilt + _tilt(one)) <= 1
        return is_balanced and self.types[TRUE_FALSE] < self._true_false_allowed(self.plan.length)

    def _gives_away(self, one: Candidate) -> bool:
        """Whether the question or one in the hand tells what the other asks."""
        return not (self.told.isdisjoint(one.facts) and self.facts.isdisjoint(one.tells))

    def _true_false_allowed(self, length: int) -> int:
        """Whoever practises single targets may need them in the only form there is."""
        return length if self.plan.targets else true_false_allowed(length)

    def _cost(self, one: Candidate) -> tuple[bool, int, int, int]:
        # Of others `_may_take` lets no fact be asked twice.
        is_asked_twice = bool(self.plan.targets) and not self.facts.isdisjoint(one.facts)
        betrays_one = one.question_id in self.betrayed or not self.ids.isdisjoint(one.betrays)
        alike = betrays_one + (one.answer in self.answers)
        return is_asked_twice, alike, self.types[one.type], self.topics[one.topic]

    def add(self, one: Candidate) -> None:
        self.chosen.append(one)
        self.ids.add(one.question_id)
        self.targets.update(one.targets)
        if one.answer:
            self.answers.add(one.answer)
        self.facts.update(one.facts)
        self.told.update(one.facts, one.tells)
        self.betrayed.update(one.betrays)
        self.types[one.type] += 1
        self.topics[one.topic] += 1
        self.tilt += _tilt(one)


def _tilt(one: Candidate) -> int:
    return 0 if one.is_true is None else 1 if one.is_true else -1


def _fits(candidate: Candidate, plan: Plan) -> bool:
    if candidate.type in JUDGED or (plan.topics and candidate.topic not in plan.topics):
        return False
    if plan.targets and not set(plan.targets) & set(candidate.targets):
        return False
    return plan.how == "any" or candidate.typed == (plan.how == "type")


def _in_asking_order(chosen: Sequence[Candidate], rng: random.Random) -> list[Candidate]:
    """Shuffled, but one of the easiest opens, chosen rather than typed if there is such a one.

    What betrays another of them opens only where all do.
    """
    order = list(chosen)
    rng.shuffle(order)
    if order:
        ids = {one.question_id for one in order}
        opening = min(order, key=lambda one: (not ids.isdisjoint(one.betrays), one.difficulty, one.typed))
        order.remove(opening)
        order.insert(0, opening)
    return _betrayed_first(order)


def _betrayed_first(order: Sequence[Candidate]) -> list[Candidate]:
    """As they stand, but each behind those that it betrays; of a ring of them one leads."""
    left = {one.question_id: one for one in order}
    placed: list[Candidate] = []

    def place(one: Candidate) -> None:
        del left[one.question_id]
        for id in one.betrays:
            if id in left:
                place(left[id])
        placed.append(one)

    for one in order:
        if one.question_id in left:
            place(one)
    return placed
