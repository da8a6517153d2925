"""The save protocol as a student meets it: no connection, two tabs, no script, no time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page, Route, expect

from quizapp.quizzes import operations, queries
from quizapp.quizzes.forms import SaveItem, SaveRequest
from quizapp.quizzes.models import Attempt
from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.site import Site
from tests.journeys.steps import (
    PASSWORD,
    answer,
    attempt_at,
    chosen,
    eventually,
    hand_in,
    settled,
    sign_in,
    state_of,
)

# Between two tries to save, the page waits longer and longer.
RETRY_MS = 15_000
EVERY_TYPE = (
    "single_choice",
    "multiple_response",
    "true_false",
    "short_answer",
    "numeric",
    "date",
    "ordering",
    "matching",
    "cloze",
)


@pytest.fixture
def student_at(site: Site, visit: Visit) -> Callable[..., Page]:
    """`student_at(*types, limit_seconds=…)` → a page on the first question of a test of these types."""

    def at(*types: str, limit_seconds: int | None = None, **how: object) -> Page:
        with site.rows() as session:
            now = site.clock()
            teacher = builders.teacher(session)
            student = builders.user(session, "kim", password=PASSWORD, now=now)
            room = builders.classroom(session, teacher, students=[student], now=now)
            shelf = builders.bank(session)
            asks = [builders.question(session, shelf, type) for type in types]
            quiz = builders.quiz(session, shelf, teacher, asks=asks, limit_seconds=limit_seconds, now=now)
            builders.assignment(session, quiz, room, teacher, now=now)
        page = visit(site, "/sign-in", **how)
        sign_in(page, "kim")
        page.get_by_role("link", name="Quizzes").click()
        page.get_by_role("button", name="Start Planets, first test").click()
        expect(page.get_by_text(f"Question 1 of {len(types)}")).to_be_visible()
        return settled(page) if how.get("java_script_enabled", True) else page

    return at


def seconds_left(site: Site, attempt_id: int) -> float:
    with site.rows() as session:
        attempt = session.get(Attempt, attempt_id)
        assert attempt is not None
        assert attempt.deadline_at is not None
        return (attempt.deadline_at - site.clock()).total_seconds()


def test_what_is_answered_without_a_connection_arrives_after_a_reload(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = student_at("single_choice")
    address = page.url
    page.context.set_offline(True)
    page.get_by_role("radio").nth(1).check()
    status = page.locator(".save-status")
    expect(status).to_contain_text("Not saved: no connection, we keep trying")
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto(address)
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    # A browser that is back may have loaded the page by itself before, and saved from there.
    eventually(lambda: chosen(site, attempt_at(page), 1) == ["2"])


def test_what_was_typed_before_the_scripts_came_is_saved(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    page = student_at("open_answer")
    held: list[Route] = []
    page.context.route(re.compile(r"/js/(save|panel)\.js"), lambda route: held.append(route))
    with page.expect_request("**/js/save.js"), page.expect_request("**/js/panel.js"):
        page.reload(wait_until="domcontentloaded")
    page.get_by_label("Your answer").fill("The first to write")
    for route in held:
        route.continue_()
    expect(page.get_by_text("1 answered, 0 open")).to_be_visible()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    assert chosen(site, attempt_at(page), 1, "text") == ["The first to write"]


def test_what_was_answered_before_the_scripts_came_outdoes_what_was_left_behind(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    page = student_at("single_choice")
    address = page.url
    page.context.route("**/answers", lambda route: route.abort())
    page.get_by_role("radio").nth(0).check()
    expect(page.locator(".save-status")).to_contain_text("Not saved")
    held: list[Route] = []
    page.context.route("**/js/save.js", lambda route: held.append(route))
    with page.expect_request("**/js/save.js"):
        page.goto(address, wait_until="domcontentloaded")
    page.get_by_role("radio").nth(2).check()
    page.context.unroute("**/answers")
    for route in held:
        route.continue_()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    assert chosen(site, attempt_at(page), 1) == ["3"]


def test_a_tap_right_after_typing_on_a_phone_leads_on(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    page = student_at("open_answer", viewport={"width": 390, "height": 844})
    page.goto(re.sub(r"/1$", "/all", page.url))
    settled(page).get_by_label("Your answer").fill("The first to write")
    page.get_by_label("Your answer").blur()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    page.get_by_label("Your answer").fill("The second to write")
    page.get_by_role("button", name="Check and hand in").click()
    expect(page).to_have_url(re.compile("/summary$"))


def test_what_had_not_arrived_is_handed_in_from_the_summary(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_FAILED")
    page = student_at("open_answer")
    address = page.url
    page.context.route("**/answers", lambda route: route.abort())
    page.get_by_label("Your answer").fill("First this,\nthen that.")
    expect(page.locator(".save-status")).to_contain_text("Not saved")
    page.goto(f"{address.rsplit('/', 1)[0]}/summary")
    expect(page.get_by_role("heading", name="You have answered 0 of 1.")).to_be_visible()
    page.context.unroute("**/answers")
    expect(page.get_by_role("heading", name="You have answered 1 of 1.")).to_be_visible(timeout=RETRY_MS)
    hand_in(page)
    expect(page.get_by_text("Being marked")).to_be_visible()
    assert state_of(site, attempt_at(page)) == "submitted"
    assert chosen(site, attempt_at(page), 1, "text") == ["First this,\nthen that."]


def test_an_old_save_that_is_sent_once_more_does_not_count_back(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    """Its reply was lost, another page has answered since, and this one goes on from the newest."""
    complaints.expect("ERR_FAILED")
    page = student_at("single_choice")
    attempt_id, address = attempt_at(page), page.url

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.context.route("**/answers", lose_the_reply)
    page.get_by_role("radio").nth(0).check()
    expect(page.locator(".save-status")).to_contain_text("Not saved")
    page.goto("about:blank")
    with site.rows() as session:
        attempt = queries.get_own_attempt(session, session.get_one(Attempt, attempt_id).user_id, attempt_id)
        elsewhere = SaveRequest("elsewhere", (SaveItem(1, 1, {"choice": ["2"]}, flagged=False),))
        assert operations.save_answers(session, attempt, elsewhere, now=site.clock()).saved == {1: 2}
    page.context.unroute("**/answers")
    with page.expect_response("**/answers"):
        page.goto(address)
    settled(page).get_by_role("radio").nth(2).check()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    assert chosen(site, attempt_id, 1) == ["3"]


def test_two_tabs_lose_nothing_and_the_student_says_which_answer_holds(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("409")
    first = student_at("single_choice")
    second = first.context.new_page()
    second.goto(first.url)
    settled(second)
    first.get_by_role("radio").nth(0).check()
    expect(first.locator(".save-status")).to_contain_text("Saved")
    second.get_by_role("radio").nth(1).check()
    expect(second.get_by_text("Which answer holds?")).to_be_visible()
    texts = second.locator(".row:not(.row-quiet) .row-text").all_inner_texts()
    expect(second.get_by_role("button", name=f"Other page: {texts[0]}")).to_be_visible()
    second.get_by_role("button", name=f"This page: {texts[1]}").click()
    expect(second.locator(".save-status")).to_contain_text("Saved")
    assert chosen(site, attempt_at(second), 1) == ["2"]


def test_two_tabs_with_one_answer_are_of_one_mind(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("409")
    first = student_at("single_choice")
    second = first.context.new_page()
    second.goto(first.url)
    settled(second)
    for page in (first, second):
        page.get_by_role("radio").nth(1).check()
        expect(page.locator(".save-status")).to_contain_text("Saved")
    expect(second.get_by_text("Which answer holds?")).to_be_hidden()
    second.get_by_role("radio").nth(0).check()
    eventually(lambda: chosen(site, attempt_at(second), 1) == ["1"])


def test_what_arrives_while_the_next_page_opens_is_not_answered_twice(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    """The page that left had sent two answers; the next one was made before they came, and sends them too."""
    complaints.expect("ERR_FAILED")
    page = student_at("single_choice")
    attempt_id, address = attempt_at(page), page.url
    page.context.route("**/answers", lambda route: route.abort())
    page.get_by_role("radio").nth(0).check()
    expect(page.locator(".save-status")).to_contain_text("Not saved")
    page.get_by_role("radio").nth(1).check()
    writer = page.locator("form[data-save-url] input[name=writer]").input_value()
    held: list[Route] = []
    page.context.route("**/js/save.js", lambda route: held.append(route))
    with page.expect_request("**/js/save.js"):
        page.goto(address, wait_until="domcontentloaded")
    with site.rows() as session:
        attempt = queries.get_own_attempt(session, session.get_one(Attempt, attempt_id).user_id, attempt_id)
        for seq, choice in enumerate(["1", "2"]):
            sent = SaveRequest(writer, (SaveItem(1, seq, {"choice": [choice]}, flagged=False),))
            operations.save_answers(session, attempt, sent, now=site.clock())
    page.context.unroute("**/answers")
    for route in held:
        route.continue_()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    assert chosen(site, attempt_id, 1) == ["2"]


def test_an_answer_survives_closing_the_page_at_once(site: Site, student_at: Callable[..., Page]) -> None:
    page = student_at("single_choice")
    attempt_id, context = attempt_at(page), page.context
    context.new_page()
    page.get_by_role("radio").nth(2).check()
    page.close(run_before_unload=True)
    eventually(lambda: chosen(site, attempt_id, 1) == ["3"])


def test_of_two_answers_the_last_survives_closing_while_the_first_is_on_its_way(
    site: Site, student_at: Callable[..., Page]
) -> None:
    page = student_at("single_choice")
    attempt_id, context = attempt_at(page), page.context
    held: list[Route] = []
    context.route("**/answers", lambda route: held.append(route), times=1)
    with page.expect_request("**/answers"):
        page.get_by_role("radio").nth(0).check()
    page.get_by_role("radio").nth(1).check()
    context.new_page()
    page.close(run_before_unload=True)
    eventually(lambda: chosen(site, attempt_id, 1) == ["2"])


def test_words_being_typed_survive_leaving_the_page(site: Site, student_at: Callable[..., Page]) -> None:
    page = student_at("short_answer")
    attempt_id = attempt_at(page)
    page.get_by_label("Your answer").press_sequentially("Ear")
    page.goto("about:blank")
    eventually(lambda: chosen(site, attempt_id, 1, "text") == ["Ear"])


def test_a_student_comes_back_to_her_answers(site: Site, student_at: Callable[..., Page]) -> None:
    page = student_at("single_choice", "numeric")
    page.get_by_role("radio").nth(1).check()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.goto("/quizzes")
    page.get_by_role("link", name="Planets, first test").click()
    expect(page.get_by_text("Question 2 of 2")).to_be_visible()
    page.locator(".panel").get_by_role("button", name="Question 1").click()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()


def test_a_whole_test_works_without_scripts(site: Site, student_at: Callable[..., Page]) -> None:
    page = student_at(*EVERY_TYPE, java_script_enabled=False)
    attempt_id = attempt_at(page)
    for number in range(1, len(EVERY_TYPE) + 1):
        answer(page, site, number)
        name = f"Question {number + 1}" if number < len(EVERY_TYPE) else "Check and hand in"
        page.locator(".task-steps").get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have answered 9 of 9.")
    hand_in(page)
    expect(page.locator("h1.score")).to_have_text("All nine right.")
    assert state_of(site, attempt_id) == "submitted"


def test_enter_in_a_line_goes_to_the_next_question_without_scripts(student_at: Callable[..., Page]) -> None:
    page = student_at("single_choice", "short_answer", "numeric", java_script_enabled=False)
    page.locator(".task-steps").get_by_role("button", name="Question 2").click()
    page.get_by_label("Your answer").fill("Earth")
    page.get_by_label("Your answer").press("Enter")
    expect(page.get_by_text("Question 3 of 3")).to_be_visible()


def test_a_test_shows_and_hides_its_time_and_hands_itself_in(
    site: Site, student_at: Callable[..., Page]
) -> None:
    page = student_at("single_choice", limit_seconds=300)
    attempt_id = attempt_at(page)
    time_left = page.locator("[data-timer-text]")
    expect(time_left).to_have_text(re.compile(r"^4:\d\d$"))
    page.get_by_role("button", name="Hide").click()
    expect(time_left).to_be_hidden()
    page.get_by_role("button", name="Show time").click()
    expect(time_left).to_be_visible()
    page.get_by_role("radio").nth(1).check()
    expect(page.locator(".save-status")).to_contain_text("Saved")
    site.clock.forward(seconds=seconds_left(site, attempt_id) - 8)
    page.reload()
    expect(page.locator("h1.score")).to_be_visible(timeout=RETRY_MS)
    assert state_of(site, attempt_id) != "open"
    assert chosen(site, attempt_id, 1) == ["2"]


def test_somebody_signed_out_is_told_and_keeps_her_answers(
    site: Site, student_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("401", "400")
    page = student_at("single_choice")
    other = page.context.new_page()
    other.goto("/quizzes")
    other.locator("details.menu > summary").click()
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    page.get_by_role("radio").nth(1).check()
    expect(page.locator(".save-status")).to_contain_text("you are signed out")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, "kim")
    expect(page.locator(".save-status")).to_contain_text("Saved", timeout=RETRY_MS)
    assert chosen(site, attempt_at(page), 1) == ["2"]
