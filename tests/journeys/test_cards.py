"""Learning cards in a browser: by keys, by touch, without a connection, and with a change of mind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import func, select, update

from quizapp.accounts.models import User
from quizapp.cards.models import Review, Study, StudyHabit
from quizapp.cards.operations.reviewing import take_back
from tests import builders
from tests.journeys.conftest import Complaints, Visit
from tests.journeys.looking import PHONE, faults
from tests.journeys.site import Site
from tests.journeys.steps import PASSWORD, eventually, press, settled, sign_in
from tests.quizapp.cards.piles import pile, studies

# Between two tries to send, the page waits longer and longer.
RETRY_MS = 15_000


@pytest.fixture
def learner_at(site: Site, visit: Visit) -> Callable[..., Page]:
    """`learner_at(cards)` → the page on the first of so many plain cards."""

    def at(cards: int, **how: object) -> Page:
        with site.rows() as session:
            kim = builders.user(session, "kim", password=PASSWORD, now=site.clock())
            deck, _cards = pile(session, kim, cards)
            studies(session, kim, deck)
            session.add(StudyHabit(user_id=kim.id, new_per_day=cards, reviews_per_day=200))
        page = visit(site, "/sign-in", **how)
        sign_in(page, "kim")
        page.goto("/cards/")
        page.get_by_role("link", name="Start").click()
        expect(front(page)).to_have_text("Front 1/1")
        # Until its script has come, a page asks for each card anew.
        return settled(page)

    return at


@pytest.fixture
def typist_at(geographer: Callable[..., Page]) -> Callable[..., Page]:
    """The page on the first card of the capitals of Europe, to be typed."""

    def at(**how: object) -> Page:
        page = geographer(**how)
        page.goto("/cards/review")
        expect(front(page)).to_have_text("What is the capital of France?")
        return settled(page)

    return at


def front(page: Page) -> Locator:
    return page.locator(".flashcard-front")


def begin_cram(page: Page) -> None:
    page.goto("/cards/")
    page.get_by_role("link", name="Cram").click()
    expect(front(page)).to_have_text("Front 1/1")
    settled(page)


def answers(site: Site, kind: str = "learn") -> int:
    with site.rows() as session:
        return session.scalar(select(func.count()).where(Review.kind == kind)) or 0


def test_twenty_cards_are_learned_by_keys_alone(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(20)
    for number in range(1, 21):
        expect(front(page)).to_have_text(f"Front {number}/1")
        press(page, "Space")
        expect(page.locator(".flashcard-answer")).to_have_text(f"Back {number}")
        press(page, "2" if number % 5 else "1")
    expect(front(page)).to_have_text("Front 5/1")
    eventually(lambda: answers(site) == 20)


def test_the_usual_way_through_is_space_and_enter_where_single_keys_are_off(
    site: Site, learner_at: Callable[..., Page]
) -> None:
    page = learner_at(2)
    with site.rows() as session:
        session.execute(update(User).where(User.username == "kim").values(keys_on=False))
    page.reload()
    settled(page)
    press(page, "Space")
    expect(page.locator(".flashcard-answer")).to_have_text("Back 1")
    press(page, "1", "u")
    expect(front(page)).to_have_text("Front 1/1")
    press(page, "Enter")
    expect(front(page)).to_have_text("Front 2/1")


def test_cards_are_learned_by_touch_on_a_phone(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(6, viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True)
    for number in range(1, 7):
        expect(front(page)).to_have_text(f"Front {number}/1")
        page.get_by_role("button", name="Show answer").tap()
        page.get_by_role("button", name="Remembered").tap()
    expect(front(page)).to_have_text("Front 1/1")
    page.get_by_role("button", name="Undo last").tap()
    expect(front(page)).to_have_text("Front 6/1")
    expect(page.locator("[data-announce]")).to_have_text("")
    page.get_by_text("More with this card").tap()
    page.get_by_role("button", name="Flag it").tap()
    expect(page.locator(".flashcard-head")).to_contain_text("Flagged")
    page.get_by_text("More with this card").tap()
    page.get_by_role("button", name="Set aside").tap()
    expect(front(page)).to_have_text("Front 1/1")
    expect(page.locator(".save-status > span")).to_contain_text("Set aside.")
    page.get_by_role("button", name="Undo last").tap()
    expect(page.locator(".save-status > span")).to_have_text("Taken back.")
    expect(front(page)).to_have_text("Front 6/1")
    eventually(lambda: [answers(site, kind) for kind in ("learn", "undo", "manual")] == [6, 2, 2])


def test_five_answers_without_a_connection_wait_and_arrive(
    site: Site, learner_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = learner_at(12)
    page.context.set_offline(True)
    for number in range(1, 7):
        expect(front(page)).to_have_text(f"Front {number}/1")
        press(page, "Space", "2")
    status = page.locator(".save-status > span")
    expect(status).to_have_text("Not saved: no connection. Answers that wait here: 6")
    press(page, "u")
    expect(front(page)).to_have_text("Front 6/1")
    expect(status).to_have_text("Not saved: no connection. Answers that wait here: 5")
    press(page, "Space", "2")
    expect(status).to_have_text("Not saved: no connection. Answers that wait here: 6")
    assert answers(site) == 0
    page.context.set_offline(False)
    expect(status).to_have_text("All answers are saved.", timeout=RETRY_MS)
    assert answers(site) == 6
    expect(front(page)).to_have_text("Front 7/1")


def test_answers_left_behind_arrive_with_the_next_visit(
    site: Site, learner_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = learner_at(4)
    page.context.set_offline(True)
    for number in range(1, 4):
        expect(front(page)).to_have_text(f"Front {number}/1")
        press(page, "Space", "2")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{site.address}/cards/review")
    expect(front(page)).to_have_text("Front 4/1")
    eventually(lambda: answers(site) == 3)


def test_an_answer_is_taken_back_after_a_reload(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(3)
    press(page, "Space", "1")
    expect(front(page)).to_have_text("Front 2/1")
    page.reload()
    eventually(lambda: answers(site) == 1)
    page.reload()
    expect(front(page)).to_have_text("Front 2/1")
    settled(page)
    press(page, "u")
    expect(front(page)).to_have_text("Front 1/1")
    assert answers(site, "undo") == 1
    press(page, "Space", "2")
    expect(front(page)).to_have_text("Front 2/1")
    # What has not been sent yet is taken back without the server.
    press(page, "u")
    expect(front(page)).to_have_text("Front 1/1")


SPOKEN = """() => {
  window.spoken = [];
  speechSynthesis.speak = (words) => { window.spoken.push([words.lang, words.text]); };
}"""


def swipe(page: Page, across: int, down: int = 0) -> None:
    """Draw a finger over the card."""
    at = {"pointerType": "touch", "isPrimary": True, "bubbles": True}
    card = page.locator(".flashcard-front")
    card.dispatch_event("pointerdown", {**at, "clientX": 200, "clientY": 300})
    card.dispatch_event("pointerup", {**at, "clientX": 200 + across, "clientY": 300 + down})


def test_a_swipe_grades_a_turned_card_and_can_be_switched_off(
    site: Site, learner_at: Callable[..., Page]
) -> None:
    page = learner_at(4, viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True)
    line = page.locator("[data-save-line] > span")
    swipe(page, 150)
    expect(front(page)).to_have_text("Front 1/1")
    page.get_by_role("button", name="Show answer").tap()
    for across, down in ((40, 0), (150, 120), (0, 300)):
        swipe(page, across, down)
    expect(front(page)).to_have_text("Front 1/1")
    swipe(page, 150)
    expect(front(page)).to_have_text("Front 2/1")
    expect(line).to_have_text("Answered: Remembered.")
    page.get_by_role("button", name="Show answer").tap()
    swipe(page, -150)
    expect(line).to_have_text("Answered: Forgot.")
    expect(front(page)).to_have_text("Front 3/1")
    page.get_by_role("button", name="Switch swiping off").tap()
    page.get_by_role("button", name="Show answer").tap()
    swipe(page, 150)
    expect(front(page)).to_have_text("Front 3/1")
    page.reload()
    expect(page.get_by_role("button", name="Switch swiping on")).to_be_visible()


REFUSES_STORAGE = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("refused", "SecurityError"); },
});"""


