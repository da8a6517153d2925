"""Answers that were marked are marked anew: foreseen, in one go, on record, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questions.marks import MILLION
from questions.question import Question, TextKey
from questions.ruling import Way
from quizapp.accounts.models import User
from quizapp.cards.integrity import check as memory_differences
from quizapp.cards.operations.evidence import take_back_attempt
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.quizzes import operations
from quizapp.quizzes.integrity import check
from quizapp.quizzes.models import Attempt, QuestionTally, RuledAnswer, Ruling, TopicTally
from quizapp.quizzes.queries import slots_of
from tests import builders
from tests.builders import NOW
from tests.conftest import Rows
from tests.quizapp.cards.sitting import check as check_answer
from tests.quizapp.cards.sitting import entries, memories
from tests.quizapp.quizzes.lesson import (
    LATER,
    Lesson,
    answer,
    correct,
    finish,
    give,
    publish,
    rule,
    save_typed,
    slot_of,
    start,
    take_back,
)

DAY = dt.timedelta(days=1)


def assert_sound(session: Session) -> None:
    session.flush()
    assert list(check(session)) == []
    assert list(memory_differences(session)) == []


def standing_of(session: Session, attempt: Attempt, number: int = 1) -> tuple[int | None, str | None]:
    slot = slot_of(session, attempt, number)
    return slot.earned, slot.verdict


def tally_of(session: Session, lesson: Lesson, student: int, number: int = 1) -> tuple[int, int, bool]:
    row = session.get_one(QuestionTally, (lesson.students[student].id, lesson.asks[number - 1].id))
    return row.answers, row.right, row.last_right


def topic_of(session: Session, lesson: Lesson, student: int) -> tuple[int, int]:
    row = session.get_one(TopicTally, (lesson.students[student].id, lesson.asks[0].topic_id))
    return row.answers, row.earned


def test_a_topic_follows_what_is_ruled_on_its_answers(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, "matching", "single_choice")
        partly = answer(session, lesson, 0, "partly right", "wrong")
        share = partly.earned or 0
        assert 0 < share < MILLION
        assert topic_of(session, lesson, 0) == (2, share)
        full = rule(session, lesson, "full")
        assert topic_of(session, lesson, 0) == (2, MILLION)
        dropped = rule(session, lesson, "dropped", seen=full)
        assert topic_of(session, lesson, 0) == (1, 0)
        assert_sound(session)
        take_back(session, lesson, dropped)
        assert topic_of(session, lesson, 0) == (2, MILLION)
        assert_sound(session)


def test_a_topic_of_which_nothing_counts_is_not_judged(
    rows: Rows, sign_in: Callable[[User], FlaskClient]
) -> None:
    with rows() as session:
        lesson = give(session, "single_choice")
        answer(session, lesson, 0, "wrong")
        rule(session, lesson, "dropped")
        assert topic_of(session, lesson, 0) == (0, 0)
    browser = sign_in(lesson.students[0])
    assert browser.get("/").status_code == browser.get("/progress").status_code == 200


def test_a_corrected_key_turns_right_and_wrong_round(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, "single_choice", "single_choice")
        was_right = answer(session, lesson, 0, "right", "right")
        version = correct(session, lesson)
        was_wrong = start(session, lesson, 1, ["wrong", "right"])
        finish(session, was_wrong)
        rule(session, lesson, "new_key", version=version)
        assert standing_of(session, was_right) == (0, "wrong")
        assert (was_right.earned, was_right.available) == (MILLION, 2 * MILLION)
        assert tally_of(session, lesson, 0) == (1, 0, False)
        assert_sound(session)


def test_whoever_had_it_right_loses_nothing_where_the_better_of_both_counts(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        attempts = [answer(session, lesson, n, "right", "right") for n in range(2)]
        version = correct(session, lesson)
        rule(session, lesson, "better", version=version)
        assert [one.earned for one in attempts] == [2 * MILLION] * 2
        assert session.scalars(select(RuledAnswer)).all() == []
        assert_sound(session)


@pytest.mark.parametrize("name", ["right", "wrong", "blank", "declared blank"])
def test_full_marks_go_to_everybody(rows: Rows, name: str) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, name, "wrong")
        rule(session, lesson, "full")
        assert standing_of(session, attempt) == (MILLION, "right")
        assert (attempt.earned, attempt.available) == (MILLION, 2 * MILLION)
        assert_sound(session)


@pytest.mark.parametrize("name", ["right", "wrong", "blank", "declared blank"])
def test_a_dropped_question_is_worth_nothing_to_anybody_and_nobody_missed_it(rows: Rows, name: str) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, name, "wrong")
        rule(session, lesson, "dropped")
        assert standing_of(session, attempt) == (0, "dropped")
        assert (attempt.earned, attempt.available) == (0, MILLION)
        if name != "blank":
            assert tally_of(session, lesson, 0) == (1, 1, True)
        assert_sound(session)


@pytest.mark.parametrize("way", ["new_key", "better", "full", "dropped"])
def test_taking_back_restores_every_mark_and_both_stay_on_record(rows: Rows, way: Way) -> None:
    with rows() as session:
        lesson = give(session)
        attempts = [
            answer(session, lesson, 0, "right", "right"),
            answer(session, lesson, 1, "wrong", "wrong"),
        ]
        before = [(one.earned, one.available, *standing_of(session, one)) for one in attempts]
        known = [memories(session, student) for student in lesson.students]
        version = correct(session, lesson) if way in ("new_key", "better") else None
        made = rule(session, lesson, way, version=version)
        taken = take_back(session, lesson, made)
        assert (taken.undoes_id, taken.way) == (made.id, "as_asked")
        assert [(one.earned, one.available, *standing_of(session, one)) for one in attempts] == before
        assert [memories(session, student) for student in lesson.students] == known
        assert session.scalar(select(func.count()).select_from(Ruling)) == 2
        assert_sound(session)
        with pytest.raises(Conflict):
            take_back(session, lesson, made)
        with pytest.raises(Conflict):
            take_back(session, lesson, taken)


def test_taking_back_a_second_ruling_leaves_the_first(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "wrong", "right")
        first = rule(session, lesson, "full")
        second = rule(session, lesson, "dropped", seen=first)
        assert (attempt.earned, attempt.available) == (MILLION, MILLION)
        take_back(session, lesson, second)
        assert (attempt.earned, attempt.available) == (2 * MILLION, 2 * MILLION)
        assert_sound(session)


def test_the_record_says_who_when_why_and_both_marks(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "wrong", "right")
        made = rule(session, lesson, "full", why="Two answers were right.")
        assert (made.made_by_id, made.at, made.why) == (lesson.teacher.id, LATER, "Two answers were right.")
        (change,) = session.scalars(select(RuledAnswer)).all()
        assert (change.attempt_id, change.slot) == (attempt.id, 1)
        assert (change.was_earned, change.was_verdict) == (0, "wrong")
        assert (change.earned, change.verdict) == (MILLION, "right")


def test_the_same_ruling_twice_changes_nothing_more(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        first = rule(session, lesson, "full")
        told = len(entries(session, lesson.students[0]))
        rule(session, lesson, "full", seen=first)
        assert len(session.scalars(select(RuledAnswer)).all()) == 1
        assert len(entries(session, lesson.students[0])) == told
        assert_sound(session)


def test_what_is_foreseen_is_what_comes_and_foreseeing_changes_nothing(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        attempts = [
            answer(session, lesson, 0, "right", "right"),
            answer(session, lesson, 1, "wrong", "wrong"),
        ]
        version = correct(session, lesson)
        foreseen = operations.foresee_ruling(
            session, lesson.assignment, lesson.asks[0], ("new_key", version), now=LATER
        )
        assert [slot_of(session, one).verdict for one in attempts] == ["right", "wrong"]
        rule(session, lesson, "new_key", version=version)
        assert [(one.earned, one.verdict) for one in foreseen] == [standing_of(session, a) for a in attempts]
        assert [one.is_other for one in foreseen] == [True, False]


def test_an_answer_that_is_handed_in_later_follows_the_ruling(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        writing = start(session, lesson, 1, ["wrong", "right"])
        rule(session, lesson, "dropped")
        assert (writing.earned, slot_of(session, writing).verdict) == (None, None)
        finish(session, writing)
        assert (writing.earned, writing.available) == (MILLION, MILLION)
        assert tally_of(session, lesson, 1) == (1, 1, True)
        assert {entry.slot for entry in entries(session, lesson.students[1])} == {2}
        assert_sound(session)


@pytest.mark.parametrize("way", ["new_key", "better"])
def test_what_is_asked_in_a_still_newer_version_has_its_own_key(rows: Rows, way: Way) -> None:
    with rows() as session:
        lesson = give(session, "short_answer", "single_choice")
        answer(session, lesson, 0, "wrong", "right")
        version = correct(session, lesson)
        made = rule(session, lesson, way, version=version)
        publish(session, lesson, with_answer("the newest of all"))
        later = start(session, lesson, 1, ["", "right"])
        save_typed(session, later, "the newest of all")
        finish(session, later)
        assert standing_of(session, later) == (MILLION, "right")
        newest = rule(session, lesson, "full", seen=made)
        take_back(session, lesson, newest)
        assert standing_of(session, later) == (MILLION, "right")
        assert_sound(session)


def with_answer(text: str) -> Callable[[Question], Question]:
    return lambda question: replace(question, sealed=replace(question.sealed, key=TextKey((text,))))


def test_only_the_class_that_was_ruled_on_is_marked_anew(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        other_room = builders.classroom(session, lesson.teacher, students=[lesson.students[1]])
        other = builders.assignment(session, lesson.quiz, other_room, lesson.teacher)
        mine = answer(session, lesson, 0, "wrong", "wrong")
        there = Lesson(**{**lesson.__dict__, "assignment": other})
        theirs = answer(session, there, 1, "wrong", "wrong")
        rule(session, lesson, "full")
        assert (mine.earned, theirs.earned) == (MILLION, 0)
        assert_sound(session)


def test_a_sealed_exam_moves_nothing_before_it_closes(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, review="after_close", close_at=NOW + DAY)
        student = lesson.students[0]
        attempt = answer(session, lesson, 0, "wrong", "wrong")
        rule(session, lesson, "full")
        assert attempt.earned == MILLION
        assert session.scalars(select(QuestionTally)).all() == []
        assert session.scalars(select(TopicTally)).all() == []
        assert entries(session, student) == []
        operations.open_reviews(session, now=NOW + 2 * DAY)
        assert tally_of(session, lesson, 0) == (1, 1, True)
        assert {entry.slot for entry in entries(session, student)} == {2}
        assert_sound(session)


def test_in_a_practice_what_was_checked_is_marked_anew_at_once(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, mode="practise")
        attempt = start(session, lesson, 0, [])
        check_answer(session, attempt, 1, "wrong")
        rule(session, lesson, "dropped")
        assert standing_of(session, attempt) == (0, "dropped")
        assert attempt.earned is None
        assert tally_of(session, lesson, 0) == (1, 1, True)
        check_answer(session, attempt, 2, "right")
        finish(session, attempt)
        assert (attempt.earned, attempt.available) == (MILLION, MILLION)
        assert_sound(session)


def test_a_dropped_question_does_not_come_back_in_a_practice(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, mode="practise")
        first = start(session, lesson, 0, [])
        check_answer(session, first, 1, "wrong")
        rule(session, lesson, "dropped")
        second = start(session, lesson, 1, [])
        check_answer(session, second, 1, "wrong")
        assert [slot.returns for slot in slots_of(session, second.id)] == [None, None]
        assert_sound(session)


def test_memories_are_as_if_the_new_key_had_held_from_the_first(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "right", "right")
        answer(session, lesson, 1, "wrong", "right")
        version = correct(session, lesson)
        rule(session, lesson, "new_key", version=version)
        once_right, always_wrong = (memories(session, student) for student in lesson.students)
        assert once_right == always_wrong
        assert_sound(session)


def test_a_question_that_is_dropped_has_taught_nothing(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        answer(session, lesson, 1, "", "right")
        rule(session, lesson, "dropped")
        dropped, never_asked = (memories(session, student) for student in lesson.students)
        gone = (dropped.keys() - never_asked.keys()).pop()
        assert dropped[gone].stability is None
        assert dropped.items() >= never_asked.items()
        assert_sound(session)


def test_what_a_learner_took_back_stays_taken_back(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        student = lesson.students[0]
        attempt = answer(session, lesson, 0, "wrong", "right")
        take_back_attempt(session, student, attempt.id, None, now=LATER)
        before = memories(session, student)
        made = rule(session, lesson, "dropped")
        take_back(session, lesson, made)
        assert memories(session, student) == before
        assert_sound(session)


def test_a_later_answer_decides_what_was_missed_last(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        answer(session, lesson, 0, "wrong", "right", now=NOW + DAY)
        other = builders.assignment(
            session,
            builders.quiz(session, lesson.shelf, lesson.teacher, asks=lesson.asks),
            builders.classroom(session, lesson.teacher, students=[lesson.students[0]]),
            lesson.teacher,
        )
        elsewhere = Lesson(**{**lesson.__dict__, "assignment": other})
        answer(session, elsewhere, 0, "wrong", "right", now=NOW + 2 * DAY)
        rule(session, lesson, "full")
        assert tally_of(session, lesson, 0) == (3, 2, False)
        assert_sound(session)


def test_a_ruling_on_what_a_colleague_has_ruled_since_is_refused(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        rule(session, lesson, "full")
        with pytest.raises(Conflict):
            rule(session, lesson, "dropped")


@pytest.mark.parametrize("why", ["", "x" * 501, "nul \0"])
def test_a_ruling_gives_a_reason_that_can_be_read(rows: Rows, why: str) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        with pytest.raises(Invalid):
            rule(session, lesson, "full", why=why)


def test_a_key_that_does_not_fit_what_was_answered_is_refused(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        answer(session, lesson, 0, "wrong", "right")
        foreign = correct(session, lesson, 2)
        with pytest.raises(Invalid):
            rule(session, lesson, "new_key", version=foreign)


def test_what_nobody_answered_cannot_be_ruled_on(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        with pytest.raises(NotFound):
            rule(session, lesson, "full")


def test_what_a_person_marks_is_changed_in_her_list(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session, "open_answer", "single_choice")
        answer(session, lesson, 0, "kept", "right")
        with pytest.raises(Invalid):
            rule(session, lesson, "full")


def test_a_mark_that_no_ruling_explains_is_found(rows: Rows) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "wrong", "right")
        rule(session, lesson, "full")
        slot_of(session, attempt).ruling_id = None
        session.flush()
        assert len(list(check(session))) >= 2
