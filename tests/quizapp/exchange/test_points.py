"""What a question is worth: as its file or its teacher says, on the paper, in each score, and out again."""

from __future__ import annotations

import io
from fractions import Fraction

import pytest
from sqlalchemy import select

from questions.formats.register import format_named
from quizapp.accounts.models import User
from quizapp.bank.models import Question
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank
from quizapp.quizzes.integrity import check as differences
from quizapp.quizzes.models import Attempt
from quizapp.quizzes.queries import slots_of
from tests import builders
from tests.quizapp.bank.conftest import choice_form
from tests.quizapp.exchange.files import an_item, bring, file_of, page, take_in
from tests.quizapp.progress.school import begin, hand_in
from tests.quizapp.quizzes.answers import answer_of, item, save

ITEMS = [
    an_item("Which is the longest?", points=Fraction(5, 2)),
    an_item("Which is the deepest?"),
    an_item("Which is the widest?", points=Fraction(1, 3)),
]


def given(session, people):
    """The questions of her bank as a quiz that her class has."""
    shelf = session.scalars(select(Bank)).one()
    owner = session.get_one(User, people["teacher"].id)
    asks = list(session.scalars(select(Question).order_by(Question.id)))
    quiz = builders.quiz(session, shelf, owner, asks=asks)
    return builders.assignment(session, quiz, session.get_one(Classroom, people["class"].id), owner)


def exported(teacher, format: str = "json") -> list[Fraction]:
    reply = teacher.get(f"/exchange/export/file?as={format}")
    read = format_named(format).read(io.BytesIO(reply.data))
    return [outcome.item.points for outcome in read if outcome.item]


def test_points_of_a_file_are_earned_exactly_and_every_score_can_be_recomputed(
    rows, teacher, people, sign_in
):
    take_in(teacher, ITEMS)
    with rows() as session:
        student = session.get_one(User, people["student"].id)
        attempt = begin(session, student, given(session, people))
        right = answer_of(session, slots_of(session, attempt.id)[0], "right")
    browser = sign_in(people["student"])
    assert save(browser, attempt, item(1, 0, right)).status_code == 200
    browser.post(f"/attempts/{attempt.id}/submit")
    with rows() as session:
        kept = session.get_one(Attempt, attempt.id)
        assert [slot.points for slot in slots_of(session, attempt.id)] == [2_500_000, 1_000_000, 333_333]
        assert (kept.earned, kept.available) == (2_500_000, 3_833_333)
        assert list(differences(session)) == []


def test_students_read_what_a_question_is_worth_and_what_they_earned(rows, teacher, people, sign_in):
    take_in(teacher, ITEMS)
    with rows() as session:
        student = session.get_one(User, people["student"].id)
        attempt = begin(session, student, given(session, people))
    browser = sign_in(people["student"])
    assert "2.5 points" in browser.get(f"/attempts/{attempt.id}/1").text
    assert "1 point<" in browser.get(f"/attempts/{attempt.id}/2").text
    assert "Question 3, 0.33 points" in browser.get(f"/attempts/{attempt.id}/all").text
    browser.post(f"/attempts/{attempt.id}/submit")
    result = browser.get(f"/attempts/{attempt.id}/review").text
    assert "0 of 3.83 points" in result
    assert result.count("0 of 2.5 points") == result.count("0 of 0.33 points") == 1
    assert "0 of 1 points" not in result
    assert "0 of 2.5 points" in browser.get(f"/attempts/{attempt.id}/review/1").text
    assert " of 1 points" not in browser.get(f"/attempts/{attempt.id}/review/2").text


def test_the_class_reads_its_results_in_points(rows, teacher, people):
    take_in(teacher, ITEMS)
    with rows() as session:
        assignment = given(session, people)
        hand_in(session, session.get_one(User, people["student"].id), assignment, right=2)
    address = f"/classes/{people['class'].id}/quizzes/{assignment.id}"
    assert "3.5 of 3.83" in teacher.get(address).text
    assert "3.5" in teacher.get(f"{address}/scores.csv").text


@pytest.mark.parametrize("format", ["json", "moodle-xml", "csv", "xlsx"])
def test_points_leave_as_they_came(teacher, format):
    take_in(teacher, [ITEMS[0], ITEMS[1]])
    assert sorted(exported(teacher, format)) == [1, Fraction(5, 2)]


def test_other_points_are_a_change_and_the_same_ones_none(rows, teacher):
    take_in(teacher, [an_item(reference="r", points=Fraction(2))])
    same = page(teacher, bring(teacher, file_of([an_item(reference="r", points=Fraction(2))])))
    assert "1 is here already." in same
    changed = page(teacher, bring(teacher, file_of([an_item(reference="r", points=Fraction(3))])))
    assert "1 becomes a new version." in changed


@pytest.mark.parametrize(
    ("points", "kept"),
    [
        (Fraction(5_000), "1000"),
        (Fraction(0), "0.01"),
        (Fraction(-3), "0.01"),
        (Fraction(1, 10**9), "0.01"),
    ],
)
def test_points_beyond_all_bounds_are_bounded_and_that_is_said(rows, teacher, people, points, kept):
    items = [an_item(points=points)]
    assert f"here they are {kept}." in page(teacher, bring(teacher, file_of(items)))
    take_in(teacher, items)
    with rows() as session:
        begin(session, session.get_one(User, people["student"].id), given(session, people))


def test_points_set_in_the_editor_count_from_the_next_paper_on(rows, teacher, people):
    take_in(teacher, [an_item(tags=("rivers",))])
    with rows() as session:
        public_id = session.scalars(select(Question.public_id)).one()
        assignment = given(session, people)
        before = begin(session, session.get_one(User, people["student"].id), assignment)
        other = builders.user(session)
        builders.enrol(session, session.get_one(Classroom, people["class"].id), other)
    address = f"/questions/{public_id}/edit"
    sent = choice_form(points="2.5", action="publish", has_checked="y", place="", quote="", topic="")
    sent |= {"options-2-place": "", "row_version": "1"}
    assert 'name="points" type="text" value="1"' in teacher.get(address).text
    assert teacher.post(address, data=sent).status_code == 303
    assert 'value="2.5"' in teacher.get(address).text
    assert "Worth 2.5 points." in teacher.get(f"/questions/{public_id}").text
    with rows() as session:
        assert session.get_one(Attempt, before.id).available == 1_000_000
        after = begin(session, session.get_one(User, other.id), session.merge(assignment))
        assert after.available == 2_500_000
    assert exported(teacher) == [Fraction(5, 2)]


@pytest.mark.parametrize("points", ["0", "-1", "1001", "many", "1e400"])
def test_points_that_no_question_may_be_worth_are_refused_at_their_field(rows, teacher, points):
    take_in(teacher, [an_item()])
    with rows() as session:
        public_id = session.scalars(select(Question.public_id)).one()
    reply = teacher.post(f"/questions/{public_id}/edit", data=choice_form(points=points, row_version="1"))
    assert reply.status_code == 422
    assert 'id="points-error"' in reply.text
