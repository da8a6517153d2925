"""Learning cards in a browser: by keys, by touch, without a connection, and with a change of mind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.cards.models import Review, StudyHabit
from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import PHONE, faults
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, press, sign_in
from tests.quizapp.cards.piles import pile, studies

RETRY_MS = 15_000


@pytest.fixture
def learner_at(site: Site, visit: Visit) -> Callable[..., Page]:
    """`learner_at(cards)` → the page on the first of so many plain cards."""

    def at(cards: int, **how: object) -> Page:
        with site.rows() as session:
            kim = builders.user(session, "kim", password=PASSWORD, now=site.clock())
            deck, _cards = pile(session, kim, cards)
            studies(session, kim, deck)
            session.add(StudyHabit(user_id=kim.id, new_per_day=cards, reviews_per_day=200))
        page = visit(site, "/sign-in", **how)
        sign_in(page, "kim")
        page.goto("/cards/")
        page.get_by_role("link", name="Start").click()
        expect(page.locator(".flashcard-front")).to_have_text("Front 1/1")
        page.wait_for_load_state("networkidle")
        return page

    return at


def answers(site: Site, kind: str = "learn") -> int:
    with site.rows() as session:
        return session.scalar(select(func.count()).where(Review.kind == kind)) or 0


def test_twenty_cards_are_learned_by_keys_alone(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(20)
    for number in range(1, 21):
        expect(page.locator(".flashcard-front")).to_have_text(f"Front {number}/1")
        press(page, "Space")
        expect(page.locator(".flashcard-answer")).to_have_text(f"Back {number}")
        press(page, "2" if number % 5 else "1")
    expect(page.locator(".flashcard-front")).to_have_text("Front 5/1")
    page.close(run_before_unload=True)
    assert answers(site) == 20
