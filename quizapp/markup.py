"""Texts of people and generators as HTML: plain text is escaped, Markdown is rendered without raw HTML."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

import nh3
from flask import Flask
from latex2mathml.converter import convert
from markupsafe import Markup, escape

from questions.markdown import markdown_with
from questions.question import Text

TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a"}
MATH_TAGS = {
    "math",
    "menclose",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
}
LONGEST_FORMULA = 1_000
SCHEMES = {"http", "https", "mailto"}


def init_app(app: Flask) -> None:
    """Give templates the filter `render_text` for a `questions.question.Text`."""
    app.jinja_env.filters["render_text"] = render_text


@lru_cache(maxsize=4_000)
def render_text(text: Text) -> Markup:
    """Safe HTML. A single paragraph comes without its <p>, so that it fits in a heading or a row."""
    if text.format == "plain":
        return Markup("<br>").join(escape(line) for line in text.value.splitlines())
    return _render_markdown(text.value)


def _render_formula(latex: str, options: dict[str, bool]) -> str:
    """A formula as MathML; one that cannot be read is shown as it was written."""
    # The converter hands on elements that stand in \text{…}, and raises whatever it stumbles over.
    safe = latex.replace("<", r"\lt ").replace(">", r"\gt ")
    with suppress(Exception):
        if len(latex) <= LONGEST_FORMULA:
            return str(convert(safe, display="block" if options["display_mode"] else "inline"))
    return f"<code>{escape(latex)}</code>"


_markdown = markdown_with(_render_formula)


def _render_markdown(value: str) -> Markup:
    clean = nh3.clean(
        _markdown.render(value),
        tags=TAGS | MATH_TAGS,
        attributes={"a": {"href"}, "math": {"display"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ).strip()
    if clean.startswith("<p>") and clean.find("</p>") == len(clean) - len("</p>"):
        clean = clean.removeprefix("<p>").removesuffix("</p>")
    return Markup(clean)  # noqa: S704 - sanitised just above
