"""What surrounds the notes of an Anki collection, in both schemas: note types, decks, the first day."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questions.formats.cards import limits
from questions.formats.cards.collection import has_table
from questions.formats.cards.notetypes import NoteType, Shape
from questions.formats.cards.pile import Unreadable
from questions.formats.cards.protobuf import find_bytes, find_int
from questions.formats.cards.templates import parse_template
from questions.formats.hypertext import plain_text
from questions.text import is_storable

_OCCLUSION = 6
_STOCK = 1
"""The options that every deck has at first."""

_FITTED = ("fsrsWeights", "fsrsParams5", "fsrsParams6", "desiredRetention")
_NORMAL, _OPTIONS, _DESCRIPTION = 1, 1, 4
"""Where a deck of schema 18 keeps what an ordinary one has: its options by id, and words about it."""

_EARLIEST_HOUR = 9
"""A collection begins at four in the morning somewhere: from 9 hours before midnight UTC to 15 after."""


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck by its path, what is said of it, and whether options of its own hold for it."""

    path: tuple[str, ...] = ()
    about: str = ""
    has_options: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Note types and decks by id. `first_on` is the study day that due days count from."""

    note_types: Mapping[int, NoteType]
    decks: Mapping[int, Deck]
    first_on: dt.date

    def about(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """What is said of each deck on the way to this one; nothing where nothing is said of any."""
        said = {deck.path: deck.about for deck in self.decks.values()}
        found = tuple(said.get(path[:depth], "") for depth in range(1, len(path) + 1))
        return found if any(found) else ()


def read_surroundings(collection: sqlite3.Connection) -> Surroundings:
    row = collection.execute("SELECT crt, models, decks, dconf FROM col LIMIT 1").fetchone()
    if row is None:
        raise Unreadable("not_a_collection")
    created, models, decks, options = row
    if has_table(collection, "notetypes"):
        return Surroundings(
            dict(_note_types_18(collection)), dict(_decks_18(collection)), _day(whole(created))
        )
    return Surroundings(
        dict(_note_types_11(_json_object(models))),
        dict(_decks_11(_json_object(decks), _own_options(json_object(options)))),
        _day(whole(created)),
    )


def whole(value: object) -> int:
    """A number of the file; 0 for anything that is none, or too large to be meant."""
    return value if isinstance(value, int) and -(2**62) < value < 2**62 else 0


def words(value: object) -> str:
    """A short text of the file, whatever bytes it holds."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return text if isinstance(text, str) and is_storable(text) else ""


def json_object(value: object) -> dict[str, Any]:
    """A JSON object of the file; an empty one where it is none."""
    try:
        found = json.loads(value) if isinstance(value, bytes | str) and value else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _json_object(value: object) -> dict[str, Any]:
    found = json_object(value)
    if len(found) > limits.MOST_DECKS:
        raise Unreadable("too_many_entries")
    return found


def _day(created: int) -> dt.date:
    shifted = min(max(created, 0), 2**32) + _EARLIEST_HOUR * 3_600
    return dt.date(1970, 1, 1) + dt.timedelta(seconds=shifted)


def _note_types_11(models: Mapping[str, Any]) -> Iterator[tuple[int, NoteType]]:
    for id, model in models.items():
        if not (id.lstrip("-").isdigit() and len(id) < 20 and isinstance(model, dict)):
            continue
        kind = whole(model.get("type"))
        shape: Shape = "cloze" if kind == 1 else "normal"
        if whole(model.get("originalStockKind")) == _OCCLUSION:
            shape = "occlusion"
        sides = [(words(one.get("qfmt")), words(one.get("afmt"))) for one in _in_order(model.get("tmpls"))]
        names = [words(one.get("name")) for one in _in_order(model.get("flds"))]
        yield int(id), _note_type(words(model.get("name")), shape, names, sides)


def _in_order(found: object) -> list[dict[str, Any]]:
    """The objects of a list by their `ord`."""
    objects = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    return sorted(objects, key=lambda one: whole(one.get("ord")))


