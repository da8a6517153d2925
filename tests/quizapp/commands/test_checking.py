"""`quizapp check` recomputes every score, and says by its exit code whether they agree."""

from __future__ import annotations

from quizapp.cards.models import MemoryRow, RecallTarget
from quizapp.db import db
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.operations import submit_attempt
from quizapp.quizzes.queries import get_own_attempt
from quizapp.quizzes.terms import terms_of
from tests import builders
from tests.builders import NOW
from tests.quizapp.commands.conftest import Typed, looking


def sit_a_quiz() -> int:
    """A student's finished attempt; its id."""
    with looking() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        bank = builders.bank(session)
        asks = [builders.question(session, bank)]
        quiz = builders.quiz(session, bank, teacher, asks=asks)
        id = builders.attempt(session, student, quiz).id
        session.commit()
    with looking() as session:
        attempt = get_own_attempt(session, student.id, id)
        submit_attempt(session, attempt, terms_of(attempt.quiz), now=NOW)
        session.commit()
    return id


def test_what_agrees_exits_with_0_and_says_so(typed: Typed) -> None:
    typed("upgrade")
    sit_a_quiz()
    result = typed("check")
    told = "Every score is what its responses earn, and every memory what its log tells.\n"
    assert (result.exit_code, result.output) == (0, told)


def test_a_difference_is_told_and_exits_with_1(typed: Typed) -> None:
    typed("upgrade")
    id = sit_a_quiz()
    with looking() as session:
        attempt = session.get_one(Attempt, id)
        attempt.earned = 1_000_000
        db.session.commit()
    result = typed("check")
    assert result.exit_code == 1
    assert result.output == f"attempt {id}: stored score 1000000, its responses give 0\n"


def test_a_memory_that_its_log_does_not_tell_of_is_a_difference_too(typed: Typed) -> None:
    typed("upgrade")
    sit_a_quiz()
    with looking() as session:
        memory = MemoryRow(user_id=1, target_id=1, queue="idle", stability=9.0, last_at=NOW)
        session.add(RecallTarget(id=1, bank_id=1, fact="a", role="object", kin="a"))
        session.flush()
        session.add(memory)
        db.session.commit()
    result = typed("check")
    assert result.exit_code == 1
    assert "user 1, memory 1: stored otherwise than its log folds to: stability" in result.output
