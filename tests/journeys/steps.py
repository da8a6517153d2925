"""What people do in a browser, as the journeys name it; and the answers that a test must know."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from questions.marks import Verdict
from questions.question import Question
from questions.types import TYPES
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Attempt, Slot
from quizapp.quizzes.operations.marking import keyed_questions
from quizapp.quizzes.queries import get_slot
from tests.journeys.site import Site

PASSWORD = "a long enough secret"
ATTEMPT = re.compile(r"/attempts/(\d+)")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, name: str, role: str = "button") -> None:
    """Walk with Tab until the control with this name has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    for _ in range(80):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        press(page, "Tab")
    raise AssertionError(f"Tab does not reach the {role} {name!r}")


def settled(page: Page) -> Page:
    """The page, once it is there to its end and answers to its scripts too.

    After a click that leads on, first expect what only the next page shows: till then it is the one before.
    """
    page.wait_for_load_state()
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def sign_up(page: Page, name: str, *, password: str = PASSWORD) -> str:
    """Fill in the form on the page for signing up; returns the recovery code."""
    page.get_by_label("User name").fill(name)
    page.get_by_label("Your name").fill(name.capitalize())
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write down your recovery code")
    code = page.locator("main .code").inner_text()
    page.get_by_role("link", name="I have written it down").click()
    return code


def sign_in(page: Page, name: str, *, password: str = PASSWORD) -> None:
    """Fill in the form on the page for signing in."""
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(password)
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(page.locator("details.menu")).to_be_visible()


def attempt_at(page: Page) -> int:
    found = ATTEMPT.search(page.url)
    assert found is not None, page.url
    return int(found[1])


def number_at(page: Page) -> int:
    return int(page.locator("[data-slot]").get_attribute("data-slot") or 0)


def asked(site: Site, attempt_id: int, number: int) -> tuple[Question, tuple[str, ...]]:
    """A question of an attempt with its key, and the order in which its options lie."""
    with site.rows() as session:
        slot = get_slot(session, attempt_id, number)
        return keyed_questions(session, [slot.version_id])[slot.version_id], tuple(slot.option_order)


def fields_of(site: Site, attempt_id: int, number: int, verdict: Verdict) -> dict[str, list[str]]:
    """The fields of an answer with this verdict, by name."""
    question, order = asked(site, attempt_id, number)
    specimens = TYPES[question.type].specimens(question, order)
    fitting = next(one for one in specimens if one.mark.verdict == verdict)
    return {f"s{number}-{name}": list(values) for name, values in fitting.fields.items()}


def answer(page: Page, site: Site, number: int, verdict: Verdict = "right") -> None:
    """Fill in an answer with this verdict, whatever the type of the question, once the page asks it."""
    expect(page.locator(f"[data-slot='{number}']")).to_be_visible()
    page.wait_for_load_state()
    for name, values in fields_of(site, attempt_at(page), number, verdict).items():
        for value in values:
            choice = page.locator(f"input[name='{name}'][value='{value}']:not([type=text])")
            if choice.count():
                choice.check()
            elif page.locator(f"select[name='{name}']").count():
                page.locator(f"select[name='{name}']").select_option(value)
            else:
                page.locator(f"input[name='{name}']").fill(value)


def hand_in(page: Page) -> None:
    """From the summary, once it has come, to the result."""
    page.get_by_role("button", name="Hand in", exact=True).click()
    expect(page.locator("h1.score")).to_be_visible()


def stored(site: Site, attempt_id: int, number: int) -> Slot:
    """The slot as the database holds it now."""
    with site.rows() as session:
        return get_slot(session, attempt_id, number)


def chosen(site: Site, attempt_id: int, number: int, name: str = "choice") -> list[str]:
    """What the database holds of one field of an answer."""
    slot = stored(site, attempt_id, number)
    question, order = asked(site, attempt_id, number)
    fields = TYPES[question.type].fields(question.asked, order, load_given(slot.given))
    return list(fields.get(name, []))


def state_of(site: Site, attempt_id: int) -> str:
    with site.rows() as session:
        attempt = session.get(Attempt, attempt_id)
        assert attempt is not None
        return attempt.state


def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    """What the server does on its own time, waited for."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
