"""Eight callers around one class, one of everything that a route can name, and the way back to that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from questions.card_round import Draw
from questions.memory.state import Rating
from quizapp.access import ADMINISTRATOR, ANYONE, GUEST, STUDENT, TEACHER, Standing
from quizapp.accounts import operations as accounts
from quizapp.accounts.models import User
from quizapp.bank import operations as bank
from quizapp.bank.version_cache import forget_versions
from quizapp.cards import signed_draws
from quizapp.cards.models import Card
from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.reviewing import Answer, take_answers
from quizapp.db import Base, db, unit_of_writing
from quizapp.quizzes import queries as quizzes
from quizapp.quizzes.operations import give_override, make_ruling
from quizapp.quizzes.teaching_queries import get_taught_assignment
from quizapp.quizzes.terms import Dates
from tests import builders
from tests.builders import NOW
from tests.quizapp.progress.school import begin, hand_in

CALLERS: dict[str, Standing] = {
    "anonymous": ANYONE,
    "guest": GUEST,
    "student": STUDENT,
    "classmate": STUDENT,
    "outsider": STUDENT,
    "teacher": TEACHER,
    "colleague": TEACHER,
    "administrator": ADMINISTRATOR,
}
"""The student did the work; the outsider and the colleague belong to another class."""

YESTERDAY = NOW - dt.timedelta(days=1)
HELD_CARDS, HELD_QUESTIONS = (name.ljust(43, "-") for name in ("held-cards", "held-questions"))
"""Under these names a file of the student's and one of the teacher's wait to be taken in."""
INVITATION, CLASS_CODE = "an-open-invitation", "DOOR23"

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Neighbourhood:
    """Row ids by what they are called in addresses, people by name, and every row as it was at first."""

    ids: dict[str, Any]
    users: dict[str, User]
    rows: Rows = field(default_factory=dict)

    def browser(self, app: Flask, name: str) -> FlaskClient:
        """A browser in which this caller is signed in."""
        browser = app.test_client()
        if name != "anonymous":
            user = self.users[name]
            with browser.session_transaction() as cookie:
                cookie.update(sign_in=f"token-{name}", _user_id=user.fs_uniquifier, _fresh=True)
        return browser


def found(session: Session) -> Neighbourhood:
    """Build it in an empty database."""
    users = {name: builders.user(session, name) for name in ("student", "classmate", "outsider")}
    users |= {name: builders.teacher(session, name) for name in ("teacher", "colleague")}
    users |= {"administrator": builders.administrator(session, "administrator")}
    users |= {"guest": builders.guest(session)}
    for name, user in users.items():
        accounts.sign_in(session, user, token=f"token-{name}", now=NOW, device="Browser")
    elsewhere = accounts.sign_in(session, users["student"], token="elsewhere", now=NOW, device="Telephone")
    accounts.set_recovery_code(users["student"], "RECOVER")
    invitation = accounts.make_invitation(
        session, "teacher", by=users["administrator"], now=NOW, token=INVITATION
    )

    classroom = builders.classroom(
        session, users["teacher"], "Astronomy", students=[users["student"], users["classmate"]]
    )
    classroom.join_code = CLASS_CODE
    spare = builders.classroom(session, users["teacher"], "Chemistry", students=[users["student"]])
    builders.classroom(session, users["colleague"], "Botany", students=[users["outsider"]])

    shelf = builders.bank(session, "capitals")
    types = ("single_choice", "single_choice", "short_answer", "ordering")
    asks = [builders.question(session, shelf, type, difficulty=1) for type in types]
    draft = builders.question(session, shelf, origin="teacher", owner=users["teacher"])
    draft.status = "draft"

    quiz, other = (builders.quiz(session, shelf, users["teacher"], asks=asks) for _ in range(2))
    given = builders.assignment(session, quiz, classroom, users["teacher"])
    also = builders.assignment(session, other, classroom, users["teacher"])
    not_begun = builders.assignment(session, other, spare, users["teacher"])
    taught = get_taught_assignment(session, users["teacher"].id, given.id)
    more_time = Dates(extra_seconds=600)
    give_override(session, users["teacher"], taught, users["classmate"], more_time, now=YESTERDAY)
    finished = hand_in(session, users["student"], given, right=1, now=YESTERDAY)
    still_open = begin(session, users["student"], also)
    slots = quizzes.slots_of(session, finished.id)
    ruling = make_ruling(
        session, users["teacher"], given, asks[1], ("full", None), why="Unclear.", seen=None, now=YESTERDAY
    )
    report = bank.report_problem(
        session, slots[0].version_id, users["student"].id, "It is unclear.", classroom.id, NOW
    )
    deck = builders.deck(session, users["teacher"], classes=[classroom])
    note = builders.note(session, deck, tags=["rivers"])
    own_card = _study(session, users["student"])
    brought = builders.question_import(session, users["teacher"])
    handout = builders.handout(session, users["teacher"])
    picture, sound = builders.picture(session, users["teacher"]), builders.sound(session, users["teacher"])
    session.flush()
    return Neighbourhood(
        {
            "assignment_id": given.id,
            "attempt_id": finished.id,
            "open_attempt_id": still_open.id,
            "card_id": note.cards[0].id,
            "own_card_id": own_card.id,
            "own_deck_id": own_card.deck_id,
            "own_draw": _drawn(users["student"], own_card),
            "classroom_id": classroom.id,
            "spare_classroom_id": spare.id,
            "spare_assignment_id": not_begun.id,
            "code": CLASS_CODE,
            "deck_id": deck.id,
            "handout": handout,
            "held_cards": HELD_CARDS,
            "held_questions": HELD_QUESTIONS,
            "import_id": brought.id,
            "invitation_id": invitation.id,
            "note_id": note.id,
            "number": 1,
            "public_id": draft.public_id,
            "published_id": asks[0].public_id,
            "quiz_id": quiz.id,
            "report_id": report.id,
            "ruling_id": ruling.id,
            "sign_in_id": elsewhere.id,
            "sha256": picture.sha256,
            "slug": shelf.slug,
            "sound_sha256": sound.sha256,
            "token": INVITATION,
            "user_id": users["classmate"].id,
            "version_id": next(slot.version_id for slot in slots if slot.number == 1),
        },
        users,
    )


def _study(session: Session, student: User) -> Card:
    """A deck of the student's own that she studies, with one answer given; the card that was answered."""
    deck = builders.deck(session, student, "Lakes")
    card = builders.note(session, deck, "typed", front="The deepest lake?", back="Baikal").cards[0]
    builders.note(session, deck)
    start_studying(session, student.id, deck, YESTERDAY)
    answer = Answer("answered-yesterday", card.id, Rating.GOOD, YESTERDAY)
    take_answers(session, student, [answer], now=YESTERDAY)
    return card


