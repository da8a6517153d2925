"""An exam date: what is scheduled beyond it comes up before it, and nothing that is remembered is touched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.memory.days import study_day
from questions.memory.plan import DEFAULT_PLAN
from questions.memory.state import Rating
from quizapp.accounts.models import User
from quizapp.cards.asking import Batch, next_batch
from quizapp.cards.day_queries import Habit
from quizapp.cards.exam_queries import early_share, refreshing_before
from quizapp.cards.integrity import check
from quizapp.cards.models import Card, MemoryRow, Note, Review
from quizapp.cards.operations.decks import stop_studying
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import act_on_cards, take_answers, take_back
from quizapp.cards.operations.writing import retire_notes
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, pile, studied_pile, studies
from tests.quizapp.cards.test_decks import page

HABIT = Habit(10, 200, None, 2, types_answers=True, break_until=None)


def in_days(days: int) -> dt.datetime:
    return NOW + dt.timedelta(days=days)


def set_exam(session: Session, user: User, days: int | None, habit: Habit = HABIT) -> None:
    exam_on = None if days is None else in_days(days).date()
    change_plan(session, user, replace(DEFAULT_PLAN, exam_on=exam_on), habit, now=NOW)


def known(session: Session, user: User, cards: Sequence[Card]) -> None:
    """Answered easy twice, the second time a month ago: due again in months."""
    for at in (NOW - dt.timedelta(days=120), NOW - dt.timedelta(days=30)):
        take_answers(session, user, answers(cards, Rating.EASY, at=at), now=at)
    assert (
        min(session.scalars(select(MemoryRow.due_on).where(MemoryRow.user_id == user.id)))
        > in_days(40).date()
    )


def batch_on(session: Session, user: User, day: int) -> Batch:
    return next_batch(session, user, now=in_days(day), limit=100)


def answer_all(session: Session, user: User, day: int) -> int:
    """Answer what a day brings; how many cards it was."""
    done = 0
    while asked := batch_on(session, user, day).cards:
        assert done < 200
        cards = [session.get_one(Card, one.face.card_id) for one in asked]
        take_answers(session, user, answers(cards, at=in_days(day)), now=in_days(day))
        done += len(cards)
    return done


def states(session: Session, user: User) -> list[tuple[object, ...]]:
    columns = list(MemoryRow.__table__.columns)
    rows = select(*columns).where(MemoryRow.user_id == user.id).order_by(MemoryRow.target_id)
    return [tuple(row) for row in session.execute(rows)]


def test_what_is_scheduled_beyond_an_exam_comes_up_before_it_spread_over_its_days(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 12)
        known(session, ann, cards)
        assert answer_all(session, ann, 3) == 0
        set_exam(session, ann, 7)
        assert [answer_all(session, ann, day) for day in range(1, 8)] == [2] * 6 + [0]
        asked = select(func.count(Review.target_id.distinct())).where(Review.at > NOW)
        assert session.scalar(asked) == 12
        # None is cut short to end before the exam, or all would have come again on its eve.
        assert min(session.scalars(select(MemoryRow.due_on))) > in_days(40).date()
        assert list(check(session)) == []


def test_half_the_days_left_half_the_cards_are_asked(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 12)
        known(session, ann, cards)
        set_exam(session, ann, 5)
        batch = batch_on(session, ann, 3)
        assert (len(batch.cards), batch.left.due, batch.left.early) == (6, 6, 6)
        assert len(batch_on(session, ann, 4).cards) == 12
        assert batch_on(session, ann, 5).cards == ()


def test_setting_moving_and_taking_away_a_date_changes_nothing_that_is_remembered(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 6)
        known(session, ann, cards)
        before, entries = states(session, ann), session.scalar(select(func.count()).select_from(Review))
        for days in (3, 200, 2, None):
            set_exam(session, ann, days)
            assert states(session, ann) == before
        assert batch_on(session, ann, 1).cards == ()
        assert session.scalar(select(func.count()).select_from(Review)) == entries
        assert list(check(session)) == []


def test_an_early_answer_is_taken_back_to_the_day_that_stood_before(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 4)
        known(session, ann, cards)
        set_exam(session, ann, 3)
        before = states(session, ann)
        one = batch_on(session, ann, 1).cards[0]
        [answer] = answers([session.get_one(Card, one.face.card_id)], at=in_days(1))
        take_answers(session, ann, [answer], now=in_days(1))
        assert len(batch_on(session, ann, 1).cards) == 1
        take_back(session, ann, answer.uuid, by="undo-1", now=in_days(1))
        assert [row[:-2] for row in states(session, ann)] == [row[:-2] for row in before]
        assert len(batch_on(session, ann, 1).cards) == 2
        assert list(check(session)) == []


@pytest.mark.parametrize("why", ["aside", "break", "spent day", "other learner", "far exam"])
def test_nothing_comes_early_that_should_not(rows, why: str) -> None:
    with rows() as session:
        ann, deck, cards = studied_pile(session, 4)
        known(session, ann, cards)
        habit, days = HABIT, 2
        if why == "aside":
            act_on_cards(session, ann, [card.id for card in cards], "suspend", uuid="aside-1", now=NOW)
        if why == "break":
            habit = replace(HABIT, break_until=in_days(20).date())
        if why == "spent day":
            habit = replace(HABIT, reviews_per_day=1)
            other, more = pile(session, ann, 1)
            studies(session, ann, other)
            known_since = NOW - dt.timedelta(days=9)
            take_answers(session, ann, answers(more, Rating.EASY, at=known_since), now=known_since)
            take_answers(session, ann, answers(more, Rating.EASY, at=in_days(1)), now=in_days(1))
        if why == "far exam":
            days = 60
        if why == "other learner":
            bob = builders.user(session)
            set_exam(session, bob, 2)
            assert batch_on(session, bob, 1).cards == ()
            days = 0
        set_exam(session, ann, days or None, habit)
        batch = batch_on(session, ann, 1)
        assert [one for one in batch.cards if one.waiting.deck_id == deck.id] == []
        assert batch.left.early == 0


def test_what_is_due_comes_first_and_the_day_keeps_its_limit(rows) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 3)
        known(session, ann, cards)
        other, [due] = pile(session, ann, 1)
        studies(session, ann, other)
        since = NOW - dt.timedelta(days=90)
        take_answers(session, ann, answers([due], Rating.EASY, at=since), now=since)
        set_exam(session, ann, 2, replace(HABIT, reviews_per_day=2))
        batch = batch_on(session, ann, 1)
        assert batch.cards[0].face.card_id == due.id
        assert (len(batch.cards), batch.left.due, batch.left.early) == (2, 2, 1)


def test_the_plan_page_says_what_comes_before_the_exam(rows, sign_in) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 3)
        known(session, ann, cards)
        set_exam(session, ann, 20)
        zone_day = study_day(NOW, dt.UTC)
    first = zone_day + dt.timedelta(days=6)
    shown = page(sign_in(ann), "/cards/plan")
    assert "3 cards are scheduled beyond it." in shown
    assert f"from {first.day} " in shown


def test_what_is_no_longer_studied_takes_no_share_of_the_days_before_an_exam(rows, sign_in) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 12)
        stopped, others = pile(session, ann, 30)
        studies(session, ann, stopped)
        known(session, ann, [*cards, *others])
        # Some of them fresh, which counted as done.
        take_answers(session, ann, answers(others[:10], Rating.EASY, at=in_days(-1)), now=in_days(-1))
        stop_studying(session, ann.id, stopped, NOW)
        retire_notes(session, [with_cards(session, others[0]), with_cards(session, cards[0])], NOW)
        set_exam(session, ann, 4)
        refreshing = refreshing_before(session, ann.id, NOW.date(), in_days(4).date(), per_day=200)
        assert refreshing.cards == 11
        assert len(batch_on(session, ann, 0).cards) == 3
    assert "11 cards are scheduled beyond it." in page(sign_in(ann), "/cards/plan")


def with_cards(session: Session, card: Card) -> Note:
    note = session.get_one(Note, card.note_id)
    session.refresh(note, ["cards"])
    return note


def test_however_many_wait_beyond_an_exam_no_more_are_counted_than_the_days_hold(rows, statements) -> None:
    with rows() as session:
        ann, _deck, cards = studied_pile(session, 12)
        known(session, ann, cards)
        exam_on, today = in_days(4).date(), NOW.date()
        shares = [
            early_share(session, ann.id, today, exam_on, per_day=per_day).cards for per_day in (1, 2, 3, 200)
        ]
        assert shares == [1, 2, 3, 3]
        take_answers(session, ann, answers(cards[:2], Rating.EASY), now=NOW)
        assert early_share(session, ann.id, today, exam_on, per_day=200).cards == 1
        assert refreshing_before(session, ann.id, today, exam_on, per_day=200).cards == 10
        with statements() as sent:
            early_share(session, ann.id, today, in_days(40).date(), per_day=200)
        # Before its time has come, no memory is looked at.
        assert len(sent) == 1
