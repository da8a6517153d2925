"""The Markdown that texts may be written in: CommonMark with formulas, and nothing that leaves its place."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from questions.question import Format
from questions.sounds.references import SCHEME, SIGN


def markdown_with(formula: Callable[[str, dict[str, bool]], str]) -> MarkdownIt:
    """A reader of Markdown that renders LaTeX by `formula(latex, {"display_mode": …})`.

    It knows no raw HTML, no headings (they would break the outline of a page) and no pictures (they would
    call elsewhere). Of dollars beside digits or spaces, as in “$5 and $6”, none opens a formula that another
    closes.
    """
    reader = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image", "hr"])
    dollarmath_plugin(
        reader,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
        renderer=formula,
    )
    return reader


@lru_cache(maxsize=4_000)
@lru_cache(maxsize=1_000)
def in_words(text: str, format: Format) -> str:
    """A text without its markup, for places that can show none; formulas as LaTeX, pictures as words."""
    if format == "plain":
        return text
    pieces: list[str] = []
    for token in _reader.parse(text):
        parts = token.children or [token]
        pieces += [" " if part.type.endswith("break") else _words(part) for part in parts]
        pieces.append(" ")
    return " ".join("".join(pieces).split()) or text


def _words(part: Token) -> str:
    if part.type != "image":
        return part.content
    words = "".join(map(_words, part.children or []))
    return f"{SIGN} {words}".rstrip() if str(part.attrGet("src")).startswith(SCHEME) else words


_reader = markdown_with(lambda latex, _options: escape(latex)).enable("image")
