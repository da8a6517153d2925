"""The text of a PDF.

Run as a module, it reads a PDF from its input and writes what it found as JSON, within limits of memory
and time: a PDF can be made to keep any reader busy for hours.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError

from questions.formats.item import UnreadableFile
from questions.handout.files import refuse_longer
from questions.handout.reading import LONGEST_HANDOUT

if sys.platform != "win32":
    import resource

SECONDS = 20
MOST_MEMORY = 1024 * 1024 * 1024
"""Bytes of address space of the process that reads."""

MOST_PAGES = 300
LOCKED = "The PDF has a password: save it without one."
BROKEN = "This PDF cannot be read: print it into a new PDF, or paste its text."
SCANNED = "This PDF holds pictures of pages and no text: recognise its text first (OCR), or type it."
TOO_MUCH = "This PDF takes too long to read: send a few of its pages, or paste its text."

_AT_EDGE = 3
"""So many lines at the head and at the foot of a page may be running ones."""

_DIGITS = re.compile(r"\d+")


def is_pdf(beginning: bytes) -> bool:
    return b"%PDF-" in beginning[:1024]


def text_of_pdf(file: BinaryIO) -> str:
    """The lines of all pages, without heads, feet and numbers of pages."""
    try:
        reader = PdfReader(file)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFile(LOCKED)
        pages = list(_pages(reader))
    except UnreadableFile:
        raise
    except MemoryError as error:
        raise UnreadableFile(TOO_MUCH) from error
    except (FileNotDecryptedError, DependencyError) as error:
        raise UnreadableFile(LOCKED) from error
    except Exception as error:
        # What it raises at a broken file is of some twenty kinds, and none of them is ours.
        raise UnreadableFile(BROKEN) from error
    if not any(char.isalnum() for page in pages for char in page):
        raise UnreadableFile(SCANNED)
    return "\n".join(without_running_heads(pages))


def without_running_heads(pages: Sequence[str]) -> list[str]:
    """The pages without numbers of pages, and without first and last lines that most of them share."""
    cut = [[line.strip() for line in page.strip().splitlines() if line.strip()] for page in pages]
    edges = Counter(
        name
        for lines in cut
        for name in {_DIGITS.sub("", line) for line in (*lines[:_AT_EDGE], *lines[-_AT_EDGE:])}
        if len(cut) >= 3
    )

    def is_running(line: str) -> bool:
        name = _DIGITS.sub("", line)
        return not name.strip(" -–—|/.") or edges[name] > len(cut) / 2

    kept = []
    for lines in cut:
        start, end = 0, len(lines)
        while start < min(end, _AT_EDGE) and is_running(lines[start]):
            start += 1
        while end > max(start, len(lines) - _AT_EDGE) and is_running(lines[end - 1]):
            end -= 1
        kept.append("\n".join(lines[start:end]))
    return kept


def _pages(reader: PdfReader) -> Iterator[str]:
    seen = 0
    for number, page in enumerate(reader.pages):
        if number == MOST_PAGES:
            raise UnreadableFile(
                f"This PDF has more than {MOST_PAGES} pages: send the part that you ask about."
            )
        text = page.extract_text()
        seen += len(text)
        refuse_longer(" " * min(seen, LONGEST_HANDOUT + 1))
        yield text


def _limit() -> None:
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    _limit()
    logging.disable(logging.CRITICAL)
    try:
        said = {"text": text_of_pdf(io.BytesIO(sys.stdin.buffer.read()))}
    except UnreadableFile as refusal:
        said = {"why": refusal.why}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
