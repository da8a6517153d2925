"""Our own JSON: everything that an item holds, one question a line, read back equal."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from questions.formats.decoding import decoded, decoded_beginning
from questions.formats.elements import Element, Elements
from questions.formats.item import Fit, Item, Outcome, UnreadableFile
from questions.formats.item_document import dump_item, load_item
from questions.formats.limits import MOST_QUESTIONS
from questions.formats.sound import first_words, sound

FORMAT, VERSION = "quizapp-questions", 1
NEWER = f"The file was written by a newer version: here version {VERSION} is read."
OF_A_BANK = (
    "This is what `quizapp bank build --out` writes for people to look at; it leaves out what reading needs. "
    "Load the bank's folder instead: quizapp bank load."
)
CUT_OFF = "The file ends in the middle of this question: take the whole file."
NO_JSON = "This is no JSON: look for a missing comma, bracket or quotation mark."


class Lossless:
    name = "json"
    title = "JSON (everything, without loss)"
    endings: tuple[str, ...] = (".json",)
    media_type = "application/json"

    def recognises(self, beginning: bytes) -> bool:
        start = decoded_beginning(beginning).lstrip()
        return start.startswith("{") and (f'"{FORMAT}"' in start or '"questions"' in start[:1000])

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        with decoded(file) as text:
            elements = Elements(text.text)
            _check_head(elements.head)
            count = 0
            for element in elements:
                count += 1
                if count > MOST_QUESTIONS:
                    reason = f"A file may hold {MOST_QUESTIONS:,} questions: put the rest into another file."
                    yield Outcome(count, element.line, first_words(element.text), refused=reason)
                    return
                yield _outcome(element, count, text.doubt)
        if not count:
            raise UnreadableFile('The list of "questions" is empty.')

    def fit(self, item: Item) -> Fit:  # noqa: ARG002  every format has the methods of one contract
        return Fit()

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        file.write(f'{{"format": "{FORMAT}", "version": {VERSION}, "questions": ['.encode())
        for place, item in enumerate(items):
            line = json.dumps(dump_item(item), ensure_ascii=False)
            file.write((",\n" if place else "\n").encode() + line.encode())
        file.write(b"\n]}\n")


def _check_head(head: dict[str, Any]) -> None:
    if head.get("format") == FORMAT:
        if head.get("version") != VERSION:
            raise UnreadableFile(NEWER)
    elif isinstance(head.get("bank"), str):
        raise UnreadableFile(OF_A_BANK)


def _outcome(element: Element, number: int, doubt: str) -> Outcome:
    begins = first_words(element.text)
    if not element.is_whole:
        return Outcome(number, element.line, begins, refused=CUT_OFF)
    try:
        plain = json.loads(element.text)
    except RecursionError:
        return Outcome(number, element.line, begins, refused="It is nested too deep to be a question.")
    except ValueError:
        return Outcome(number, element.line, begins, refused=NO_JSON)
    if isinstance(plain, dict) and isinstance(plain.get("stem"), str):
        begins = first_words(plain["stem"])
    try:
        item = load_item(plain)
    except ValueError as error:
        return Outcome(number, element.line, begins, refused=str(error))
    doubts = (doubt,) if doubt and not element.text.isascii() else ()
    return sound(item, number=number, line=element.line, begins=begins, doubts=doubts, is_ours=True)
