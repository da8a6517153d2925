"""Sounds over HTTP: in parts for whoever was given their name, as what they are, and to nobody else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from sqlalchemy import delete, select

from questions.formats.cards.reading import notes_in, pile_of
from questions.question import Text
from quizapp.cards.models import Note
from quizapp.cards.operations.decks import start_studying
from quizapp.cards.operations.writing import Writing, write_note
from quizapp.errors import Invalid
from quizapp.markup import _rendered, render_text
from quizapp.media import operations
from quizapp.media.models import Medium
from quizapp.media.sweeping import sweep_media
from tests import builders
from tests.builders import NOW
from tests.questions.formats.packages import Note as CardNote
from tests.questions.formats.packages import package
from tests.questions.pictures.samples import png
from tests.questions.sounds.samples import id3, mp3, wav
from tests.quizapp.cards.test_decks import page

PAGE = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture
def kept(rows):
    with rows() as session:
        teacher = builders.teacher(session)
        return {"teacher": teacher, "tone": builders.sound(session, teacher, wav()).sha256}


def test_a_sound_is_the_same_for_ever_and_nothing_else(sign_in, kept):
    browser = sign_in(kept["teacher"])
    heard = browser.get(f"/sounds/{kept['tone']}")
    assert (heard.status_code, heard.mimetype, heard.data) == (200, "audio/wav", wav())
    assert heard.headers["X-Content-Type-Options"] == "nosniff"
    assert heard.headers["Accept-Ranges"] == "bytes"
    assert heard.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert heard.headers["Content-Disposition"] == f"inline; filename={kept['tone'][:12]}.wav"
    assert "immutable" in heard.headers["Cache-Control"]
    again = browser.get(f"/sounds/{kept['tone']}", headers={"If-None-Match": heard.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for unknown in ("0" * 64, kept["tone"].upper(), "x"):
        assert browser.get(f"/sounds/{unknown}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "part"),
    [("bytes=0-1", slice(0, 2)), ("bytes=100-", slice(100, None)), ("bytes=-5", slice(-5, None))],
)
def test_a_part_of_a_sound_can_be_had_alone(sign_in, kept, asked, part):
    reply = sign_in(kept["teacher"]).get(f"/sounds/{kept['tone']}", headers={"Range": asked})
    assert (reply.status_code, reply.data) == (206, wav()[part])
    start = range(len(wav()))[part].start
    assert reply.headers["Content-Range"] == f"bytes {start}-{start + len(reply.data) - 1}/{len(wav())}"


def test_a_part_that_is_not_there_is_refused(sign_in, kept):
    reply = sign_in(kept["teacher"]).get(f"/sounds/{kept['tone']}", headers={"Range": "bytes=999999-"})
    assert reply.status_code == 416


def test_whoever_is_not_signed_in_is_told_nothing_of_any_sound(client, kept):
    known, unknown = (client.get(f"/sounds/{sha256}") for sha256 in (kept["tone"], "0" * 64))
    assert known.status_code == unknown.status_code == 302


def test_a_sound_that_holds_a_page_is_sent_as_a_sound(rows, sign_in, kept):
    with rows() as session:
        sha256 = builders.sound(session, kept["teacher"], mp3(before=id3(PAGE))).sha256
    reply = sign_in(kept["teacher"]).get(f"/sounds/{sha256}")
    assert (reply.mimetype, reply.headers["X-Content-Type-Options"]) == ("audio/mpeg", "nosniff")


def test_pictures_and_sounds_are_not_taken_for_each_other(rows, sign_in, kept):
    with rows() as session:
        picture = builders.picture(session, kept["teacher"], png()).sha256
    browser = sign_in(kept["teacher"])
    assert browser.get(f"/sounds/{picture}").status_code == 404
    assert browser.get(f"/pictures/{kept['tone']}").status_code == 404


def brought(teacher_browser, notes, files) -> str:
    """A package taken in; the address of its deck."""
    entries = {str(number): content for number, content in enumerate(files.values())}
    listed = json.dumps({str(number): name for number, name in enumerate(files)}).encode()
    file = package(notes, media=listed, **entries)
    sent = teacher_browser.post("/cards/import", data={"file": (file, "sounds.apkg")})
    assert "Comes without" not in page(teacher_browser, sent.location)
    reply = teacher_browser.post(sent.location, data={"into": "-1", "title": "Sounds", "with_schedule": "y"})
    assert reply.status_code == 303
    return reply.location


def test_a_package_brings_its_sounds_once_and_takes_them_along(rows, sign_in, kept):
    browser = sign_in(kept["teacher"])
    notes, files = [CardNote(["Hear [sound:a bell.wav]", "b"])], {"a bell.wav": wav(pitch=300)}
    address = brought(browser, notes, files)
    brought(browser, notes, files)
    sha256 = hashlib.sha256(wav(pitch=300)).hexdigest()
    with rows() as session:
        note = session.scalars(select(Note)).one()
        assert note.fields["front"] == f"Hear ![a bell](sound:{sha256})"
        assert len(session.scalars(select(Medium)).all()) == 2
        medium = session.scalars(select(Medium).where(Medium.sha256 == sha256)).one()
        assert (medium.media_type, medium.width, medium.owner_id) == ("audio/wav", 0, kept["teacher"].id)
    drawn = page(browser, "/cards/review")
    assert f'preload="none" src="/sounds/{sha256}" aria-label="Sound: a bell"' in drawn
    assert "Hear ♪ a bell" in page(browser, address)
    raw = browser.get(f"{address.partition('?')[0]}/export").data
    with rows() as session:
        session.execute(delete(Medium))
    (back,) = pile_of(notes_in(io.BytesIO(raw))).notes
    assert back.fields["front"] == f"Hear ![a bell](sound:{sha256})"
    assert not zipfile.ZipFile(io.BytesIO(raw)).testzip()


def test_what_nobody_names_is_swept_and_a_sound_that_a_card_names_stays(rows, kept):
    with rows() as session:
        unnamed = builders.sound(session, kept["teacher"]).sha256
        deck = builders.deck(session, kept["teacher"])
        builders.note(session, deck, front=f"![](sound:{kept['tone']})", back="b", format="markdown")
        assert sweep_media(session, now=NOW + dt.timedelta(days=30)) == 1
        assert session.scalars(select(Medium.sha256)).all() == [kept["tone"]]
        assert unnamed != kept["tone"]


@pytest.mark.parametrize("kind", ["cloze", "typed"])
def test_a_sound_of_the_answer_stands_once_on_its_card(sign_in, kept, rows, kind):
    heard = f"![it](sound:{kept['tone']})"
    with rows() as session:
        deck = builders.deck(session, kept["teacher"])
        texts = (
            {"text": f"A {{{{c1::b {heard}}}}}"}
            if kind == "cloze"
            else {"front": "A", "back": "b", "more": heard}
        )
        writing = Writing(kind, texts, "markdown")
        write_note(session, deck, writing, guid="g", now=NOW)
        start_studying(session, kept["teacher"].id, deck, NOW)
    drawn = page(sign_in(kept["teacher"]), "/cards/review")
    ahead = drawn.partition("data-ahead")[2]
    assert ahead.count("<audio") == 1
    assert ahead.index("data-back") < ahead.index("<audio")


def test_the_language_of_the_page_names_a_sound(app):
    heard = Text(f"![bell](sound:{'0' * 64})", "markdown")
    with app.test_request_context():
        assert 'aria-label="Sound: bell"' in render_text(heard)
    assert 'aria-label="Klang: bell"' in _rendered(heard, "Klang")


def test_sounds_take_room_that_pictures_leave(rows, kept, monkeypatch):
    monkeypatch.setattr(operations, "MOST_BYTES", len(wav()) + 10)
    with rows() as session, pytest.raises(Invalid):
        builders.sound(session, kept["teacher"])


@pytest.mark.parametrize(("back", "is_typed"), [("word ![](sound:{})", True), ("![](sound:{})", False)])
def test_a_round_asks_for_words_and_never_for_a_sound(rows, sign_in, kept, back, is_typed):
    with rows() as session:
        deck = builders.deck(session, kept["teacher"])
        builders.note(session, deck, front="Q", back=back.format(kept["tone"]), format="markdown")
        start_studying(session, kept["teacher"].id, deck, NOW)
    reply = sign_in(kept["teacher"]).get(f"/cards/rounds/{deck.id}?kind=type", follow_redirects=True)
    assert ('name="draw"' in reply.text) is is_typed
