"""Cards on what an open exam asks wait until it has closed; all others are asked as ever."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

import pytest

from quizapp.accounts.models import User
from quizapp.cards.asking import next_batch
from quizapp.cards.calling_up import cram, find_asked
from quizapp.cards.models import Card, Deck
from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.reviewing import take_answers
from quizapp.cards.round_queries import pool_of
from quizapp.quizzes.queries import GRACE
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers
from tests.quizapp.cards.sitting import deck_about

CLOSES = dt.timedelta(hours=1)


@dataclass
class Desk:
    student: User
    deck: Deck
    cards: dict[str, int]
    stranger: User


@pytest.fixture
def desk(rows):
    """A student of a class that is given an exam on one of the three facts that she has cards on."""
    with rows() as session:
        bank, teacher = builders.bank(session), builders.teacher(session)
        student, stranger = builders.user(session), builders.user(session)
        asked = builders.question(session, bank, "numeric", fact="asked")
        quiz = builders.quiz(session, bank, teacher, asks=[asked], review="after_close")
        room = builders.classroom(session, teacher, students=[student])
        builders.assignment(session, quiz, room, teacher, close_at=NOW + CLOSES)
        deck = deck_about(session, bank, ["asked", "one", "two"])
        for learner in (student, stranger):
            start_studying(session, learner.id, deck, NOW)
        session.flush()
        faces = {
            one.face.face["front"]: one.face.card_id for one in next_batch(session, stranger, now=NOW).cards
        }
        return Desk(student, deck, faces, stranger)


def fronts(asked) -> set[str]:
    return {one.face.face["front"] for one in asked}


def test_what_an_exam_asks_is_asked_by_no_card_until_it_has_closed(rows, desk):
    with rows() as session:
        assert fronts(next_batch(session, desk.student, now=NOW).cards) == {"one", "two"}
        assert fronts(cram(session, desk.student, [desk.deck.id], after=None, now=NOW)) == {"one", "two"}
        assert find_asked(session, desk.student, desk.cards["asked"], now=NOW) is None
        pool = pool_of(session, desk.student.id, desk.deck.id, now=NOW, rng=random.Random(1))
        assert {one.card_id for one in pool} == {desk.cards["one"], desk.cards["two"]}
        closed = NOW + CLOSES + GRACE
        assert fronts(next_batch(session, desk.student, now=closed).cards) == {"asked", "one", "two"}
        assert find_asked(session, desk.student, desk.cards["asked"], now=closed) is not None


def test_who_does_not_take_the_exam_goes_on_with_all_cards(rows, desk):
    with rows() as session:
        everything = {"asked", "one", "two"}
        assert fronts(next_batch(session, desk.stranger, now=NOW).cards) == everything
        assert fronts(cram(session, desk.stranger, [desk.deck.id], after=None, now=NOW)) == everything


def test_a_review_or_a_step_waits_too_and_is_not_counted(rows, desk):
    with rows() as session:
        for rating in (1, 4):
            later = NOW + dt.timedelta(minutes=rating)
            [answer] = answers([session.get(Card, desk.cards["asked"])], rating=rating, at=later)
            take_answers(session, desk.student, [answer], now=later)
            batch = next_batch(session, desk.student, now=NOW + dt.timedelta(minutes=30))
            assert fronts(batch.cards) == {"one", "two"}
            assert (batch.left.learning, batch.left.due) == (0, 0)


def test_a_card_that_waits_is_neither_shown_nor_marked(rows, sign_in, clock, desk):
    browser, card = sign_in(desk.student), desk.cards["asked"]
    assert browser.get(f"/cards/review?card={card}").status_code == 404
    assert browser.post("/cards/check", json={"card": card, "typed": "x"}).status_code == 404
    clock.moment = NOW + CLOSES + GRACE
    assert browser.get(f"/cards/review?card={card}").status_code == 200
    assert browser.post("/cards/check", json={"card": card, "typed": "x"}).status_code == 200


def test_without_an_exam_it_costs_one_statement(rows, statements, desk):
    with rows() as session, statements() as sent:
        next_batch(session, desk.stranger, now=NOW)
    assert sum("assignment" in statement for statement in sent) == 1


def test_an_answer_to_a_card_that_waits_since_is_taken_back_all_the_same(rows, sign_in, desk):
    with rows() as session:
        [answer] = answers([session.get(Card, desk.cards["asked"])])
        take_answers(session, desk.student, [answer], now=NOW)
    assert sign_in(desk.student).post("/cards/undo", json={}).status_code == 200
