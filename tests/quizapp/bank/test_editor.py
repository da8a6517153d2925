"""Writing, checking, publishing and mending questions in the editor."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from questions.question import ChoiceKey
from quizapp.bank import operations, queries
from quizapp.bank.drafting import EDITABLE
from quizapp.bank.models import Question, QuestionVersion
from quizapp.bank.version_cache import forget_versions
from quizapp.errors import Conflict
from quizapp.library.models import Passage, Source
from tests import builders
from tests.questions.builders import example_question
from tests.questions.pictures.samples import png
from tests.quizapp.bank.conftest import choice_form
from tests.quizapp.bank.html import form_fields

NEW = "/questions/new?bank=cells&type=single_choice"
FORMS = {
    "single_choice": {},
    "multiple_response": {"right": ["0", "1"], "tells_how_many": "y"},
    "true_false": {"verdict": "false", "corrected": "Ribosomes build proteins."},
    "short_answer": {"accepted": "ribosome\nribosomes"},
    "numeric": {"number": "1,665", "unit": "years", "tolerance": "2.5"},
    "date": {"date": "March 1665", "tolerance_days": "3"},
    "cloze": {"stem": "{{Ribosomes|A ribosome}} build {{=proteins|sugar}} in {{#2±1 steps}}."},
    "open_answer": {"guide": "It names proteins and where they are built."},
}


@pytest.fixture
def ada(rows, cells):
    with rows() as session:
        return builders.teacher(session, "ada")


@pytest.fixture
def teacher(sign_in, ada):
    return sign_in(ada)


def write(teacher, **changes):
    """Write a question and return the address of its editor."""
    reply = teacher.post(NEW, data=choice_form(**changes))
    assert reply.status_code == 303, reply.text
    return reply.location


def newest(session):
    row = session.scalars(select(Question).order_by(Question.id.desc())).first()
    version = queries.newest_version(session, row.id)
    return row, queries.questions_of(session, [version.id])[version.id]


def test_a_draft_is_kept_and_asked_nowhere(rows, teacher, ada, cells):
    write(teacher)
    with rows() as session:
        row, question = newest(session)
        assert (row.status, row.current_number, row.owner_id, row.origin) == ("draft", 0, ada.id, "teacher")
        assert question.sealed.key == ChoiceKey(("o1",))
        assert question.sealed.citations[0].quote == "Ribosomes build proteins"
        assert question.id not in {one.question_id for one in queries.candidates(session, cells.id)}


def test_a_published_question_is_asked_from_then_on(rows, teacher, cells):
    reply = teacher.post(NEW, data=choice_form(action="publish"))
    assert reply.status_code == 303
    with rows() as session:
        row, question = newest(session)
        assert (row.status, row.current_number) == ("published", 1)
        assert question.id in {one.question_id for one in queries.candidates(session, cells.id)}


def test_saving_a_draft_of_a_published_question_asks_students_nothing_new(rows, teacher):
    address = teacher.post(NEW, data=choice_form(action="publish")).location + "/edit"
    version = row_version(teacher, address)
    teacher.post(address, data=choice_form(stem="Which part builds them?", row_version=version))
    with rows() as session:
        row, question = newest(session)
        assert (row.status, row.current_number) == ("published", 1)
        assert question.asked.stem.value == "Which part builds them?"
        stems = session.scalars(select(QuestionVersion.stem).order_by(QuestionVersion.number))
        assert "Which part of a cell builds proteins?" in list(stems)


@pytest.mark.parametrize("type", EDITABLE)
def test_every_type_survives_the_editor_unchanged(rows, teacher, type):
    base = choice_form(**FORMS[type])
    if type not in ("single_choice", "multiple_response", "true_false"):
        base = {name: value for name, value in base.items() if not name.startswith("option")}
    reply = teacher.post(f"/questions/new?bank=cells&type={type}", data=base)
    assert reply.status_code == 303, reply.text
    with rows() as session:
        _row, first = newest(session)
    sent = fields_of(teacher.get(reply.location).text)
    assert teacher.post(reply.location, data={**sent, "action": "save"}).status_code == 303
    with rows() as session:
        row, again = newest(session)
        assert again == first
        assert session.scalar(select(func.count()).where(QuestionVersion.question_id == row.id)) == 1


def test_an_administrator_mends_a_generated_question_without_losing_its_receipts(rows, sign_in, cells):
    with rows() as session:
        root = builders.administrator(session, "root")
        generated = [one for one in queries.candidates(session, cells.id) if one.type in EDITABLE]
        before = queries.questions_of(session, [one.version_id for one in generated])
    teacher = sign_in(root)
    for one in generated:
        address = f"/questions/{one.question_id}/edit"
        sent = fields_of(teacher.get(address).text)
        reply = teacher.post(address, data={**sent, "explanation": "Mended.", "action": "save"})
        assert reply.status_code == 303, reply.text
        with rows() as session:
            row = session.scalars(select(Question).where(Question.public_id == one.question_id)).one()
            after = queries.questions_of(session, [queries.newest_version(session, row.id).id])
        (mended,) = after.values()
        old = before[one.version_id]
        assert mended.sealed.explanation.value == "Mended."
        assert mended.asked == old.asked
        assert mended.sealed.key == old.sealed.key
        assert set(mended.sealed.citations) == set(old.sealed.citations)
        assert mended.sealed.whys == old.sealed.whys
        assert (mended.targets, mended.facts) == (old.targets, old.facts)


def test_checking_keeps_nothing(rows, teacher):
    before = count(rows, Question)
    reply = teacher.post(NEW, data=choice_form(action="check"))
    assert reply.status_code == 200
    assert "Proves Ribosome" in reply.text
    assert "checks passed" in reply.text
    assert count(rows, Question) == before


def test_the_preview_answers_with_the_parts_of_the_page(rows, teacher):
    before = count(rows, Question)
    reply = teacher.post("/questions/preview?bank=cells&type=single_choice", data=choice_form())
    assert reply.status_code == 200
    for part in ("editor-buttons", "editor-preview", "editor-lint"):
        assert f'id="{part}"' in reply.text
    assert count(rows, Question) == before


def test_what_cannot_be_asked_cannot_be_published(rows, teacher):
    reply = teacher.post(NEW, data=choice_form(action="publish", right=[]))
    assert reply.status_code == 422
    assert "Publish: mend" in reply.text
    with rows() as session:
        assert session.scalar(select(func.count()).where(Question.origin == "teacher")) == 0


def test_a_flaw_is_published_only_by_someone_who_has_checked(rows, teacher):
    flawed = choice_form(action="publish", place="", quote="")
    assert teacher.post(NEW, data=flawed).status_code == 422
    assert teacher.post(NEW, data={**flawed, "has_checked": "y"}).status_code == 303
    with rows() as session:
        assert newest(session)[0].status == "published"


def test_words_to_highlight_must_stand_in_the_passage(teacher):
    reply = teacher.post(NEW, data=choice_form(action="publish", quote="Ribosomes sing"))
    assert reply.status_code == 422
    assert "do not stand in ¶ 2" in reply.text


def test_a_pasted_text_becomes_the_teachers_own_source(rows, teacher, ada):
    address = write(
        teacher,
        own_title="My notes",
        own_text="Other.\n\nRibosomes build.",
        quote="Ribosomes build",
        place="",
    )
    with rows() as session:
        source = session.scalars(select(Source).where(Source.owner_id == ada.id)).one()
        _row, question = newest(session)
        (cited,) = [one for one in question.sealed.citations if one.about == ""]
        assert (cited.source, cited.paragraph) == (source.slug, 2)
        assert session.scalar(select(func.count()).where(Passage.source_id == source.id)) == 2
    assert "My notes" in teacher.get(address).text


def test_the_slower_of_two_sees_both_texts_and_overwrites_nothing_silently(rows, sign_in, teacher):
    address = write(teacher)
    with rows() as session:
        root = builders.administrator(session, "root")
    other = sign_in(root)
    version = row_version(teacher, address)
    assert version == row_version(other, address)
    first = other.post(address, data=choice_form(stem="Who was faster?", row_version=version))
    assert first.status_code == 303
    reply = teacher.post(address, data=choice_form(stem="Who was slower?", row_version=version))
    assert reply.status_code == 409
    assert "Who was faster?" in reply.text
    assert "Who was slower?" in reply.text
    assert "Root" in reply.text
    with rows() as session:
        assert newest(session)[1].asked.stem.value == "Who was faster?"
    sent = fields_of(reply.text)
    assert teacher.post(address, data={**sent, "action": "save"}).status_code == 303
    with rows() as session:
        assert newest(session)[1].asked.stem.value == "Who was slower?"


def test_two_saves_that_cross_in_flight_do_not_both_succeed(rows, teacher, ada):
    address = write(teacher)
    with rows() as session:
        row, question = newest(session)
        session.execute(
            update(Question)
            .where(Question.id == row.id)
            .values(row_version=Question.row_version + 1)
            .execution_options(synchronize_session=False)
        )
        seen = row.row_version
        with pytest.raises(Conflict):
            operations.save_draft(
                session, row, question, topic_id=None, editor_id=ada.id, seen=seen, now=builders.NOW
            )
        session.rollback()
    assert teacher.get(address).status_code == 200


def test_a_version_that_a_paper_has_drawn_stays_as_it_was(rows, teacher):
    address = teacher.post(NEW, data=choice_form(action="publish")).location
    with rows() as session:
        row, before = newest(session)
        drawn = queries.newest_version(session, row.id).id
    version = row_version(teacher, f"{address}/edit")
    changed = choice_form(action="publish", stem="Which builds sugar?", right="2", row_version=version)
    assert teacher.post(f"{address}/edit", data={**changed, "has_checked": "y"}).status_code == 303
    teacher.post(f"{address}/retire")
    with rows() as session:
        assert newest(session)[1].sealed.key != before.sealed.key
        forget_versions()
        assert queries.questions_of(session, [drawn]) == {drawn: before}


def test_a_copy_belongs_to_whoever_made_it(rows, teacher, ada, cells):
    with rows() as session:
        original = next(one for one in queries.candidates(session, cells.id) if one.type == "single_choice")
    reply = teacher.post(f"/questions/{original.question_id}/copy")
    assert reply.status_code == 303
    with rows() as session:
        row, question = newest(session)
        assert (row.owner_id, row.status) == (ada.id, "draft")
        assert question.targets == original.targets
        assert f"/questions/{row.public_id}/edit" == reply.location


def test_a_retired_question_is_not_drawn_until_it_is_brought_back(rows, teacher, cells):
    address = teacher.post(NEW, data=choice_form(action="publish")).location
    id = address.rsplit("/", 1)[1]

    def drawn():
        with rows() as session:
            return id in {one.question_id for one in queries.candidates(session, cells.id)}

    assert drawn()
    teacher.post(f"{address}/retire")
    assert not drawn()
    teacher.post(f"{address}/retire", data={"back": "1"})
    assert drawn()


def test_a_teacher_cannot_change_what_is_not_hers(rows, sign_in, teacher, cells):
    address = write(teacher)
    with rows() as session:
        grace = builders.teacher(session, "grace")
        shipped = queries.candidates(session, cells.id)[0].question_id
    stranger = sign_in(grace)
    own = address.removesuffix("/edit")
    for page in (own, f"{own}/edit"):
        assert stranger.get(page).status_code == 404
    for page in (f"{own}/edit", f"{own}/publish", f"{own}/retire", f"{own}/copy"):
        assert stranger.post(page, data=choice_form()).status_code == 404
    assert stranger.get(f"/questions/{shipped}").status_code == 200
    assert stranger.get(f"/questions/{shipped}/edit").status_code == 404
    assert stranger.post(f"/questions/{shipped}/retire").status_code == 404


def test_the_draft_of_a_published_question_is_its_owners_alone(rows, sign_in, teacher):
    address = teacher.post(NEW, data=choice_form(action="publish")).location
    version = row_version(teacher, f"{address}/edit")
    teacher.post(f"{address}/edit", data=choice_form(stem="Not yet for others", row_version=version))
    with rows() as session:
        grace = builders.teacher(session, "grace")
    stranger = sign_in(grace)
    assert "Not yet for others" in teacher.get(address).text
    page = stranger.get(address)
    assert page.status_code == 200
    assert "Not yet for others" not in page.text


def test_a_saved_draft_is_published_from_its_page_once_nothing_is_to_mend(rows, teacher):
    flawed = write(teacher, place="", quote="")
    page = flawed.removesuffix("/edit")
    assert teacher.post(f"{page}/publish").location == flawed
    with rows() as session:
        assert newest(session)[0].status == "draft"
    mended = choice_form(row_version=row_version(teacher, flawed))
    assert teacher.post(flawed, data=mended).status_code == 303
    assert teacher.post(f"{page}/publish").location == page
    with rows() as session:
        assert newest(session)[0].status == "published"


def test_one_more_row_is_offered_without_javascript(teacher):
    page = teacher.post(NEW, data=choice_form(action="more")).text
    assert form_fields(page, "editor-form")["rows_shown"] == "5"


def count(rows, model):
    with rows() as session:
        return session.scalar(select(func.count()).select_from(model))


def row_version(teacher, address):
    return fields_of(teacher.get(address).text)["row_version"]


def fields_of(page):
    """What a teacher would send from the editor's form on this page."""
    return form_fields(page, "editor-form")


