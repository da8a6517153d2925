"""Pictures of questions: in from a file, seen before they are kept, and out again as they came."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

from sqlalchemy import func, select

from questions.formats.item import Picture as Brought
from questions.formats.register import format_named
from questions.pictures.reading import read_picture
from questions.question import Text
from quizapp.bank.models import QuestionVersion
from quizapp.media import operations
from quizapp.media.models import Medium
from tests.questions.pictures.samples import PLACE, exif, jpeg, png
from tests.quizapp.exchange.files import an_item, bring, file_of, page, take_in

MAP, PHOTO = png(30, 20), jpeg(40, 30, exif())


def with_map(stem: str = "Which river is it?", *pictures: Brought):
    item = an_item(stem)
    question = item.question
    asked = replace(question.asked, stem=Text(f"{stem} ![a map](picture:map.png)", "markdown"))
    why = Text("![there](picture:photo.jpg)", "markdown")
    sealed = replace(question.sealed, explanation=why)
    both = pictures or (Brought("map.png", "image/png", MAP), Brought("photo.jpg", "image/jpeg", PHOTO))
    return replace(item, question=replace(question, asked=asked, sealed=sealed), pictures=both)


def test_a_question_is_looked_at_with_its_pictures_before_they_are_kept(rows, teacher):
    shown = page(teacher, bring(teacher, file_of([with_map()])))
    inside = base64.b64encode(MAP).decode()
    assert f'<img src="data:image/png;base64,{inside}" alt="a map" width="30" height="20"' in shown
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 0


def test_what_comes_in_shows_its_pictures_and_leaves_with_them(rows, teacher, people):
    take_in(teacher, [with_map()])
    bare = read_picture(PHOTO)
    with rows() as session:
        version = session.scalars(select(QuestionVersion)).one()
        stem = version.asked["stem"]["value"]
        assert version.stem == "Which river is it? a map"
        kept = {one.sha256: one for one in session.scalars(select(Medium))}
        assert stem == f"Which river is it? ![a map](picture:{read_picture(MAP).name})"
        assert kept.keys() == {read_picture(MAP).sha256, bare.sha256}
        assert {one.owner_id for one in kept.values()} == {people["teacher"].id}
    assert PLACE not in teacher.get(f"/pictures/{bare.sha256}").data
    for format in ("json", "moodle-xml"):
        reply = teacher.get(f"/exchange/export/file?as={format}&words=river")
        (outcome,) = format_named(format).read(io.BytesIO(reply.data))
        assert {one.content for one in outcome.item.pictures} == {MAP, bare.content}
        assert "picture:" in outcome.item.question.sealed.explanation.value


def test_what_left_with_pictures_adds_nothing_when_it_comes_back(rows, teacher):
    take_in(teacher, [with_map()])
    content = teacher.get("/exchange/export/file?as=json").data
    assert "Nothing new came in." in page(teacher, take_in(teacher, content))
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 2


def test_a_picture_that_is_none_is_a_loss_and_its_words_stay(teacher):
    broken = (Brought("map.png", "image/png", MAP[:-5]), Brought("photo.jpg", "image/jpeg", PHOTO))
    shown = page(teacher, bring(teacher, file_of([with_map("Which river?", *broken)])))
    assert "The picture map.png is damaged: its words stand there instead." in shown
    assert "Which river? a map" in shown


def test_an_import_beyond_the_room_of_its_owner_is_refused_whole(rows, teacher, monkeypatch):
    monkeypatch.setattr(operations, "MOST_BYTES", len(MAP))
    reply = teacher.post(
        bring(teacher, file_of([with_map()])), data={"into": "new", "title": "Rivers", "publishing": "all"}
    )
    assert reply.status_code == 422
    assert "there is no room for more" in reply.text
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 0
        assert session.scalar(select(func.count()).select_from(QuestionVersion)) == 0


def test_many_questions_with_one_picture_keep_it_once(rows, teacher):
    items = [with_map(f"Which river is number {number}?") for number in range(5)]
    take_in(teacher, items)
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 2
