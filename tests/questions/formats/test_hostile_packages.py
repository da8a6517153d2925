"""Packages made to do harm: each ends in one reason, soon, and touches nothing but itself."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import zstandard

from questions.formats.cards import limits
from questions.formats.cards.pile import Pile, Unreadable
from questions.formats.cards.protobuf import fields_in
from questions.formats.cards.reading import notes_in, pile_of
from questions.formats.cards.templates import parse_template
from questions.formats.hypertext import plain_text, read_hypertext
from tests.questions.formats.packages import KINDS, Kind, Note, collection, message, package, zipped

NOTES = [Note(["Seine", "Paris"])]
SOUND = collection(NOTES)


def fault_in(file: io.BytesIO) -> str:
    with pytest.raises(Unreadable) as refusal:
        pile_of(notes_in(file))
    return refusal.value.fault


def read(file: io.BytesIO) -> Pile:
    return pile_of(notes_in(file))


def with_database(content: bytes, name: str = "collection.anki2") -> io.BytesIO:
    return zipped({name: content})


def sabotaged(script: str) -> io.BytesIO:
    return with_database(collection(NOTES, also=script))


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (io.BytesIO(b"PK\x05\x06"), "not_a_package"),
        (io.BytesIO(b"PK" + random.Random(1).randbytes(5_000)), "not_a_package"),
        (zipped({"readme.txt": b"hello"}), "no_collection"),
        (zipped({"collection.anki22": SOUND}), "newer_container"),
        (zipped({"collection.anki2": SOUND, "meta": b"\x08\x09"}), "newer_container"),
        (zipped({"collection.anki2": SOUND, "meta": b"\xff" * 40}), "damaged"),
        (zipped({"collection.anki2": SOUND}, zipfile.ZIP_BZIP2), "damaged"),
        (with_database(b""), "not_a_collection"),
        (with_database(b"not a database at all" * 100), "not_a_collection"),
        (with_database(SOUND[: len(SOUND) // 2]), "not_a_collection"),
        (with_database(b"not zstd", "collection.anki21b"), "damaged"),
        (with_database(zstandard.compress(SOUND)[:-40], "collection.anki21b"), "not_a_collection"),
        (with_database(collection([])), "nothing_inside"),
        (sabotaged("DROP TABLE cards"), "not_a_collection"),
        (sabotaged("DROP TABLE col"), "not_a_collection"),
        (sabotaged("DELETE FROM col"), "not_a_collection"),
        (sabotaged("ALTER TABLE notes DROP COLUMN flds"), "not_a_collection"),
        (sabotaged("ALTER TABLE notes RENAME TO n; CREATE VIEW notes AS SELECT 1"), "not_a_collection"),
        (sabotaged("DROP TABLE notes; CREATE VIRTUAL TABLE notes USING fts4(id, flds)"), "not_a_collection"),
        (sabotaged("UPDATE col SET models = 'no json'"), "nothing_usable"),
        (sabotaged(f"UPDATE col SET models = '{'[' * 100_000}'"), "nothing_usable"),
    ],
)  # fmt: skip
def test_a_package_that_is_none_ends_in_one_reason(file, fault):
    if fault == "nothing_usable":
        assert [one.refused for one in read(file).remarks] == ["no_note_type"]
    else:
        assert fault_in(file) == fault


def test_a_bomb_is_not_unpacked():
    zeros = bytes(60 * limits.MEBIBYTE)
    for name, content in (
        ("collection.anki2", zeros),
        ("collection.anki21b", zstandard.compress(zeros)),
    ):
        file = with_database(content, name)
        tracemalloc.start()
        assert fault_in(file) == "bomb"
        assert tracemalloc.get_traced_memory()[1] < 20 * limits.MEBIBYTE
        tracemalloc.stop()


def test_a_collection_beyond_all_bounds_is_left(monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_COLLECTION", 50_000)
    file = package([Note([random.Random(1).randbytes(40_000).hex(), "b"])])
    assert fault_in(file) == "too_large"


def test_sizes_that_the_headers_promise_are_not_believed():
    raw = bytearray(package(NOTES).getvalue())
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = raw.find(mark)
        while place >= 0:
            struct.pack_into("<I", raw, place + offset, 10)
            place = raw.find(mark, place + 4)
    assert fault_in(io.BytesIO(bytes(raw))) in ("damaged", "not_a_collection")
    promised = zstandard.ZstdCompressor(write_content_size=True).compress(SOUND)
    wrong = bytearray(promised)
    wrong[5:7] = b"\xff\xff"
    assert fault_in(with_database(bytes(wrong), "collection.anki21b")) in (
        "damaged",
        "not_a_collection",
        "bomb",
    )


def test_a_locked_package_is_said_to_be_locked():
    raw = bytearray(package(NOTES).getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = raw.find(mark)
        while place >= 0:
            raw[place + offset] |= 1
            place = raw.find(mark, place + 4)
    assert fault_in(io.BytesIO(bytes(raw))) == "encrypted"


def test_a_package_in_a_package_is_not_opened():
    inner = package(NOTES).getvalue()
    assert fault_in(zipped({"inner.apkg": inner, "collection": inner})) == "no_collection"
    assert fault_in(with_database(inner)) == "not_a_collection"


def test_names_of_entries_are_never_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = (
        "../out",
        "/etc/out",
        "C:\\out",
        "a/../../out",
        "CON",
        "collection.anki2/../out",
        "\\\\host\\out",
    )
    entries = dict.fromkeys(names, b"evil") | {"collection.anki2": SOUND}
    assert len(read(zipped(entries)).notes) == 1
    assert list(tmp_path.iterdir()) == []
    assert not Path("/etc/out").exists()


def test_too_many_entries_are_not_gone_through(monkeypatch):
    monkeypatch.setattr(limits, "MOST_ENTRIES", 50)
    entries = {str(number): b"" for number in range(60)} | {"collection.anki2": SOUND}
    assert fault_in(zipped(entries)) == "too_many_entries"


def test_a_million_cards_are_refused_by_their_number():
    million = """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000)
        INSERT INTO cards SELECT 10000 + i, 1000, 1, 0, 0, 0, 0, 0, i, 0, 0, 0, 0, 0, 0, 0, 0, '' FROM n;
    """
    raw = zstandard.compress(collection(NOTES, also=million))
    assert fault_in(with_database(raw, "collection.anki21b")) in ("too_many_cards", "bomb")


def test_too_many_notes_are_refused_by_their_number(monkeypatch):
    monkeypatch.setattr(limits, "MOST_NOTES", 2)
    assert fault_in(package(NOTES * 3)) == "too_many_notes"
    assert fault_in(io.BytesIO(b"a\tb\nc\td\ne\tf\n")) == "too_many_notes"


def test_work_without_end_is_broken_off(monkeypatch):
    monkeypatch.setattr(limits, "MOST_STEPS", 1)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    rows = "INSERT INTO revlog SELECT i, 5001, 0, 3, 1, 1, 1, 1, 1 FROM n"
    assert fault_in(sabotaged(f"{numbers} {rows}")) == "too_much_work"


def test_triggers_and_generated_columns_do_nothing():
    trigger = "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END"
    assert len(read(sabotaged(trigger)).notes) == 1
    generated = "ALTER TABLE cards ADD COLUMN x AS (hex(zeroblob(100000000)))"
    assert len(read(sabotaged(generated)).notes) == 1


def test_numbers_that_mean_nothing_do_no_harm():
    script = """
        UPDATE cards SET type = 2, queue = 'x', due = 9223372036854775807, ivl = -1e300, factor = 'f',
          reps = -5, odue = 1e18, flags = 999999999, data = '{"s": 1e999, "d": "x"}';
        UPDATE cards SET did = 'none', ord = 7;
        INSERT INTO revlog SELECT 9223372036854775807, id, 0, 99, 1e300, 0, 'x', -1, 'kind' FROM cards;
        INSERT INTO revlog SELECT 1, id, 0, 3, 1, 0, 1, 1, 1 FROM cards;
        UPDATE col SET crt = 'long ago', decks = '[1, 2]';
    """
    (note,) = read(sabotaged(script)).notes
    assert (note.cards, note.deck) == ({}, ())


def test_broken_messages_of_schema_18_are_said_to_be_damaged():
    for garbage in (b"\xff" * 30, b"\x0a\xff\xff\xff\xff\x0f", b"\x0b"):
        script = f"UPDATE templates SET config = x'{garbage.hex()}'"
        raw = zstandard.compress(collection(NOTES, is_new=True, also=script))
        assert fault_in(with_database(raw, "collection.anki21b")) == "damaged"


def test_every_message_ends():
    dice = random.Random(7)
    for _ in range(2_000):
        raw = dice.randbytes(dice.randrange(60))
        try:
            list(fields_in(raw))
        except ValueError:
            continue
    assert list(fields_in(message({1: 300, 2: b"x"}))) == [(1, 300), (2, b"x")]


@pytest.mark.parametrize(
    "template",
    [
        "{{#a}}" * 5_000,
        "{{/a}}" * 5_000 + "{{Front}}",
        "{{" * 20_000,
        "{{}}{{ }}{{:}}{{#}}{{Front}}",
        "{{Front}}" * 3_000,
    ],
)
def test_templates_without_end_are_filled_soon(template):
    kind = Kind("Odd", ["Front", "Back"], [(template, template)])
    found = read(package([Note(["a", "b"], 9)], kinds={9: kind}))
    assert len(found.notes) + len(found.remarks) >= 1
    assert len(parse_template(template).parts) <= 2 * limits.MOST_TOKENS + 1


@pytest.mark.parametrize(
    "markup",
    ["<" * 60_000, "<!--" * 15_000, "<b " * 20_000, "<script>" * 8_000, "[sound:" * 8_000, "\\(" * 30_000,
     "\\(x" * 20_000 + "\\)", "&" * 60_000, "<b></b>" * 8_000 + "x", "a<i>b</i>" * 6_000,
     "<b>" * 20_000 + "x", "[$]" * 20_000, "<ul>" * 15_000 + "<li>x", "<div>" * 12_000, "[anki:tts" * 6_000],
)  # fmt: skip
def test_fields_without_end_are_read_soon(markup):
    read_hypertext(markup).text("markdown")
    assert "<script" not in plain_text(markup) or "<script>" in markup


def test_templates_that_multiply_their_fields_are_too_much_work(monkeypatch):
    monkeypatch.setattr(limits, "MOST_FILLED", 1_000_000)
    sides = ("{{Front}}" * 90, "{{Back}}" * 90)
    kind = Kind("Many", ["Front", "Back"], [sides] * 20)
    assert fault_in(package([Note(["a" * 900, "b"], 9)] * 3, kinds={9: kind})) == "too_much_work"


def test_all_kinds_of_the_builder_are_used_somewhere():
    assert len(read(package([Note(["{{c1::a}}", "b"], id) for id in KINDS])).notes) == len(KINDS)
