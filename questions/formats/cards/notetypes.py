"""Anki's note types, of any shape, as our four kinds of notes: what their templates show is what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from questions.formats.cards.limits import LONGEST_RAW, LONGEST_SIDE
from questions.formats.cards.pile import Loss, Refusal
from questions.formats.cards.templates import Template, has_gap, without_front
from questions.formats.hypertext import Reading, plain_text, read_hypertext
from questions.note import FIELDS, MOST_CARDS, NoteKind, faces_of
from questions.question import Format
from questions.text import folded, is_storable

Shape = Literal["normal", "cloze", "occlusion"]

ALSO = "Also"
"""The field in which our own typed notes keep further answers, one a line."""

_SOUND = re.compile(r"\[sound:[^\]\n]{1,500}\]")
_MARKUP = re.compile(r"[<&\[]")
_MEDIUM = re.compile(r"<img|<audio|\[sound:", re.I)

_BELOW = frozenset({"more", "extra", "back extra", "notes", "note", "remarks"})
"""Fields that are said below an answer, by their usual names."""


class MediaKeeper(Protocol):
    """Keeps what texts name: see `hypertext.PictureKeeper` and `SoundKeeper`."""

    def keep_picture(self, address: str, words: str, /) -> str: ...

    def keep_sound(self, file_name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class NoteType:
    """The fields of a note type by name, and each of its cards as two templates (front, back)."""

    name: str
    shape: Shape
    fields: tuple[str, ...]
    cards: tuple[tuple[Template, Template], ...]

    def filling(self, length: int) -> int:
        """About how many characters its templates come to with a note of this length."""
        sides = (side for pair in self.cards for side in pair)
        return sum(min(len(side.parts) * (length + 50), LONGEST_RAW) for side in sides)


@dataclass(frozen=True, slots=True)
class Taken:
    """One note of ours; `ordinals` says which of its cards is which of the file's note (theirs → ours)."""

    kind: NoteKind
    fields: Mapping[str, str]
    format: Format
    ordinals: Mapping[int, int]
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What one note of a file becomes: usually one of ours, and what is lost on the way."""

    taken: tuple[Taken, ...]
    losses: tuple[Loss, ...] = ()
    refused: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Card:
    """One card of a note type filled in, as HTML. `typed` is the answer that is to be typed."""

    ordinal: int
    front: str
    back: str
    more: str
    typed: str
    has_hint: bool = False


def notes_from(note_type: NoteType, values: Sequence[str], media: MediaKeeper | None = None) -> Notes:
    """The notes that stand for one note of this type with these field values (HTML)."""
    if note_type.shape == "occlusion":
        return Notes((), refused="occlusion")
    fields = dict(zip(note_type.fields, values, strict=False))
    losses: set[Loss] = set()
    if len(values) > len(note_type.fields) or _unshown(note_type, fields):
        losses.add("layout")
    if any(side.has_script for pair in note_type.cards for side in pair):
        losses.add("script")
    if any(side.speaks for pair in note_type.cards for side in pair):
        losses.add("speech")
    if note_type.shape == "cloze":
        return _clozes(note_type, fields, losses, media)
    cards = [card for ordinal, pair in enumerate(note_type.cards) if (card := _card(ordinal, pair, fields))]
    if not cards:
        return Notes((), refused="no_card")
    if _is_reversed(cards):
        first = cards[0]
        texts = {"front": first.front, "back": first.back, "more": first.more}
        return _kept([("reversed", texts, {first.ordinal: 0, cards[1].ordinal: 1}, "")], losses, media)
    if len(cards) > 1:
        losses.add("split")
    if any(card.has_hint for card in cards):
        losses.add("hint")
    made: list[tuple[NoteKind, dict[str, str], dict[int, int], str]] = []
    for card in cards:
        kind: NoteKind = "typed" if card.typed.strip() else "basic"
        texts = {"front": card.front, "back": card.typed or card.back, "more": card.more}
        made.append((kind, texts, {card.ordinal: 0}, f"/{card.ordinal + 1}" if card.ordinal else ""))
    return _kept(made, losses, media)


def _clozes(
    note_type: NoteType, fields: Mapping[str, str], losses: set[Loss], media: MediaKeeper | None
) -> Notes:
    front, back = note_type.cards[0]
    name = front.with_filter("cloze") or (note_type.fields[0] if note_type.fields else "")
    if front.with_filter("type"):
        losses.add("typing")
    text = front.filled(fields, hides_hints=True)
    if not has_gap(text):
        text = fields.get(name, "")
    more = back.filled({**fields, **dict.fromkeys(front.fields, ""), name: ""})
    below = without_front(more, "")
    if hint := _hint(front, fields):
        losses.add("hint")
        below = f"{below}<br>{hint}"
    return _kept([("cloze", {"text": text, "more": below}, _SAME, "")], losses, media)


def _card(ordinal: int, pair: tuple[Template, Template], fields: Mapping[str, str]) -> _Card | None:
    """One card filled in; None where its front shows nothing, as Anki makes none then."""
    front, back = pair
    shown, hint = front.filled(fields, hides_hints=True), _hint(front, fields)
    if not _shows(shown):
        return None
    below = [name for name in back.fields if name.lower() in _BELOW and name not in front.fields]
    answer = without_front(back.filled({**fields, **dict.fromkeys(below, "")}), shown)
    typed = fields.get(front.with_filter("type"), "")
    if typed:
        asked = front.with_filter("type")
        rest = without_front(back.filled({**fields, asked: "", ALSO: ""}), shown)
        accepted = "<br>".join(filter(None, (typed, fields.get(ALSO, ""))))
        # What is typed are words; the sounds among them are heard with the answer.
        more = "<br>".join(filter(None, (rest, " ".join(_SOUND.findall(typed)), hint)))
        return _Card(ordinal, shown, answer, more, _SOUND.sub("", accepted), has_hint=bool(hint))
    more = "<br>".join(filter(None, (fields.get(name, "").strip() for name in below)))
    if not _shows(answer):
        answer, more = more, ""
    more = "<br>".join(filter(None, (more, hint)))
    return _Card(ordinal, shown, answer, more, "", has_hint=bool(hint))


def _hint(front: Template, fields: Mapping[str, str]) -> str:
    """What a front shows once it is asked for. Shown at once, it would give the answer away."""
    return fields.get(front.with_filter("hint"), "").strip()


def _is_reversed(cards: Sequence[_Card]) -> bool:
    if len(cards) != 2 or cards[0].typed or cards[1].typed:
        return False
    one, other = cards
    return (one.front.strip(), one.back.strip()) == (other.back.strip(), other.front.strip())


def _kept(
    made: Sequence[tuple[NoteKind, dict[str, str], Mapping[int, int], str]],
    losses: set[Loss],
    media: MediaKeeper | None,
) -> Notes:
    """The notes in words; one that would make no card, or that no database takes, is refused."""
    taken = []
    refused: Refusal | None = None
    for kind, markup, ordinals, suffix in made:
        read = {
            name: _read(markup.get(name, ""), None if _is_typed(kind, name) else media)
            for name in FIELDS[kind]
        }
        for name, asked in _told_by_names(kind, read):
            read[name] = read[name].with_sounds_named(partial(_keeps_secret, asked))
        for reading in read.values():
            losses |= reading.losses
        format: Format = "markdown" if any(one.needs_markdown for one in read.values()) else "plain"
        fields = {name: _text(kind, name, one, format) for name, one in read.items()}
        refused = fault_in(kind, fields) or refused
        if not fault_in(kind, fields):
            taken.append(Taken(kind, fields, format, ordinals, suffix))
    if not taken:
        if refused == "no_card" and losses & {"pictures", "sounds", "films"}:
            refused = "no_medium"
        return Notes((), tuple(sorted(losses)), refused)
    if refused:
        losses.add("layout")
    return Notes(tuple(taken), tuple(sorted(losses)))


def fault_in(kind: NoteKind, fields: Mapping[str, str]) -> Refusal | None:
    """Why a note of these texts cannot be kept, if it cannot."""
    if not all(map(is_storable, fields.values())):
        return "unstorable"
    if any(len(text) > LONGEST_SIDE for text in fields.values()):
        return "too_long"
    cards = len(faces_of(kind, fields))
    if cards > MOST_CARDS:
        return "too_many_gaps"
    return None if cards else "no_card"


def _text(kind: NoteKind, name: str, reading: Reading, format: Format) -> str:
    return reading.text("plain" if _is_typed(kind, name) else format)


def _is_typed(kind: NoteKind, name: str) -> bool:
    """Whether what is typed is compared with these very words."""
    return kind == "typed" and name == "back"


def _unshown(note_type: NoteType, fields: Mapping[str, str]) -> bool:
    """Whether a field with something in it is on no card."""
    shown = {name for pair in note_type.cards for side in pair for name in side.fields}
    tested = {
        part[2]
        for pair in note_type.cards
        for side in pair
        for part in side.parts
        if not isinstance(part, str)
    }
    return any(text.strip() and name not in shown | tested for name, text in fields.items())


def _shows(markup: str) -> bool:
    """Whether a side shows something: a picture is enough, or a sound."""
    if not _MARKUP.search(markup):
        return bool(markup.strip())
    return bool(markup.strip()) and (bool(_MEDIUM.search(markup)) or bool(plain_text(markup)))


def _read(markup: str, media: MediaKeeper | None) -> Reading:
    return read_hypertext(markup, media.keep_picture, media.keep_sound) if media else read_hypertext(markup)


def _told_by_names(kind: NoteKind, read: Mapping[str, Reading]) -> Iterator[tuple[str, str]]:
    """Each text that is read before the answer, and the words that the names of its sounds must not tell."""
    sides = {"cloze": (("text", "text"),), "reversed": (("front", "back"), ("back", "front"))}
    for name, asked in sides.get(kind, (("front", "back"),)):
        if read[name].has_sounds:
            yield name, read[asked].with_sounds_named(lambda _words: False).text("plain")


def _keeps_secret(asked: str, name: str) -> bool:
    """Whether the name of a sound holds no word of what is asked for."""
    said = folded(name)
    return not any(word in said for word in folded(asked).split() if len(word) > 1 or not word.isascii())


class _SameOrdinals(dict[int, int]):
    """The numbers of cloze cards are the same there and here."""

    def __missing__(self, ordinal: int) -> int:
        return ordinal


_SAME = _SameOrdinals()
