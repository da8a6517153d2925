"""Pasted pairs, as Quizlet exports them: a term, a tab and its definition a line. The term is asked for.

The definition is the stem of a short answer. Quizlet lets people choose other separators; here only tabs
are read.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from questions.formats.decoding import decoded, decoded_beginning
from questions.formats.item import IMPORTED, Fit, Item, Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.sound import first_words, sound
from questions.formats.tables.cells import defused, restored
from questions.question import Asked, Question, Sealed, Text, TextKey

TAB = "\t"
_LONGEST_LINE = 100_000
NO_PAIR = "It is no pair: write a term, a tab and its definition in each line."
NO_PAIRS = "No line holds a term, a tab and its definition."
ANSWER_FIRST = "The first side is the answer, and the second one is what is asked."


class Pairs:
    name = "quizlet"
    title = "Quizlet pairs"
    endings: tuple[str, ...] = (".txt", ".tsv")
    media_type = "text/plain"

    def recognises(self, beginning: bytes) -> bool:
        """Where nearly all of the first lines are two texts with one tab between them."""
        lines = [line for line in decoded_beginning(beginning).splitlines()[:50] if line.strip()]
        pairs = sum(_is_pair(line) for line in lines)
        return len(lines) > 0 and pairs >= 0.9 * len(lines)

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        count = pairs = 0
        with decoded(file) as text:
            for line, words in enumerate(_lines(text.text), start=1):
                if not words.strip():
                    continue
                count += 1
                if count > MOST_QUESTIONS:
                    reason = f"A file may hold {MOST_QUESTIONS:,} questions: put the rest into another file."
                    yield Outcome(count, line, first_words(words), refused=reason)
                    return
                doubt = text.doubt if not words.isascii() else ""
                pairs += _is_pair(words)
                yield _outcome(words, count, line, doubt)
        if not pairs:
            raise UnreadableFile(NO_PAIRS, line=1)

    def fit(self, item: Item) -> Fit:
        """Only a stem and its first answer, each on one line."""
        key = item.question.sealed.key
        if not isinstance(key, TextKey) or item.question.type != "short_answer":
            return Fit(refused="Pairs hold only short answers: choose CSV, JSON or Moodle XML.")
        stem = item.question.asked.stem
        bare = Item(_asked(key.accepted[0], stem.value))
        if item == bare and not any(sign in stem.value + key.accepted[0] for sign in "\t\n\r"):
            return Fit()
        return Fit(losses=("Only the question and its first answer are kept, each on one line.",))

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        for item in items:
            key = item.question.sealed.key
            if not isinstance(key, TextKey):
                raise ValueError("only short answers are pairs")
            sides = (key.accepted[0], item.question.asked.stem.value)
            file.write(TAB.join(defused(" ".join(side.split())) for side in sides).encode() + b"\n")


def _lines(text: io.TextIOBase | Iterable[str]) -> Iterator[str]:
    for line in text:
        yield str(line)[:_LONGEST_LINE].rstrip("\r\n")


def _is_pair(line: str) -> bool:
    sides = line.split(TAB)
    return len(sides) == 2 and all(side.strip() for side in sides)


def _asked(term: str, definition: str) -> Question:
    asked = Asked("short_answer", Text(definition))
    return Question("", asked, Sealed(TextKey((term,)), Text("")), pattern=IMPORTED)


def _outcome(words: str, number: int, line: int, doubt: str) -> Outcome:
    sides = [restored(side.strip()) for side in words.split(TAB)]
    if len(sides) < 2 or not all(sides[:2]):
        return Outcome(number, line, first_words(words), refused=NO_PAIR)
    losses = ["Left out: what stands after the second tab."] if any(sides[2:]) else []
    doubts = [ANSWER_FIRST, *([doubt] if doubt else [])]
    item = Item(_asked(sides[0], sides[1]))
    return sound(item, number=number, line=line, begins=sides[1], losses=losses, doubts=doubts)
