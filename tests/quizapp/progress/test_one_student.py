"""A teacher sees all that one student made of what the class was given, and nothing else of hers."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re

import pytest

from questions.paper import Plan
from questions.response import Blank
from quizapp.classrooms import operations as classrooms
from quizapp.quizzes import operations, queries
from quizapp.quizzes.given import dump_given
from quizapp.quizzes.operations.starting import start_free_attempt
from quizapp.quizzes.teaching_queries import get_taught_assignment
from quizapp.quizzes.terms import Dates
from quizapp.quizzes.terms_queries import get_terms_of_attempt
from tests import builders
from tests.builders import NOW
from tests.quizapp.progress.school import School, begin, hand_in, open_school

DAY = dt.timedelta(days=1)


@pytest.fixture
def school(rows) -> School:
    with rows() as session:
        return open_school(session, students=2)


def page_of(school, student=None) -> str:
    return f"/classes/{school.classroom.id}/students/{(student or school.students[0]).id}/quizzes"


def file_of(browser, school, student=None) -> list[list[str]]:
    reply = browser.get(page_of(school, student).replace("quizzes", "scores.csv"))
    assert (reply.status_code, reply.mimetype) == (200, "text/csv")
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))


def another_quiz(session, school, title, *, classroom=None, **dates):
    quiz = builders.quiz(session, school.shelf, school.teacher, asks=school.asks[:2])
    quiz.title = title
    return builders.assignment(session, quiz, classroom or school.classroom, school.teacher, **dates)


def row_of(page: str, title: str) -> str:
    row = page.split(f">{title}</a>")[1].split("</tr>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", row).split())


def test_the_class_and_its_list_of_people_lead_to_each_student(sign_in, school):
    browser = sign_in(school.teacher)
    for page in (f"/classes/{school.classroom.id}", f"/classes/{school.classroom.id}/people"):
        assert f'href="{page_of(school)}"' in browser.get(page).text
    shown = browser.get(page_of(school)).text
    assert f'href="/classes/{school.classroom.id}/people"' in shown
    account = f"/classes/{school.classroom.id}/students/{school.students[0].id}"
    assert f'href="{account}"' in shown
    assert f'href="{page_of(school)}"' in browser.get(account).text


def test_every_quiz_of_the_class_stands_there_with_what_she_made_of_it(rows, sign_in, clock, school):
    with rows() as session:
        session.merge(school.assignment).due_at = NOW + dt.timedelta(minutes=4)
        best = hand_in(session, school.students[0], school.assignment, right=3)
        another_quiz(session, school, "To come", open_at=NOW + DAY)
        another_quiz(session, school, "Missed", close_at=NOW + dt.timedelta(hours=1))
        another_quiz(session, school, "Not begun", due_at=NOW + DAY)
        writing = another_quiz(session, school, "Begun")
        begin(session, school.students[0], writing)
    clock.forward(hours=2)
    page = sign_in(school.teacher).get(page_of(school)).text
    assert "3 of 5" in row_of(page, school.quiz.title)
    assert "60 %" in row_of(page, school.quiz.title)
    assert "late by 1 minute" in row_of(page, school.quiz.title)
    assert f'href="/classes/{school.classroom.id}/attempts/{best.id}"' in page
    assert "opens" in row_of(page, "To come")
    assert "Closed, not begun" in row_of(page, "Missed")
    assert "Not begun" in row_of(page, "Not begun")
    assert "Still writing" in row_of(page, "Begun")
    assert "<b>1</b> of 4 handed in, <b>1</b> of them late" in page


def test_her_own_due_date_tells_whether_she_was_late(rows, sign_in, school):
    with rows() as session:
        session.merge(school.assignment).due_at = NOW + dt.timedelta(minutes=1)
        given = get_taught_assignment(session, school.teacher.id, school.assignment.id)
        later = Dates(due_at=NOW + DAY)
        operations.give_override(session, school.teacher, given, school.students[0], later, now=NOW)
        for one in school.students:
            hand_in(session, one, school.assignment, right=5)
    browser = sign_in(school.teacher)
    assert "late by" not in browser.get(page_of(school)).text
    assert "late by" in browser.get(page_of(school, school.students[1])).text


def test_of_several_attempts_the_best_one_counts_and_each_can_be_opened(rows, sign_in, school):
    with rows() as session:
        attempts = [
            hand_in(session, school.students[0], school.assignment, right=right, now=NOW + hours * DAY / 24)
            for hours, right in enumerate((4, 1))
        ]
    browser = sign_in(school.teacher)
    page = browser.get(page_of(school)).text
    assert "4 of 5" in row_of(page, school.quiz.title)
    for attempt in attempts:
        assert f'href="/classes/{school.classroom.id}/attempts/{attempt.id}"' in page
    assert [row[8:] for row in file_of(browser, school)[1:]] == [
        ["4.0", "5.0", "80.0"],
        ["1.0", "5.0", "20.0"],
    ]


def practise(session, pupil, shelf) -> None:
    """A test of her own choosing, answered and handed in."""
    attempt = start_free_attempt(
        session, pupil, shelf, Plan(length=6, focus="all"), mode="test", limit_seconds=None, now=NOW,
        rng=random.Random(1),
    )  # fmt: skip
    for slot in queries.slots_of(session, attempt.id):
        slot.given = dump_given(Blank(declared=True))
    session.flush()
    # Loaded anew, as by the request that hands it in: with its quiz.
    session.expunge(attempt)
    attempt = queries.get_own_attempt(session, pupil.id, attempt.id)
    operations.submit_attempt(session, attempt, get_terms_of_attempt(session, attempt), now=NOW)


def test_what_she_practised_on_her_own_shows_nowhere(rows, sign_in, school):
    pupil = school.students[0]
    with rows() as session:
        shelf = builders.bank(session, "canary", topics=("canary",))
        for _ in range(6):
            builders.question(session, shelf, topic="canary")
        practise(session, session.merge(pupil), shelf)
        practise(session, session.merge(pupil), session.merge(school.shelf))
        hand_in(session, pupil, school.assignment, right=5)
    assert "canary" in sign_in(pupil).get("/progress").text.lower()
    browser = sign_in(school.teacher)
    page = browser.get(page_of(school)).text
    assert "canary" not in page.lower()
    assert "canary" not in str(file_of(browser, school)).lower()
    # Five of the class's questions about its topic, all right; the five of her own, all wrong, do not count.
    assert "5 of 5 right" in page


def test_what_another_class_gave_her_shows_only_there(rows, sign_in, school):
    pupil = school.students[0]
    with rows() as session:
        colleague = builders.teacher(session)
        circle = builders.classroom(session, colleague, "Reading circle", students=[pupil])
        given = another_quiz(session, school, "Canary quiz", classroom=circle)
        hand_in(session, pupil, given, right=2)
        # The very quiz that her first class has, too.
        again = builders.assignment(session, session.merge(school.quiz), circle, colleague)
        hand_in(session, pupil, again, right=1)
    page = sign_in(school.teacher).get(page_of(school)).text
    assert "Canary" not in page
    assert "Not begun" in row_of(page, school.quiz.title)
    assert "2 of 2" in sign_in(colleague).get(f"/classes/{circle.id}/students/{pupil.id}/quizzes").text


def test_topics_are_told_from_what_the_class_was_given(rows, sign_in, school):
    with rows() as session:
        second = another_quiz(session, school, "Second")
        hand_in(session, school.students[0], school.assignment, right=2)
        hand_in(session, school.students[0], second, right=2)
        hand_in(session, school.students[1], second, right=0)
    assert "4 of 7 right" in sign_in(school.teacher).get(page_of(school)).text


def test_a_teacher_finds_only_students_of_her_own_classes(rows, sign_in, school):
    with rows() as session:
        colleague = builders.teacher(session)
        circle = builders.classroom(session, colleague)
        stranger = builders.user(session)
        administrator = builders.administrator(session)
    addresses = [page_of(school), page_of(school).replace("quizzes", "scores.csv")]
    for person in (colleague, administrator):
        browser = sign_in(person)
        assert {browser.get(address).status_code for address in addresses} == {404}
    own = sign_in(school.teacher)
    for nobody in (stranger, school.teacher):
        assert own.get(page_of(school, nobody)).status_code == 404
    assert own.get(f"/classes/{circle.id}/students/{school.students[0].id}/quizzes").status_code == 404
    for pupil in school.students:
        browser = sign_in(pupil)
        assert {browser.get(address).status_code for address in addresses} == {403}


def test_a_co_teacher_sees_her_until_the_moment_she_is_removed(rows, sign_in, school):
    with rows() as session:
        colleague = builders.teacher(session)
        classrooms.add_teacher(session, session.merge(school.classroom), colleague.username, now=NOW)
    browser = sign_in(colleague)
    assert browser.get(page_of(school)).status_code == 200
    with rows() as session:
        classrooms.remove_member(session, session.merge(school.classroom), colleague.id, now=NOW)
    assert browser.get(page_of(school)).status_code == 404


def test_of_a_student_who_has_left_only_what_she_worked_on_is_told(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3)
        another_quiz(session, school, "After her time")
        for pupil in school.students:
            classrooms.remove_member(session, session.merge(school.classroom), pupil.id, now=NOW)
    browser = sign_in(school.teacher)
    page = browser.get(page_of(school)).text
    assert "Has left the class." in page
    assert "3 of 5" in row_of(page, school.quiz.title)
    assert "After her time" not in page
    assert f'href="/classes/{school.classroom.id}/students/{school.students[0].id}"' not in page
    assert browser.get(page_of(school, school.students[1])).status_code == 404


def test_the_file_has_a_line_for_each_attempt_and_for_what_was_not_begun(rows, sign_in, clock, school):
    with rows() as session:
        session.merge(school.assignment).due_at = NOW + dt.timedelta(minutes=2)
        hand_in(session, school.students[0], school.assignment, right=3)
        another_quiz(session, school, "=1+1", close_at=NOW + dt.timedelta(hours=1))
        another_quiz(session, school, "To come", open_at=NOW + 2 * DAY)
    clock.forward(hours=3)
    head, *lines = file_of(sign_in(school.teacher), school)
    assert head[0] == "Quiz"
    assert [(line[0], line[2], line[4], line[8]) for line in lines] == [
        ("To come", "", "not open yet", ""),
        ("'=1+1", "", "closed, not begun", ""),
        (school.quiz.title, "3", "handed in", "3.0"),
    ]


def test_time_that_is_up_counts_before_anything_is_written_down(rows, sign_in, clock, school):
    with rows() as session:
        session.merge(school.assignment).close_at = NOW + dt.timedelta(minutes=30)
        begin(session, school.students[0], school.assignment)
    clock.forward(minutes=31)
    assert "0 of 5" in row_of(sign_in(school.teacher).get(page_of(school)).text, school.quiz.title)


def test_scores_of_quizzes_stand_as_dots_that_no_line_joins(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=2)
        hand_in(session, school.students[0], another_quiz(session, school, "Second"), right=2, now=NOW + DAY)
    page = sign_in(school.teacher).get(page_of(school)).text
    assert page.count('class="chart-dot') == 2
    assert "<polyline" not in page
    assert "Latest 100 %" in page


def test_the_page_asks_as_much_of_the_database_for_twenty_quizzes_as_for_two(
    rows, sign_in, statements, school
):
    browser = sign_in(school.teacher)

    def cost() -> int:
        with statements() as sent:
            assert browser.get(page_of(school)).status_code == 200
        return len(sent)

    with rows() as session:
        for title in ("A", "B"):
            hand_in(session, school.students[0], another_quiz(session, school, title), right=1)
    before = cost()
    with rows() as session:
        for number in range(18):
            hand_in(session, school.students[0], another_quiz(session, school, f"No. {number}"), right=1)
    assert cost() == before
