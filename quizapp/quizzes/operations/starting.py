"""Starting: a plan becomes a quiz, a quiz becomes an attempt with its paper drawn and pinned."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questions.attempt import deadline, is_over
from questions.marks import MILLION, round_half_up
from questions.paper import Candidate, Paper, Plan, apart, draw, forms_of
from quizapp.accounts.models import User
from quizapp.accounts.queries import hold_person
from quizapp.bank import queries as bank
from quizapp.errors import Conflict, Invalid
from quizapp.library.models import Bank
from quizapp.quizzes.models import Attempt, Quiz, Slot, Step
from quizapp.quizzes.operations.marking import close_attempt
from quizapp.quizzes.queries import (
    count_attempts,
    find_standing_attempt,
    hold_attempt,
    missed_by,
)
from quizapp.quizzes.reserved_queries import Reserved, reserved_for
from quizapp.quizzes.terms import Terms, terms_of
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from quizapp.reading import row_of
from quizapp.upserting import add_rows, add_rows_with_ids

MISSED = Plan(length=0, focus="all")
"""The plan on record of practising what was missed, which each start narrows."""

MISSED_AT_ONCE = 20


def find_or_make_quiz(
    session: Session,
    *,
    title: str,
    bank_id: int,
    plan: Plan,
    mode: str,
    kind: str,
    owner: User | None,
    limit_seconds: int | None,
    now: dt.datetime,
) -> Quiz:
    """The quiz of this plan: the same plan is the same quiz, so that its scores compare.

    `open` quizzes are shared by everyone; `chosen` ones belong to their owner.
    """
    record = dump_plan(plan)
    owned_by = owner.id if owner and kind == "chosen" else None
    key = _plan_key(bank_id, record, mode, kind, owned_by, limit_seconds)
    quiz = session.scalar(select(Quiz).where(Quiz.plan_key == key))
    if quiz is None:
        quiz = Quiz(
            title=title,
            kind=kind,
            mode=mode,
            bank_id=bank_id,
            owner_id=owned_by,
            plan=record,
            plan_key=key,
            limit_seconds=limit_seconds,
            made_at=now,
        )
        try:
            with session.begin_nested():
                session.add(quiz)
        except IntegrityError:
            quiz = session.scalars(select(Quiz).where(Quiz.plan_key == key)).one()
    return quiz


def start_free_attempt(
    session: Session,
    user: User,
    shelf: Bank,
    plan: Plan,
    *,
    mode: str,
    limit_seconds: int | None,
    now: dt.datetime,
    rng: random.Random,
) -> Attempt:
    """An attempt of the learner's own choosing; topics she picked make it `chosen`, out of trends."""
    quiz = find_or_make_quiz(
        session,
        title=shelf.title,
        bank_id=shelf.id,
        plan=plan,
        mode=mode,
        kind="chosen" if plan.topics else "open",
        owner=user,
        limit_seconds=limit_seconds,
        now=now,
    )
    candidates = candidates_for(session, user.id, shelf.id, now)
    return start_attempt(session, user, quiz, terms_of(quiz), candidates, now=now, rng=rng)


def start_missed_attempt(
    session: Session, user: User, shelf: Bank, *, now: dt.datetime, rng: random.Random
) -> Attempt:
    """Practise what was missed last time, over all quizzes of a bank; `Conflict` when nothing is."""
    missed = missed_of(session, user.id, shelf.id, now)
    if not missed.asked:
        raise Conflict(_("You have missed nothing here that you have not got right since."))
    asked = missed.asked[: missed.at_once]
    candidates = forms_of(asked, missed.candidates)
    targets = {target for one in asked for target in one.targets}
    narrowed = Plan(length=len(asked), focus="all", targets=tuple(sorted(targets)))
    quiz = find_or_make_quiz(
        session,
        title=shelf.title,
        bank_id=shelf.id,
        plan=MISSED,
        mode="practise",
        kind="chosen",
        owner=user,
        limit_seconds=None,
        now=now,
    )
    return start_attempt(session, user, quiz, terms_of(quiz), candidates, now=now, rng=rng, plan=narrowed)


@dataclass(frozen=True, slots=True)
class Missed:
    """What was missed last time: `asked` holds one question for all that ask the same."""

    asked: Sequence[Candidate]
    candidates: Sequence[Candidate]

    @property
    def total(self) -> int:
        return len(self.asked)

    @property
    def at_once(self) -> int:
        """How many of them one practice asks: so many exactly."""
        return min(self.total, MISSED_AT_ONCE)


