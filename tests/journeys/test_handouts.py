"""A handout becomes questions by mouse, keyboard and finger; with a file of others, an assigned quiz."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.looking import faults
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, attempt_at, hand_in, press, settled, sign_in

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
RIVERS = """The long rivers

The Nile is a river in Africa. It is 6,650 km long and was mapped in 1770 by James Bruce. 🦉 It ends in Egypt.

The Amazon is 6,400 km long; the Congo River is 4,700 km long. Francisco de Orellana sailed it in 1541.
"""
NUMBERED = "\n\n".join(
    f"{number}. What is {number} plus {number}?\na) {number}\nb) {number * 2 + 1}\n*c) {number * 2}"
    for number in range(1, 41)
)

Teacher = Callable[..., Page]


@pytest.fixture
def teacher(site: Site, visit: Visit) -> Teacher:
    """`teacher(**how)` → a page of Tom's, who teaches Kim."""
    with site.rows() as session:
        tom = builders.user(session, "tom", roles=["teacher"], password=PASSWORD, now=site.clock())
        kim = builders.user(session, "kim", password=PASSWORD, now=site.clock())
        builders.classroom(session, tom, "Geography 7b", students=[kim], now=site.clock())

    def at_work(**how: object) -> Page:
        page = visit(site, "/sign-in", **how)
        sign_in(page, "tom")
        return page

    return at_work


def open_handout(page: Page) -> None:
    page.goto("/exchange/handouts")
    page.get_by_label("Or paste its text").fill(RIVERS)
    page.get_by_role("button", name="Open the handout").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The long rivers")


def word(page: Page, text: str) -> Locator:
    return page.locator("#open-sentence .word").filter(has_text=re.compile(rf"^\W*{re.escape(text)}\W*$"))


def answer(page: Page) -> Locator:
    return page.locator(".bench-head mark")


def test_words_are_chosen_by_mouse_and_become_as_many_questions_as_are_ticked(teacher: Teacher) -> None:
    page = teacher()
    open_handout(page)
    settled(page)
    page.get_by_role("link", name="It is 6,650 km").click()
    word(page, "6,650").click()
    expect(answer(page)).to_have_text("6,650")
    expect(page.locator("#made-cloze .gap")).to_be_visible()
    gap = page.get_by_label("Add the text with a gap")
    expect(page.get_by_role("button", name="Add 1 question")).to_be_visible()
    page.get_by_label("Use wrong option 1").check()
    expect(gap).not_to_be_checked()
    page.get_by_label("Use wrong option 1").uncheck()
    expect(gap).to_be_checked()
    page.get_by_label("Add the short answer").check()
    page.get_by_label("Use wrong option 1").check()
    expect(gap).to_be_checked()
    expect(page.get_by_role("button", name="Add 3 questions")).to_be_visible()
    page.locator(".made-question").nth(1).get_by_text("Change it").click()
    page.locator("[name=short_stem]").fill("How long is the Nile, in km?")
    expect(page.locator("#made-short")).to_contain_text("How long is the Nile, in km?")
    assert faults(page) == []
    page.get_by_role("button", name="Add 3 questions").click()
    expect(page.get_by_text("3 questions added.")).to_be_visible()
    expect(page.get_by_role("link", name="How long is the Nile, in km?")).to_be_visible()


def test_words_are_marked_with_the_mouse_behind_a_sign_of_two_units(teacher: Teacher) -> None:
    page = teacher()
    open_handout(page)
    settled(page)
    sentence = page.get_by_role("link", name="It ends in Egypt.")
    box = sentence.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 22, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(answer(page)).to_have_text("Egypt")
    expect(page.locator("#open-sentence")).to_contain_text("It ends in Egypt.")
    page.get_by_role("link", name="The Nile is a river").click()
    expect(page.locator("#open-sentence")).to_have_text("The Nile is a river in Africa.")
    expect(page.get_by_role("link", name="It ends in Egypt.")).to_be_visible()


def test_words_are_chosen_with_the_keyboard(teacher: Teacher) -> None:
    page = teacher()
    open_handout(page)
    settled(page)
    page.get_by_role("link", name="It is 6,650 km").focus()
    press(page, "Enter")
    expect(word(page, "It").get_by_role("checkbox")).to_be_focused()
    press(page, "ArrowRight", "ArrowRight", "Shift+ArrowRight")
    expect(answer(page)).to_have_text("6,650 km")
    press(page, "Enter")
    expect(page.locator("#bench")).to_be_focused()
    page.get_by_role("button", name="Add 1 question").focus()
    press(page, "Enter")
    expect(page.get_by_text("1 question added.")).to_be_visible()


