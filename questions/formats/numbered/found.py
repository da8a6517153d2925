"""What is found out about a typed question, and where its options are if no letters stand before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from questions.formats.numbered.answers import Shown, chosen_in, is_name_like
from questions.formats.numbered.code import with_code_shown
from questions.formats.numbered.lines import Line
from questions.formats.numbered.options import (
    Draft,
    bare_options,
    is_marked,
    numbered_in,
    single_in,
    split_line,
)
from questions.formats.numbered.pieces import Pieces, joined
from questions.formats.numbered.words import without_mark
from questions.question import Text

CHOICES = ("single_choice", "multiple_response")
LOOKS = ("highlighted", "bold", "underlined", "coloured")
_TYPED = ("short_answer", "numeric", "open_answer")
_NUMBER_NAMED = re.compile(r"\(?\d{1,2}(?:[.)]|\Z)")
"""An answer that begins with the number of an option: `2`, or `2) Oslo`."""

_WITHOUT_OPTIONS = (*_TYPED, "true_false", "date", "cloze")


class Refused(Exception):
    """A question cannot be read; says why and how to mend it."""


@dataclass(slots=True)
class Found:
    """What was found out about one question so far."""

    pieces: Pieces
    answers: list[str]
    type: str
    stem: str = ""
    asks_verdict: bool = False
    yes_or_no: tuple[str, str] | None = None
    """The two answers that its type names."""

    unit: str = ""
    names: list[str] = field(default_factory=list)
    """Where options are True and False: which is which, in their order."""

    @property
    def text(self) -> Text:
        """The stem as students will see it."""
        return with_code_shown(self.stem)

    @property
    def doubts(self) -> list[str]:
        return self.pieces.doubts


_LABEL = re.compile(
    r"\**(?:options|choices|answer (?:choices|options)|opciones|antworten|antwortmöglichkeiten)\s?:?\**:?",
    re.IGNORECASE,
)


def find_options(found: Found) -> None:
    """The options, and a stem without the word `Options:` above them."""
    _find_options(found)
    stem = found.pieces.stem
    while found.pieces.options and len(stem) > 1 and (stem[-1].is_blank or _LABEL.fullmatch(stem[-1].text)):
        stem.pop()


def _find_options(found: Found) -> None:
    """Options without letters: beside the stem, numbered or bare, where an answer shows that some are."""
    pieces = found.pieces
    if found.type in _TYPED and not pieces.options:
        pieces.stem, pieces.options = single_in(pieces.stem)
    if pieces.options or found.type in _WITHOUT_OPTIONS:
        return
    needs = found.type in (*CHOICES, "matching", "ordering") or any(
        is_name_like(answer) for answer in found.answers
    )
    for at, line in enumerate(pieces.stem):
        words, drafts = split_line(line) if not line.is_literal else (line, [])
        if drafts and (needs or any(read_draft(one)[1] for one in drafts)):
            pieces.stem[at], pieces.options = words, drafts
            found.doubts.append(f"{len(drafts)} options were read behind the question, on the same line.")
            return
    start = _end_of_question(pieces.stem)
    numbered = numbered_in(pieces.stem)
    is_named = any(_NUMBER_NAMED.match(answer) for answer in found.answers)
    is_numbered = needs or is_named
    if numbered and (is_numbered or _are_some_marked(pieces.stem[min(numbered) :])):
        start, drafts = min(numbered), [draft for several in numbered.values() for draft in several]
    else:
        rest = [line for line in pieces.stem[start:] if not line.is_literal]
        is_one = any(
            chosen_in(answer, [Shown(None, line.text) for line in rest if line.text], []) is not None
            for answer in found.answers
            if len(answer) > 2
        )
        drafts = bare_options(rest) if needs or is_one or _are_some_marked(rest) else []
    if len(drafts) > 1:
        pieces.options = drafts
        del pieces.stem[start:]
        if is_named and drafts[0].place is not None and pieces.block.style == "word":
            return
        found.doubts.append(f"The {len(drafts)} lines below the question were read as its options.")


def _end_of_question(stem: Sequence[Line]) -> int:
    """Where bare options begin: behind the last line that asks, else behind the first."""
    asking = [at for at, line in enumerate(stem[:-1], start=1) if line.text.endswith(("?", ":"))]
    return asking[-1] if asking else 1


def _are_some_marked(lines: Sequence[Line]) -> bool:
    lines = [line for line in lines if line.text]
    marked = sum(is_marked(line) for line in lines)
    if marked:
        return marked < len(lines)
    return len(lines) > 1 and any(sum(look in line.looks for line in lines) == 1 for look in LOOKS)


def read_draft(draft: Draft) -> tuple[str, bool]:
    """The words of an option, and whether its letter or its words call it right."""
    text = joined(draft.lines)
    words, mark = without_mark(text)
    return words.strip(), bool(mark or draft.mark)
