"""Open answers: kept, shown, marked by a teacher, and then part of how a topic goes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from questions.marks import MILLION
from questions.response import Response
from quizapp.accounts.models import User
from quizapp.bank import queries as bank
from quizapp.errors import Conflict, Invalid, NotFound
from quizapp.progress.class_results import question_results
from quizapp.quizzes import operations, queries
from quizapp.quizzes.given import dump_given
from quizapp.quizzes.integrity import check
from quizapp.quizzes.judging_queries import answers_to_judge, attempts_waiting, unclosed_in_class
from quizapp.quizzes.models import Attempt, Judgement, QuestionTally, Ruling, Slot, Step, TopicTally
from quizapp.quizzes.operations.judging import Judged
from quizapp.quizzes.operations.marking import _ruled, mark_slots
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from tests import builders
from tests.builders import NOW
from tests.conftest import HandClock, Rows
from tests.quizapp.progress.school import School, begin

ESSAY = "Because the axis is tilted.\n\nSo one half gets more light."


def open_school_with_an_essay(
    session: Session, *types: str, mode: str = "test", review: str = "at_once", **dates: dt.datetime
) -> School:
    teacher = builders.teacher(session)
    pupils = [builders.user(session, display_name=f"Pupil {chr(65 + n)}") for n in range(3)]
    classroom = builders.classroom(session, teacher, students=pupils)
    shelf = builders.bank(session)
    asks = [builders.question(session, shelf, type) for type in types or ("single_choice", "open_answer")]
    quiz = builders.quiz(session, shelf, teacher, asks=asks, mode=mode, review=review)
    assignment = builders.assignment(session, quiz, classroom, teacher, **dates)
    return School(teacher, classroom, pupils, shelf, asks, quiz, assignment)


def write(session: Session, school: School, number: int, text: str) -> Attempt:
    """An open attempt with these words where words are asked for."""
    attempt = begin(session, school.students[number], school.assignment)
    for slot in queries.slots_of(session, attempt.id):
        question = bank.questions_of(session, [slot.version_id])[slot.version_id]
        if question.type == "open_answer" and text:
            slot.given, slot.seq = dump_given(Response(text)), 1
            session.add(
                Step(
                    attempt_id=attempt.id,
                    slot=slot.number,
                    kind="saved",
                    seq=1,
                    base=0,
                    writer="page-1",
                    given=slot.given,
                    at=NOW,
                )
            )
    session.flush()
    return attempt


def hand_in(session: Session, school: School, number: int = 0, text: str = ESSAY) -> Attempt:
    attempt = write(session, school, number, text)
    session.expunge(attempt)
    attempt = queries.get_own_attempt(session, school.students[number].id, attempt.id)
    terms = get_terms_of_attempt(session, attempt)
    operations.submit_attempt(session, attempt, terms, now=NOW + dt.timedelta(minutes=5))
    return attempt


def essay_of(session: Session, attempt: Attempt) -> Slot:
    return next(
        slot
        for slot in queries.slots_of(session, attempt.id)
        if bank.questions_of(session, [slot.version_id])[slot.version_id].type == "open_answer"
    )


def judged(
    session: Session, attempt: Attempt, earned: int, seen: int | None = None, words: str = ""
) -> Judged:
    return Judged(attempt.id, essay_of(session, attempt).number, earned, words, seen)


def judge(session: Session, school: School, *what: Judged) -> int:
    return operations.judge_answers(
        session, school.teacher, school.assignment, what, now=NOW + dt.timedelta(hours=1)
    )


def test_an_answer_waits_and_counts_nothing_until_it_is_marked(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        slot = essay_of(session, attempt)
        assert (slot.verdict, slot.earned, attempt.earned) == ("awaiting", None, 0)
        assert attempts_waiting(session, school.assignment.id) == {attempt.id: 1}
        assert list(check(session)) == []


def test_what_a_teacher_gives_is_the_score_and_can_be_recomputed(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        assert judge(session, school, judged(session, attempt, MILLION // 2, words="The light?")) == 1
        slot = essay_of(session, attempt)
        assert (slot.verdict, slot.earned, attempt.earned) == ("partly", MILLION // 2, MILLION // 2)
        assert attempts_waiting(session, school.assignment.id) == {}
        assert list(check(session)) == []
        essay_of(session, attempt).earned = MILLION
        session.flush()
        assert len(list(check(session))) >= 1


def test_marks_of_short_answers_are_kept_in_memory_and_essays_are_not(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = write(session, school, 0, "An essay. " * 1_000)
    with rows() as session:
        marks = mark_slots(session, queries.slots_of(session, attempt.id))
        assert marks == mark_slots(session, queries.slots_of(session, attempt.id))
        (kept,) = (
            list(of_one) for engine, of_one in _ruled._by_engine.items() if engine is session.get_bind()
        )
        versions = {slot.version_id for slot in queries.slots_of(session, attempt.id)}
        assert len(versions & {answer.version_id for answer in kept}) == len(versions) - 1
        assert not [answer for answer in kept if "essay" in str(answer.given)]


def test_a_second_mark_replaces_the_first_and_both_stay_on_record(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        judge(session, school, judged(session, attempt, 0))
        first = session.scalars(select(Judgement)).one()
        judge(session, school, judged(session, attempt, MILLION, seen=first.id))
        assert essay_of(session, attempt).verdict == "right"
        assert [row.earned for row in session.scalars(select(Judgement).order_by(Judgement.id))] == [
            0,
            MILLION,
        ]
        answers, _more = answers_to_judge(session, school.assignment.id, only_waiting=False)
        assert [one.judgement.earned for one in answers if one.judgement] == [MILLION]


def test_a_mark_made_from_an_old_page_is_refused(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        judge(session, school, judged(session, attempt, 0))
        with pytest.raises(Conflict):
            judge(session, school, judged(session, attempt, MILLION))


@pytest.mark.parametrize("earned", [-1, MILLION + 1, 2**62])
def test_no_more_is_given_than_the_question_is_worth(rows: Rows, earned: int) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        with pytest.raises(Invalid):
            judge(session, school, judged(session, attempt, earned))


def test_only_written_answers_of_the_own_class_are_marked(rows: Rows) -> None:
    with rows() as session:
        school, other = open_school_with_an_essay(session), open_school_with_an_essay(session)
        attempt, foreign = hand_in(session, school), hand_in(session, other)
        chosen = next(
            s for s in queries.slots_of(session, attempt.id) if s.number != essay_of(session, attempt).number
        )
        for what in (
            judged(session, foreign, 0),
            Judged(attempt.id, chosen.number, 0, "", None),
            Judged(attempt.id, 99, 0, "", None),
            Judged(attempt.id + 999, 1, 0, "", None),
        ):
            with pytest.raises(NotFound):
                judge(session, school, what)


def test_an_answer_left_open_asks_nobody_to_mark_it(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school, text="")
        assert essay_of(session, attempt).verdict == "blank"
        assert attempts_waiting(session, school.assignment.id) == {}


def test_what_a_person_marks_is_nothing_to_practise_again(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        judge(session, school, judged(session, attempt, 0))
        essay = school.asks[1]
        assert session.get(QuestionTally, (attempt.user_id, essay.id)) is None
        assert list(check(session)) == []


def test_an_open_answer_counts_for_its_topic_once_it_is_marked(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session, "open_answer")
        attempt = hand_in(session, school)
        assert topics_of(session, attempt) == []
        judge(session, school, judged(session, attempt, MILLION // 4))
        assert topics_of(session, attempt) == [(1, MILLION // 4, 1, attempt.finished_at)]
        first = session.scalars(select(Judgement)).one()
        judge(session, school, judged(session, attempt, MILLION, seen=first.id))
        assert topics_of(session, attempt) == [(1, MILLION, 1, attempt.finished_at)]
        assert list(check(session)) == []


def test_an_open_answer_of_a_sealed_exam_counts_for_its_topic_once_that_opens(rows: Rows) -> None:
    with rows() as session:
        close_at = NOW + dt.timedelta(days=1)
        school = open_school_with_an_essay(session, "open_answer", review="after_close", close_at=close_at)
        attempt = hand_in(session, school)
        judge(session, school, judged(session, attempt, MILLION // 4))
        assert topics_of(session, attempt) == []
        operations.open_reviews(session, now=NOW + dt.timedelta(days=2))
        assert topics_of(session, attempt) == [(1, MILLION // 4, 1, attempt.finished_at)]
        assert list(check(session)) == []


def topics_of(session: Session, attempt: Attempt) -> list[tuple[int, int, int, dt.datetime]]:
    rows = session.scalars(select(TopicTally).where(TopicTally.user_id == attempt.user_id))
    return [(row.answers, row.earned, row.facts, row.last_at) for row in rows]


def test_the_list_is_read_question_by_question_in_pages(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempts = [hand_in(session, school, number) for number in range(3)]
        answers, more = answers_to_judge(session, school.assignment.id, only_waiting=True)
        assert [one.attempt.id for one in answers] == [attempt.id for attempt in attempts]
        assert more is None


@pytest.fixture
def unclosed(rows: Rows, clock: HandClock) -> School:
    """A class of which one wrote an answer, one left it open, and nobody closed either when time was up."""
    with rows() as session:
        close_at = clock() + dt.timedelta(minutes=30)
        school = open_school_with_an_essay(session, "open_answer", close_at=close_at)
        for number, text in enumerate(("Late words.", "")):
            write(session, school, number, text)
    clock.forward(hours=1)
    return school


def test_what_was_written_waits_as_soon_as_time_is_up(
    rows: Rows, sign_in: Callable[[User], FlaskClient], unclosed: School, clock: HandClock
) -> None:
    teacher = sign_in(unclosed.teacher)
    pages = [f"{unclosed.page}/marking", f"{unclosed.page}/marking?show=all"]
    assert ">1</b> <a" in teacher.get(unclosed.page).text
    class_page = f"/classes/{unclosed.classroom.id}"
    assert ">1 to mark</a>" in teacher.get(class_page).text
    for page in (teacher.get(address).text for address in pages):
        assert page.count("Late words.") == 1
        assert page.count("<article") == 1
        assert "1 answer waits for your mark." in page
    with rows() as session:
        (attempt, _blank) = unclosed_in_class(session, unclosed.assignment.id, clock())
        assert attempt.state == "open"
    place = f"a{attempt.id}-1"
    sent = {f"{place}-points": "0.5", f"{place}-words": "Nearly.", f"{place}-seen": ""}
    assert teacher.post(pages[0], data=sent).status_code == 303
    assert "Nothing waits for your mark." in teacher.get(pages[0]).text
    assert "to mark</a>" not in teacher.get(class_page).text
    with rows() as session:
        closed = session.get_one(Attempt, attempt.id)
        assert (closed.state, closed.earned, closed.finished_at) == (
            "expired",
            MILLION // 2,
            unclosed.assignment.close_at,
        )
        assert list(check(session)) == []


def test_what_is_still_being_written_is_not_marked(rows: Rows, clock: HandClock) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session, "open_answer")
        attempt = write(session, school, 0, "Not yet done.")
        assert unclosed_in_class(session, school.assignment.id, clock()) == []
        assert answers_to_judge(session, school.assignment.id, only_waiting=False) == ([], None)
        with pytest.raises(NotFound):
            judge(session, school, Judged(attempt.id, 1, 0, "", None))


@pytest.mark.parametrize("way", ["dropped", "full"])
def test_what_a_ruling_decides_waits_for_nobody(
    rows: Rows, sign_in: Callable[[User], FlaskClient], unclosed: School, way: str
) -> None:
    """A question that a machine marked when it was ruled on, and that asks for words since."""
    with rows() as session:
        about = {"assignment_id": unclosed.assignment.id, "question_id": unclosed.asks[0].id}
        session.add(Ruling(**about, way=way, why="Unfair.", made_by_id=unclosed.teacher.id, at=NOW))
    assert "Late words." not in sign_in(unclosed.teacher).get(f"{unclosed.page}/marking").text


def test_a_teacher_marks_on_the_page_and_the_student_reads_it(
    rows: Rows, sign_in: Callable[[User], FlaskClient]
) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempt = hand_in(session, school)
        number = essay_of(session, attempt).number
    prefix = f"a{attempt.id}-{number}-"
    client = sign_in(school.teacher)
    page = client.get(f"{school.page}/marking")
    assert "So one half gets more light." in page.text
    refused = client.post(f"{school.page}/marking", data={f"{prefix}points": "2", f"{prefix}words": "Long."})
    assert refused.status_code == 422
    assert "between 0 and 1" in refused.text
    assert "Long." in refused.text
    kept = client.post(
        f"{school.page}/marking", data={f"{prefix}points": "0,5", f"{prefix}words": "And the light?"}
    )
    assert kept.status_code == 303
    for seen in ({}, {f"{prefix}seen": ""}, {f"{prefix}seen": "9" * 30}):
        blind = client.post(f"{school.page}/marking", data={f"{prefix}points": "1", **seen})
        assert blind.status_code == 409
    client = sign_in(school.students[0])
    review = client.get(f"/attempts/{attempt.id}/review/{number}")
    assert "And the light?" in review.text


def test_what_a_colleague_has_marked_meanwhile_is_counted_too(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session, "open_answer", "open_answer")
        attempt = hand_in(session, school)
        first, second = answers_to_judge(session, school.assignment.id, only_waiting=True)[0]
        # As from another session: nothing that is held here hears of it.
        session.execute(
            insert(Judgement).values(
                attempt_id=attempt.id, slot=first.slot.number, earned=MILLION, words="", at=NOW
            )
        )
        session.execute(
            update(Slot)
            .where(Slot.attempt_id == attempt.id, Slot.number == first.slot.number)
            .values(earned=MILLION, verdict="right")
            .execution_options(synchronize_session=False)
        )
        judge(session, school, Judged(attempt.id, second.slot.number, MILLION // 2, "", None))
        assert attempt.earned == MILLION * 3 // 2
        assert [one for one in check(session) if one.startswith("attempt")] == []


def test_a_question_is_not_judged_by_answers_that_wait(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempts = [hand_in(session, school, number) for number in range(2)]
        before = question_results(session, attempts, [one.public_id for one in school.asks[:2]])
        assert [(one.number, one.asked, one.waiting) for one in before] == [(1, 2, 0), (2, 0, 2)]
        judge(session, school, judged(session, attempts[0], MILLION))
        essay = next(
            one for one in question_results(session, attempts) if one.public_id == school.asks[1].public_id
        )
        assert (essay.asked, essay.right_percent, essay.most_chosen_wrong) == (1, 100, None)
        assert essay.waiting == 1


def test_what_waits_stands_among_the_questions_of_a_class(
    rows: Rows, sign_in: Callable[[User], FlaskClient]
) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempts = [hand_in(session, school, number) for number in range(2)]
    teacher = sign_in(school.teacher)
    page = teacher.get(f"{school.page}?show=questions").text
    assert "2 answers wait" in page
    with rows() as session:
        judge(session, school, judged(session, attempts[0], MILLION))
    page = teacher.get(f"{school.page}?show=questions").text
    assert re.search(r"100 %\s+<a[^>]+>1 answer waits</a>", page)


def test_a_class_shows_how_much_of_each_quiz_waits(
    rows: Rows, sign_in: Callable[[User], FlaskClient]
) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        other = builders.quiz(session, school.shelf, school.teacher, asks=school.asks)
        builders.assignment(session, other, school.classroom, school.teacher)
        for number in range(2):
            hand_in(session, school, number)
    page = sign_in(school.teacher).get(f"/classes/{school.classroom.id}").text
    assert re.findall(r'href="([^"]+/marking)"[^>]*>(\d) to mark', page) == [(f"{school.page}/marking", "2")]


def test_what_only_waits_stands_before_the_hardest(rows: Rows) -> None:
    with rows() as session:
        school = open_school_with_an_essay(session)
        attempts = [hand_in(session, school)]
        found = question_results(session, attempts)
        assert [one.waiting for one in found] == [1, 0]
