"""Moodle XML: what Moodle's question bank imports and exports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from questions.formats.decoding import decoded_beginning
from questions.formats.item import Fit, Item, Outcome, UnreadableFile
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.moodle_xml.fitting import fit_of
from questions.formats.moodle_xml.reading import Place, outcome_of
from questions.formats.moodle_xml.stream import questions_in
from questions.formats.moodle_xml.writing import written

_QUIZ = re.compile(r"<quiz[\s>/]")
EMPTY = "There are no questions in this file."
TOO_MANY = f"A file may hold {MOST_QUESTIONS:,} questions: put the rest into another file."


class MoodleXml:
    name = "moodle-xml"
    title = "Moodle XML"
    endings: tuple[str, ...] = (".xml",)
    media_type = "application/xml"

    def recognises(self, beginning: bytes) -> bool:
        start = decoded_beginning(beginning).lstrip("\ufeff \t\r\n")
        return start.startswith("<") and _QUIZ.search(start[:2_000]) is not None

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        place, number = Place(), 0
        for found in questions_in(file):
            if found.element is not None and found.element.get("type") == "category":
                place.enter(found.element)
                continue
            number += 1
            if number > MOST_QUESTIONS:
                yield Outcome(number, found.line, "", refused=TOO_MANY)
                return
            yield outcome_of(found, number, place)
        if not number:
            raise UnreadableFile(EMPTY)

    def fit(self, item: Item) -> Fit:
        return fit_of(item)

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        for piece in written(items):
            file.write(piece.encode())
