"""How a class did at a quiz: who stands where, how scores spread, and which questions were hard.

Each student's best attempt is her score. Questions are judged by the first attempt of each, since
later ones have seen the answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from statistics import fmean

from sqlalchemy.orm import Session

from questions.gaps import stem_in_words
from questions.marks import AWAITING, DROPPED, MILLION
from questions.question import ChoiceKey, OpenKey, OrderKey, PairsKey, Question
from questions.response import Given, Response
from questions.score import Score, percent_of
from questions.types import TYPES
from questions.types.checking import names_of
from quizapp.bank.queries import questions_of
from quizapp.progress.class_queries import Person, State, counting_slots
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Ruling, Slot
from quizapp.quizzes.operations.marking import ruled_slots
from quizapp.quizzes.ruling_queries import rulings_by_id

MOST_COLUMNS = 12
"""Up to so many points each has its own column in the spread; above, scores stand in tenths."""


@dataclass(frozen=True, slots=True)
class Result:
    """One student's work at a quiz: where she is, her best attempt, and every one of them."""

    person: Person
    state: State
    best: Attempt | None
    attempts: tuple[Attempt, ...]
    is_waiting: bool = False
    """Whether a person has yet to mark a part of the best attempt."""

    @property
    def score(self) -> Score | None:
        """None until an attempt has been marked, and all of it; and where nothing of it counts."""
        return score_of(self.best) if self.best is not None and not self.is_waiting else None

    @property
    def minutes(self) -> int | None:
        return minutes_of(self.best) if self.best is not None else None


def score_of(attempt: Attempt) -> Score | None:
    """None while it is open, and where nothing of it counts any more."""
    if attempt.earned is None or not attempt.available:
        return None
    return Score(attempt.earned, attempt.available)


def minutes_of(attempt: Attempt) -> int | None:
    """How long it took, in whole minutes, at least one; None while it is open."""
    if attempt.finished_at is None:
        return None
    return max(1, round((attempt.finished_at - attempt.started_at).total_seconds() / 60))


def results_of(
    people: Iterable[Person], attempts: Iterable[Attempt], waiting: Collection[int] = ()
) -> list[Result]:
    """A result for each of these people, in their order; `waiting` are attempts not marked to the end."""
    by_user: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        by_user.setdefault(attempt.user_id, []).append(attempt)
    return [_result(one, by_user.get(one.id, []), waiting) for one in people]


def _result(person: Person, attempts: Sequence[Attempt], waiting: Collection[int]) -> Result:
    finished = [one for one in attempts if one.state != "open"]
    state: State = "handed_in" if finished else "writing" if attempts else "not_started"
    best = max(finished, key=_rank, default=None)
    return Result(person, state, best, tuple(attempts), best is not None and best.id in waiting)


def _rank(attempt: Attempt) -> tuple[bool, Fraction, int]:
    """The better of two attempts, the earlier of two equals; an unmarked one only where there is no other."""
    score = score_of(attempt)
    return score is not None, score.share if score else Fraction(0), -attempt.number


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures at the head of the page; they count present students only."""

    students: int
    handed_in: int
    writing: int
    not_started: tuple[Person, ...]
    mean: float | None
    available: int | None
    """Millionths of a point that could be earned where that is the same for all; else `mean` is per cent."""


def summary_of(results: Iterable[Result]) -> Summary:
    present = [one for one in results if one.person.is_member]
    scores = [score for one in present if (score := one.score) is not None]
    available = {score.available for score in scores}
    is_alike = len(available) == 1
    values = [float(score.earned if is_alike else score.share * 100) for score in scores]
    return Summary(
        students=len(present),
        handed_in=sum(one.state == "handed_in" for one in present),
        writing=sum(one.state == "writing" for one in present),
        not_started=tuple(one.person for one in present if one.state == "not_started"),
        mean=fmean(values) if values else None,
        available=available.pop() if is_alike else None,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the spread of scores, as `charts.columns` takes it."""

    label: str
    value: int
    below: bool = False


