"""Anki packages made by hand: the three containers, with as little in them as a test needs."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from questions.formats.cards.tables import TABLES

CREATED = 1_767_240_000
"""2026-01-01, four in the morning, UTC."""
DAY_MS = 86_400_000

BASIC, REVERSED, CLOZE, TYPED = 1, 2, 3, 4

_TABLES_18 = """
CREATE TABLE notetypes (id integer primary key, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, config blob not null);
CREATE TABLE fields (ntid integer not null, ord integer not null, name text not null collate unicase,
  config blob not null, primary key (ntid, ord)) WITHOUT ROWID;
CREATE TABLE templates (ntid integer not null, ord integer not null, name text not null collate unicase,
  mtime_secs integer not null, usn integer not null, config blob not null, primary key (ntid, ord))
  WITHOUT ROWID;
CREATE TABLE decks (id integer primary key, name text not null collate unicase, mtime_secs integer not null,
  usn integer not null, common blob not null, kind blob not null);
CREATE TABLE config (KEY text primary key, usn integer not null, mtime_secs integer not null,
  val blob not null) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Kind:
    """A note type: fields and, for each card, its two templates."""

    name: str
    fields: Sequence[str]
    cards: Sequence[tuple[str, str]]
    is_cloze: bool = False
    stock: int = 0


KINDS: dict[int, Kind] = {
    BASIC: Kind("Basic", ["Front", "Back"], [("{{Front}}", "{{FrontSide}}<hr id=answer>{{Back}}")]),
    REVERSED: Kind(
        "Basic (and reversed card)",
        ["Front", "Back"],
        [
            ("{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"),
            ("{{Back}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Front}}"),
        ],
    ),
    CLOZE: Kind(
        "Cloze", ["Text", "Back Extra"], [("{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")], True
    ),
    TYPED: Kind(
        "Basic (type in the answer)",
        ["Front", "Back"],
        [("{{Front}}\n\n{{type:Back}}", "{{Front}}\n\n<hr id=answer>\n\n{{type:Back}}")],
    ),
}


@dataclass(frozen=True)
class Card:
    """A row of cards; `log` are rows (ms, ease, ivl, factor, time, type) of its log."""

    ord: int = 0
    did: int = 1
    type: int = 0
    queue: int = 0
    due: int = 0
    ivl: int = 0
    factor: int = 0
    reps: int = 0
    lapses: int = 0
    odue: int = 0
    odid: int = 0
    flags: int = 0
    data: str = "{}"
    log: Sequence[tuple[int, int, int, int, int, int]] = ()


@dataclass(frozen=True)
class Note:
    """A row of notes, with its cards (one new card unless it says so)."""

    fields: Sequence[str]
    mid: int = BASIC
    guid: Any = ""
    tags: str = ""
    data: str = ""
    cards: Sequence[Card] = field(default_factory=lambda: [Card()])


def package(
    notes: Sequence[Note],
    container: str = "anki2",
    *,
    kinds: Mapping[int, Kind] = KINDS,
    decks: Mapping[int, str] | None = None,
    **more: bytes,
) -> io.BytesIO:
    """A package in one of the containers anki2, anki21 and anki21b; `more` are further entries."""
    decks = decks or {1: "Default"}
    is_new = container == "anki21b"
    raw = collection(notes, kinds, decks, is_new=is_new)
    entries = {f"collection.{container}": zstandard.compress(raw) if is_new else raw}
    if container != "anki2":
        dummy = [Note(["Please update to the latest Anki version", ""], guid="dummy")]
        entries["collection.anki2"] = collection(dummy, KINDS, {1: "Default"})
        entries["meta"] = b"\x08\x03" if is_new else b"\x08\x02"
    entries["media"] = zstandard.compress(b"") if is_new else b"{}"
    return zipped(entries | {name.replace("_", "."): content for name, content in more.items()})


