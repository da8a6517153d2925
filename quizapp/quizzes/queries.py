"""Every SELECT of the quizzes room. Whoever asks is part of the question: what is not theirs is not found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from questions.attempt import GRACE_S
from questions.paper import Candidate
from questions.score import Score
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.errors import NotFound
from quizapp.library.models import Bank, Topic
from quizapp.quizzes.models import Assignment, Attempt, QuestionTally, Quiz, Slot, Step
from quizapp.reading import as_row, columns_of, read_all

GRACE = dt.timedelta(seconds=GRACE_S)

OfQuiz = TypeVar("OfQuiz", Attempt, Assignment)


def is_overdue(now: dt.datetime) -> ColumnElement[bool]:
    """Of an open attempt: that its deadline and the grace after it have passed, as in `attempt.is_over`."""
    return Attempt.deadline_at < now - GRACE


def is_being_marked() -> ColumnElement[bool]:
    """Of an attempt: that a person has yet to mark a part of what counts."""
    return exists().where(Slot.attempt_id == Attempt.id, Slot.verdict == "awaiting", Slot.counts)


# The statements of an attempt are built once: building one takes longer than asking it.
_WITH_QUIZ = select(*columns_of(Attempt, Quiz)).join(Quiz, Quiz.id == Attempt.quiz_id)
_OPEN_ATTEMPT = (
    select(Attempt)
    .where(
        Attempt.user_id == bindparam("user_id"),
        Attempt.quiz_id == bindparam("quiz_id"),
        Attempt.state == "open",
    )
    .options(joinedload(Attempt.quiz, innerjoin=True))
)
_STANDING = (
    _WITH_QUIZ.where(Attempt.user_id == bindparam("user_id"), Attempt.quiz_id == bindparam("quiz_id"))
    .order_by(Attempt.state != "open", Attempt.number.desc())
    .limit(1)
)
_LATEST_NUMBER = select(func.max(Attempt.number)).where(
    Attempt.user_id == bindparam("user_id"), Attempt.quiz_id == bindparam("quiz_id")
)
_OPEN_ATTEMPTS = (
    _WITH_QUIZ.where(
        Attempt.user_id == bindparam("user_id"),
        Attempt.state == "open",
        or_(Attempt.deadline_at.is_(None), Attempt.deadline_at >= bindparam("still_open")),
    )
    .order_by(Attempt.started_at.desc())
    .limit(20)
)


def count_attempts(session: Session, user_id: int, quiz_id: int) -> int:
    """The number of the user's latest attempt at the quiz; 0 before the first."""
    return session.scalar(_LATEST_NUMBER, {"user_id": user_id, "quiz_id": quiz_id}) or 0


def find_open_attempt(session: Session, user_id: int, quiz_id: int) -> Attempt | None:
    return session.scalar(_OPEN_ATTEMPT, {"user_id": user_id, "quiz_id": quiz_id})


def find_standing_attempt(session: Session, user_id: int, quiz_id: int) -> Attempt | None:
    """The user's open attempt at the quiz, else her latest; None before the first."""
    rows = read_all(session, _STANDING, {"user_id": user_id, "quiz_id": quiz_id})
    return with_quiz(session, Attempt, iter(rows[0])) if rows else None


def open_attempts_of(session: Session, user_id: int, now: dt.datetime) -> Sequence[Attempt]:
    """The user's attempts that can still be answered, with their quizzes, latest first, at most 20."""
    rows = read_all(session, _OPEN_ATTEMPTS, {"user_id": user_id, "still_open": now - GRACE})
    return [with_quiz(session, Attempt, iter(row)) for row in rows]


_OWN_ATTEMPT = _WITH_QUIZ.where(
    Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("user_id")
)
_OWN_ATTEMPT_HELD = _OWN_ATTEMPT.with_for_update(of=Attempt)
_SLOTS = select(*columns_of(Slot)).where(Slot.attempt_id == bindparam("attempt_id")).order_by(Slot.number)
_ANSWERS = select(
    Slot.number,
    Slot.version_id,
    Slot.option_order,
    Slot.seq,
    Slot.given,
    Slot.saved_at,
    Slot.is_flagged,
    Slot.checked_as,
    Slot.returns,
).where(Slot.attempt_id == bindparam("attempt_id"), Slot.number.in_(bindparam("numbers", expanding=True)))


