"""Quiz answers move memories from the moment correctness may be seen, once, and by what they show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.bank.models import QuestionVersion
from quizapp.cards.models import DayTally, DueTally, MemoryRow, Review
from quizapp.library.models import Bank
from quizapp.quizzes import operations
from quizapp.quizzes.models import Quiz
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.sitting import begin, check, entries, hand_in, loaded, memories, save, take

Statements = Callable[[], AbstractContextManager[list[str]]]

DAY = dt.timedelta(days=1)
TYPES = ("short_answer", "single_choice", "true_false", "numeric")


def quiz_of(session: Session, *types: str, bank: Bank | None = None, **settings: object) -> Quiz:
    bank = bank or builders.bank(session)
    asks = [builders.question(session, bank, type) for type in types or TYPES]
    return builders.quiz(session, bank, builders.teacher(session), asks=asks, **settings)  # type: ignore[arg-type]


def test_a_right_answer_is_remembered_longer_than_a_wrong_one(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        taken = take(session, student, quiz_of(session, "short_answer", "numeric"), ["right", "wrong"])
        known = memories(session, student)
        right, wrong = (known[fact] for fact in taken.facts)
        assert (right.stability or 0) > (wrong.stability or 0)
        assert {right.queue, wrong.queue} == {"idle"}
        assert right.last_on == wrong.last_on == NOW.date()


def test_typing_a_name_shows_more_than_choosing_it(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        taken = take(session, student, quiz_of(session, "short_answer", "single_choice"), ["right", "right"])
        typed, chosen = (memories(session, student)[fact].stability for fact in taken.facts)
        assert typed is not None
        assert chosen is not None
        assert typed > chosen


def test_each_entry_names_the_answer_that_it_stands_on(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        attempt = take(session, student, quiz_of(session, "numeric"), ["right"]).attempt
        [entry] = entries(session, student)
        assert (entry.kind, entry.attempt_id, entry.slot) == ("quiz", attempt.id, 1)
        assert entry.uuid == f"q{attempt.id}.1.{entry.target_id}"
        assert entry.evidence == {"share": 1.0, "guess": 0.0, "form": "recall"}


def test_what_was_not_answered_or_cannot_be_read_tells_nothing(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        quiz = quiz_of(session, "numeric", "numeric", "numeric", "numeric")
        taken = take(session, student, quiz, ["", "blank", "unreadable", "declared blank"])
        assert list(memories(session, student)) == [taken.facts[3]]


def test_saying_that_one_does_not_know_counts_as_forgetting(rows: Rows) -> None:
    with rows() as session:
        student, other = builders.user(session), builders.user(session)
        quiz = quiz_of(session, "numeric")
        unknown = take(session, student, quiz, ["declared blank"])
        take(session, other, quiz, ["wrong"])
        [fact] = unknown.facts
        assert memories(session, student)[fact] == memories(session, other)[fact]


def test_an_expired_attempt_tells_what_was_answered_in_time(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        quiz = quiz_of(session, "numeric", "numeric", limit_seconds=60)
        attempt = begin(session, student, quiz, ["right"])
        operations.close_overdue(session, now=NOW + DAY)
        [entry] = entries(session, student)
        assert (entry.slot, entry.at) == (1, loaded(session, attempt.id).deadline_at)


def test_practice_moves_a_memory_with_each_answer_that_is_checked(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        attempt = begin(session, student, quiz_of(session, mode="practise"), [])
        save(session, attempt, {2: "right"})
        assert not entries(session, student)
        check(session, attempt, 1, "right")
        assert [entry.slot for entry in entries(session, student)] == [1]
        hand_in(session, attempt)
        assert [entry.slot for entry in entries(session, student)] == [1, 2]


def test_what_returns_in_a_practice_moves_its_memory_once(rows: Rows) -> None:
    """A miss is the stronger evidence of that day, whatever comes after it."""
    with rows() as session:
        student = builders.user(session)
        attempt = begin(session, student, quiz_of(session, "short_answer", mode="practise"), [])
        check(session, attempt, 1, "wrong")
        after_miss = memories(session, student)
        check(session, attempt, 2, "right")
        assert len(entries(session, student)) == 2
        assert memories(session, student) == after_miss


def test_two_quizzes_on_one_day_count_once_and_on_two_days_twice(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session)
        quiz = quiz_of(session, "short_answer")
        [fact] = take(session, student, quiz, ["right"]).facts
        first = memories(session, student)[fact]
        take(session, student, quiz, ["right"], now=NOW + dt.timedelta(hours=3))
        assert memories(session, student)[fact] == first
        take(session, student, quiz, ["right"], now=NOW + 2 * DAY)
        assert (memories(session, student)[fact].stability or 0) > (first.stability or 0)


def test_a_quiz_at_night_belongs_to_the_study_day_of_the_learners_zone(rows: Rows) -> None:
    with rows() as session:
        student = builders.user(session, zone="Pacific/Auckland")
        take(session, student, quiz_of(session, "numeric"), ["right"], now=NOW.replace(hour=12))
        take(session, student, quiz_of(session, "numeric"), ["right"], now=NOW.replace(hour=16))
        assert [entry.day for entry in entries(session, student)] == [NOW.date(), NOW.date() + DAY]


def test_a_wrong_answer_on_several_facts_blames_none_of_them(rows: Rows) -> None:
    with rows() as session:
        student, other = builders.user(session), builders.user(session)
        bank = builders.bank(session)
        question = builders.question(session, bank, "short_answer")
        version = session.scalars(select(QuestionVersion).filter_by(question_id=question.id)).one()
        version.targets = [["a", "object"], ["b", "subject"]]
        quiz = builders.quiz(session, bank, builders.teacher(session), asks=[question])
        take(session, student, quiz, ["wrong"])
        take(session, other, quiz, ["right"])
        assert memories(session, student) == {}
        assert set(memories(session, other)) == {"a", "b"}


def test_nobody_elses_memory_moves(rows: Rows) -> None:
    with rows() as session:
        student, neighbour = builders.user(session), builders.user(session)
        quiz = quiz_of(session)
        take(session, neighbour, quiz, ["right"] * 4)
        before = memories(session, neighbour)
        take(session, student, quiz, ["wrong"] * 4, now=NOW + DAY)
        assert memories(session, neighbour) == before


def test_a_guest_has_no_memories_until_a_member_claims_what_she_did(rows: Rows) -> None:
    with rows() as session:
        guest, member = builders.guest(session), builders.user(session)
        taken = take(session, guest, quiz_of(session, "numeric"), ["right"])
        checked = begin(session, guest, quiz_of(session, "numeric", mode="practise"), [])
        check(session, checked, 1, "right", now=NOW + dt.timedelta(minutes=5))
        assert not session.scalars(select(Review)).all()
        operations.claim_attempts(session, member, guest.id, now=NOW + DAY)
        assert [(entry.attempt_id, entry.at) for entry in entries(session, member)] == [
            (taken.attempt.id, NOW),
            (checked.id, NOW + dt.timedelta(minutes=5)),
        ]
        assert len(memories(session, member)) == 2


def test_a_sealed_exam_moves_nothing_until_it_opens_and_then_as_of_when_it_was_answered(rows: Rows) -> None:
    with rows() as session:
        teacher, right, wrong = builders.teacher(session), builders.user(session), builders.user(session)
        room = builders.classroom(session, teacher, students=[right, wrong])
        quiz = quiz_of(session, review="after_close")
        given = builders.assignment(session, quiz, room, teacher, close_at=NOW + DAY)
        attempts = {}
        for student, name in ((right, "right"), (wrong, "wrong")):
            attempt = begin(session, student, quiz, [name] * 4)
            attempt.assignment_id = given.id
            hand_in(session, attempt)
            attempts[student] = attempt
        operations.open_reviews(session, now=NOW + DAY)
        for row in (Review, MemoryRow, DueTally, DayTally):
            assert not session.scalars(select(row)).all()
        operations.open_reviews(session, now=NOW + 2 * DAY)
        for student, attempt in attempts.items():
            assert {entry.at for entry in entries(session, student)} == {attempt.finished_at}
            assert {entry.recorded_at for entry in entries(session, student)} == {NOW + 2 * DAY}
        assert memories(session, right) != memories(session, wrong)


def test_a_quiz_on_fifty_facts_sends_as_many_statements_as_one_on_a_single_fact(
    rows: Rows, statements: Statements
) -> None:
    def cost_of(count: int) -> int:
        with rows() as session:
            student = builders.user(session)
            quiz = quiz_of(session, *["numeric"] * count)
        # What never changes is kept in memory from here on.
        with rows() as session:
            take(session, student, quiz, ["right"] * count)
        with rows() as session:
            take(session, student, quiz, ["right"] * count, now=NOW + DAY)
        with rows() as session:
            attempt = begin(session, student, quiz, ["wrong"] * count, now=NOW + 2 * DAY)
            with statements() as sent:
                hand_in(session, attempt, now=NOW + 2 * DAY)
        assert len(for_memory(sent)) == 5
        return len(sent)

    assert cost_of(1) == cost_of(50)


def for_memory(sent: list[str]) -> list[str]:
    """What a quiz costs for the sake of memory, but for holding its learner once more."""
    return [
        one
        for one in sent
        if re.search(r"(FROM|INTO|UPDATE) (recall_target|study_plan|memory|review)\b", one)
    ]