def zipped(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def collection(
    notes: Sequence[Note],
    kinds: Mapping[int, Kind] = KINDS,
    decks: Mapping[int, str] | None = None,
    *,
    is_new: bool = False,
    also: str = "",
) -> bytes:
    """A database of schema 11 or, `is_new`, 18. `also` is run at its end."""
    decks = decks or {1: "Default"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection"
        with closing(sqlite3.connect(path)) as database:
            database.create_collation("unicase", lambda one, other: (one > other) - (one < other))
            database.executescript(TABLES + (_TABLES_18 if is_new else ""))
            if is_new:
                _surround_18(database, kinds, decks)
            models = "" if is_new else json.dumps({str(id): _model(id, kind) for id, kind in kinds.items()})
            names = (
                ""
                if is_new
                else json.dumps({str(id): {"id": id, "name": name} for id, name in decks.items()})
            )
            row = (
                1,
                CREATED,
                0,
                0,
                18 if is_new else 11,
                0,
                0,
                0,
                "" if is_new else "{}",
                models,
                names,
                "",
                "",
            )
            database.execute("INSERT INTO col VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)
            _fill(database, notes)
            database.executescript(also)
            database.commit()
        return path.read_bytes()


def _fill(database: sqlite3.Connection, notes: Sequence[Note]) -> None:
    card_id = 5_000
    moments: set[int] = set()
    for id, note in enumerate(notes, 1_000):
        flds: Any = (
            "\x1f".join(note.fields) if all(isinstance(one, str) for one in note.fields) else note.fields[0]
        )
        if isinstance(flds, str):
            flds = flds.encode("utf-8", "surrogatepass")
        guid = note.guid or f"guid-{id}"
        database.execute(
            "INSERT INTO notes VALUES (?,?,?,0,0,?,CAST(? AS TEXT),0,0,0,?)",
            (id, guid, note.mid, note.tags, flds, note.data),
        )
        for card in note.cards:
            card_id += 1
            database.execute(
                "INSERT INTO cards VALUES (?,?,?,?,0,0,?,?,?,?,?,?,?,0,?,?,?,?)",
                (card_id, id, card.did, card.ord, card.type, card.queue, card.due, card.ivl, card.factor,
                 card.reps, card.lapses, card.odue, card.odid, card.flags, card.data),
            )  # fmt: skip
            for ms, ease, ivl, factor, time, type in card.log:
                while ms in moments:
                    ms += 1
                moments.add(ms)
                row = (ms, card_id, 0, ease, ivl, 0, factor, time, type)
                database.execute("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", row)


def _model(id: int, kind: Kind) -> dict[str, Any]:
    return {
        "id": id,
        "name": kind.name,
        "type": int(kind.is_cloze),
        "originalStockKind": kind.stock,
        "flds": [{"name": name, "ord": place} for place, name in enumerate(kind.fields)],
        "tmpls": [
            {"qfmt": front, "afmt": back, "ord": place} for place, (front, back) in enumerate(kind.cards)
        ],
    }


def _surround_18(database: sqlite3.Connection, kinds: Mapping[int, Kind], decks: Mapping[int, str]) -> None:
    for id, kind in kinds.items():
        config = message({1: int(kind.is_cloze), 9: kind.stock})
        database.execute("INSERT INTO notetypes VALUES (?,?,0,0,?)", (id, kind.name, config))
        for place, name in enumerate(kind.fields):
            database.execute("INSERT INTO fields VALUES (?,?,?,?)", (id, place, name, b""))
        for place, (front, back) in enumerate(kind.cards):
            sides = message({1: front.encode(), 2: back.encode()})
            database.execute(
                "INSERT INTO templates VALUES (?,?,?,0,0,?)", (id, place, f"Card {place + 1}", sides)
            )
    for id, name in decks.items():
        row = (id, name.replace("::", "\x1f"), b"", b"")
        database.execute("INSERT INTO decks VALUES (?,?,0,0,?,?)", row)


def message(fields: Mapping[int, int | bytes]) -> bytes:
    """A protocol buffer of these fields."""
    out = b""
    for number, value in fields.items():
        if isinstance(value, bytes):
            out += varint(number << 3 | 2) + varint(len(value)) + value
        elif value:
            out += varint(number << 3) + varint(value)
    return out


def varint(value: int) -> bytes:
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])
