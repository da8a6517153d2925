"""What people could send to the pages of cards to get at what is not theirs, or to bring them down."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import select

from questions.formats.cards.pile import CardState, PastReview, PileNote
from questions.memory.state import Rating
from quizapp.cards import note_queries
from quizapp.cards.asking import next_batch
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, DayTally, Deck, MemoryRow, Review, Study, StudyPlan
from quizapp.cards.operations import importing, writing
from quizapp.cards.operations.decks import share_deck, start_studying
from quizapp.cards.operations.reviewing import LONGEST_REFOLDED, take_answers
from quizapp.errors import Invalid
from tests import builders
from tests.builders import NOW
from tests.quizapp.at_once import at_once
from tests.quizapp.cards.piles import answers, pile, studied_pile, studies
from tests.quizapp.cards.test_review_page import learner_of, post, sent

MINUTE = dt.timedelta(minutes=1)
BOMB = "".join(f"{{{{c{number}::a}}}}" for number in range(1, 1_000))


def retire(rows, card: Card) -> None:
    with rows() as session:
        writing.retire_notes(session, note_queries.notes_of_deck(session, card.deck_id, [card.note_id]), NOW)


# Texts


def test_a_text_too_long_to_be_kept_is_not_drawn_for_each_of_its_gaps(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
    browser = sign_in(learner)
    form = {"text": BOMB + "x" * 200_000}
    assert len(browser.post("/cards/notes/preview?kind=cloze", data=form).data) < 300_000
    kept = browser.post(f"/cards/decks/{deck.id}/notes/new?kind=cloze", data=form)
    assert kept.status_code == 422
    assert len(kept.data) < 1_000_000


def test_a_note_makes_so_many_cards_and_no_more(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
    text = "".join(f"{{{{c{number}::a}}}}" for number in range(1, 400))
    browser = sign_in(learner)
    assert browser.post("/cards/notes/preview?kind=cloze", data={"text": text}).status_code == 200
    reply = browser.post(f"/cards/decks/{deck.id}/notes/new?kind=cloze", data={"text": text})
    assert reply.status_code == 422
    assert "At most" in reply.text
    with rows() as session:
        assert session.scalar(select(Card.id)) is None


def test_a_gap_inside_a_link_tears_no_tag_apart(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
        text = '[a](https://a.example "{{c1::b}} onmouseover=alert(1) ") is'
        builders.note(session, deck, "cloze", text=text, format="markdown")
        start_studying(session, learner.id, deck, NOW)
    page = sign_in(learner).get("/cards/review").text
    assert 'title="… onmouseover=alert(1) "' in page
    assert '="<' not in page


# Memories


def test_a_card_answered_as_it_is_deleted_does_not_stand_in_the_way_of_others(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
        deck = builders.deck(session, learner)
        [card] = builders.note(session, deck, front="Nile", back="It").cards
        start_studying(session, learner.id, deck, NOW)
    retire(rows, card)
    browser = sign_in(learner)
    assert post(browser, sent(1, card.id, rating=4)).status_code == 200
    with rows() as session:
        memory = session.get(MemoryRow, (learner.id, card.target_id))
        assert (memory.reps, memory.deck_id, memory.position) == (1, None, None)
        batch = next_batch(session, learner, now=NOW + dt.timedelta(days=200))
        assert batch.left.due == 0
        writing.restore_notes(session, note_queries.notes_of_deck(session, deck.id, [card.note_id]))
        session.expire_all()
        assert session.get(MemoryRow, (learner.id, card.target_id)).deck_id == card.deck_id


@pytest.mark.parametrize("fate", ["deleted", "unshared"])
def test_an_answer_is_taken_back_even_where_its_card_is_gone(rows, sign_in, people, fate):
    with rows() as session:
        deck, [card, *_others] = pile(session, people["teacher"])
        class_id = people["class"].id
        share_deck(session, deck, [class_id], among=[class_id], by_id=people["teacher"].id, now=NOW)
        studies(session, people["student"], deck)
    browser = sign_in(people["student"])
    for number in (1, 2):
        assert post(browser, sent(number, card.id)).status_code == 200
    if fate == "deleted":
        retire(rows, card)
    else:
        with rows() as session:
            share_deck(session, deck, [], among=[class_id], by_id=people["teacher"].id, now=NOW)
    assert browser.post("/cards/undo", json={}).status_code == 200
    reply = browser.post("/cards/undo", data={"csrf_token": ""}, follow_redirects=True)
    assert reply.status_code == 200
    with rows() as session:
        undone = session.scalars(select(Review.uuid).where(Review.kind == "undo")).all()
    assert sorted(undone) == ["answer-1.u", "answer-2.u"]


def test_what_was_done_to_many_cards_at_once_can_be_taken_back(rows, sign_in):
    learner, [card, *_others] = learner_of(rows)
    browser = sign_in(learner)
    for _time in range(8):
        data = {"note": card.note_id, "action": "suspend"}
        browser.post(f"/cards/decks/{card.deck_id}/notes", data=data)
        entry = browser.get("/cards/next").json["entry"]
        assert browser.post("/cards/undo", json={"entry": entry}).status_code == 200


def test_a_day_holds_the_longest_answers_that_anybody_can_claim(rows, sign_in):
    learner, [card, *_others] = learner_of(rows)
    browser = sign_in(learner)
    post(browser, sent(1, card.id))
    with rows() as session:
        session.get(DayTally, (learner.id, NOW.date())).duration_ms = 2**31 - 1
    assert post(browser, sent(2, card.id, ms=60_000)).status_code == 200
    assert browser.get("/cards/review").status_code == 200
    assert browser.get("/cards/figures").status_code == 200


def test_steps_that_no_clock_counts_are_refused(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
    browser = sign_in(learner)
    form = {
        "new_per_day": "10",
        "reviews_per_day": "100",
        "buttons": "2",
        "retention": "90",
        "learning_steps": "00001" + "9" * 40,
        "relearning_steps": "10",
    }
    assert browser.post("/cards/plan", data=form).status_code == 422
    with rows() as session:
        assert session.scalar(select(StudyPlan.id)) is None


def test_more_decks_are_studied_than_fit_in_one_union(rows, sign_in):
    with rows() as session:
        learner = builders.user(session)
        for _number in range(600):
            deck = Deck(owner_id=learner.id, title="One of many", last_position=0, made_at=NOW)
            session.add(deck)
            session.flush()
            session.add(Study(user_id=learner.id, deck_id=deck.id, started_at=NOW))
        deck, cards = pile(session, learner, 1)
        studies(session, learner, deck)
        take_answers(session, learner, answers(cards, Rating.EASY), now=NOW)
        batch = next_batch(session, learner, now=NOW + dt.timedelta(days=100))
        assert [one.face.card_id for one in batch.cards] == [cards[0].id]
    assert sign_in(learner).get("/cards/review").status_code == 302


def test_late_answers_to_a_card_answered_without_end_fold_no_log_anew(rows, statements):
    with rows() as session:
        learner, _deck, [card] = studied_pile(session, 1)
        take_answers(session, learner, answers([card], at=NOW), now=NOW)
        session.get(MemoryRow, (learner.id, card.target_id)).row_version = LONGEST_REFOLDED
        session.flush()
        late = [one for number in range(1, 51) for one in answers([card], at=NOW - number * MINUTE)]
        with statements() as sent:
            take_answers(session, learner, late, now=NOW)
        assert not any(statement.startswith("SELECT review.id") for statement in sent)
        given = session.scalars(select(Review.at)).all()
        assert (len(given), set(given)) == (51, {NOW})


def test_a_file_whose_answers_all_come_too_late_is_given_up(rows, monkeypatch):
    monkeypatch.setattr(importing, "MOST_REFOLDED", 1_000)

    def note(*minutes: int) -> PileNote:
        reviews = tuple(PastReview(NOW - minute * MINUTE, Rating.GOOD) for minute in minutes)
        fields = {"front": "Nile", "back": "It", "more": ""}
        return PileNote(1, "guid", "basic", fields, cards={0: CardState(reviews=reviews)})

    with rows() as session:
        learner = builders.user(session)
        into = importing.Destination(title="Rivers")
        importing.import_notes(session, learner, [note(1)], into, with_schedule=True, now=NOW)
        few = importing.import_notes(session, learner, [note(9, 6, 3)], into, with_schedule=True, now=NOW)
        assert few.reviews == 3
        late = [note(*range(100, 10, -1))]
        with pytest.raises(Invalid, match="too long"):
            importing.import_notes(session, learner, late, into, with_schedule=True, now=NOW)


@pytest.mark.parametrize("address", ["answers", "undo", "act", "check"])
def test_nothing_is_taken_from_another_site_or_without_a_token(app, rows, sign_in, monkeypatch, address):
    learner, [card, *_others] = learner_of(rows)
    body = {"answers": [sent(1, card.id)], "card": card.id, "action": "flag", "uuid": "abcdefgh", "typed": ""}
    browser = sign_in(learner)
    foreign = {"Origin": "https://elsewhere.example"}
    assert browser.post(f"/cards/{address}", json=body, headers=foreign).status_code == 403
    assert browser.post(f"/cards/{address}", json=body, headers={"Origin": "null"}).status_code == 403
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert browser.post(f"/cards/{address}", json=body).status_code == 400
    text = {"data": json.dumps(body), "content_type": "text/plain"}
    assert browser.post(f"/cards/{address}", **text).status_code == 400
    with rows() as session:
        assert session.scalar(select(Review.id)) is None


# What is not theirs


def test_a_deleted_note_is_seen_by_its_author_alone(rows, sign_in, people):
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
        note = builders.note(session, deck, "typed", front="The longest river?", back="The Volga")
        writing.retire_notes(session, [note], NOW)
        card_id = note.cards[0].id
    student = sign_in(people["student"])
    assert sign_in(people["teacher"]).get(f"/cards/notes/{note.id}").status_code == 200
    assert student.get(f"/cards/notes/{note.id}").status_code == 404
    assert student.get(f"/cards/{card_id}/receipt").status_code == 404
    assert student.post("/cards/check", json={"card": card_id, "typed": "x"}).status_code == 404


def test_a_deck_that_is_shared_no_more_tells_nothing(rows, sign_in, people):
    with rows() as session:
        deck = builders.deck(session, people["teacher"], classes=[people["class"]])
        note = builders.note(session, deck, "typed", front="The longest river?", back="The Volga")
        card_id = note.cards[0].id
        start_studying(session, people["student"].id, deck, NOW)
        class_id = people["class"].id
        share_deck(session, deck, [], among=[class_id], by_id=people["teacher"].id, now=NOW)
    student = sign_in(people["student"])
    tries = [
        student.get(f"/cards/decks/{deck.id}"),
        student.get(f"/cards/decks/{deck.id}/export"),
        student.get(f"/cards/decks/{deck.id}/export?as=text"),
        student.get(f"/cards/notes/{note.id}"),
        student.get(f"/cards/{card_id}/receipt"),
        student.get(f"/cards/review?card={card_id}"),
        student.get(f"/cards/review?deck={deck.id}&cram=1"),
        student.get("/cards/next"),
        student.get(f"/cards/next?deck={deck.id}&cram=1"),
        student.post("/cards/check", json={"card": card_id, "typed": "x"}),
        post(student, sent(1, card_id)),
        student.post("/cards/act", json={"card": card_id, "action": "flag", "uuid": "abcdefgh"}),
    ]
    assert not any("longest" in reply.text or "Volga" in reply.text for reply in tries)
    assert all(reply.status_code < 500 for reply in tries)


# All at once


def test_twenty_tabs_of_students_and_their_teacher_lock_nobody_out(app, rows, sign_in, people):
    teacher, student, class_id = people["teacher"], people["student"], people["class"].id
    with rows() as session:
        deck = builders.deck(session, teacher, classes=[people["class"]])
        other = builders.deck(session, teacher, "Lakes", classes=[people["class"]])
        notes = [builders.note(session, deck, front=f"Front {number}", back="It") for number in range(20)]
        cards = [note.cards[0].id for note in notes]
        start_studying(session, student.id, deck, NOW)
        start_studying(session, student.id, other, NOW)
    ids = [note.id for note in notes]

    def answering(number: int):
        order = cards if number % 2 else cards[::-1]
        batch = [sent(100 * number + place, card) for place, card in enumerate(order)]
        return lambda: post(sign_in(student), *batch)

    def changing(action: str, home: int, **more):
        data = {"note": ids, "action": action} | more
        return lambda: sign_in(teacher).post(f"/cards/decks/{home}/notes", data=data)

    def sharing(classes: list[int]):
        return lambda: sign_in(teacher).post(f"/cards/decks/{deck.id}/share", data={"classes": classes})

    tries = [
        *(answering(number // 2) for number in range(10)),
        lambda: sign_in(student).post("/cards/undo", json={}),
        lambda: sign_in(student).post("/cards/undo", json={}),
        lambda: sign_in(student).post(f"/cards/decks/{deck.id}/stop"),
        lambda: sign_in(student).post(f"/cards/decks/{deck.id}/study"),
        changing("delete", deck.id),
        changing("restore", deck.id),
        changing("move", deck.id, deck=other.id),
        changing("move", other.id, deck=deck.id),
        sharing([]),
        sharing([class_id]),
    ]
    for _time in range(3):
        replies = at_once(tries)
        assert {reply.status_code for reply in replies} <= {200, 303, 404, 409}
    with rows() as session:
        assert list(check(session)) == []
