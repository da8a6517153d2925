"""A newcomer: from the front page's question to a score in her history, a mouse nowhere."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from questions.question import ChoiceKey, Question, VerdictKey
from tests.journeys.conftest import Visit
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, asked, attempt_at, press, settled, stored, tab_to

LETTERS = "ABCDEFGHIJ"


def test_one_choice_and_one_button_answer_the_first_question(site: Site, visit: Visit) -> None:
    page = visit(site)
    page.locator("form .row").first.click()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator(".paper mark.proof").first).to_be_visible()


def test_two_activations_lead_into_a_quiz(site: Site, visit: Visit) -> None:
    page = visit(site)
    page.locator("main").get_by_role("button", name="Capitals").click()
    activations = 1
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()
    assert attempt_at(page)
    assert activations <= 2


def test_a_newcomer_gets_to_her_score_by_keyboard_alone(site_on_each: Site, visit: Visit) -> None:
    page = visit(site_on_each)
    answer_the_first_question(page)
    tab_to(page, "Answer 5 more")
    press(page, "Enter")
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()

    sign_up_by_keyboard(page)
    start_a_test_by_keyboard(page)
    right = answer_a_test_by_keyboard(page, site_on_each)
    hand_in_by_keyboard(page)
    expect(page.locator("h1.score")).to_be_focused()
    expect(page.locator(".result .sign-right")).to_have_count(right)

    stem = page.locator(".result-stem a").first.inner_text()
    tab_to(page, stem, "link")
    press(page, "Enter")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator(".paper mark.proof").first).to_be_visible()

    tab_to(page, "Progress", "link")
    press(page, "Enter")
    expect(page.get_by_role("table").last).to_contain_text(f"{right} of 5")


def answer_the_first_question(page: Page) -> None:
    radio = page.get_by_role("radio").first
    while not radio.evaluate("element => element === document.activeElement"):
        press(page, "Tab")
    press(page, "Space", "ArrowDown", "Enter")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator(".paper").first).to_be_visible()


def sign_up_by_keyboard(page: Page) -> None:
    tab_to(page, "Sign up to keep them", "link")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign up")
    for label, words in (("User name", "kim"), ("Your name", "Kim"), ("Password", PASSWORD)):
        tab_to(page, label, "textbox")
        page.keyboard.type(words)
    press(page, "Enter")
    expect(page.get_by_text("It is shown only now.")).to_be_visible()
    code = page.locator("main .code").inner_text()
    assert re.fullmatch(r"[0-9A-Z-]{12,}", code)
    tab_to(page, "I have written it down", "link")
    press(page, "Enter")
    tab_to(page, "No, leave it")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Kim")
    assert code not in page.content()


def start_a_test_by_keyboard(page: Page) -> None:
    tab_to(page, "Quizzes", "link")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quizzes")
    expect(page.get_by_text("Moscow").first).to_be_visible()
    settled(page)
    links = page.get_by_role("link", name="Choose how")
    while not links.last.evaluate("element => element === document.activeElement"):
        press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_role("group", name="How long")).to_be_visible()
    settled(page)
    choose_radio(page, "How long", "5")
    choose_radio(page, "When you see what was right", "test")
    press(page, "Enter")
    expect(page.get_by_text("Question 1 of 5")).to_be_visible()


def choose_radio(page: Page, group: str, value: str) -> None:
    """Tab into the group, then arrows until the wanted one is checked."""
    radios = page.get_by_role("group", name=group).get_by_role("radio")
    expect(radios.first).to_be_visible()
    while not radios.evaluate_all("all => all.includes(document.activeElement)"):
        press(page, "Tab")
    wanted = page.get_by_role("group", name=group).locator(f"input[value='{value}']")
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        press(page, "ArrowDown")
    expect(wanted).to_be_checked()


def answer_a_test_by_keyboard(page: Page, site: Site) -> int:
    """Answer all five and flag the first. Returns how many are right."""
    attempt_id = attempt_at(page)
    right = 0
    for number in range(1, 6):
        expect(page.locator("[data-slot]")).to_have_attribute("data-slot", str(number))
        settled(page)
        question, order = asked(site, attempt_id, number)
        letter = right_letter(question, order)
        if letter:
            right += 1
            press(page, letter)
            expect(page.locator(".row-input:checked")).to_have_count(1)
        else:
            tab_to(page, "I don’t know", "checkbox")
            press(page, "Space")
        if number == 1:
            flag_by_keyboard(page)
            expect(page.locator("[data-flag]")).to_be_checked()
        press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have answered 5 of 5.")
    assert stored(site, attempt_id, 1).is_flagged
    return right


def flag_by_keyboard(page: Page) -> None:
    """F flags, unless it is the letter of a sixth option; the hint says which."""
    if page.locator("[data-keys-flag]").is_visible():
        press(page, "f")
    else:
        tab_to(page, "Flag for later", "checkbox")
        press(page, "Space")
        page.locator("#main").focus()


def right_letter(question: Question, order: tuple[str, ...]) -> str:
    """The key that answers this question alone, or "" where it takes more than one."""
    key = question.sealed.key
    if isinstance(key, ChoiceKey) and question.type == "single_choice":
        return LETTERS[order.index(next(iter(key.right)))]
    if isinstance(key, VerdictKey) and key.true:
        return "A"
    return ""


def hand_in_by_keyboard(page: Page) -> None:
    tab_to(page, "Hand in")
    press(page, "Enter")
