"""Importing questions: each is looked at first, nothing comes twice, and all of it can be taken back."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from questions.formats.item import Item
from questions.question import Text
from quizapp.bank.carrying import item_of
from quizapp.bank.models import Question, QuestionTag, QuestionVersion
from quizapp.bank.queries import questions_of
from quizapp.exchange.models import QuestionImport
from quizapp.library.models import Bank, Topic
from tests.quizapp.exchange.files import an_item, bring, file_of, flawed_item, page, take_in

STEMS = ("Which is the longest river?", "Which is the deepest lake?", "Which is the widest delta?")


def items() -> list[Item]:
    return [an_item(stem) for stem in STEMS]


def count(session, row) -> int:
    return session.scalar(select(func.count()).select_from(row))


def test_a_file_is_looked_at_before_anything_of_it_is_kept(rows, teacher):
    shown = page(teacher, bring(teacher, file_of(items())))
    assert "3 questions can come in." in shown
    assert all(stem in shown for stem in STEMS)
    assert 'value="Rivers of Europe"' in shown
    with rows() as session:
        assert count(session, Question) == count(session, Bank) == 0


def test_what_is_accepted_becomes_published_questions_of_an_own_bank(rows, teacher, people):
    shown = page(teacher, take_in(teacher, items()))
    assert "3 questions came in." in shown
    assert "Make a quiz of these 3" in shown
    with rows() as session:
        bank = session.scalars(select(Bank)).one()
        assert (bank.title, bank.owner_id) == ("Rivers", people["teacher"].id)
        found = session.scalars(select(Question).order_by(Question.id)).all()
        assert {(one.status, one.current_number, one.owner_id) for one in found} == {
            ("published", 1, people["teacher"].id)
        }
        assert tuple(session.scalars(select(QuestionVersion.stem).order_by(QuestionVersion.id))) == STEMS


def test_all_that_came_with_a_question_is_kept_with_it(rows, teacher):
    item = an_item(
        title="A title",
        category=("Geography", "Rivers"),
        tags=("water", "Fluß"),
        reference="Q-17",
        points=Fraction(5, 2),
        penalty=Fraction(1, 3),
        hints=(Text("Think of *Egypt*.", "markdown"),),
    )
    take_in(teacher, [item])
    with rows() as session:
        row, version = session.execute(
            select(Question, QuestionVersion).join(
                QuestionVersion, QuestionVersion.question_id == Question.id
            )
        ).one()
        question = questions_of(session, [version.id])[version.id]
        assert (question.asked, question.sealed) == (item.question.asked, item.question.sealed)
        assert item_of(item.question, version.carried, row.reference) == item
        assert session.scalars(select(Topic.title)).all() == ["Geography / Rivers"]
        assert set(session.scalars(select(QuestionTag.tag))) == {"water", "Fluß"}


def test_the_same_file_twice_adds_nothing(rows, teacher):
    take_in(teacher, items())
    again = page(teacher, bring(teacher, file_of(items())))
    assert "0 questions can come in." in again
    assert "3 are here already." in again
    assert "Into your bank “Rivers”" in again
    into = "new"
    assert "Nothing new came in." in page(teacher, take_in(teacher, items(), into=into))
    with rows() as session:
        assert (count(session, Question), count(session, Bank), count(session, QuestionImport)) == (3, 1, 1)


@pytest.mark.parametrize("reference", ["", "r1"])
def test_a_changed_question_becomes_a_new_version(rows, teacher, reference):
    item = an_item(STEMS[0], reference=reference)
    take_in(teacher, [item])
    sealed = replace(item.question.sealed, explanation=Text("Because it was measured."))
    changed = replace(item, question=replace(item.question, sealed=sealed))
    shown = page(teacher, bring(teacher, file_of([changed]), "Rivers.json"))
    assert "becomes a new version" in shown
    assert "has a new version." in page(teacher, take_in(teacher, [changed]))
    with rows() as session:
        row = session.scalars(select(Question)).one()
        assert (row.current_number, count(session, QuestionVersion)) == (2, 2)


def test_a_file_older_than_what_was_changed_since_changes_nothing_by_itself(rows, teacher):
    old, new = an_item("Old?", reference="r"), an_item("New?", reference="r")
    take_in(teacher, [old])
    take_in(teacher, [new])
    address = bring(teacher, file_of([old]))
    assert "this is the older wording" in page(teacher, address)
    take_in(teacher, [old])
    with rows() as session:
        assert count(session, QuestionVersion) == 2
    address = bring(teacher, file_of([old]))
    reply = teacher.post(address, data={"publishing": "all", "shown": "1", "take": "1"})
    assert reply.status_code == 303
    with rows() as session:
        assert session.scalars(select(Question)).one().current_number == 3


def test_questions_that_ask_in_the_same_words_stay_apart(rows, teacher):
    first = an_item("Which is right?")
    options = first.question.asked.options
    turned = replace(first.question.asked, options=options[::-1])
    second = replace(first, question=replace(first.question, asked=turned))
    take_in(teacher, [first, second])
    assert "Nothing new came in." in page(teacher, take_in(teacher, [second, first]))
    with rows() as session:
        assert count(session, Question) == 2


def test_a_question_that_stands_twice_in_a_file_comes_once(rows, teacher):
    take_in(teacher, [an_item(), an_item()])
    with rows() as session:
        assert count(session, Question) == 1


def test_what_is_not_ticked_stays_out(rows, teacher):
    address = bring(teacher, file_of(items()))
    fields = {"title": "Rivers", "publishing": "all", "shown": ["1", "2", "3"], "take": ["1", "3"]}
    assert teacher.post(address, data=fields).status_code == 303
    with rows() as session:
        assert tuple(session.scalars(select(QuestionVersion.stem))) == (STEMS[0], STEMS[2])


def test_ticks_of_one_page_are_kept_while_another_is_looked_at(rows, teacher):
    many = [an_item(f"Which is river number {number}?") for number in range(1, 106)]
    address = bring(teacher, file_of(many))
    first = page(teacher, address)
    assert "river number 50?" in first
    assert "river number 51?" not in first
    ticked = [str(number) for number in range(2, 21)]
    reply = teacher.post(f"{address}/ticks", data={"shown": ["1", *ticked], "take": ticked, "go": "3"})
    assert reply.status_code == 303
    third = page(teacher, reply.location)
    assert "river number 105?" in third
    assert "104 questions can come in." in third
    assert page(teacher, f"{address}?page=1").count(" checked") >= 19
    assert page(teacher, f"{address}?page=4", 404)
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    with rows() as session:
        assert count(session, Question) == 104


def test_what_needs_a_look_stands_first_and_open_and_the_rest_is_folded(teacher):
    typed = "1. Which?\n*a) Seine\nb) Rhine\n\n2. Who?\na) Ann\nb) Ben\n\n3. Where?\n*a) Paris\nb) Rome\n"
    address = bring(teacher, typed)
    shown = page(teacher, address)
    first, _heading, rest = shown.partition("Read without a doubt")
    assert "No right answer is marked" in first
    assert "<details" not in first.partition("As students will see them")[2]
    assert rest.count("<details") == 2
    assert "Right: <bdi>Paris</bdi>" in rest
    unfolded = page(teacher, f"{address}?open=1")
    assert "Read without a doubt" not in unfolded
    assert unfolded.count("sheet sheet-small seen") == 2


def test_a_handout_may_join_what_came_in(teacher):
    after = page(teacher, take_in(teacher, [an_item()]))
    link = after.partition("Add questions from a handout")[0].rpartition('href="')[2].partition('"')[0]
    chosen = page(teacher, link)
    assert " selected" in chosen.partition(">Rivers</option>")[0].rpartition("<option")[2]


def test_the_button_that_imports_is_in_reach_on_a_phone_too(teacher):
    shown = page(teacher, bring(teacher, file_of([an_item()])))
    dock = shown.partition('class="dock"')[2]
    assert 'form="take">Import 1 question</button>' in dock


def test_what_the_checks_find_is_shown_and_waits_as_a_draft(rows, teacher):
    address = bring(teacher, file_of([an_item(), flawed_item()]))
    assert "The checks find an error in 1 of them." in page(teacher, address)
    assert "1 waits as a draft." in page(
        teacher, take_in(teacher, [an_item(), flawed_item()], publishing="sound")
    )
    with rows() as session:
        assert session.scalars(select(Question.status).order_by(Question.id)).all() == ["published", "draft"]


def test_what_needs_a_look_says_why(teacher):
    typed = (
        "1. Is it?\n*Yes\nNo\n\n2. When?\na) 1990\n*b) after 1980\nc) 1970\n\n3. Which?\na) this\nb) that\n"
    )
    address = bring(teacher, f"{typed}\n4. Why?\nType: number\nAnswer: words\n")
    assert (
        "Need a look: 2 are refused; 1 may be meant otherwise than it was read; "
        "the checks find an error in 1." in page(teacher, address)
    )
    assert "Need a look:" not in page(teacher, bring(teacher, file_of([an_item()])))


def test_drafts_are_asked_nowhere_until_they_are_published(rows, teacher):
    take_in(teacher, items(), publishing="none")
    with rows() as session:
        assert set(session.execute(select(Question.status, Question.current_number)).all()) == {("draft", 0)}


def test_an_import_can_be_taken_back_and_comes_again(rows, teacher):
    address = take_in(teacher, items())
    reply = teacher.post(f"{address}/take-back")
    assert "3 questions were taken back." in page(teacher, reply.location)
    with rows() as session:
        assert set(session.scalars(select(Question.status))) == {"retired"}
    assert "3 are back." in page(teacher, take_in(teacher, items()))
    with rows() as session:
        assert set(session.execute(select(Question.status, Question.current_number)).all()) == {
            ("published", 1)
        }
        assert count(session, QuestionVersion) == 3


def test_taking_back_asks_again_what_was_asked_before(rows, teacher):
    take_in(teacher, [an_item("Old?", reference="r")])
    address = take_in(teacher, [an_item("New?", reference="r")])
    teacher.post(f"{address}/take-back")
    with rows() as session:
        row = session.scalars(select(Question)).one()
        assert (row.status, row.current_number) == ("published", 1)


def test_a_file_of_which_nothing_can_be_read_says_why(teacher):
    shown = page(teacher, bring(teacher, b'{"questions": ', "broken.json"), 422)
    assert "Nothing can come in." in shown


def test_the_question_that_is_refused_is_named_and_the_rest_comes_in(rows, teacher):
    good, bad = an_item(), an_item("Bad?")
    broken = replace(bad, question=replace(bad.question, asked=replace(bad.question.asked, options=())))
    address = bring(teacher, file_of([good, broken]))
    shown = page(teacher, address)
    assert "1 is refused." in shown
    assert "Question 2" in page(teacher, f"{address}?show=refused")
    teacher.post(address, data={"title": "Rivers", "publishing": "all"})
    with rows() as session:
        assert count(session, Question) == 1


def test_nothing_to_send_is_said_at_the_field(teacher):
    reply = teacher.post("/exchange/import", data={"text": "  "}, content_type="multipart/form-data")
    assert reply.status_code == 422
    assert "Choose a file here" in reply.get_data(as_text=True)


def test_what_a_teacher_has_sent_and_imported_is_hers(teacher, people, sign_in):
    colleague = sign_in(people["colleague"])
    address = bring(teacher, file_of(items()))
    kept = take_in(teacher, items())
    for one in (address, kept):
        page(colleague, one, 404)
    assert colleague.post(f"{kept}/take-back").status_code == 404


def test_a_tick_for_a_new_bank_brings_no_older_wording_into_another(rows, teacher):
    take_in(teacher, [an_item("Old?", reference="r")])
    take_in(teacher, [an_item("New?", reference="r")])
    with rows() as session:
        slug = session.scalars(select(Bank.slug)).one()
    address = bring(teacher, file_of([an_item("Old?", reference="r")]))
    teacher.post(f"{address}/ticks?into=new", data={"shown": "1", "take": "1"})
    assert "0 questions can come in." in page(teacher, f"{address}?into={slug}")


def test_ticks_of_one_reading_say_nothing_about_another(teacher):
    address = bring(teacher, "1. What?\na) x\n*b) y\n\n2. Who?\na) x\n*b) y\n")
    teacher.post(f"{address}/ticks?as=numbered", data={"shown": "1"})
    assert "1 question can come in." in page(teacher, f"{address}?as=numbered")
    teacher.post(f"{address}/ticks?as=quizlet", data={"shown": "2", "take": "2"})
    assert "1 question can come in." in page(teacher, f"{address}?as=numbered")


def test_taking_back_one_import_after_the_other_leaves_nothing_that_is_asked(rows, teacher):
    first = take_in(teacher, [an_item("Old?", reference="r")])
    second = take_in(teacher, [an_item("New?", reference="r")])
    for address in (second, first):
        teacher.post(f"{address}/take-back")
    with rows() as session:
        assert session.scalars(select(Question.status)).all() == ["retired"]


def test_tags_of_what_was_taken_back_come_again_with_it(rows, teacher):
    item = an_item(tags=("water",))
    address = take_in(teacher, [item])
    teacher.post(f"{address}/take-back")
    assert "1 is back." in page(teacher, take_in(teacher, [item]))
    with rows() as session:
        assert session.scalars(select(QuestionTag.tag)).all() == ["water"]


def test_a_new_version_that_was_taken_back_comes_again_with_its_file(rows, teacher):
    old, new = (an_item(stem, reference="r", tags=("water",)) for stem in ("Old?", "New?"))
    take_in(teacher, [old])
    address = take_in(teacher, [new])
    teacher.post(f"{address}/take-back")
    assert "1 is here already." in page(teacher, bring(teacher, file_of([old])))
    assert "Here, but not asked: comes back" in page(teacher, bring(teacher, file_of([new])))
    assert "1 is back." in page(teacher, take_in(teacher, [new]))
    with rows() as session:
        row = session.scalars(select(Question)).one()
        assert (row.status, row.current_number, count(session, QuestionVersion)) == ("published", 2, 2)


def test_a_version_that_waits_as_a_draft_is_here_already(rows, teacher):
    take_in(teacher, [an_item("Old?", reference="r")])
    take_in(teacher, [an_item("New?", reference="r")], publishing="none")
    assert "1 is here already." in page(teacher, bring(teacher, file_of([an_item("New?", reference="r")])))
    take_in(teacher, [an_item("New?", reference="r")], publishing="all")
    with rows() as session:
        row = session.scalars(select(Question)).one()
        assert (row.status, row.current_number) == ("published", 1)


def test_what_comes_back_as_a_draft_takes_nothing_from_students(rows, teacher):
    take_in(teacher, [an_item("Old?", reference="r")])
    address = take_in(teacher, [an_item("New?", reference="r")])
    teacher.post(f"{address}/take-back")
    take_in(teacher, [an_item("New?", reference="r")], publishing="none")
    with rows() as session:
        row = session.scalars(select(Question)).one()
        assert (row.status, row.current_number) == ("published", 1)


@pytest.mark.parametrize("address", ["/exchange/import", "/exchange/handouts"])
def test_a_file_beside_pasted_text_is_refused_and_the_text_kept(teacher, address):
    data = {"text": "1. The longest river?", "file": (io.BytesIO(b"Other."), "other.txt"), "bank": "new"}
    reply = teacher.post(address, data=data, content_type="multipart/form-data")
    assert reply.status_code == 422
    said = reply.get_data(as_text=True)
    assert "Only one can be read" in said
    assert "1. The longest river?" in said


def test_a_preview_says_in_words_what_decides_the_marks(teacher):
    table = (
        "type,question,correct,also accepted,tolerance,feedback true\n"
        "short answer,Which river?,Nile,The long one,,\n"
        "numeric,How long?,6650,,2,\n"
        "true/false,It is long.,true,,,Right so.\n"
    )
    shown = page(teacher, bring(teacher, table.encode(), "t.csv"))
    assert "“The long one” counts as right." in shown
    assert "It counts within ± 2." in shown
    assert "“True” is told: Right so." in shown


def test_reasons_that_lack_are_counted_where_others_are_there(teacher):
    table = (
        "question,option A,option B,option C,correct,feedback B\n"
        "Which river is it?,Nile,Rhine,Seine,A,It is in Europe.\n"
        "Which lake is it?,Baikal,Garda,Como,A,\n"
    )
    shown = page(teacher, bring(teacher, table.encode(), "t.csv"))
    assert "Wrong options without a reason: 1." in shown
    assert shown.count("Nothing says why the wrong options are wrong.") == 1


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "river.jpg", "This is a picture, not a file of questions."),
        (b"The Nile is long. It flows north.", "river.txt", "No question was found in it."),
    ],
)
def test_what_holds_no_questions_is_called_what_it_is(teacher, content, name, why):
    assert why in page(teacher, bring(teacher, content, name), 422)
