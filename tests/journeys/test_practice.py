"""Practice in the browser: feedback at once, and what was missed comes back."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.journeys.site import Site
from tests.journeys.steps import answer, attempt_at, number_at, settled, sign_up, state_of, stored

OTHERS_BETWEEN = 3


def test_a_wrong_answer_is_explained_and_its_question_returns_after_three_others(
    site: Site, visit: Visit
) -> None:
    page = visit(site, "/quizzes")
    start(page, "Capitals")
    missed = number_at(page)
    answer(page, site, missed, "wrong")
    page.get_by_role("button", name="Check my answer").first.click()
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator(".verdict")).to_contain_text("Not this time.")
    expect(page.locator(".answer-wrong .answer-why .why, .answer-wrong .given").first).not_to_be_empty()
    expect(page.locator(".paper .passage-words").first).to_be_visible()
    expect(page.get_by_text("It comes back in another form after a few others")).to_be_visible()

    between = 0
    next_question(page)
    while page.get_by_text("You missed this before.").count() == 0:
        number = number_at(page)
        answer(page, site, number)
        check(page)
        expect(page.locator(".verdict-right")).to_be_visible()
        between += 1
        next_question(page)
    assert between >= OTHERS_BETWEEN
    assert stored(site, attempt_at(page), number_at(page)).returns == missed
    answer(page, site, number_at(page))
    check(page)
    while page.get_by_role("button", name="See your result").count() == 0:
        next_question(page)
        answer(page, site, number_at(page))
        check(page)
    page.get_by_role("button", name="See your result").first.click()
    expect(page.locator("h1.score")).to_have_text("Four of five right.")


def test_not_knowing_is_an_answer_and_practice_may_end_at_any_time(site: Site, visit: Visit) -> None:
    page = visit(site, "/quizzes")
    start(page, "Capitals")
    attempt_id = attempt_at(page)
    page.get_by_label("I don’t know").check()
    check(page)
    expect(page.locator(".verdict")).to_contain_text("Now you know.")
    expect(page.locator(".answer-right, .given-right").first).to_be_visible()
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("h1.score")).to_be_focused()
    assert state_of(site, attempt_id) == "submitted"


def test_a_guest_may_keep_her_attempts_and_the_next_guest_sees_none_of_them(site: Site, visit: Visit) -> None:
    page = visit(site, "/quizzes")
    start(page, "Capitals")
    answer(page, site, 1)
    check(page)
    page.get_by_role("button", name="End practice").click()
    expect(page.locator("h1.score")).to_be_visible()
    page.get_by_role("link", name="Sign up to keep them").click()
    sign_up(page, "kim")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep what you did as a guest?")
    page.get_by_role("button", name="Yes, it was me").click()
    expect(page.get_by_text("Your attempts are now yours.")).to_be_visible()
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_role("table").last.locator("tbody tr")).to_have_count(1)
    leave(page, "Sign out")

    page.goto("/quizzes")
    start(page, "Capitals")
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("No attempts yet")).to_be_visible()
    leave(page, "End this visit")

    page.goto("/sign-up?next=/claim")
    sign_up(page, "lee")
    expect(page.get_by_text("As a guest you began nothing here.")).to_be_visible()
    page.get_by_role("link", name="To your page").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Lee")
    page.get_by_role("link", name="Progress").click()
    expect(page.get_by_text("No attempts yet")).to_be_visible()


def start(page: Page, bank: str) -> None:
    entry = page.locator(".bank-entry").filter(has_text=bank).first
    entry.get_by_role("button", name="Answer 5 questions").click()
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()
    settled(page)


def check(page: Page) -> None:
    page.get_by_role("button", name="Check my answer").first.click()
    expect(page.locator(".verdict")).to_be_focused()


def next_question(page: Page) -> None:
    page.get_by_role("link", name="Next question").first.click()
    expect(page.locator(".verdict")).to_have_count(0)
    expect(page.locator("[data-slot]")).to_be_visible()
    settled(page)


def leave(page: Page, words: str) -> None:
    page.locator("details.menu > summary").click()
    page.get_by_role("button", name=words).click()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