def spread_of(scores: Sequence[Score]) -> list[Column]:
    """How many students earned how much: by whole points, or by tenths where points are many or differ."""
    available = {score.available for score in scores}
    most = max(available, default=0) // MILLION
    if len(available) == 1 and 0 < most <= MOST_COLUMNS:
        counts = Counter(score.earned // MILLION for score in scores)
        return [Column(str(points), counts[points]) for points in range(most + 1)]
    tenths = Counter(min(score.percent // 10, 9) for score in scores)
    return [
        Column(f"{tenth * 10}–{tenth * 10 + (10 if tenth == 9 else 9)} %", tenths[tenth])
        for tenth in range(10)
    ]


@dataclass(slots=True)
class QuestionResult:
    """How one question went: `right_percent` is its facility index, 100 · mean earned / maximum.

    None where it counts for nobody, or nobody's answer is marked yet: `waiting` are the answers that a
    person has yet to mark. `number` is its place on a paper that is the same for all.
    """

    public_id: str
    stem: str
    asked: int = 0
    earned: Fraction = Fraction(0)
    wrong: Counter[str] = field(default_factory=Counter)
    is_full_for_all: bool = False
    waiting: int = 0
    number: int | None = None

    @property
    def share(self) -> Fraction | None:
        return self.earned / self.asked if self.asked else None

    @property
    def place_by_share(self) -> Fraction:
        """Sorts what waits first, then by share."""
        if self.share is not None:
            return self.share
        return Fraction(-1 if self.waiting else 1)

    @property
    def right_percent(self) -> int | None:
        return percent_of(self.share) if self.share is not None else None

    @property
    def most_chosen_wrong(self) -> tuple[str, int] | None:
        """The wrong answer most often given and how often; of equals the first by alphabet."""
        return min(self.wrong.items(), key=lambda pair: (-pair[1], pair[0]), default=None)


def question_results(
    session: Session, attempts: Iterable[Attempt], fixed: Sequence[str] = ()
) -> list[QuestionResult]:
    """Each question that was asked, in the order of `fixed` (public ids), else the hardest first.

    What only waits to be marked stands before these, what counts for nobody after them.
    """
    first: dict[int, Attempt] = {}
    for attempt in attempts:
        if attempt.earned is not None:
            first.setdefault(attempt.user_id, attempt)
    slots = counting_slots(session, [one.id for one in first.values()])
    found = _by_question(slots, questions_as_marked(session, slots))
    if fixed:
        places = {public_id: place for place, public_id in enumerate(fixed, 1)}
        for one in found:
            one.number = places.get(one.public_id)
        return sorted(found, key=lambda one: one.number or len(places) + 1)
    return sorted(found, key=lambda one: (one.place_by_share, one.stem))


@dataclass(frozen=True, slots=True)
class AsMarked:
    """A question under the key that marked an answer; `ruling` is what held for it, if anything was ruled."""

    question: Question
    ruling: Ruling | None = None

    @property
    def has_key(self) -> bool:
        """False where the ruling took the place of the key: then no answer is the right one."""
        return self.ruling is None or self.ruling.way not in ("full", "dropped")


def questions_as_marked(session: Session, slots: Sequence[Slot]) -> list[AsMarked]:
    """The question of each slot as its answer was marked."""
    questions = questions_of(session, {slot.version_id for slot in slots})
    ruled = [slot for slot in slots if slot.ruling_id is not None]
    rulings = rulings_by_id(session, {slot.ruling_id for slot in ruled if slot.ruling_id is not None})
    keys = {
        (slot.attempt_id, slot.number): (one.question.sealed, rulings[slot.ruling_id or 0])
        for slot, one in zip(ruled, ruled_slots(session, ruled), strict=True)
    }
    as_asked = {version_id: AsMarked(question) for version_id, question in questions.items()}
    found = []
    for slot in slots:
        one = as_asked[slot.version_id]
        if key := keys.get((slot.attempt_id, slot.number)):
            sealed, ruling = key
            one = AsMarked(replace(one.question, sealed=sealed), ruling)
        found.append(one)
    return found


def _by_question(slots: Sequence[Slot], marked: Sequence[AsMarked]) -> list[QuestionResult]:
    """Versions of one question count together, under the words of its latest.

    Answers that a person has yet to mark tell nothing of a question but that they wait, those that count
    no more tell nothing at all.
    """
    found: dict[str, QuestionResult] = {}
    for slot, one in sorted(zip(slots, marked, strict=True), key=lambda pair: pair[0].version_id):
        question = one.question
        result = found.setdefault(question.id, QuestionResult(question.id, ""))
        result.stem = stem_in_words(question.asked)
        if slot.verdict == AWAITING.verdict:
            result.waiting += 1
            continue
        if slot.verdict == DROPPED.verdict:
            continue
        result.is_full_for_all = not one.has_key
        result.asked += 1
        result.earned += Fraction(slot.earned or 0, slot.points) if slot.points else 0
        if slot.verdict != "right":
            result.wrong.update(wrong_choices(question, load_given(slot.given)))
    return list(found.values())


def wrong_choices(question: Question, given: Given) -> list[str]:
    """What was chosen or typed wrongly, in words; nothing for a blank, an order, pairs or an open answer."""
    key = question.sealed.key
    if not isinstance(given, Response) or isinstance(key, OrderKey | PairsKey | OpenKey):
        return []
    if isinstance(key, ChoiceKey):
        chosen = {given.value} if isinstance(given.value, str) else set(given.value)
        missed = [one.id for one in question.asked.options if one.id in chosen and one.id not in key.right]
        return [names_of([option], question.asked) for option in missed]
    return [TYPES[question.type].reveal(question, given).given]
