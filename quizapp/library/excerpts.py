"""Cited words whose source a bank does not hold, as the passages that a receipt shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flask_babel import gettext as _

from questions.banks.passages import wording_in
from questions.facts import Passage, Source
from questions.question import Citation

KIND = "cited work"
ELLIPSIS = " … "

Place = tuple[str, int]


def away_from_home(citation: Citation, sources: Mapping[str, Source]) -> bool:
    """Whether a citation means a source that the bank does not hold, even if it has one of that name."""
    held = sources.get(citation.source)
    return held is None or bool(citation.title and citation.title != held.title)


def cited_works(citations: Iterable[Citation], sources: Mapping[str, Source]) -> dict[str, Source]:
    """The sources that the bank does not hold and that citations tell something of, by their ids."""
    return {
        one.source: Source(one.source, KIND, one.title or _("A source that is not kept here"))
        for one in citations
        if (one.title or one.quote or one.passage) and away_from_home(one, sources)
    }


def passages_brought(citations: Iterable[Citation], held: Collection[Place]) -> dict[Place, Passage]:
    """The paragraphs that came whole with the citations and are not `held`.

    One that does not say what is quoted from it is believed by nobody: then the quotes have to do.
    """
    found: dict[Place, Passage] = {}
    for place, of_place in _by_place(citations, held).items():
        quotes = [one.quote for one in of_place if one.quote]
        whole = (one.passage for one in of_place if one.passage)
        text = next((text for text in whole if all(wording_in(text, quote) for quote in quotes)), "")
        if text:
            found[place] = Passage(*place, text)
    return found


def excerpts_of(citations: Iterable[Citation], held: Collection[Place]) -> dict[Place, Passage]:
    """The words that are quoted from paragraphs that are not `held`, all of one paragraph together."""
    found: dict[Place, Passage] = {}
    for place, of_place in _by_place(citations, held).items():
        said: list[str] = []
        for quote in (one.quote for one in of_place if one.quote):
            if not any(quote in other for other in said):
                said[:] = [*(other for other in said if other not in quote), quote]
        if said:
            found[place] = Passage(*place, ELLIPSIS.join(said))
    return found


def _by_place(citations: Iterable[Citation], held: Collection[Place]) -> dict[Place, list[Citation]]:
    """The citations of paragraphs that are not `held`, by paragraph."""
    found: dict[Place, list[Citation]] = {}
    for one in citations:
        if one.paragraph is not None and (one.source, one.paragraph) not in held:
            found.setdefault((one.source, one.paragraph), []).append(one)
    return found