def test_words_are_tapped_first_and_last_on_a_phone(teacher: Teacher) -> None:
    page = teacher(**PHONE)
    open_handout(page)
    settled(page)
    page.get_by_role("link", name="It is 6,650 km").tap()
    word(page, "James").tap()
    expect(answer(page)).to_have_text("James")
    word(page, "Bruce").tap()
    expect(answer(page)).to_have_text("James Bruce")
    page.get_by_role("link", name="See the questions").tap()
    expect(page.get_by_role("button", name="Add 1 question")).to_be_in_viewport()
    page.get_by_role("button", name="Add 1 question").tap()
    expect(page.get_by_role("link", name="1 question so far")).to_be_in_viewport()


def test_words_ticked_before_the_script_came_are_chosen(teacher: Teacher) -> None:
    page = teacher()
    open_handout(page)
    sentence = page.get_by_role("link", name="It is 6,650 km").get_attribute("href")
    held: list[Route] = []
    page.context.route("**/js/handout.js", lambda route: held.append(route))
    with page.expect_request("**/js/handout.js"):
        page.goto(sentence or "", wait_until="domcontentloaded")
    word(page, "James").click()
    word(page, "Bruce").click()
    held[0].continue_()
    expect(answer(page)).to_have_text("James Bruce")


def test_all_of_it_works_without_a_script(teacher: Teacher) -> None:
    page = teacher(java_script_enabled=False)
    open_handout(page)
    page.get_by_role("link", name="It is 6,650 km").click()
    word(page, "James").click()
    word(page, "Bruce").click()
    page.get_by_role("button", name="Make questions of them").click()
    expect(answer(page)).to_have_text("James Bruce")
    page.get_by_label("Use wrong option 1").check()
    page.get_by_role("button", name="See it as changed").click()
    # The choice takes the place of the gap that was suggested.
    page.get_by_role("button", name="Add 1 question").click()
    expect(page.get_by_text("1 question added.")).to_be_visible()


class Hand:
    """A hand that counts: each press of a button, a link or a box, and each field that it fills."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.activations = 0

    def press(self, target: Locator) -> None:
        self.activations += 1
        target.click()

    def fill(self, label: str, text: str) -> None:
        self.activations += 1
        self.page.get_by_label(label).fill(text)

    def choose(self, label: str, place: int) -> None:
        self.activations += 1
        self.page.get_by_label(label).select_option(index=place)

    def button(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.get_by_role("button", name=name))

    def link(self, name: str | re.Pattern[str]) -> None:
        self.press(self.page.get_by_role("link", name=name))


def test_forty_questions_and_a_handout_become_an_assigned_quiz(
    site: Site, teacher: Teacher, visit: Visit
) -> None:
    hand = Hand(teacher())
    page = hand.page
    tabs = page.get_by_role("navigation", name="Main")
    hand.press(tabs.get_by_role("link", name="Questions"))
    hand.link("Import questions")
    hand.fill("Or paste questions", NUMBERED)
    hand.button("Look at it")
    hand.press(page.get_by_role("button", name="Import 40 questions").first)
    expect(page.get_by_text("40 questions came in.")).to_be_visible()

    hand.press(tabs.get_by_role("link", name="Questions"))
    hand.link("From a handout")
    hand.fill("Or paste its text", RIVERS)
    hand.choose("Into", 1)
    hand.button("Open the handout")
    expect(page.get_by_role("heading", level=1)).to_have_text("The long rivers")
    for sentence, words in (("It is 6,650 km", "6,650"), ("Francisco de Orellana", "1541")):
        settled(page)
        hand.link(re.compile(sentence))
        hand.press(word(page, words))
        if words == "1541":
            hand.press(page.get_by_label("Use wrong option 1"))
        hand.button("Add 1 question")
        expect(page.get_by_text("1 question added.")).to_be_visible()
        expect(page.locator("#bench mark")).to_have_count(0)
    expect(page.get_by_role("heading", name="2 questions made from this")).to_be_visible()
    hand.link(re.compile("Or of all 42 in"))
    hand.button("Make the quiz")
    expect(page.get_by_label("Geography 7b")).to_be_checked()
    hand.button("Give the quiz")
    expect(page.get_by_text("Given. Your students see it on their page.")).to_be_visible()
    assert hand.activations <= 40

    student = visit(site, "/sign-in", **PHONE)
    sign_in(student, "kim")
    student.get_by_role("button", name="Start").first.tap()
    answer_the_gap(student)


def answer_the_gap(page: Page) -> None:
    """Fill in the first gap of the handout, hand in, and look at its passage in the review."""
    expect(page.locator("[data-slot]").first).to_be_visible()
    attempt = attempt_at(page)
    page.goto(f"/attempts/{attempt}/41")
    settled(page).locator(".cloze .gap").fill("6650")
    expect(page.locator(".save-status")).to_contain_text("Saved")
    page.goto(f"/attempts/{attempt}/summary")
    hand_in(page)
    page.locator(".result-stem a").filter(has_text="km long").first.tap()
    expect(page.locator(".paper mark.proof")).to_have_text("6,650")
    expect(page.locator(".filled-right, .sign-right, .verdict-right").first).to_be_visible()
