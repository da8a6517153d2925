"""A bank of one's own: nobody else reads it; students meet its questions in quizzes given to them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from quizapp.library.models import Bank
from tests import builders
from tests.quizapp.exchange.files import page

SECRET = "Zweisimmen"


@pytest.fixture
def secret(rows, people):
    """A bank of the teacher's with a published question, given to her class as a test."""
    with rows() as session:
        teacher = people["teacher"]
        shelf = builders.own_bank(session, teacher, SECRET)
        session.add(builders.Topic(bank_id=shelf.id, slug="planets", title=f"{SECRET} topic", position=1))
        session.flush()
        asked = builders.question(session, shelf, origin="teacher", owner=teacher)
        quiz = builders.quiz(session, shelf, teacher, asks=[asked])
        quiz.title = "A test"
        given = builders.assignment(session, quiz, people["class"], teacher)
        return {"slug": shelf.slug, "question": asked.public_id, "quiz": quiz.id, "given": given.id}


def answer_wrongly(student, given: int) -> str:
    """Start what was given, answer, hand in; the address of the result."""
    attempt = student.post(f"/assignments/{given}/start").location.rsplit("/", 1)[0]
    student.post(f"{attempt}/answers", data={"writer": "w", "s1-seq": "1", "s1-choice": "1", "go": "summary"})
    return str(student.post(f"{attempt}/submit").location)


EVERYWHERE = ("/", "/quizzes", "/library", "/progress", "/cards", "/cards/decks")
FOR_TEACHERS = ("/questions", "/questions/new", "/quizzes/make", "/library", "/exchange/export")


def test_it_stands_in_no_list_of_others(rows, people, secret, client, sign_in):
    student, colleague = sign_in(people["student"]), sign_in(people["colleague"])
    answer_wrongly(student, secret["given"])
    for visitor, addresses in ((client, EVERYWHERE[:3]), (student, EVERYWHERE), (colleague, FOR_TEACHERS)):
        for address in addresses:
            reply = visitor.get(address, follow_redirects=True)
            assert reply.status_code == 200
            assert SECRET not in reply.get_data(as_text=True), address
            assert secret["slug"] not in reply.get_data(as_text=True), address


def test_its_owner_finds_it_in_hers(people, secret, sign_in):
    teacher = sign_in(people["teacher"])
    for address in FOR_TEACHERS[:4]:
        assert SECRET in page(teacher, address)
    assert SECRET in page(teacher, f"/library/{secret['slug']}")


def test_its_pages_do_not_exist_for_others(people, secret, client, sign_in):
    slug = secret["slug"]
    student, colleague = sign_in(people["student"]), sign_in(people["colleague"])
    for visitor in (client, student, colleague):
        page(visitor, f"/library/{slug}", 404)
        page(visitor, f"/quizzes/new/{slug}", 404)
        assert visitor.post(f"/quizzes/start/{slug}").status_code == 404
    assert student.post(f"/quizzes/missed/{slug}").status_code == 404
    page(colleague, f"/questions/{secret['question']}", 404)
    page(colleague, f"/quizzes/make/{slug}", 404)
    page(colleague, f"/quizzes/make/{slug}/questions", 404)
    page(colleague, f"/questions/new?bank={slug}&type=single_choice", 404)
    assert colleague.post(f"/questions/{secret['question']}/copy").status_code == 404


def test_whoever_was_given_its_quiz_takes_it_and_is_led_nowhere_else(people, secret, sign_in):
    student = sign_in(people["student"])
    result = page(student, answer_wrongly(student, secret["given"]))
    assert "Which of them is it?" in result
    assert secret["slug"] not in result
    assert "Back to your page" in result


def test_no_address_of_a_list_tells_its_topics(people, secret, sign_in):
    colleague = sign_in(people["colleague"])
    for address in ("/questions", "/exchange/export", "/exchange/export/file"):
        shown = colleague.get(f"{address}?bank={secret['slug']}&topic=planets&as=json").get_data(as_text=True)
        assert f"{SECRET} topic" not in shown
    assert f"{SECRET} topic" in page(sign_in(people["teacher"]), f"/questions?bank={secret['slug']}")


def test_an_administrator_reads_it(rows, secret, sign_in):
    with rows() as session:
        administrator = builders.administrator(session)
    page(sign_in(administrator), f"/library/{secret['slug']}")


def test_a_teacher_makes_one_from_the_page_of_banks(rows, people, sign_in):
    teacher = sign_in(people["teacher"])
    reply = teacher.post("/library", data={"title": " Lakes "})
    assert reply.status_code == 303
    assert "Lakes" in page(teacher, reply.location)
    with rows() as session:
        assert session.scalars(select(Bank.owner_id)).one() == people["teacher"].id
    assert teacher.post("/library", data={"title": ""}).status_code == 422
    assert "A bank of your own" not in page(sign_in(people["student"]), "/library")
