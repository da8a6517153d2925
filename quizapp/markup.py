"""Teachers' and generators' texts as HTML: plain text is escaped, Markdown is rendered without raw HTML."""

from __future__ import annotations

from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from questions.question import Text

TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a"}
SCHEMES = {"http", "https", "mailto"}

# No headings (they would break the outline of the page) and no pictures (they would call elsewhere).
_markdown = MarkdownIt("commonmark", {"html": False}).disable(["heading", "lheading", "image", "hr"])


def init_app(app: Flask) -> None:
    """Give templates the filter `render_text` for a `questions.question.Text`."""
    app.jinja_env.filters["render_text"] = render_text


@lru_cache(maxsize=4_000)
def render_text(text: Text) -> Markup:
    """Safe HTML. A single paragraph comes without its <p>, so that it fits in a heading or a row."""
    if text.format == "plain":
        return Markup("<br>").join(escape(line) for line in text.value.splitlines())
    return _render_markdown(text.value)


def _render_markdown(value: str) -> Markup:
    clean = nh3.clean(
        _markdown.render(value),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ).strip()
    if clean.startswith("<p>") and clean.find("</p>") == len(clean) - len("</p>"):
        clean = clean.removeprefix("<p>").removesuffix("</p>")
    return Markup(clean)  # noqa: S704 - sanitised just above
