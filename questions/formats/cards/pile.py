"""A pile of notes with what a learner remembers of them, as files carry it from one program to another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from questions.formats.hypertext import MarkupLoss
from questions.memory.state import Rating
from questions.note import NoteKind
from questions.pictures.picture import KeptPicture
from questions.question import Format
from questions.sounds.sound import KeptSound

CardQueue = Literal["new", "learning", "review", "relearning"]

Loss = Literal[
    MarkupLoss,
    "speech",  # the machine's voice says a part of it
    "hint",  # shown on the front when asked for
    "typing",  # of its gaps
    "flag",  # its colour
    "decks",  # its cards lie in several
    "options",  # of a deck
    "tags",  # too many, or too long
    "layout",  # its note type has other fields or cards than ours
    "split",  # its cards became notes of their own
    "fields",  # further fields or columns
]
Refusal = Literal[
    "not_utf8",
    "unstorable",  # NUL and the like
    "too_long",
    "no_card",  # a side is empty, or no gap is marked
    "no_medium",  # a side shows only what cannot be kept
    "too_many_gaps",
    "too_few_fields",
    "no_note_type",
    "occlusion",  # a picture with parts hidden
    "same_guid",  # a second note of that name in one file
    "heading",  # the names of the columns
]

FileFault = Literal[
    "not_a_package",
    "encrypted",
    "damaged",
    "too_large",
    "bomb",
    "too_many_entries",
    "no_collection",
    "newer_container",
    "not_a_collection",
    "too_many_notes",
    "too_many_cards",
    "too_much_work",
    "not_text",
    "nothing_inside",
]


class Unreadable(ValueError):
    """The whole file cannot be used; `fault` says why."""

    def __init__(self, fault: FileFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class PastReview:
    """One answer in another program. `days` is the interval that it gave, 0 for a step."""

    at: dt.datetime
    rating: Rating
    days: int = 0
    duration_ms: int = 0
    is_cram: bool = False


@dataclass(frozen=True, slots=True)
class CardState:
    """Where one card stands, and the answers that led there, in the order of their moments.

    `due_on` is a study day (review only), `due_at` a moment (in steps only). Stability and difficulty
    are those of FSRS, where the file knows them; `ease` is SM-2's factor (2.5 at first), 0 where there is
    none. `flag` is Anki's colour. Buried, it stays out of sight until the next study day.
    """

    queue: CardQueue = "new"
    due_on: dt.date | None = None
    due_at: dt.datetime | None = None
    interval: int = 0
    reps: int = 0
    lapses: int = 0
    stability: float | None = None
    difficulty: float | None = None
    ease: float = 0.0
    is_suspended: bool = False
    is_buried: bool = False
    flag: int = 0
    reviews: tuple[PastReview, ...] = ()


NEW = CardState()


@dataclass(frozen=True, slots=True)
class PileNote:
    """One note: `fields` by the names of `questions.note.FIELDS`, in `format`.

    `deck` is the path of its deck, outermost first, `about` what is said of each deck on the way where the
    file says something, and `number` its place in the file (note or line).
    `cards` are the states of its cards by ordinal; new ones are left out. `has_guid` is false where
    the name was made from the text, because the file gives none. `media` are the pictures and
    sounds that the texts name and no note before it has brought.
    """

    number: int
    guid: str
    kind: NoteKind
    fields: Mapping[str, str]
    format: Format = "plain"
    tags: tuple[str, ...] = ()
    deck: tuple[str, ...] = ()
    cards: Mapping[int, CardState] = field(default_factory=dict)
    has_guid: bool = True
    about: tuple[str, ...] = ()
    media: tuple[KeptPicture | KeptSound, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteRemark:
    """What became of one note (or line): taken with a loss, or refused. `begins` is how it begins.

    Number 0 is a deck, and `begins` its name.
    `apart_at` is the sign between its sides where that was not the one of the whole list.
    """

    number: int
    begins: str
    losses: tuple[Loss, ...] = ()
    refused: Refusal | None = None
    apart_at: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """What a file holds: its notes in order, and remarks on those that did not come through whole."""

    notes: tuple[PileNote, ...]
    remarks: tuple[NoteRemark, ...] = ()
