"""Cards on the home page."""

from __future__ import annotations

from tests import builders
from tests.quizapp.cards.piles import studied_pile


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
    assert counts[0] == counts[1]


def test_home_offers_no_cards_to_somebody_who_studies_none(rows, sign_in) -> None:
    with rows() as session:
        learner = builders.user(session)
    assert 'href="/cards/review"' not in sign_in(learner).get("/").text