def test_a_swipe_is_switched_off_where_the_browser_keeps_nothing(learner_at: Callable[..., Page]) -> None:
    page = learner_at(2, viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True, is_mobile=True)
    page.add_init_script(REFUSES_STORAGE)
    page.reload()
    settled(page).get_by_role("button", name="Switch swiping off").tap()
    page.get_by_role("button", name="Show answer").tap()
    swipe(page, 150)
    expect(front(page)).to_have_text("Front 1/1")
    page.get_by_role("button", name="Switch swiping on").tap()
    swipe(page, 150)
    expect(front(page)).to_have_text("Front 2/1")


def test_a_card_is_read_aloud_in_its_language(typist_at: Callable[..., Page]) -> None:
    page = typist_at()
    page.evaluate(SPOKEN)
    page.get_by_role("button", name="Read aloud").click()
    assert page.evaluate("window.spoken") == [["en", "What is the capital of France?"]]
    page.get_by_label("Your answer").fill("Paris")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("[data-answer]")).to_be_visible()
    press(page, "l")
    assert page.evaluate("window.spoken[1]") == ["en", "Paris"]


def test_the_message_line_takes_back_what_was_just_done(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(3)
    line = page.locator("[data-save-line]")
    press(page, "Space")
    press(page, "2")
    expect(line).to_contain_text("Answered: Remembered.")
    line.get_by_role("button", name="Undo").click()
    expect(front(page)).to_have_text("Front 1/1")
    expect(line).to_contain_text("Taken back.")
    expect(line.get_by_role("button")).to_be_hidden()
    press(page, "b")
    expect(line).to_contain_text("Put off until tomorrow.")
    line.get_by_role("button", name="Undo").click()
    expect(front(page)).to_have_text("Front 1/1")
    eventually(lambda: answers(site, "manual") == 1 and answers(site, "undo") == 1 + answers(site))


def test_what_is_refused_says_why_and_leaves_the_card(
    site: Site, learner_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("404", "409")
    page = learner_at(3)
    line = page.locator("[data-save-line]")
    press(page, "b")
    expect(line).to_contain_text("Put off until tomorrow.")
    with site.rows() as session:
        kim = session.scalars(select(User).where(User.username == "kim")).unique().one()
        [entry] = session.scalars(select(Review.uuid).where(Review.kind == "manual"))
        take_back(session, kim, entry, by="elsewhere", now=site.clock())
    press(page, "u")
    expect(line).to_contain_text("This was taken back already.")
    with site.rows() as session:
        session.execute(update(Study).values(stopped_at=site.clock()))
    line.evaluate("line => { line.querySelector('span').textContent = ''; }")
    press(page, "s")
    expect(line).to_contain_text("You do not learn this card any more, so it stays as it is.")
    expect(front(page)).to_have_text("Front 2/1")


def test_a_name_is_typed_and_marked_and_the_learner_has_the_last_word(
    site: Site, typist_at: Callable[..., Page]
) -> None:
    page = typist_at()
    expect(page.get_by_label("Your answer")).to_be_focused()
    page.get_by_label("Your answer").fill("Pariis")
    press(page, "Enter")
    expect(page.locator(".checked")).to_have_text("Right, but for the spelling.")
    expect(page.locator(".letters del")).to_contain_text("i")
    expect(page.get_by_role("button", name="Remembered")).to_be_focused()
    expect(page.locator(".slip-under")).to_contain_text("GeoNames")
    press(page, "r")
    expect(page.locator(".paper")).to_contain_text("Paris is the capital of France")
    press(page, "Enter")
    page.get_by_label("Your answer").fill("Lyon")
    press(page, "Enter")
    expect(page.locator(".checked")).to_have_text("Not this time.")
    expect(page.get_by_role("button", name="Forgot")).to_be_focused()
    page.get_by_role("button", name="I was right").click()
    expect(page.get_by_label("Your answer")).to_have_value("")
    page.reload()
    eventually(lambda: answers(site) == 2)


@pytest.mark.parametrize("on", ["laptop", "phone"])
def test_a_press_on_the_slip_opens_and_closes_the_passage(typist_at: Callable[..., Page], on: str) -> None:
    phone = {"viewport": {"width": PHONE[0], "height": PHONE[1]}, "has_touch": True, "is_mobile": True}
    page = typist_at(**phone if on == "phone" else {})
    page.get_by_label("Your answer").fill("Paris")
    press(page, "Enter")
    link, paper = page.get_by_role("link", name="Open"), page.locator(".paper")
    for is_open in (True, False):
        link.tap() if on == "phone" else link.click()
        expect(paper).to_be_visible(visible=is_open)


def test_without_a_connection_the_learner_compares_for_herself(
    typist_at: Callable[..., Page], complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = typist_at()
    page.context.set_offline(True)
    page.get_by_label("Your answer").fill("Paris")
    press(page, "Enter")
    expect(page.locator(".checked")).to_have_text("Not checked: no connection. Compare it yourself.")
    expect(page.locator(".flashcard-answer")).to_have_text("Paris")


def test_a_cram_repeats_what_was_forgotten_and_ends(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(3)
    begin_cram(page)
    for name, key in (("Front 1/1", "1"), ("Front 2/1", "2"), ("Front 3/1", "2"), ("Front 1/1", "2")):
        expect(front(page)).to_have_text(name)
        press(page, "Space", key)
    expect(page.get_by_role("heading", name="That was all of it")).to_be_visible()
    assert (answers(site), answers(site, "cram")) == (0, 4)


def test_a_flag_in_a_cram_asks_nothing_again(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(3)
    begin_cram(page)
    for name, key in (("Front 1/1", "1"), ("Front 2/1", "2"), ("Front 3/1", "2")):
        expect(front(page)).to_have_text(name)
        press(page, "Space", key)
    expect(front(page)).to_have_text("Front 1/1")
    page.get_by_text("More with this card").click()
    page.get_by_role("button", name="Flag it").click()
    expect(page.locator(".flashcard-head")).to_contain_text("Flagged")
    expect(page.locator("[data-save-line] > span")).to_have_text("Flagged.")
    expect(page.locator("[data-save-line]").get_by_role("button")).to_be_hidden()
    page.get_by_role("button", name="Show answer").click()
    page.get_by_role("button", name="Remembered").click()
    expect(page.get_by_role("heading", name="That was all of it")).to_be_visible()
    assert answers(site, "cram") == 4


def test_nothing_is_wrong_with_a_card_on_either_side(typist_at: Callable[..., Page]) -> None:
    page = typist_at()
    found = faults(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.get_by_label("Your answer").fill("Pariis")
    press(page, "Enter")
    expect(page.locator(".checked")).to_be_visible()
    press(page, "r")
    page.get_by_text("More with this card").click()
    found += faults(page)
    assert not found, "\n".join(found)


def test_nothing_is_wrong_with_the_end_of_the_day(site: Site, learner_at: Callable[..., Page]) -> None:
    page = learner_at(1)
    for seen in ("New", "Seen once"):
        expect(page.locator(".flashcard-head")).to_contain_text(seen)
        press(page, "Space", "2")
    expect(page.get_by_text("Done for today.")).to_be_visible()
    assert answers(site) == 2
    assert faults(page) == []
