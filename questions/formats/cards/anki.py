"""Anki packages read note by note, so that the largest takes no more memory than the smallest."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, BinaryIO

from questions.formats.cards import limits
from questions.formats.cards.collection import count, opened_collection
from questions.formats.cards.media import Media
from questions.formats.cards.notetypes import Notes, Taken, fault_in, notes_from
from questions.formats.cards.package import unpacked_collection
from questions.formats.cards.pile import (
    NEW,
    CardState,
    Loss,
    NoteRemark,
    PastReview,
    PileNote,
    Refusal,
    Unreadable,
)
from questions.formats.cards.schema import Deck, Surroundings, json_object, read_surroundings, whole
from questions.formats.cards.states import is_reset, review_of, state_of
from questions.formats.cards.tags import kept_tags
from questions.formats.hypertext import read_hypertext
from questions.note import FIELDS
from questions.pictures.references import renamed
from questions.sounds.references import SCHEME as SOUNDS
from questions.text import is_storable, storable

OWN_SOURCE = "quizapp"
"""Under this name `notes.data` keeps what was written here, beside the digest of what Anki was given."""

_NOTES = (
    "SELECT id, guid, mid, tags, length(flds), CASE WHEN length(flds) > ? THEN substr(flds, 1, 200) "
    "ELSE flds END, data FROM notes ORDER BY id"
)
_CARDS = (
    "SELECT nid, id, ord, did, odid, type, queue, due, ivl, factor, reps, lapses, odue, flags, data "
    "FROM cards ORDER BY nid, ord"
)
_FLAGS = 13
"""The column of a card's colours; the first three bits say which."""

_LOG = (
    "SELECT cards.nid, revlog.cid, revlog.id, ease, revlog.ivl, revlog.factor, time, revlog.type "
    "FROM revlog JOIN cards ON cards.id = revlog.cid ORDER BY cards.nid, revlog.id"
)


def notes_in_package(file: BinaryIO, *, with_schedule: bool = True) -> Iterator[PileNote | NoteRemark]:
    """The notes of a package in the order of their making, each followed by its remark if there is one.

    Raises `Unreadable` at the first look, or on the way where damage shows only there.
    """
    with unpacked_collection(file) as (path, media), opened_collection(path) as collection:
        _refuse_crowds(collection)
        yield from _Reader(collection, media, with_schedule=with_schedule).notes()


def _refuse_crowds(collection: sqlite3.Connection) -> None:
    notes = count(collection, "notes")
    if notes > limits.MOST_NOTES:
        raise Unreadable("too_many_notes")
    if count(collection, "cards") > limits.MOST_CARDS or count(collection, "revlog") > limits.MOST_REVIEWS:
        raise Unreadable("too_many_cards")
    if not notes:
        raise Unreadable("nothing_inside")
    text = collection.execute("SELECT sum(length(flds)) FROM notes").fetchone()[0]
    if whole(text) > limits.LARGEST_TEXT:
        raise Unreadable("too_large")


