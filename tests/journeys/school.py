"""A small school with something on every page: a class, quizzes given and taken, a report, an invitation."""

from __future__ import annotations

import datetime as dt
import io
import random
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.marks import Verdict
from questions.memory.state import Rating
from questions.paper import Plan
from questions.types import TYPES
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.bank import operations as bank
from quizapp.bank import queries as bank_queries
from quizapp.cards.models import Card, Deck, Note
from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.reviewing import Answer, take_answers
from quizapp.classrooms.models import Classroom
from quizapp.held_files import beside, hold
from quizapp.library.models import Bank
from quizapp.library.queries import get_bank
from quizapp.quizzes import operations as quizzes
from quizapp.quizzes import queries
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.models import Attempt, Quiz
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.quizzes.terms import Dates
from quizapp.quizzes.terms_queries import get_terms_for, get_terms_of_attempt
from tests import builders
from tests.questions.builders import example_question
from tests.questions.formats import packages

BANK = "moscow-talks-2021"
INVITATION = "invitation-of-the-school"
SENT = tuple(name.ljust(43, "-") for name in ("a-list", "a-package", "no-text"))
"""What Kim has sent and not yet taken in: a sound file, one with remarks, one that cannot be used."""
BROUGHT = "questions".ljust(43, "-")
"""What Tom has sent and not yet taken in: sound questions, one with an error, and one that is refused."""

HANDOUT = ("The Nile is 6,650 km long and ends in Egypt.", "The Amazon is 6,400 km long.")

VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "partly", "blank")


QUESTIONS = """$CATEGORY: Europe/Rivers

// [tag:water] [id:longest]
::Length::Which river is the longest in Europe? {
=Volga#It has 3,530 km. ~Danube#It is the second. ~Rhine ####See an atlas.}

The Danube flows through Vienna. {T}

How long is the Rhine, in km? {#1233:10}

Match the capital with its river. {=Paris -> Seine =London -> Thames =Rome -> Tiber}

Which of these is before 1990? {=1980 to 1985 ~1984 ~2000}

Broken question {=}

Say in a few words why rivers bend. {}
"""


@dataclass(frozen=True)
class School:
    """Where things are, by the names that addresses have for them."""

    classroom: int
    join_code: str
    kim: int
    tom: int
    brought: int
    handout: str
    quiz: int
    assignment: int
    handed_in: int
    written: int
    open_test: int
    open_practice: int
    length: int
    own_question: str
    shown_question: str
    front_version: int
    deck: int
    note: int
    bank_deck: int
    bank_note: int
    card: int


