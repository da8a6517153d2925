"""An attempt keeps the paper that it drew, whatever becomes of the questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from questions.question import Text, TextKey
from quizapp.bank.models import Question
from quizapp.bank.operations import add_versions
from quizapp.quizzes.integrity import check as differences
from tests import builders
from tests.questions.builders import example_question
from tests.quizapp.quizzes.answers import item, page_of, save


@pytest.fixture
def rewrite(rows):
    """`rewrite(desk)` → its second question now asks, and takes as right, something else."""

    def edit(desk, status: str = "published") -> None:
        plain = example_question("short_answer")
        edited = replace(
            plain,
            asked=replace(plain.asked, stem=Text("Asked anew?")),
            sealed=replace(plain.sealed, key=TextKey(("EU",)), explanation=Text("Now it is otherwise.")),
        )
        with rows() as session:
            row = session.get(Question, desk.questions[1].id)
            row.current_number, row.status = 2, status
            add_versions(session, [(row, edited)], None, row.made_at)

    return edit


@pytest.mark.parametrize("status", ["published", "retired"])
def test_a_running_attempt_goes_on_with_the_version_it_drew(desk, rewrite, status):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    rewrite(desk, status)
    assert "Asked anew?" not in desk.browser.get(desk.url(2)).text
    assert save(desk.browser, desk.attempt, item(1, 0, desk.answer(1, "right"))).status_code == 200
    desk.browser.post(desk.url("submit"))
    assert desk.stored().attempt.earned == 2_000_000


@pytest.mark.parametrize("status", ["published", "retired"])
def test_a_finished_attempt_reads_as_before(desk, rewrite, rows, status):
    save(desk.browser, desk.attempt, item(2, 0, {"text": ["UN"]}))
    desk.browser.post(desk.url("submit"))
    pages = [desk.url("review"), desk.url("review/1"), desk.url("review/2"), desk.url("review/3")]
    before = [page_of(desk.browser, url) for url in pages]
    score = desk.stored().attempt.earned
    rewrite(desk, status)
    assert [page_of(desk.browser, url) for url in pages] == before
    assert desk.stored().attempt.earned == score
    with rows() as session:
        assert list(differences(session)) == []


def test_a_new_attempt_draws_the_new_version(desk, rewrite, rows, clock):
    desk.browser.post(desk.url("submit"))
    rewrite(desk)
    with rows() as session:
        second = builders.attempt(session, desk.student, desk.quiz)
    assert "Asked anew?" in desk.browser.get(f"/attempts/{second.id}/2").text


def test_the_order_of_options_stays_as_drawn(desk):
    pages = {page_of(desk.browser, desk.url(1)).split('<div class="options">')[1][:1_500] for _ in range(5)}
    assert len(pages) == 1
