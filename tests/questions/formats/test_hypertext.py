"""Hypertext of other programs, read into our texts and written again."""

from __future__ import annotations

import pytest

from questions.formats.hypertext import hypertext_of, read_hypertext


def kept(address: str, words: str) -> str:
    """The name of a picture of the file; any other is not kept."""
    return address.removeprefix("file:") if address.startswith("file:") else ""


def read(markup: str) -> str:
    return read_hypertext(markup, kept).text("markdown")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>\n    One,\n    <b>two </b> three\n</p>\n<p> four</p>", "One, **two** three\n\nfour"),
        ('<a href="https://a.org/?b=1&amp;c=2">the [page]</a>', "[the \\[page\\]](<https://a.org/?b=1&c=2>)"),
        ('so!<a href="https://a.org"><b>go</b></a>', "so\\![**go**](<https://a.org>)"),
        ('<a href="javascript:alert(1)">go</a>', "go"),
        ('<img alt="a > b" src="file:x.png">', "![a > b](picture:x.png)"),
        ("<img src='https://a.org/x.png' alt='x'>.", "."),
        ("<pre>if x:\ny</pre>", "`if x:`\n\n`y`"),
        ("<p title=don't>x</p>", "x"),
    ],
)
def test_markup_is_read(markup: str, expected: str) -> None:
    assert read(markup) == expected


@pytest.mark.parametrize(
    "markup", ["<b>x</b> <img src='file:a.png' alt='[a](b) *c*'>", "x <img src='file:b.gif'>"]
)
def test_pictures_come_back_as_they_were(markup: str) -> None:
    once = read(markup)

    again = hypertext_of(once, "markdown", lambda name: f"file:{name}")

    assert read(again) == once
    assert "<img" in again


def test_a_picture_that_is_not_at_hand_leaves_its_words() -> None:
    assert hypertext_of("![a <b>](picture:x)", "markdown", lambda name: "") == "a &lt;b&gt;"
    assert hypertext_of("![a](https://a.org/x.png)", "markdown", lambda name: "y") == "a"


def test_a_picture_that_is_not_kept_is_a_loss() -> None:
    assert read_hypertext("<img src='file:x.png'>").losses == {"pictures"}
    assert read_hypertext("<img src='other:x.png'>", kept).losses == {"pictures"}
    assert read_hypertext("<img src='file:x.png'>", kept).losses == set()


@pytest.mark.parametrize("text", ["a  b", "a\n   b", "\ta\t\tb".strip(), "a\n\n\nb", "<b> &amp; &nbsp;"])
def test_spaces_of_plain_text_come_back(text: str) -> None:
    assert read_hypertext(hypertext_of(text, "plain")).text("plain") == text


@pytest.mark.parametrize("piece", ['<a "', "<a '\"x", "<img src=", "<", "<a x='\"", "<p y=\"'"])
def test_broken_tags_take_linear_time(piece: str) -> None:
    read_hypertext(piece * 100_000, kept).text("markdown")
