"""A teacher sees how far her class is and how it did, and nothing of anybody else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re

import pytest

from questions.paper import Plan
from quizapp.classrooms import operations as classrooms
from quizapp.quizzes.operations.starting import start_free_attempt
from tests import builders
from tests.builders import NOW
from tests.quizapp.progress.school import School, begin, hand_in, open_school


@pytest.fixture
def school(rows) -> School:
    with rows() as session:
        return open_school(session)


@pytest.fixture
def worked(rows, school) -> School:
    """One has handed in with three of five, one writes, one has not started."""
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3)
        begin(session, school.students[1], school.assignment)
    return school


def class_page(school) -> str:
    return f"/classes/{school.classroom.id}"


def attempt_page(school, attempt) -> str:
    return f"/classes/{school.classroom.id}/attempts/{attempt.id}"


def file_of(browser, address) -> list[list[str]]:
    reply = browser.get(address)
    assert reply.status_code == 200
    assert reply.mimetype == "text/csv"
    assert reply.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(reply.data.decode("utf-8-sig"))))


def test_a_class_leads_to_how_far_it_is(sign_in, school):
    assert f'href="{class_page(school)}"' in sign_in(school.teacher).get("/classes").text


def test_a_class_that_nobody_has_joined_yet_can_be_given_a_quiz(rows, sign_in):
    with rows() as session:
        teacher = builders.teacher(session)
        classroom = builders.classroom(session, teacher)
    page = sign_in(teacher).get(f"/classes/{classroom.id}").text
    assert "Show the code" in page
    assert f'href="/quizzes/made?classroom={classroom.id}"' in page


def test_results_lead_to_those_of_her_other_classes_with_the_same_quiz(rows, sign_in, school):
    with rows() as session:
        colleague = builders.teacher(session)
        own = builders.classroom(session, school.teacher, "Evening")
        foreign = builders.classroom(session, colleague, "Foreign")
        builders.assignment(session, school.quiz, own, school.teacher)
        builders.assignment(session, school.quiz, foreign, colleague)
        another = builders.quiz(session, school.shelf, school.teacher, asks=school.asks)
        builders.assignment(session, another, own, school.teacher)
    page = sign_in(school.teacher).get(f"{school.page}?show=questions").text
    ((address, name),) = re.findall(r'href="(/classes/\d+/quizzes/\d+\?show=questions)"><bdi>(.*?)<', page)
    assert name == "Evening"
    assert school.quiz.title in sign_in(school.teacher).get(address).text
    assert "Your other classes" not in sign_in(colleague).get(f"/classes/{foreign.id}").text


def test_a_class_without_a_quiz_offers_the_first_step(rows, sign_in):
    with rows() as session:
        teacher = builders.teacher(session)
        classroom = builders.classroom(session, teacher)
        pupil = builders.user(session)
    browser = sign_in(teacher)
    assert "Show the code" in browser.get(f"/classes/{classroom.id}").text
    with rows() as session:
        classrooms.join(session, pupil, classroom.join_code, now=NOW)
    assert "1 student waits for one." in browser.get(f"/classes/{classroom.id}").text


def test_the_class_page_says_how_far_the_class_is(sign_in, worked):
    page = sign_in(worked.teacher).get(class_page(worked))
    assert page.status_code == 200
    quizzes, _students = page.text.split('id="students"')
    assert "1 of 3" in quizzes
    assert "Pupil C" in quizzes
    assert "Pupil A" not in quizzes
    assert "Give a quiz" in quizzes


def test_the_results_name_who_handed_in_who_writes_and_who_has_not_started(sign_in, worked):
    page = sign_in(worked.teacher).get(worked.page)
    assert page.status_code == 200
    assert "of 3 handed in" in page.text
    assert "has not started: Pupil C" in page.text
    assert "3 of 5" in page.text


def test_questions_show_how_many_points_they_brought_and_what_was_wrong(rows, sign_in, school):
    with rows() as session:
        for pupil, right in zip(school.students, (5, 3, 0), strict=True):
            hand_in(session, pupil, school.assignment, right=right)
    text = sign_in(school.teacher).get(f"{school.page}?show=questions").text
    assert "67 %" in text
    assert "33 %" in text
    assert f"/questions/{school.asks[0].public_id}" in text


def test_time_that_is_up_shows_before_anything_is_written_down(rows, sign_in, clock, school):
    with rows() as session:
        session.merge(school.assignment).close_at = NOW + dt.timedelta(minutes=30)
        begin(session, school.students[0], school.assignment)
    clock.forward(minutes=31)
    browser = sign_in(school.teacher)
    assert "1 of 3" in browser.get(class_page(school)).text
    assert "0 of 5" in browser.get(school.page).text


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("name", "Pupil A"),
        ("-name", "Pupil C"),
        ("points", "Pupil B"),
        ("-points", "Pupil A"),
        ("time", "Pupil B"),
        ("-time", "Pupil A"),
        ("state", "Pupil C"),
        ("-attempts", "Pupil A"),
        ("nonsense'; --", "Pupil A"),
    ],
)
def test_students_are_sorted_by_a_column_and_the_unknown_stay_last(rows, sign_in, school, sort, first):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=4, minutes=9)
        hand_in(session, school.students[1], school.assignment, right=1, minutes=2)
        hand_in(session, school.students[0], school.assignment, right=2)
    text = sign_in(school.teacher).get(school.page, query_string={"sort": sort}).text
    table = text[text.index("<tbody>") :]
    assert min(("Pupil A", "Pupil B", "Pupil C"), key=table.index) == first


def test_a_teacher_reads_an_attempt_as_its_student_does(rows, sign_in, school):
    with rows() as session:
        attempt = hand_in(session, school.students[0], school.assignment, right=3)
    browser = sign_in(school.teacher)
    page = browser.get(attempt_page(school, attempt))
    assert page.status_code == 200
    assert "Pupil A" in page.text
    assert "Practise these" not in page.text
    assert "/attempts/" + str(attempt.id) + "/review" not in page.text
    one = browser.get(f"{attempt_page(school, attempt)}/4")
    assert one.status_code == 200
    assert "Pupil A" in one.text
    assert "Your answer" not in one.text
    assert "Tell the author" not in one.text
    assert browser.get(f"{attempt_page(school, attempt)}/6").status_code == 404


def test_a_teacher_reads_what_her_students_may_not_review_yet(rows, sign_in, school):
    with rows() as session:
        given = session.merge(school.assignment)
        given.close_at = NOW + dt.timedelta(days=1)
        session.merge(school.quiz).review = "after_close"
        attempt = hand_in(session, school.students[0], given, right=3)
    assert sign_in(school.teacher).get(attempt_page(school, attempt)).status_code == 200
    assert "points" not in sign_in(school.students[0]).get(f"/attempts/{attempt.id}/review").text


def test_nobody_watches_an_attempt_that_is_still_being_written(rows, sign_in, school):
    with rows() as session:
        attempt = begin(session, school.students[0], school.assignment)
    browser = sign_in(school.teacher)
    for address in (attempt_page(school, attempt), f"{attempt_page(school, attempt)}/1"):
        assert browser.get(address).status_code == 409


def test_free_practice_is_never_reachable(rows, sign_in, school):
    with rows() as session:
        pupil = session.merge(school.students[0])
        shelf = session.merge(school.shelf)
        attempt = start_free_attempt(
            session, pupil, shelf, Plan(length=3, focus="all"), mode="practise", limit_seconds=None,
            now=NOW, rng=random.Random(1),
        )  # fmt: skip
        own_go = builders.attempt(session, pupil, school.quiz)
    browser = sign_in(school.teacher)
    for one in (attempt, own_go):
        assert browser.get(attempt_page(school, one)).status_code == 404
    assert "0 of 3" in browser.get(class_page(school)).text
    assert len(file_of(browser, f"{school.page}/scores.csv")) == 1 + 3


def test_whoever_left_keeps_her_work_and_is_marked_so(rows, sign_in, worked):
    with rows() as session:
        classroom = session.merge(worked.classroom)
        classrooms.remove_member(session, classroom, worked.students[0].id, now=NOW)
        classrooms.remove_member(session, classroom, worked.students[2].id, now=NOW)
    browser = sign_in(worked.teacher)
    text = browser.get(worked.page).text
    assert "has left the class" in text
    assert "Pupil C" not in text
    assert "of 1 handed in" in text
    assert [row[:3] for row in file_of(browser, f"{worked.page}/scores.csv")[1:]] == [
        ["Pupil A", worked.students[0].username, "no"],
        ["Pupil B", worked.students[1].username, "yes"],
    ]


def test_every_attempt_is_a_line_of_the_file_and_numbers_are_numbers(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=3, minutes=6)
        hand_in(session, school.students[0], school.assignment, right=5)
        begin(session, school.students[1], school.assignment)
    head, *lines = file_of(sign_in(school.teacher), f"{school.page}/scores.csv")
    assert head[3:] == [
        "Attempt", "State", "Started (UTC)", "Finished (UTC)", "Minutes", "Points", "Of", "Per cent",
    ]  # fmt: skip
    assert [line[3:] for line in lines] == [
        ["1", "handed in", "2026-03-02 09:00:00", "2026-03-02 09:06:00", "6", "3.0", "5.0", "60.0"],
        ["2", "handed in", "2026-03-02 09:00:00", "2026-03-02 09:05:00", "5", "5.0", "5.0", "100.0"],
        ["1", "writing", "2026-03-02 09:00:00", "", "", "", "5.0", ""],
        ["", "not started", "", "", "", "", "", ""],
    ]


def test_names_and_answers_are_no_formulas_in_the_files(rows, sign_in, school):
    evil = '=HYPERLINK("http://example.org";"x")'
    with rows() as session:
        session.merge(school.students[0]).display_name = evil
        hand_in(session, school.students[0], school.assignment, right=5, typed=evil)
    browser = sign_in(school.teacher)
    assert file_of(browser, f"{school.page}/scores.csv")[1][0] == f"'{evil}"
    answers = file_of(browser, f"{school.page}/answers.csv")
    assert f"'{evil}" in {line[5] for line in answers}
    assert not any(cell.startswith("=") for line in answers for cell in line)


def test_the_answers_file_holds_what_was_answered_beside_what_is_right(rows, sign_in, school):
    with rows() as session:
        hand_in(session, school.students[0], school.assignment, right=5)
        begin(session, school.students[1], school.assignment)
    lines = file_of(sign_in(school.teacher), f"{school.page}/answers.csv")[1:]
    assert [line[3] for line in lines] == ["1", "2", "3", "4", "5"]
    assert {tuple(line[7:]) for line in lines} == {("1.0", "1.0", "")}
    assert all(line[5] for line in lines)


PAGES = ("{given}", "{given}?show=questions", "{given}/scores.csv", "{given}/answers.csv", "/classes/{id}")


@pytest.mark.parametrize("page", PAGES)
def test_a_class_of_40_takes_as_many_statements_as_one_of_two(rows, sign_in, statements, page):
    counts = []
    for students in (2, 40):
        with rows() as session:
            school = open_school(session, students=students)
            for pupil in school.students[:-1]:
                hand_in(session, pupil, school.assignment, right=2)
        browser = sign_in(school.teacher)
        with statements() as sent:
            assert browser.get(page.format(given=school.page, id=school.classroom.id)).status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_thirty_quizzes_of_a_class_take_as_many_statements_as_one_and_come_in_pages(
    rows, sign_in, school, statements
):
    browser = sign_in(school.teacher)
    with statements() as few:
        browser.get(class_page(school))
    with rows() as session:
        for _ in range(30):
            quiz = builders.quiz(session, school.shelf, school.teacher, asks=school.asks)
            builders.assignment(session, quiz, school.classroom, school.teacher)
    with statements() as many:
        page = browser.get(class_page(school))
    assert len(few) == len(many)
    assert page.text.count("/quizzes/") > 25
    assert "before=" in page.text


ADDRESSES = (
    "/classes/{class_id}",
    "/classes/{class_id}/quizzes/{given}",
    "/classes/{class_id}/quizzes/{given}/scores.csv",
    "/classes/{class_id}/quizzes/{given}/answers.csv",
    "/classes/{class_id}/attempts/{attempt}",
    "/classes/{class_id}/attempts/{attempt}/1",
)


@pytest.fixture
def addresses(rows, school) -> list[str]:
    with rows() as session:
        attempt = hand_in(session, school.students[0], school.assignment, right=3)
    return [
        one.format(class_id=school.classroom.id, given=school.assignment.id, attempt=attempt.id)
        for one in ADDRESSES
    ]


def statuses(browser, addresses) -> set[int]:
    return {browser.get(address).status_code for address in addresses}


def test_only_those_who_teach_the_class_find_its_results(rows, sign_in, client, school, addresses):
    with rows() as session:
        other, administrator = builders.teacher(session), builders.administrator(session)
        guest = builders.guest(session)
    assert statuses(sign_in(school.teacher), addresses) == {200}
    assert statuses(sign_in(other), addresses) == {404}
    assert statuses(sign_in(administrator), addresses) == {404}
    for person in (*school.students[:2], guest):
        assert statuses(sign_in(person), addresses) == {403}
    assert statuses(client, addresses) == {302}


def test_a_removed_co_teacher_is_refused_at_once(rows, sign_in, school, addresses):
    with rows() as session:
        colleague = builders.teacher(session)
        classrooms.add_teacher(session, session.merge(school.classroom), colleague.username, now=NOW)
    browser = sign_in(colleague)
    assert statuses(browser, addresses) == {200}
    with rows() as session:
        classrooms.remove_member(session, session.merge(school.classroom), colleague.id, now=NOW)
    assert statuses(browser, addresses) == {404}


def test_work_of_one_class_is_not_found_under_another(rows, sign_in, school, addresses):
    with rows() as session:
        other = builders.classroom(session, school.teacher, "Other")
    browser = sign_in(school.teacher)
    moved = [
        one.replace(f"/classes/{school.classroom.id}/", f"/classes/{other.id}/") for one in addresses[1:]
    ]
    assert statuses(browser, moved) == {404}


def test_ids_beyond_the_database_are_not_found(sign_in, school):
    browser = sign_in(school.teacher)
    for address in (f"/classes/{2**63}", f"/classes/{school.classroom.id}/attempts/{2**64}"):
        assert browser.get(address).status_code == 404
    for address in (class_page(school), "/quizzes/made", "/quizzes/make"):
        assert browser.get(f"{address}?before={2**70}&classroom={2**70}").status_code == 200
