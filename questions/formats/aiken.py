"""Aiken: a question on a line, options `A) …`, and `ANSWER: B`; one right answer and nothing else.

Moodle goes by the place of an option, whatever its letter says, and keeps only the last line of a question
of several; here letters out of order and several lines are doubts, and no line is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from string import ascii_uppercase
from typing import BinaryIO

from questions.formats.decoding import decoded, decoded_beginning
from questions.formats.fixed_order import in_fixed_order, placed_option
from questions.formats.item import IMPORTED, Fit, Item, Outcome, UnreadableFile
from questions.formats.limits import LONGEST_TEXT, MOST_QUESTIONS
from questions.formats.receipts import lost_provenance
from questions.formats.sound import first_words, sound
from questions.lettering import lettered
from questions.question import Asked, ChoiceKey, Question, Sealed, Text, VerdictKey

_OPTION = re.compile(r"([A-Z])([).])\s?(.*)")
_ANSWER = re.compile(r"answer\s?:\s*(.*)", re.IGNORECASE)
_LONGEST_LINE = 2 * LONGEST_TEXT
NO_OPTIONS = "No options stand above its answer: write each below the question as “A) …”, in a capital."
_NOT_AIKEN = "No question of Aiken was found: a line with the question, options “A) …”, then “ANSWER: B”."


@dataclass(slots=True)
class _Draft:
    """A question as far as it is read."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


class Aiken:
    name = "aiken"
    title = "Aiken"
    endings: tuple[str, ...] = (".txt",)
    media_type = "text/plain"

    def recognises(self, beginning: bytes) -> bool:
        """Whether options and answers stand in capitals, and no numbers before the questions."""
        lines = [line.strip() for line in decoded_beginning(beginning).splitlines()[:400] if line.strip()]
        answers = sum(line.startswith("ANSWER:") for line in lines)
        is_numbered = bool(lines) and re.match(r"\(?\d{1,4}[.)]", lines[0]) is not None
        return answers > 0 and not is_numbered and any(_OPTION.match(line) for line in lines)

    def read(self, file: BinaryIO) -> Iterator[Outcome]:
        count = 0
        with decoded(file) as read:
            for outcome in _outcomes(_lines(read.text), read.doubt):
                count = outcome.number
                if count > MOST_QUESTIONS:
                    raise UnreadableFile(f"The file has more than {MOST_QUESTIONS:,} questions: split it.")
                yield outcome
        if not count:
            raise UnreadableFile(_NOT_AIKEN)

    def fit(self, item: Item) -> Fit:
        question = item.question
        choice = _choice(item)
        if choice is None:
            return Fit(refused="Aiken has only choices with one right answer: use GIFT or Moodle XML.")
        if len(choice.options) > len(ascii_uppercase):
            return Fit(refused="Aiken has letters for 26 options only.")
        back = list(_outcomes(iter(_written(choice).splitlines()), ""))
        if [one.item and one.item.question for one in back] != [_question(choice)]:
            return Fit(
                refused="A line of it would be read as an option or as the answer: use GIFT or Moodle XML."
            )
        losses = list(lost_provenance(question))
        if question.type == "true_false":
            losses.append("It becomes a choice between True and False.")
        elif question.type == "multiple_response":
            losses.append("It becomes a choice of one option.")
        if _choice(item, one_line=False) != choice:
            losses.append("Lines are joined, and spaces at their ends are left out.")
        if question.asked.stem.format != "plain" or question.asked.options_format != "plain":
            losses.append("Formatting becomes the signs that Markdown writes it with.")
        return Fit(losses=(*losses, *_unkept(item)))

    def write(self, items: Iterable[Item], file: BinaryIO) -> None:
        for number, item in enumerate(items):
            refused, choice = self.fit(item).refused, _choice(item)
            if refused or choice is None:
                raise ValueError(refused)
            file.write((("\n" if number else "") + _written(choice)).encode())


def _lines(text: Iterable[str]) -> Iterator[str]:
    for number, portion in enumerate(text, start=1):
        if len(portion) > _LONGEST_LINE:
            raise UnreadableFile(f"A line has more than {_LONGEST_LINE:,} characters: part it.", number)
        yield from portion.rstrip("\r\n").split("\r")


def _outcomes(lines: Iterator[str], doubt: str) -> Iterator[Outcome]:
    draft, number, after_blank = _Draft(), 0, True
    doubts = [doubt] if doubt else []
    for at, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            after_blank = True
            continue
        option = _OPTION.fullmatch(line)
        answer = _ANSWER.fullmatch(line)
        if answer is not None and (draft.texts or line.startswith("ANSWER")):
            number += 1
            draft.doubts = [*doubts, *draft.doubts]
            if not line.startswith("ANSWER:"):
                draft.doubts.append(f"“{line[:20]}” was read as the answer, which Aiken writes “ANSWER: B”.")
            yield _answered(draft, answer[1], number, at)
            draft, doubts = _Draft(), []
        elif option is not None and draft.stem:
            draft.letters.append(option[1])
            draft.texts.append(option[3].strip())
        elif draft.texts and not after_blank:
            draft.texts[-1] += "\n" + line
            draft.doubts.append(f"Line {at} was read as more of the option above it.")
        else:
            if draft.texts:
                number += 1
                yield _unanswered(draft, number)
                draft = _Draft()
            if draft.stem:
                draft.doubts.append(
                    f"Line {at} was read as more of the question above it; Moodle would keep it alone."
                )
            draft.line = draft.line or at
            draft.stem.append(line)
        after_blank = False
    if draft.stem:
        yield _unanswered(draft, number + 1)


