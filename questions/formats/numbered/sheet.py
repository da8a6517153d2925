"""A whole file of typed questions: stretches of questions, each with the key of answers that follows it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from questions.formats.item import Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.numbered.blocks import Block, blocks_of
from questions.formats.numbered.keys import Entry, Key, split_key
from questions.formats.numbered.lines import Line
from questions.formats.numbered.options import split_line
from questions.formats.numbered.pieces import pieces_of, short
from questions.formats.numbered.reading import outcome_of
from questions.formats.numbered.signs import opening_of
from questions.formats.numbered.two_lists import with_lists_matched
from questions.formats.numbered.words import field_of

_ANSWERED = re.compile(r"(?<=\s)(?:correct\s)?(?:answer|ans)\s?[:.]\s?(?=\(?[A-Za-z]\b)", re.IGNORECASE)
_EXPLAINED = re.compile(r"(?<=\s)(?:rationale|explanation)\s?:\s", re.IGNORECASE)
_REASON_BEHIND = re.compile(
    r"(?<=[\w)\]])\s{0,5}[|;,–—-]?\s{0,5}\b((?:rationale|explanation)\s?:\s)", re.IGNORECASE
)
NOTHING = "No question was found. Begin each with its number, such as “1. ”, or part them by blank lines."


def outcomes_of(lines: Sequence[Line], doubt: str = "") -> Iterator[Outcome]:
    """Each question of the lines. `doubt` is one about the whole file, said of its first question."""
    count = 0
    for stretch, key in split_key(with_lists_matched(list(_with_answers_apart(lines)))):
        blocks = blocks_of(stretch)
        keyed, remarks = _assigned(blocks, key)
        for place, block in enumerate(blocks):
            count += 1
            if count > MOST_QUESTIONS:
                raise UnreadableFile(
                    f"The file has more than {MOST_QUESTIONS:,} questions: split it.", block.line
                )
            if count == 1 and doubt:
                block.doubts.insert(0, doubt)
            if place == len(blocks) - 1:
                block.doubts += remarks
            yield outcome_of(pieces_of(block), keyed[place], count)
    if not count:
        raise UnreadableFile(NOTHING)


def _with_answers_apart(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines; what answers a question behind its options on the same line gets a line of its own."""
    for line in lines:
        if not line.is_literal and (reason := _reason_behind(line)):
            yield line.part(0, reason[0])
            yield line.part(reason[1])
            continue
        found = None if line.is_literal else _ANSWERED.search(line.text)
        if not found or opening_of(line.text) is None or not split_line(line.part(0, found.start()))[1]:
            yield line
            continue
        explained = _EXPLAINED.search(line.text, found.end())
        end = explained.start() if explained else len(line.text)
        yield line.part(0, found.start())
        yield line.part(found.start(), end)
        if explained:
            yield line.part(end)


def _reason_behind(line: Line) -> tuple[int, int] | None:
    """Where `Ans: B` ends and the `Explanation: …` behind it begins."""
    field = field_of(line.text)
    found = _REASON_BEHIND.search(line.text) if field is not None and field.name == "answer" else None
    return (found.start(), found.start(1)) if found else None


def _assigned(blocks: Sequence[Block], key: Key | None) -> tuple[list[list[str]], list[str]]:
    """What a key says of each block, and what it says of no question, in sentences."""
    keyed: list[list[str]] = [[] for _ in blocks]
    if key is None:
        return keyed, []
    remarks = [
        f"Line {line.number} of the key, “{short(line.text)}”, could not be read." for line in key.unread
    ]
    if key.entries and all(entry.number == 0 for entry in key.entries):
        if len(key.entries) == len(blocks):
            return [[entry.answer] for entry in key.entries], remarks
        count = f"{len(key.entries)} answers for {len(blocks)} questions"
        return keyed, [*remarks, f"The key gives {count}, without numbers: number them."]
    at = _places(blocks)
    remarks += _explained(blocks, key.reasons, at)
    seen: dict[int, int] = defaultdict(int)
    for entry in key.entries:
        places = at.get(entry.number, [])
        turn = seen[entry.number]
        seen[entry.number] += 1
        if not places:
            remarks.append(f"The key names question {entry.number}, which is not there.")
        elif turn < len(places):
            keyed[places[turn]].append(entry.answer)
        else:
            keyed[places[-1]].append(entry.answer)
    for number, turns in seen.items():
        if turns < len(at.get(number, [])):
            first = blocks[at[number][0]]
            first.doubts.append(
                f"{len(at[number])} questions have the number {number}; the key names it {turns} ×."
            )
    return keyed, remarks


def _explained(blocks: Sequence[Block], reasons: Sequence[Entry], at: dict[int, list[int]]) -> list[str]:
    """Add to each block what a key says why; what is said of no question, in sentences."""
    remarks = []
    seen: dict[int, int] = defaultdict(int)
    for reason in reasons:
        places = at.get(reason.number, [])
        turn, seen[reason.number] = seen[reason.number], seen[reason.number] + 1
        if not places:
            remarks.append(f"The key explains question {reason.number}, which is not there.")
        else:
            lines = blocks[places[min(turn, len(places) - 1)]].lines
            lines.append(Line(reason.line, f"Explanation: {reason.answer}"))
    return remarks


def _places(blocks: Sequence[Block]) -> dict[int, list[int]]:
    places: dict[int, list[int]] = defaultdict(list)
    for place, block in enumerate(blocks):
        places[block.number or place + 1].append(place)
    return places
