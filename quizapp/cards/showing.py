"""Cards as pages of notes show them: both sides at once, in the format of their note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questions.card import Face, load_face
from questions.note import faces_of
from questions.question import Format, Text, TextKey
from quizapp.cards.models import Note
from quizapp.cards.operations.writing import Writing


@dataclass(frozen=True, slots=True)
class ShownCard:
    """Both sides of a card; `also` are further answers that count when typed."""

    form: str
    front: Text
    back: Text
    more: Text
    hint: str
    also: tuple[str, ...]


def cards_of_note(note: Note) -> list[ShownCard]:
    """The cards of a note that are asked. Needs the note with its cards."""
    return [
        _shown(card.form, load_face(card.face), "markdown" if note.format == "markdown" else "plain")
        for card in note.cards
        if card.retired_at is None
    ]


def cards_to_be(writing: Writing) -> list[ShownCard]:
    """The cards that this would make."""
    made: Iterable[tuple[str, Face]] = faces_of(writing.kind, writing.fields).values()
    return [_shown(form, face, writing.format) for form, face in made]


def _shown(form: str, face: Face, format: Format) -> ShownCard:
    accepted = face.key.accepted if isinstance(face.key, TextKey) else ()
    return ShownCard(
        form,
        Text(face.front, format),
        Text(face.back, "plain" if form == "typed" else format),
        Text(face.more, format),
        face.hint,
        tuple(text for text in accepted if text != face.back),
    )
