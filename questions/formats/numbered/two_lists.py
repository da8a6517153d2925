"""Two lists to match, however they are counted, as lines that no list of questions or options is taken for.

People count both from 1, letter one and number the other, write them beside each other, or put the answer
into a blank before each. Here the things to match get letters, and what belongs to them numbers or arrows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from questions.formats.numbered.arranged import asks_to_match
from questions.formats.numbered.lines import Line
from questions.formats.numbered.signs import labels_of, opening_of
from questions.formats.numbered.words import field_of, key_begins
from questions.lettering import letter

_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_HEADED = re.compile(r"(?:\W|part\s+\w+\W|section\s+\w+\W){0,4}match(?:ing|\s+up)?\b.{0,80}", re.IGNORECASE)
_CAPTION = re.compile(
    r"(?:(?:column|list|spalte|liste|colonne|columna|side|group)\s*)?[A-B12]\W{0,2}", re.IGNORECASE
)
_COLUMNS = re.compile(r"\t+| {2,}")
_PAIR = re.compile(
    r"\b(?:(\d{1,2})([A-Za-z])|([A-Za-z])(\d{1,2}))\b|"
    r"\(?([^\W_]{1,4})\)?\s{0,3}(?:[-–—=:→.)]|->|=>|\s)\s{0,3}\(?([^\W_]{1,4})\)?(?=[\s,;.&/]|$)"
)
_BETWEEN = re.compile(r"[\s,;.&/]*(?:and\b|und\b)?[\s,;.&/]*")
_MOST, _LONGEST_CAPTION = 26, 40
_KEY_LINES = 30


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing of a list. `name` is how a key calls it; `answer` stands in the blank before it."""

    name: str
    words: Line
    answer: str = ""


@dataclass(frozen=True, slots=True)
class _Lists:
    """Two lists below each other or beside each other, the words between them, and where they end."""

    left: list[_Entry]
    right: list[_Entry]
    captions: list[Line]
    end: int


def with_lists_matched(lines: Sequence[Line]) -> list[Line]:
    """The lines with two lists to match as typed pairs, or without a key below them, as they can be keyed."""
    made: list[Line] = []
    at, number = 0, 0
    while at < len(lines):
        line = lines[at]
        opening = None if line.is_literal else opening_of(line.text)
        lists = _lists_below(lines, at + 1) if _asks(line) else None
        if opening is not None:
            number = opening.number or number + 1
        if lists is None:
            made.append(line)
            at += 1
            continue
        goes_on = number > 0 and bool(made) and not made[-1].is_blank
        if opening is None and not goes_on:
            number += 1
            line = replace(line, text=f"{number}. {line.text}", strokes=(), list_name="", label=0)
        key, at = _key_below(lines, lists)
        made += [line, *lists.captions, *_written(lists, key, line.number)]
    return made


def _asks(line: Line) -> bool:
    """Whether a line asks to match, or heads a part that does."""
    text = line.text[:2_000]
    if line.is_literal or not (asks_to_match(text) or _HEADED.fullmatch(text)):
        return False
    kinds = {one.kind for one in labels_of(text)}
    is_option = "letter" in kinds and not ("roman" in kinds and text[:1].isupper())
    return field_of(text) is None and not is_option


