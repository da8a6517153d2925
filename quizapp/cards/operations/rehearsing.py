"""Practising what is about to be forgotten: a practice drawn from memories rather than from a plan."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.rehearsal import about_to_forget, framed
from questions.paper import Candidate, Plan, Target, draw
from quizapp.accounts.models import User
from quizapp.cards.mastery_queries import AT_RISK_BELOW, recalls_in
from quizapp.errors import Conflict
from quizapp.library.models import Bank
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations.starting import candidates_for, find_or_make_quiz, start_attempt
from quizapp.quizzes.terms import terms_of

LENGTH, FEWEST = 10, 3
"""How much is practised at once, and how little is not worth beginning."""


@dataclass(frozen=True, slots=True)
class Risk:
    """What a learner is about to forget, target by target, and the questions that ask for one alone.

    A question on several targets would take the place of others: then nobody could say before how
    many are asked.
    """

    recalls: dict[Target, float]
    candidates: Sequence[Candidate]

    @property
    def facts(self) -> int:
        return len({fact for fact, _role in self.recalls})

    @property
    def at_once(self) -> int:
        """How many facts one practice asks about: so many exactly."""
        return min(self.facts, LENGTH)


def risk_in(session: Session, user: User, bank_id: int, now: dt.datetime) -> Risk:
    """What of a bank a learner is about to forget and may be asked today."""
    recalls = recalls_in(session, user.id, bank_id, study_day(now, ZoneInfo(user.zone)))
    candidates = [one for one in candidates_for(session, user.id, bank_id, now) if len(one.targets) == 1]
    asked = {target for one in candidates for target in one.targets}
    at_risk = {
        target: recall for target, recall in recalls.items() if target in asked and recall < AT_RISK_BELOW
    }
    return Risk(at_risk, candidates)


def start_rehearsal(
    session: Session, user: User, shelf: Bank, *, now: dt.datetime, rng: random.Random
) -> Attempt:
    """A practice of what the learner is about to forget in a bank, of which she will know about four in five.

    It opens and closes with what she is likeliest to know. `Conflict` when too little is at risk.
    """
    risk = risk_in(session, user, shelf.id, now)
    if risk.facts < FEWEST:
        raise Conflict(_("You are not about to forget anything here: come back in some days."))
    plan = Plan(length=risk.at_once, focus="all", targets=tuple(about_to_forget(risk.recalls, LENGTH)))
    chances = _chances(plan, risk.candidates, risk.recalls, rng)
    quiz = find_or_make_quiz(
        session,
        title=shelf.title,
        bank_id=shelf.id,
        plan=Plan(length=LENGTH, focus="all"),
        mode="practise",
        kind="chosen",
        owner=user,
        limit_seconds=None,
        now=now,
    )
    paper = Plan(length=LENGTH, question_ids=tuple(framed(chances, rng)))
    return start_attempt(session, user, quiz, terms_of(quiz), risk.candidates, now=now, rng=rng, plan=paper)


def _chances(
    plan: Plan, candidates: Sequence[Candidate], recalls: dict[Target, float], rng: random.Random
) -> dict[str, float]:
    """The questions drawn by the plan, each with the chance that all it asks is recalled."""
    by_id = {one.question_id: one for one in candidates}
    drawn = [slot.question_id for slot in draw(plan, candidates, rng).slots]
    return {id: min(recalls.get(target, 1.0) for target in by_id[id].targets) for id in drawn}
