"""Receipts in words, in the shape that `components/receipt.html` shows."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace

from babel.dates import format_date
from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from questions.facts import Locator, Passage, Source
from questions.question import Asked, Citation
from questions.receipt import Note, Paragraph, Receipt, Segment, receipts_of
from questions.when import When
from quizapp.library.excerpts import Place, cited_works, excerpts_of, passages_brought

# Kinds of source that readers know by who brings them rather than by headline or by names of files.
_DAILY_KINDS = ("report", "news", "agency", "opinion", "article", "press", "blog", "broadcast", "data set")


@dataclass(frozen=True, slots=True)
class Head:
    """The stub ("¶ 20"), whose words these are, and of what kind the source is."""

    label: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShownNote:
    sign: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    number: str
    id: str
    segments: tuple[Segment, ...]
    notes: tuple[ShownNote, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper: whose words, the cited paragraphs, what the text is, and where to look further."""

    head: Head
    paragraphs: tuple[ShownParagraph, ...]
    foot: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The sources of one bank and those of its passages that were asked for."""

    notice: str
    sources: Mapping[str, Source]
    passages: Mapping[tuple[str, int], Passage]

    def slips(self, citations: Iterable[Citation], asked: Asked, answer: str = "") -> tuple[Slip, ...]:
        """One slip for each source whose text we hold, or whose words came with the question; else one that
        names the publication only.

        `answer` is the right answer in words, for the note on what proves it; "true" and "false"
        are no answer that a passage could hold, nor are those of several gaps one.
        """
        answer = "" if asked.type == "true_false" or len(asked.gaps) > 1 else answer
        citations = tuple(citations)
        shelf = self._with_cited_works(citations)
        cited = tuple(one for one in citations if one.source in shelf.sources)
        brought = passages_brought(cited, shelf.passages)
        excerpts = excerpts_of(cited, {**shelf.passages, **brought})
        slips = tuple(
            shelf._slip(receipt, cited, answer, excerpts)
            for receipt in receipts_of(cited, {**shelf.passages, **brought, **excerpts}, asked)
        )
        if slips or not cited:
            return slips
        first = shelf.sources[cited[0].source]
        label = f"¶ {cited[0].paragraph}" if cited[0].paragraph is not None else "¶"
        foot = _("Cited: %(places)s.", places=shelf._published(cited))
        return (
            Slip(Head(label, place_in_words(first), _sentence(first.kind)), (), foot, shelf._links(cited)),
        )

    def _with_cited_works(self, citations: Iterable[Citation]) -> Shelf:
        """This shelf with the sources that came with the citations in the place of any of their names."""
        brought = cited_works(citations, self.sources)
        if not brought:
            return self
        passages = {place: one for place, one in self.passages.items() if place[0] not in brought}
        return replace(self, sources={**self.sources, **brought}, passages=passages)

    def label(self, citation: Citation) -> str:
        """What a chip for this citation says: the paragraph we hold, else the publication."""
        shelf = self._with_cited_works((citation,))
        if citation.paragraph is not None and (citation.source, citation.paragraph) in shelf.passages:
            return f"¶ {citation.paragraph}"
        source = shelf.sources.get(citation.source)
        return place_in_words(source, Locator(citation.source, citation.paragraph)) if source else ""

    def basis(self, rests_on: Iterable[Locator]) -> str:
        """The line under a paragraph of a brief: "Our summary of DW, 18 March 2021, ¶ 20"."""
        places = self._places(rests_on)
        return _("Our summary of %(sources)s", sources=places) if places else ""

    def _places(self, places: Iterable[Locator]) -> str:
        """Each source once, with all places in it: "DW, 18 March 2021, ¶ 3 and 6; The Kootneeti, ¶ 1"."""
        by_source: dict[str, list[Locator]] = {}
        for at in places:
            if at.source in self.sources:
                by_source.setdefault(at.source, []).append(at)
        return "; ".join(place_in_words(self.sources[slug], *found) for slug, found in by_source.items())

    def _slip(
        self, receipt: Receipt, cited: tuple[Citation, ...], answer: str, excerpts: Container[Place]
    ) -> Slip:
        source = self.sources[receipt.source]
        stub = next(one for one in receipt.paragraphs if one.number == receipt.number)
        origins = self._origins(stub.rests_on) if source.is_brief else []
        basis = self.basis(Locator(at.source) for at in stub.rests_on) if source.is_brief else ""
        head = Head(
            f"¶ {receipt.number}",
            basis or place_in_words(source),
            _sentence(", ".join(dict.fromkeys(origin.kind for origin in origins)) or source.kind),
        )
        published = self._published(cited) or (self._places(stub.rests_on) if source.is_brief else "")
        foot = [
            _("In our own words, not a quotation.") if source.is_brief else "",
            _("Cited: %(places)s.", places=published) if published else "",
            _("Only the words cited are kept here.") if (receipt.source, receipt.number) in excerpts else "",
            self.notice,
        ]
        return Slip(
            head,
            tuple(_shown(paragraph, receipt.source, answer) for paragraph in receipt.paragraphs),
            " ".join(filter(None, foot)),
            self._links(cited) or _links_to(origins),
        )

    def _origins(self, rests_on: Iterable[Locator]) -> list[Source]:
        slugs = dict.fromkeys(at.source for at in rests_on if at.source in self.sources)
        return [self.sources[slug] for slug in slugs]

    def _outside(self, cited: Iterable[Citation]) -> list[Citation]:
        """The citations of texts that we do not hold."""
        return [
            one
            for one in cited
            if not self.sources[one.source].is_brief and (one.source, one.paragraph) not in self.passages
        ]

    def _published(self, cited: Iterable[Citation]) -> str:
        return self._places(Locator(one.source, one.paragraph, one.record) for one in self._outside(cited))

    def _links(self, cited: Iterable[Citation]) -> tuple[Link, ...]:
        return _links_to(self.sources[one.source] for one in self._outside(cited))


def place_in_words(source: Source, *places: Locator) -> str:
    """Work, date, and places in it: "Sidereus Nuncius, 1610, ¶ 1"; without places, the whole work.

    What appears day by day goes by who brings it: "Deutsche Welle (DW), 18 March 2021, ¶ 20".
    """
    parts = [(source.publisher if _goes_by_publisher(source) else "") or source.title]
    if source.published is not None:
        parts.append(date_in_words(source.published))
    paragraphs = sorted({at.paragraph for at in places if at.paragraph is not None})
    if paragraphs:
        parts.append(f"¶ {format_list(list(map(str, paragraphs)), locale=get_locale())}")
    parts += dict.fromkeys(at.record for at in places if at.record)
    return ", ".join(parts)


def imprint(source: Source) -> str:
    """Who published it and when, beside a title that stands there already; "" where nothing is known."""
    published = date_in_words(source.published) if source.published is not None else ""
    return ", ".join(filter(None, (source.publisher, published)))


def _goes_by_publisher(source: Source) -> bool:
    return any(word in source.kind.casefold() for word in _DAILY_KINDS)


def date_in_words(when: When) -> str:
    """The date in the reader's language, as precise as it is known."""
    pattern = {"day": "d MMMM y", "month": "MMMM y", "year": "y"}[when.precision]
    return str(format_date(when.first_day, pattern, locale=get_locale()))


def _shown(paragraph: Paragraph, source: str, answer: str) -> ShownParagraph:
    return ShownParagraph(
        str(paragraph.number),
        f"{source}-p{paragraph.number}",
        paragraph.segments,
        tuple(_note(note, answer) for note in paragraph.notes),
    )


def _note(note: Note, answer: str) -> ShownNote:
    what = note.about or (answer if note.proves else "")
    if note.proves:
        return ShownNote("proves", _("Proves %(what)s", what=_named(what) if what else _("the answer")))
    return ShownNote("rules_out", _("Rules out %(what)s", what=_named(what) if what else _("the statement")))


def _named(words: str) -> str:
    """A name as it stands; what may be a clause ("Backed it") reads on only in quotation marks."""
    is_name = not any(word[0].islower() for word in words.split()[1:])
    return words if is_name else str(_("“%(words)s”", words=words))


def _links_to(sources: Iterable[Source]) -> tuple[Link, ...]:
    linked = {source.url: source for source in sources if source.url.startswith(("https://", "http://"))}
    return tuple(
        Link(_("Read it at %(where)s", where=source.publisher or source.title), url)
        for url, source in linked.items()
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