def _note_types_18(collection: sqlite3.Connection) -> Iterator[tuple[int, NoteType]]:
    names: dict[int, list[str]] = {}
    for ntid, name in _rows(collection, "SELECT ntid, name FROM fields ORDER BY ntid, ord"):
        names.setdefault(whole(ntid), []).append(words(name))
    sides: dict[int, list[tuple[str, str]]] = {}
    for ntid, config in _rows(collection, "SELECT ntid, config FROM templates ORDER BY ntid, ord"):
        message = config if isinstance(config, bytes) else b""
        both = (words(_bytes_at(message, 1)), words(_bytes_at(message, 2)))
        sides.setdefault(whole(ntid), []).append(both)
    for id, name, config in _rows(collection, "SELECT id, name, config FROM notetypes"):
        message = config if isinstance(config, bytes) else b""
        shape: Shape = "cloze" if _int_at(message, 1) == 1 else "normal"
        if _int_at(message, 9) == _OCCLUSION:
            shape = "occlusion"
        key = whole(id)
        yield key, _note_type(words(name), shape, names.get(key, []), sides.get(key, []))


def _note_type(name: str, shape: Shape, fields: list[str], sides: list[tuple[str, str]]) -> NoteType:
    cards = tuple(
        (parse_template(front), parse_template(back)) for front, back in sides[: limits.MOST_TEMPLATES]
    )
    if not cards:
        raise Unreadable("not_a_collection")
    return NoteType(name, shape, tuple(fields[:200]), cards)


def _decks_11(decks: Mapping[str, Any], options: Collection[int]) -> Iterator[tuple[int, Deck]]:
    for id, deck in decks.items():
        if id.lstrip("-").isdigit() and len(id) < 20 and isinstance(deck, dict):
            path = deck_path(words(deck.get("name")), "::")
            yield int(id), Deck(path, _about(words(deck.get("desc"))), whole(deck.get("conf")) in options)


def _own_options(options: Mapping[str, Any]) -> set[int]:
    """The sets of options that are not as Anki makes them: a second one, or one with weights or a goal."""
    return {
        whole(one.get("id"))
        for one in options.values()
        if isinstance(one, dict) and (whole(one.get("id")) != _STOCK or any(map(one.get, _FITTED)))
    }


def _decks_18(collection: sqlite3.Connection) -> Iterator[tuple[int, Deck]]:
    has_options = has_table(collection, "deck_config")
    ids = _rows(collection, "SELECT id FROM deck_config") if has_options else ()
    options = {whole(id) for (id,) in ids} - {_STOCK}
    for id, name, kind in _rows(collection, "SELECT id, name, kind FROM decks"):
        normal = _bytes_at(kind, _NORMAL) if isinstance(kind, bytes) else b""
        about = _about(words(_bytes_at(normal, _DESCRIPTION)))
        path = deck_path(words(name), "\x1f")
        yield whole(id), Deck(path, about, _int_at(normal, _OPTIONS) in options)


def _about(markup: str) -> str:
    return plain_text(markup[: limits.LONGEST_RAW])[: limits.LONGEST_ABOUT]


def deck_path(name: str, separator: str) -> tuple[str, ...]:
    """The names of the decks around a deck, and its own; without what cannot be seen."""
    parts = ("".join(char if char.isprintable() else " " for char in part) for part in name.split(separator))
    tidy = (" ".join(part.split())[: limits.LONGEST_DECK] for part in parts)
    return tuple(filter(None, tidy))[: limits.DEEPEST_DECK]


def _rows(collection: sqlite3.Connection, query: str) -> Iterable[tuple[Any, ...]]:
    rows = collection.execute(query).fetchmany(limits.MOST_NOTE_TYPES * 20 + 1)
    if len(rows) > limits.MOST_NOTE_TYPES * 20:
        raise Unreadable("too_many_entries")
    return rows


def _bytes_at(message: bytes, number: int) -> bytes:
    try:
        return find_bytes(message, number)
    except ValueError as error:
        raise Unreadable("damaged") from error


def _int_at(message: bytes, number: int) -> int:
    try:
        return find_int(message, number)
    except ValueError as error:
        raise Unreadable("damaged") from error
