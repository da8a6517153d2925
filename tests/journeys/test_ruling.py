"""A key turns out to be wrong: corrected, the class marked anew, read by a student, and taken back."""

from __future__ import annotations

import datetime as dt

from playwright.sync_api import Page, expect

from quizapp.quizzes.integrity import check
from tests import builders
from tests.journeys.conftest import Visit
from tests.journeys.looking import faults
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, settled, sign_in
from tests.quizapp.cards.sitting import loaded
from tests.quizapp.progress.school import begin
from tests.quizapp.quizzes.lesson import finish, save_typed

WHY = "The short form is right too."
SPELLING = "Organisation"
TITLE = "Planets, first test"


def a_class_that_typed(site: Site, *answers: str) -> list[str]:
    """Tom's class, each of whose students typed one of these for one question; their user names."""
    now = site.clock()
    with site.rows() as session:
        tom = builders.user(session, "tom", roles=["teacher"], password=PASSWORD, now=now)
        names = [f"pupil-{number}" for number in range(len(answers))]
        pupils = [builders.user(session, name, password=PASSWORD, now=now) for name in names]
        room = builders.classroom(session, tom, "Politics 9a", students=pupils, now=now)
        shelf = builders.bank(session, "organisations", now=now)
        asked = [builders.question(session, shelf, "short_answer", owner=tom, origin="teacher")]
        asked.append(builders.question(session, shelf, "single_choice", owner=tom, origin="teacher"))
        quiz = builders.quiz(session, shelf, tom, asks=asked, now=now)
        given = builders.assignment(session, quiz, room, tom, now=now)
        for pupil, typed in zip(pupils, answers, strict=True):
            attempt = loaded(session, begin(session, pupil, given, now=now).id)
            save_typed(session, attempt, typed, now=now)
            finish(session, attempt, now=now + dt.timedelta(minutes=1))
    return names


def test_a_class_is_marked_anew(site: Site, visit: Visit) -> None:
    names = a_class_that_typed(site, "UN", SPELLING, "quite another")
    teacher = visit(site, "/sign-in")
    sign_in(teacher, "tom")
    accept_too(teacher)
    mark_anew(teacher)

    student = visit(site, "/sign-in", viewport={"width": 390, "height": 844})
    sign_in(student, names[1])
    read_why(student)

    take_back(teacher)
    with site.rows() as session:
        assert list(check(session)) == []


def accept_too(page: Page) -> None:
    """From the quiz of the class to its question, and one more spelling for it."""
    page.get_by_role("link", name="Politics 9a").first.click()
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    tabs = page.get_by_role("navigation", name="What to look at")
    tabs.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Mark anew").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mark the answers anew")
    page.get_by_role("link", name="Look at the question").click()
    page.get_by_role("link", name="Edit").click()
    expect(page.get_by_label("Answers that count")).to_be_visible()
    settled(page)
    accepted = page.get_by_label("Answers that count")
    accepted.fill(f"{accepted.input_value()}\n{SPELLING}")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. New papers ask this version.")).to_be_visible()


def mark_anew(page: Page) -> None:
    page.get_by_role("link", name="Mark 3 answers anew").click()
    assert faults(page) == []
    page.get_by_label("By the corrected key, up and down").check()
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_role("heading", name="1 of 3 marks changes")).to_be_visible()
    assert faults(page) == []
    page.get_by_label("Why?").fill(WHY)
    page.get_by_role("button", name="Mark 3 answers anew").click()
    expect(page.get_by_text("1 mark changed.").first).to_be_visible()


def read_why(page: Page) -> None:
    page.goto("/progress")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_text("1 question was marked anew")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("link", name="Question 1").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    expect(page.get_by_text("Points before: 0, now: 1.")).to_be_visible()
    assert faults(page) == []


def take_back(page: Page) -> None:
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Taken back: 1 mark changed.")).to_be_visible()
