"""What sealed exams keep from everything that tells a key, until the last of their takers has closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from questions.paper import Candidate, Target
from quizapp.bank import queries as bank
from quizapp.bank.models import Question, QuestionVersion
from quizapp.classrooms.models import Membership
from quizapp.quizzes.models import Assignment, Attempt, Quiz, Slot
from quizapp.quizzes.queries import GRACE, drawn_of, with_quiz
from quizapp.quizzes.terms import LONGEST_EXTRA, terms_in_class
from quizapp.reading import columns_of, read_all

K = TypeVar("K")

Until = dt.datetime | None
"""When the review of an exam opens; None while that is not known."""


@dataclass(frozen=True, slots=True)
class Reserved:
    """Questions that open exams ask, by public id, and what these are about; each with its exam's end.

    False when there is nothing.
    """

    questions: Mapping[str, Until]
    targets: Mapping[Target, Until]

    def __bool__(self) -> bool:
        return bool(self.questions)

    def covers(self, one: Candidate) -> bool:
        """Whether an exam asks this question, or what it asks in another form."""
        return one.question_id in self.questions or not self.targets.keys().isdisjoint(one.targets)

    def until(self, one: Candidate) -> Until:
        """When the last exam that covers this question has ended; only asked of what is covered."""
        ends = [self.targets[target] for target in one.targets if target in self.targets]
        if one.question_id in self.questions:
            ends.append(self.questions[one.question_id])
        return latest(ends)


NOTHING = Reserved({}, {})


def latest(ends: Iterable[Until]) -> Until:
    """The last of these moments, None as soon as one of them is not known."""
    ends = list(ends)
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def reserved_for(session: Session, user_id: int, bank_id: int, now: dt.datetime) -> Reserved:
    """What exams of this person's classes reserve in a bank until all have closed.

    Of an exam that is drawn anew for each student it is what stands on her own paper. Whoever leaves
    the class does not get at it sooner.
    """
    return _reserved(session, _EXAMS_OF_ONE, bank_id, user_id, now)


def banks_with_exams(session: Session, user_id: int, now: dt.datetime) -> Sequence[int]:
    """The banks in which `reserved_for` this person may find anything, in one statement."""
    about = {"user_id": user_id, "closing_after": _closing_after(now)}
    return [id for (id,) in read_all(session, _BANKS_OF_ONE, about)]


def reserved_for_anybody(session: Session, bank_id: int, now: dt.datetime) -> Reserved:
    """The same for somebody unknown, who may be any of their takers."""
    return _reserved(session, _EXAMS, bank_id, None, now)


def reserved_from(session: Session, attempt: Attempt, now: dt.datetime) -> Reserved:
    """What other exams reserve of what an attempt, loaded with its quiz, may ask; see `reserved_for`."""
    return reserved_for(session, attempt.user_id, attempt.quiz.bank_id, now)


def reserved_from_each(
    session: Session, user_id: int, attempts: Iterable[Attempt], now: dt.datetime
) -> dict[Attempt, Reserved]:
    """The same for many attempts of one person: one statement where none of her exams is open."""
    with_exams = set(banks_with_exams(session, user_id, now))
    banks = {one: one.quiz.bank_id for one in attempts}
    found = {id: reserved_for(session, user_id, id, now) for id in with_exams.intersection(banks.values())}
    return {one: found.get(id, NOTHING) for one, id in banks.items()}


def kept_back(session: Session, reserved: Reserved, slots: Collection[Slot]) -> dict[int, Until]:
    """Which of these slots, by number, must not tell its key yet, and until when."""
    if not (reserved and slots):
        return {}
    return kept_of(reserved, slots, drawn_of(session, {slot.version_id for slot in slots}))


def kept_of(reserved: Reserved, slots: Iterable[Slot], drawn: Mapping[int, Candidate]) -> dict[int, Until]:
    """The same of slots whose questions are at hand as they were drawn, by version id."""
    return {
        slot.number: reserved.until(drawn[slot.version_id])
        for slot in slots
        if reserved.covers(drawn[slot.version_id])
    }


_beside = aliased(Assignment)
# Of any row of an exam in a class: that one of them may still close later, whatever extra time there is.
# What lies further back is left out in the database, so that past exams cost nothing.
_MAY_BE_OPEN = exists().where(
    _beside.quiz_id == Assignment.quiz_id,
    _beside.classroom_id == Assignment.classroom_id,
    or_(
        _beside.close_at > bindparam("closing_after"),
        and_(_beside.close_at.is_(None), _beside.user_id.is_(None)),
    ),
)
# Built once: they run whenever an answer could be told.
_EXAMS = (
    select(*columns_of(Assignment, Quiz))
    .join(Quiz, Quiz.id == Assignment.quiz_id)
    # A practice tells each answer at once, whatever its review says.
    .where(
        Quiz.review == "after_close",
        Quiz.mode == "test",
        Quiz.bank_id == bindparam("bank_id"),
        _MAY_BE_OPEN,
    )
)
_IS_TAKEN_BY_ONE = and_(Membership.user_id == bindparam("user_id"), Membership.part == "student")
_EXAMS_OF_ONE = _EXAMS.join(Membership, Membership.classroom_id == Assignment.classroom_id).where(
    _IS_TAKEN_BY_ONE
)
_BANKS_OF_ONE = (
    select(Quiz.bank_id)
    .join(Assignment, Assignment.quiz_id == Quiz.id)
    .join(Membership, Membership.classroom_id == Assignment.classroom_id)
    .where(Quiz.review == "after_close", Quiz.mode == "test", _IS_TAKEN_BY_ONE, _MAY_BE_OPEN)
    .distinct()
    .order_by(Quiz.bank_id)
)


def _reserved(
    session: Session, exams: Select[*tuple[Any, ...]], bank_id: int, user_id: int | None, now: dt.datetime
) -> Reserved:
    about = {"bank_id": bank_id, "user_id": user_id, "closing_after": _closing_after(now)}
    rows = [with_quiz(session, Assignment, iter(row)) for row in read_all(session, exams, about)]
    if not rows:
        return NOTHING
    ends = _ends_of_open(rows, user_id, now)
    asked = [(id, end) for quiz, end in ends.items() for id in quiz.plan.get("question_ids", ())]
    drawn = {quiz.id: end for quiz, end in ends.items() if not quiz.plan.get("question_ids")}
    asked += _on_papers(session, drawn, user_id) if drawn else []
    questions = _last_ends(asked)
    targets = [
        (target, questions[one.question_id])
        for one in (bank.candidates(session, bank_id) if questions else ())
        if one.question_id in questions
        for target in one.targets
    ]
    return Reserved(questions, _last_ends(targets))


def _closing_after(now: dt.datetime) -> dt.datetime:
    return now - LONGEST_EXTRA - GRACE


def _ends_of_open(rows: Sequence[Assignment], user_id: int | None, now: dt.datetime) -> dict[Quiz, Until]:
    """The exams among these rows whose review has not opened, with when the last of them opens."""
    by_exam: dict[tuple[int, int], list[Assignment]] = {}
    for row in rows:
        by_exam.setdefault((row.quiz_id, row.classroom_id), []).append(row)
    ends = []
    for exam in by_exam.values():
        quiz = exam[0].quiz
        closes_at = terms_in_class(quiz, exam, user_id).review_at
        ends.append((quiz, closes_at + GRACE if closes_at is not None else None))
    return _last_ends((quiz, end) for quiz, end in ends if end is None or end > now)


def _on_papers(session: Session, ends: Mapping[int, Until], user_id: int | None) -> list[tuple[str, Until]]:
    """What stands on the papers that were drawn of these quizzes, by this person or (None) by anybody."""
    rows = (
        select(Question.public_id, Attempt.quiz_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Slot, Slot.version_id == QuestionVersion.id)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(Attempt.quiz_id.in_(list(ends)))
        .distinct()
    )
    if user_id is not None:
        rows = rows.where(Attempt.user_id == user_id)
    return [(question_id, ends[quiz_id]) for question_id, quiz_id in session.execute(rows)]


def _last_ends(pairs: Iterable[tuple[K, Until]]) -> dict[K, Until]:
    found: dict[K, Until] = {}
    for key, end in pairs:
        found[key] = latest([found.get(key, end), end])
    return found
