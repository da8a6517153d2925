"""The key of answers at the end of typed questions: `1 b, 2 d`, `1. B 2. C`, one a line, a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questions.formats.numbered.lines import Line
from questions.formats.numbered.signs import labels_of, opening_of
from questions.formats.numbered.words import field_of, is_heading, key_begins

_LETTER = r"[(\[]?[^\W\d_][)\]]?(?![^\W_])"
_ENTRY = re.compile(
    r"(?:q(?:uestion)?\s?)?[(\[]?(?P<number>\d{1,5})[)\]]?\s{0,3}[.):=–—→>-]{0,3}\s{0,6}(?:ans(?:wer)?\s?[:.]?\s{0,3})?"
    rf"(?P<answer>{_LETTER}(?:(?:\s?[,/&+]\s?|\sand\s|\s(?=[^\W\d_](?:[\s,;|/.]|\Z)))\(?{_LETTER}){{0,9}}|true\b|false\b)[.]?"
    r"(?P<parted>\s*[,;|/]?\s*)",
    re.IGNORECASE,
)
_ANY_ENTRY = re.compile(
    r"(?:\*\*)?(?:q(?:uestion)?\s?)?[(\[]?(?P<number>\d{1,5})[)\]]?(?:\*\*)?\s{0,3}(?:[.):=–—→-]{1,3}|\s(?=\S))\s{0,6}"
    r"(?:ans(?:wer)?\s?[:.]\s{0,3})?(?P<answer>\S.*)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"(?:\*{1,2})?(?:(?:part|section|teil|partie|parte|sección)\s+)?(?:[ivxIVX]{1,5}|[A-H])(?:\*{1,2})?\s?[.):–—-]"
    r"(?:\*{1,2})?\s+(?=\d)",
    re.IGNORECASE,
)
"""The name of a part of the paper before the entries for it."""

_REMARKS = re.compile(r"\s+(?:PTS|DIF|REF|OBJ|TOP|STA|NAT|LOC|MSC|KEY)\s?:")
"""What test banks note behind an answer."""

_EXPLANATIONS = re.compile(
    r"(?:\#{1,6}\s*)?\**(?:rationales?|explanations?|reasons|erklärungen|begründungen|explications|explicaciones)\s?:?\**",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\d{1,5}(?:[\s|.,)]+\d{1,5})+[\s|.)]*")
_LETTERS = re.compile(
    r"(?:answers?\s?:?\s*)?\(?[A-Za-z]\)?(?:[\s|,;.]+\(?[A-Za-z]\)?)+[\s|.]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a key says of one question. Number 0: it goes by its place among the entries."""

    number: int
    answer: str
    line: int


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its entries in order, lines of it that say nothing, and what explains its answers."""

    entries: tuple[Entry, ...]
    unread: tuple[Line, ...] = ()
    reasons: tuple[Entry, ...] = ()


def dense_entries(text: str) -> list[tuple[int, str]]:
    """Numbers and letters of a line that holds nothing else, such as `1 b, 2 d`; none for any other."""
    at, found = 0, []
    text = text.strip()
    while at < len(text):
        entry = _ENTRY.match(text, at)
        if entry is None or (entry.end() < len(text) and not entry["parted"]):
            return []
        found.append((int(entry["number"]), entry["answer"]))
        at = entry.end()
    return found


def split_key(lines: Sequence[Line]) -> list[tuple[Sequence[Line], Key | None]]:
    """The lines in stretches of questions, each with the key that follows it, None where none does."""
    stretches: list[tuple[Sequence[Line], Key | None]] = []
    start = 0
    while start < len(lines):
        at = next((at for at in range(start, len(lines)) if _begins_key(lines, at, start)), None)
        if at is None:
            break
        end = _end_of_key(lines, at)
        stretches.append((lines[start:at], read_key(lines[at:end])))
        start = end
    rest = lines[start:]
    if any(not line.is_blank for line in rest):
        tail = _bare_key(rest)
        stretches.append((rest[: len(rest) - tail], read_key(rest[len(rest) - tail :]) if tail else None))
    return stretches


def read_key(lines: Sequence[Line]) -> Key:
    """What the lines of a key say, its heading included."""
    entries: list[Entry] = []
    reasons: list[Entry] = []
    unread: list[Line] = []
    explains = False
    rows = [line for line in lines if not line.is_blank]
    skip = False
    for place, line in enumerate(rows):
        if skip:
            skip = False
            continue
        text = line.text
        if (heading := key_begins(text)) is not None and not dense_entries(text):
            text = heading
        text = _without_part(text)
        below = rows[place + 1].text if place + 1 < len(rows) else ""
        explains = explains or _EXPLANATIONS.fullmatch(text) is not None
        if not text or is_heading(text) or _EXPLANATIONS.fullmatch(text):
            continue
        field = field_of(text)
        if field is not None and field.name == "explanation" and entries:
            reasons.append(Entry(entries[-1].number, field.text, line.number))
            continue
        if explains and (one := _ANY_ENTRY.fullmatch(text)) is not None:
            reasons.append(Entry(int(one["number"]), one["answer"], line.number))
            continue
        if (row := _table(text, below)) is not None:
            entries += (Entry(number, letter, line.number) for number, letter in row)
            skip = True
        elif found := list(_entries(text)):
            entries += (Entry(number, answer, line.number) for number, answer in found)
        else:
            unread.append(line)
    return Key(tuple(entries), tuple(unread), tuple(reasons))


def _without_part(text: str) -> str:
    """A line of a key without the name of the part that its entries are for."""
    found = _PART.match(text)
    return text[found.end() :] if found and dense_entries(text[found.end() :]) else text


def _entries(text: str) -> Iterator[tuple[int, str]]:
    text = _without_part(text)
    if dense := dense_entries(text):
        yield from dense
    elif _LETTERS.fullmatch(text):
        yield from ((0, letter) for letter in re.findall(r"(?<![^\W_])[A-Za-z](?![^\W_])", text))
    elif (one := _ANY_ENTRY.fullmatch(text)) is not None:
        yield int(one["number"]), _REMARKS.split(one["answer"], maxsplit=1)[0]


def _table(text: str, below: str) -> list[tuple[int, str]] | None:
    """A row of numbers over a row of letters."""
    if not _NUMBERS.fullmatch(text) or not _LETTERS.fullmatch(below):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    letters = re.findall(r"(?<![^\W_])[A-Za-z](?![^\W_])", below)
    return list(zip(numbers, letters, strict=True)) if len(numbers) == len(letters) else None


def _begins_key(lines: Sequence[Line], at: int, start: int) -> bool:
    """Whether a key begins here: a heading with entries behind or below it, after some question."""
    line = lines[at]
    if line.is_literal or line.is_blank or at == start:
        return False
    rest = key_begins(line.text)
    if rest is None:
        return False
    if rest:
        found = dense_entries(rest)
        is_plural = (
            line.text[:20]
            .lower()
            .lstrip("*# ")
            .startswith(("answers", "answer key", "answer-key", "key", "solutions"))
        )
        return (
            len(found) > 1
            or (bool(found) and is_plural)
            or (is_plural and bool(_LETTERS.fullmatch(rest)) and lines[at - 1].is_blank)
        )
    following = (lines[place] for place in range(at + 1, min(len(lines), at + 20)))
    below = next((one for one in following if not one.is_blank and not _heads(one.text)), None)
    if below is None:
        return False
    # Under an "Answer:" with nothing behind it may stand the answer of one question.
    return bool(list(_entries(below.text)) or _NUMBERS.fullmatch(below.text))


def _heads(text: str) -> bool:
    """Whether a line of a key is a mere heading, without entries behind it."""
    return is_heading(text) and _without_part(text) == text


def _end_of_key(lines: Sequence[Line], at: int) -> int:
    """Where questions go on after a key: at the opening before the next first option."""
    opening = 0
    for place in range(at + 1, len(lines)):
        text = lines[place].text
        if opening_of(text) is not None and not dense_entries(text):
            opening = place
        if opening and place > opening and _is_first_option(lines, place):
            return opening
    return len(lines)


def _is_first_option(lines: Sequence[Line], at: int) -> bool:
    letters = [one for one in labels_of(lines[at].text) if one.kind == "letter" and one.place == 0]
    below = next((one.text for one in lines[at + 1 : at + 4] if one.text), "")
    return bool(letters) and any(one.kind == "letter" and one.place == 1 for one in labels_of(below))


def _bare_key(lines: Sequence[Line]) -> int:
    """How many lines at the end are a key without a heading."""
    count = entries = 0
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place]
        if line.is_blank:
            continue
        found = [] if line.is_literal or line.level is not None else dense_entries(line.text)
        if not found:
            break
        count, entries = len(lines) - place, entries + len(found)
    is_all = count and not any(line.text for line in lines[: len(lines) - count])
    return 0 if entries < 2 or is_all else count
