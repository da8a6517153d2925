"""Pictures of cards: out of packages in each container, and into packages that bring them back."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
import zstandard

from questions.formats.cards import limits
from questions.formats.cards.pile import Pile, PileNote
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.writing import Calendar, write_package
from questions.pictures.reading import read_picture
from tests.questions.formats.packages import BASIC, CLOZE, REVERSED, TYPED, Note, package
from tests.questions.pictures.samples import PLACE, SVG, exif, jpeg, png

CONTAINERS = ("anki2", "anki21", "anki21b")
MAP, PHOTO = png(30, 20), jpeg(40, 30, exif())
MAP_NAME = read_picture(MAP).name
SHOWN = f"![](picture:{MAP_NAME})"
MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def field(number: int, value: bytes) -> bytes:
    length = len(value)
    assert length < 16_384
    varint = bytes([length]) if length < 128 else bytes([length & 127 | 128, length >> 7])
    return bytes([number << 3 | 2]) + varint + value


def read(notes: list[Note], files: dict[str, bytes], container: str = "anki2", **more: Any) -> Pile:
    """A package with these files, listed as its container lists them."""
    entries = {str(number): content for number, content in enumerate(files.values())}
    if container == "anki21b":
        listed = b"".join(field(1, field(1, name.encode())) for name in files)
        entries = {name: zstandard.compress(one) for name, one in (entries | {"media": listed}).items()}
    else:
        entries["media"] = json.dumps({str(number): name for number, name in enumerate(files)}).encode()
    return pile_of(notes_in(package(notes, container, **more, **entries)))


@pytest.mark.parametrize("container", CONTAINERS)
def test_pictures_come_with_the_note_that_shows_them_first(container):
    pile = read(
        [
            Note(['Where? <img src="a%20map.png">', "There"]),
            Note(['<img src="a%20map.png" alt="the map">', '<img src="photo.jpg">'], REVERSED),
            Note(['{{c1::Here}} <img src="a map.png">', ""], CLOZE),
        ],
        {"a map.png": MAP, "unused.png": png(9, 9), "photo.jpg": PHOTO},
        container,
    )
    assert pile.remarks == ()
    assert pile.notes[0].fields["front"] == f"Where? ![](picture:{MAP_NAME})"
    assert pile.notes[1].fields["front"] == f"![the map](picture:{MAP_NAME})"
    assert pile.notes[2].fields["text"] == f"{{{{c1::Here}}}} ![](picture:{MAP_NAME})"
    assert {note.format for note in pile.notes} == {"markdown"}
    assert [len(note.media) for note in pile.notes] == [1, 1, 0]
    assert PLACE not in pile.notes[1].media[0].content


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        ({}, None),
        ({"map.png": SVG}, None),
        ({"map.png": MAP[:-5]}, None),
        ({"map.png": png(30_000, 30_000)}, None),
        ({"map.png": MAP}, b"[" * 100_000),
        ({"map.png": MAP}, b"\xff"),
        ({"map.png": MAP}, b'{"../../0": "map.png"}'),
        ({"map.png": MAP}, b'{"0": ["map.png"]}'),
    ],
)
def test_what_is_no_picture_is_a_loss_and_the_note_comes_in(files, listed):
    entries = {str(number): content for number, content in enumerate(files.values())}
    entries["media"] = listed or json.dumps(dict(enumerate(files))).encode()
    pile = pile_of(notes_in(package([Note(['Where? <img src="map.png">', "There"])], **entries)))
    assert [remark.losses for remark in pile.remarks] == [("pictures",)]
    assert (pile.notes[0].fields["front"], pile.notes[0].media) == ("Where?", ())


def test_a_picture_from_elsewhere_is_not_fetched():
    pile = read([Note(['Q <img src="https://example.org/map.png">', "A"])], {"map.png": MAP})
    assert [remark.losses for remark in pile.remarks] == [("pictures",)]


def test_what_is_typed_shows_no_picture():
    pile = read([Note(["Where?", 'There <img src="map.png">'], TYPED)], {"map.png": MAP})
    assert pile.notes[0].fields["back"] == "There"
    assert [remark.losses for remark in pile.remarks] == [("pictures",)]


def test_pictures_of_a_note_that_is_refused_come_with_the_next():
    notes = [Note(['<img src="map.png">' + "x" * 6_000, "A"]), Note(['<img src="map.png">', "A"])]
    pile = read(notes, {"map.png": MAP})
    assert [remark.refused for remark in pile.remarks] == ["too_long"]
    assert [one.content for one in pile.notes[0].media] == [MAP]


def test_more_pictures_than_fit_are_left_out(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_MEDIA", len(MAP) + 10)
    pile = read([Note(['<img src="a.png"><img src="b.png">', "A"])], {"a.png": MAP, "b.png": png(31, 20)})
    assert [remark.losses for remark in pile.remarks] == [("pictures",)]
    assert [one.content for one in pile.notes[0].media] == [MAP]


def test_a_picture_that_unpacks_beyond_all_bounds_is_left_out():
    pile = read([Note(['<img src="a.png">Q', "A"])], {"a.png": MAP + bytes(50_000_000)}, "anki21b")
    assert [remark.losses for remark in pile.remarks] == [("pictures",)]


def written(*notes: PileNote) -> io.BytesIO:
    kept = {read_picture(one).sha256: one for one in (MAP, PHOTO)}
    out = io.BytesIO()
    calendar = Calendar(MONDAY, NOW)

    def content_of(sha256):
        return ("image/png", kept[sha256]) if sha256 in kept else None

    write_package(notes, out, calendar=calendar, now=NOW, picture_of=content_of)
    out.seek(0)
    return out


def test_a_package_that_is_written_brings_its_pictures_back():
    front = f"Where is\n\n![a *map*](picture:{MAP_NAME})?"
    notes = [
        PileNote(1, "g1", "basic", {"front": front, "back": "There", "more": ""}, "markdown"),
        PileNote(
            2, "g2", "cloze", {"text": f"{{{{c1::x}}}} ![](picture:{MAP_NAME})", "more": ""}, "markdown"
        ),
    ]
    file = written(*notes)
    with zipfile.ZipFile(file) as archive:
        (name,) = json.loads(archive.read("media")).values()
        assert archive.read("0") == MAP
        assert archive.namelist().count("0") == 1
    file.seek(0)
    pile = pile_of(notes_in(file))
    assert [note.fields for note in pile.notes] == [note.fields for note in notes]
    assert [one.content for one in pile.notes[0].media] == [MAP]
    assert pile.remarks == ()
    assert name.endswith(".png")


def test_a_picture_that_is_gone_leaves_its_words():
    gone = f"![a map](picture:{'0' * 64}-3x2)"
    file = written(
        PileNote(1, "g1", "basic", {"front": f"Where? {gone}", "back": "A", "more": ""}, "markdown")
    )
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("media")) == {}
        assert b"Where? a map" in archive.read("collection.anki2")


def test_a_note_written_here_and_changed_in_anki_keeps_its_picture():
    assert read([Note(['Now <img src="m.png">', "B"], BASIC)], {"m.png": MAP}).notes[0].media
