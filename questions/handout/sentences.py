"""The sentences and words of a paragraph, as places in its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LONGEST_SENTENCE = 600
"""Characters; what runs on longer is parted between words."""

_END = re.compile(r"""(?<![.!?…])[.!?…]++["'”’»)\]]*+(?=\s)|[。！？]["'”’»）」』]*|[۔؟।॥]["'”’»)]*(?=\s|$)""")
_BEFORE_POINT = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*|\d+)\.$")
_ABBREVIATION = re.compile(
    r"dr|mr|mrs|ms|prof|rev|gen|col|sgt|capt|lt|gov|sen|rep|hon|st|jr|sr|mt|ft|inc|ltd|co|corp|vs|etc|ca|cf|al"
    r"|approx|nos?|vols?|pp?|ch|chap|figs?|eds?|e\.g|i\.e|u\.s|u\.k|u\.n|a\.m|p\.m|b\.c|a\.d"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|bzw|z\.b|d\.h|usw|nr|bd|hrsg",
    re.I,
)
_MONTH = re.compile(r"(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)\w*", re.I)
_WORD = re.compile(r"\S+")
_AROUND = "\"'“”„‟‘’‚«»‹›()[]{}<>.,;:!?…¡¿–—。！？，、；：「」『』（）۔؟،؛।॥"
_PAIRS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Span:
    """The characters of a text from `start` up to `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    @property
    def name(self) -> str:
        """How an address writes it: `120-128`."""
        return f"{self.start}-{self.end}"


def span_named(name: str) -> Span | None:
    """The inverse of `Span.name`; None for what names none."""
    start, hyphen, end = name.partition("-")
    if not hyphen or not all(one.isascii() and one.isdigit() and len(one) < 8 for one in (start, end)):
        return None
    return Span(int(start), int(end)) if int(start) < int(end) else None


def sentences_of(text: str) -> tuple[Span, ...]:
    """The sentences of a paragraph without the spaces between them, in linear time.

    A full stop after an abbreviation, an initial or the number of a day ends none; where that is wrong,
    words may be chosen over both halves.
    """
    cuts = list(_ends_in(text))
    spans: list[Span] = []
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        spans += _parted(_trimmed(text, start, end), text)
    return tuple(spans)


def words_of(text: str, sentence: Span) -> tuple[Span, ...]:
    """What stands between the spaces of a sentence; in scripts without spaces each sign by itself."""
    found: list[Span] = []
    for match in _WORD.finditer(text, sentence.start, sentence.end):
        found += _signs(text, Span(match.start(), match.end()))
    return tuple(found)


def sentence_at(sentences: Sequence[Span], span: Span) -> Span:
    """The sentence in which a span lies; of a span over several, all of them as one."""
    starts = [one.start for one in sentences]
    first = sentences[max(0, bisect_right(starts, span.start) - 1)]
    last = sentences[max(0, bisect_right(starts, span.end - 1) - 1)]
    return Span(first.start, max(first.end, last.end))


def answer_at(text: str, span: Span) -> Span | None:
    """The words that a selection touches, without the punctuation around them; None where it holds none."""
    start, end = max(0, span.start), min(len(text), span.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start >= end:
        return None
    if not _is_unspaced(text[start]):
        while start > 0 and not text[start - 1].isspace() and not _is_unspaced(text[start - 1]):
            start -= 1
    if not _is_unspaced(text[end - 1]):
        while end < len(text) and not text[end].isspace() and not _is_unspaced(text[end]):
            end += 1
    return bare(text, Span(start, end))


def bare(text: str, span: Span) -> Span | None:
    """The span without punctuation at its ends, unless a bracket or an abbreviation needs it."""
    start, end = span.start, span.end
    while start < end:
        first, last = text[start], text[end - 1]
        if first in _AROUND and not (first in _PAIRS and text.find(_PAIRS[first], start, end) >= 0):
            start += 1
        elif last in _AROUND and not _is_needed(text, start, end):
            end -= 1
        elif first in _PAIRS and text.find(_PAIRS[first], start, end) == end - 1:
            start, end = start + 1, end - 1
        else:
            return Span(start, end)
    return None


def _is_needed(text: str, start: int, end: int) -> bool:
    """Whether the last sign closes a bracket, or belongs to an abbreviation with points inside."""
    last = text[end - 1]
    opening = next((one for one, closing in _PAIRS.items() if closing == last), "")
    if opening:
        return text.find(opening, start, end) >= 0
    return last == "." and "." in text[start : end - 1].rpartition(" ")[2]


def _ends_in(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        if match.end() < len(text) and _ends_sentence(text, match.start(), match.end()):
            yield match.end()


def _ends_sentence(text: str, point: int, end: int) -> bool:
    """Whether the sign at `point` ends a sentence; `end` is behind the quote marks that follow it."""
    following = text[end : end + 40].lstrip()
    if following[:1].islower():
        return False
    if text[point] != ".":
        return True
    before = _BEFORE_POINT.search(text[max(0, point - 20) : point + 1])
    if before is None:
        return True
    word = before[1]
    if word.isdigit():
        is_day = len(word) <= 2 and _MONTH.match(following) is not None
        return not (is_day or before.start() == 0 == max(0, point - 20))
    is_initial = len(word) == 1 and word.isupper()
    return not is_initial and _ABBREVIATION.fullmatch(word) is None


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _parted(span: Span, text: str) -> Iterator[Span]:
    while span.end - span.start > LONGEST_SENTENCE:
        limit = span.start + LONGEST_SENTENCE
        space = text.rfind(" ", span.start + 1, limit + 1)
        cut = space if space > 0 else limit
        yield _trimmed(text, span.start, cut)
        span = _trimmed(text, cut, span.end)
    if span.start < span.end:
        yield span


def _is_unspaced(char: str) -> bool:
    """Whether the script of this sign puts no spaces between words: Chinese, Japanese, Thai, Lao."""
    return (
        "\u3040" <= char <= "\u30ff"
        or "\u3400" <= char <= "\u9fff"
        or "\u0e00" <= char <= "\u0eff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


def _signs(text: str, run: Span) -> Iterator[Span]:
    start = run.start
    for at in range(run.start, run.end):
        if _is_unspaced(text[at]):
            if start < at:
                yield Span(start, at)
            yield Span(at, at + 1)
            start = at + 1
    if start < run.end:
        yield Span(start, run.end)
