"""Cited words whose source a bank does not hold, as the passages that a receipt shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from flask_babel import gettext as _

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
        if (one.title or one.quote) and away_from_home(one, sources)
    }


def excerpts_of(citations: Iterable[Citation], held: Collection[Place]) -> dict[Place, Passage]:
    """The words that are quoted from paragraphs that are not `held`, all of one paragraph together."""
    quotes: dict[Place, list[str]] = {}
    for one in citations:
        if one.quote and one.paragraph is not None and (one.source, one.paragraph) not in held:
            said = quotes.setdefault((one.source, one.paragraph), [])
            if not any(one.quote in other for other in said):
                said[:] = [*(other for other in said if other not in one.quote), one.quote]
    return {place: Passage(*place, ELLIPSIS.join(said)) for place, said in quotes.items()}
