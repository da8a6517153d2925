"""The plan page: what a learner decides holds from her next answer on, and nothing learned is rewritten."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from questions.memory.plan import Plan
from questions.memory.state import Rating
from questions.memory.stored import load_plan
from quizapp.accounts.models import User
from quizapp.cards.asking import next_batch
from quizapp.cards.day_queries import find_habit
from quizapp.cards.integrity import check
from quizapp.cards.log import find_plan
from quizapp.cards.models import MemoryRow, Review, StudyHabit, StudyPlan
from quizapp.cards.operations.planning import change_plan
from quizapp.cards.operations.reviewing import act_on_cards, take_answers
from tests import builders
from tests.builders import NOW
from tests.quizapp.cards.piles import answers, pile, studies

SENT = {
    "new_per_day": "5", "reviews_per_day": "60", "minutes_per_day": "15", "buttons": "4", "retention": "85",
    "learning_steps": "2, 15", "relearning_steps": "", "monday": "usual", "tuesday": "usual",
    "wednesday": "usual", "thursday": "usual", "friday": "usual", "saturday": "less", "sunday": "free",
    "exam_on": "", "break_until": "", "longest_interval": "36500", "leech_after": "8", "leeches": "aside",
}  # fmt: skip


@pytest.fixture
def ann(rows) -> User:
    with rows() as session:
        return builders.user(session, "ann")


def day_after(days: int) -> str:
    return (NOW.date() + dt.timedelta(days=days)).isoformat()


def test_what_is_chosen_is_kept_and_shown_again(rows, sign_in, ann) -> None:
    browser = sign_in(ann)
    reply = browser.post("/cards/plan", data=SENT | {"exam_on": day_after(40)})
    assert (reply.status_code, reply.location) == (303, "/cards/plan")
    with rows() as session:
        _plan_id, plan = find_plan(session, ann.id)
        habit = find_habit(session, ann.id)
        assert (plan.retention, plan.learning_steps, plan.relearning_steps) == (0.85, (2, 15), ())
        assert plan.easy_days == (1, 1, 1, 1, 1, 0.5, 0)
        assert plan.exam_on == NOW.date() + dt.timedelta(days=40)
        assert (habit.new_per_day, habit.reviews_per_day, habit.minutes_per_day) == (5, 60, 15)
        assert (habit.buttons, habit.types_answers, habit.break_until) == (4, False, None)
    page = browser.get("/cards/plan").text
    assert 'value="2 15"' in page
    assert "fallen to 85 %" in page


def test_a_change_adds_a_plan_and_leaves_what_was_scheduled(rows, sign_in, ann) -> None:
    with rows() as session:
        deck, cards = pile(session, ann)
        studies(session, ann, deck)
        take_answers(session, ann, answers(cards), now=NOW)
    browser = sign_in(ann)
    browser.post("/cards/plan", data=SENT)
    browser.post("/cards/plan", data=SENT | {"new_per_day": "6"})
    with rows() as session:
        plans = session.scalars(select(StudyPlan).order_by(StudyPlan.id)).all()
        assert [load_plan(row.plan).retention for row in plans] == [0.9, 0.85]
        assert load_plan(plans[0].plan).parameters == load_plan(plans[1].plan).parameters
        assert set(session.scalars(select(Review.plan_id))) == {plans[0].id}
        assert session.scalar(select(func.count()).where(MemoryRow.queue == "learning")) == 3
        take_answers(session, ann, answers(cards[:1]), now=NOW)
        assert session.scalar(select(func.max(Review.plan_id))) == plans[1].id


def test_the_longest_wait_and_what_becomes_of_leeches_are_kept_and_obeyed(rows, sign_in, ann) -> None:
    with rows() as session:
        deck, cards = pile(session, ann)
        studies(session, ann, deck)
    browser = sign_in(ann)
    changed = {"longest_interval": "2", "leech_after": "1", "leeches": "marked", "learning_steps": ""}
    assert browser.post("/cards/plan", data=SENT | changed).status_code == 303
    shown = browser.get("/cards/plan").text
    assert "No card waits longer than 2 days." in shown
    assert re.search(r'<input checked[^>]*value="marked"', shown)
    with rows() as session:
        _plan_id, plan = find_plan(session, ann.id)
        assert (plan.longest_interval, plan.leech_after, plan.leech_again) == (2, 1, 1)
        batch = next_batch(session, ann, now=NOW)
        assert max(offer.days for one in batch.cards for offer in one.offers) == 2
        take_answers(session, ann, answers(cards, Rating.EASY), now=NOW)
        assert set(session.scalars(select(MemoryRow.interval))) == {2}
        later = NOW + dt.timedelta(days=2)
        taken = take_answers(session, ann, answers(cards[:1], Rating.AGAIN, at=later), now=later)
        assert (taken.leeches, taken.marked) == ([], [cards[0].target_id])
        assert not any(session.scalars(select(MemoryRow.is_suspended)))
    browser.post("/cards/plan", data=SENT | changed | {"leeches": "aside"})
    with rows() as session:
        again = later + dt.timedelta(days=2)
        taken = take_answers(session, ann, answers(cards[:2], Rating.AGAIN, at=again), now=again)
        assert taken.leeches == [card.target_id for card in cards[:2]]
        assert list(check(session)) == []


def test_a_card_that_was_asked_again_says_so_when_it_is_set_aside_once_more(rows, ann) -> None:
    with rows() as session:
        deck, cards = pile(session, ann, 1)
        studies(session, ann, deck)
        plan = Plan(leech_after=1, leech_again=1, learning_steps=(), relearning_steps=())
        change_plan(session, ann, plan, find_habit(session, ann.id), now=NOW)
        take_answers(session, ann, answers(cards), now=NOW)
        for days in (10, 20):
            at = NOW + dt.timedelta(days=days)
            taken = take_answers(session, ann, answers(cards, Rating.AGAIN, at=at), now=at)
            assert taken.leeches == [cards[0].target_id]
            act_on_cards(session, ann, [cards[0].id], "resume", uuid=f"again-{days}", now=at)


def test_a_page_shown_before_the_plan_was_changed_gives_what_its_buttons_say(rows, ann) -> None:
    with rows() as session:
        deck, cards = pile(session, ann, 2)
        studies(session, ann, deck)
        habit = find_habit(session, ann.id)
        change_plan(session, ann, Plan(learning_steps=()), habit, now=NOW)
        shown = next_batch(session, ann, now=NOW).cards
        change_plan(session, ann, Plan(learning_steps=(), longest_interval=1), habit, now=NOW)
        (first, second) = answers(cards)
        promised = next(one.promise for one in shown if one.face.card_id == cards[0].id)
        assert promised[1][Rating.GOOD - 1] > 1
        take_answers(session, ann, [replace(first, promised=promised), second], now=NOW)
        intervals = session.scalars(select(MemoryRow.interval).order_by(MemoryRow.target_id)).all()
        assert intervals == [promised[1][Rating.GOOD - 1], 1]
        assert list(check(session)) == []


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("new_per_day", ""),
        ("new_per_day", "-1"),
        ("reviews_per_day", "0"),
        ("minutes_per_day", "9999999999999999999999"),
        ("retention", "98"),
        ("retention", "69"),
        ("learning_steps", "1 ten"),
        ("learning_steps", "0"),
        ("learning_steps", "1 2 3 4 5 6 7 8 9"),
        ("relearning_steps", "1441"),
        ("relearning_steps", "²"),
        ("buttons", "3"),
        ("sunday", "never"),
        ("longest_interval", "0"),
        ("longest_interval", "36501"),
        ("leech_after", "0"),
        ("leech_after", ""),
        ("leeches", "eaten"),
        ("exam_on", "2026-02-30"),
        ("exam_on", day_after(0)),
        ("exam_on", "9999-12-31"),
        ("break_until", day_after(-1)),
        ("break_until", day_after(366)),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(rows, sign_in, ann, field: str, sent: str) -> None:
    reply = sign_in(ann).post("/cards/plan", data=SENT | {field: sent})
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(StudyPlan)) == 0


def test_the_cost_of_each_aim_is_shown_before_there_are_cards_and_after(rows, sign_in, ann) -> None:
    browser = sign_in(ann)
    assert "For a thousand cards" in browser.get("/cards/plan").text
    with rows() as session:
        deck, cards = pile(session, ann)
        studies(session, ann, deck)
        take_answers(session, ann, answers(cards), now=NOW)
    assert "For the 3 cards that you have met" in browser.get("/cards/plan").text


def test_of_a_backlog_comes_first_what_would_lose_most_by_waiting(rows, ann) -> None:
    """As good as forgotten, just slipping, firmly known; the oldest is not the most urgent."""
    with rows() as session:
        deck, cards = pile(session, ann, 3)
        studies(session, ann, deck)
        day = NOW.date()
        for card, (stability, gone) in zip(cards, ((1.0, 200), (2_000.0, 100), (4.0, 6)), strict=True):
            session.add(
                MemoryRow(
                    user_id=ann.id, target_id=card.target_id, deck_id=deck.id, position=card.position,
                    queue="review", stability=stability, difficulty=5.0, reps=1, interval=1,
                    last_on=day - dt.timedelta(days=gone), due_on=day - dt.timedelta(days=gone - 1),
                    last_at=NOW - dt.timedelta(days=gone),
                )
            )  # fmt: skip
        session.flush()
        forgotten, firm, slipping = (card.id for card in cards)
        assert [one.face.card_id for one in next_batch(session, ann, now=NOW).cards] == [
            forgotten, firm, slipping,
        ]  # fmt: skip
        session.add(StudyHabit(user_id=ann.id, new_per_day=10, reviews_per_day=1))
        session.flush()
        (asked,) = next_batch(session, ann, now=NOW).cards
        assert asked.face.card_id == slipping


def test_on_a_break_nothing_is_asked_and_afterwards_everything_is_there(rows, sign_in, ann) -> None:
    with rows() as session:
        deck, _cards = pile(session, ann, 3)
        studies(session, ann, deck)
    sign_in(ann).post("/cards/plan", data=SENT | {"break_until": day_after(5)})
    with rows() as session:
        batch = next_batch(session, ann, now=NOW)
        assert (batch.cards, batch.left.is_break) == ((), True)
        assert len(next_batch(session, ann, now=NOW + dt.timedelta(days=5)).cards) == 3
