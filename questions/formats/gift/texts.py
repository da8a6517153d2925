"""Texts of GIFT in one of the four formats that Moodle knows ↔ our plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.entities import html5
from typing import Literal, cast

from questions.formats.gift.pictures import name_of_kept
from questions.formats.gift.signs import unshielded
from questions.formats.hypertext import (
    MarkupLoss,
    Reading,
    hypertext_of,
    read_hypertext,
    rendered_elsewhere,
)
from questions.formats.text_formats import alike, bare, hypertext_of_moodle
from questions.question import Format, Text

MoodleFormat = Literal["moodle", "html", "plain", "markdown"]

LOST: dict[MarkupLoss, str] = {
    "pictures": "A picture was left out: GIFT names it, but does not hold it.",
    "sounds": "A sound or a film was left out.",
    "markup": "Colours, tables or other looks of the text were left out.",
    "script": "A script or an embedded page was left out.",
}

_PREFIX = re.compile(r"\[(moodle|html|plain|markdown)\]")
_ELEMENT_NAMES = """
    a abbr acronym address article aside audio b bdi bdo big blockquote body br button caption
    center cite code col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure
    font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend
    li link main map mark math meta nav nobr noscript object ol option p param picture pre q rp rt
    ruby s samp script section select small source span strike strong style sub summary sup svg
    table tbody td template textarea tfoot th thead title tr track tt u ul var video wbr
"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_TAG = re.compile(r"<(?=/?([A-Za-z][A-Za-z0-9]{0,20})?)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_PICTURE = re.compile(r"!\[([^\]\n]{0,300})\]\(<?picture:[^)\n]{1,300}\)")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*+\n){2,}")
_FORMULA = re.compile(r"\\\(.|\\\[.|\$\$[^$]", re.S)


@dataclass(frozen=True, slots=True)
class Words:
    """A text with the format that its author named, or that it took over from its question."""

    text: str
    format: MoodleFormat


@dataclass(frozen=True, slots=True)
class Read:
    """A text as ours, with what was lost of it, in sentences."""

    text: Text
    losses: tuple[str, ...] = ()


def words_of(shielded_text: str, default: MoodleFormat = "moodle") -> Words:
    """The words that a part of a question is made of, and their format."""
    text = shielded_text.strip()
    prefix = _PREFIX.match(text)
    if prefix:
        return Words(unshielded(text[prefix.end() :]), cast(MoodleFormat, prefix[1]))
    return Words(unshielded(text), default)


def read_words(words: Words) -> Read:
    """Our text of these words: Markdown only where plain text could not show them."""
    if words.format == "plain" or not words.text:
        return Read(Text(words.text))
    if words.format == "markdown":
        reading = read_hypertext(rendered_elsewhere(words.text))
        if reading.text("markdown") == read_hypertext(hypertext_of(words.text, "markdown")).text("markdown"):
            return Read(_shown(words.text))
        return _read(reading)
    if words.format == "moodle" and not _holds_markup(words.text):
        return Read(Text(words.text))
    return _read(read_hypertext(_hypertext(words), name_of_kept))


def _read(reading: Reading) -> Read:
    format: Format = "markdown" if reading.needs_markdown else "plain"
    return Read(Text(reading.text(format), format), _lost(reading))


def settled(text: Text) -> Text:
    """A text as readers give it: trimmed, without pictures, Markdown only where plain text would not do."""
    value = text.value.replace("\r\n", "\n").strip()
    if text.format == "markdown" and _PICTURE.search(value):
        value = _BLANK_LINES.sub("\n\n", _PICTURE.sub(r"\1", value)).strip()
    return Text(value) if text.format == "plain" else _shown(value)


def _shown(markdown: str) -> Text:
    """Markdown of ours, as plain text where that would show the same."""
    reading = read_hypertext(hypertext_of(markdown, "markdown"))
    return Text(markdown, "markdown") if reading.needs_markdown else Text(reading.text("plain"))


def without_looks(text: Text) -> str:
    """The words of a text alone."""
    return settled(text).value if text.format == "plain" else bare(text)


def read_alike(parts: Sequence[Words]) -> tuple[list[str], Format, tuple[str, ...]]:
    """Options, which all have one format: Markdown where one of them needs it."""
    read = [read_words(words) for words in parts]
    losses = tuple(loss for one in read for loss in one.losses)
    return *alike([one.text for one in read]), losses


def _holds_markup(text: str) -> bool:
    """Whether a text that names no format is HTML: it has a tag or entity of HTML, or a formula."""
    if any((tag[1] or "").lower() in _ELEMENTS for tag in _TAG.finditer(text)):
        return True
    return any(_is_entity(entity[0]) for entity in _ENTITY.finditer(text)) or bool(_FORMULA.search(text))


def _is_entity(entity: str) -> bool:
    return entity[1] == "#" or entity[1:] in html5


def _hypertext(words: Words) -> str:
    """HTML in which angles that open no element, as in `vector<int>`, are mere signs."""
    text = _TAG.sub(lambda tag: "<" if (tag[1] or "").lower() in _ELEMENTS else "&lt;", words.text)
    text = text.replace("&lt;!--", "<!--") if words.format == "html" else text
    return hypertext_of_moodle(text, counts_lines=words.format != "html")


def _lost(reading: Reading) -> tuple[str, ...]:
    return tuple(LOST[loss] for loss in sorted(reading.losses))
