"""Uploads that mean harm, or were never questions: each ends in a clear message, and nothing is kept."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.bank.models import Question
from tests.quizapp.exchange.files import an_item, bring, file_of, page, take_in


def zipped(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<quiz><question type="essay"><name><text>&b;</text></name></question></quiz>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<quiz><question type="essay"><questiontext><text>&x;</text></questiontext></question></quiz>"""
DEEP = b'{"format": "quizapp-questions", "version": 1, "questions": [' + b"[" * 100_000

HOSTILE = {
    "bomb.xlsx": zipped({"xl/workbook.xml": b"0" * 60_000_000, "[Content_Types].xml": b"<x/>"}),
    "climbing.docx": zipped({"../../../word/document.xml": b"<x/>"}),
    "laughs.xml": LAUGHS,
    "outside.xml": OUTSIDE,
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(5_000),
    "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "program.exe": b"MZ" + bytes(range(256)) * 40,
    "deep.json": DEEP,
    "empty.txt": b"",
    "nul.gift": b"\0" * 4_000,
    "surrogates.txt": b"\xed\xa0\x80 = {T}",
    "braces.gift": b"{" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_upload_ends_in_a_clear_message(app, rows, teacher, name):
    address = bring(teacher, HOSTILE[name], name)
    reply = teacher.get(address)
    for reading in list(app.extensions["readings"].values()):
        reading.thread.join()
        reply = teacher.get(address)
    assert reply.status_code in (200, 422)
    shown = reply.get_data(as_text=True)
    assert "root:" not in shown
    assert "<script>alert" not in shown
    with rows() as session:
        assert session.scalar(select(func.count()).select_from(Question)) == 0


@pytest.mark.parametrize(
    "name", ["../../x.json", "a\0b.json", "\ud800.json", "x" * 300 + ".json", "=cmd|.json"]
)
def test_the_name_of_a_file_is_only_words(app, teacher, name):
    before = set(Path(app.instance_path).parent.glob("*/*"))
    address = bring(teacher, file_of([an_item()]), name.encode("utf-8", "replace").decode())
    assert "1 question can come in." in page(teacher, address)
    assert set(Path(app.instance_path).parent.glob("*/*")) <= before | {Path(app.instance_path) / "imports"}


@pytest.mark.parametrize(
    "query", ["into=%00", "into=own~x", "as=%00&into=x", "page=0", "page=9e9", "page=-1"]
)
def test_an_odd_address_is_refused_or_passed_over(teacher, query):
    address = bring(teacher, file_of([an_item()]))
    assert teacher.get(f"{address}?{query}").status_code in (200, 404)


def test_odd_ticks_change_nothing(rows, teacher):
    address = bring(teacher, file_of([an_item()]))
    odd = {"shown": ["x", "-1", "9" * 40, "٣"], "take": ["0", "\ud7ff"], "go": "9" * 30}
    assert teacher.post(f"{address}/ticks", data=odd).status_code == 303
    assert "1 question can come in." in page(teacher, address)


def test_ticks_of_questions_that_the_file_does_not_have_are_not_kept(app, teacher):
    address = bring(teacher, file_of([an_item()]))
    odd = {"shown": [str(number) for number in range(20_000)], "take": ["5"]}
    assert teacher.post(f"{address}/ticks", data=odd).status_code == 303
    (kept,) = (Path(app.instance_path) / "imports").glob("*.picks-json")
    assert json.loads(kept.read_text()) == {"on": [], "off": [1]}


def test_what_outlasts_its_file_goes_after_the_hour(app, teacher):
    folder = Path(app.instance_path) / "imports"
    address = bring(teacher, file_of([an_item()]))
    left = folder / f"1-{'x' * 43}.lines-json"
    left.write_text("late")
    os.utime(left, (0, 0))
    bring(teacher, file_of([an_item()]))
    assert not left.exists()
    assert "1 question can come in." in page(teacher, address)


NO_CHARACTERS = {
    "language": "\ud800",
    "answer_kind": "\0",
    "precision": "\ud800",
    "tells": ["\ud800"],
    "facts": ["\0"],
    "targets": [["\ud800", "object"]],
    "signals": ["\ud800"],
    "feedback": [{"option": "\ud800", "text": "So."}],
    "citations": [{"source": "book", "about": "\0"}],
}


@pytest.mark.parametrize("field", NO_CHARACTERS)
def test_what_is_no_character_is_refused_wherever_it_stands(teacher, field):
    whole = json.loads(file_of([an_item()]))
    whole["questions"][0][field] = NO_CHARACTERS[field]
    shown = page(teacher, bring(teacher, json.dumps(whole).encode()))
    assert "It holds a character that is no character" in shown


def test_what_is_asked_is_shown_as_words_and_not_as_markup(teacher):
    hostile = an_item("<script>alert(1)</script> {{ 7 * 7 }}", title="<b>x</b>", tags=("<i>",))
    shown = page(teacher, bring(teacher, file_of([hostile])))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in page(teacher, take_in(teacher, [hostile]))
    assert "<script>alert" not in page(teacher, "/questions")
