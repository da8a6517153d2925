"""Gaps and weights in the editor: typed, kept over versions, shown, and refused in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from questions.question import ChoiceKey, Gap, GapsKey, NumberKey, Text, TextKey, Why
from quizapp.bank import operations, queries
from quizapp.bank.drafting import is_editable, obstacle_to_editing
from quizapp.bank.models import Question, QuestionVersion
from tests import builders
from tests.questions.builders import a_cloze, a_question, example_questions, options_of
from tests.quizapp.bank.conftest import choice_form
from tests.quizapp.bank.html import form_fields

NEW = "/questions/new?bank=cells&type=cloze"
TEXT = "{{Ribosomes|A ribosome}} build {{=proteins|sugar}} in {{#2±1 steps}}."
WEIGHED = [
    *example_questions("cloze"),
    *(one for one in example_questions("single_choice") if one.sealed.key.shares),
    *(one for one in example_questions("multiple_response") if one.sealed.key.shares),
    example_questions("numeric")[4],
    *example_questions("short_answer")[3:],
]


@pytest.fixture
def ada(rows, cells):
    with rows() as session:
        return builders.teacher(session, "ada")


@pytest.fixture
def teacher(sign_in, ada):
    return sign_in(ada)


def gap_form(**changes):
    """A text with gaps as the editor sends it: complete and cited."""
    whole = choice_form(stem=TEXT, **changes)
    return {name: value for name, value in whole.items() if not name.startswith("option") and name != "right"}


def kept(rows, cells, ada, question):
    """A question that came from elsewhere; the address of its editor."""
    with rows() as session:
        row = operations.create_question(
            session,
            question,
            bank_id=cells.id,
            topic_id=None,
            owner_id=ada.id,
            public_id="from-elsewhere",
            now=builders.NOW,
        )
        session.commit()
        return f"/questions/{row.public_id}/edit"


def newest(session):
    row = session.scalars(select(Question).order_by(Question.id.desc())).first()
    version = queries.newest_version(session, row.id)
    return row, queries.questions_of(session, [version.id])[version.id]


def test_a_text_with_gaps_is_written_and_published(rows, teacher, cells):
    reply = teacher.post(NEW, data=gap_form(action="publish"))
    assert reply.status_code == 303, reply.text
    with rows() as session:
        row, question = newest(session)
        assert (row.status, question.type) == ("published", "cloze")
        assert question.asked.stem.value == "{{1}} build {{2}} in {{3}}."
        assert question.sealed.key == GapsKey(
            (
                ("1", TextKey(("Ribosomes", "A ribosome"))),
                ("2", ChoiceKey(("o1",))),
                ("3", NumberKey(Fraction(2), Fraction(1))),
            )
        )
        assert question.sealed.citations[0].quote == "Ribosomes build proteins"
        assert question.id in {one.question_id for one in queries.candidates(session, cells.id)}


def test_the_preview_shows_the_gaps_and_not_what_belongs_in_them(teacher):
    page = teacher.post("/questions/preview?bank=cells&type=cloze", data=gap_form()).text
    preview = page.partition('id="editor-preview"')[2].partition('class="paper')[0]
    assert "Fill in the 3 gaps." in preview
    assert preview.count("gap-typed") == 2
    assert "A ribosome" not in preview


@pytest.mark.parametrize(
    ("stem", "fault"),
    [
        ("Cells\n{{}} here", "Line 2, gap “{{}}”: it is empty."),
        ("{{Ribosomes build", "Line 1: the gap that begins with “{{Ribosomes build…” is not closed."),
    ],
)
def test_a_gap_that_cannot_be_read_is_named_and_nothing_is_kept(rows, teacher, stem, fault):
    before = count(rows)
    reply = teacher.post(NEW, data={**gap_form(), "stem": stem})
    assert reply.status_code == 422
    assert reply.text.count(fault) == 2, "at the field and beside it"
    assert stem.split("\n")[-1] in reply.text
    preview = teacher.post("/questions/preview?bank=cells&type=cloze", data={**gap_form(), "stem": stem})
    assert fault in preview.text
    assert count(rows) == before


def test_each_fault_of_a_text_is_named(teacher):
    reply = teacher.post(NEW, data={**gap_form(), "stem": "{{}}\n{{=a}}\n{{b"})
    for line, words in ((1, "it is empty"), (2, "a list needs two options"), (3, "is not closed")):
        assert f"Line {line}" in reply.text
        assert words in reply.text


def test_a_text_without_gaps_is_a_draft_that_cannot_be_published(teacher):
    assert teacher.post(NEW, data={**gap_form(), "stem": "No gap."}).status_code == 303
    reply = teacher.post(NEW, data={**gap_form(action="publish"), "stem": "No gap."})
    assert reply.status_code == 422
    assert "A cloze text needs at least one gap." in reply.text


@pytest.mark.parametrize("question", WEIGHED)
def test_what_came_from_elsewhere_survives_the_editor_unchanged(rows, teacher, ada, cells, question):
    address = kept(rows, cells, ada, question)
    sent = form_fields(teacher.get(address).text, "editor-form")
    assert teacher.post(address, data={**sent, "action": "save"}).status_code == 303
    with rows() as session:
        row, again = newest(session)
        assert (again.asked, again.sealed) == (question.asked, question.sealed)
        assert session.scalar(select(func.count()).where(QuestionVersion.question_id == row.id)) == 1


def test_a_changed_gap_keeps_its_weight_and_reasons_and_says_so(rows, teacher, ada, cells):
    cloze = a_cloze(
        "{{b}} lies on the {{a}}.",
        (Gap("b", "short_answer", weight=3), TextKey(("Par*",), ("Pisa",), has_wildcards=True)),
        (Gap("a", "single_choice", ("o1", "o2")), ChoiceKey(("o2",))),
        options=options_of("Rhine", "Seine"),
    )
    whys = (Why("a:o1", "That is Cologne.", "written"),)
    address = kept(rows, cells, ada, replace(cloze, sealed=replace(cloze.sealed, whys=whys)))
    page = teacher.get(address).text
    for words in (
        "Gap 1 counts 3 times.",
        "Gap 1: An asterisk stands",
        "Gap 2, “Rhine” is told: That is Col",
    ):
        assert words in page
    sent = form_fields(page, "editor-form")
    stem = sent["stem"].replace("{{Par*}}", "{{Paris|Lut*}}, {{new}},")
    assert teacher.post(address, data={**sent, "stem": stem, "action": "save"}).status_code == 303
    with rows() as session:
        _row, question = newest(session)
    assert question.asked.stem.value == "{{b}}, {{1}}, lies on the {{a}}."
    assert question.asked.gaps[0].weight == 3
    assert dict(question.sealed.key.keys)["b"] == TextKey(("Paris", "Lut*"), ("Pisa",), has_wildcards=True)
    assert question.sealed.whys == whys


def test_shares_and_reasons_of_typed_answers_stay_when_an_answer_is_added(rows, teacher, ada, cells):
    question = example_questions("short_answer")[5]
    whys = (Why("Jose", "Mind the accent.", "written"), Why("José", "Yes.", "entailed"))
    address = kept(rows, cells, ada, replace(question, sealed=replace(question.sealed, whys=whys)))
    page = teacher.get(address).text
    assert "“Jose” earns 50 %." in page
    assert "“Jose” is told: Mind the accent." in page
    sent = form_fields(page, "editor-form")
    teacher.post(address, data={**sent, "accepted": "Pepe", "action": "save"})
    with rows() as session:
        _row, question = newest(session)
    assert question.sealed.key == TextKey(("Pepe",), (), (("Jose", Fraction(1, 2)),))
    assert question.sealed.whys == whys[:1]


def test_a_weighed_choice_does_not_change_what_is_right(rows, teacher, ada, cells):
    address = kept(rows, cells, ada, example_questions("single_choice")[3])
    page = teacher.get(address).text
    assert "“Oslo” earns 50 %." in page
    assert "“Rome” costs 33.33333 %." in page
    sent = form_fields(page, "editor-form")
    reply = teacher.post(address, data={**sent, "right": "0", "action": "publish"})
    assert reply.status_code == 422
    assert "what is right cannot change" in reply.text


def test_what_the_editor_cannot_show_it_refuses_in_words(rows, teacher, ada, cells):
    spaced = a_cloze("The {{1}}.", (Gap("1", "short_answer"), TextKey((" x ",))))
    assert "cannot be typed in the editor" in obstacle_to_editing(spaced)
    assert "Questions of this type" in obstacle_to_editing(example_questions("matching")[0])
    assert all(map(is_editable, WEIGHED))
    address = kept(rows, cells, ada, spaced)
    page = teacher.get(address.removesuffix("/edit")).text
    assert "cannot be typed in the editor" in page
    assert address not in page
    assert teacher.get(address).status_code == 404
    assert teacher.post(address.replace("/edit", "/copy")).status_code == 409


def test_the_page_of_a_cloze_lists_the_answers_of_each_gap(rows, teacher, ada, cells):
    address = kept(rows, cells, ada, example_questions("cloze")[0])
    page = " ".join(teacher.get(address.removesuffix("/edit")).text.split())
    assert '<td class="number">1</td><td><b>Seine</b></td><td>Rhine</td><td class="number">2×</td>' in page
    assert "<td><b>37 ± 1 bridges</b></td><td>–</td>" in page


def test_hostile_gaps_are_shown_as_words(teacher, rows, ada, cells):
    address = kept(rows, cells, ada, example_questions("cloze")[3])
    for page in (address, address.removesuffix("/edit")):
        shown = teacher.get(page).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert "<script>alert" not in shown
    fault = teacher.post(NEW, data={**gap_form(), "stem": "{{<script>alert(1)</script>"}).text
    assert "<script>alert" not in fault


def test_each_type_is_offered_with_an_example(teacher):
    page = teacher.get("/questions/new").text
    assert "Text with gaps" in page
    assert "Open answer" in page
    assert page.count("type-example") == page.count('name="type"')


def count(rows):
    with rows() as session:
        return session.scalar(select(func.count()).select_from(Question))


def test_what_the_editor_cannot_show_is_published_with_the_flaws_that_its_page_names(
    rows, teacher, ada, cells
):
    question = a_question("single_choice", ChoiceKey(("o1",)), options_of(*"abcdefghijklm"))
    address = kept(rows, cells, ada, question).removesuffix("/edit")
    page = teacher.get(address).text
    assert "The editor has room for" in page
    assert "Check this before you publish it" in page
    assert "Publish version 1" in page

    assert teacher.post(f"{address}/publish").status_code == 303

    assert "Publish version" not in teacher.get(address).text
    with rows() as session:
        row = session.scalars(select(Question).order_by(Question.id.desc())).first()
        assert (row.status, row.current_number) == ("published", 1)


def test_a_reason_with_looks_keeps_them_when_its_words_are_changed(rows, teacher, ada, cells):
    question = a_question("single_choice", ChoiceKey(("o1",)), options_of("a", "b"))
    whys = (Why("o1", "**Yes**, it is.", "entailed", "markdown"), Why("o2", "No * no.", "written"))
    address = kept(rows, cells, ada, replace(question, sealed=replace(question.sealed, whys=whys)))
    sent = form_fields(teacher.get(address).text, "editor-form")
    assert (sent["options-0-why"], sent["options-1-why"]) == ("**Yes**, it is.", "No * no.")

    sent |= {"options-0-why": "**Yes**, so it is.", "options-1-why": "No.", "action": "save"}
    assert teacher.post(address, data=sent).status_code == 303

    with rows() as session:
        _row, question = newest(session)
    assert [why.said for why in question.sealed.whys] == [Text("**Yes**, so it is.", "markdown"), Text("No.")]