def _lists_below(lines: Sequence[Line], start: int) -> _Lists | None:
    """The two lists that begin here, the second counted anew; None where there are no such."""
    captions, at = _captions(lines, start)
    beside = _beside(lines, at)
    if beside is not None:
        return replace(beside, captions=captions)
    left, at = _list(lines, at)
    more, at = _captions(lines, at)
    right, at = _list(lines, at)
    is_like = abs(len(left) - len(right)) <= max(2, len(left) // 2)
    if not is_like or min(len(left), len(right)) < 2 or any(one.answer for one in right):
        return None
    return _Lists(left, right, [*captions, *more], at)


def _captions(lines: Sequence[Line], at: int) -> tuple[list[Line], int]:
    """The words above a list that are no mere names of columns, and where the list begins."""
    at = _past_blanks(lines, at)
    if at == len(lines) or not _is_caption(lines[at]):
        return [], at
    is_named = _CAPTION.fullmatch(lines[at].text) is None
    return ([lines[at]] if is_named else []), _past_blanks(lines, at + 1)


def _is_caption(line: Line) -> bool:
    text = line.text
    if line.is_literal or len(text) > _LONGEST_CAPTION or text.endswith((".", "?", "!")):
        return False
    return not (labels_of(text) or opening_of(text) or field_of(text) or key_begins(text) is not None)


def _past_blanks(lines: Sequence[Line], at: int) -> int:
    while at < len(lines) and lines[at].is_blank:
        at += 1
    return at


def _list(lines: Sequence[Line], start: int) -> tuple[list[_Entry], int]:
    """The entries of the list that begins here, and where it ends; none where no list does."""
    best: tuple[list[_Entry], int] = ([], start)
    for kind in ("number", "letter", "roman"):
        entries: list[_Entry] = []
        at = end = start
        while at < len(lines) and len(entries) < _MOST:
            entry = _entry(lines[at], kind, len(entries))
            if entry is None:
                break
            entries.append(entry)
            end = at + 1
            at = _past_blanks(lines, end)
        if len(entries) > len(best[0]):
            best = entries, end
    return best


def _entry(line: Line, kind: str, place: int) -> _Entry | None:
    """The entry of a list that a line is, at this place; None for any other."""
    if line.is_literal:
        return None
    opening = opening_of(line.text) if kind == "number" else None
    if opening is not None and opening.style != "word" and opening.number == place + 1:
        return _Entry(str(place + 1), line.part(opening.start), opening.answer.lower())
    label = next((one for one in labels_of(line.text) if (one.kind, one.place) == (kind, place)), None)
    if label is None:
        return None
    name = {"number": str(place + 1), "letter": letter(place)}.get(kind) or _ROMAN[place]
    return _Entry(name, line.part(label.start))


def _beside(lines: Sequence[Line], start: int) -> _Lists | None:
    """Two lists of which each line has an entry of both."""
    left: list[_Entry] = []
    right: list[_Entry] = []
    at = start
    while at < len(lines) and len(left) < _MOST:
        parted = _COLUMNS.search(lines[at].text)
        halves = (lines[at].part(0, parted.start()), lines[at].part(parted.end())) if parted else None
        entries = halves and (_any_entry(halves[0], len(left)), _any_entry(halves[1], len(right)))
        if not entries or entries[0] is None or entries[1] is None:
            break
        left.append(entries[0])
        right.append(entries[1])
        at += 1
    while left and at < len(lines) and len(right) < _MOST and (spare := _any_entry(lines[at], len(right))):
        right.append(spare)
        at += 1
    return _Lists(left, right, [], at) if len(left) > 1 else None


def _any_entry(line: Line, place: int) -> _Entry | None:
    found = (_entry(line, kind, place) for kind in ("number", "letter", "roman"))
    return next((one for one in found if one is not None), None)


def _key_below(lines: Sequence[Line], lists: _Lists) -> tuple[dict[int, int] | None, int]:
    """Which thing belongs to which, where the lists or lines below them say so, and where these end."""
    blanks = [(one.name, one.answer) for one in lists.left]
    if all(answer for _, answer in blanks) and (key := _agreed(blanks, lists)) is not None:
        return key, lists.end
    said = ""
    at = _past_blanks(lines, lists.end)
    for end in range(at, min(at + _KEY_LINES, len(lines))):
        text = lines[end].text
        field = field_of(text)
        if end == at and (rest := key_begins(text)) is not None:
            text = rest
        elif end == at and field is not None and field.name == "answer":
            text = field.text
        said = f"{said} {text}".strip()
        if lines[end].is_literal or (said and not _is_list_of_pairs(said)):
            break
        if (key := _agreed(_pairs(said), lists)) is not None:
            return key, end + 1
    return None, lists.end


def _is_list_of_pairs(text: str) -> bool:
    return not _BETWEEN.sub("", _PAIR.sub("", text))


def _pairs(text: str) -> list[tuple[str, str]]:
    named = ([one for one in found.groups() if one] for found in _PAIR.finditer(text[:2_000].lower()))
    return [(one, other) for one, other in named]


def _agreed(pairs: Sequence[tuple[str, str]], lists: _Lists) -> dict[int, int] | None:
    """The places that belong together, if each thing to match is named once; either side may come first."""
    left = {one.name: place for place, one in enumerate(lists.left)}
    right = {one.name: place for place, one in enumerate(lists.right)}
    for ordered in (pairs, [(other, one) for one, other in pairs]):
        key = {left[one]: right[other] for one, other in ordered if one in left and other in right}
        if len(key) == len(ordered) == len(left):
            return key
    return None


def _written(lists: _Lists, key: dict[int, int] | None, number: int) -> list[Line]:
    left = [one.words for one in lists.left]
    right = [one.words for one in lists.right]
    losses = tuple(dict.fromkeys(lost for one in (*left, *right) for lost in one.losses))
    if key is None or any("->" in one.text for one in (*left, *right)):
        texts = [f"{letter(place)}) {one.text}" for place, one in enumerate(left)]
        texts += [f"{place}] {one.text}" for place, one in enumerate(right, start=1)]
        pairs = (f"{letter(one)}-{other + 1}" for one, other in sorted((key or {}).items()))
        texts += ["Answer: " + ", ".join(pairs)] if key else []
    else:
        spare = [one.text for place, one in enumerate(right) if place not in key.values()]
        sides = [(one.text, right[key[place]].text) for place, one in enumerate(left)]
        sides += [("", text) for text in spare]
        texts = [f"{letter(place)}) {one} -> {other}" for place, (one, other) in enumerate(sides)]
    return [Line(number, text, losses=losses) for text in ["Type: matching", *texts]]