class _Reader:
    """Three tables read side by side, in the order of their notes."""

    def __init__(self, collection: sqlite3.Connection, media: Media, *, with_schedule: bool) -> None:
        self._media = media
        self._around: Surroundings = read_surroundings(collection)
        self._notes = collection.execute(_NOTES, (limits.LONGEST_RAW,))
        self._cards = _Portions(collection.execute(_CARDS))
        self._log = _Portions(collection.execute(_LOG) if with_schedule else iter(()))
        self._with_schedule = with_schedule
        self._seen: set[str] = set()
        self._filled = 0
        self._about = cache(self._around.about)
        self._named: set[tuple[str, ...]] = set()

    def notes(self) -> Iterator[PileNote | NoteRemark]:
        for number, row in enumerate(self._notes, 1):
            cards, log = self._cards.of(whole(row[0])), self._log.of(whole(row[0]))
            values, fault = _values(row[4], row[5])
            begins = _begins(values)
            guid = _guid(row[1])
            if fault is None and guid in self._seen:
                fault = "same_guid"
            note_type = self._around.note_types.get(whole(row[2]))
            if fault is None and note_type is None:
                fault = "no_note_type"
            if fault or note_type is None:
                yield NoteRemark(number, begins, refused=fault)
                continue
            self._seen.add(guid)
            self._filled += note_type.filling(sum(map(len, values)))
            if self._filled > limits.MOST_FILLED:
                raise Unreadable("too_much_work")
            found = notes_from(note_type, values, self._media)
            if found.refused or not found.taken:
                yield NoteRemark(number, begins, refused=found.refused or "no_card")
                continue
            yield from self._taken(number, guid, row, found, cards, log, begins)

    def _taken(
        self,
        number: int,
        guid: str,
        row: Sequence[Any],
        found: Notes,
        cards: Sequence[Sequence[Any]],
        log: Sequence[Sequence[Any]],
        begins: str,
    ) -> Iterator[PileNote | NoteRemark]:
        tags, has_lost_tags = kept_tags(_decoded(row[3]).split())
        states = self._states(cards, log) if self._with_schedule else {}
        deck_id = next((whole(card[4]) or whole(card[3]) for card in cards), 0)
        deck = self._around.decks.get(deck_id, Deck())
        if deck.has_options and deck.path not in self._named:
            self._named.add(deck.path)
            yield NoteRemark(0, " › ".join(deck.path), ("options",))
        own = self._own_source(found.taken[0], row[5], row[6]) if len(found.taken) == 1 else None
        for taken in (own,) if own else found.taken:
            yield PileNote(
                number=number,
                guid=(guid + taken.suffix)[:80],
                kind=taken.kind,
                fields=taken.fields,
                format=taken.format,
                tags=tags,
                deck=deck.path,
                about=self._about(deck.path),
                cards={
                    taken.ordinals[ordinal]: state
                    for ordinal, state in states.items()
                    if taken.kind == "cloze" or ordinal in taken.ordinals
                },
                media=self._media.fresh(),
            )
        losses: set[Loss] = set(found.losses) | ({"tags"} if has_lost_tags else set())
        if any(whole(card[_FLAGS]) & 7 > 1 for card in cards):
            losses.add("flag")
        if len({whole(card[4]) or whole(card[3]) for card in cards}) > 1:
            losses.add("decks")
        if own:
            losses &= {"flag", "decks"}
        if losses:
            yield NoteRemark(number, begins, tuple(sorted(losses)))

    def _own_source(self, taken: Taken, raw: object, data: object) -> Taken | None:
        """The note as it was written here, if nobody has changed what was exported."""
        if not isinstance(raw, bytes):
            return None
        source: Mapping[str, Any] = json_object(data)
        own = source.get(OWN_SOURCE)
        if not isinstance(own, dict) or own.get("digest") != digest_of(raw):
            return None
        fields = own.get("fields")
        if not isinstance(fields, dict) or set(fields) != set(FIELDS[taken.kind]):
            return None
        if not all(isinstance(text, str) for text in fields.values()):
            return None
        fields = {name: self._with_names_kept(text) for name, text in fields.items()}
        if fault_in(taken.kind, fields):
            return None
        return replace(
            taken, fields=fields, format="markdown" if own.get("format") == "markdown" else "plain"
        )

    def _with_names_kept(self, text: str) -> str:
        """A text of ours with its media under the names that they have here."""
        text = renamed(text, self._media.keep_picture)
        return renamed(text, lambda file_name: self._media.keep_sound(file_name) or "", scheme=SOUNDS)

    def _states(self, cards: Sequence[Sequence[Any]], log: Sequence[Sequence[Any]]) -> dict[int, CardState]:
        by_card: dict[int, list[PastReview]] = {}
        for row in log:
            reviews = by_card.setdefault(whole(row[1]), [])
            if is_reset(row[2:]):
                reviews.clear()
            elif review := review_of(row[2:]):
                reviews.append(review)
        states = {}
        for row in cards:
            state = state_of(row[5:], by_card.get(whole(row[1]), ()), self._around.first_on)
            if state != NEW and 0 <= whole(row[2]) < 1_000:
                states[whole(row[2])] = state
        return states


class _Portions:
    """Rows in the order of their first column, handed out note by note."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def of(self, note_id: int) -> list[tuple[Any, ...]]:
        found = []
        while self._next is not None and whole(self._next[0]) <= note_id:
            if whole(self._next[0]) == note_id:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _values(length: object, raw: object) -> tuple[list[str], Refusal | None]:
    """The fields of a note, or at least how it begins and why it cannot be read."""
    if not isinstance(raw, bytes):
        return [str(raw)], None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace").split("\x1f"), "not_utf8"
    values = text.split("\x1f")
    if whole(length) > limits.LONGEST_RAW or len(raw) > 4 * limits.LONGEST_RAW:
        return values, "too_long"
    return values, None if is_storable(text) else "unstorable"


def _begins(values: Sequence[str]) -> str:
    read = read_hypertext(values[0][:2_000], keep_sound=lambda file_name: file_name)
    return storable(read.text("plain").replace("\n", " ")[:80])


def _guid(raw: object) -> str:
    """A name of at most 80 characters that any database keeps, the same for the same name there."""
    text = _decoded(raw)
    if 0 < len(text) <= 60 and is_storable(text):
        return text
    return hashlib.sha256(str(raw).encode()).hexdigest()[:40]


def _decoded(raw: object) -> str:
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw or "")


def digest_of(fields: bytes) -> str:
    """What our own source of a note is tied to: edited in Anki, the note is read from its fields again."""
    return hashlib.sha256(fields).hexdigest()[:32]
