"""The page on which a teacher has answers marked anew, and what her students read of it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from questions.marks import MILLION
from questions.ruling import Way
from questions.types import JUDGED, TYPES
from quizapp.accounts.models import User
from quizapp.quizzes.integrity import check
from quizapp.quizzes.models import Attempt, RuledAnswer, Ruling
from tests import builders
from tests.conftest import Rows
from tests.quizapp.progress.school import begin
from tests.quizapp.quizzes.lesson import WHY, Lesson, answer, correct, give, rule, start

SignIn = Callable[[User], FlaskClient]


def fields_in(page: str) -> dict[str, str]:
    """What the form that keeps a ruling has hidden."""
    found = re.findall(r'<input[^>]*name="(way|seen|version)"[^>]*type="hidden"[^>]*value="([^"]*)"', page)
    found += re.findall(r'<input[^>]*type="hidden"[^>]*name="(way|seen|version)"[^>]*value="([^"]*)"', page)
    return dict(found)


@pytest.fixture
def lesson(rows: Rows) -> Lesson:
    """Two students, one with all right, one with all wrong, and a corrected key for the first question."""
    with rows() as session:
        lesson = give(session, "single_choice", "short_answer")
        answer(session, lesson, 0, "right", "right")
        answer(session, lesson, 1, "wrong", "wrong")
        correct(session, lesson)
    return lesson


def test_the_questions_of_a_class_lead_to_their_marks(lesson: Lesson, sign_in: SignIn) -> None:
    page = sign_in(lesson.teacher).get(
        f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}?show=questions"
    )
    assert f'href="{lesson.url(1)}"' in page.text
    assert f'href="{lesson.url(2)}"' in page.text


def test_a_teacher_sees_what_changes_before_anything_does(
    lesson: Lesson, sign_in: SignIn, rows: Rows
) -> None:
    page = sign_in(lesson.teacher).get(f"{lesson.url()}?way=new_key")
    assert "2 of 2 marks change" in page.text
    assert "1 score rises, 1 falls." in page.text
    assert "2 of 2" in page.text
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Ruling)) == 0
        assert sorted(session.scalars(select(Attempt.earned))) == [0, 2 * MILLION]


def test_what_was_seen_is_kept_and_taken_back(lesson: Lesson, sign_in: SignIn, rows: Rows) -> None:
    browser = sign_in(lesson.teacher)
    sent = fields_in(browser.get(f"{lesson.url()}?way=full").text)
    reply = browser.post(lesson.url(), data={**sent, "why": WHY})
    assert reply.status_code == 303
    page = browser.get(reply.headers["Location"]).text
    assert "1 mark changed." in page
    assert WHY in page
    with rows() as session:
        assert sorted(session.scalars(select(Attempt.earned))) == [MILLION, 2 * MILLION]
        ruling = session.scalars(select(Ruling)).one()
        assert ruling.made_by_id == lesson.teacher.id
        assert list(check(session)) == []
    given = f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}"
    assert browser.post(f"{given}/rulings/{ruling.id}/take-back").status_code == 303
    with rows() as session:
        assert sorted(session.scalars(select(Attempt.earned))) == [0, 2 * MILLION]
        assert session.scalar(select(func.count()).select_from(RuledAnswer)) == 2
        assert list(check(session)) == []
    assert browser.post(f"{given}/rulings/{ruling.id}/take-back").status_code == 409


def test_without_a_reason_nothing_is_kept_and_the_page_says_so(
    lesson: Lesson, sign_in: SignIn, rows: Rows
) -> None:
    browser = sign_in(lesson.teacher)
    reply = browser.post(lesson.url(), data={"way": "full", "why": " "})
    assert reply.status_code == 422
    assert "Say why." in reply.text
    assert "1 of 2 marks changes" in reply.text
    with rows() as session:
        assert session.scalars(select(Ruling)).all() == []


@pytest.mark.parametrize("way", ["", "nonsense", "as_asked"])
def test_a_way_that_is_not_offered_is_refused(lesson: Lesson, sign_in: SignIn, way: str) -> None:
    browser = sign_in(lesson.teacher)
    assert browser.post(lesson.url(), data={"way": way, "why": WHY}).status_code == 422
    assert "Mark 2 answers anew" not in browser.get(f"{lesson.url()}?way={way}").text


def test_what_was_previewed_before_a_colleague_ruled_is_refused(
    lesson: Lesson, sign_in: SignIn, rows: Rows
) -> None:
    browser = sign_in(lesson.teacher)
    sent = fields_in(browser.get(f"{lesson.url()}?way=full").text)
    with rows() as session:
        rule(session, lesson, "dropped")
    assert browser.post(lesson.url(), data={**sent, "why": WHY}).status_code == 409


def test_what_was_previewed_before_another_version_came_is_refused(
    lesson: Lesson, sign_in: SignIn, rows: Rows
) -> None:
    browser = sign_in(lesson.teacher)
    sent = fields_in(browser.get(f"{lesson.url()}?way=new_key").text)
    with rows() as session:
        correct(session, lesson)
    assert browser.post(lesson.url(), data={**sent, "why": WHY}).status_code == 409


@pytest.mark.parametrize("seen", ["x", "9" * 30, "²"])
def test_a_ruling_that_nobody_can_have_seen_is_taken_for_none(
    lesson: Lesson, sign_in: SignIn, seen: str
) -> None:
    browser = sign_in(lesson.teacher)
    assert browser.post(lesson.url(), data={"way": "full", "why": WHY, "seen": seen}).status_code == 303


def test_without_a_newer_version_there_is_no_other_key(lesson: Lesson, sign_in: SignIn) -> None:
    page = sign_in(lesson.teacher).get(lesson.url(2)).text
    assert 'value="new_key"' not in page
    assert "correct the question first" in page


def test_a_question_that_nobody_of_the_class_was_asked_is_not_found(lesson: Lesson, sign_in: SignIn) -> None:
    url = lesson.url().replace(lesson.asks[0].public_id, "elsewhere")
    assert sign_in(lesson.teacher).get(url).status_code == 404


def test_open_answers_are_led_to_their_list(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "open_answer")
        answer(session, lesson, 0, "kept")
    browser = sign_in(lesson.teacher)
    assert "change their marks in the list" in browser.get(f"{lesson.url()}?way=full").text
    assert browser.post(lesson.url(), data={"way": "full", "why": WHY}).status_code == 422


def test_a_student_reads_that_and_why_her_mark_is_another(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "wrong", "right")
        rule(session, lesson, "full", why="Both spellings are in use.")
    browser = sign_in(lesson.students[0])
    result = browser.get(f"/attempts/{attempt.id}/review").text
    assert "1 question was marked anew" in result
    assert "2 of 2 points" in result
    review = browser.get(f"/attempts/{attempt.id}/review/1").text
    assert "Both spellings are in use." in review
    assert "Points before: 0, now: 1." in review
    assert "Everybody has full marks" in review
    assert "marked anew" not in browser.get(f"/attempts/{attempt.id}/review/2").text


def test_a_review_shows_the_key_that_marked_the_answer(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "right", "right")
        version = correct(session, lesson)
        rule(session, lesson, "new_key", version=version)
    review = sign_in(lesson.students[0]).get(f"/attempts/{attempt.id}/review/1").text
    assert "quite another" in review
    assert "Points before: 1, now: 0." in review


def test_a_dropped_question_is_neither_right_nor_wrong(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session)
        attempt = answer(session, lesson, 0, "wrong", "right")
        rule(session, lesson, "dropped")
    browser = sign_in(lesson.students[0])
    result = browser.get(f"/attempts/{attempt.id}/review").text
    assert "1 of 1 points, 100" in result
    assert "Does not count" in result
    assert "This question does not count." in browser.get(f"/attempts/{attempt.id}/review/1").text
    questions = sign_in(lesson.teacher).get(
        f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}?show=questions"
    )
    assert questions.status_code == 200


def test_a_dozen_students_cost_no_more_statements_to_foresee_than_two(
    rows: Rows, sign_in: SignIn, statements: Callable[[], object]
) -> None:
    def cost(students: int) -> int:
        with rows() as session:
            lesson = give(session, "numeric", students=students)
            for student in range(students):
                start(session, lesson, student, ["wrong"])
                answer(session, lesson, student, "wrong")
        browser = sign_in(lesson.teacher)
        browser.get(f"{lesson.url()}?way=full")
        with statements() as sent:  # type: ignore[attr-defined]
            assert browser.get(f"{lesson.url()}?way=full").status_code == 200
        return len(sent)

    assert cost(2) == cost(12)


JUDGING = re.compile(
    r"(Right answer|answer: (right|partly|wrong)|given-right|answer-(right|wrong|partly)|filled-right)"
)


@pytest.mark.parametrize("way", ["full", "dropped"])
@pytest.mark.parametrize("asked", sorted(TYPES.keys() - JUDGED))
def test_a_key_that_a_ruling_replaced_is_not_called_right(
    rows: Rows, sign_in: SignIn, asked: str, way: Way
) -> None:
    with rows() as session:
        lesson = give(session, asked)
        attempts = [answer(session, lesson, n, name) for n, name in enumerate(("right", "wrong"))]
        rule(session, lesson, way)
    readers = [*zip(map(sign_in, lesson.students), attempts, strict=True)]
    for browser, attempt in readers:
        address = f"/attempts/{attempt.id}/review"
        page = browser.get(f"{address}/1").text
        told, _fold, before = page[page.index("sheet-edge") :].partition('<details class="fold">')
        assert not JUDGING.search(told)
        assert "paper-head" not in page
        assert told.index("verdict") < told.index(WHY)
        assert "When it was asked, this counted as right:" in before
        line = browser.get(address).text.split('<ol class="results">')[1].split("</ol>")[0]
        assert "Right" not in line
        assert ("Full marks" if way == "full" else "Does not count") in line


def test_files_and_results_name_what_was_ruled_in_place_of_the_key(rows: Rows, sign_in: SignIn) -> None:
    with rows() as session:
        lesson = give(session, "short_answer", "single_choice", "date")
        answer(session, lesson, 0, "wrong", "wrong", "wrong")
        rule(session, lesson, "full", 1)
        rule(session, lesson, "dropped", 2)
    browser = sign_in(lesson.teacher)
    given = f"/classes/{lesson.classroom.id}/quizzes/{lesson.assignment.id}"
    lines = list(csv.DictReader(io.StringIO(browser.get(f"{given}/answers.csv").data.decode("utf-8-sig"))))
    assert [(line["Points"], line["Of"], line["Marked anew"]) for line in lines] == [
        ("1.0", "1.0", "Full marks for everybody."),
        ("0.0", "0", "The question counts no more."),
        ("0.0", "1.0", ""),
    ]
    assert [bool(line["Right answer"]) for line in lines] == [False, False, True]
    results = browser.get(f"{given}?show=questions").text
    assert "full marks for all" in results
    assert "100 %" not in results
    preview = browser.get(f"{lesson.url(1)}?way=as_asked").text
    assert "sign-right" in preview
    assert "Full marks</span>" in preview


def test_marks_lead_to_those_of_her_other_classes(rows: Rows, sign_in: SignIn, lesson: Lesson) -> None:
    with rows() as session:
        pupil = builders.user(session)
        second = builders.classroom(session, lesson.teacher, "Evening", students=[pupil])
        colleague = builders.teacher(session)
        foreign = builders.classroom(session, colleague, "Foreign", students=[pupil])
        quiz = session.merge(lesson.quiz)
        given = [builders.assignment(session, quiz, room, lesson.teacher) for room in (second, foreign)]
        begin(session, pupil, given[0])
    page = sign_in(lesson.teacher).get(lesson.url()).text
    assert f'href="/classes/{second.id}/quizzes/{given[0].id}/questions/' in page
    assert "Foreign" not in page
