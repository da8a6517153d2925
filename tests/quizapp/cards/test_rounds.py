"""Rounds of choosing, matching and typing: what they ask, how they are marked, that the schedule stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.note import NoteKind
from quizapp.accounts.models import User
from quizapp.cards.models import Card, Deck, MemoryRow, Review
from quizapp.cards.operations.decks import start_studying, stop_studying
from tests import builders
from tests.builders import NOW
from tests.conftest import HandClock, Rows

SignIn = Callable[[User], FlaskClient]
Statements = Callable[[], AbstractContextManager[list[str]]]

CAPITALS = {"Italy": "Rome", "Spain": "Madrid", "Norway": "Oslo", "Peru": "Lima", "Ghana": "Accra"}
TOKEN = re.compile(r'name="draw" value="([^"]*)"')
ROW = re.compile(
    r'name="s(\d+)-choice" value="(\d+)">\s*<span class="key">.</span> '
    r'<span class="row-text"[^>]*>(.*?)</span>'
)


def learner_of(rows: Rows, notes: dict[str, str], kind: NoteKind = "basic") -> tuple[User, Deck]:
    """A learner who studies a deck of her own with these fronts and backs."""
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
        for front, back in notes.items():
            builders.note(session, deck, kind, front=front, back=back)
        start_studying(session, learner.id, deck, NOW)
    return learner, deck


def drawn(browser: FlaskClient, deck: Deck, kind: str) -> str:
    """The page of a new round."""
    reply = browser.get(f"/cards/rounds/{deck.id}?kind={kind}", follow_redirects=True)
    assert reply.status_code == 200
    return reply.text


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found, page
    return found[1]


def choices(page: str) -> dict[int, tuple[str, dict[str, str]]]:
    """By number the front that is asked and the token of each back."""
    fronts = re.findall(r'<h2 class="stem"[^>]*>(.*?)</h2>', page)
    found: dict[int, tuple[str, dict[str, str]]] = {n: (front, {}) for n, front in enumerate(fronts, 1)}
    for number, value, back in ROW.findall(page):
        found[int(number)][1][back] = value
    return found


def reviews(session: Session) -> list[tuple[str, int | None]]:
    return [(one.kind, one.rating) for one in session.scalars(select(Review).order_by(Review.id))]


def test_a_round_of_choosing_offers_backs_of_the_deck_and_is_marked(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    page = drawn(browser, deck, "choose")
    asked = choices(page)
    assert {front for front, _ in asked.values()} == CAPITALS.keys()
    for front, backs in asked.values():
        assert len(backs) == 4
        assert CAPITALS[front] in backs
        assert backs.keys() <= set(CAPITALS.values())
    form = {f"s{number}-choice": backs[CAPITALS[front]] for number, (front, backs) in asked.items()}
    wrong = next(value for back, value in asked[1][1].items() if back != CAPITALS[asked[1][0]])
    reply = browser.post(f"/cards/rounds/{deck.id}", data=form | {"s1-choice": wrong, "draw": token_of(page)})
    assert "Four of five right." in reply.text
    assert "This one again" in reply.text
    with rows() as session:
        assert sorted(reviews(session)) == [("cram", 1), *[("cram", 3)] * 4]


def test_a_round_leaves_the_schedule_alone_and_a_reload_counts_nothing_twice(
    rows: Rows, sign_in: SignIn
) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    token = token_of(drawn(browser, deck, "type"))
    first, second = (
        browser.post(f"/cards/rounds/{deck.id}", data={"draw": token, "s1-text": "Rome"}) for _ in range(2)
    )
    assert first.status_code == second.status_code == 200
    with rows() as session:
        assert len(reviews(session)) == 5
        states = session.execute(select(MemoryRow.queue, MemoryRow.due_on, MemoryRow.stability)).all()
        assert {tuple(state) for state in states} == {("idle", None, None)}


def test_the_same_address_shows_the_same_round(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    address = browser.get(f"/cards/rounds/{deck.id}?kind=choose").location
    assert choices(browser.get(address).text) == choices(browser.get(address).text)


def test_typed_answers_are_marked_as_on_the_card(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, {"Capital of France?": "Paris"}, "typed")
    browser = sign_in(learner)
    token = token_of(drawn(browser, deck, "type"))
    for typed, said in (("pariss", "Right, but for the spelling."), ("Lyon", "Wrong"), ("", "Blank")):
        reply = browser.post(f"/cards/rounds/{deck.id}", data={"draw": token, "s1-text": typed})
        assert said in reply.text
        assert "<b>Paris</b>" in reply.text


def test_pairs_are_marked_one_by_one_and_the_missed_come_again(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    page = drawn(browser, deck, "match")
    fronts = re.findall(r'<label class="row-text" for="s1-pair-(\d)"[^>]*>(.*?)</label>', page)
    first = page[page.index("<select") : page.index("</select>")]
    backs = {back: value for value, back in re.findall(r'<option value="(\d)">(.*?)</option>', first)}
    assert len(fronts) == len(backs) == 5
    form = {f"s1-pair-{number}": backs[CAPITALS[front]] for number, front in fronts[1:]}
    reply = browser.post(f"/cards/rounds/{deck.id}", data=form | {"draw": token_of(page)})
    assert "Four of five right." in reply.text
    assert "You left it open." in reply.text
    [again] = re.findall(r'href="(/cards/rounds/[^"]*draw=[^"]*)"', reply.text)
    page = browser.get(again.replace("&amp;", "&")).text
    assert re.findall(r'<label class="row-text"[^>]*>(.*?)</label>', page) == [fronts[0][1]]
    twice = {f"s1-pair-{number}": "1" for number in range(1, 6)}
    reply = browser.post(
        f"/cards/rounds/{deck.id}", data=twice | {"draw": token_of(drawn(browser, deck, "match"))}
    )
    assert (reply.status_code, "is used twice" in reply.text) == (422, True)
    with rows() as session:
        assert len(reviews(session)) == 5


@pytest.mark.parametrize("kind", ["choose", "match"])
def test_a_deck_with_two_answers_has_no_round_to_choose_in(rows: Rows, sign_in: SignIn, kind: str) -> None:
    learner, deck = learner_of(rows, {"Seine?": "France", "Loire?": "France", "Tiber?": "Italy"})
    page = drawn(sign_in(learner), deck, kind)
    assert "Not enough to choose from yet" in page
    assert f"/cards/rounds/{deck.id}?kind=type" in page


def test_the_gap_of_a_cloze_is_seen_with_its_hint(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
        builders.note(session, deck, "cloze", text="Rome lies in {{c1::Italy::a country}}.")
        start_studying(session, learner.id, deck, NOW)
    page = drawn(sign_in(learner), deck, "type")
    assert "Rome lies in […]." in page
    assert "a country" in page


def test_a_deck_of_long_answers_is_not_typed(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, {"Why?": "Because of many things " * 5})
    assert "Nothing to type here" in drawn(sign_in(learner), deck, "type")


def test_a_draw_holds_for_one_learner_and_one_deck_alone(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    other, elsewhere = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    token = token_of(drawn(browser, deck, "choose"))
    head, _, tail = token.rpartition(".")
    forged = f"{head[:-1]}{'A' if head[-1] != 'A' else 'B'}.{tail}"
    for address, draw in (
        (f"/cards/rounds/{deck.id}", forged),
        (f"/cards/rounds/{deck.id}", ""),
        (f"/cards/rounds/{deck.id}", "é\0"),
        (f"/cards/rounds/{elsewhere.id}", token),
    ):
        assert browser.get(address, query_string={"draw": draw}).status_code == 404
        assert browser.post(address, data={"draw": draw}).status_code == 404
    stranger = sign_in(other)
    assert stranger.get(f"/cards/rounds/{deck.id}?kind=choose").status_code == 404
    assert stranger.post(f"/cards/rounds/{deck.id}", data={"draw": token}).status_code == 404
    assert browser.get(f"/cards/rounds/{deck.id}?kind=sing").status_code == 404
    with rows() as session:
        assert reviews(session) == []


def test_a_round_ends_with_the_study_of_its_deck(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    token = token_of(drawn(browser, deck, "choose"))
    with rows() as session:
        stop_studying(session, learner.id, session.get_one(Deck, deck.id), NOW)
    assert browser.post(f"/cards/rounds/{deck.id}", data={"draw": token}).status_code == 404


def test_what_is_set_aside_is_not_asked(rows: Rows, sign_in: SignIn) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    with rows() as session:
        card = session.scalars(select(Card).where(Card.deck_id == deck.id).order_by(Card.id)).first()
        assert card is not None
    browser.post("/cards/act", data={"uuid": "set-aside", "card": card.id, "action": "suspend"})
    page = drawn(browser, deck, "choose")
    assert "Italy" not in page
    assert "Rome" not in page


@pytest.mark.parametrize("kind", ["choose", "match", "type"])
def test_a_round_asks_no_more_of_the_database_for_a_large_deck(
    rows: Rows, sign_in: SignIn, statements: Statements, kind: str
) -> None:
    counts = []
    for size in (6, 400):
        learner, deck = learner_of(rows, {f"Front {n}": f"Back {n}" for n in range(size)})
        browser = sign_in(learner)
        browser.get("/cards/")
        with statements() as sent:
            location = browser.get(f"/cards/rounds/{deck.id}?kind={kind}").location
            page = browser.get(location).text
            browser.post(f"/cards/rounds/{deck.id}", data={"draw": token_of(page)})
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_draw_is_over_after_a_month_and_is_drawn_anew(
    rows: Rows, sign_in: SignIn, hand_clock: HandClock
) -> None:
    learner, deck = learner_of(rows, CAPITALS)
    browser = sign_in(learner)
    token = token_of(drawn(browser, deck, "match"))
    address = f"/cards/rounds/{deck.id}"
    hand_clock.forward(days=29)
    browser = sign_in(learner)
    assert browser.get(address, query_string={"draw": token}).status_code == 200
    hand_clock.forward(days=2)
    browser = sign_in(learner)
    again = browser.get(address, query_string={"draw": token, "kind": "match"})
    assert again.status_code == 302
    assert token not in again.location
    late = browser.post(address, data={"draw": token})
    assert (late.status_code, late.location) == (303, f"{address}?kind=match")
    assert "too old to be marked" in browser.get(late.location, follow_redirects=True).text
    with rows() as session:
        assert session.scalars(select(Review)).all() == []
