"""Any file of cards: what it is shows from its first bytes, not from its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from questions.formats.cards.anki import notes_in_package
from questions.formats.cards.columns import ThirdColumn
from questions.formats.cards.limits import LARGEST_FILE
from questions.formats.cards.package import is_package
from questions.formats.cards.pile import NoteRemark, Pile, PileNote, Unreadable
from questions.formats.cards.separated import decoded, layout_of, notes_in_text


def notes_in(
    file: BinaryIO,
    *,
    with_schedule: bool = True,
    separator: str = "",
    cards_apart: str = "",
    third: ThirdColumn = "",
) -> Iterator[PileNote | NoteRemark]:
    """The notes of a package or of a table, each followed by its remark if there is one.

    `separator`, `cards_apart` and `third` say how a table without header lines is laid out; "" guesses.
    """
    beginning = file.read(4)
    file.seek(0)
    if is_package(beginning):
        yield from notes_in_package(file, with_schedule=with_schedule)
        return
    raw = file.read(LARGEST_FILE // 4 + 1)
    if len(raw) > LARGEST_FILE // 4:
        raise Unreadable("too_large")
    text = decoded(raw)
    yield from notes_in_text(text, layout_of(text, separator=separator, cards_apart=cards_apart, third=third))


def pile_of(found: Iterable[PileNote | NoteRemark]) -> Pile:
    """All of it at once."""
    notes: list[PileNote] = []
    remarks: list[NoteRemark] = []
    for one in found:
        if isinstance(one, PileNote):
            notes.append(one)
        else:
            remarks.append(one)
    return Pile(tuple(notes), tuple(remarks))
