"""What a quiz answer says about a memory: weighed by the chance of a guess, and by how it was asked.

Recognising is not recalling, a lucky guess is not knowing, and who fails a question on several
facts has not shown which of them she does not know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from questions.marks import Mark
from questions.memory.model import graduated_after, recall
from questions.memory.plan import Plan
from questions.memory.scheduling import waiting
from questions.memory.state import Memory, Rating
from questions.question import Question
from questions.types import TYPES, is_typed

Form = Literal["recall", "choice", "true_false"]

RECALL_AT_FIRST_SIGHT = 0.5

CHOICE_SHOWS = 0.5
"""How much of what recalling would show is shown by choosing rightly what has never been met."""

CHOICE_STRENGTHENS = 0.125
"""How much of the growth that recalling would bring is granted for choosing rightly.

Choosing renews a memory, but how far it strengthens one is not known. With the square root (0.5)
simulated learners whom it does not strengthen are foreseen more than 2 points too high, with
nothing those whom it strengthens fully as much too low: `python -m tests.benchmarks memory`.
"""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer about one recall target: the share of its marks earned (0 to 1), the chance of luck."""

    share: float
    guess: float
    form: Form
    was_guessed: bool = False

    @property
    def rank(self) -> int:
        """Which of a day's answers moves the memory: the highest; of equals the first."""
        if self.was_guessed:
            return 0
        if self.form == "recall":
            return 3 if self.share == 0 else 2
        return 1


NOTHING_SHOWN = Evidence(share=0.0, guess=1.0, form="choice", was_guessed=True)
"""What is told by an answer whose question was taken out of the marks: it changes nothing."""


def evidence_in(question: Question, mark: Mark) -> Iterable[tuple[tuple[str, str], Evidence]]:
    """What one marked answer tells about each of its question's targets (fact id, role).

    A question on one fact tells what its mark says. One on several counts only where it was right,
    as a whole or (matching) pair by pair: a wrong answer there blames none of them alone.
    """
    type_ = TYPES[question.type]
    targets = [target for target in question.targets if target[0]]
    form: Form = (
        "recall" if is_typed(question.asked) else "true_false" if question.type == "true_false" else "choice"
    )
    guess = type_.guess_chance(question.asked)
    if len(targets) == 1:
        yield targets[0], Evidence(float(mark.share), guess, form)
    elif question.type == "matching" and len(question.asked.prompts) == len(targets):
        right = dict(mark.parts)
        for target, prompt in zip(targets, question.asked.prompts, strict=True):
            if right.get(prompt.id):
                yield target, Evidence(1.0, 1 / len(question.asked.options), form)
    elif mark.share == 1:
        for target in dict.fromkeys(targets):
            yield target, Evidence(1.0, guess, form)


def weighed(memory: Memory, evidence: Evidence, *, target: int, day: dt.date, plan: Plan) -> Memory:
    """The memory after quiz evidence; learning steps and what is not studied get no due day from it.

    With R the recall predicted and c the chance of a guess, a right answer was known with
    q = R / (R + (1 − R) c); stability moves between that of Again and that of Good by share × q,
    in logarithms. Choosing lengthens it by a part of that at most (`CHOICE_STRENGTHENS`; at first
    sight `CHOICE_SHOWS`); true/false lengthens nothing and never puts a review off.
    """
    if evidence.was_guessed:
        return memory
    again = graduated_after(memory, Rating.AGAIN, day, plan)
    good = graduated_after(memory, Rating.GOOD, day, plan)
    known = recall(memory, day, plan.parameters)
    known = RECALL_AT_FIRST_SIGHT if known is None else known
    weight = evidence.share * known / (known + (1 - known) * evidence.guess)
    stability = _between(again.stability, good.stability, weight)
    base, part = again.stability, CHOICE_SHOWS
    if memory.stability is not None:
        base, part = memory.stability, CHOICE_STRENGTHENS
    if evidence.form == "true_false" and weight > 0 and stability >= base:
        return memory
    if evidence.form == "choice" and stability > base:
        stability = min(stability, _between(base, good.stability, part))
    changed = memory._replace(
        stability=stability,
        difficulty=weight * good.difficulty + (1 - weight) * again.difficulty,
        last_on=max(day, memory.last_on) if memory.last_on else day,
    )
    if memory.queue != "review":
        return changed
    after = waiting(changed, target=target, day=day, plan=plan)
    if evidence.form == "true_false" and memory.due_on is not None and after.due_on is not None:
        return after._replace(due_on=min(memory.due_on, after.due_on))
    return after


def _between(low: float, high: float, weight: float) -> float:
    """So much of the way from one stability to the other, in logarithms; exact at both ends."""
    return float(low ** (1 - weight) * high**weight)