def get_own_attempt(session: Session, user_id: int, attempt_id: int, *, for_update: bool = False) -> Attempt:
    """The user's own attempt with its quiz, or NotFound; `for_update` makes other writers of it wait."""
    query = _OWN_ATTEMPT_HELD if for_update else _OWN_ATTEMPT
    rows = read_all(session, query, {"attempt_id": attempt_id, "user_id": user_id})
    if not rows:
        raise NotFound
    return with_quiz(session, Attempt, iter(rows[0]))


def with_quiz(session: Session, model: type[OfQuiz], values: Iterator[Any]) -> OfQuiz:
    """A row and then its quiz, out of the columns of both."""
    row = as_row(session, model, values)
    set_committed_value(row, "quiz", as_row(session, Quiz, values))
    return row


def hold_attempt(session: Session, attempt_id: int) -> bool:
    """Hold an attempt until the end of the unit; False, without waiting, where somebody else holds it."""
    held = select(Attempt.id).where(Attempt.id == attempt_id).with_for_update(skip_locked=True)
    return session.scalar(held) is not None


def slots_of(session: Session, attempt_id: int) -> Sequence[Slot]:
    """All slots of an attempt in their order; what is pending of them is not flushed before."""
    rows = read_all(session, _SLOTS, {"attempt_id": attempt_id})
    return [as_row(session, Slot, iter(row)) for row in rows]


@dataclass(slots=True)
class AnswerInHand:
    """The answer in one slot apart from its row, since columns cost half as much, and saving is done most."""

    number: int
    version_id: int
    option_order: list[str]
    seq: int
    given: dict[str, Any] | None
    saved_at: dt.datetime | None
    is_flagged: bool
    checked_as: int | None
    returns: int | None


def answers_in(session: Session, attempt_id: int, numbers: Iterable[int]) -> dict[int, AnswerInHand]:
    """The answers in these slots by their numbers; what is pending of them is not flushed before."""
    rows = read_all(session, _ANSWERS, {"attempt_id": attempt_id, "numbers": list(numbers)})
    return {row[0]: AnswerInHand(*row) for row in rows}


def get_slot(session: Session, attempt_id: int, number: int) -> Slot:
    slot = session.get(Slot, (attempt_id, number))
    if slot is None:
        raise NotFound
    return slot


_SCORE_BEFORE = (
    select(func.coalesce(Attempt.earned, 0), Attempt.available)
    .where(
        Attempt.user_id == bindparam("user_id"),
        Attempt.quiz_id == bindparam("quiz_id"),
        Attempt.number < bindparam("number"),
        Attempt.is_tallied,
        Attempt.available > 0,
        ~is_being_marked(),
    )
    .order_by(Attempt.number.desc())
    .limit(1)
)


def find_score_before(session: Session, attempt: Attempt) -> Score | None:
    """What the same person earned the last time that she handed this in and may know all of it.

    An attempt of which nothing counts any more is none to compare with.
    """
    about = {"user_id": attempt.user_id, "quiz_id": attempt.quiz_id, "number": attempt.number}
    rows = read_all(session, _SCORE_BEFORE, about)
    return Score(*rows[0]) if rows else None


def find_classroom_of(session: Session, attempt: Attempt) -> int | None:
    """The class that an attempt was set in, if any."""
    if attempt.assignment_id is None:
        return None
    return session.scalar(select(Assignment.classroom_id).where(Assignment.id == attempt.assignment_id))


def attempts_of_guest(session: Session, guest_id: int | None) -> Sequence[Attempt]:
    """What a guest has done, latest first, for offering it to the member she became."""
    if guest_id is None:
        return []
    return session.scalars(
        select(Attempt)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.user_id == guest_id, User.is_guest)
        .options(joinedload(Attempt.quiz))
        .order_by(Attempt.started_at.desc())
        .limit(50)
    ).all()


