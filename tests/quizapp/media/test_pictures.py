"""Pictures over HTTP: brought into a card, shown to whoever was given their name, and to nobody else."""

from __future__ import annotations

import hashlib
import html
import io
import re

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from questions.pictures.reading import read_picture
from quizapp.cards.models import Deck, Note
from quizapp.media import operations
from quizapp.media.models import Medium
from tests import builders
from tests.questions.pictures import samples
from tests.questions.sounds.samples import m4a, wav
from tests.quizapp.cards.test_decks import page

REFERENCE = re.compile(r"!\[([^\]]*)\]\(picture:(([0-9a-f]{64})-(\d+)x(\d+))\)")


@pytest.fixture
def deck(rows):
    with rows() as session:
        teacher, student = builders.teacher(session), builders.user(session)
        classroom = builders.classroom(session, teacher, students=[student])
        made = builders.deck(session, teacher, classes=[classroom])
        return {"deck": made, "teacher": teacher, "student": student}


def put_in(browser, deck, content: bytes, *, words: str = "A map", **fields: str):
    fields = {
        "action": "picture",
        "picture": FileStorage(io.BytesIO(content), "holiday.svg"),
        "picture_words": words,
        "picture_into": "front",
        **fields,
    }
    boundary, body = encode_multipart(fields)
    return browser.post(
        f"/cards/decks/{deck['deck'].id}/notes/new?kind=basic",
        data=body,
        content_type=f'multipart/form-data; boundary="{boundary}"',
    )


def text_in(reply, name: str) -> str:
    shown = reply.get_data(as_text=True)
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>\s*(.*?)</textarea>', shown, re.S)
    return html.unescape(found[1]).replace("\r\n", "\n")


def test_a_picture_is_put_into_a_card_and_shown_when_it_is_learned(rows, sign_in, deck):
    browser = sign_in(deck["teacher"])
    reply = put_in(browser, deck, samples.png(30, 20), front="Which *river*?", back="Spree")
    assert reply.status_code == 200
    front = text_in(reply, "front")
    words, name, sha256, *size = REFERENCE.search(front).groups()
    assert (words, size) == ("A map", ["30", "20"])
    assert front == f"Which \\*river\\*?\n\n![A map](picture:{name})"
    assert f'<img src="/pictures/{sha256}" alt="A map" width="30" height="20" loading="lazy">' in reply.text
    kept = {"front": front, "back": text_in(reply, "back"), "is_markdown": "y", "action": "save"}
    assert browser.post(f"/cards/decks/{deck['deck'].id}/notes/new", data=kept).status_code == 303
    with rows() as session:
        assert session.scalars(select(Note)).one().fields["front"] == front
    student = sign_in(deck["student"])
    student.post(f"/cards/decks/{deck['deck'].id}/study")
    assert f'src="/pictures/{sha256}"' in page(student, "/cards/review")
    shown = student.get(f"/pictures/{sha256}")
    assert (shown.status_code, shown.mimetype) == (200, "image/png")
    assert shown.data == samples.png(30, 20)


def test_the_picture_is_the_same_for_ever_and_nothing_else(rows, sign_in, deck):
    with rows() as session:
        sha256 = builders.picture(session, deck["teacher"], samples.gif()).sha256
    browser = sign_in(deck["student"])
    shown = browser.get(f"/pictures/{sha256}")
    assert shown.headers["Content-Type"] == "image/gif"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Disposition"] == f"attachment; filename={sha256[:12]}.gif"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    again = browser.get(f"/pictures/{sha256}", headers={"If-None-Match": shown.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for unknown in ("0" * 64, sha256.upper(), sha256[:-1], "..%2f..%2fetc%2fpasswd"):
        assert browser.get(f"/pictures/{unknown}").status_code == 404


def test_whoever_is_not_signed_in_is_told_nothing_of_any_picture(rows, client, deck):
    with rows() as session:
        sha256 = builders.picture(session, deck["teacher"]).sha256
    assert (
        client.get(f"/pictures/{sha256}").status_code
        == client.get(f"/pictures/{'0' * 64}").status_code
        == 302
    )


def test_a_picture_costs_one_statement_beside_its_reader(rows, sign_in, deck, statements):
    with rows() as session:
        sha256 = builders.picture(session, deck["teacher"]).sha256
    browser = sign_in(deck["student"])
    with statements() as said:
        browser.get(f"/pictures/{sha256}")
    assert sum("FROM medium" in one for one in said) == 1
    with statements() as fresh:
        browser.get(f"/pictures/{sha256}", headers={"If-None-Match": f'"{sha256}"'})
    assert len(fresh) == len(said) - 1