def _answered(draft: _Draft, answer: str, number: int, at: int) -> Outcome:
    begins = "\n".join(draft.stem)
    line = draft.line or at
    if not draft.stem:
        return Outcome(
            number, line, f"ANSWER: {answer[:20]}", refused="An answer stands without a question above it."
        )
    if not draft.letters:
        return Outcome(number, line, first_words(begins), doubts=tuple(draft.doubts), refused=NO_OPTIONS)
    places = [place for place, letter in enumerate(draft.letters) if letter == answer[:1].upper()]
    if not places or (len(answer) > 1 and answer[1].isalnum()):
        letters = ", ".join(draft.letters)
        why = f"The answer “{answer[:20]}” is no letter of its options ({letters})."
        return Outcome(number, line, first_words(begins), doubts=tuple(draft.doubts), refused=why)
    if len(places) > 1:
        why = f"Two options have the letter {answer[:1]}: give each its own."
        return Outcome(number, line, first_words(begins), doubts=tuple(draft.doubts), refused=why)
    if draft.letters != list(ascii_uppercase[: len(draft.letters)]):
        draft.doubts.append(f"The letters of the options are not in order: {', '.join(draft.letters)}.")
    options = lettered(draft.texts)
    asked = Asked("single_choice", Text(begins), options)
    question = Question("", asked, Sealed(ChoiceKey((options[places[0]].id,)), Text("")), pattern=IMPORTED)
    return sound(Item(question), number=number, line=line, begins=begins, doubts=draft.doubts)


def _unanswered(draft: _Draft, number: int) -> Outcome:
    begins = first_words("\n".join(draft.stem))
    why = "No answer follows it: write “ANSWER: B” below its options."
    if not draft.texts:
        why = "No options follow it: write them as “A) …” below the question, then “ANSWER: B”."
    return Outcome(number, draft.line, begins, doubts=tuple(draft.doubts), refused=why)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What Aiken keeps of a question."""

    stem: str
    options: tuple[str, ...]
    right: int


def _choice(item: Item, *, one_line: bool = True) -> _Choice | None:
    """The question as a choice of one, on single lines if so asked; None where it is none."""
    asked, key = item.question.asked, item.question.sealed.key
    shown = _on_one_line if one_line else str
    match key:
        case VerdictKey(true=true):
            return _Choice(shown(asked.stem.value), ("True", "False"), 0 if true else 1)
        case ChoiceKey(right=(right,)):
            ids = [option.id for option in asked.options]
            texts = tuple(shown(option.text) for option in asked.options)
            return _Choice(shown(asked.stem.value), texts, ids.index(right))
    return None


def _on_one_line(text: str) -> str:
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _written(choice: _Choice) -> str:
    options = "".join(
        f"{letter}) {text}\n" for letter, text in zip(ascii_uppercase, choice.options, strict=False)
    )
    return f"{choice.stem}\n{options}ANSWER: {ascii_uppercase[choice.right]}\n"


def _question(choice: _Choice) -> Question:
    options = lettered(choice.options)
    asked = Asked("single_choice", Text(choice.stem), options)
    question = Question("", asked, Sealed(ChoiceKey((options[choice.right].id,)), Text("")), pattern=IMPORTED)
    return in_fixed_order(question)[0]


def _unkept(item: Item) -> Iterator[str]:
    """What of an item Aiken has no place for, in sentences."""
    asked, sealed = item.question.asked, item.question.sealed
    if isinstance(sealed.key, ChoiceKey) and sealed.key.shares:
        yield "The weights of the options are left out."
    if item.question.type == "true_false" and asked.options:
        yield "The parts of the statement to choose from are left out."
    if asked.keeps_order and not placed_option(asked):
        yield "That the options keep their order is left out."
    if sealed.explanation.value:
        yield "The explanation is left out."
    if sealed.whys:
        yield "The feedback of the options is left out."
    if sealed.citations:
        yield "The citations are left out."
    kept = {
        "title": item.title,
        "category": item.category,
        "tags": item.tags,
        "reference": item.reference,
        "hints": item.hints,
        "pictures": item.pictures,
    }
    lost = [name for name, value in kept.items() if value]
    lost += ["points"] if item.points != 1 else []
    lost += ["penalty"] if item.penalty is not None else []
    if lost:
        yield f"Left out: {', '.join(lost)}."
