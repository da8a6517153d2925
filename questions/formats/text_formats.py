"""Texts brought from one format into another: into Markdown, into bare words, out of Moodle's markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.question import Format, Text

_DOLLARS = re.compile(r"\$\$([^$]{1,1000})\$\$")
_BREAKING = re.compile(r"<(?:br|p|div|li|h[1-6]|table|pre)\b", re.I)


def as_markdown(text: Text) -> str:
    """A text as Markdown that shows it just so."""
    if text.format == "markdown":
        return text.value
    return read_hypertext(hypertext_of(text.value, "plain")).text("markdown")


def alike(texts: Sequence[Text]) -> tuple[list[str], Format]:
    """Options, which all have one format: Markdown where one of them needs it."""
    if all(text.format == "plain" for text in texts):
        return [text.value for text in texts], "plain"
    return [as_markdown(text) for text in texts], "markdown"


def bare(text: Text) -> str:
    """The words of a text alone, for places that allow no looks."""
    if text.format == "plain":
        return text.value
    return read_hypertext(hypertext_of(text.value, "markdown")).text("plain")


def hypertext_of_moodle(markup: str, *, counts_lines: bool) -> str:
    """Markup of Moodle, in which formulas stand between double dollars too, as HTML.

    Where it `counts_lines`, each line is one, unless the markup breaks lines itself.
    """
    written = _DOLLARS.sub(r"\\(\1\\)", markup)
    return written.replace("\n", "<br>") if counts_lines and not _BREAKING.search(written) else written
