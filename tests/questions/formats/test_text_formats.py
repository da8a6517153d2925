"""Texts brought from one format into another, whatever file they come from."""

from __future__ import annotations

from fractions import Fraction

import pytest

from questions.formats.hypertext import read_hypertext
from questions.formats.shares import share_of_percent
from questions.formats.text_formats import alike, as_markdown, bare, hypertext_of_moodle
from questions.question import Text


def test_options_are_markdown_as_soon_as_one_of_them_is() -> None:
    assert alike([Text("2 * 3 * 4"), Text("5")]) == (["2 * 3 * 4", "5"], "plain")
    assert alike([Text("a *b* c"), Text("**d**", "markdown")]) == ([r"a \*b\* c", "**d**"], "markdown")


@pytest.mark.parametrize("words", ["a *b* c", "$5 and $6", "1. First", "<b>", "x_1_", "`code`"])
def test_plain_words_as_markdown_show_the_same_words(words: str) -> None:
    assert bare(Text(as_markdown(Text(words)), "markdown")) == words


def test_bare_words_keep_the_signs_of_plain_text_and_lose_those_of_markdown() -> None:
    assert bare(Text("**a**")) == "**a**"
    assert bare(Text("**a** and $x^2$", "markdown")) == "a and x^2"


def test_double_dollars_hold_a_formula() -> None:
    markup = hypertext_of_moodle("The area is $$\\pi r^2$$.", counts_lines=False)
    assert read_hypertext(markup).text("markdown") == "The area is $\\pi r^2$."


def test_lines_count_only_where_the_markup_breaks_none() -> None:
    assert hypertext_of_moodle("a\nb", counts_lines=True) == "a<br>b"
    assert hypertext_of_moodle("a\nb", counts_lines=False) == "a\nb"
    assert hypertext_of_moodle("<p>a\nb</p>", counts_lines=True) == "<p>a\nb</p>"


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("33.333333333333336", Fraction(1, 3)),
        ("66.66666666666667", Fraction(2, 3)),
        ("-16.666666666666668", Fraction(-1, 6)),
        ("14.285714285714286", Fraction(1, 7)),
        ("12.500000000000001", Fraction(1, 8)),
    ],
)
def test_floating_numbers_are_read_as_the_share_they_stand_for(written: str, share: Fraction) -> None:
    assert share_of_percent(written) == share
