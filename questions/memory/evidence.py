"""What a quiz answer says about a memory: weighed by the chance of a guess, and by how it was asked.

Recognising is not recalling, a lucky guess is not knowing, and who fails a question on several
facts has not shown which of them she does not know.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from questions.marks import Mark
from questions.memory.model import graduated_after, recall
from questions.memory.plan import Plan
from questions.memory.scheduling import waiting
from questions.memory.state import Memory, Rating
from questions.question import Question
from questions.types import TYPES

Form = Literal["recall", "choice", "true_false"]

RECALL_AT_FIRST_SIGHT = 0.5


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


def evidence_in(question: Question, mark: Mark) -> Iterable[tuple[tuple[str, str], Evidence]]:
    """What one marked answer tells about each of its question's targets (fact id, role).

    A question on one fact tells what its mark says. One on several counts only where it was right,
    as a whole or (matching) pair by pair: a wrong answer there blames none of them alone.
    """
    type_ = TYPES[question.type]
    targets = [target for target in question.targets if target[0]]
    form: Form = "recall" if type_.typed else "true_false" if question.type == "true_false" else "choice"
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
    in logarithms. Choosing raises it to √(S · S_good) at most; true/false never puts a review off.
    """
    if evidence.was_guessed:
        return memory
    again = graduated_after(memory, Rating.AGAIN, day, plan)
    good = graduated_after(memory, Rating.GOOD, day, plan)
    known = recall(memory, day, plan.parameters)
    known = RECALL_AT_FIRST_SIGHT if known is None else known
    weight = evidence.share * known / (known + (1 - known) * evidence.guess)
    stability = math.exp(weight * math.log(good.stability) + (1 - weight) * math.log(again.stability))
    base = memory.stability if memory.stability is not None else again.stability
    if evidence.form == "true_false" and stability >= base:
        return memory
    if evidence.form == "choice" and stability > base:
        stability = min(stability, max(base, math.sqrt(base * good.stability)))
    changed = replace(
        memory,
        stability=stability,
        difficulty=weight * good.difficulty + (1 - weight) * again.difficulty,
        last_on=max(day, memory.last_on) if memory.last_on else day,
    )
    if memory.queue != "review":
        return changed
    return waiting(changed, target=target, day=day, plan=plan)
