"""Exporting questions: what a format cannot carry is said before, and what leaves comes back the same."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from questions.formats.register import FORMATS, format_named
from questions.question import Citation, Text
from questions.types import TYPES
from quizapp.bank.models import Question, QuestionVersion
from quizapp.exchange.views import exporting
from quizapp.library.models import Bank
from tests import builders
from tests.quizapp.exchange.files import an_item, bring, page, take_in


def exported(teacher, query: str) -> list:
    reply = teacher.get(f"/exchange/export/file?as=json&{query}")
    assert reply.status_code == 200
    return [outcome.item for outcome in format_named("json").read(io.BytesIO(reply.data))]


def cited(item):
    citation = Citation("brief", 3, quote="It flows into the sea.", about="o1")
    sealed = replace(item.question.sealed, citations=(citation,))
    return replace(item, question=replace(item.question, sealed=sealed))


def everything():
    return cited(
        an_item(
            "Which is the longest river?",
            title="Rivers",
            category=("Geography", "Water"),
            tags=("long",),
            reference="Q-1",
            points=Fraction(2),
            hints=(Text("Think of Egypt."),),
        )
    )


def test_what_came_in_leaves_as_it_came(teacher):
    take_in(teacher, [everything()])
    (left,) = exported(teacher, "words=longest")
    came = everything()
    assert replace(left, question=came.question) == came
    assert (left.question.asked, left.question.sealed) == (came.question.asked, came.question.sealed)


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "csv", "numbered"])
def test_receipts_name_the_title_of_the_source_for_people(rows, teacher, people, format):
    with rows() as session:
        asked = builders.question(session, builders.bank(session))
    reply = teacher.get(f"/exchange/export/file?as={format}&question={asked.public_id}")
    assert "Source: Our brief (brief) ¶ 1: “It is so”" in reply.text.replace("\\", "")
    (outcome,) = FORMATS[format].read(io.BytesIO(reply.data))
    assert outcome.item.question.sealed.citations[0].source == "brief"
    assert "Source:" not in outcome.item.question.sealed.explanation.value


def test_what_left_adds_nothing_when_it_comes_back(rows, teacher):
    take_in(teacher, [everything(), an_item("Which is the widest?")])
    content = teacher.get("/exchange/export/file?as=json").data
    assert "Nothing new came in. 2 were here already." in page(teacher, take_in(teacher, content))
    with rows() as session:
        assert len(session.scalars(select(Question)).all()) == 2


@pytest.mark.parametrize("format", ["gift", "moodle-xml", "csv", "xlsx", "numbered", "json"])
def test_what_was_written_here_comes_back_from_other_formats_as_the_same(rows, teacher, people, format):
    with rows() as session:
        own = builders.own_bank(session, people["teacher"])
        for type in ("single_choice", "multiple_response", "true_false", "short_answer", "numeric"):
            builders.question(session, own, type, topic=None, origin="teacher", owner=people["teacher"])
    content = teacher.get(f"/exchange/export/file?as={format}&bank={own.slug}").data
    address = f"{bring(teacher, content, f'rivers{FORMATS[format].endings[0]}')}?as={format}&into={own.slug}"
    assert "5 are here already." in page(teacher, address)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(QuestionVersion)) == 5


def test_what_is_ticked_leaves_and_nothing_else(rows, teacher):
    take_in(teacher, [an_item(f"Which is number {number}?") for number in range(3)])
    with rows() as session:
        ids = session.scalars(select(Question.public_id).order_by(Question.id)).all()
    left = exported(teacher, f"question={ids[0]}&question={ids[2]}&question=nowhere")
    assert [one.question.asked.stem.value for one in left] == ["Which is number 0?", "Which is number 2?"]


def test_the_filter_of_the_list_says_what_leaves(rows, teacher):
    take_in(teacher, [an_item("Which river?", tags=("water",)), an_item("Which hill?")])
    with rows() as session:
        slug = session.scalars(select(Bank.slug)).one()
    assert len(exported(teacher, f"bank={slug}")) == 2
    assert len(exported(teacher, "words=water")) == 1
    shown = page(teacher, "/questions?words=water")
    assert "Which river?" in shown
    assert "Which hill?" not in shown


def test_a_quiz_leaves_with_the_questions_it_names(rows, teacher, people):
    with rows() as session:
        bank = builders.bank(session)
        asks = [builders.question(session, bank) for _ in range(3)]
        quiz = builders.quiz(session, bank, people["teacher"], asks=asks[:2])
    assert len(exported(teacher, f"quiz={quiz.id}")) == 2
    assert "Planets, first test" not in page(teacher, f"/exchange/export?quiz={quiz.id}", 200)
    reply = teacher.get(f"/exchange/export/file?as=json&quiz={quiz.id}")
    assert "planets-first-test.json" in reply.headers["Content-Disposition"]


@pytest.mark.parametrize("query", ["quiz=0", "quiz=x", "quiz=99999999999999999999"])
def test_a_quiz_of_somebody_else_does_not_exist(teacher, query):
    page(teacher, f"/exchange/export?{query}", 404)


def test_nobody_takes_out_what_she_may_not_see(rows, teacher, people, sign_in):
    take_in(teacher, [an_item()])
    with rows() as session:
        public_id = session.scalars(select(Question.public_id)).one()
    colleague = sign_in(people["colleague"])
    assert exported_by(colleague, f"question={public_id}") == 0
    assert exported_by(colleague, "") == 0
    assert sign_in(people["student"]).get("/exchange/export/file?as=json").status_code == 403


def exported_by(client, query: str) -> int:
    reply = client.get(f"/exchange/export/file?as=json&{query}")
    return reply.data.count(b'"stem"')


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("type", TYPES)
def test_each_type_leaves_in_each_format_or_it_is_said_why_not(teacher, format, type):
    take_in(teacher, [an_item(type=type) if type != "cloze" else an_item("{{1}} and {{2}}", type="cloze")])
    shown = page(teacher, f"/exchange/export?as={format}")
    reply = teacher.get(f"/exchange/export/file?as={format}")
    assert reply.status_code == 200
    leaves = "1 question leaves as" in shown
    assert leaves or "No question can leave as" in shown
    if leaves:
        read = list(FORMATS[format].read(io.BytesIO(reply.data)))
        assert [one.verdict for one in read if one.item is None] == []


def test_an_unknown_format_makes_no_file(teacher):
    page(teacher, "/exchange/export/file?as=docx-of-old", 404)


def test_the_list_asks_the_same_number_of_statements_for_one_question_and_for_fifty(
    rows, teacher, statements
):
    def sent_for(address: str) -> int:
        with statements() as sent:
            page(teacher, address)
        return len(sent)

    take_in(teacher, [an_item("Which is the first?")])
    one = sent_for("/exchange/export"), sent_for("/questions")
    take_in(teacher, [an_item(f"Which is number {number}?") for number in range(49)])
    assert (sent_for("/exchange/export"), sent_for("/questions")) == one


@pytest.mark.parametrize("type", ["single_choice", "multiple_response"])
def test_choices_leave_as_typed_text_whatever_their_options_are_called_here(type):
    item = an_item("Which of these are metals?", type=type)
    numbered = format_named("numbered")
    assert numbered.fit(item).refused == ""
    file = io.BytesIO()
    numbered.write([item], file)
    file.seek(0)
    (read,) = numbered.read(file)
    right = {item.question.asked.texts[id] for id in item.question.sealed.key.right}
    assert {read.item.question.asked.texts[id] for id in read.item.question.sealed.key.right} == right


def test_a_file_that_takes_a_while_is_announced(teacher, monkeypatch):
    take_in(teacher, [an_item(f"Which river has the number {number}?") for number in range(3)])
    assert "up to half a minute" not in page(teacher, "/exchange/export?bank=&as=json")
    monkeypatch.setattr(exporting, "TAKES_A_WHILE", 3)
    assert "up to half a minute" in page(teacher, "/exchange/export?bank=&as=json")


def test_what_is_lost_is_listed_by_its_words_and_not_by_its_markup(teacher):
    item = an_item()
    asked = replace(item.question.asked, stem=Text("Which **river** is $x^2$ long?", "markdown"))
    take_in(teacher, [replace(item, question=replace(item.question, asked=asked), tags=("a",))])
    shown = page(teacher, "/exchange/export?as=aiken")
    assert "Which river is" in shown
    assert "**river**" not in shown
