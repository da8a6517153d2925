"""What quiz answers are worth to the memory model: simulated learners under four truths.

A learner's true memory grows by the equations of FSRS-6; what choosing does to it is her truth,
which the estimators do not know. They see right and wrong, and foresee her next recall. Without
quizzes both are exact, so that every difference comes from how quiz answers are weighed.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from questions.memory.evidence import RECALL_AT_FIRST_SIGHT, Evidence, weighed
from questions.memory.model import graduated_after, recall
from questions.memory.plan import Plan
from questions.memory.scheduling import answered
from questions.memory.state import UNMET, Memory, Rating

PLAN = Plan(learning_steps=(), relearning_steps=())
FIRST_DAY = dt.date(2026, 1, 1)
DAYS = 365
OPTIONS = 4
GUESS = 1 / OPTIONS
DAYS_BETWEEN_QUIZZES = 45
"""On average, for one target: about as many quiz answers as reviews."""

FIRST_RATINGS = (25, 10, 50, 15)
KNOWN_BEFORE = 0.5
"""How many of the targets that are first met in a quiz the learner knows already."""


@dataclass(frozen=True, slots=True)
class Truth:
    """What choosing does to a memory: the part of recall's growth that it brings, and how often
    what is not recalled is recognised all the same."""

    strengthens: float
    recognises: float = 0.0


TRUTHS = {
    "fully": Truth(1.0),
    "by half": Truth(0.5),
    "not at all": Truth(0.0),
    "recognition without recall": Truth(0.0, recognises=0.5),
}
RULES = ("counted", "ignored")


@dataclass(frozen=True, slots=True)
class Event:
    """A review (with its rating) or a quiz answer, and how likely recall truly was before it."""

    day: dt.date
    is_quiz: bool
    rating: Rating
    recall: float | None


@dataclass(slots=True)
class Account:
    """Predictions of reviews beside what happened."""

    reviews: int = 0
    loss: float = 0.0
    excess: float = 0.0

    def add(self, predicted: float, event: Event) -> None:
        assert event.recall is not None
        self.reviews += 1
        self.loss -= math.log(predicted if event.rating is not Rating.AGAIN else max(1 - predicted, 1e-4))
        self.excess += predicted - event.recall


def run(_db: str, *, quick: bool) -> dict[str, Any]:
    """Log loss and bias (percentage points of predicted minus true recall) by truth and rule."""
    targets, seeds = (1_500, 1) if quick else (6_000, 8)
    log_loss: dict[str, dict[str, float]] = {}
    bias: dict[str, dict[str, float]] = {}
    print(
        f"\n{'choosing strengthens':<28}{'rule':<10}{'log loss':>10}{'bias':>8}{'reviews':>9}{'quizzes':>9}"
    )
    for name, truth in TRUTHS.items():
        accounts = {rule: Account() for rule in RULES}
        quizzes = 0
        for seed in range(seeds):
            rng = Random(f"{name}/{seed}")
            for _ in range(targets):
                events = list(life(truth, rng))
                quizzes += sum(event.is_quiz for event in events)
                for rule, account in accounts.items():
                    foresee(events, account, is_counting=rule == "counted")
        log_loss[name] = {rule: round(each.loss / each.reviews, 4) for rule, each in accounts.items()}
        bias[name] = {rule: round(100 * each.excess / each.reviews, 2) for rule, each in accounts.items()}
        per_target = targets * seeds
        for rule, each in accounts.items():
            print(
                f"{name:<28}{rule:<10}{log_loss[name][rule]:>10.4f}{bias[name][rule]:>+8.2f}"
                f"{each.reviews / per_target:>9.1f}{quizzes / per_target:>9.1f}"
            )
    return {"log_loss": log_loss, "bias": bias}


def life(truth: Truth, rng: Random) -> Iterator[Event]:
    """A year with one target: half are first met on a card, half in a quiz.

    Cards come when a scheduler that sees nothing but cards has them due, quizzes when they come.
    """
    day = rng.randrange(60)
    cards = UNMET
    if rng.random() < 0.5:
        rating = rng.choices(list(Rating), FIRST_RATINGS)[0]
        yield Event(_on(day), False, rating, None)
        memory = cards = _rated(UNMET, rating, _on(day))
        due = day + _nearly(cards, rng)
    else:
        knows = rng.random() < KNOWN_BEFORE
        _, rating = _choose(knows, truth, rng)
        yield Event(_on(day), True, rating, None)
        memory = _rated(UNMET, Rating.GOOD if knows else Rating.AGAIN, _on(day))
        due = day + rng.randrange(20, 60)
    quiz = day + _gap(rng)
    while (day := min(due, quiz)) <= DAYS:
        likely = recall(memory, _on(day), PLAN.parameters)
        assert likely is not None
        recalls = rng.random() < likely
        if quiz < due:
            recognises, rating = _choose(recalls, truth, rng)
            yield Event(_on(day), True, rating, likely)
            memory = _after_choosing(memory, recognises, truth, _on(day))
            quiz = day + _gap(rng)
        else:
            rating = Rating.GOOD if recalls else Rating.AGAIN
            yield Event(_on(day), False, rating, likely)
            memory, cards = _rated(memory, rating, _on(day)), _rated(cards, rating, _on(day))
            due = day + _nearly(cards, rng)
            quiz = max(quiz, day + 1)


def _choose(recalls: bool, truth: Truth, rng: Random) -> tuple[bool, Rating]:
    """Whether she recognises the answer, and what the quiz sees: Good where she chose rightly."""
    recognises = recalls or rng.random() < truth.recognises
    is_right = recognises or rng.random() < GUESS
    return recognises, Rating.GOOD if is_right else Rating.AGAIN


def _after_choosing(memory: Memory, recognises: bool, truth: Truth, on: dt.date) -> Memory:
    """Whoever did not recognise it is shown the answer, even after a lucky guess, and learns it anew."""
    if not recognises:
        return _rated(memory, Rating.AGAIN, on)
    if truth.strengthens == 0:
        return memory
    assert memory.stability
    assert memory.difficulty
    recalled = graduated_after(memory, Rating.GOOD, on, PLAN)
    growth = (recalled.stability / memory.stability) ** truth.strengthens
    eased = (recalled.difficulty - memory.difficulty) * truth.strengthens
    return memory._replace(
        stability=memory.stability * growth, difficulty=memory.difficulty + eased, last_on=on
    )


def _rated(memory: Memory, rating: Rating, on: dt.date) -> Memory:
    after = graduated_after(memory, rating, on, PLAN)
    return Memory(queue="review", stability=after.stability, difficulty=after.difficulty, last_on=on)


def _nearly(memory: Memory, rng: Random) -> int:
    """Days until a card comes back: its stability, a little earlier or later."""
    assert memory.stability
    return max(1, round(memory.stability * rng.uniform(0.8, 1.25)))


def _gap(rng: Random) -> int:
    return max(1, round(rng.expovariate(1 / DAYS_BETWEEN_QUIZZES)))


def _on(day: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=day)


def foresee(events: list[Event], account: Account, *, is_counting: bool) -> None:
    """One estimator's predictions for the reviews of one target, entered in its account."""
    memory = UNMET
    for event in events:
        if event.is_quiz:
            if is_counting:
                evidence = Evidence(float(event.rating is not Rating.AGAIN), GUESS, "choice")
                memory = weighed(memory, evidence, target=0, day=event.day, plan=PLAN)
            continue
        if event.recall is not None:
            predicted = recall(memory, event.day, PLAN.parameters)
            account.add(RECALL_AT_FIRST_SIGHT if predicted is None else predicted, event)
        at = dt.datetime.combine(event.day, dt.time(12), tzinfo=dt.UTC)
        memory = answered(memory, event.rating, target=0, at=at, day=event.day, plan=PLAN, days=1)
