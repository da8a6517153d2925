"""Texts of people and generators as HTML: plain text is escaped, Markdown is rendered without raw HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import nh3
from flask import Flask
from flask_babel import gettext as _
from latex2mathml.converter import convert
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from questions.gaps import parted, shown_stem
from questions.markdown import in_words, markdown_with
from questions.pictures.references import SCHEME, read_name
from questions.question import Asked, Format, Gap, Text
from questions.sounds.references import SCHEME as SOUND
from questions.sounds.references import SIGN
from questions.sounds.references import read_name as read_sound_name

TAGS = {"p", "br", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "a", "img", "audio"}
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
PICTURES, SOUNDS = "/pictures/", "/sounds/"
"""Where media lie: what is rendered is kept from one request to the next, and asks none for an address."""

SCHEMES = {"http", "https", "mailto"}
_SOUND = re.compile(r"<audio[^>]*></audio>")
_TAG = re.compile(r"(<[^>]*>)")


def init_app(app: Flask) -> None:
    """Give templates filters for texts, stems and options of questions."""
    app.jinja_env.filters |= {
        "render_text": render_text,
        "without_sounds": without_sounds,
        "render_stem": render_stem,
        "parted_stem": parted_stem,
        "render_option": render_option,
        "option_in_words": in_words,
    }


def render_text(text: Text) -> Markup:
    """Safe HTML. A single paragraph comes without its <p>, so that it fits in a heading or a row."""
    return _rendered(text, str(_("Sound")) if SOUND in text.value else "")


@lru_cache(maxsize=4_000)
def _rendered(text: Text, sound: str) -> Markup:
    """`sound` is the word for one in the language of the page."""
    if text.format == "plain":
        return Markup("<br>").join(escape(line) for line in text.value.splitlines())
    return _render_markdown(text.value, sound)


def without_sounds(html: Markup) -> Markup:
    """What was rendered, for a second place on a page that already plays its sounds."""
    return Markup(_SOUND.sub("", html))  # noqa: S704 - a part of what was rendered


def render_stem(asked: Asked) -> Markup:
    """A stem where nothing can be filled in: with a line where a gap is."""
    return render_text(shown_stem(asked))


def parted_stem(asked: Asked) -> list[Markup | Gap]:
    """A stem as safe HTML with its gaps between, to write the pieces one after the other.

    A gap that the markup swallowed, say in a formula, comes last, for it has to be filled all the same.
    """
    pieces: list[Markup | Gap] = []
    for place, part in enumerate(_TAG.split(render_text(asked.stem))):
        is_tag = place % 2 == 1
        pieces += [
            Markup(one) if isinstance(one, str) else one  # noqa: S704 - a part of what was rendered
            for one in ([part] if is_tag else parted(part, asked.gaps))
        ]
    return [*pieces, *(gap for gap in asked.gaps if gap not in pieces)]


def render_option(words: str, format: Format) -> Markup:
    """The text of an option or prompt, in the format that its question gives all of them."""
    return render_text(Text(words, format))


def _render_formula(latex: str, options: dict[str, bool]) -> str:
    """A formula as MathML; one that cannot be read is shown as it was written."""
    # The converter hands on elements that stand in \text{…}, and raises whatever it stumbles over.
    safe = latex.replace("<", r"\lt ").replace(">", r"\gt ")
    with suppress(Exception):
        if len(latex) <= LONGEST_FORMULA:
            return str(convert(safe, display="block" if options["display_mode"] else "inline"))
    return f"<code>{escape(latex)}</code>"


def _render_picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: Any, env: Any
) -> str:
    """A picture that is kept here, with room left for it; any other as the words that stand for it."""
    token = tokens[place]
    words = escape(renderer.renderInlineAsText(token.children or [], options, env))
    address = str(token.attrGet("src") or "")
    if address.startswith(SOUND):
        return _render_sound(read_sound_name(address.removeprefix(SOUND)), words, env["sound"])
    scheme, name = address.partition(SCHEME)[1:]
    kept = read_name(name) if scheme else None
    if kept is None:
        return str(words)
    size = f' width="{kept.width}" height="{kept.height}"' if kept.width else ""
    return f'<img src="{PICTURES}{kept.sha256}" alt="{words}"{size} loading="lazy">'


def _render_sound(sha256: str, words: str, sound: str) -> str:
    """A sound that is kept here, with the browser's own buttons; any other as the words that stand for it."""
    if not sha256:
        return f"{SIGN} {words}".rstrip()
    label = f"{sound}: {words}" if words else sound
    return f'<audio controls preload="none" src="{SOUNDS}{sha256}" aria-label="{label}"></audio>'


_markdown = markdown_with(_render_formula).enable("image")
_markdown.add_render_rule("image", _render_picture)


def _render_markdown(value: str, sound: str) -> Markup:
    clean = nh3.clean(
        _markdown.render(value, {"sound": sound}),
        tags=TAGS | MATH_TAGS,
        attributes={
            "a": {"href"},
            "math": {"display"},
            "img": {"src", "alt", "width", "height", "loading"},
            "audio": {"src", "controls", "preload", "aria-label"},
        },
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    ).strip()
    if clean.startswith("<p>") and clean.find("</p>") == len(clean) - len("</p>"):
        clean = clean.removeprefix("<p>").removesuffix("</p>")
    return Markup(clean)  # noqa: S704 - sanitised just above
