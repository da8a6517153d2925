"""Questions in a bank that does not hold what they cite: what came along is shown, with the title."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from questions.formats.register import FORMATS
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank
from tests import builders
from tests.quizapp.exchange.files import bring, page
from tests.quizapp.progress.school import hand_in

WITH_RECEIPTS = ("gift", "moodle-xml", "csv", "xlsx", "numbered", "json")


@pytest.fixture
def cited(rows):
    """A question of a bank that everybody reads, which cites its brief."""
    with rows() as session:
        return builders.question(session, builders.bank(session))


def brought_back(rows, teacher, cited, format: str) -> Question:
    content = teacher.get(f"/exchange/export/file?as={format}&question={cited.public_id}").data
    address = f"{bring(teacher, content, f'talks{FORMATS[format].endings[0]}')}?as={format}"
    teacher.post(address, data={"title": "Of my own", "publishing": "all"})
    with rows() as session:
        return session.scalars(select(Question).where(Question.id != cited.id)).one()


@pytest.mark.parametrize("format", WITH_RECEIPTS)
def test_a_review_shows_the_words_and_the_title_that_came_with_a_question(
    rows, teacher, people, sign_in, cited, format
):
    came = brought_back(rows, teacher, cited, format)
    with rows() as session:
        owner = session.get_one(User, people["teacher"].id)
        asks = [session.get_one(Question, came.id)]
        quiz = builders.quiz(session, session.get_one(Bank, came.bank_id), owner, asks=asks)
        given = builders.assignment(session, quiz, session.get_one(Classroom, people["class"].id), owner)
        attempt = hand_in(session, session.get_one(User, people["student"].id), given, right=1)
    review = page(sign_in(people["student"]), f"/attempts/{attempt.id}/review/1")
    assert '<mark class="proof">It is so</mark>' in review
    assert "Our brief" in review
    assert "Only the words cited are kept here." in review


@pytest.mark.parametrize("format", WITH_RECEIPTS)
def test_it_leaves_again_with_the_title_that_it_came_with(rows, teacher, cited, format):
    came = brought_back(rows, teacher, cited, format)
    left = teacher.get(f"/exchange/export/file?as=numbered&question={came.public_id}").text
    assert "Source: Our brief (brief) ¶ 1: “It is so”" in left


def test_what_was_here_before_titles_travelled_is_the_same_and_makes_no_version(rows, teacher, cited):
    content = teacher.get(f"/exchange/export/file?as=json&question={cited.public_id}").data
    untitled = content.replace(b'"title":"Our brief"', b'"title":""').replace(
        b'"title": "Our brief"', b'"title":""'
    )
    assert untitled != content
    for one in (untitled, content):
        teacher.post(bring(teacher, one), data={"title": "Of my own", "publishing": "all"})
    with rows() as session:
        assert len(session.scalars(select(QuestionVersion)).all()) == 2


def test_the_editor_keeps_what_a_question_cites_elsewhere(rows, teacher, cited):
    came = brought_back(rows, teacher, cited, "json")
    shown = page(teacher, f"/questions/{came.public_id}/edit")
    assert "Our brief" in shown
    assert '<mark class="proof">It is so</mark>' in shown
