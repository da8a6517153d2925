"""What an author writes for herself, and the cards that it makes: basic, reversed, cloze, typed.

A cloze is written {{c1::what is hidden}} or {{c1::what is hidden::a hint}}, as Anki writes it. Gaps
with one number are asked together, on one card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from questions.card import GAP, CardForm, Face
from questions.question import TextKey

NoteKind = Literal["basic", "reversed", "cloze", "typed"]

FIELDS: dict[NoteKind, tuple[str, ...]] = {
    "basic": ("front", "back", "more"),
    "reversed": ("front", "back", "more"),
    "cloze": ("text", "more"),
    "typed": ("front", "back", "more"),
}
"""The texts of each kind of note. In a typed one, each line of `back` is an answer that counts."""

MOST_CARDS = 50
"""More gaps than that in one text are a mistake, and each would cost the whole text again."""

_OPENING = re.compile(r"\{\{c([1-9]\d{0,2})::")


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap of a cloze text: its number, what it hides, and the author's hint."""

    number: int
    words: str
    hint: str = ""


def faces_of(kind: NoteKind, fields: Mapping[str, str]) -> dict[int, tuple[CardForm, Face]]:
    """The cards of a note by ordinal; none where a side is empty or no gap is marked.

    The ordinal of a cloze card is its number less one: it keeps its memory while others come and go.
    """
    if kind == "cloze":
        return _clozes(fields.get("text", ""), fields.get("more", ""))
    front, back, more = (fields.get(name, "").strip() for name in FIELDS[kind])
    if not front or not back:
        return {}
    if kind == "typed":
        accepted = tuple(dict.fromkeys(line.strip() for line in back.splitlines() if line.strip()))
        return {0: ("typed", Face(front, accepted[0], more=more, key=TextKey(accepted)))}
    faces: dict[int, tuple[CardForm, Face]] = {0: ("basic", Face(front, back, more=more))}
    if kind == "reversed":
        faces[1] = ("reversed", Face(back, front, more=more))
    return faces


def without_gaps(text: str) -> str:
    """A cloze text with every gap filled, for a list."""
    return "".join(part if isinstance(part, str) else part.words for part in _parts(text))


def _clozes(text: str, more: str) -> dict[int, tuple[CardForm, Face]]:
    parts = list(_parts(text))
    gaps = [part for part in parts if isinstance(part, Gap)]
    faces: dict[int, tuple[CardForm, Face]] = {}
    for number in sorted({gap.number for gap in gaps}):
        asked = [gap for gap in gaps if gap.number == number]
        face = Face(
            front="".join(_shown(part, number) for part in parts).strip(),
            back=", ".join(dict.fromkeys(gap.words for gap in asked)),
            hint=next((gap.hint for gap in asked if gap.hint), ""),
            more=more.strip(),
        )
        faces[number - 1] = ("cloze", face)
    return faces


def _shown(part: str | Gap, number: int) -> str:
    """What stands on the card that asks for this number: its own gaps empty, the others filled."""
    if isinstance(part, str):
        return part
    return GAP if part.number == number else part.words


def _parts(text: str) -> Iterator[str | Gap]:
    """The text in pieces; an opening without its end, or with nothing inside, stays text."""
    kept = 0
    for opening in _OPENING.finditer(text):
        end = _end(text, opening.end())
        if opening.start() < kept or end is None:
            continue
        words, _, hint = text[opening.end() : end].partition("::")
        if not words.strip():
            continue
        yield text[kept : opening.start()]
        yield Gap(int(opening[1]), words.strip(), hint.strip())
        kept = end + 2
    yield text[kept:]


def _end(text: str, start: int) -> int | None:
    """Where the gap that opened before `start` ends: at two braces that close nothing within it."""
    depth = 0
    place = start
    while place < len(text):
        if text.startswith("{{c", place) and _OPENING.match(text, place):
            return None
        if depth == 0 and text.startswith("}}", place):
            return place
        depth = max(0, depth + {"{": 1, "}": -1}.get(text[place], 0))
        place += 1
    return None
