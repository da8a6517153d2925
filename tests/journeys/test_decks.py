"""A teacher writes a deck and shares it; a student learns it on a phone; a correction reaches her."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.looking import PHONE, resize
from tests.journeys.site import Site
from tests.journeys.steps import press, settled, sign_in, tab_to


def write_deck(page: Page) -> None:
    """By keyboard alone, a deck with one text of two gaps, seen beside the form while it is written."""
    page.goto("/cards/decks")
    tab_to(page, "Make your first deck", "link")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("New deck")
    tab_to(page, "Title", "textbox")
    page.keyboard.type("Rivers")
    press(page, "Enter")
    tab_to(page, "Write the first card", "link")
    press(page, "Enter")
    tab_to(page, "Gaps in a text", "link")
    press(page, "Enter")
    expect(page.get_by_label("Text with gaps")).to_be_visible()
    settled(page)
    tab_to(page, "Text with gaps", "textbox")
    page.keyboard.type("The {{c1::Sine}} flows through {{c2::Paris::a capital}}.")
    expect(page.get_by_role("heading", name="2 cards")).to_be_visible()
    tab_to(page, "Keep the card")
    press(page, "Enter")
    expect(page.get_by_text("Kept.")).to_be_visible()


def test_a_deck_goes_from_its_teacher_to_a_students_phone(site: Site, visit: Visit) -> None:
    with site.rows() as session:
        tom = builders.user(session, "tom", roles=["teacher"], now=site.clock())
        kim = builders.user(session, "kim", now=site.clock())
        builders.classroom(session, tom, "Geography", students=[kim], now=site.clock())
    teacher = visit(site, "/sign-in")
    sign_in(teacher, "tom")
    write_deck(teacher)
    teacher.get_by_role("link", name="Rivers").click()
    teacher.get_by_role("link", name="Share").click()
    teacher.get_by_label("Geography").check()
    teacher.get_by_role("button", name="Save").click()
    expect(teacher.get_by_role("link", name="Geography: see progress")).to_be_visible()

    student = visit(site, "/sign-in", has_touch=True)
    resize(student, PHONE)
    sign_in(student, "kim")
    student.goto("/cards/decks")
    student.get_by_role("button", name="Study Rivers").tap()
    student.get_by_role("link", name="Learn").tap()
    expect(student.locator(".flashcard-front")).to_contain_text("flows through Paris.")

    teacher.get_by_role("link", name="The Sine flows through Paris.").click()
    teacher.get_by_role("link", name="Edit").click()
    teacher.get_by_label("Text with gaps").fill("The {{c1::Seine}} flows through {{c2::Paris::a capital}}.")
    teacher.get_by_role("button", name="Save").click()
    expect(teacher.get_by_text("Saved for everybody")).to_be_visible()
    student.reload()
    student.get_by_role("button", name="Show answer").tap()
    expect(student.locator(".flashcard-front")).to_contain_text("Seine flows through Paris.")
