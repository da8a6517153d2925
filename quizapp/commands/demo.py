"""A class with some weeks of history to look around in, made through the very operations that people use."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.marks import Verdict
from questions.paper import Plan
from questions.types import TYPES
from quizapp import dice
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.accounts.queries import find_user_by_name
from quizapp.bank import operations as bank
from quizapp.bank import queries as bank_queries
from quizapp.classrooms import operations as classrooms
from quizapp.classrooms.models import Classroom
from quizapp.commands.demo_cards import Evening, evenings, learn, study_first_topics
from quizapp.commands.people import random_password
from quizapp.errors import Conflict
from quizapp.library.models import Bank
from quizapp.library.queries import get_bank
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes import queries
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.models import Assignment, Attempt, Slot
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.quizzes.terms import Dates
from quizapp.quizzes.terms_queries import get_terms_for, get_terms_of_attempt

TEACHER = "demo-teacher"
STUDENTS = (
    "Amina Yusuf",
    "Ben Carter",
    "Chiara Rossi",
    "Daniel Novak",
    "Elif Demir",
    "Femi Adeyemi",
    "Grace Kim",
    "Hugo Martin",
    "Ines Alvarez",
    "Jonas Weber",
    "Kavya Nair",
    "Liam Murphy",
    "Mei Tanaka",
    "Noah Larsen",
    "Olga Petrova",
    "Paulo Santos",
    "Rania Haddad",
    "Sam Taylor",
    "Tuan Nguyen",
    "Zofia Kowalska",
)
WEEKS = 4
SHOWN_STUDENTS = 2
# Whoever looks around as one of them is to see what being wrong is like.
SHOWN_SKILL = 0.5
CARD_LEARNERS = 6
# However long a missed question keeps coming back, nobody answers for ever.
LONGEST_PRACTICE = 30


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the demonstration, with the password to sign in with."""

    name: str
    username: str
    password: str
    what: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A student with the chance that she answers a question of middling difficulty right."""

    user: User
    skill: float


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt that is going to be made: when, by whom, and at what (None: free practice)."""

    at: dt.datetime
    learner: Learner
    assignment: Assignment | None
    shelf: Bank


def make_demo(session: Session, *, now: dt.datetime, rng: random.Random) -> list[Login]:
    """Make teacher, class and history, unless they are there; returns whom to sign in as.

    Raises `Conflict` where real people have accounts: their place is no place for a demonstration.
    """
    if find_user_by_name(session, TEACHER) is not None:
        return []
    if session.scalar(select(User.id).where(User.is_guest.is_(False)).limit(1)) is not None:
        raise Conflict(
            "people have accounts here; set QUIZAPP_INSTANCE to an empty folder for a demonstration"
        )
    begin = (now - dt.timedelta(weeks=WEEKS)).replace(hour=8, minute=30, second=0, microsecond=0)
    teacher, teachers_login = _person(session, "Ada Okafor", TEACHER, "the teacher", begin)
    classroom = classrooms.create_classroom(
        session, teacher, name="Year 10, Politics and Geography", zone="UTC", code=dice.code(6), now=begin
    )
    learners, logins = _students(session, classroom, begin, rng)
    given = _assignments(session, teacher, classroom, begin)
    card_learners = [(learner.user, 0.5 + learner.skill / 2) for learner in learners[:CARD_LEARNERS]]
    banks = [shelf for _row, shelf, _share in given[:2]]
    study_first_topics(session, [user for user, _skill in card_learners], banks, begin)
    done: list[Sitting | Evening] = [
        *_sittings(learners, given, begin, now, rng),
        *evenings(card_learners, begin, now, rng),
    ]
    for one in sorted(done, key=lambda one: one.at):
        if isinstance(one, Evening):
            learn(session, one, rng)
        else:
            _sit(session, one, now, rng)
    _close_what_is_over(session, now)
    _report(session, learners[0].user, classroom, now)
    return [teachers_login, *logins[:SHOWN_STUDENTS]]


def _person(session: Session, name: str, username: str, what: str, now: dt.datetime) -> tuple[User, Login]:
    password = random_password()
    user = accounts.create_user(
        session,
        username=username,
        display_name=name,
        password=password,
        uniquifier=dice.token(),
        roles=[accounts.TEACHER] if username == TEACHER else [],
        now=now,
    )
    return user, Login(name, username, password, what)


def _students(
    session: Session, classroom: Classroom, begin: dt.datetime, rng: random.Random
) -> tuple[list[Learner], list[Login]]:
    learners, logins = [], []
    for number, name in enumerate(STUDENTS):
        username = f"demo-{name.split()[0].lower()}"
        joined_at = begin + dt.timedelta(minutes=20 + 2 * number)
        user, login = _person(session, name, username, "a student", joined_at)
        classrooms.join(session, user, classroom.join_code, now=joined_at)
        skill = SHOWN_SKILL if number < SHOWN_STUDENTS else rng.uniform(0.4, 0.9)
        learners.append(Learner(user, skill))
        logins.append(login)
    return learners, logins