def _drawn(student: User, card: Card) -> str:
    """A round of this card, drawn for the student."""
    secret = current_app.config["SECRET_KEY"]
    drawn = signed_draws.SignedDraw("of-the-student", Draw("type", (card.id,)), NOW)
    return signed_draws.sign(secret, student.id, card.deck_id, drawn)


def empty() -> Rows:
    return {table.name: [] for table in Base.metadata.sorted_tables}


def rows_now(app: Flask) -> Rows:
    """Every row of every table, in the order of their keys."""
    with app.app_context():
        return {
            table.name: [
                dict(row._mapping)
                for row in db.session.execute(table.select().order_by(*table.primary_key.columns))
            ]
            for table in Base.metadata.sorted_tables
        }


def put_back(app: Flask, rows: Rows) -> None:
    """Make the database hold exactly these rows again."""
    with app.app_context(), unit_of_writing():
        for table in reversed(Base.metadata.sorted_tables):
            db.session.execute(table.delete())
        for table in Base.metadata.sorted_tables:
            if rows[table.name]:
                db.session.execute(table.insert(), rows[table.name])
        db.session.commit()
    forget_versions()


def changed_tables(before: Rows, after: Mapping[str, Any]) -> list[str]:
    return [name for name, rows in before.items() if rows != after[name]]
