"""The page on which cards are learned: with plain forms, and in batches from its script."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from questions.memory.plan import Plan
from questions.memory.stored import dump_plan
from quizapp.accounts.models import User
from quizapp.cards.models import Card, Deck, MemoryRow, Note, RecallTarget, Review, StudyHabit, StudyPlan
from quizapp.cards.operations.decks import start_studying, stop_studying
from quizapp.cards.operations.reviewing import take_answers
from quizapp.cards.review_queries import studied_with_counts
from tests import builders
from tests.builders import NOW
from tests.conftest import HandClock, Rows
from tests.quizapp.cards.piles import answers, pile, studied_pile, studies

SignIn = Callable[[User], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]

DAY = dt.timedelta(days=1)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
TEMPLATE = re.compile(r'<template data-card="(\d+)".*? data-promise="([^"]*)"')
AT = int(NOW.timestamp() * 1000)


def learner_of(rows: Rows, cards: int = 3, **habit: Any) -> tuple[User, list[Card]]:
    """A learner who studies a pile of so many cards."""
    with rows() as session:
        learner, _deck, made = studied_pile(session, cards)
        if habit:
            session.add(StudyHabit(user_id=learner.id, **habit))
    return learner, made


def message_of(page: str) -> str:
    """What the page says of what was just done."""
    return page.partition('class="wrap banners" role="status"')[2].partition('<div class="wrap">')[0]


def typing_learner(rows: Rows) -> tuple[User, Card]:
    """A learner who is asked to type."""
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
        [card] = builders.note(session, deck, "typed", front="The longest river?", back="The Volga").cards
        start_studying(session, learner.id, deck, NOW)
    return learner, card


def card_of_a_bank(session: Session) -> Card:
    """A cloze card on a fact that a passage proves."""
    bank = builders.bank(session)
    deck = Deck(bank_id=bank.id, title="Planets", last_position=1, made_at=NOW)
    session.add(deck)
    session.flush()
    citation = {"source": "brief", "paragraph": 1, "quote": "It is so"}
    note = Note(
        deck_id=deck.id, guid="fact", kind="fact", fact="fact", fields={}, citations=[citation], made_at=NOW
    )
    target = RecallTarget(bank_id=bank.id, fact="fact", role="object", kin="fact-1-fact")
    session.add_all([note, target])
    session.flush()
    face = {"front": "It is …, as all see.", "back": "so", "hint": "city"}
    card = Card(
        note_id=note.id,
        deck_id=deck.id,
        target_id=target.id,
        ordinal=0,
        form="cloze",
        position=1,
        face=face,
    )
    session.add(card)
    session.flush()
    return card


def seen(browser: FlaskClient, address: str) -> str:
    """What a page shows, without what it holds ready for its script."""
    return browser.get(address).text.partition("<template")[0]


def grading(page: str) -> dict[str, str]:
    """The hidden fields of the form with the grades."""
    form = page[page.index("data-grades") :]
    return dict(HIDDEN.findall(form[: form.index("</form>")]))


def promises(browser: FlaskClient) -> dict[int, str]:
    """What the page promises, by card."""
    page = browser.get("/cards/review").text
    return {int(card): html.unescape(promise) for card, promise in TEMPLATE.findall(page)}


def sent(number: int, card_id: int, rating: int = 3, **more: Any) -> dict[str, Any]:
    return {"uuid": f"answer-{number}", "card": card_id, "rating": rating, "at": AT, "ms": 4_000} | more


def post(browser: FlaskClient, *sent: dict[str, Any], query: str = "") -> TestResponse:
    return browser.post(f"/cards/answers{query}", json={"answers": list(sent)})


def logged(rows: Rows, **like: Any) -> int:
    with rows() as session:
        return session.scalar(select(func.count(Review.id)).filter_by(**like)) or 0


def test_a_day_is_learned_with_plain_forms(rows: Rows, sign_in: SignIn, clock: HandClock) -> None:
    learner, _cards = learner_of(rows, 2)
    browser = sign_in(learner)
    assert "2 cards are left." in browser.get("/cards/").text
    for step in ("1", "2", "1", "2"):
        page = seen(browser, "/cards/review")
        assert f"Front {step}/1" in page
        assert "Back" not in page
        card = re.findall(r'name="card" value="(\d+)"', page)[0]
        turned = seen(browser, f"/cards/review?card={card}&turned=1")
        assert f"Back {step}" in turned
        answered = browser.post("/cards/answers", data=grading(turned) | {"rating": "3"})
        assert (answered.status_code, answered.location) == (303, "/cards/review")
        clock.forward(minutes=4)
    assert browser.get("/cards/review").location == "/cards/"
    end = browser.get("/cards/").text
    assert "Done for today." in end
    assert "Remembered</dt><dd>100 %" in end


def test_a_form_sent_twice_counts_once(rows: Rows, sign_in: SignIn) -> None:
    learner, [card, *_] = learner_of(rows)
    browser = sign_in(learner)
    form = grading(seen(browser, f"/cards/review?card={card.id}&turned=1")) | {"rating": "3"}
    for _again in range(2):
        assert browser.post("/cards/answers", data=form).status_code == 303
    assert logged(rows, user_id=learner.id) == 1


def test_a_form_says_how_long_its_answer_took(rows: Rows, sign_in: SignIn, clock: HandClock) -> None:
    learner, cards = learner_of(rows)
    browser = sign_in(learner)
    took = []
    for card, seconds in zip(cards, (7, 700), strict=False):
        form = grading(seen(browser, f"/cards/review?card={card.id}&turned=1")) | {"rating": "3"}
        clock.forward(seconds=seconds)
        browser.post("/cards/answers", data=form)
    with rows() as session:
        took = list(session.scalars(select(Review.duration_ms).order_by(Review.id)))
    assert took == [7_000, 60_000]


def test_a_batch_sent_twice_counts_once_and_brings_what_comes_next(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 5)
    browser = sign_in(learner)
    batch = [sent(number, card.id) for number, card in enumerate(cards[:2])]
    first = post(browser, *batch).json
    again = post(browser, *batch).json
    assert first is not None
    assert again is not None
    assert (first["recorded"], first["replayed"]) == (["answer-0", "answer-1"], [])
    assert (again["recorded"], again["replayed"]) == ([], ["answer-0", "answer-1"])
    asked = [int(card) for card, _ in TEMPLATE.findall(first["html"])]
    assert asked == [card.id for card in cards[2:]]
    assert first["left"] == again["left"]
    assert first["left"] | {"minutes": 0} == {
        "new": 3,
        "learning": 2,
        "due": 0,
        "done": 2,
        "all": 7,
        "minutes": 0,
    }


def test_the_interval_on_the_button_is_the_interval_that_happens(
    rows: Rows, sign_in: SignIn, clock: HandClock
) -> None:
    learner, cards = learner_of(rows, 12)
    with rows() as session:
        person = session.get_one(User, learner.id)
        for minutes in (20, 10):
            learned_at = NOW - dt.timedelta(minutes=minutes)
            take_answers(session, person, answers(cards, at=learned_at), now=learned_at)
    clock.forward(days=9)
    browser = sign_in(learner)
    page = browser.get("/cards/review").text
    shown = {int(card): promise for card, promise in TEMPLATE.findall(page)}
    words = re.findall(r'value="3" data-keys.*?again in (\d+) days', page, re.DOTALL)
    at = int(clock().timestamp() * 1000)
    # The first answers change the days of those that come after them; what was promised stays.
    batch = [sent(card, card, at=at, promise=html.unescape(promise)) for card, promise in shown.items()]
    assert post(browser, *batch).status_code == 200
    with rows() as session:
        intervals = select(Card.id, MemoryRow.interval).join(MemoryRow, MemoryRow.target_id == Card.target_id)
        kept = {row.id: row.interval for row in session.execute(intervals)}
    assert [kept[card] for card in shown] == [int(word) for word in words][: len(shown)]


@pytest.mark.parametrize("forged", ["", "x", "WzEsMSwwLDk5OSw5OTksOTk5XQ.forged", "." * 300])
def test_a_forged_promise_binds_nobody(rows: Rows, sign_in: SignIn, forged: str) -> None:
    learner, [card, *_] = learner_of(rows)
    browser = sign_in(learner)
    assert post(browser, sent(1, card.id, promise=forged)).json["recorded"] == ["answer-1"]  # type: ignore[index]
    with rows() as session:
        assert session.scalars(select(MemoryRow.queue)).all() == ["learning"]


def test_a_promise_for_another_card_or_person_binds_nobody(
    rows: Rows, sign_in: SignIn, clock: HandClock
) -> None:
    learner, cards = learner_of(rows)
    stranger, _others = learner_of(rows)
    with rows() as session:
        person = session.get_one(User, learner.id)
        for card in cards:
            take_answers(session, person, answers([card, card], at=NOW), now=NOW)
    clock.forward(days=30)
    browser = sign_in(learner)
    theirs = next(iter(promises(sign_in(stranger)).values()))
    [_first, second, *_] = promises(browser).items()
    at = int(clock().timestamp() * 1000)
    post(browser, sent(1, cards[0].id, at=at, promise=second[1]), sent(2, cards[2].id, at=at, promise=theirs))
    with rows() as session:
        rows_now = session.scalars(select(MemoryRow.row_version).where(MemoryRow.user_id == learner.id)).all()
    assert sorted(rows_now) == [2, 3, 3]


def test_an_answer_to_somebody_elses_card_is_refused_and_the_rest_counts(rows: Rows, sign_in: SignIn) -> None:
    learner, [mine, *_] = learner_of(rows)
    _stranger, [theirs, *_] = learner_of(rows)
    browser = sign_in(learner)
    reply = post(browser, sent(1, mine.id), sent(2, theirs.id)).json
    assert reply is not None
    assert (reply["recorded"], reply["refused"]) == (["answer-1"], ["answer-2"])
    assert browser.get(f"/cards/review?card={theirs.id}").status_code == 404
    assert browser.get(f"/cards/{theirs.id}/receipt").status_code == 404
    assert browser.post("/cards/check", data={"card": theirs.id, "typed": "x"}).status_code == 404
    form = {"uuid": "another-answer", "card": theirs.id, "rating": "3"}
    assert browser.post("/cards/answers", data=form).status_code == 404


GOOD = sent(1, 1)
REFUSED = {
    "nothing": b"",
    "not JSON": b"{",
    "a list": b"[]",
    "nested deeply": b"[" * 100_000,
    "no answers": b'{"answers": []}',
    "too many": json.dumps({"answers": [GOOD] * 51}).encode(),
    "a score beside": json.dumps({"answers": [GOOD], "score": 3}).encode(),
    "not a number": b'{"answers": [{"uuid": "answer-1", "card": NaN, "rating": 3, "at": 1}]}',
    **{
        f"{name} {value!r:.20}": json.dumps({"answers": [GOOD | {name: value}]}).encode()
        for name, values in {
            "uuid": (None, "", "short", "x" * 37, "a\0bcdefgh", "../../etc", ["answer-1"]),
            "card": (0, -1, 2**31, 2**63, "x", None, True, 1.5, "²"),
            "rating": (0, 5, "3", None, True, 2.5),
            "at": (-1, 2**63, "now", None, 1.5, True),
            "ms": (-1, "4", 1.5, True),
            "promise": (1, "x" * 3_000, "\ud800", ["x"]),
            "cram": (1, "yes", None),
            "is_right": (True,),
        }.items()
        for value in values
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_page_sends_is_refused(rows: Rows, sign_in: SignIn, name: str) -> None:
    learner, _cards = learner_of(rows, 1)
    reply = sign_in(learner).post("/cards/answers", data=REFUSED[name], content_type="application/json")
    assert reply.status_code == 422
    assert logged(rows) == 0


def test_an_answer_from_the_future_or_long_ago_is_taken_for_now_or_a_month_ago(
    rows: Rows, sign_in: SignIn
) -> None:
    learner, cards = learner_of(rows)
    post(sign_in(learner), sent(1, cards[0].id, at=AT + 10**9), sent(2, cards[1].id, at=0))
    with rows() as session:
        at = {row.uuid: row.at for row in session.scalars(select(Review))}
    assert at == {"answer-1": NOW, "answer-2": NOW - 30 * DAY}


def test_an_answer_is_taken_back_after_a_reload_and_its_card_comes_again(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows)
    browser = sign_in(learner)
    post(browser, sent(1, cards[0].id, 1))
    page = browser.get("/cards/review").text
    assert "Front 2/1" in page
    assert 'name="entry" value="answer-1"' in page
    undone = browser.post("/cards/undo", data={"entry": "answer-1"})
    assert (undone.status_code, undone.location) == (303, f"/cards/review?card={cards[0].id}")
    assert "Front 1/1" in seen(browser, undone.location)
    # A second click on the same button takes nothing else back.
    assert browser.post("/cards/undo", data={"entry": "answer-1"}).status_code == 303
    assert logged(rows, kind="undo") == 1


def test_undo_by_the_script_names_the_entry_before(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows)
    browser = sign_in(learner)
    assert post(browser, sent(1, cards[0].id), sent(2, cards[1].id)).json["entry"] == "answer-2"  # type: ignore[index]
    reply = browser.post("/cards/undo", json={"entry": "answer-2"}).json
    assert reply is not None
    assert reply["entry"] == "answer-1"
    assert next(int(card) for card, _ in TEMPLATE.findall(reply["html"])) == cards[1].id
    browser.post("/cards/undo", json={})
    assert browser.post("/cards/undo", json={}).status_code == 404
    assert browser.post("/cards/undo", json={"entry": "answer-9"}).status_code == 404
    assert browser.post("/cards/undo", json=["answer-1"]).status_code == 422


def test_a_card_is_set_aside_and_comes_back_by_undo(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows)
    browser = sign_in(learner)
    for form in (False, True):
        sent = {"card": cards[0].id, "action": "suspend", "uuid": f"set-aside-{form}"}
        acted = browser.post("/cards/act", **({"data": sent} if form else {"json": sent}))
        assert acted.status_code == (303 if form else 200)
        assert "Front 2/1" in seen(browser, "/cards/review")
        undone = browser.post("/cards/undo")
        assert undone.location == f"/cards/review?card={cards[0].id}"
        assert "Front 1/1" in seen(browser, "/cards/review")
    for wrong in ({"action": "forget"}, {"card": "0x1"}, {"uuid": "no"}):
        assert browser.post("/cards/act", json=sent | wrong).status_code == 422


def test_a_flag_stays_on_the_card_that_is_shown(rows: Rows, sign_in: SignIn) -> None:
    learner, [_, card, _] = learner_of(rows)
    browser = sign_in(learner)
    flagged = browser.post("/cards/act", data={"card": card.id, "action": "flag", "uuid": "flag-it-now"})
    page = seen(browser, flagged.location)
    assert "Front 2/1" in page
    assert "Flagged" in page
    assert "Take the flag off" in page


@pytest.mark.parametrize(
    ("typed", "kind", "rating"),
    [("volga", "right", 3), ("Wolga", "right", 3), ("The Rhine", "wrong", 1), ("  ", "blank", 1)],
)
def test_what_is_typed_is_marked_as_in_a_quiz(
    rows: Rows, sign_in: SignIn, typed: str, kind: str, rating: int
) -> None:
    learner, card = typing_learner(rows)
    reply = sign_in(learner).post("/cards/check", json={"card": card.id, "typed": typed}).json
    assert reply is not None
    assert (reply["kind"], reply["rating"]) == (kind, rating)
    assert logged(rows) == 0


def test_a_slip_of_the_pen_is_shown_letter_by_letter(rows: Rows, sign_in: SignIn) -> None:
    learner, card = typing_learner(rows)
    browser = sign_in(learner)
    page = seen(browser, "/cards/review")
    assert 'name="typed"' in page
    assert "Volga" not in page
    checked = browser.post("/cards/check", data={"card": card.id, "typed": "the Wolga"}).text
    assert "Right, but for the spelling." in checked
    assert re.search(r"<del>.*</span>W</del><ins>.*</span>V</ins>olga", checked)
    wrong = browser.post("/cards/check", data={"card": card.id, "typed": "Don"}).text
    assert "I was right" in wrong.partition("<template")[0].replace('data-overruling="I was right"', "")


def test_who_marks_herself_is_not_asked_to_type(rows: Rows, sign_in: SignIn) -> None:
    learner, card = typing_learner(rows)
    with rows() as session:
        session.add(StudyHabit(user_id=learner.id, types_answers=False))
    assert 'name="typed"' not in sign_in(learner).get(f"/cards/review?card={card.id}").text


def test_four_buttons_on_request(rows: Rows, sign_in: SignIn) -> None:
    learner, [card, *_] = learner_of(rows, buttons=4)
    page = seen(sign_in(learner), f"/cards/review?card={card.id}&turned=1")
    labels = re.findall(r"data-label[^>]*>([^<]+)", page)
    assert labels == ["Forgot", "Hard", "Good", "Easy"]


@pytest.mark.parametrize(
    ("buttons", "rating", "said"),
    [(2, 1, "Forgot"), (2, 3, "Remembered"), (2, 2, "Hard"), (4, 3, "Good"), (4, 4, "Easy")],
)
def test_an_answer_is_said_in_the_words_of_its_button(
    rows: Rows, sign_in: SignIn, buttons: int, rating: int, said: str
) -> None:
    learner, cards = learner_of(rows, 2, buttons=buttons)
    body = {"card": cards[0].id, "rating": rating, "uuid": "answer-1"}
    page = sign_in(learner).post("/cards/answers", data=body, follow_redirects=True).text
    assert f"Answered: {said}." in message_of(page)


@pytest.mark.parametrize(("buttons", "right"), [(2, "Remembered"), (4, "Good")])
def test_the_buttons_that_a_swipe_presses_are_named(
    rows: Rows, sign_in: SignIn, buttons: int, right: str
) -> None:
    learner, _cards = learner_of(rows, 1, buttons=buttons)
    assert f"left is “Forgot”, right is “{right}”." in sign_in(learner).get("/cards/review").text


def test_a_cram_goes_through_the_whole_deck_and_moves_nothing(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows)
    browser = sign_in(learner)
    post(browser, sent(1, cards[0].id))
    with rows() as session:
        before = session.execute(select(MemoryRow.queue, MemoryRow.due_at, MemoryRow.reps)).all()
    address = f"/cards/review?deck={cards[0].deck_id}&cram=1"
    for card in cards:
        page = seen(browser, address)
        assert f'name="card" value="{card.id}"' in page
        turned = seen(browser, f"{address}&card={card.id}&turned=1")
        address = browser.post("/cards/answers", data=grading(turned) | {"rating": "1"}).location
    assert "That was all of it" in browser.get(address).text
    with rows() as session:
        mine = MemoryRow.target_id == cards[0].target_id
        assert session.execute(
            select(MemoryRow.queue, MemoryRow.due_at, MemoryRow.reps).where(mine)
        ).all() == (before)
    assert logged(rows, kind="cram") == 3
    assert browser.get("/cards/review?cram=1").status_code == 422
    assert browser.get("/cards/review?deck=999999&cram=1").status_code == 404


def test_a_cram_of_many_cards_goes_on_behind_the_last_one(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 25)
    browser = sign_in(learner)
    query = f"deck={cards[0].deck_id}&cram=1"
    page = browser.get(f"/cards/review?{query}").text
    assert [int(card) for card, _ in TEMPLATE.findall(page)] == [card.id for card in cards[:20]]
    for after, number in ((cards[19].id, 5), (cards[24].id, 0), (2**31 - 1, 0)):
        assert browser.get(f"/cards/next?{query}&after={after}").json["cards"] == number  # type: ignore[index]


def test_the_page_says_when_a_card_comes_back_that_is_not_near(rows: Rows, sign_in: SignIn) -> None:
    learner, [card] = learner_of(rows, 1)
    with rows() as session:
        plan = dump_plan(Plan(learning_steps=(1, 90)))
        session.add(StudyPlan(user_id=learner.id, plan=plan, made_at=NOW))
    browser = sign_in(learner)
    reply = post(browser, sent(1, card.id)).json
    assert reply is not None
    assert (reply["cards"], reply["step_time"]) == (0, "10:30")
    assert reply["step_at"] == AT + 90 * 60_000
    assert "Nothing until 10:30." in browser.get("/cards/").text


def test_a_round_asks_a_deck_and_what_lies_inside_it(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        learner = builders.user(session)
        outer, _none = pile(session, learner, 0)
        inner, [card] = pile(session, learner, 1, parent=outer)
        other, _cards = pile(session, learner, 2)
        for deck in (inner, other):
            studies(session, learner, deck)
    browser = sign_in(learner)
    page = browser.get(f"/cards/review?deck={outer.id}").text
    assert [int(one) for one, _ in TEMPLATE.findall(page)] == [card.id]
    assert browser.get(f"/cards/review?deck={outer.id}&card={card.id}").status_code == 200


def test_the_end_of_the_day_offers_to_go_on(rows: Rows, sign_in: SignIn, clock: HandClock) -> None:
    learner, cards = learner_of(rows, 3, new_per_day=1)
    browser = sign_in(learner)
    post(browser, sent(1, cards[0].id))
    assert "1 card is left." in browser.get("/cards/").text
    clock.forward(minutes=11)
    post(browser, sent(2, cards[0].id, at=int(clock().timestamp() * 1000)))
    end = browser.get("/cards/").text
    assert "Done for today." in end
    assert "1 new one waits." in end
    assert "Go on anyway" in end
    assert "Front 2/1" in seen(browser, "/cards/review?beyond=1")


def test_who_studies_nothing_is_led_to_the_decks(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        learner = builders.user(session)
    page = sign_in(learner).get("/cards/").text
    assert "You study no deck yet" in page


def test_a_guest_is_asked_to_sign_in(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        guest = builders.guest(session)
    browser = sign_in(guest)
    assert browser.get("/cards/").location.startswith("/sign-in")
    assert post(browser, sent(1, 1)).status_code == 401


def test_the_page_and_the_batch_take_as_many_statements_for_one_card_as_for_twenty(
    rows: Rows, sign_in: SignIn, statements: Statements
) -> None:
    counts = []
    for size in (2, 40):
        learner, cards = learner_of(rows, size, new_per_day=50)
        browser = sign_in(learner)
        post(browser, sent(1, cards[0].id))
        browser.get("/cards/review")
        found = []
        for address in ("/cards/", "/cards/review", "/cards/next"):
            with statements() as sent_now:
                assert browser.get(address).status_code == 200
            found.append(len(sent_now))
        batch = [sent(number, card.id) for number, card in enumerate(cards[1:21], 2)]
        with statements() as sent_now:
            post(browser, *batch)
        counts.append((*found, len(sent_now)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 30


def test_the_receipt_of_a_banks_card_quotes_its_passage(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        learner = builders.user(session)
        card = card_of_a_bank(session)
        start_studying(session, learner.id, session.get_one(Deck, card.deck_id), NOW)
    browser = sign_in(learner)
    page = seen(browser, f"/cards/review?card={card.id}&turned=1")
    assert "Our brief" in page
    part = browser.get(f"/cards/{card.id}/receipt?part=1").text
    assert "<mark" in part
    assert "<html" not in part
    assert "<html" in browser.get(f"/cards/{card.id}/receipt").text


def test_the_counts_of_one_deck_are_of_that_deck_alone(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 4)
    with rows() as session:
        other, more = pile(session, learner, 3)
        studies(session, learner, other)
        take_answers(session, learner, answers([*more, cards[0]]), now=NOW)
    page = sign_in(learner).get(f"/cards/review?deck={cards[0].deck_id}").text
    assert '<progress value="1" max="5"' in page


def test_a_deck_of_which_nothing_waits_says_so(rows: Rows, sign_in: SignIn) -> None:
    learner, _cards = learner_of(rows, 4)
    with rows() as session:
        empty, _none = pile(session, learner, 0)
        studies(session, learner, empty)
    browser = sign_in(learner)
    said = "Nothing of this deck waits now."
    assert said in browser.get(f"/cards/review?deck={empty.id}", follow_redirects=True).text
    assert said not in browser.get("/cards/", follow_redirects=True).text


@pytest.mark.parametrize("action", ["suspend", "bury"])
def test_a_new_card_that_is_put_off_is_not_counted_as_new(rows: Rows, sign_in: SignIn, action: str) -> None:
    learner, cards = learner_of(rows, 4)
    browser, query = sign_in(learner), f"?deck={cards[0].deck_id}"
    body = {"card": cards[1].id, "action": action, "uuid": "action-1"}
    assert browser.post(f"/cards/act{query}", json=body).get_json()["left"]["new"] == 3
    assert browser.get(f"/cards/next{query}").get_json()["left"]["all"] == 3


def test_what_is_done_with_plain_forms_is_said(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 2)
    browser = sign_in(learner)
    body = {"card": cards[0].id, "action": "suspend", "uuid": "action-1"}
    assert "Set aside." in browser.post("/cards/act", data=body, follow_redirects=True).text
    assert "Taken back." in browser.post("/cards/undo", follow_redirects=True).text


@pytest.mark.parametrize("done", ["answered", "suspend", "bury", "flag"])
def test_the_message_of_a_plain_form_offers_to_take_back_just_that(
    rows: Rows, sign_in: SignIn, done: str
) -> None:
    learner, cards = learner_of(rows, 3)
    browser = sign_in(learner)
    if done == "answered":
        body = {"card": cards[0].id, "rating": 3, "uuid": "answer-1", "deck": cards[0].deck_id}
        page = browser.post("/cards/answers", data=body, follow_redirects=True).text
    else:
        body = {"card": cards[0].id, "action": done, "uuid": "action-1", "deck": cards[0].deck_id}
        page = browser.post("/cards/act", data=body, follow_redirects=True).text
    message = message_of(page)
    assert 'action="/cards/undo"' in message
    entry = re.search(r'name="entry" value="([^"]+)"', message)
    assert entry
    # Something else is done meanwhile, in another tab.
    browser.post("/cards/answers", data={"card": cards[2].id, "rating": 3, "uuid": "answer-2"})
    browser.post("/cards/undo", data={"entry": entry[1], "deck": cards[0].deck_id})
    with rows() as session:
        taken_back = session.scalars(select(Review).where(Review.kind == "undo")).one()
        assert taken_back.target_id == cards[0].target_id


def test_a_card_that_is_no_longer_studied_is_not_said_to_be_set_aside(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 2)
    browser = sign_in(learner)
    browser.post("/cards/answers", data={"card": cards[0].id, "rating": 3, "uuid": "answer-1"})
    with rows() as session:
        stop_studying(session, learner.id, session.get_one(Deck, cards[0].deck_id), NOW)
    body = {"card": cards[1].id, "action": "suspend", "uuid": "action-1"}
    assert browser.post("/cards/act", data=body).status_code == 404
    assert browser.post("/cards/act", json=body).status_code == 404


def test_a_cram_offers_nothing_to_take_back(rows: Rows, sign_in: SignIn) -> None:
    learner, cards = learner_of(rows, 3)
    body = {"card": cards[0].id, "rating": 3, "uuid": "answer-1", "deck": cards[0].deck_id, "cram": 1}
    message = message_of(sign_in(learner).post("/cards/answers", data=body, follow_redirects=True).text)
    assert "Answered: Remembered." in message
    assert "/cards/undo" not in message


def test_what_was_met_out_of_order_or_deleted_is_not_called_never_met(rows, sign_in) -> None:
    with rows() as session:
        learner, deck, cards = studied_pile(session, 6)
        take_answers(session, learner, answers([cards[0], cards[2], cards[4]]), now=NOW)
        cards[5].retired_at = NOW
    assert "0 due, 2 never met" in sign_in(learner).get("/cards/").text
    with rows() as session:
        (few,) = studied_with_counts(session, learner.id, NOW.date(), most=5)
        (fewer,) = studied_with_counts(session, learner.id, NOW.date(), most=4)
        assert (few.id, few.new, fewer.new) == (deck.id, 2, 5)


def test_a_deck_has_as_much_due_as_the_line_above_it_says(rows, sign_in, clock) -> None:
    later = NOW.date() + dt.timedelta(days=30)
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 5)
        for minutes in (20, 10):
            learned_at = NOW - dt.timedelta(minutes=minutes)
            take_answers(session, learner, answers(cards, at=learned_at), now=learned_at)
        [one, other, buried, *_] = [card.target_id for card in cards]
        session.execute(update(RecallTarget).where(RecallTarget.id.in_([one, other])).values(kin="one fact"))
        session.execute(update(MemoryRow).where(MemoryRow.target_id == buried).values(buried_on=later))
    clock.forward(days=30)
    page = sign_in(learner).get("/cards/").text
    assert "New 0, learning 0, due 3." in page
    assert "3 due, 0 never met" in page
