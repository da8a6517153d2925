"""Cards on the home page."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from quizapp.cards.models import MemoryRow
from quizapp.cards.operations.reviewing import take_answers
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, studied_pile


def test_home_offers_the_cards_of_today(rows, sign_in, statements) -> None:
    counts = []
    for size in (3, 50):
        with rows() as session:
            learner, _deck, _cards = studied_pile(session, size)
        browser = sign_in(learner)
        browser.get("/")
        with statements() as sent:
            home = browser.get("/").text
        counts.append(len(sent))
        assert f"{min(size, 10)} cards, about" in home
        assert home.count("button-main") == 1
        assert 'href="/cards/review"' in home
    assert counts[0] == counts[1] <= 12


def test_home_offers_no_card_before_its_step_comes_up(rows, sign_in, clock) -> None:
    with rows() as session:
        learner, _deck, [card] = studied_pile(session, 1)
        take_answers(session, learner, answers([card]), now=NOW)
        row = session.scalars(select(MemoryRow)).one()
        row.due_at = NOW + dt.timedelta(hours=2)
    browser = sign_in(learner)
    assert 'href="/cards/review"' not in browser.get("/").text
    clock.forward(hours=2)
    assert "1 card, about" in browser.get("/").text


def test_home_offers_no_cards_to_somebody_who_studies_none(rows, sign_in) -> None:
    with rows() as session:
        learner = builders.user(session)
    assert 'href="/cards/review"' not in sign_in(learner).get("/").text
