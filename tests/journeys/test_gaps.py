"""Texts with gaps, as students fill them in and read them afterwards."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from playwright.sync_api import Page, expect

from questions.question import ChoiceKey, Gap, NumberKey, Question, TextKey, Why
from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.looking import faults
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, attempt_at, chosen, hand_in, press, settled, sign_in, tab_to
from tests.questions.builders import a_cloze, options_of


def a_river() -> Question:
    """Gaps of each type, in Markdown, one of them with something to say of a wrong answer."""
    cloze = a_cloze(
        "**Paris** lies on the {{1}}.\n\n- It was called {{2}} by the Romans,\n- has {{3}} within its limits,"
        "\n- and lies between {{4}}.",
        (Gap("1", "single_choice", ("o1", "o2")), ChoiceKey(("o2",))),
        (Gap("2", "short_answer"), TextKey(("Lutetia",), (), (("Roma", Fraction(0)),))),
        (Gap("3", "numeric", unit="bridges"), NumberKey(Fraction(37), Fraction(1))),
        (Gap("4", "multiple_response", ("o3", "o4", "o5")), ChoiceKey(("o3", "o4"))),
        options=options_of("Rhine", "Seine", "*Lille*", "Lyon", "Narvik"),
        format="markdown",
        options_format="markdown",
    )
    whys = (
        Why("1:o1", "The Rhine runs through Cologne.", "written"),
        Why("2:Roma", "That is Rome itself.", "written"),
    )
    return replace(cloze, sealed=replace(cloze.sealed, whys=whys))


def a_page(site: Site, visit: Visit) -> Page:
    """A student's page with such a text in a test."""
    with site.rows() as session:
        now = site.clock()
        teacher = builders.teacher(session)
        student = builders.user(session, "kim", password=PASSWORD, now=now)
        shelf = builders.bank(session)
        asks = [builders.question(session, shelf, a_river())]
        quiz = builders.quiz(session, shelf, teacher, asks=asks, mode="test", now=now)
        attempt = builders.attempt(session, student, quiz, now=now)
        number = attempt.id
    page = visit(site, "/sign-in")
    sign_in(page, "kim")
    page.goto(f"/attempts/{number}/1")
    return settled(page)


def test_a_text_is_filled_in_by_keyboard_saved_and_reviewed(site: Site, visit: Visit) -> None:
    page = a_page(site, visit)
    river = page.get_by_label("Gap 1 of 4")
    river.focus()
    page.keyboard.type("Rhine")
    press(page, "Tab")
    page.keyboard.type("roma")
    press(page, "Enter")
    expect(page.get_by_label("Gap 3 of 4, bridges")).to_be_focused()
    page.keyboard.type("37")
    for town in ("Lille", "Lyon"):
        tab_to(page, town, "checkbox")
        press(page, "Space")
    expect(page.locator(".save-status")).to_contain_text("Saved")
    attempt_id = attempt_at(page)
    assert chosen(site, attempt_id, 1, "gap-2") == ["roma"]
    page.reload()
    expect(page.get_by_label("Gap 2 of 4")).to_have_value("roma")
    expect(river.locator("option:checked")).to_have_text("Rhine")
    page.locator(".task-steps").get_by_role("button", name="Check and hand in").click()
    hand_in(page)
    page.goto(f"/attempts/{attempt_id}/review/1")
    text = page.locator(".cloze-filled")
    expect(text.locator("s")).to_have_text(["Rhine", "roma"])
    expect(text).to_contain_text("It was called roma Lutetia by the Romans")
    expect(page.get_by_text("The Rhine runs through Cologne.")).to_be_visible()
    expect(page.get_by_text("That is Rome itself.")).to_be_visible()


def test_a_gap_that_cannot_be_read_is_named(site: Site, visit: Visit) -> None:
    page = a_page(site, visit)
    page.get_by_label("Gap 3 of 4, bridges").fill("a few")
    expect(page.locator(".save-status")).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_text("Gap 3: Type a number, such as 20 or 2.5.")).to_be_visible()
    expect(page.get_by_label("Gap 3 of 4, bridges")).to_have_value("a few")


def test_a_text_with_gaps_is_sound_everywhere(site: Site, visit: Visit) -> None:
    page = a_page(site, visit)
    assert faults(page) == []
