"""Rows written past the ORM: a session that holds one of them reads what was written."""

from __future__ import annotations

import pytest

from quizapp.cards.models import StudyHabit
from quizapp.upserting import change_rows, put_rows
from tests import builders
from tests.conftest import Rows


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
        learner = builders.user(session)
        habit = StudyHabit(user_id=learner.id, new_per_day=10, reviews_per_day=200)
        session.add(habit)
        session.flush()
        habit.reviews_per_day = 50
        change_rows(session, StudyHabit, [{"user_id": learner.id, "new_per_day": 25}])
    with rows() as session:
        kept = session.get_one(StudyHabit, learner.id)
        assert (kept.new_per_day, kept.reviews_per_day) == (25, 50)