def found_school(session: Session, now: dt.datetime) -> School:
    """Ada runs it, Tom teaches Kim and Lee; Newcomer holds a temporary password."""
    builders.user(session, "ada", roles=["administrator"], now=now)
    tom = builders.user(session, "tom", roles=["teacher"], now=now)
    kim, lee = (builders.user(session, name, now=now) for name in ("kim", "lee"))
    builders.user(session, "newcomer", now=now).must_change_password = True
    accounts.make_invitation(session, "teacher", by=None, now=now, token=INVITATION)
    room = builders.classroom(session, tom, students=[kim, lee], now=now)
    shelf = get_bank(session, BANK)
    essay = builders.question(
        session, shelf, example_question("open_answer"), topic=None, origin="teacher", owner=tom
    )
    asked = one_of_each_type(session, shelf)
    test = _quiz(session, tom, shelf, "The talks", tuple(asked.values()), None, now)
    timed = _quiz(session, tom, shelf, "The talks, against time", tuple(asked.values()), 3600, now)
    given = quizzes.give_quiz(session, tom, test, room, Dates(due_at=now + dt.timedelta(days=7)), now=now)
    also = quizzes.give_quiz(session, tom, timed, room, Dates(), now=now)
    handed_in = _begin_assigned(session, kim, given.id, now)
    _answer_all(session, handed_in, now)
    quizzes.submit_attempt(session, handed_in, get_terms_of_attempt(session, handed_in), now=now)
    open_test = _begin_assigned(session, kim, also.id, now)
    practice = _practise(session, kim, shelf, now)
    own = builders.question(
        session, shelf, example_question("single_choice"), topic=None, origin="teacher", owner=tom
    )
    written = _written(session, tom, room, lee, shelf, essay.public_id, now)
    slot = queries.get_slot(session, handed_in.id, 1)
    bank.report_problem(session, slot.version_id, kim.id, "The day is missing.", room.id, now)
    deck, note = _deck(session, tom, room, now)
    bank_note = session.scalars(select(Note).where(Note.fact == "russia-hosted-moscow")).one()
    card = session.scalars(select(Card).where(Card.note_id == bank_note.id).order_by(Card.ordinal)).first()
    assert card is not None
    studied = session.get(Deck, bank_note.deck_id)
    assert studied is not None
    start_studying(session, kim.id, studied, now)
    _learn(session, kim, deck, now)
    first = bank_queries.candidates(session, get_bank(session, "capitals").id)
    return School(
        classroom=room.id,
        join_code=room.join_code,
        kim=kim.id,
        tom=tom.id,
        brought=builders.question_import(session, tom, now=now).id,
        handout=builders.handout(session, tom, HANDOUT, now=now),
        quiz=test.id,
        assignment=given.id,
        handed_in=handed_in.id,
        written=written.assignment_id or 0,
        open_test=open_test.id,
        open_practice=practice.id,
        length=len(asked),
        own_question=own.public_id,
        shown_question=asked["single_choice"],
        front_version=next(one.version_id for one in first if one.type == "single_choice"),
        deck=deck.id,
        note=note.id,
        bank_deck=bank_note.deck_id,
        bank_note=bank_note.id,
        card=card.id,
    )


def send_files(instance: Path, user_id: int, now: dt.datetime) -> None:
    """Somebody sends the files of `SENT`, to be looked at by these names."""
    seine = packages.Note(
        ["<b>Seine</b> <img src='seine.png'>", "Paris"], tags="rivers", cards=[packages.Card(did=2)]
    )
    rome = packages.Note(["{{c1::Rome}} stands on the {{c2::Tiber::a river}}.", ""], packages.CLOZE)
    unanswered = packages.Note(["Which river flows through Vienna, Bratislava, Budapest and Belgrade?", ""])
    decks = {1: "Default", 2: "Geography::Rivers"}
    files = (
        io.BytesIO(b"the dog\tder Hund\nthe cat\tdie Katze\nthe house\tdas Haus\n"),
        packages.package([seine, rome, unanswered], decks=decks),
        io.BytesIO("café\tcoffee\n".encode("latin-1")),
    )
    for token, file in zip(SENT, files, strict=True):
        hold(instance, user_id, file, token=token, now=now)


def send_questions(instance: Path, user_id: int, now: dt.datetime) -> None:
    """Somebody sends questions, to be looked at by the name `BROUGHT`."""
    hold(instance, user_id, io.BytesIO(QUESTIONS.encode()), token=BROUGHT, now=now)
    beside(instance, user_id, BROUGHT, "name").write_text("rivers.gift")


def _deck(session: Session, tom: User, room: Classroom, now: dt.datetime) -> tuple[Deck, Note]:
    """A deck of Tom's that his class may study, with one inside it and a note of each kind."""
    deck = builders.deck(session, tom, "Rivers of Europe", classes=[room], now=now)
    builders.deck(session, tom, "Their sources", outer=deck, now=now)
    tags = ("rivers", "hard ones")
    text = "The {{c1::Seine}} flows through {{c2::Paris::a capital}}."
    builders.note(session, deck, "cloze", text=text, more="And through Rouen.", tags=tags, now=now)
    builders.note(session, deck, "reversed", front="Tiber", back="Rome", format="markdown", now=now)
    typed = builders.note(
        session, deck, "typed", front="The longest?", back="The Volga\nVolga", tags=tags, now=now
    )
    return deck, typed