def test_a_picture_is_put_into_a_question_and_seen_before_anything_is_saved(rows, teacher, cells):
    sent = choice_form(action="picture", picture_words="A cell", picture_into="explanation")
    reply = teacher.post(NEW, data=sent | {"picture": (io.BytesIO(png(30, 20)), "cell.png")})
    assert reply.status_code == 200
    fields = form_fields(reply.text, "editor-form")
    assert re.search(r"!\[A cell\]\(picture:[0-9a-f]{64}-30x20\)$", fields["explanation"])
    with rows() as session:
        made = select(func.count()).select_from(Question).where(Question.origin == "teacher")
        assert session.scalar(made) == 0
    refused = teacher.post(NEW, data=sent | {"picture": (io.BytesIO(b"<svg>"), "cell.png")})
    assert (refused.status_code, "SVG drawings" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("changes", "tells"),
    [
        ({"explanation": "Because."}, ("fact-x",)),
        ({"stem": "Which part is it?"}, ()),
        ({"options-1-text": "Skin"}, ()),
    ],
)
def test_what_a_question_tells_in_passing_is_known_of_its_own_words_only(
    rows, teacher, ada, cells, changes, tells
):
    plain = example_question("single_choice")
    with rows() as session:
        telling = replace(plain, asked=replace(plain.asked, tells=("fact-x",)))
        own = session.merge(ada)
        row = builders.question(session, session.merge(cells), telling, origin="teacher", owner=own)
    address = f"/questions/{row.public_id}/edit"
    teacher.post(address, data=fields_of(teacher.get(address).text) | {"action": "save"} | changes)
    with rows() as session:
        assert newest(session)[1].asked.tells == tells


