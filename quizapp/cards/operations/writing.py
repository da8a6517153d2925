"""Writing notes: the cards follow what stands in them, and nobody's memory is lost by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from questions.card import CardForm, Face, dump_face
from questions.note import FIELDS, MOST_CARDS, NoteKind, faces_of
from questions.question import Format
from quizapp.cards.models import Card, Deck, Note, NoteTag
from quizapp.cards.operations.placing import bring_back, lay, put_away
from quizapp.cards.targets import targets_of_new_notes, targets_of_note
from quizapp.errors import Conflict, Invalid
from quizapp.upserting import add_missing


@dataclass(frozen=True, slots=True)
class Writing:
    """What an author writes in one note: its kind, its texts by name, their format, its tags."""

    kind: NoteKind
    fields: Mapping[str, str]
    format: Format = "plain"
    tags: Sequence[str] = ()


def write_note(session: Session, deck: Deck, writing: Writing, *, guid: str, now: dt.datetime) -> Note:
    """A new note with its cards, behind all others. `Invalid` where it would make no card."""
    return write_notes(session, deck, [(writing, guid)], now=now)[0]


def write_notes(
    session: Session, deck: Deck, written: Sequence[tuple[Writing, str]], *, now: dt.datetime
) -> list[Note]:
    """New notes with their guids, behind all others: as many statements for a hundred as for one."""
    notes, faces = [], []
    for writing, guid in written:
        note = Note(deck_id=deck.id, guid=guid, kind=writing.kind, made_at=now, cards=[])
        _set_texts(note, writing)
        notes.append(note)
        faces.append(_faces_or_refuse(note))
    session.add_all(notes)
    session.flush()
    wanted = [
        (note, ordinal, *made)
        for note, by_ordinal in zip(notes, faces, strict=True)
        for ordinal, made in by_ordinal.items()
    ]
    targets = targets_of_new_notes(session, [(note.id, ordinal) for note, ordinal, *_made in wanted])
    for (note, ordinal, form, face), target_id in zip(wanted, targets, strict=True):
        card = Card(deck_id=deck.id, target_id=target_id, ordinal=ordinal, position=0)
        card.form, card.face = form, dump_face(face)
        note.cards.append(card)
    lay(session, deck, [card for note in notes for card in note.cards])
    tags = [
        _tag_row(note, tag)
        for note, (writing, _guid) in zip(notes, written, strict=True)
        for tag in dict.fromkeys(writing.tags)
    ]
    add_missing(session, NoteTag, tags)
    return notes


def edit_note(
    session: Session, note: Note, deck: Deck, writing: Writing, *, seen: int, now: dt.datetime
) -> None:
    """Change a note in place, for everybody who studies it. Needs the note with its cards.

    A card whose number stays keeps its target; one that is new is new to everybody; one that is
    gone rests. `seen` is the row version that the editor's page was made from: `Conflict` if the note has
    moved on.
    """
    if note.row_version != seen:
        raise Conflict(_("Somebody else has saved this note meanwhile."))
    note.edited_at = now
    flag_modified(note, "edited_at")
    _fill(session, note, writing)
    _follow(session, note, deck, now)


def bring_up_to_date(
    session: Session, note: Note, deck: Deck, writing: Writing, tags: Sequence[str], *, now: dt.datetime
) -> bool:
    """Make a note what a file says of it, whatever stood there; whether that changed anything.

    Needs the note with its cards, and the `tags` that it has.
    """
    texts = {name: writing.fields.get(name, "") for name in FIELDS[writing.kind]}
    is_same = (note.kind, note.fields, note.format) == (writing.kind, texts, writing.format)
    if is_same and set(tags) == set(writing.tags):
        return False
    note.edited_at = now
    _fill(session, note, writing)
    _follow(session, note, deck, now)
    return True


def retire_notes(session: Session, notes: Collection[Note], now: dt.datetime) -> None:
    """Ask these notes no more; what is remembered of them stays. Needs them with their cards."""
    for note in notes:
        note.retired_at = now
    put_away(session, [card for note in notes for card in note.cards if card.retired_at is None], now)


def restore_notes(session: Session, notes: Collection[Note]) -> None:
    """Ask retired notes again, as they were. Needs them with their cards."""
    for note in notes:
        note.retired_at = None
    returning = [card for note in notes for card in note.cards if card.ordinal in _faces(note)]
    bring_back(session, returning)


def move_notes(session: Session, notes: Collection[Note], deck: Deck) -> None:
    """Put notes into another deck, where all who study it meet them. Needs them with their cards.

    `Conflict` where that deck has one of them already (a guid is in a deck once).
    """
    moving = [note for note in notes if note.deck_id != deck.id]
    guids = [note.guid for note in moving]
    if session.scalar(select(Note.id).where(Note.deck_id == deck.id, Note.guid.in_(guids)).limit(1)):
        raise Conflict(_("That deck has one of these notes already."))
    for note in moving:
        note.deck_id = deck.id
    session.execute(
        update(NoteTag).where(NoteTag.note_id.in_([note.id for note in moving])).values(deck_id=deck.id)
    )
    lay(session, deck, (card for note in moving for card in note.cards))


def tag_notes(session: Session, notes: Collection[Note], tag: str) -> None:
    add_missing(session, NoteTag, [_tag_row(note, tag) for note in notes])


def untag_notes(session: Session, notes: Collection[Note], tag: str) -> None:
    ids = [note.id for note in notes]
    session.execute(delete(NoteTag).where(NoteTag.note_id.in_(ids), NoteTag.tag == tag))


def searchable(fields: Mapping[str, str]) -> str:
    """All words of a note in one text."""
    return "\n".join(text for text in fields.values() if text)


def _tag_row(note: Note, tag: str) -> dict[str, Any]:
    return {"note_id": note.id, "tag": tag, "folded": tag.casefold(), "deck_id": note.deck_id}


def _set_texts(note: Note, writing: Writing) -> None:
    note.kind = writing.kind
    note.fields = {name: writing.fields.get(name, "") for name in FIELDS[writing.kind]}
    note.words = searchable(note.fields)
    note.format = writing.format


def _fill(session: Session, note: Note, writing: Writing) -> None:
    _set_texts(note, writing)
    session.flush()
    stands = set(session.scalars(select(NoteTag.tag).where(NoteTag.note_id == note.id)))
    for tag in stands - set(writing.tags):
        untag_notes(session, [note], tag)
    for tag in dict.fromkeys(writing.tags):
        if tag not in stands:
            tag_notes(session, [note], tag)


def _follow(session: Session, note: Note, deck: Deck, now: dt.datetime) -> None:
    """Bring the cards of a note to its text."""
    faces = _faces_or_refuse(note)
    known = {card.ordinal: card for card in note.cards}
    targets = targets_of_note(session, note.id, faces)
    new = []
    for ordinal, (form, face) in faces.items():
        card = known.get(ordinal)
        if card is None:
            card = Card(deck_id=deck.id, target_id=targets[ordinal], ordinal=ordinal, position=0)
            note.cards.append(card)
            new.append(card)
        card.form, card.face = form, dump_face(face)
    lay(session, deck, new)
    bring_back(session, [card for card in note.cards if card.ordinal in faces and card.retired_at])
    put_away(session, [card for card in note.cards if card.ordinal not in faces and not card.retired_at], now)


def _faces_or_refuse(note: Note) -> dict[int, tuple[CardForm, Face]]:
    """The cards of a note by ordinal; where it makes none or too many, the field to look at is refused."""
    faces = _faces(note)
    if not faces:
        raise Invalid("text" if note.kind == "cloze" else "back", _("This makes no card yet."))
    if len(faces) > MOST_CARDS:
        raise Invalid("text", _("At most %(most)s gaps of their own number in one text.", most=MOST_CARDS))
    return faces


def _faces(note: Note) -> dict[int, tuple[CardForm, Face]]:
    return faces_of(note.kind, note.fields)  # type: ignore[arg-type]
