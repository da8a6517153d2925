"""A school begins: from the link on the console to the score of a student who joined on her phone."""

from __future__ import annotations

import csv
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from quizapp.settings import Settings
from tests.journeys.conftest import Visit
from tests.journeys.site import sqlite_in
from tests.journeys.steps import PASSWORD, hand_in, settled, sign_up
from tests.quizapp.server import Instance, Server

RUN = "from quizapp.cli import main; main()"
SETUP_LINK = re.compile(r"^  (http://\S+/invitations/\S+)$", re.MULTILINE)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
STEM = "Which city hosted the talks on Afghanistan in March 2021?"
OPTIONS = (
    ("Moscow", "The talks were held in Moscow."),
    ("Doha", "Earlier talks were held in Doha, not these."),
    ("Ankara", "Turkey was to host a later meeting."),
)


@pytest.fixture
def console(prepared: Settings, tmp_path: Path) -> Iterator[Server]:
    """`quizapp serve` as somebody starts it in a terminal."""
    folder = shutil.copytree(prepared.instance, tmp_path / "instance")
    settings = sqlite_in(folder)
    output = tmp_path / "console"
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, "serve", "--port", "0"],
            env={
                **os.environ,
                **Instance(folder, settings.database_url).environ,
                "PYTHONUNBUFFERED": "1",
            },
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    server = Server(process, output)
    yield server
    server.end(signal.SIGTERM)


def test_a_school_begins(console: Server, visit: Visit) -> None:
    administrator = visit(console, SETUP_LINK.findall(said(console))[0])
    accept(administrator, "ada", at="People")
    teach_too(administrator)
    link = invite_a_teacher(administrator)

    teacher = visit(console, link)
    accept(teacher, "tom")
    code = make_a_class(teacher)
    write_a_question(teacher)
    make_a_quiz(teacher)
    give_it(teacher)

    student = visit(console, **PHONE)
    join(student, code)
    meet_the_question(student)

    see_the_score(teacher)
    scores = download_scores(teacher)
    assert scores[0]["Student"] == "Kim"


def said(console: Server) -> str:
    assert console.address
    return console.said


def accept(page: Page, name: str, *, at: str = "Classes") -> None:
    page.get_by_label("User name").fill(name)
    page.get_by_label("Your name").fill(name.capitalize())
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up and accept").click()
    page.get_by_role("link", name="I have written it down").click()
    expect(page.get_by_role("heading", name=at, level=1)).to_be_visible()


def teach_too(page: Page) -> None:
    """In one click, and back by the message's own button."""
    page.get_by_role("button", name="Make me a teacher, too").click()
    expect(page.get_by_text("Ada is a teacher now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Classes", level=1)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Ada is no teacher any more.")).to_be_visible()
    expect(page.get_by_role("link", name="Classes")).to_have_count(0)


def invite_a_teacher(page: Page) -> str:
    page.get_by_role("link", name="People").click()
    page.get_by_role("button", name="Invite a teacher").click()
    expect(page.get_by_text("The invitation is ready.")).to_be_visible()
    return page.locator(".banner .code").inner_text()


def make_a_class(page: Page) -> str:
    page.get_by_label("Name of the class").fill("History 10b")
    page.get_by_role("button", name="Make the class").click()
    expect(page.get_by_role("heading", name="History 10b")).to_be_visible()
    page.get_by_role("link", name="Code", exact=True).click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    return page.locator(".wall-code").inner_text()


def write_a_question(page: Page) -> None:
    page.get_by_role("link", name="Questions").click()
    page.get_by_role("link", name="Write a question").click()
    page.get_by_label("Bank that it stands on").select_option("moscow-talks-2021")
    page.get_by_label("Single choice").check()
    page.get_by_role("button", name="Write it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New question")
    settled(page)
    page.get_by_label("Question", exact=True).fill(STEM)
    for letter, (text, why) in zip("ABC", OPTIONS, strict=False):
        page.get_by_label(f"Option {letter}", exact=True).fill(text)
        page.get_by_label(f"Why option {letter} is right or wrong").fill(why)
    page.get_by_role("radio", name="Option A is right").check(force=True)
    page.get_by_role("textbox", name="Explanation").fill("The talks of 18 March 2021 were held in Moscow.")
    cite(page, "Moscow")
    expect(page.locator("#editor-preview .stem")).to_have_text(STEM)
    expect(page.locator("#editor-preview mark.proof")).to_have_text("Moscow")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Published. New papers ask this version.")).to_be_visible()


def cite(page: Page, words: str) -> None:
    """Choose a passage that contains these words, and have them highlighted."""
    passages = page.get_by_label("Passage that proves the answer")
    fitting = passages.locator("option").filter(has_text=words).first
    passages.select_option(fitting.get_attribute("value"))
    page.get_by_label("Words to highlight in it").fill(words)


def make_a_quiz(page: Page) -> None:
    page.get_by_role("link", name="Quizzes").click()
    page.get_by_role("link", name="Make your first quiz").click()
    page.get_by_role("link", name=re.compile("Choose single questions of .*Moscow")).click()
    page.get_by_label("Words in the question").fill(STEM[:20])
    page.get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"[?&]words=Which\b"))
    page.get_by_label(STEM).check()
    page.get_by_role("button", name="Go on with what is ticked").click()
    page.get_by_label("Title").fill("The talks")
    page.get_by_role("button", name="Make the quiz").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which classes get it, and when?")


def give_it(page: Page) -> None:
    page.get_by_label("History 10b").check()
    page.get_by_label("Closes").fill("2099-01-31T12:00")
    page.get_by_role("button", name="Give the quiz").click()
    expect(page.get_by_text("Given. Your students see it on their page.")).to_be_visible()


def join(page: Page, code: str) -> None:
    page.get_by_label("Class code").fill(code.lower())
    page.get_by_role("button", name="Join class").tap()
    page.get_by_role("link", name="Sign up and join").tap()
    sign_up(page, "kim")
    expect(page.get_by_text("The talks").first).to_be_visible()


def meet_the_question(page: Page) -> None:
    page.get_by_role("button", name="Start").first.tap()
    expect(page.locator(".stem")).to_have_text(STEM)
    page.locator(".row").filter(has_text="Moscow").tap()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    page.locator(".dock").get_by_role("button", name="Check and hand in").tap()
    hand_in(page)
    expect(page.locator(".result .sign-right")).to_have_count(1)
    page.locator(".result-stem a").tap()
    expect(page.locator(".paper mark.proof")).to_have_text("Moscow")


def see_the_score(page: Page) -> None:
    page.get_by_role("link", name="Classes", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Classes")
    page.get_by_role("link", name="History 10b").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History 10b")
    page.get_by_role("link", name="The talks").first.click()
    expect(page.get_by_role("row").filter(has_text="Kim")).to_contain_text("1 of 1")


def download_scores(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("link", name="Scores as CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
