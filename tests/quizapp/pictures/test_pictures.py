"""Pictures over HTTP: brought into a card, shown to whoever was given their name, and to nobody else."""

from __future__ import annotations

import html
import io
import re

import pytest
from sqlalchemy import select

from quizapp.cards.models import Note
from tests import builders
from tests.questions.pictures import samples
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
    return browser.post(
        f"/cards/decks/{deck['deck'].id}/notes/new?kind=basic",
        data={
            "action": "picture",
            "picture": (io.BytesIO(content), "holiday.svg"),
            "picture_words": words,
            "picture_into": "front",
            **fields,
        },
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
