"""Files of questions from one format into another, without a database."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from questions.formats.contract import QuestionFormat
from questions.formats.item import Item, Outcome, UnreadableFile
from questions.formats.register import BEGINNING, FORMATS, format_named, format_of, formats_ending
from quizapp.errors import Invalid

STREAM = Path("-")
"""Standard input, or standard output."""

_OF_NEW_FILES = 0o666
_ONLY_READ = frozenset({".docx", ".tsv", ".xlsm"})

ALL_KEPT, SOME_LOST, NOTHING_READ = 0, 1, 2


def convert(source: Path, target: Path, *, source_format: str, target_format: str, remarks: TextIO) -> int:
    """Write the questions of one file into another; returns what a shell is told.

    What became of each question is a JSON line in `remarks`. `target` is there in whole or as it was
    before; formats that are "" are told by names and content. `Invalid` where a file cannot be used.
    """
    with opened_source(source) as file:
        reader = reader_of(source, file, source_format)
        writer = _writer(target, target_format)
        passage = _Passage(reader, writer, remarks)
        with _draft(target) as draft:
            writer.write(passage.items(file), draft.file)
            if passage.written:
                draft.keep()
    return passage.verdict


@dataclass
class _Passage:
    """Questions on their way from a reader to a writer."""

    reader: QuestionFormat
    writer: QuestionFormat
    remarks: TextIO
    read: int = 0
    written: int = 0
    is_whole: bool = True

    @property
    def verdict(self) -> int:
        if not self.read:
            return NOTHING_READ
        return ALL_KEPT if self.is_whole else SOME_LOST

    def items(self, file: BinaryIO) -> Iterator[Item]:
        """What the writer can hold of what the reader reads, with a remark on each question."""
        try:
            for outcome in self.reader.read(file):
                self.read += outcome.item is not None
                item = self._passed(outcome)
                if item is not None:
                    self.written += 1
                    yield item
        except UnreadableFile as error:
            self._say(0, error.line, "refused", "", [error.why])

    def _passed(self, outcome: Outcome) -> Item | None:
        """The item of an outcome where the writer takes it."""
        why = [*outcome.losses, *([outcome.refused] if outcome.refused else [])]
        verdict = outcome.verdict
        if outcome.item is not None:
            fit = self.writer.fit(outcome.item)
            why += [*fit.losses, *([fit.refused] if fit.refused else [])]
            verdict = "refused" if fit.refused else "loss" if why else "ok"
        self._say(outcome.number, outcome.line, verdict, outcome.begins, why, outcome.doubts)
        return outcome.item if verdict != "refused" else None

    def _say(
        self, number: int, line: int, verdict: str, begins: str, why: list[str], doubts: tuple[str, ...] = ()
    ) -> None:
        self.is_whole = self.is_whole and verdict == "ok"
        write_remark(self.remarks, number, line, verdict, begins, why, doubts)


def write_remark(
    remarks: TextIO,
    number: int,
    line: int,
    verdict: str,
    begins: str,
    why: Sequence[str],
    doubts: Sequence[str] = (),
) -> None:
    """What became of one question (0: of the file), as a line of JSON."""
    remark = {"question": number, "line": line, "verdict": verdict, "begins": begins, "why": list(why)}
    if doubts:
        remark["doubts"] = list(doubts)
    remarks.write(json.dumps(remark, ensure_ascii=False) + "\n")


@contextmanager
def opened_source(source: Path) -> Iterator[BinaryIO]:
    """The file, or a copy of standard input, to be read twice; `Invalid` where it cannot be read."""
    if source == STREAM:
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.seek(0)
            yield copy
        return
    try:
        file = source.open("rb")
    except OSError as error:
        raise Invalid(str(source), f"cannot be read: {error.strerror}") from error
    with file:
        yield file


def reader_of(source: Path, file: BinaryIO, name: str) -> QuestionFormat:
    """The format of this name, or that of the file; `Invalid` where none knows it."""
    if name:
        return format_named(name)
    beginning = file.read(BEGINNING)
    file.seek(0)
    found = format_of("" if source == STREAM else source.name, beginning)
    if found is None:
        raise Invalid(
            str(source), f"is in no format known here; say which with --from ({', '.join(FORMATS)})"
        )
    return found


def _writer(target: Path, name: str) -> QuestionFormat:
    if name:
        return format_named(name)
    found = formats_ending(target.name)
    if target.suffix.lower() in _ONLY_READ:
        raise Invalid(str(target), f"would be no sound {target.suffix} file: such files are only read here")
    if not found:
        raise Invalid(str(target), f"has no ending of a format; say which with --to ({', '.join(FORMATS)})")
    return found[0]


@dataclass(frozen=True, slots=True)
class _Draft:
    """What is written so far, at a place beside the one where it shall stand."""

    file: BinaryIO
    place: Path
    target: Path

    def keep(self) -> None:
        """Let it become the target, in one step."""
        self.file.flush()
        if self.target == STREAM:
            self.file.seek(0)
            shutil.copyfileobj(self.file, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        os.fsync(self.file.fileno())
        former = self.target.stat().st_mode & 0o777 if self.target.exists() else None
        self.place.chmod(_OF_NEW_FILES & ~_umask() if former is None else former)
        self.place.replace(self.target)


@contextmanager
def _draft(target: Path) -> Iterator[_Draft]:
    """A file that is gone afterwards, unless it was kept."""
    if target.exists() and not target.is_file():
        raise Invalid(str(target), "is no file that could be written")
    folder = None if target == STREAM else target.parent
    try:
        number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}-", dir=folder)
        try:
            with os.fdopen(number, "w+b") as file:
                yield _Draft(file, Path(name), target)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise Invalid(str(target), f"cannot be written: {error.strerror}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
