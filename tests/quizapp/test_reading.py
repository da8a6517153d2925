"""Reading past SQLAlchemy: the same rows, the same errors, and rows that the session knows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import bindparam, literal_column, select, tuple_
from sqlalchemy.exc import DBAPIError

from quizapp.accounts.models import User
from quizapp.cards.models import StudyHabit
from quizapp.reading import as_row, columns_of, read_all
from tests import builders
from tests.conftest import Rows

SOME = (
    select(User.id, User.display_name, User.created_at, User.is_guest)
    .where(User.id.in_(bindparam("ids", expanding=True)), User.active, User.language == "en")
    .order_by(User.id)
)
PAIRS = select(User.id).where(tuple_(User.id, User.is_guest).in_(bindparam("pairs", expanding=True)))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_columns_are_read_as_sqlalchemy_reads_them_for_lists_of_any_length(rows: Rows, count: int) -> None:
    with rows() as session:
        about = {"ids": [builders.user(session).id for _ in range(4)][:count]}
        for _twice in range(2):
            assert read_all(session, SOME, about) == [tuple(row) for row in session.execute(SOME, about)]
        assert len(read_all(session, SOME, about)) == count


def test_pairs_may_be_asked_for(rows: Rows) -> None:
    with rows() as session:
        one, other = builders.user(session), builders.user(session)
        pairs = [(one.id, False), (other.id, True)]
        assert read_all(session, PAIRS, {"pairs": pairs}) == [(one.id,)]


def test_what_the_database_refuses_is_raised_as_by_sqlalchemy(rows: Rows) -> None:
    with rows() as session:
        builders.user(session)
    with pytest.raises(DBAPIError, match="nonsense"), rows() as session:
        read_all(session, select(literal_column("nonsense")), {})


def test_a_row_that_was_read_is_the_one_that_the_session_holds(
    rows: Rows, statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    whole = select(*columns_of(StudyHabit)).where(StudyHabit.user_id == bindparam("user_id"))
    with rows() as session:
        learner = builders.user(session).id
        session.add(StudyHabit(user_id=learner, new_per_day=10))
    with rows() as session:
        (values,) = read_all(session, whole, {"user_id": learner})
        habit = as_row(session, StudyHabit, iter(values))
        with statements() as sent:
            assert session.get(StudyHabit, learner) is habit
        assert (sent, habit.new_per_day, list(session.dirty)) == ([], 10, [])
        habit.new_per_day = 25
        assert as_row(session, StudyHabit, iter(values)) is habit
    with rows() as session:
        assert session.get_one(StudyHabit, learner).new_per_day == 25
