"""Texts as HTML: plain stays plain, Markdown stays harmless."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from questions.markdown import in_words
from questions.question import Asked, Gap, Text
from quizapp.markup import MATH_TAGS, SCHEMES, TAGS, parted_stem, render_stem, render_text
from tests.hostile import SCRIPTS


class Elements(HTMLParser):
    """What a parser finds in a page: tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("text", SCRIPTS)
def test_plain_text_makes_no_element_but_line_breaks(text):
    html = str(render_text(Text(text)))
    assert {tag for tag, _ in Elements(html).found} <= {"br"}


@pytest.mark.parametrize("text", [*SCRIPTS, *(rf"$\text{{{script}}}$" for script in SCRIPTS)])
def test_markdown_makes_only_harmless_elements(text):
    for tag, attributes in Elements(str(render_text(Text(text, "markdown")))).found:
        assert tag in TAGS | MATH_TAGS
        assert tag != "img"
        assert set(attributes) <= {"href", "rel", "display"}
        scheme, colon, _rest = attributes.get("href", "").partition(":")
        assert not colon or scheme in SCHEMES


def test_plain_text_keeps_its_stars_and_dollars():
    assert render_text(Text("*a* costs $5 & more")) == "*a* costs $5 &amp; more"


def test_a_single_paragraph_of_markdown_fits_in_a_line():
    assert render_text(Text("*one*", "markdown")) == "<em>one</em>"


def test_several_paragraphs_stay_apart():
    assert render_text(Text("one\n\ntwo", "markdown")) == "<p>one</p>\n<p>two</p>"


def test_a_link_leads_out_without_telling_where_from():
    html = render_text(Text("[dw](https://dw.com/)", "markdown"))
    assert html == '<a href="https://dw.com/" rel="noopener noreferrer nofollow">dw</a>'


def test_a_formula_is_drawn_by_the_browser():
    html = render_text(Text(r"Half is $\frac{1}{2}$.", "markdown"))
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in html
    assert 'display="block"' in render_text(Text("$$x^2$$", "markdown"))


@pytest.mark.parametrize("text", ["$5 and $6", "between $5 and $10", "a $ b $ c", r"\$x\$", "`$x$`"])
def test_money_is_no_formula(text):
    assert "<math" not in render_text(Text(text, "markdown"))


@pytest.mark.parametrize("latex", [r"\frac{", "^", "{" * 900, "x" * 1_001, r"\left(", r"\begin{matrix}"])
def test_a_formula_that_cannot_be_read_is_shown_as_it_was_written(latex):
    assert render_text(Text(f"${latex}$", "markdown")) == f"<code>{latex}</code>"


@pytest.mark.parametrize(
    ("text", "format", "html"),
    [
        ("a < {{x}}\n<b>", "plain", ["a &lt; ", "x", "<br>&lt;b&gt;", "y"]),
        ("*a {{x}}* `f({{y}})`", "markdown", ["<em>a ", "x", "</em> <code>f(", "y", ")</code>"]),
        ("[l]({{x}}) $a_{{y}}$ <script>{{y}}", "markdown", ["script&gt;", "y", "x"]),
    ],
)
def test_gaps_stand_between_pieces_of_safe_html_and_none_is_lost(text, format, html):
    gaps = (Gap("x", "short_answer"), Gap("y", "numeric"))
    pieces = parted_stem(Asked("cloze", Text(text, format), gaps=gaps))
    shown = [piece.id if isinstance(piece, Gap) else str(piece) for piece in pieces]
    joined = "".join(shown)
    assert "<script" not in joined
    assert "".join(html) in joined.replace("<p>", "").replace("</p>", "")
    assert sorted(piece.id for piece in pieces if isinstance(piece, Gap)) == ["x", "y"]
    assert render_stem(Asked("cloze", Text("{{x}}", format), gaps=gaps)) == "_____"


NAME = "0123456789abcdef" * 4


def test_a_picture_that_is_kept_here_is_shown_with_room_left_for_it():
    text = Text(f'![A *map* of <Rome> & "more"](picture:{NAME}-640x480)', "markdown")
    ((tag, attributes),) = Elements(str(render_text(text))).found
    assert (tag, attributes) == (
        "img",
        {
            "src": f"/pictures/{NAME}",
            "alt": 'A map of <Rome> & "more"',
            "width": "640",
            "height": "480",
            "loading": "lazy",
        },
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.png",
        "picture:map.png",
        f"picture:{NAME}/../x",
        "data:image/png;base64,AA",
        "/pictures/x",
    ],
)
def test_any_other_picture_is_the_words_that_stand_for_it(address):
    assert render_text(Text(f"See ![a map]({address}).", "markdown")) == "See a map."


def test_a_picture_stays_whole_beside_gaps():
    gap = Gap("x", "short_answer")
    stem = Text(f"![1 > 0 {{{{x}}}}](picture:{NAME}-3x2) is not", "markdown")
    pieces = parted_stem(Asked("cloze", stem, gaps=(gap,)))
    assert pieces[-1] == gap
    ((tag, _attributes),) = Elements("".join(str(one) for one in pieces if not isinstance(one, Gap))).found
    assert tag == "img"


def test_options_are_read_out_with_the_words_of_their_pictures():
    assert in_words(f"The ![old *map*](picture:{NAME})", "markdown") == "The old map"