def _learn(session: Session, kim: User, deck: Deck, now: dt.datetime) -> None:
    """Kim has answered every card of the deck just now, and forgotten the last."""
    start_studying(session, kim.id, deck, now)
    cards = session.scalars(select(Card).where(Card.deck_id == deck.id).order_by(Card.id)).all()
    ratings = [Rating.GOOD] * (len(cards) - 1) + [Rating.AGAIN]
    answers = [
        Answer(uuid=f"school-{card.id}", card_id=card.id, rating=rating, at=now, duration_ms=4_000)
        for card, rating in zip(cards, ratings, strict=True)
    ]
    take_answers(session, kim, answers, now=now)


def one_of_each_type(session: Session, shelf: Bank) -> dict[str, str]:
    """The first question of each type that this bank can ask, by type."""
    found: dict[str, str] = {}
    for one in bank_queries.candidates(session, shelf.id):
        found.setdefault(one.type, one.question_id)
    return found


def _quiz(
    session: Session,
    tom: User,
    shelf: Bank,
    title: str,
    ids: tuple[str, ...],
    limit_seconds: int | None,
    now: dt.datetime,
) -> Quiz:
    return quizzes.make_quiz(
        session,
        tom,
        title=title,
        bank_id=shelf.id,
        plan=Plan(length=len(ids), focus="all", question_ids=ids),
        mode="test",
        review="at_once",
        limit_seconds=limit_seconds,
        now=now,
    )


def _written(
    session: Session, teacher: User, room: Classroom, student: User, shelf: Bank, essay: str, now: dt.datetime
) -> Attempt:
    """An open answer that waits for its teacher's mark."""
    quiz = _quiz(session, teacher, shelf, "In your own words", (essay,), None, now)
    given = quizzes.give_quiz(session, teacher, quiz, room, Dates(), now=now)
    attempt = _begin_assigned(session, student, given.id, now)
    _answer(session, attempt, 1, "awaiting", now)
    quizzes.submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=now)
    return attempt


def _begin_assigned(session: Session, user: User, assignment_id: int, now: dt.datetime) -> Attempt:
    quiz, terms = get_terms_for(session, user.id, assignment_id)
    begun = quizzes.start_attempt(
        session,
        user,
        quiz,
        terms,
        bank_queries.candidates(session, quiz.bank_id),
        now=now,
        rng=random.Random(1),
    )
    return _loaded_anew(session, begun)


def _practise(session: Session, user: User, shelf: Bank, now: dt.datetime) -> Attempt:
    """An open practice in which the first question has been missed."""
    begun = quizzes.start_free_attempt(
        session,
        user,
        shelf,
        Plan(length=5, how="choose"),
        mode="practise",
        limit_seconds=None,
        now=now,
        rng=random.Random(1),
    )
    attempt = _loaded_anew(session, begun)
    _answer(session, attempt, 1, "wrong", now)
    quizzes.check_answer(session, attempt, 1, now=now, rng=random.Random(1))
    return attempt


def _loaded_anew(session: Session, begun: Attempt) -> Attempt:
    """As a later request has it, with its quiz."""
    session.expunge(begun)
    return queries.get_own_attempt(session, begun.user_id, begun.id, for_update=True)


def _answer_all(session: Session, attempt: Attempt, now: dt.datetime) -> None:
    for slot in queries.slots_of(session, attempt.id):
        _answer(session, attempt, slot.number, VERDICTS[slot.number % len(VERDICTS)], now)


def _answer(session: Session, attempt: Attempt, number: int, verdict: Verdict, now: dt.datetime) -> None:
    slot = queries.get_slot(session, attempt.id, number)
    question = keyed_questions(session, [slot.version_id])[slot.version_id]
    specimens = TYPES[question.type].specimens(question, slot.option_order)
    by_verdict = {one.mark.verdict: one for one in specimens}
    fields = {name: list(texts) for name, texts in by_verdict.get(verdict, specimens[0]).fields.items()}
    item = SaveItem(number, slot.seq, fields, flagged=number == 2)
    quizzes.save_answers(session, attempt, SaveRequest("school", (item,)), now=now)
