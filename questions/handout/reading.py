"""Text of any layout as paragraphs that can be numbered and quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from questions.banks.passages import on_one_line
from questions.formats.limits import MEBIBYTE
from questions.handout.sentences import sentences_of

LARGEST_HANDOUT = 10 * MEBIBYTE
"""Bytes of a file."""

LONGEST_HANDOUT = 200_000
"""Characters of a whole text."""

LONGEST_PASSAGE = 2_000
"""Characters of one paragraph; a longer one is parted between sentences."""

MOST_PASSAGES = 2_000
LONGEST_TITLE = 200

_CLOSED = re.compile(r"""[.!?:…。！？؟][\"'”’»)\]]*$""")
_LINE_ENDS = str.maketrans(
    {"\r": "\n", "\v": "\n", "\f": "\n\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n\n"}
)
_JOINED = re.compile(r"(?<=[^\W\d_])[-\u00ad]\n(?=[^\W\d_])")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def paragraphs_in(text: str, *, is_wrapped: bool = False) -> tuple[str, ...]:
    """The paragraphs of a text, each on one line and none longer than a passage may be.

    Blank lines part them. Where a text has none, so do lines that end a sentence or are much shorter than
    the rest. `is_wrapped`: each line ends where the paper did, so that such lines part in any case, and a
    hyphen at its end may part a word.
    """
    text = _CONTROL.sub("", text.replace("\r\n", "\n").translate(_LINE_ENDS)).strip()
    if is_wrapped:
        text = _JOINED.sub(lambda hyphen: _across(text, hyphen), text)
    by_lines = is_wrapped or not _BLANK_LINE.search(text)
    blocks = _BLANK_LINE.split(text)
    lines = (
        part
        for block in blocks
        for part in (_by_lines(block.split("\n"), is_wrapped) if by_lines else [block])
    )
    return tuple(part for line in lines if line.strip() for part in _within_limit(on_one_line(line)))


def title_in(paragraphs: Sequence[str]) -> str:
    """The first line, as far as it may be a heading; "" where it is a text already."""
    first = paragraphs[0] if paragraphs else ""
    return first if len(first) <= 120 and not first.endswith(".") else ""


def _across(text: str, hyphen: re.Match[str]) -> str:
    """What becomes of a hyphen at the end of a line: it goes, unless the next line begins with a capital."""
    return "-" if text[hyphen.end()].isupper() else ""


def _by_lines(lines: Sequence[str], is_wrapped: bool) -> Iterator[str]:
    """The lines joined where a sentence goes on; those of paper also where one merely ends with the line."""
    width = max(map(len, lines))
    run: list[str] = []
    for line in lines:
        run.append(line)
        stripped = line.rstrip()
        is_closed = _CLOSED.search(stripped[-10:]) is not None
        is_short = len(stripped) < 0.6 * width
        if is_short or width > 200 or (is_closed and (not is_wrapped or len(stripped) < 0.9 * width)):
            yield " ".join(run)
            run = []
    if run:
        yield " ".join(run)


def _within_limit(paragraph: str) -> Iterator[str]:
    """The paragraph, or parts of it that end with a sentence."""
    if len(paragraph) <= LONGEST_PASSAGE:
        yield paragraph
        return
    start = 0
    end = 0
    for sentence in sentences_of(paragraph):
        if sentence.end - start > LONGEST_PASSAGE and end > start:
            yield paragraph[start:end].strip()
            start = sentence.start
        end = sentence.end
    if paragraph[start:].strip():
        yield paragraph[start:].strip()
