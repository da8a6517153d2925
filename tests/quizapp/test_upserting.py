"""Rows written past the ORM: a session that holds one of them reads what was written."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.orm import Session

from quizapp.cards.models import StudyHabit, StudyPlan
from quizapp.upserting import add_rows, add_rows_with_ids, change_row_if, change_rows, put_rows
from tests import builders
from tests.conftest import Rows

NOON = dt.datetime(2026, 3, 18, 12, tzinfo=dt.UTC)


def habit_in(session: Session) -> StudyHabit:
    habit = StudyHabit(user_id=builders.user(session).id, new_per_day=10, reviews_per_day=200)
    session.add(habit)
    session.flush()
    return habit


@pytest.mark.parametrize("write", [change_rows, put_rows])
def test_what_is_held_has_the_values_that_were_written_past_it(rows: Rows, write) -> None:
    with rows() as session:
        learners = [builders.user(session), builders.user(session)]
        habits = [StudyHabit(user_id=one.id, new_per_day=10) for one in learners]
        session.add_all(habits)
        session.flush()
        write(session, StudyHabit, [{"user_id": learners[0].id, "new_per_day": 25}])
        assert [one.new_per_day for one in habits] == [25, 10]
        assert not session.dirty


def test_a_change_that_waits_beside_what_was_written_is_not_lost(rows: Rows) -> None:
    with rows() as session:
        habit = habit_in(session)
        habit.reviews_per_day = 50
        change_rows(session, StudyHabit, [{"user_id": habit.user_id, "new_per_day": 25}])
    with rows() as session:
        kept = session.get_one(StudyHabit, habit.user_id)
        assert (kept.new_per_day, kept.reviews_per_day) == (25, 50)


def test_what_rows_do_not_name_is_what_it_is_by_default(rows: Rows) -> None:
    with rows() as session:
        by_hand, past_the_orm = builders.user(session), builders.user(session)
        session.add(StudyHabit(user_id=by_hand.id))
        session.flush()
        add_rows(session, StudyHabit, [{"user_id": past_the_orm.id}])
    with rows() as session:
        (one, other) = (session.get_one(StudyHabit, user.id) for user in (by_hand, past_the_orm))
        names = [column.name for column in StudyHabit.__table__.columns if not column.primary_key]
        assert [getattr(one, name) for name in names] == [getattr(other, name) for name in names]
        assert one.new_per_day is not None


@pytest.mark.parametrize("count", [0, 1, 3])
def test_new_rows_get_ids_in_their_order(rows: Rows, count: int) -> None:
    with rows() as session:
        learner = builders.user(session)
        plans = [{"user_id": learner.id, "plan": {"place": n}, "made_at": NOON} for n in range(count)]
        ids = add_rows_with_ids(session, StudyPlan, plans)
        assert [session.get_one(StudyPlan, id).plan for id in ids] == [one["plan"] for one in plans]


def test_a_row_is_changed_only_as_long_as_it_is_what_it_was(rows: Rows) -> None:
    with rows() as session:
        habit = habit_in(session)
        changed = {"user_id": habit.user_id, "new_per_day": 25}
        assert change_row_if(session, StudyHabit, changed, new_per_day=10, reviews_per_day=200)
        assert habit.new_per_day == 25
        for stale in ({"new_per_day": 10}, {"new_per_day": 25, "reviews_per_day": 199}):
            assert not change_row_if(session, StudyHabit, {**changed, "new_per_day": 99}, **stale)
        assert habit.new_per_day == 25
    with rows() as session:
        assert session.get_one(StudyHabit, habit.user_id).new_per_day == 25
