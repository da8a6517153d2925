"""What is asked next: steps first, new cards among reviews, and never more than the day was to hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.agenda import MOST_NEW, left_today
from quizapp.cards.asking import Batch, next_batch
from quizapp.cards.day_queries import Habit
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, MemoryRow, RecallTarget, Review, StudyHabit
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import Answer, take_answers
from quizapp.cards.review_queries import count_answers
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.piles import answers, learned, pile, studied_pile, studies

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def fronts(batch: Batch) -> list[str]:
    return [asked.face.face["front"] for asked in batch.cards]


def make_kin(session: Session, cards: list[Card]) -> None:
    """As if these cards asked for sides of one fact."""
    targets = [card.target_id for card in cards]
    session.execute(update(RecallTarget).where(RecallTarget.id.in_(targets)).values(kin="one fact"))


def test_a_new_deck_begins_with_as_many_new_cards_as_a_day_holds(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, _cards = studied_pile(session, 30)
        batch = next_batch(session, learner, now=NOW)
        assert fronts(batch) == [f"Front {number}/1" for number in range(1, 11)]
        assert (batch.left.new, batch.left.learning, batch.left.due) == (10, 0, 0)


def test_new_cards_are_spread_among_reviews_and_steps_come_first(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 9)
        learned(session, learner, cards[:6], until=NOW - 10 * DAY)
        take_answers(session, learner, answers([cards[6]], at=NOW - 15 * MINUTE), now=NOW - 15 * MINUTE)
        asked = fronts(next_batch(session, learner, now=NOW))
        assert asked[0] == "Front 7/1"
        assert set(asked) == {f"Front {number}/1" for number in range(1, 10)}
        assert asked.index("Front 8/1") not in (1, 8)
        assert asked.index("Front 9/1") != asked.index("Front 8/1") + 1


def test_the_days_limits_hold_until_the_learner_goes_beyond(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 12)
        learned(session, learner, cards[:6], until=NOW - 10 * DAY)
        session.add(StudyHabit(user_id=learner.id, new_per_day=2, reviews_per_day=3, buttons=2))
        session.flush()
        batch = next_batch(session, learner, now=NOW)
        assert (batch.left.new, batch.left.due, batch.left.backlog) == (2, 3, 3)
        assert len(batch.cards) == 5
        more = next_batch(session, learner, now=NOW, beyond=True)
        assert (more.left.new, more.left.due, more.left.backlog) == (6, 6, 0)


def test_a_days_minutes_once_spent_leave_only_what_is_in_steps(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 5)
        session.add(StudyHabit(user_id=learner.id, minutes_per_day=1, buttons=2))
        session.flush()
        [answer] = answers([cards[0]])
        slow = type(answer)(answer.uuid, answer.card_id, answer.rating, answer.at, duration_ms=61_000)
        take_answers(session, learner, [slow], now=NOW)
        batch = next_batch(session, learner, now=NOW + 10 * MINUTE)
        assert batch.left.is_spent
        assert fronts(batch) == ["Front 1/1"]


def test_a_break_brings_nothing_new_and_nothing_due(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 5)
        learned(session, learner, cards[:2], until=NOW - 10 * DAY)
        session.add(StudyHabit(user_id=learner.id, buttons=2, break_until=(NOW + 5 * DAY).date()))
        session.flush()
        assert next_batch(session, learner, now=NOW).cards == ()
        assert len(next_batch(session, learner, now=NOW + 5 * DAY).cards) == 5


def test_of_one_fact_only_one_thing_is_new_a_day(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 4)
        make_kin(session, cards[:2])
        assert fronts(next_batch(session, learner, now=NOW)) == ["Front 1/1", "Front 3/1", "Front 4/1"]
        learned(session, learner, [cards[0]], until=NOW)
        assert fronts(next_batch(session, learner, now=NOW)) == ["Front 3/1", "Front 4/1"]
        assert "Front 2/1" in fronts(next_batch(session, learner, now=NOW + DAY))


def test_of_one_fact_only_one_thing_is_reviewed_a_day(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 3)
        make_kin(session, cards[:2])
        learned(session, learner, cards, until=NOW - 10 * DAY)
        batch = next_batch(session, learner, now=NOW)
        assert (sorted(fronts(batch)), batch.left.due) == (["Front 1/1", "Front 3/1"], 2)
        take_answers(session, learner, answers([cards[0]]), now=NOW)
        assert next_batch(session, learner, now=NOW).left.due == 1
        for beyond in (False, True):
            assert fronts(next_batch(session, learner, now=NOW, beyond=beyond)) == ["Front 3/1"]
        assert "Front 2/1" in fronts(next_batch(session, learner, now=NOW + DAY))


def test_what_was_forgotten_today_returns_by_its_steps(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 1)
        learned(session, learner, cards, until=NOW - 10 * DAY)
        take_answers(session, learner, answers(cards, Rating.AGAIN), now=NOW)
        assert fronts(next_batch(session, learner, now=NOW + 10 * MINUTE)) == ["Front 1/1"]


def test_what_somebody_else_was_asked_today_is_asked(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, mine = studied_pile(session, 1)
        other, _deck, hers = studied_pile(session, 1)
        make_kin(session, [*mine, *hers])
        take_answers(session, other, answers(hers), now=NOW)
        assert fronts(next_batch(session, learner, now=NOW)) == ["Front 1/1"]


def test_the_ways_of_asking_for_one_thing_take_turns(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 1, faces=2)
        seen = []
        for step in range(3):
            at = NOW + step * 10 * MINUTE
            [asked] = next_batch(session, learner, now=at).cards
            seen.append(asked.face.face["front"])
            take_answers(session, learner, answers([cards[0]], Rating.AGAIN, at=at), now=at)
        assert seen == ["Front 1/1", "Front 1/2", "Front 1/1"]


def test_a_step_that_is_nearly_due_is_asked_when_nothing_else_is_left(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 1)
        take_answers(session, learner, answers([cards[0]]), now=NOW)
        assert len(next_batch(session, learner, now=NOW + MINUTE).cards) == 1


def test_a_deck_asks_only_its_own_cards(rows: Rows) -> None:
    with rows() as session:
        learner = builders.user(session)
        one, _cards = pile(session, learner, 2)
        other, _cards = pile(session, learner, 3)
        studies(session, learner, one)
        studies(session, learner, other)
        batch = next_batch(session, learner, now=NOW, decks=[other.id])
        assert {asked.face.deck_id for asked in batch.cards} == {other.id}


def test_what_is_asked_grows_no_statements(rows: Rows, statements: object) -> None:
    counts = []
    for cards in (2, 60):
        with rows() as session:
            learner, _deck, made = studied_pile(session, cards)
            learned(session, learner, made[: cards // 2], until=NOW - 10 * DAY)
        with rows() as session:
            person = session.get(User, learner.id)
            next_batch(session, person, now=NOW)  # type: ignore[arg-type]
            with statements() as sent:  # type: ignore[operator]
                next_batch(session, person, now=NOW)  # type: ignore[arg-type]
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 10


def test_what_was_answered_today_is_counted_up_to_a_bound(rows: Rows) -> None:
    with rows() as session:
        learner, deck, cards = studied_pile(session, 5)
        take_answers(session, learner, answers(cards[:4], Rating.GOOD, at=NOW), now=NOW)
        assert next_batch(session, learner, now=NOW, decks=[deck.id]).answered == 4
        assert count_answers(session, learner.id, [deck.id], NOW.date(), most=3) == 3
        assert count_answers(session, learner.id, [], NOW.date()) == 0


@pytest.mark.parametrize(("buttons", "last"), [(2, Rating.GOOD), (4, Rating.EASY)])
def test_only_what_the_buttons_say_is_offered_and_any_answer_is_taken(
    rows: Rows, buttons: int, last: Rating
) -> None:
    with rows() as session:
        learner, _deck, _cards = studied_pile(session, 1)
        session.add(StudyHabit(user_id=learner.id, buttons=buttons))
        session.flush()
        asked = next_batch(session, learner, now=NOW).cards[0]
        assert [offer.rating for offer in asked.offers] == [one for one in Rating if one <= last]
        easy = Answer("easy", asked.face.card_id, Rating.EASY, NOW, promised=asked.promise)
        assert take_answers(session, learner, [easy], now=NOW).recorded == ["easy"]


def test_of_many_new_cards_all_that_the_day_may_bring_are_counted(rows: Rows) -> None:
    with rows() as session:
        learner, _deck, _cards = studied_pile(session, MOST_NEW + 20)
        session.add(StudyHabit(user_id=learner.id, new_per_day=MOST_NEW + 10, buttons=2))
        session.flush()
        batch = next_batch(session, learner, now=NOW)
        assert (batch.left.new, len(batch.cards)) == (MOST_NEW + 10, 20)


@pytest.mark.parametrize(
    ("last_at", "first_at"),
    [
        # Four in the morning in Berlin, when an hour is left out and when one comes twice.
        (dt.datetime(2026, 3, 29, 1, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 29, 2, 0, tzinfo=dt.UTC)),
        (dt.datetime(2026, 10, 25, 2, 59, tzinfo=dt.UTC), dt.datetime(2026, 10, 25, 3, 0, tzinfo=dt.UTC)),
    ],
)
def test_minutes_steps_and_days_kept_free_go_by_the_learners_night_when_clocks_change(
    rows: Rows, last_at: dt.datetime, first_at: dt.datetime
) -> None:
    evening = last_at - dt.timedelta(hours=3)
    with rows() as session:
        learner, _deck, cards = studied_pile(session, 40)
        learner.zone = "Europe/Berlin"
        # The night belongs to Saturday, Sunday is kept free.
        plan = replace(DEFAULT_PLAN, easy_days=(1.0,) * 6 + (0.0,))
        change_plan(session, learner, plan, Habit(30, 200, 1, 2, True, None), now=evening)
        for at in (evening, last_at):
            sent = [replace(one, duration_ms=3_000) for one in answers(cards[:20], Rating.EASY, at=at)]
            take_answers(session, learner, sent, now=at)
        take_answers(session, learner, answers(cards[20:21], Rating.AGAIN, at=last_at), now=last_at)
        evening_left, morning_left = (left_today(session, learner, now=at) for at in (last_at, first_at))
        assert (evening_left.is_spent, evening_left.new, evening_left.learning) == (True, 0, 1)
        assert (morning_left.is_spent, morning_left.new, morning_left.learning) == (False, 19, 1)
        saturday = evening.date() if evening.weekday() == 5 else evening.date() - dt.timedelta(days=1)
        due = session.scalars(select(MemoryRow.due_on).where(MemoryRow.due_on.is_not(None))).all()
        assert len(due) == 20
        assert all(day > saturday and day.weekday() != 6 for day in due)
        assert set(session.scalars(select(Review.day))) == {saturday}
        assert list(check(session)) == []
