"""Answers to cards: counted once, in the order they were given, and taken back exactly."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questions.memory.log import fold
from questions.memory.scheduling import offers
from questions.memory.state import UNMET, Memory, Rating
from quizapp.accounts.models import User
from quizapp.cards import queue_queries as queue
from quizapp.cards.day_queries import studied_decks, today_of
from quizapp.cards.log import MEMORY_COLUMNS, find_plan, logs_of, memory_of
from quizapp.cards.models import Card, DayTally, DueTally, MemoryRow, Review, Study
from quizapp.cards.operations.reviewing import act_on_cards, find_last, take_answers, take_back
from quizapp.errors import Conflict, NotFound
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.piles import answers, learned, pile, studied_pile, studies

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def memory(session: Session, user: User, card: Card) -> Memory:
    row = session.execute(
        select(*MEMORY_COLUMNS).where(MemoryRow.user_id == user.id, MemoryRow.target_id == card.target_id)
    ).one()
    return memory_of(row)


def test_an_answer_moves_its_memory_and_says_why_in_the_log(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, [card, other, _third] = studied_pile(session)
        [answer] = answers([card])
        taken = take_answers(session, learner, [answer], now=NOW)
        assert (taken.recorded, taken.replayed, taken.refused) == ([answer.uuid], [], [])
        now = memory(session, learner, card)
        assert (now.queue, now.reps, now.due_at) == ("learning", 1, NOW + 10 * MINUTE)
        assert session.get(MemoryRow, (learner.id, other.target_id)) is None
        log = logs_of(session, learner.id, [card.target_id])[card.target_id]
        assert fold(log, target=card.target_id) == now


def test_a_batch_sent_twice_counts_once(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session)
        batch = answers(cards)
        take_answers(session, learner, batch, now=NOW)
        before = [memory(session, learner, card) for card in cards]
        taken = take_answers(session, learner, batch, now=NOW + MINUTE)
        assert sorted(taken.replayed) == sorted(answer.uuid for answer in batch)
        assert [memory(session, learner, card) for card in cards] == before
        assert today_of(session, learner.id, NOW.date()).done.answers == 3


def test_an_answer_to_a_card_that_is_not_studied_is_refused_and_the_rest_counts(rows: Rows) -> None:
    with rows() as session:
        learner, stranger = builders.user(session), builders.user(session)
        deck, [card, *_] = pile(session, learner)
        _theirs, [foreign, *_] = pile(session, stranger)
        studies(session, learner, deck)
        mine, theirs = answers([card, foreign])
        taken = take_answers(session, learner, [mine, theirs], now=NOW)
        assert (taken.recorded, taken.refused) == ([mine.uuid], [theirs.uuid])


def test_the_interval_on_the_button_is_the_interval_that_happens(rows: Rows) -> None:
    with rows() as session:
        learner, deck, [card, *_] = studied_pile(session)
        learned(session, learner, [card])
        due = NOW + 3 * DAY
        [waiting] = queue.due_reviews(session, learner.id, [deck.id], due.date(), limit=5)
        shown = offers(
            waiting.memory, target=waiting.target_id, day=due.date(), plan=find_plan(session, learner.id)[1]
        )
        promised = (waiting.row_version, tuple(offer.days + 3 if offer.days else 0 for offer in shown))
        [answer] = answers([card], at=due)
        take_answers(session, learner, [replace(answer, promised=promised)], now=due)
        assert memory(session, learner, card).interval == promised[1][Rating.GOOD - 1]


def test_a_promise_made_for_an_older_state_is_not_kept(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, [card, *_] = studied_pile(session)
        learned(session, learner, [card])
        [answer] = answers([card], at=NOW + 3 * DAY)
        old = replace(answer, promised=(1, (0, 777, 777, 777)))
        take_answers(session, learner, [old], now=NOW + 3 * DAY)
        assert memory(session, learner, card).interval < 777


def test_what_comes_late_from_another_device_finds_its_place(rows: Rows) -> None:
    """Two devices, in either order: one state."""
    states = []
    for order in ((0, 1), (1, 0)):
        with rows() as session:
            learner, _deck, [card, *_] = studied_pile(session)
            learned(session, learner, [card])
            batches = [
                answers([card], Rating.AGAIN, at=NOW + 3 * DAY),
                answers([card], Rating.GOOD, at=NOW + 3 * DAY + 15 * MINUTE),
            ]
            for number in order:
                take_answers(session, learner, batches[number], now=NOW + 4 * DAY)
            now = memory(session, learner, card)
            log = logs_of(session, learner.id, [card.target_id])[card.target_id]
            assert fold(log, target=card.target_id) == now
            states.append((now.queue, now.stability, now.difficulty, now.lapses, now.reps))
    assert states[0] == states[1]
    assert states[0][3] == 1


def test_what_comes_late_one_by_one_finds_its_place_too(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, [card, *_] = studied_pile(session)
        learned(session, learner, [card])
        for days in (30, 3, 9):
            take_answers(session, learner, answers([card], at=NOW + days * DAY), now=NOW + 30 * DAY)
        log = logs_of(session, learner.id, [card.target_id])[card.target_id]
        assert fold(log, target=card.target_id) == memory(session, learner, card)


def test_an_answer_is_taken_back_exactly_and_for_good(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session)
        learned(session, learner, cards)
        before = memory(session, learner, cards[0])
        [answer] = answers([cards[0]], Rating.AGAIN, at=NOW + 3 * DAY)
        take_answers(session, learner, [answer], now=NOW + 3 * DAY)
        last = find_last(session, learner.id)
        assert last is not None
        assert last.uuid == answer.uuid
        take_back(session, learner, answer.uuid, by="undo-1", now=NOW + 3 * DAY)
        take_back(session, learner, answer.uuid, by="undo-1", now=NOW + 3 * DAY)
        assert memory(session, learner, cards[0]) == before
        assert today_of(session, learner.id, (NOW + 3 * DAY).date()).done.answers == 0
        with pytest.raises(Conflict):
            take_back(session, learner, answer.uuid, by="undo-2", now=NOW + 3 * DAY)
        with pytest.raises(NotFound):
            take_back(session, builders.user(session), answer.uuid, by="undo-3", now=NOW)


def test_an_answer_in_the_middle_is_taken_back_by_replay(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, [card, *_] = studied_pile(session)
        learned(session, learner, [card])
        [slip] = answers([card], Rating.AGAIN, at=NOW + 3 * DAY)
        [after] = answers([card], Rating.GOOD, at=NOW + 3 * DAY + 10 * MINUTE)
        take_answers(session, learner, [slip, after], now=NOW + 3 * DAY + 10 * MINUTE)
        assert memory(session, learner, card).lapses == 1
        take_back(session, learner, slip.uuid, by="undo", now=NOW + 4 * DAY)
        now = memory(session, learner, card)
        assert (now.lapses, now.queue, now.reps) == (0, "review", 3)


def test_taking_back_the_first_answer_makes_the_card_new_again(rows: Rows) -> None:
    with rows() as session:
        learner, deck, cards = studied_pile(session)
        batch = answers(cards)
        take_answers(session, learner, batch, now=NOW)
        assert session.get(Study, (learner.id, deck.id), populate_existing=True).met_position == 3  # type: ignore[union-attr]
        take_back(session, learner, batch[1].uuid, by="undo", now=NOW)
        studied = studied_decks(session, learner.id)
        new = queue.new_targets(session, learner.id, studied, NOW.date(), limit=10)
        assert [one.target_id for one in new] == [cards[1].target_id]
        assert new[0].memory == UNMET


def test_a_learner_goes_on_where_she_stopped(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 5, faces=2)
        take_answers(session, learner, answers([cards[0], cards[2]]), now=NOW)
        studied = studied_decks(session, learner.id)
        assert [(one.met_position, one.last_position) for one in studied] == [(2, 5)]
        new = queue.new_targets(session, learner.id, studied, NOW.date(), limit=2)
        assert [one.target_id for one in new] == [cards[4].target_id, cards[6].target_id]


def test_a_card_set_aside_is_not_asked_until_it_is_taken_back(rows: Rows) -> None:
    with rows() as session:
        learner, deck, cards = studied_pile(session)
        learned(session, learner, cards)
        later = NOW + 30 * DAY
        assert act_on_cards(session, learner, [cards[0].id], "suspend", uuid="one", now=later) == 1
        assert act_on_cards(session, learner, [cards[0].id], "suspend", uuid="one", now=later) == 0
        act_on_cards(session, learner, [cards[1].id], "bury", uuid="two", now=later)
        due = queue.due_reviews(session, learner.id, [deck.id], later.date(), limit=10)
        assert [one.target_id for one in due] == [cards[2].target_id]
        due = queue.due_reviews(session, learner.id, [deck.id], (later + DAY).date(), limit=10)
        assert {one.target_id for one in due} == {cards[1].target_id, cards[2].target_id}
        act_on_cards(session, learner, [cards[0].id], "resume", uuid="three", now=later)
        due = queue.due_reviews(session, learner.id, [deck.id], (later + DAY).date(), limit=10)
        assert len(due) == 3


def test_tallies_are_what_the_memories_and_the_log_say(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 8)
        learned(session, learner, cards)
        act_on_cards(session, learner, [cards[0].id], "suspend", uuid="aside", now=NOW)
        batch = answers(cards[1:4], Rating.AGAIN, at=NOW + 5 * DAY) + answers(cards[4:6], at=NOW + 5 * DAY)
        take_answers(session, learner, batch, now=NOW + 5 * DAY)
        take_back(session, learner, batch[0].uuid, by="undo", now=NOW + 5 * DAY)
        due: dict[dt.date, int] = {}
        for row in session.scalars(select(MemoryRow).where(MemoryRow.user_id == learner.id)):
            if row.due_on is not None and not row.is_suspended:
                due[row.due_on] = due.get(row.due_on, 0) + 1
        tallied = session.execute(select(DueTally.due_on, DueTally.cards).where(DueTally.cards != 0)).all()
        assert {row.due_on: row.cards for row in tallied} == due
        day = session.get(DayTally, (learner.id, (NOW + 5 * DAY).date()), populate_existing=True)
        assert day is not None
        assert (day.answers, day.reviewed, day.again, day.young_asked, day.young_kept) == (4, 4, 2, 4, 2)


def test_twenty_answers_take_as_many_statements_as_one(rows: Rows, statements: object) -> None:
    counts = []
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 21)
        take_answers(session, learner, answers(cards[:1]), now=NOW)
    for some in (cards[1:2], cards[2:3], cards[3:21]):
        with rows() as session:
            person = session.get(User, learner.id)
            with statements() as sent:  # type: ignore[operator]
                take_answers(session, person, answers(some), now=NOW + MINUTE)  # type: ignore[arg-type]
            counts.append(len(sent))
    # The first one reads the plan, which is then at hand.
    assert counts[1] == counts[2] <= 10


def test_cramming_is_logged_and_moves_nothing(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session)
        learned(session, learner, cards)
        before = [memory(session, learner, card) for card in cards]
        crammed = [replace(one, is_cram=True) for one in answers(cards, Rating.AGAIN, at=NOW + DAY)]
        take_answers(session, learner, crammed, now=NOW + DAY)
        assert [memory(session, learner, card) for card in cards] == before
        kinds = session.scalars(select(Review.kind).where(Review.at == NOW + DAY)).all()
        assert set(kinds) == {"cram"}
