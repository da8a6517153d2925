"""The questions of a Moodle XML file one at a time, each with its line; what is broken costs one question.

Document types, and with them all entities, are refused: they are how XML reaches for other files and grows
without end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from questions.formats.decoding import AS_WINDOWS, TOO_LARGE, decoded
from questions.formats.item import UnreadableFile
from questions.formats.limits import DEEPEST_MARKUP, LARGEST_FILE, MEBIBYTE

HAS_A_DOCTYPE = "The file has a document type (<!DOCTYPE …>), which is not read for safety: delete that line."
NO_QUIZ = "This is XML, but no file of questions from Moodle: it does not begin with <quiz>."
NOT_CLOSED = "It has no end: </question> is missing."
TOO_DEEP = f"Its elements are nested deeper than {DEEPEST_MARKUP}."

OTHER_ENCODING = "The file says that it is in “{}”, which is not read: save it as UTF-8."
READ_AS_UTF_8 = (
    "The file says that it is in “{}”, but was read as the UTF-8 that it is in: look at its accents."
)

_PORTION = MEBIBYTE
_FIRST_PORTION = 64 * 1024
_START = re.compile(rb"<question[\s>]")
_START_LENGTH = 10
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


@dataclass(frozen=True, slots=True)
class Found:
    """A question as it stands in the file, or why it is broken; `doubt` is about the whole file."""

    line: int
    element: Element | None
    broken: str = ""
    doubt: str = ""


def questions_in(file: BinaryIO) -> Iterator[Found]:
    """The elements called question, in the order of the file. `UnreadableFile` where it is no such file."""
    if file.seek(0, SEEK_END) > LARGEST_FILE:
        raise UnreadableFile(TOO_LARGE)
    encoding, doubt = _encoding_of(file)
    start, line = _beginning_of(file)
    is_first = True
    while start >= 0:
        pieces = _Pieces(line, is_first=is_first)
        try:
            for found in _read_from(file, start, pieces, encoding):
                yield found if not doubt else Found(found.line, found.element, found.broken, doubt)
        except DefusedXmlException as error:
            raise UnreadableFile(HAS_A_DOCTYPE, pieces.line) from error
        except (_Broken, ParseError) as error:
            broken, at = _in_words(error, pieces), pieces.opened_in or pieces.line
            if not pieces.has_root:
                raise UnreadableFile(f"This is no XML that can be read. {broken}", at) from error
            yield Found(at, None, broken, doubt)
            start, line = _next_question(file, start + pieces.resume_at, line, start)
            is_first = False
        else:
            return


def _read_from(file: BinaryIO, start: int, pieces: _Pieces, encoding: str | None) -> Iterator[Found]:
    parser = DefusedXMLParser(target=pieces, encoding=encoding, forbid_dtd=True)
    pieces.expat = parser.parser
    if pieces.is_resumed:
        parser.feed(_ROOT)
    file.seek(start)
    size = _FIRST_PORTION
    while portion := file.read(size):
        error: Exception | None = None
        try:
            parser.feed(portion)
        except (_Broken, ParseError, DefusedXmlException) as raised:
            error = raised
        yield from pieces.taken()
        if error is not None:
            raise error
        size = min(2 * size, _PORTION)
    parser.close()


_ROOT = b"<quiz>"


class _Broken(Exception):
    """A question that cannot be read, although the XML may be sound."""


class _Pieces:
    """Builds one element after another, and forgets it once it was taken."""

    def __init__(self, first_line: int, *, is_first: bool) -> None:
        self.expat: object = None
        self.is_resumed = self.has_root = not is_first
        self.opened_in = 0
        self._offset = first_line - 1
        self._lead = 0 if is_first else len(_ROOT)
        self._depth = 0
        self._opened_at = -1
        self._builder: TreeBuilder | None = None
        self._ready: list[Found] = []

    @property
    def line(self) -> int:
        return self._offset + int(getattr(self.expat, "CurrentLineNumber", 1))

    def taken(self) -> list[Found]:
        ready, self._ready = self._ready, []
        return ready

    @property
    def resume_at(self) -> int:
        """How many bytes behind the start reading may go on: after the beginning of what is broken."""
        at = self._opened_at if self._opened_at >= 0 else int(getattr(self.expat, "CurrentByteIndex", 0))
        return max(0, at - self._lead) + 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 and not self.has_root:
            if tag != "quiz":
                raise UnreadableFile(NO_QUIZ, self.line)
            self.has_root = True
        elif self._builder is None and tag == "question":
            self._builder = TreeBuilder()
            self.opened_in = self.line
            self._opened_at = int(getattr(self.expat, "CurrentByteIndex", 0))
            self._depth = 2
        elif tag == "question":
            raise _Broken(NOT_CLOSED)
        if self._depth > DEEPEST_MARKUP:
            raise _Broken(TOO_DEEP)
        if self._builder is not None:
            self._builder.start(tag, attributes)

    def data(self, words: str) -> None:
        if self._builder is not None:
            self._builder.data(words)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._builder is None:
            return
        self._builder.end(tag)
        if self._depth == 1:
            self._ready.append(Found(self.opened_in, self._builder.close()))
            self._builder, self.opened_in, self._opened_at = None, 0, -1

    def close(self) -> None:
        return None


def _in_words(error: Exception, pieces: _Pieces) -> str:
    if isinstance(error, _Broken):
        return str(error)
    why = str(error).partition(":")[0]
    return f"The XML is broken in line {pieces.line} ({why}); a bare & or < must be written &amp; or &lt;."


def _next_question(file: BinaryIO, at: int, line: int, counted_from: int) -> tuple[int, int]:
    """Where the next question begins, from `at` on, and in which line; -1 where there is none."""
    file.seek(counted_from)
    line += file.read(at - counted_from).count(b"\n")
    file.seek(at)
    kept = b""
    while portion := file.read(_PORTION):
        searched = kept + portion
        found = _START.search(searched)
        if found:
            return at + found.start(), line + searched.count(b"\n", 0, found.start())
        kept = searched[1 - _START_LENGTH :]
        line += searched.count(b"\n", 0, len(searched) - len(kept))
        at += len(searched) - len(kept)
    return -1, line


def _beginning_of(file: BinaryIO) -> tuple[int, int]:
    """Where the first sign stands, and in which line: no XML may begin with blank lines, but files do."""
    file.seek(0)
    beginning = file.read(4096)
    blank = beginning[: len(beginning) - len(beginning.lstrip(b" \t\r\n"))]
    return len(blank), 1 + blank.count(b"\n")


def _encoding_of(file: BinaryIO) -> tuple[str | None, str]:
    """The encoding to read in, None where the file's own word is right, and a doubt about it."""
    file.seek(0)
    declared = _ENCODING.search(file.read(400))
    file.seek(0)
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    is_usual = name in ("utf-8", "utf8", "us-ascii", "ascii")
    if not is_usual and _is_single_byte(name):
        return None, ""
    with decoded(file) as text:
        if is_usual:
            return ("windows-1252", AS_WINDOWS) if text.doubt else (None, "")
        if text.doubt:
            raise UnreadableFile(OTHER_ENCODING.format(name), 1)
        return "utf-8", READ_AS_UTF_8.format(name)


def _is_single_byte(name: str) -> bool:
    """Whether the parser can read an encoding of this name, of which it knows those with 256 signs."""
    try:
        return len(bytes(range(256)).decode(name, "replace")) == 256
    except (LookupError, ValueError):
        return False
