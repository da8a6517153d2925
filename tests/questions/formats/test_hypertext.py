"""Hypertext of other programs, read into our texts and written again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.formats.hypertext import hypertext_of, plain_text, read_hypertext, rendered_elsewhere


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
        ("<img src='https://a.org/x.png' alt='x'>.", "x."),
        ("<pre>if x:\n  y</pre>z", "```\nif x:\n  y\n```\n\nz"),
        ("<p title=don't>x</p>", "x"),
        ("a<pre><code>if x:<br>\ty &lt; `z`\n</code></pre>", "a\n\n```\nif x:\n\ty < `z`\n```"),
        ("<pre>\n```\n</pre>", "````\n```\n````"),
        ("<ul><li>do:<pre>a\nb</pre></li></ul>", "- do:\n\n```\na\nb\n```"),
        ("<ul><li><pre>a\nb</pre></li></ul>", "- ```\n  a\n  b\n  ```"),
        ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n1. c"),
        ("<ul><ul><ul><li>deep</li></ul></ul></ul>", "- deep"),
        ("<ul><li>a</li></ul><ol><li>b</li></ol>", "- a\n\n1. b"),
        ("<h3>Title</h3><p>text</p>", "**Title**\n\ntext"),
        (
            "the <img src='https://a.org/x' alt='flag of Peru'>, or <img src='https://a.org/x' alt='x.png'>",
            "the flag of Peru, or",
        ),
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


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="color: red">x</span>',
        '<font color="#0000ff">x</font>',
        '<p style="background-color: rgb(255, 255, 0);">x</p>',
        '<span style="text-decoration: underline;">x</span>',
        "<u>x</u>",
        "<table><tr><td>x</td></tr></table>",
    ],
)
def test_a_look_that_is_missed_is_said(markup: str) -> None:
    assert read_hypertext(markup).losses == {"markup"}


@pytest.mark.parametrize(
    "markup",
    [
        '<span style="color: red"> </span>x',
        '<span style="color: red"></span><u></u>x<font color="red"><br></font>',
        '<p style="color: rgb(51, 51, 51); background-color: #fff; font-size: 11pt">x</p>',
        '<span style="color: windowtext; text-decoration: none">x</span>',
        '<font face="Arial" size="2">x</font>',
        '<td bgcolor="#F8F8F8" style="border-color: red">x</td>',
    ],
)
def test_a_look_that_nobody_misses_is_no_loss(markup: str) -> None:
    assert read_hypertext(markup).losses == set()


@pytest.mark.parametrize("markup", ["<pre>if x:\n    y\n\nz</pre>", "<ul><li>a<ol><li>b</li></ol></li></ul>"])
def test_code_and_lists_come_back_as_they_were(markup: str) -> None:
    once = read(markup)
    assert read(hypertext_of(once, "markdown")) == once


@pytest.mark.parametrize(
    "row",
    [
        "<td>Copper</td><td>8.9</td>",
        "<td><p>Copper</p></td><td><p>8.9</p></td>",
        "<th><div>Copper</div></th>\n<td>8.9<br></td>",
        "<td>Copper<td>8.9",
    ],
)
def test_a_row_of_a_table_stays_on_one_line(row: str) -> None:
    table = f"<p>Densities</p><table><tr>{row}</tr><tr><td>Iron</td><td>7.9</td></tr></table><p>Which?</p>"

    assert plain_text(table) == "Densities\nCopper  8.9\nIron  7.9\nWhich?"


@pytest.mark.parametrize("markdown", ["![" * 1_001, "**a** " * 3_400])
def test_markdown_that_no_question_can_hold_is_not_worked_through(markdown: str) -> None:
    assert rendered_elsewhere(markdown) == hypertext_of(markdown, "plain")
    assert hypertext_of(markdown, "markdown") == hypertext_of(markdown, "plain")


def test_a_picture_in_its_own_address_makes_no_text_too_long() -> None:
    markdown = f"**See** ![a](data:image/png;base64,{'A' * 30_000})."
    assert rendered_elsewhere(markdown) == "<p><strong>See</strong> a.</p>"


@given(st.text(" \t\n\r\f\xa0ab*_$]{|>1.-\u2028", max_size=20))
def test_words_alone_are_read_as_they_are_among_markup(words):
    read, among = read_hypertext(words), read_hypertext(f"{words}<!-- -->")
    assert (read.lines, read.losses) == (among.lines, among.losses)
