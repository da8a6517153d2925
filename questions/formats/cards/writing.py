"""A pile as an Anki package of schema 11, which every version of Anki opens, with schedule and log.

Anki works its memories out of the log again, so that the log always comes with the schedule.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from questions.formats.cards.anki import OWN_SOURCE, digest_of
from questions.formats.cards.media import MediaOut
from questions.formats.cards.notetypes import ALSO
from questions.formats.cards.pile import NEW, CardState, PastReview, PileNote
from questions.formats.cards.states import (
    BURIED,
    FILTERED,
    IN_REVIEW,
    IN_STEPS,
    QUEUES,
    SUSPENDED,
    milliseconds,
)
from questions.formats.cards.tables import TABLES
from questions.formats.cards.tags import tag_line
from questions.formats.hypertext import hypertext_of, plain_text, read_hypertext
from questions.memory.plan import DEFAULT_PLAN
from questions.note import NoteKind, faces_of
from questions.pictures.picture import PictureFinder
from questions.pictures.references import renamed
from questions.question import Format
from questions.sounds.references import SCHEME as SOUNDS
from questions.sounds.sound import SoundFinder

_BELOW = "{{#More}}<div class=more>{{More}}</div>{{/More}}"
_ANSWER = "{{FrontSide}}<hr id=answer>"
_ALSO = "{{#Also}}<div class=also>{{Also}}</div>{{/Also}}"
_STYLE = (
    ".card { font: 20px sans-serif; text-align: center } .more, .also { font-size: 16px; margin-top: 1em }"
)
_STEP = -600
_PLAIN_EASE = 2500
_BLANK_GAP = re.compile(r"\{\{c\d{1,3}::\s*\}\}")


@dataclass(frozen=True, slots=True)
class _NoteType:
    """A note type of ours in Anki; the numbers stay, so that a later package meets the same type."""

    id: int
    name: str
    fields: tuple[str, ...]
    cards: tuple[tuple[str, str], ...]
    is_cloze: bool = False


_NOTE_TYPES: Mapping[NoteKind, _NoteType] = {
    "basic": _NoteType(
        1_763_000_000_001,
        "quizapp: front and back",
        ("Front", "Back", "More"),
        (("{{Front}}", f"{_ANSWER}{{{{Back}}}}{_BELOW}"),),
    ),
    "reversed": _NoteType(
        1_763_000_000_002,
        "quizapp: both ways",
        ("Front", "Back", "More"),
        (("{{Front}}", f"{_ANSWER}{{{{Back}}}}{_BELOW}"), ("{{Back}}", f"{_ANSWER}{{{{Front}}}}{_BELOW}")),
    ),
    "cloze": _NoteType(
        1_763_000_000_003,
        "quizapp: gaps",
        ("Text", "More"),
        (("{{cloze:Text}}", f"{{{{cloze:Text}}}}{_BELOW}"),),
        is_cloze=True,
    ),
    "typed": _NoteType(
        1_763_000_000_004,
        "quizapp: typed",
        ("Front", "Back", "More", ALSO),
        (("{{Front}}\n{{type:Back}}", f"{{{{Front}}}}<hr id=answer>{{{{type:Back}}}}{_ALSO}{_BELOW}"),),
    ),
}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where days lie for the learner: the study day that due days count from, and when it began."""

    first_on: dt.date
    begins_at: dt.datetime


def write_package(
    notes: Sequence[PileNote],
    out: BinaryIO,
    *,
    calendar: Calendar,
    now: dt.datetime,
    picture_of: PictureFinder = lambda _sha256: None,
    sound_of: SoundFinder = lambda _sha256: None,
) -> None:
    """Write an .apkg; card states go with it where the notes have them, and media where they are found."""
    with tempfile.TemporaryDirectory(prefix="package-") as folder:
        path = Path(folder) / "collection.anki2"
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            media = MediaOut(package, picture_of, sound_of)
            with closing(sqlite3.connect(path)) as database, database:
                database.executescript(TABLES)
                _Writer(database, calendar, now, media).write(notes)
            package.write(path, "collection.anki2")
            media.write_list()


