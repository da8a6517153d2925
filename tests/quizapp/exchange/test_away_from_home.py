"""Questions in a bank that does not hold what they cite: what came along is shown, with the title."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markupsafe import escape
from sqlalchemy import select

from questions.formats.receipts import PASSAGES
from questions.formats.register import FORMATS
from questions.question import Citation
from quizapp.accounts.models import User
from quizapp.bank.models import Question, QuestionVersion
from quizapp.classrooms.models import Classroom
from quizapp.library.models import Bank
from tests import builders
from tests.quizapp.exchange.files import an_item, bring, file_of, page
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


def came_citing(rows, teacher, *citations: Citation) -> Question:
    """A question of a file that cites these places."""
    item = an_item()
    sealed = replace(item.question.sealed, citations=citations)
    content = file_of([replace(item, question=replace(item.question, sealed=sealed))])
    teacher.post(bring(teacher, content), data={"title": "Of my own", "publishing": "all"})
    with rows() as session:
        return session.scalars(select(Question)).one()


def review_of(rows, people, sign_in, came: Question) -> str:
    """What a student reads who has answered a quiz of this question."""
    with rows() as session:
        owner = session.get_one(User, people["teacher"].id)
        asks = [session.get_one(Question, came.id)]
        quiz = builders.quiz(session, session.get_one(Bank, came.bank_id), owner, asks=asks)
        given = builders.assignment(session, quiz, session.get_one(Classroom, people["class"].id), owner)
        attempt = hand_in(session, session.get_one(User, people["student"].id), given, right=1)
    return page(sign_in(people["student"]), f"/attempts/{attempt.id}/review/1")


@pytest.mark.parametrize("format", WITH_RECEIPTS)
def test_a_review_shows_the_words_and_the_title_that_came_with_a_question(
    rows, teacher, people, sign_in, cited, format
):
    review = review_of(rows, people, sign_in, brought_back(rows, teacher, cited, format))
    assert '<mark class="proof">It is so</mark>' in review
    assert "Our brief" in review
    is_whole = format == "json"
    assert ("</mark>, as everybody can see." in review) is is_whole
    assert ("Only the words cited are kept here." in review) is not is_whole


@pytest.mark.parametrize("format", WITH_RECEIPTS)
def test_that_the_passage_stays_behind_is_said_before_a_file_is_written(teacher, cited, format):
    shown = page(teacher, f"/exchange/export?as={format}&question={cited.public_id}")
    assert (escape(PASSAGES) in shown) is (format != "json")


def test_a_passage_that_does_not_say_what_is_quoted_from_it_is_not_shown(rows, teacher, people, sign_in):
    citation = Citation("talks", 3, quote="It was so", title="The talks", passage="It was otherwise.")
    review = review_of(rows, people, sign_in, came_citing(rows, teacher, citation))
    assert '<mark class="proof">It was so</mark>' in review
    assert "It was otherwise" not in review


def test_a_passage_is_words_and_nothing_else(rows, teacher, people, sign_in):
    citation = Citation(
        "talks", 3, quote="It was so", title="T", passage="<script>1</script> It was so {{x}} &"
    )
    review = review_of(rows, people, sign_in, came_citing(rows, teacher, citation))
    assert "&lt;script&gt;1&lt;/script&gt; " in review
    assert "{{x}} &amp;" in review


def test_a_passage_goes_on_to_a_third_school(rows, teacher, cited):
    came = brought_back(rows, teacher, cited, "json")
    again = teacher.get(f"/exchange/export/file?as=json&question={came.public_id}").text
    assert "It is so, as everybody can see." in again


def test_a_paragraph_that_no_database_can_count_to_keeps_nobody_from_the_review(
    rows, teacher, people, sign_in
):
    citations = (
        Citation("talks", 10**30, quote="It was so", title="The talks"),
        Citation("talks", title="The talks"),
    )
    came = came_citing(rows, teacher, *citations)
    assert "The talks" in review_of(rows, people, sign_in, came)


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