def with_picture_in_an_option(**changes):
    sent = choice_form(action="picture", picture_words="A cell", picture_into="options-1-text", **changes)
    return sent | {"picture": (io.BytesIO(png(30, 20)), "cell.png")}


def test_a_picture_is_put_into_an_option_and_the_others_read_as_they_did(teacher, cells):
    reply = teacher.post(NEW, data=with_picture_in_an_option(**{"options-0-text": "Ribosomes *all*"}))
    assert reply.status_code == 200
    fields = form_fields(reply.text, "editor-form")
    assert re.search(r"!\[A cell\]\(picture:[0-9a-f]{64}-30x20\)$", fields["options-1-text"])
    assert fields["options-0-text"] == r"Ribosomes \*all\*"
    assert (fields.get("has_markdown_options"), fields.get("is_markdown")) == ("y", None)
    assert re.search(r'<img src="/pictures/[0-9a-f]{64}" alt="A cell" width="30"', reply.text)


def test_an_option_with_a_picture_is_asked_with_it_and_may_be_edited(rows, teacher, cells):
    put_in = teacher.post(NEW, data=with_picture_in_an_option())
    sent = form_fields(put_in.text, "editor-form") | {"action": "publish", "has_checked": "y"}
    public = teacher.post(NEW, data=sent).location
    with rows() as session:
        _row, question = newest(session)
        assert question.asked.options_format == "markdown"
        assert "![A cell](picture:" in question.asked.options[1].text
    assert 'alt="A cell"' in teacher.get(public).text
    again = form_fields(teacher.get(f"{public}/edit").text, "editor-form")
    assert again["has_markdown_options"] == "y"
    assert again["options-1-text"] == sent["options-1-text"]


def test_what_a_picture_of_an_option_shows_is_asked_for(teacher, cells):
    sent = with_picture_in_an_option() | {"picture_words": ""}
    reply = teacher.post(NEW, data=sent)
    assert reply.status_code == 422
    assert "Say what it shows, for those who cannot see it." in reply.text


def test_a_row_that_was_hidden_shows_the_picture_that_is_put_into_it(teacher, cells):
    reply = teacher.post(NEW, data=with_picture_in_an_option() | {"picture_into": "options-7-text"})
    assert form_fields(reply.text, "editor-form")["rows_shown"] == "8"


def test_an_option_of_several_lines_is_edited_as_it_is(rows, teacher, cells):
    address = write(teacher, **{"options-1-text": "Line one\nline two"})
    teacher.post(address, data=fields_of(teacher.get(address).text) | {"action": "save"})
    with rows() as session:
        assert newest(session)[1].asked.options[1].text == "Line one\nline two"


def test_a_list_of_questions_names_pictures_by_their_words(teacher, cells):
    write(teacher, stem=f"Which organ? ![a cell](picture:{'0' * 64}-3x2)", is_markdown="y")
    shown = teacher.get("/questions").text
    assert "Which organ? a cell" in shown
    assert "picture:0" not in shown
