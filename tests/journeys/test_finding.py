"""A learner looks for cards in all her decks, and brings back what was set aside."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.reviewing import act_on_cards
from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.looking import PHONE, faults, resize
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, press, sign_in, tab_to

RIVERS = {"Longest river of Africa?": "The Nile", "Longest river of Asia?": "The Yangtze"}
LAKES = {"Deepest lake?": "Baikal", "Largest lake?": "The Caspian Sea"}


@pytest.fixture
def page(site: Site, visit: Visit) -> Page:
    """Decks of rivers and lakes, two cards of which are set aside."""
    with site.rows() as session:
        kim = builders.user(session, "kim", password=PASSWORD, now=site.clock())
        for title, notes in (("Rivers", RIVERS), ("Lakes", LAKES)):
            deck = builders.deck(session, kim, title)
            made = [
                builders.note(session, deck, front=front, back=back, tags=["first"])
                for front, back in notes.items()
            ]
            start_studying(session, kim.id, deck, site.clock())
            card = made[0].cards[0].id
            act_on_cards(session, kim, [card], "suspend", uuid=f"aside-{title}", now=site.clock())
    page = visit(site, "/sign-in")
    sign_in(page, "kim")
    return page


def test_what_was_set_aside_is_found_and_asked_again_by_keyboard(page: Page) -> None:
    page.goto("/cards/decks")
    page.get_by_role("link", name="Rivers").click()
    tab_to(page, "1 card set aside", "link")
    press(page, "Enter")
    expect(page.get_by_role("searchbox")).to_have_value('is:suspended deck:"Rivers"')
    expect(page.locator(".note-row")).to_have_count(1)
    tab_to(page, "Words, tags, decks, states", "searchbox")
    press(page, "ControlOrMeta+a")
    page.keyboard.type("is:suspended")
    press(page, "Enter")
    expect(page.locator(".note-row")).to_have_count(2)
    for row in page.locator(".note-row").all():
        row.get_by_role("checkbox").check()
    tab_to(page, "Ask again")
    press(page, "Enter")
    expect(page.get_by_text("You are asked 2 notes again.")).to_be_visible()
    expect(page.get_by_text("No note fits.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_wrong_with_the_page_that_finds(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for query in ("", "?q=tag:first -is:new", "?q=is:lost"):
        page.goto(f"/cards/find{query}")
        page.get_by_text("What can be asked for").click()
        assert faults(page) == []
    resize(page, PHONE)
    page.goto("/cards/find?q=is:suspended")
    assert faults(page) == []