def saves_by(session: Session, attempt_id: int, slot: int, writer: str, base: int) -> Sequence[Step]:
    """What one writer sent on one seq of a slot, superseded or not: to compare a repeated request with."""
    return session.scalars(
        select(Step).where(
            Step.attempt_id == attempt_id,
            Step.slot == slot,
            Step.kind.in_(("saved", "superseded")),
            Step.writer == writer,
            Step.base == base,
        )
    ).all()


def steps_of(session: Session, attempt_id: int) -> Sequence[Step]:
    return session.scalars(select(Step).where(Step.attempt_id == attempt_id).order_by(Step.id)).all()


def checks_of(session: Session, attempt_id: int) -> dict[int, dt.datetime]:
    """When the answers of a practice were checked, by the number of their slot."""
    rows = session.execute(
        select(Step.slot, Step.at).where(Step.attempt_id == attempt_id, Step.kind == "checked")
    )
    return dict(rows.all())


_BANK = select(*columns_of(Bank)).where(Bank.id == bindparam("bank_id"))


def get_bank(session: Session, bank_id: int) -> Bank:
    rows = read_all(session, _BANK, {"bank_id": bank_id})
    if not rows:
        raise NotFound
    return as_row(session, Bank, iter(rows[0]))


_MISSED = (
    select(Question.public_id)
    .select_from(QuestionTally)
    .join(Question, Question.id == QuestionTally.question_id)
    .where(
        QuestionTally.user_id == bindparam("user_id"),
        QuestionTally.last_right.is_(False),
        Question.bank_id == bindparam("bank_id"),
        Question.status == "published",
    )
    .order_by(QuestionTally.last_at)
    .limit(500)
)


def missed_by(session: Session, user_id: int, bank_id: int) -> Sequence[str]:
    """Public ids of the questions of a bank that the user missed last time, the longest ago first."""
    return [id for (id,) in read_all(session, _MISSED, {"user_id": user_id, "bank_id": bank_id})]


def drawn_of(session: Session, version_ids: Iterable[int]) -> dict[int, Candidate]:
    """Versions as they were drawn, by their ids, also where the question was edited or retired since."""
    rows = session.execute(
        select(
            QuestionVersion.id,
            Question.public_id,
            QuestionVersion.type,
            QuestionVersion.targets,
            QuestionVersion.facts,
            QuestionVersion.pattern,
        )
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(QuestionVersion.id.in_(list(version_ids)))
    )
    return {
        id: Candidate(
            question_id=public_id,
            version_id=id,
            type=type,
            targets=tuple((fact, role) for fact, role in targets),
            facts=tuple(facts),
            pattern=pattern,
        )
        for id, public_id, type, targets, facts, pattern in rows
    }


_TOPIC_TITLES = (
    select(QuestionVersion.id, Question.id, Topic.id, Topic.title)
    .join(Question, Question.id == QuestionVersion.question_id)
    .join(Topic, Topic.id == Question.topic_id)
    .where(QuestionVersion.id.in_(bindparam("version_ids", expanding=True)))
)


def topic_titles(session: Session, version_ids: Iterable[int]) -> dict[int, tuple[int, int, str]]:
    """For each version: its question's id, its topic's id and the topic's title."""
    rows = read_all(session, _TOPIC_TITLES, {"version_ids": list(version_ids)})
    return {version: (question, topic, title) for version, question, topic, title in rows}


def overdue(session: Session, now: dt.datetime, limit: int) -> Sequence[Attempt]:
    """Open attempts whose deadline and grace have passed, the oldest first, held until the end of the unit.

    One that somebody else holds is left to her: she may be handing it in.
    """
    return session.scalars(
        select(Attempt)
        .where(Attempt.state == "open", is_overdue(now))
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.deadline_at)
        .limit(limit)
        .with_for_update(of=Attempt, skip_locked=True)
    ).all()


def awaiting_review(session: Session, now: dt.datetime, limit: int) -> Sequence[Attempt]:
    """Finished attempts whose review has opened, but that the roll-ups have not taken in."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.state != "open", Attempt.is_tallied.is_(False), Attempt.review_at <= now)
        .options(joinedload(Attempt.quiz, innerjoin=True))
        .order_by(Attempt.review_at)
        .limit(limit)
        .with_for_update(of=Attempt, skip_locked=True)
    ).all()
