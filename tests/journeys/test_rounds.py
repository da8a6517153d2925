"""The capitals of Europe as rounds of choosing, matching and typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from quizapp.cards.models import Card, Deck, Review
from tests.journeys.looking import faults
from tests.journeys.site import Site
from tests.journeys.steps import settled


@pytest.fixture
def today_of(geographer: Callable[..., Page]) -> Callable[..., Page]:
    """The page of today of one who studies the capitals of Europe, with the rounds open."""

    def at(**how: object) -> Page:
        page = geographer(**how)
        page.goto("/cards/")
        page.get_by_text("As a round").click()
        return page

    return at


def backs(site: Site) -> dict[str, str]:
    """What each card of a bank asks in a round, and its answer."""
    with site.rows() as session:
        faces = session.scalars(select(Card.face).join(Deck, Deck.id == Card.deck_id))
        return {face["front"].replace("…", "[…]"): face["back"] for face in faces}


def crammed(site: Site) -> int:
    with site.rows() as session:
        return session.scalar(select(func.count()).where(Review.kind == "cram")) or 0


def test_a_round_of_choosing_is_played_and_its_miss_comes_again_without_scripts(
    site: Site, today_of: Callable[..., Page]
) -> None:
    page = today_of(java_script_enabled=False)
    page.get_by_role("link", name="Choose").click()
    right = backs(site)
    questions = page.locator("fieldset.question")
    expect(questions).to_have_count(10)
    for number in range(10):
        question = questions.nth(number)
        answer = right[question.locator(".stem").inner_text()]
        rows = question.locator(".row:not(.row-quiet)")
        expect(rows).to_have_count(4)
        wanted = rows.filter(has=page.get_by_text(answer, exact=True))
        (wanted if number else question.locator(".row-quiet")).click()
    page.get_by_role("button", name="See how it went").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nine of ten right.")
    assert crammed(site) == 10
    page.reload()
    assert crammed(site) == 10
    expect(page.locator(".result .chip").first).to_be_visible()
    page.get_by_role("link", name="This one again").click()
    expect(page.locator("fieldset.question")).to_have_count(1)


@pytest.mark.parametrize("kind", ["Choose", "Match", "Type"])
def test_nothing_is_wrong_with_a_round_and_its_result(kind: str, today_of: Callable[..., Page]) -> None:
    page = today_of()
    page.get_by_role("link", name=kind, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    found = faults(settled(page))
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.get_by_role("button", name="See how it went").click()
    expect(page.locator(".result").first).to_be_visible()
    found += faults(settled(page))
    assert not found, "\n".join(found)
