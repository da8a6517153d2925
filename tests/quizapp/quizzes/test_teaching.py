"""A teacher makes a quiz, looks at it, and gives it to her classes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.quizzes.models import Assignment, Quiz
from tests import builders

DRAWN = {"title": "Planets", "mode": "test", "review": "at_once", "length": "5", "how": "any", "focus": "all"}
CHOSEN = {"title": "Two planets", "mode": "test", "review": "at_once", "go": "make"}


@pytest.fixture
def shelf(rows):
    """A bank of a dozen questions."""
    with rows() as session:
        bank = builders.bank(session)
        for _ in range(10):
            builders.question(session, bank)
        builders.question(session, bank, "short_answer")
        builders.question(session, bank, "numeric")
    return bank


@pytest.fixture
def teacher(rows):
    with rows() as session:
        return builders.teacher(session)


def only_quiz(rows) -> Quiz:
    with rows() as session:
        return session.scalars(select(Quiz)).one()


def test_a_teacher_without_quizzes_is_offered_the_first_step(sign_in, teacher):
    page = sign_in(teacher).get("/quizzes/made")
    assert page.status_code == 200
    assert "Make your first quiz" in page.text
    assert 'href="/quizzes"' in page.text


def test_the_first_step_offers_every_bank(sign_in, teacher, shelf):
    page = sign_in(teacher).get("/quizzes/make")
    assert page.status_code == 200
    assert f"/quizzes/make/{shelf.slug}" in page.text
    assert "12 questions" in page.text


def test_a_sample_stands_beside_the_form_and_nothing_is_made_yet(rows, sign_in, teacher, shelf):
    browser = sign_in(teacher)
    assert "12 questions fit" in browser.get(f"/quizzes/make/{shelf.slug}").text
    page = browser.post(f"/quizzes/make/{shelf.slug}", data={**DRAWN, "how": "type", "go": "sample"})
    assert page.status_code == 200
    assert "2 questions fit" in page.text
    assert "Fewer than you asked for." in page.text
    assert "The answer" in page.text
    with rows() as session:
        assert session.scalars(select(Quiz)).all() == []


def test_a_quiz_is_made_and_leads_to_giving_it(rows, sign_in, teacher, shelf):
    browser = sign_in(teacher)
    reply = browser.post(f"/quizzes/make/{shelf.slug}", data={**DRAWN, "go": "make", "minutes": "20"})
    assert reply.status_code == 303
    quiz = only_quiz(rows)
    assert (quiz.title, quiz.owner_id, quiz.limit_seconds, quiz.mode) == ("Planets", teacher.id, 1200, "test")
    assert reply.location == f"/quizzes/{quiz.id}/give"
    assert browser.get(f"/quizzes/{quiz.id}").status_code == 200
    assert "Planets" in browser.get("/quizzes/made").text


def test_practice_has_no_limit_and_keeps_no_answers_back(rows, sign_in, teacher, shelf):
    form = {**DRAWN, "mode": "practise", "review": "after_close", "minutes": "20", "go": "make"}
    sign_in(teacher).post(f"/quizzes/make/{shelf.slug}", data=form)
    assert (only_quiz(rows).limit_seconds, only_quiz(rows).review) == (None, "at_once")


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "a\0b"},
        {"title": "x" * 201},
        {"mode": "race"},
        {"minutes": "0"},
        {"minutes": "9" * 30},
        {"length": "7"},
        {"length": "many"},
        {"topics": "nowhere"},
    ],
)
def test_what_cannot_be_meant_is_refused_and_makes_nothing(rows, sign_in, teacher, shelf, change):
    reply = sign_in(teacher).post(f"/quizzes/make/{shelf.slug}", data={**DRAWN, "go": "make", **change})
    assert reply.status_code == 422
    with rows() as session:
        assert session.scalars(select(Quiz)).all() == []


def test_a_plan_that_fits_no_question_is_not_made(rows, sign_in, teacher):
    with rows() as session:
        empty = builders.bank(session)
    reply = sign_in(teacher).post(f"/quizzes/make/{empty.slug}", data={**DRAWN, "go": "make"})
    assert reply.status_code == 422
    assert "No question fits." in reply.text


def test_a_question_that_a_teacher_added_can_be_chosen_and_given(rows, sign_in, teacher, shelf):
    with rows() as session:
        mine = builders.question(session, shelf, "true_false", owner=teacher, origin="teacher")
        pupil = builders.user(session)
        classroom = builders.classroom(session, teacher, students=[pupil])
    browser = sign_in(teacher)
    pick = browser.get(f"/quizzes/make/{shelf.slug}/questions")
    assert mine.public_id in pick.text
    assert "Mine" in pick.text
    step = browser.get(f"/quizzes/make/{shelf.slug}?from=pick&question={mine.public_id}")
    assert f'name="question" value="{mine.public_id}"' in step.text
    browser.post(f"/quizzes/make/{shelf.slug}", data={**CHOSEN, "question": [mine.public_id]})
    quiz = only_quiz(rows)
    browser.post(f"/quizzes/{quiz.id}/give", data={f"c{classroom.id}-is_given": "y"})
    with rows() as session:
        given = session.scalars(select(Assignment)).one()
    reply = sign_in(pupil).post(f"/assignments/{given.id}/start", follow_redirects=True)
    assert "Question 1 of 1" in reply.text


def test_of_many_chosen_questions_all_but_five_are_folded(rows, sign_in, teacher, shelf):
    with rows() as session:
        chosen = [builders.question(session, shelf, "numeric").public_id for _ in range(7)]
    page = sign_in(teacher).get(f"/quizzes/make/{shelf.slug}", query_string={"question": chosen})
    shown, _fold, folded = page.text.partition("<summary>2 more questions</summary>")
    assert (
        shown.count('class="sheet sheet-small seen"'),
        folded.count('class="sheet sheet-small seen"'),
    ) == (5, 2)
    assert "Question 7" in folded


def test_what_was_ticked_stays_ticked_over_a_search(rows, sign_in, teacher, shelf):
    with rows() as session:
        first = builders.question(session, shelf, "numeric")
    page = sign_in(teacher).get(
        f"/quizzes/make/{shelf.slug}/questions", query_string={"question": first.public_id, "words": "zebra"}
    )
    assert f'value="{first.public_id}" checked' in page.text
    assert "Nothing fits." in page.text


def test_questions_of_other_banks_drafts_and_inventions_cannot_be_chosen(rows, sign_in, teacher, shelf):
    with rows() as session:
        elsewhere = builders.question(session, builders.bank(session))
        draft = builders.question(session, shelf)
        draft.status = "draft"
    for id in (elsewhere.public_id, draft.public_id, "invented", "a\0b"):
        reply = sign_in(teacher).get(f"/quizzes/make/{shelf.slug}", query_string={"question": id})
        assert reply.status_code == 200
        assert 'name="question"' not in reply.text


def test_going_on_without_a_tick_leads_back(sign_in, teacher, shelf):
    reply = sign_in(teacher).get(f"/quizzes/make/{shelf.slug}?from=pick", follow_redirects=True)
    assert "Tick at least one question." in reply.text


def test_the_list_of_quizzes_takes_as_many_statements_for_40_as_for_one(
    rows, sign_in, teacher, shelf, statements
):
    def more(count):
        with rows() as session:
            for _ in range(count):
                builders.quiz(session, shelf, teacher)

    more(1)
    browser = sign_in(teacher)
    with statements() as few:
        browser.get("/quizzes/made")
    more(39)
    with statements() as many:
        page = browser.get("/quizzes/made")
    assert len(few) == len(many)
    assert "before=" in page.text
