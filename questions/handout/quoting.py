"""Which words of a passage a citation quotes, so that the right ones are highlighted."""

from __future__ import annotations

from questions.banks.passages import wording_in
from questions.handout.sentences import Span, sentence_at, sentences_of, words_of

LONGEST_QUOTE = 600


def quote_at(text: str, span: Span) -> str:
    """The words of the span; with as many neighbours as it takes where the same words stand earlier too.

    A quote is found again by its words alone, and then the first place that has them is highlighted.
    """
    sentence = sentence_at(sentences_of(text), span)
    words = words_of(text, sentence)
    start, end = span.start, span.end
    before = [one.start for one in words if one.start < start][::-1]
    after = [one.end for one in words if one.end > end]
    while _place(text, text[start:end]) != start and (before or after):
        if before:
            start = before.pop(0)
        else:
            end = after.pop(0)
    quote = text[start:end]
    return quote if len(quote) <= LONGEST_QUOTE else text[span.start : span.start + LONGEST_QUOTE]


def _place(text: str, quote: str) -> int:
    wording = wording_in(text, quote)
    return text.find(wording) if wording else -1
