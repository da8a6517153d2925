"""The page on which cards are learned: with plain forms, and in batches from its script."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient

from quizapp.accounts.models import User
from quizapp.cards.models import Card
from tests import builders
from tests.conftest import HandClock, Rows
from tests.quizapp.cards.piles import pile, studies

SignIn = Callable[[User], FlaskClient]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def learner_of(rows: Rows, cards: int = 3) -> tuple[User, list[Card]]:
    """A learner who studies a pile of so many cards."""
    with rows() as session:
        learner = builders.user(session)
        deck, made = pile(session, learner, cards)
        studies(session, learner, deck)
    return learner, made


def seen(browser: FlaskClient, address: str) -> str:
    """What a page shows, without what it holds ready for its script."""
    return browser.get(address).text.partition("<template")[0]


def grading(page: str) -> dict[str, str]:
    """The hidden fields of the form with the grades."""
    form = page[page.index("data-grades") :]
    return dict(HIDDEN.findall(form[: form.index("</form>")]))


def test_a_day_is_learned_with_plain_forms(rows: Rows, sign_in: SignIn, clock: HandClock) -> None:
    learner, _cards = learner_of(rows, 2)
    browser = sign_in(learner)
    assert "2 cards are left." in browser.get("/cards/").text
    for step in ("1", "2", "1", "2"):
        page = seen(browser, "/cards/review")
        assert f"Front {step}/1" in page
        assert "Back" not in page
        card = re.findall(r'name="card" value="(\d+)"', page)[0]
        turned = seen(browser, f"/cards/review?card={card}&turned=1")
        assert f"Back {step}" in turned
        answered = browser.post("/cards/answers", data=grading(turned) | {"rating": "3"})
        assert (answered.status_code, answered.location) == (303, "/cards/review")
        clock.forward(minutes=4)
    assert browser.get("/cards/review").location == "/cards/"
    end = browser.get("/cards/").text
    assert "Done for today." in end
    assert "Remembered</dt><dd>100 %" in end
