"""What a file of questions holds, found out once and kept beside it, so that any page of it is read alone.

Each question is a line of JSON with all that reading it and the checks said; the index before all
tells where each line begins, and what a list or a comparison needs of it.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from questions.formats.contract import QuestionFormat
from questions.formats.illustrations import taken_in
from questions.formats.item import IMPORTED, Item, Outcome, UnreadableFile
from questions.formats.item_document import dump_item, load_item
from questions.gaps import stem_in_words
from questions.generation.lint import Linter
from questions.numerals import in_digits
from questions.question import Asked
from questions.remarks import Remark
from quizapp.bank.carrying import carried_of, within_bounds
from quizapp.bank.operations import hash_of
from quizapp.exchange.kept_files import draft_of, find_kept, keep_whole
from quizapp.exchange.matching import words_key

EASIEST, HARDEST = 1, 3

LONGEST_CHECKED = 8_000
"""Characters of stem and options together; the checks compare each option with each other one."""

TOO_LONG = "It is too long for the checks: look at it yourself."

LACKING = {
    "L08": "Nothing says why the wrong options are wrong.",
    "L30": "No passage is cited for the answer.",
}
"""What nearly every question of other programs lacks, by the rule of the checks that says so."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one question, the refused ones included.

    `hash` is that of all a version would store, `words` of its type and stem; both "" where it is
    refused. `errors` counts what the checks call an error, `doubts` what may be meant otherwise.
    """

    number: int
    at: int
    verdict: str
    needs_look: bool
    errors: int = 0
    reference: str = ""
    hash: str = ""
    words: str = ""
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """What the checks say about a question; `severity` is error, warning, or receipt for what has none."""

    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Looked:
    """One question of a file as it was read, and what the checks say about it."""

    outcome: Outcome
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Survey:
    """A file that was looked through. `fault` says why nothing of it can be read, at `line` (0: nowhere)."""

    format: str
    entries: tuple[Entry, ...]
    fault: str = ""
    line: int = 0
    lines: Path = Path(os.devnull)

    def count(self, verdict: str) -> int:
        return sum(entry.verdict == verdict for entry in self.entries)

    @property
    def doubtful(self) -> int:
        """How many questions may be meant otherwise than they were read."""
        return sum(entry.doubts > 0 for entry in self.entries)

    @property
    def flawed(self) -> int:
        """In how many questions the checks find an error."""
        return sum(entry.errors > 0 for entry in self.entries)

    @property
    def usable(self) -> int:
        """How many questions could come in."""
        return len(self.entries) - self.count("refused")

    def looked(self, entries: Iterable[Entry]) -> Iterator[Looked]:
        """These questions of the file in full, one at a time."""
        with self.lines.open("rb") as lines:
            for entry in entries:
                lines.seek(entry.at)
                yield _load(json.loads(lines.readline()))


def find_survey(format: QuestionFormat, index: Path, lines: Path) -> Survey | None:
    """The survey in this format that was kept under these two names; None where it is not there whole."""
    try:
        kept = find_kept(index)
    except ValueError:
        return None
    if kept is None or not lines.exists() or lines.stat().st_size != kept["size"]:
        return None
    entries = tuple(Entry(*one) for one in kept["entries"])
    return Survey(format.name, entries, kept["fault"], kept["line"], lines)


def make_survey(
    file: BinaryIO,
    format: QuestionFormat,
    index: Path,
    lines: Path,
    note_read: Callable[[int], None] = lambda _read: None,
) -> Survey:
    """Read a file in this format and keep what it holds under two names; `note_read` counts meanwhile.

    Two may do so at the same time: each writes a draft, and the last one to end stays.
    """
    draft = draft_of(lines)
    entries: list[Entry] = []
    fault, at_line = "", 0
    file.seek(0)
    with draft.open("wb") as out:
        try:
            for looked in _lint(format.read(file)):
                entries.append(_entry(looked, out.tell()))
                out.write(json.dumps(_dump(looked), separators=(",", ":")).encode() + b"\n")
                note_read(len(entries))
        except UnreadableFile as refusal:
            fault, at_line = refusal.why, refusal.line
        size = out.tell()
    draft.replace(lines)
    survey = Survey(format.name, tuple(entries), fault, at_line, lines)
    rows = [[getattr(entry, name) for name in Entry.__slots__] for entry in entries]
    keep_whole(index, {"entries": rows, "fault": fault, "line": at_line, "size": size})
    return survey


def _lint(outcomes: Iterable[Outcome]) -> Iterator[Looked]:
    linter = Linter()
    for outcome in map(as_it_comes, outcomes):
        if outcome.item is None:
            yield Looked(outcome)
        elif _length(outcome.item.question.asked) > LONGEST_CHECKED:
            yield Looked(outcome, (Finding("warning", TOO_LONG),))
        else:
            yield Looked(outcome, tuple(_findings(linter.remarks(outcome.item.question), outcome.item)))


def _length(asked: Asked) -> int:
    options = sum(len(option.text) for option in (*asked.options, *asked.prompts))
    return len(asked.stem.value) + options


def _findings(remarks: Iterable[Remark], item: Item) -> Iterator[Finding]:
    """What lacks a receipt is no error in a file of others; it is said once."""
    lacking: Counter[str] = Counter()
    for remark in remarks:
        if remark.rule in LACKING:
            lacking[remark.rule] += 1
        else:
            yield Finding(remark.severity, remark.sentence)
    if lacking:
        said = dict(LACKING)
        if any(why.rule != "entailed" for why in item.question.sealed.whys):
            said["L08"] = f"Wrong options without a reason: {lacking['L08']}."
        yield Finding("receipt", " ".join(said[rule] for rule in sorted(lacking)))


def as_it_comes(outcome: Outcome) -> Outcome:
    """As a question of a bank, whatever the file says of where it was made, with pictures fit to be kept."""
    item = outcome.item
    if item is None:
        return outcome
    difficulty = max(EASIEST, min(item.question.difficulty, HARDEST))
    question = replace(item.question, id="", anchor="", pattern=IMPORTED, variant=0, difficulty=difficulty)
    points = within_bounds(item.points)
    is_bounded = points != item.points
    item, lost = taken_in(replace(item, question=question, points=points))
    if is_bounded:
        lost = (
            *lost,
            f"Its points are beyond what a question may be worth: here they are {in_digits(points)}.",
        )
    return replace(outcome, item=item, losses=(*outcome.losses, *lost))


def hash_as_kept(item: Item) -> str:
    """The hash that a version of it would have in a bank."""
    return hash_of(item.question, carried_of(item))


def _entry(looked: Looked, at: int) -> Entry:
    outcome, item = looked.outcome, looked.outcome.item
    errors = sum(one.severity == "error" for one in looked.findings)
    needs_look = bool(outcome.losses or outcome.doubts or outcome.refused or errors)
    if item is None:
        return Entry(outcome.number, at, outcome.verdict, needs_look)
    return Entry(
        outcome.number,
        at,
        outcome.verdict,
        needs_look,
        errors,
        item.reference,
        hash_as_kept(item),
        words_key(item.question.type, stem_in_words(item.question.asked)),
        len(outcome.doubts),
    )


def _dump(looked: Looked) -> dict[str, Any]:
    outcome, item = looked.outcome, looked.outcome.item
    return {
        "number": outcome.number,
        "line": outcome.line,
        "begins": outcome.begins,
        "losses": outcome.losses,
        "doubts": outcome.doubts,
        "refused": outcome.refused,
        "item": dump_item(item) if item else None,
        "findings": [asdict(one) for one in looked.findings],
    }


def _load(dumped: dict[str, Any]) -> Looked:
    return Looked(
        Outcome(
            number=dumped["number"],
            line=dumped["line"],
            begins=dumped["begins"],
            item=load_item(dumped["item"]) if dumped["item"] else None,
            losses=tuple(dumped["losses"]),
            doubts=tuple(dumped["doubts"]),
            refused=dumped["refused"],
        ),
        tuple(Finding(**one) for one in dumped["findings"]),
    )