@pytest.mark.parametrize(
    ("content", "words", "said"),
    [
        (b"", "A map", "Choose a picture or a sound first."),
        (samples.SVG, "A map", "SVG drawings may hold scripts"),
        (b"<!doctype html>", "A map", "no picture (PNG, JPEG, GIF, WebP) and no sound"),
        (samples.png()[:-9], "A map", "damaged or not whole"),
        (samples.png(1, 1_000_000), "A map", "more than 50 million pixels"),
        (samples.png() + bytes(5 * 1024 * 1024), "A map", "more than 5 MB"),
        (samples.png(), "", "Say what is there"),
        (wav()[:40], "A bell", "This sound is damaged"),
        (m4a(handler=b"vide"), "A bell", "This is a film."),
        (wav() + bytes(10 * 1024 * 1024), "A bell", "more than 10 MB"),
        (samples.png(), "x" * 301, "at most 300"),
        (samples.png(), "a\0b", "character that cannot be kept"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_the_texts_stay(
    rows, sign_in, deck, content, words, said
):
    reply = put_in(sign_in(deck["teacher"]), deck, content, words=words, front="Which *river*?", back="Spree")
    assert reply.status_code == 422
    assert said in html.unescape(reply.text)
    assert text_in(reply, "front") == "Which *river*?"
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 0


def test_a_file_far_beyond_the_limit_is_not_read_at_all(sign_in, deck):
    assert put_in(sign_in(deck["teacher"]), deck, bytes(12 * 1024 * 1024)).status_code == 413


def test_the_room_of_a_person_ends_and_what_is_kept_already_takes_none(rows, sign_in, deck, monkeypatch):
    monkeypatch.setattr(operations, "MOST_BYTES", len(samples.png()) + 10)
    teacher, student = sign_in(deck["teacher"]), sign_in(deck["student"])
    assert put_in(teacher, deck, samples.png(), front="Q").status_code == 200
    full = put_in(teacher, deck, samples.png(grey=7), front="Q")
    assert (full.status_code, "there is no room for more" in full.text) == (422, True)
    assert put_in(teacher, deck, samples.png(), front="Q").status_code == 200
    with rows() as session:
        own = builders.deck(session, deck["student"])
        assert session.scalars(select(Medium)).one().owner_id == deck["teacher"].id
    assert put_in(student, {"deck": own}, samples.png(), front="Q").status_code == 200


def test_a_sound_is_put_into_a_card_as_a_picture_is(rows, sign_in, deck):
    reply = put_in(sign_in(deck["teacher"]), deck, wav(), words="A bell", front="What rings?", back="It")
    sha256 = hashlib.sha256(wav()).hexdigest()
    assert reply.status_code == 200
    assert text_in(reply, "front") == f"What rings?\n\n![A bell](sound:{sha256})"
    assert f'src="/sounds/{sha256}" aria-label="Sound: A bell"' in reply.text
    with rows() as session:
        assert session.scalars(select(Medium)).one().media_type == "audio/wav"


def test_nobody_puts_pictures_into_the_cards_of_others(rows, sign_in, deck):
    assert put_in(sign_in(deck["student"]), deck, samples.png()).status_code == 404
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Medium)) == 0


def test_a_deck_leaves_as_a_package_and_comes_to_another_with_its_pictures(rows, sign_in, deck):
    with rows() as session:
        builders.picture(session, deck["teacher"], samples.png(30, 20))
        name = write_map(session, deck)
    package = sign_in(deck["teacher"]).get(f"/cards/decks/{deck['deck'].id}/export").data
    with rows() as session:
        session.execute(Medium.__table__.delete())
    student = sign_in(deck["student"])
    sent = student.post("/cards/import", data={"file": (io.BytesIO(package), "rivers.apkg")})
    assert "Comes without" not in page(student, sent.location)
    assert student.post(sent.location, data={"into": "-1", "title": "Mine"}).status_code == 303
    with rows() as session:
        mine = session.scalars(select(Note).join(Deck).where(Deck.owner_id == deck["student"].id)).one()
        assert mine.fields["front"] == f"Which? ![a map](picture:{name})"
        kept = session.scalars(select(Medium)).one()
        assert (kept.owner_id, f"{kept.sha256}-30x20") == (deck["student"].id, name)


def write_map(session, deck) -> str:
    """A card that shows the picture; its name."""
    name = read_picture(samples.png(30, 20)).name
    front = f"Which? ![a map](picture:{name})"
    builders.note(session, deck["deck"], front=front, back="That", format="markdown")
    return name


def test_a_list_of_cards_names_pictures_by_their_words(rows, sign_in, deck):
    with rows() as session:
        write_map(session, deck)
    shown = page(sign_in(deck["teacher"]), f"/cards/decks/{deck['deck'].id}")
    assert "Which? a map" in shown
    assert "picture:" not in shown
