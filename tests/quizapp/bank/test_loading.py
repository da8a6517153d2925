"""Generated questions become versions; only what reads differently makes a new one."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import func, select, update

from questions.answer import answer_token
from questions.question import Question, Text
from questions.types import TYPES
from quizapp.bank import integrity, operations, queries
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.models import QuestionKey, QuestionVersion
from quizapp.bank.operations import Loaded
from quizapp.library.models import Bank, Topic
from tests.builders import NOW
from tests.questions.builders import example_questions

LATER = NOW + dt.timedelta(days=1)


def questions_of_every_type() -> list[Question]:
    return [
        dataclasses.replace(
            question,
            id=f"{question.type}-{number}",
            topic="first",
            targets=((f"fact-{question.type}-{number}", "object"),),
            facts=(f"fact-{question.type}-{number}",),
        )
        for name in TYPES
        for number, question in enumerate(example_questions(name))
    ]


@pytest.fixture
def bank(rows) -> Bank:
    with rows() as session:
        bank = Bank(slug="cells", title="Cells", description="", language="en", licence="CC0", loaded_at=NOW)
        session.add(bank)
        session.flush()
        session.add(Topic(bank_id=bank.id, slug="first", title="First", position=0))
    return bank


def load(rows, bank, questions, now=NOW) -> Loaded:
    with rows() as session:
        return operations.load_questions(session, bank, questions, now)


def version_ids(session):
    return list(session.scalars(select(QuestionVersion.id).order_by(QuestionVersion.id)))


def test_every_question_is_stored_and_read_back_equal(rows, bank):
    made = questions_of_every_type()
    assert load(rows, bank, made) == Loaded(added=len(made))
    with rows() as session:
        ids = version_ids(session)
        asked, sealed = queries.asked_of(session, ids), queries.sealed_of(session, ids)
        assert [asked[id] for id in ids] == [question.asked for question in made]
        assert [sealed[id] for id in ids] == [question.sealed for question in made]
        whole = queries.questions_of(session, ids)
        assert [whole[id] for id in ids] == made


def test_a_paper_is_told_what_the_words_of_a_question_give_away(rows, bank):
    first, *others = questions_of_every_type()
    asked = dataclasses.replace(first.asked, tells=("seen-first",), betrays=(others[0].id,))
    load(rows, bank, [dataclasses.replace(first, asked=asked), *others])
    with rows() as session:
        told = [(one.tells, one.betrays) for one in queries.candidates(session, bank.id)]
        assert told == [(("seen-first",), (others[0].id,)), *(((), ()) for _ in others)]


def test_loading_twice_adds_nothing(rows, bank, statements):
    made = questions_of_every_type()
    load(rows, bank, made)
    with statements() as sent:
        assert load(rows, bank, made, LATER) == Loaded()
    assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_changed_question_gets_a_new_version_and_keeps_the_old(rows, bank):
    made = questions_of_every_type()
    load(rows, bank, made)
    reworded = dataclasses.replace(made[0], asked=dataclasses.replace(made[0].asked, stem=Text("Anew?")))
    assert load(rows, bank, [reworded, *made[1:]], LATER) == Loaded(changed=1)
    with rows() as session:
        row = session.scalars(select(QuestionRow).where(QuestionRow.public_id == made[0].id)).one()
        versions = session.scalars(
            select(QuestionVersion).where(QuestionVersion.question_id == row.id).order_by("number")
        ).all()
        assert [(one.number, one.stem) for one in versions] == [
            (1, "Which of them is it?"),
            (2, "Anew?"),
        ]
        assert row.current_number == 2
        assert session.scalar(select(func.count()).select_from(QuestionKey)) == len(made) + 1


def test_a_changed_key_is_a_change_too(rows, bank):
    first, second = questions_of_every_type()[:2]
    load(rows, bank, [first, second])
    sealed = dataclasses.replace(first.sealed, explanation=Text("For another reason."))
    assert load(rows, bank, [dataclasses.replace(first, sealed=sealed), second]) == Loaded(changed=1)


def test_a_vanished_question_retires_and_may_return(rows, bank):
    made = questions_of_every_type()
    load(rows, bank, made)
    assert load(rows, bank, made[1:]) == Loaded(retired=1)
    with rows() as session:
        assert len(queries.candidates(session, bank.id)) == len(made) - 1
    assert load(rows, bank, made[1:]) == Loaded()
    assert load(rows, bank, made) == Loaded(returned=1)
    with rows() as session:
        assert len(queries.candidates(session, bank.id)) == len(made)


def test_a_question_that_only_moves_is_drawn_for_its_new_topic_at_once(rows, bank):
    made = questions_of_every_type()
    load(rows, bank, made)
    with rows() as session:
        assert {one.topic for one in queries.candidates(session, bank.id)} == {"first"}
        session.add(Topic(bank_id=bank.id, slug="second", title="Second", position=1))
    assert load(rows, bank, [dataclasses.replace(one, topic="second") for one in made]) == Loaded()
    with rows() as session:
        assert {one.topic for one in queries.candidates(session, bank.id)} == {"second"}


def test_a_question_edited_in_the_app_is_never_touched(rows, bank):
    made = questions_of_every_type()
    load(rows, bank, made)
    with rows() as session:
        row = session.scalars(select(QuestionRow).where(QuestionRow.public_id == made[0].id)).one()
        row.edited_at = LATER
    sealed = dataclasses.replace(made[0].sealed, explanation=Text("Overwritten?"))
    changed = dataclasses.replace(made[0], sealed=sealed)
    assert load(rows, bank, [changed, *made[1:]]) == Loaded()
    assert load(rows, bank, made[1:]) == Loaded()
    with rows() as session:
        row = session.scalars(select(QuestionRow).where(QuestionRow.public_id == made[0].id)).one()
        assert (row.status, row.current_number) == ("published", 1)


def test_candidates_tell_what_a_paper_needs(rows, bank):
    made = questions_of_every_type()
    load(rows, bank, made)
    with rows() as session:
        found = {one.question_id: one for one in queries.candidates(session, bank.id, ["first"])}
        assert queries.candidates(session, bank.id, ["second"]) == []
    assert list(found) == [question.id for question in made]
    for question in made:
        one = found[question.id]
        assert one.type == question.type
        assert one.topic == "first"
        assert one.targets == question.targets
        assert one.option_ids == tuple(option.id for option in question.asked.options)
        assert (one.is_true is None) == (question.type != "true_false")
        assert one.answer == answer_token(question.asked, question.sealed.key)


def test_no_key_is_read_for_candidates(rows, bank, statements):
    load(rows, bank, questions_of_every_type())
    with statements() as sent, rows() as session:
        assert queries.candidates(session, bank.id)
    assert not [one for one in sent if "sealed" in one]


@pytest.mark.parametrize(
    "planted", [{"answer_token": "another"}, {"is_true": True}, {"is_true": False}, {"is_true": None}]
)
def test_a_check_finds_what_papers_are_told_wrongly(rows, bank, planted):
    made = questions_of_every_type()
    load(rows, bank, made)
    with rows() as session:
        assert list(integrity.check(session)) == []
        told = {id: session.get(QuestionKey, id) for id in version_ids(session)}
        wrongly = [id for id, row in told.items() if getattr(row, *planted) != next(iter(planted.values()))]
        session.execute(update(QuestionKey).where(QuestionKey.version_id == wrongly[-1]).values(planted))
    with rows() as session:
        (found,) = integrity.check(session)
        assert found.startswith(f"question version {wrongly[-1]}: ")


def test_candidates_are_read_in_as_many_statements_whatever_the_types(rows, bank, statements):
    def reading(made: list[Question]) -> int:
        load(rows, bank, made)
        with statements() as sent, rows() as session:
            assert len(queries.candidates(session, bank.id)) == len(made)
        return len(sent)

    made = questions_of_every_type()
    assert reading([one for one in made if one.type == "single_choice"]) == reading(made)


def test_immutable_versions_are_read_once(rows, bank, statements):
    load(rows, bank, questions_of_every_type())
    with rows() as session:
        ids = version_ids(session)
    with statements() as sent:
        for _ in range(3):
            with rows() as session:
                queries.asked_of(session, ids)
    assert len([one for one in sent if one.startswith("SELECT")]) == 1


def test_what_may_yet_be_rolled_back_is_not_kept(app, rows, bank):
    first, second = questions_of_every_type()[:2]
    with rows() as session:
        operations.load_questions(session, bank, [first], NOW)
        queries.asked_of(session, version_ids(session))
        session.rollback()
    load(rows, bank, [second])
    with rows() as session:
        (id,) = version_ids(session)
        assert queries.asked_of(session, [id]) == {id: second.asked}


def test_a_first_start_asks_for_nothing_question_by_question(rows, bank, statements):
    template = questions_of_every_type()[0]
    many = [dataclasses.replace(template, id=f"many-{number}") for number in range(300)]
    with statements() as sent:
        load(rows, bank, many)
    assert len([one for one in sent if one.startswith("SELECT")]) < 5


def test_topics_are_counted_in_one_statement(rows, bank, statements):
    made = questions_of_every_type()
    load(rows, bank, made)
    with statements() as sent, rows() as session:
        (topic,) = queries.topics_with_counts(session, bank.id)
    assert topic.questions == len(made)
    assert len([one for one in sent if one.startswith("SELECT")]) == 1
