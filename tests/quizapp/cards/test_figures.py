"""Figures: what a learner sees of her own cards, and that it costs the same for few and for many."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.models import Card
from quizapp.cards.operations.reviewing import take_answers
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, pile, studies

DAY = dt.timedelta(days=1)


@pytest.fixture
def ann(rows) -> User:
    with rows() as session:
        return builders.user(session, "ann")


def learner_of(session: Session, ann: User, cards: int) -> list[Card]:
    deck, made = pile(session, ann, cards)
    studies(session, ann, deck)
    return made


def test_a_newcomer_is_shown_where_to_begin(sign_in, ann) -> None:
    page = sign_in(ann).get("/cards/figures").text
    assert "No figures yet" in page
    assert "<svg role" not in page


def test_what_was_done_today_and_what_falls_due_is_shown(rows, sign_in, ann) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 4)
        for minutes in (20, 10):
            take_answers(session, ann, answers(cards, at=NOW - dt.timedelta(minutes=minutes)), now=NOW)
    page = sign_in(ann).get("/cards/figures").text
    assert "<b>8</b> answers" in page
    assert "<b>100&nbsp;%</b> remembered" in page
    assert "Of the <b>4</b> cards that you have met, you would recall about <b>4</b> today." in page
    assert "4 reviews fall due in 30 days, 0 of them today." in page


def test_only_cards_past_learning_count_as_remembered(rows, sign_in, ann, clock) -> None:
    with rows() as session:
        cards = learner_of(session, ann, 12)
        for minutes in (20, 10):
            take_answers(session, ann, answers(cards, at=NOW - dt.timedelta(minutes=minutes)), now=NOW)
        later = NOW + 4 * DAY
        take_answers(session, ann, answers(cards[:9], at=later), now=later)
        take_answers(session, ann, answers(cards[9:], Rating.AGAIN, at=later), now=later)
    clock.forward(days=4)
    page = sign_in(ann).get("/cards/figures").text
    assert page.count('<td class="number">75&nbsp;%</td>') == 6
    assert "remembered 75 % of 12 cards" in page
