"""Receipts: the passages that a question stands on, cut at what they prove and what they rule out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from questions.banks.passages import wording_in
from questions.facts import Locator, Passage
from questions.question import Asked, Citation

Mark = Literal["", "proof", "refutation"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a passage's text under one mark; joined, the segments are the passage again."""

    text: str
    mark: Mark = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a paragraph does: proves or rules out `about`, an option's text ("" for the answer)."""

    proves: bool
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One passage as a receipt shows it."""

    number: int
    segments: tuple[Segment, ...]
    notes: tuple[Note, ...]
    rests_on: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The cited paragraphs of one source whose text we hold, in their order there."""

    source: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def number(self) -> int:
        """The paragraph that the stub names: the first that proves, else the first."""
        proving = (one.number for one in self.paragraphs if any(note.proves for note in one.notes))
        return next(proving, self.paragraphs[0].number)


def segments_of(text: str, quotes: Iterable[tuple[str, bool]]) -> tuple[Segment, ...]:
    """The text cut at its quotes, each given with whether it proves.

    White space and the shape of quote marks do not matter; a quote that does not occur marks
    nothing. Where quotes overlap, proof shows over refutation.
    """
    marks: list[Mark] = [""] * len(text)
    for quote, proves in sorted(quotes, key=lambda one: one[1]):
        wording = wording_in(text, quote) if quote.strip() else ""
        start = text.find(wording)
        marks[start : start + len(wording)] = ["proof" if proves else "refutation"] * len(wording)
    cuts = [0] + [at for at in range(1, len(text)) if marks[at] != marks[at - 1]] + [len(text)]
    return tuple(Segment(text[start:end], marks[start]) for start, end in itertools.pairwise(cuts) if text)


def receipts_of(
    citations: Iterable[Citation], passages: Mapping[tuple[str, int], Passage], asked: Asked
) -> tuple[Receipt, ...]:
    """The cited passages grouped by source, sources in the order of their first citation.

    Citations of texts that are not among `passages` are left out: they name a place, nothing to read.
    """
    cited: dict[str, dict[int, list[Citation]]] = {}
    for citation in citations:
        if citation.paragraph is not None and (citation.source, citation.paragraph) in passages:
            cited.setdefault(citation.source, {}).setdefault(citation.paragraph, []).append(citation)
    texts = {option.id: option.text for option in (*asked.options, *asked.prompts)}
    return tuple(
        Receipt(
            source,
            tuple(
                _paragraph(passages[source, number], here, texts)
                for number, here in sorted(by_number.items())
            ),
        )
        for source, by_number in cited.items()
    )


def _paragraph(passage: Passage, citations: list[Citation], texts: Mapping[str, str]) -> Paragraph:
    quotes = [(citation.quote, citation.proves) for citation in citations if citation.quote]
    notes = dict.fromkeys(Note(one.proves, texts.get(one.about, "")) for one in citations)
    in_order = sorted(notes, key=lambda note: not note.proves)
    return Paragraph(passage.number, segments_of(passage.text, quotes), tuple(in_order), passage.rests_on)
