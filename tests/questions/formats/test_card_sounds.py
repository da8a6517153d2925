"""Sounds of cards: out of packages in each container, and into packages that bring them back."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest

from questions.formats.cards import limits
from questions.formats.cards.pile import Pile, PileNote
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.separated import text_of
from questions.formats.cards.writing import Calendar, write_package
from questions.sounds.sound import LARGEST_SOUND
from tests.questions.formats.packages import BASIC, CLOZE, REVERSED, TYPED, Kind, Note
from tests.questions.formats.test_card_pictures import CONTAINERS, MAP, read
from tests.questions.pictures.samples import SVG
from tests.questions.sounds.samples import id3, m4a, mp3, ogg, wav

TONE, SPEECH = wav(), mp3()
MONDAY = dt.date(2026, 3, 2)
NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
PAGE = b"<!doctype html><script>alert(1)</script>"


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def heard(content: bytes, words: str = "") -> str:
    return f"![{words}](sound:{name_of(content)})"


def losses(pile: Pile) -> list[tuple[str, ...]]:
    return [remark.losses for remark in pile.remarks]


@pytest.mark.parametrize("container", CONTAINERS)
def test_sounds_come_with_the_note_that_names_them_first(container):
    pile = read(
        [
            Note(["Hear [sound:bell 1.wav] it", "There"]),
            Note(["[sound:bell 1.wav]", "Bell [sound:said.mp3]"]),
            Note(["{{c1::Here}} [sound:said.mp3]", ""], CLOZE),
        ],
        {"bell 1.wav": TONE, "unused.mp3": ogg(), "said.mp3": SPEECH},
        container,
    )
    assert pile.remarks == ()
    assert pile.notes[0].fields["front"] == f"Hear {heard(TONE, 'bell 1')} it"
    assert pile.notes[1].fields["back"] == f"Bell {heard(SPEECH, 'said')}"
    assert pile.notes[2].fields["text"] == f"{{{{c1::Here}}}} {heard(SPEECH, 'said')}"
    assert [[one.content for one in note.media] for note in pile.notes] == [[TONE], [SPEECH], []]
    assert {note.format for note in pile.notes} == {"markdown"}


@pytest.mark.parametrize(
    ("kind", "values", "field", "words"),
    [
        (BASIC, ["[sound:the_apple.wav]", "Apple"], "front", ""),
        (BASIC, ["[sound:水.wav]", "水 (water)"], "front", ""),
        (BASIC, ["der Apfel", "apple [sound:apple.wav]"], "back", "apple"),
        (REVERSED, ["der Apfel", "[sound:apfel.wav]"], "back", ""),
        (CLOZE, ["An {{c1::apple}} [sound:apple.wav]", ""], "text", ""),
        (CLOZE, ["An {{c1::apple}} [sound:rec-7.wav]", ""], "text", "rec-7"),
        (BASIC, ["[sound:googletts-1f3870be274f.wav]", "Pear"], "front", ""),
    ],
)
def test_no_sound_is_called_what_it_asks_for(kind, values, field, words):
    (file_name,) = (value.partition("[sound:")[2].partition("]")[0] for value in values if "[sound:" in value)
    (note,) = read([Note(values, kind)], {file_name: TONE}).notes
    assert heard(TONE, words) in note.fields[field]


def test_a_sound_of_what_is_typed_is_heard_with_the_answer():
    pile = read([Note(["Apfel", "apple[sound:apple.mp3]"], TYPED)], {"apple.mp3": SPEECH})
    assert pile.remarks == ()
    assert pile.notes[0].fields["back"] == "apple"
    assert pile.notes[0].fields["more"] == heard(SPEECH, "apple")


@pytest.mark.parametrize(
    "markup", ['<audio controls src="a.wav"></audio>', '<audio controls><source src="a.wav"></audio>']
)
def test_a_sound_of_an_element_is_kept_too(markup):
    pile = read([Note([f"Hear {markup}", "b"])], {"a.wav": TONE})
    assert pile.remarks == ()
    assert pile.notes[0].fields["front"] == f"Hear {heard(TONE, 'a')}"


@pytest.mark.parametrize(
    ("content", "loss"),
    [
        (SVG, "sounds"),
        (PAGE, "sounds"),
        (PAGE + SPEECH, "sounds"),
        (MAP, "sounds"),
        (b"", "sounds"),
        (TONE[:30], "sounds"),
        (m4a(handler=b"vide"), "films"),
    ],
)
def test_what_is_no_sound_is_a_loss_and_the_note_comes_in(content, loss):
    pile = read([Note(["What? [sound:a.mp3]", "b"])], {"a.mp3": content})
    assert losses(pile) == [(loss,)]
    assert (pile.notes[0].fields["front"], pile.notes[0].media) == ("What?", ())


def test_a_sound_that_is_not_there_is_a_loss():
    assert losses(read([Note(["What? [sound:a.mp3]", "b"])], {})) == [("sounds",)]


def test_a_page_in_the_tags_of_a_sound_stays_a_part_of_the_sound():
    content = mp3(before=id3(PAGE))
    (medium,) = read([Note(["[sound:a.mp3]", "b"])], {"a.mp3": content}).notes[0].media
    assert (medium.media_type, medium.content) == ("audio/mpeg", content)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/a.mp3", "C:\\a.mp3", "a" * 300, "<script>.mp3"])
def test_no_name_of_a_file_is_more_than_a_name(name):
    markup = name.replace("<", "&lt;")
    (note,) = read([Note([f"[sound:{markup}]", "b"])], {name: TONE}).notes
    assert f"](sound:{name_of(TONE)})" in note.fields["front"]
    assert read_back(note).notes[0].fields == note.fields


def test_a_side_that_only_a_film_fills_says_why_it_is_left_out():
    pile = read([Note(["[sound:film.mp4]", "b"])], {"film.mp4": m4a(handler=b"vide")})
    assert [(remark.begins, remark.refused) for remark in pile.remarks] == [("film", "no_medium")]


def test_a_sound_beyond_all_bounds_is_left_out_before_it_is_unpacked():
    pile = read([Note(["Q [sound:a.wav]", "b"])], {"a.wav": TONE + bytes(LARGEST_SOUND * 5)}, "anki21b")
    assert losses(pile) == [("sounds",)]


def test_more_sounds_than_fit_are_left_out(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_MEDIA", len(TONE) + 10)
    pile = read([Note(["[sound:a.wav][sound:b.mp3]", "A"])], {"a.wav": TONE, "b.mp3": SPEECH})
    assert losses(pile) == [("sounds",)]
    assert [one.content for one in pile.notes[0].media] == [TONE]


def test_ten_thousand_small_sounds_come_in():
    small = {f"{number}.wav": wav(0.001, 100 + number) for number in range(10_000)}
    notes = [
        Note([f"Q{first} " + "".join(f"[sound:{name}]" for name in list(small)[first : first + 40]), "A"])
        for first in range(0, 10_000, 40)
    ]
    pile = read(notes, small)
    assert pile.remarks == ()
    assert sum(len(note.media) for note in pile.notes) == len(set(small.values()))


def written(*notes: PileNote, kept: tuple[bytes, ...] = (TONE, SPEECH)) -> io.BytesIO:
    kinds = {name_of(TONE): "audio/wav", name_of(SPEECH): "audio/mpeg"}
    contents = {name_of(one): one for one in kept}

    def sound_of(sha256):
        return (kinds.get(sha256, "audio/wav"), contents[sha256]) if sha256 in contents else None

    out = io.BytesIO()
    write_package(notes, out, calendar=Calendar(MONDAY, NOW), now=NOW, sound_of=sound_of)
    out.seek(0)
    return out


def read_back(*notes: PileNote, kept: tuple[bytes, ...] = (TONE, SPEECH)) -> Pile:
    return pile_of(notes_in(written(*notes, kept=kept)))


def basic(front: str, back: str = "A", number: int = 1) -> PileNote:
    fields = {"front": front, "back": back, "more": ""}
    return PileNote(number, f"g{number}", "basic", fields, "markdown")


def test_a_package_that_is_written_brings_its_sounds_back():
    notes = [
        basic(f"Hear *this*: {heard(TONE, 'a bell')}", heard(SPEECH)),
        basic(heard(TONE, "the same"), number=2),
        PileNote(3, "g3", "cloze", {"text": f"{{{{c1::x}}}} {heard(SPEECH, 'ünï')}", "more": ""}, "markdown"),
        PileNote(4, "g4", "typed", {"front": "Q", "back": "x", "more": heard(TONE, "a bell")}, "markdown"),
    ]
    file = written(*notes)
    with zipfile.ZipFile(file) as archive:
        listed = json.loads(archive.read("media"))
        assert [archive.read(number) for number in listed] == [TONE, SPEECH]
        assert list(listed.values()) == ["a-bell.wav", f"{name_of(SPEECH)[:32]}.mp3"]
        assert b"[sound:a-bell.wav]" in archive.read("collection.anki2")
    file.seek(0)
    pile = pile_of(notes_in(file))
    assert [note.fields for note in pile.notes] == [note.fields for note in notes]
    assert [[one.content for one in note.media] for note in pile.notes] == [[TONE, SPEECH], [], [], []]
    assert pile.remarks == ()


def test_two_sounds_of_one_name_leave_under_two():
    front = f"{heard(TONE, 'it')} {heard(SPEECH, 'it')} {heard(other := wav(pitch=220), 'it')}"
    file = written(basic(front), kept=(TONE, SPEECH, other))
    with zipfile.ZipFile(file) as archive:
        names = list(json.loads(archive.read("media")).values())
    assert names == ["it.wav", "it.mp3", f"it-{name_of(other)[:12]}.wav"]


def test_a_sound_that_is_gone_leaves_its_words():
    file = written(basic(f"Hear {heard(b'gone', 'a bell')}"))
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("media")) == {}
        assert "Hear ♪ a bell".encode() in archive.read("collection.anki2")


def test_what_was_changed_in_anki_keeps_its_sounds():
    with zipfile.ZipFile(written(basic(f"Hear {heard(TONE, 'a bell')}"))) as archive:
        collection = archive.read("collection.anki2").replace(b"Hear [sound", b"Here [sound")
        files = {name: archive.read(number) for number, name in json.loads(archive.read("media")).items()}
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        archive.writestr("collection.anki2", collection)
        archive.writestr("media", json.dumps({str(place): name for place, name in enumerate(files)}))
        for place, content in enumerate(files.values()):
            archive.writestr(str(place), content)
    changed.seek(0)
    (note,) = pile_of(notes_in(changed)).notes
    assert note.fields["front"] == f"Here {heard(TONE, 'a-bell')}"


def test_a_text_file_says_what_is_seen_and_heard():
    picture = f"![a map](picture:{'0' * 64}-3x2)"
    note = basic(f"Hear *{heard(TONE, 'a bell')}* {picture}", heard(TONE))
    assert "Hear <em>♪ a bell</em> a map\t♪" in text_of([note])
    assert text_of([note], with_html=False) == "Hear ♪ a bell a map\t♪\t\n"


def test_a_note_type_that_plays_only_a_sound_makes_its_card():
    kind = Kind("Listening", ["Word", "Sound"], [("{{Sound}}", "{{FrontSide}}<hr id=answer>{{Word}}")])
    (note,) = read([Note(["apple", "[sound:x.wav]"], 9)], {"x.wav": TONE}, kinds={9: kind}).notes
    assert (note.fields["front"], note.fields["back"]) == (heard(TONE, "x"), "apple")
