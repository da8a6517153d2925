"""Sounds over HTTP: in parts for whoever was given their name, as what they are, and to nobody else."""

from __future__ import annotations

import pytest

from tests import builders
from tests.questions.pictures.samples import png
from tests.questions.sounds.samples import id3, mp3, wav

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