def _assignments(
    session: Session, teacher: User, classroom: Classroom, begin: dt.datetime
) -> list[tuple[Assignment, Bank, float]]:
    """The teacher's quizzes, each with the share of the class that takes it: two closed, one still open."""
    capitals, talks = get_bank(session, "capitals"), get_bank(session, "moscow-talks-2021")
    plans = (
        ("Capitals: a warm-up", capitals, 10, None, "at_once", 1, 5, 0.95),
        ("The Moscow talks: key points", talks, 10, 15, "after_close", 9, 7, 0.9),
        ("The Moscow talks: once more", talks, 10, None, "at_once", 24, 9, 0.6),
    )
    given = []
    for title, shelf, length, minutes, review, after_days, open_days, share in plans:
        opens = begin + dt.timedelta(days=after_days)
        quiz = quizzes.make_quiz(
            session,
            teacher,
            title=title,
            bank_id=shelf.id,
            plan=Plan(length=length, focus="main"),
            mode="test",
            review=review,
            limit_seconds=minutes * 60 if minutes else None,
            now=opens - dt.timedelta(days=1),
        )
        dates = Dates(
            open_at=opens,
            due_at=opens + dt.timedelta(days=open_days - 1),
            close_at=opens + dt.timedelta(days=open_days),
            attempts=1,
        )
        row = quizzes.give_quiz(session, teacher, quiz, classroom, dates, now=opens - dt.timedelta(days=1))
        given.append((row, shelf, share))
    return given


def _sittings(
    learners: Sequence[Learner],
    given: Iterable[tuple[Assignment, Bank, float]],
    begin: dt.datetime,
    now: dt.datetime,
    rng: random.Random,
) -> Iterator[Sitting]:
    """Who sits down when: assigned work while it is open, free practice in the afternoons between."""
    shelves = []
    for row, shelf, share in given:
        shelves.append(shelf)
        if row.open_at is None or row.due_at is None:
            continue
        for learner in learners:
            moment = _moment(rng, row.open_at, min(row.due_at, now - dt.timedelta(hours=1)))
            if rng.random() < share:
                yield Sitting(moment, learner, row, shelf)
    for learner in learners:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            moment = _moment(rng, begin + dt.timedelta(days=1), now - dt.timedelta(hours=1))
            yield Sitting(moment, learner, None, rng.choice(shelves))


def _moment(rng: random.Random, first: dt.datetime, last: dt.datetime) -> dt.datetime:
    return first + (last - first) * rng.random()


def _sit(session: Session, sitting: Sitting, now: dt.datetime, rng: random.Random) -> None:
    """One attempt from start to submission, each answer saved when it was given."""
    user, at = sitting.learner.user, sitting.at
    if sitting.assignment is None:
        plan = Plan(length=5, focus="main")
        begun = quizzes.start_free_attempt(
            session, user, sitting.shelf, plan, mode="practise", limit_seconds=None, now=at, rng=rng
        )
    else:
        quiz, terms = get_terms_for(session, user.id, sitting.assignment.id)
        candidates = bank_queries.candidates(session, quiz.bank_id)
        begun = quizzes.start_attempt(session, user, quiz, terms, candidates, now=at, rng=rng)
    # Each later request loads the attempt anew, with its quiz.
    session.expunge(begun)
    attempt = queries.get_own_attempt(session, user.id, begun.id, for_update=True)
    skill = min(0.97, sitting.learner.skill + 0.1 * (WEEKS - (now - at).days / 7) / WEEKS)
    done: set[int] = set()
    while waiting := [slot for slot in queries.slots_of(session, attempt.id) if slot.number not in done]:
        slot = waiting[0]
        at += dt.timedelta(seconds=rng.randint(6, 45))
        _answer(session, attempt, slot, skill, at, rng)
        done.add(slot.number)
        if attempt.mode == "practise":
            quizzes.check_answer(session, attempt, slot.number, now=at, rng=rng)
        if len(done) == LONGEST_PRACTICE:
            break
    if rng.random() < 0.97:
        terms = get_terms_of_attempt(session, attempt)
        quizzes.submit_attempt(session, attempt, terms, now=at + dt.timedelta(seconds=20))


def _answer(
    session: Session, attempt: Attempt, slot: Slot, skill: float, at: dt.datetime, rng: random.Random
) -> None:
    """Save a right, a partly right, a wrong or no answer, as this learner might."""
    question = keyed_questions(session, [slot.version_id])[slot.version_id]
    missing: tuple[Verdict, ...] = ("wrong", "wrong", "wrong", "partly", "blank")
    wanted = "right" if rng.random() < skill else rng.choice(missing)
    specimens = TYPES[question.type].specimens(question, slot.option_order)
    by_verdict = {one.mark.verdict: one for one in specimens}
    chosen = by_verdict.get(wanted) or by_verdict["wrong"]
    fields = {name: list(texts) for name, texts in chosen.fields.items()}
    item = SaveItem(slot.number, slot.seq, fields, flagged=False)
    quizzes.save_answers(session, attempt, SaveRequest(f"demo-{attempt.id}", (item,)), now=at)


def _close_what_is_over(session: Session, now: dt.datetime) -> None:
    while quizzes.close_overdue(session, now=now) or quizzes.open_reviews(session, now=now):
        pass


def _report(session: Session, student: User, classroom: Classroom, now: dt.datetime) -> None:
    """One problem report, so that the teacher's page for them is not empty."""
    version_id = session.scalar(
        select(Slot.version_id)
        .join(Attempt, Attempt.id == Slot.attempt_id)
        .where(Attempt.user_id == student.id)
    )
    if version_id is not None:
        words = "Could the explanation say on which day this was?"
        bank.report_problem(session, version_id, student.id, words, classroom.id, now - dt.timedelta(days=2))