class _Writer:
    """One collection while it is written. Ids are moments in milliseconds, as Anki makes them."""

    def __init__(
        self, database: sqlite3.Connection, calendar: Calendar, now: dt.datetime, media: MediaOut
    ) -> None:
        self._database, self._calendar, self._media = database, calendar, media
        self._seconds = int(now.timestamp())
        self._next_id = milliseconds(now)
        self._decks: dict[tuple[str, ...], int] = {}
        self._about: dict[tuple[str, ...], str] = {}
        self._moments: set[int] = set()

    def write(self, notes: Iterable[PileNote]) -> None:
        for position, note in enumerate(notes, 1):
            self._write_note(position, note)
        self._write_collection()

    def _write_note(self, position: int, note: PileNote) -> None:
        note_type, note_id = _NOTE_TYPES[note.kind], self._id()
        values = _values(note, self._media)
        fields = "\x1f".join(values)
        first = plain_text(values[0])
        row = (
            note_id,
            note.guid,
            note_type.id,
            self._seconds,
            -1,
            f" {tag_line(note.tags)} " if note.tags else "",
            fields,
            first,
            int(hashlib.sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
            0,
            _source(note, fields, self._media),
        )
        self._database.execute("INSERT INTO notes VALUES (?,?,?,?,?,?,?,?,?,?,?)", row)
        deck_id = self._deck(note.deck)
        for depth, about in enumerate(note.about, 1):
            if about and self._deck(note.deck[:depth]):
                self._about[_in_anki(note.deck[:depth])] = about
        for ordinal in faces_of(note.kind, note.fields):
            self._write_card(note_id, deck_id, ordinal, position, note.cards.get(ordinal, NEW))

    def _write_card(self, note_id: int, deck_id: int, ordinal: int, position: int, state: CardState) -> None:
        kind, card_id = QUEUES.index(state.queue), self._id()
        queue, due = (0, position)
        if state.queue == "review" and state.due_on is not None:
            queue, due = IN_REVIEW, (state.due_on - self._calendar.first_on).days
        elif state.queue != "new":
            queue, due = IN_STEPS, int(state.due_at.timestamp()) if state.due_at else self._seconds
        factor = round(state.ease * 1000) or (_PLAIN_EASE if kind > 1 else 0)
        row = (
            card_id,
            note_id,
            deck_id,
            ordinal,
            self._seconds,
            -1,
            kind,
            SUSPENDED if state.is_suspended else BURIED[0] if state.is_buried else queue,
        )
        more = (due, state.interval, factor, state.reps, state.lapses, 1001 if queue == IN_STEPS else 0, 0, 0)
        self._database.execute(
            f"INSERT INTO cards VALUES ({','.join('?' * 18)})",  # noqa: S608 - question marks only
            (*row, *more, state.flag, _memory(state)),
        )
        for review in state.reviews:
            self._write_review(card_id, review)

    def _write_review(self, card_id: int, review: PastReview) -> None:
        moment = milliseconds(review.at)
        while moment in self._moments:
            moment += 1
        self._moments.add(moment)
        kind, factor = (FILTERED, 0) if review.is_cram else (int(review.days > 0), _PLAIN_EASE)
        row = (
            moment,
            card_id,
            -1,
            int(review.rating),
            review.days or _STEP,
            0,
            factor,
            review.duration_ms,
            kind,
        )
        self._database.execute("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", row)

    def _write_collection(self) -> None:
        models = {str(one.id): _model(one, self._seconds) for one in _NOTE_TYPES.values()}
        decks = {"1": _deck_row(1, "Default", self._seconds)}
        for path, id in self._decks.items():
            decks[str(id)] = _deck_row(id, "::".join(path), self._seconds, self._about.get(path, ""))
        conf = {
            "schedVer": 2,
            "sched2021": True,
            "curDeck": 1,
            "curModel": None,
            "nextPos": 1,
            "activeDecks": [1],
        }
        row = (
            1,
            int(self._calendar.begins_at.timestamp()),
            self._seconds * 1000,
            self._seconds * 1000,
            11,
            0,
            0,
            0,
            json.dumps(conf),
            json.dumps(models),
            json.dumps(decks),
            json.dumps({"1": _OPTIONS}),
            "{}",
        )
        self._database.execute("INSERT INTO col VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)

    def _deck(self, path: tuple[str, ...]) -> int:
        named = _in_anki(path) or ("quizapp",)
        if named not in self._decks:
            self._decks[named] = self._id()
        return self._decks[named]

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id


def _in_anki(path: tuple[str, ...]) -> tuple[str, ...]:
    """The path of a deck where two colons part its names."""
    return tuple(part.replace("::", ":") for part in path)


def _values(note: PileNote, media: MediaOut) -> list[str]:
    """The fields as HTML, in the order of the note type."""
    texts = dict(note.fields)
    also = ""
    if note.kind == "typed":
        first, *others = [line.strip() for line in texts["back"].splitlines() if line.strip()]
        texts["back"], also = first, "\n".join(others)
    values = {
        name: _seen(text, "plain" if note.kind == "typed" and name == "back" else note.format, media)
        for name, text in texts.items()
    }
    values["also"] = hypertext_of(also, "plain")
    return [values.get(name.lower(), "").replace("\x1f", " ") for name in _NOTE_TYPES[note.kind].fields]


def _seen(text: str, format: Format, media: MediaOut) -> str:
    """A field as HTML. Anki has no blank cards: what shows nothing, as `&#9;`, stands as it is typed."""
    markup = hypertext_of(text, format, media.address_of, media.sound_file_of)
    words = plain_text(markup)
    is_seen = (words or "<img" in markup or "[sound:" in markup) and not _BLANK_GAP.search(words)
    return markup if is_seen else hypertext_of(text, "plain")


def _source(note: PileNote, fields: str, media: MediaOut) -> str:
    """What was written here, where Anki's HTML does not say it all."""
    if note.format == "plain" and all(map(_is_said, note.fields.values())):
        is_one_answer = note.kind != "typed" or "\n" not in note.fields["back"]
        if is_one_answer:
            return ""
    texts = {
        name: renamed(renamed(text, media.address_of), media.sound_file_of, scheme=SOUNDS)
        for name, text in note.fields.items()
    }
    own = {"digest": digest_of(fields.encode()), "format": note.format, "fields": texts}
    return json.dumps({OWN_SOURCE: own}, ensure_ascii=False)


def _is_said(text: str) -> bool:
    """Whether a plain text is read back as it was."""
    read = read_hypertext(hypertext_of(text, "plain"))
    return not read.needs_markdown and read.text("plain") == text


def _memory(state: CardState) -> str:
    """What Anki keeps of FSRS in a card; `lrt` is the moment of the last review."""
    if state.stability is None or state.difficulty is None:
        return ""
    data: dict[str, float | int] = {
        "s": state.stability,
        "d": state.difficulty,
        "decay": round(DEFAULT_PLAN.parameters.values[20], 3),
    }
    counted = [review.at for review in state.reviews if not review.is_cram]
    if counted:
        data["lrt"] = int(counted[-1].timestamp())
    return json.dumps(data)


def _model(note_type: _NoteType, seconds: int) -> dict[str, Any]:
    names = ["Gaps"] if note_type.is_cloze else [f"Card {place}" for place in range(1, 3)]
    return {
        "id": note_type.id,
        "name": note_type.name,
        "type": int(note_type.is_cloze),
        "mod": seconds,
        "usn": -1,
        "sortf": 0,
        "did": None,
        "css": _STYLE,
        "latexPre": "",
        "latexPost": "",
        "tags": [],
        "vers": [],
        "req": [[place, "any", [0]] for place in range(len(note_type.cards))],
        "flds": [
            {
                "name": name,
                "ord": place,
                "font": "Arial",
                "size": 20,
                "rtl": False,
                "sticky": False,
                "media": [],
            }
            for place, name in enumerate(note_type.fields)
        ],
        "tmpls": [
            {"name": name, "ord": place, "qfmt": front, "afmt": back, "did": None, "bqfmt": "", "bafmt": ""}
            for place, (name, (front, back)) in enumerate(zip(names, note_type.cards, strict=False))
        ],
    }


def _deck_row(id: int, name: str, seconds: int, about: str = "") -> dict[str, Any]:
    today = {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
    return {
        "id": id,
        "name": name,
        "mod": seconds,
        "usn": -1,
        "desc": hypertext_of(about, "plain"),
        "dyn": 0,
        "conf": 1,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **today,
    }


_OPTIONS: dict[str, Any] = {
    "id": 1,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "maxTaken": 60,
    "timer": 0,
    "autoplay": True,
    "replayq": True,
    "new": {
        "delays": [1, 10],
        "ints": [1, 4, 7],
        "initialFactor": 2500,
        "order": 1,
        "perDay": 20,
        "bury": True,
    },
    "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "bury": True, "hardFactor": 1.2},
    "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1},
}
