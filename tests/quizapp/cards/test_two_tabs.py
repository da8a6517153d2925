"""A card is open in one tab while its ground is taken away in another: no answer is lost or does harm."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.accounts.models import User
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, Deck, Note, Review
from quizapp.cards.operations.decks import archive_deck, share_deck, stop_studying, unarchive_deck
from quizapp.cards.operations.writing import retire_notes
from tests.builders import NOW
from tests.quizapp.cards.piles import pile, studies
from tests.quizapp.cards.test_review_page import post, sent

Ground = Callable[[Session, Deck, list[Card], dict[str, User]], None]


def unshare(session: Session, deck: Deck, _cards: list[Card], people) -> None:
    share_deck(session, deck, [], among=[people["class"].id], by_id=people["teacher"].id, now=NOW)


def archive(session: Session, deck: Deck, _cards: list[Card], _people) -> None:
    archive_deck(session, deck, NOW)


def retire(session: Session, _deck: Deck, cards: list[Card], _people) -> None:
    notes = [session.get_one(Note, card.note_id) for card in cards]
    for note in notes:
        session.refresh(note, ["cards"])
    retire_notes(session, notes, NOW)


GROUNDS: dict[str, Ground] = {
    "no longer shared": unshare,
    "archived": archive,
    "its notes deleted": retire,
}


@pytest.fixture
def shared(rows, people) -> tuple[Deck, list[Card]]:
    with rows() as session:
        deck, cards = pile(session, people["teacher"], 4)
        share_deck(
            session,
            deck,
            [people["class"].id],
            among=[people["class"].id],
            by_id=people["teacher"].id,
            now=NOW,
        )
        studies(session, people["student"], deck)
    return deck, cards


@pytest.mark.parametrize("query", ["", "?deck={}"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_answers_to_cards_that_were_open_count_and_nothing_more_of_them_is_shown(
    rows, sign_in, people, shared, ground: str, query: str
) -> None:
    deck, cards = shared
    query = query.format(deck.id)
    browser = sign_in(people["student"])
    assert "Front 1/1" in browser.get(f"/cards/review{query}").text
    assert post(browser, sent(1, cards[0].id), query=query).status_code == 200
    with rows() as session:
        GROUNDS[ground](session, session.get_one(Deck, deck.id), cards, people)
    reply = post(browser, sent(2, cards[1].id), sent(3, cards[2].id, 1), query=query)
    assert reply.status_code == 200
    told = reply.get_json()
    assert told["recorded"] == ["answer-2", "answer-3"]
    assert "Front" not in told["html"]
    with rows() as session:
        assert session.scalars(select(Review.uuid).order_by(Review.id)).all() == [
            "answer-1",
            "answer-2",
            "answer-3",
        ]
        assert list(check(session)) == []
    again = post(browser, sent(2, cards[1].id), query=query)
    assert (again.status_code, again.get_json()["replayed"]) == (200, ["answer-2"])
    assert "Front" not in browser.get("/cards/review").text
    assert browser.post("/cards/undo", json={"entry": "answer-3"}).status_code == 200
    with rows() as session:
        assert list(check(session)) == []


def test_what_was_answered_while_a_deck_was_away_is_there_when_it_comes_back(
    rows, sign_in, people, shared
) -> None:
    deck, cards = shared
    browser = sign_in(people["student"])
    with rows() as session:
        archive_deck(session, session.get_one(Deck, deck.id), NOW)
    assert post(browser, sent(1, cards[0].id, 1)).status_code == 200
    with rows() as session:
        unarchive_deck(session, session.get_one(Deck, deck.id))
    page = browser.get("/cards/").text
    assert "New 3, learning 1, due 0." in page


def test_who_stops_studying_in_another_tab_is_told_which_answers_are_not_taken(
    rows, sign_in, people, shared
) -> None:
    deck, cards = shared
    browser = sign_in(people["student"])
    with rows() as session:
        stop_studying(session, people["student"].id, session.get_one(Deck, deck.id), NOW)
    reply = post(browser, sent(1, cards[0].id), query=f"?deck={deck.id}")
    assert (reply.status_code, reply.get_json()["refused"]) == (200, ["answer-1"])