def missed_of(session: Session, user_id: int, bank_id: int, now: dt.datetime) -> Missed:
    """What a learner missed last time in a bank and may practise, over all quizzes."""
    missed = {question: place for place, question in enumerate(missed_by(session, user_id, bank_id))}
    if not missed:
        return Missed((), ())
    candidates = [
        # A question that cites no fact has no other form: it stands for itself.
        one if one.targets else replace(one, targets=((one.question_id, "itself"),))
        for one in candidates_for(session, user_id, bank_id, now)
    ]
    to_return = [one for one in candidates if one.question_id in missed]
    return Missed(apart(sorted(to_return, key=lambda one: missed[one.question_id])), candidates)


def practises_missed(quiz: Quiz) -> bool:
    """Whether this is the quiz that practices of what was missed are attempts at."""
    return quiz.kind == "chosen" and load_plan(quiz.plan) == MISSED


def candidates_for(session: Session, user_id: int, bank_id: int, now: dt.datetime) -> Sequence[Candidate]:
    """What may be drawn for free practice: nothing that an exam of this user's reserves, in any form."""
    return free_of(reserved_for(session, user_id, bank_id, now), bank.candidates(session, bank_id))


def free_of(reserved: Reserved, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
    return [one for one in candidates if not reserved.covers(one)] if reserved else candidates


def start_attempt(
    session: Session,
    user: User,
    quiz: Quiz,
    terms: Terms,
    candidates: Sequence[Candidate],
    *,
    now: dt.datetime,
    rng: random.Random,
    plan: Plan | None = None,
) -> Attempt:
    """The user's open attempt at the quiz, begun now unless there is one.

    However many requests arrive at once, one attempt begins and all get it: one person's starts wait
    for each other. One whose time is up is closed first. `plan` narrows what the quiz's own plan
    draws (what was missed).
    """
    hold_person(session, user.id)
    standing = find_standing_attempt(session, user.id, quiz.id)
    taken = standing.number if standing is not None else 0
    if standing is not None and standing.state == "open":
        # Whoever hands it in holds it and then waits for this person's roll-ups: never wait the other way.
        if not is_over("open", standing.deadline_at, now) or not hold_attempt(session, standing.id):
            return standing
        close_attempt(session, standing, get_terms_of_attempt(session, standing), state="expired", now=now)
        # What she did as a guest may have been numbered after it.
        taken = count_attempts(session, user.id, quiz.id)
    terms.refuse_unless_open(now, attempts_taken=taken)
    paper = draw(plan or load_plan(quiz.plan), candidates, rng)
    if not paper.slots:
        raise Invalid(
            "plan", _("No question fits this choice yet. Choose more topics, or let it ask everything.")
        )
    return _begin(session, user, quiz, terms, paper, number=taken + 1, now=now)


def _begin(
    session: Session, user: User, quiz: Quiz, terms: Terms, paper: Paper, *, number: int, now: dt.datetime
) -> Attempt:
    """Write an attempt down with the paper that was drawn for it."""
    points = [round_half_up(slot.points * MILLION) for slot in paper.slots]
    values: dict[str, Any] = {
        "user_id": user.id,
        "quiz_id": quiz.id,
        "assignment_id": terms.assignment_id,
        "number": number,
        "mode": quiz.mode,
        "state": "open",
        "started_at": now,
        "deadline_at": deadline(now, limit_s=terms.limit_seconds, close_at=terms.close_at),
        "finished_at": None,
        "review_at": None,
        "is_tallied": False,
        "earned": None,
        "available": sum(points),
    }
    (id,) = add_rows_with_ids(session, Attempt, [values])
    attempt = row_of(session, Attempt, {"id": id, **values})
    add_rows(
        session,
        Slot,
        [
            {
                "attempt_id": attempt.id,
                "number": place,
                "version_id": slot.version_id,
                "option_order": list(slot.order),
                "points": worth,
            }
            for place, (slot, worth) in enumerate(zip(paper.slots, points, strict=True), 1)
        ],
    )
    add_rows(session, Step, [{"attempt_id": attempt.id, "kind": "started", "at": now}])
    return attempt


def dump_plan(plan: Plan) -> dict[str, object]:
    """A plan as JSON; `load_plan` reads it back."""
    record: dict[str, object] = json.loads(json.dumps(asdict(plan)))
    return record


def load_plan(record: dict[str, object]) -> Plan:
    fields = {name: _tuples(value) for name, value in record.items()}
    return Plan(**fields)  # type: ignore[arg-type]


def _tuples(value: object) -> object:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


def _plan_key(bank_id: int, *parts: object) -> str:
    text = json.dumps([bank_id, *parts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
