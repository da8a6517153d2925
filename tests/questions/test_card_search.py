"""Searches for cards, as they are typed."""

from __future__ import annotations

import pytest

from questions.card_search import MOST_TERMS, Search, Term, in_quotes, read_search


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", []),
        ("   ", []),
        ("Nile  river", [Term("word", "Nile"), Term("word", "river")]),
        ('"long river"', [Term("word", "long river")]),
        ("tag:Asia -tag:old", [Term("tag", "Asia"), Term("tag", "old", is_negated=True)]),
        ('deck:"Rivers of Asia" is:Due', [Term("deck", "Rivers of Asia"), Term("is", "due")]),
        ("-is:suspended", [Term("is", "suspended", is_negated=True)]),
        ("DECK:a", [Term("deck", "a")]),
        ("12:30 http://a.example", [Term("word", "12:30"), Term("word", "http://a.example")]),
        ('-"no such thing', [Term("word", "no such thing", is_negated=True)]),
        ('tag:"" is:', [Term("word", "is:")]),
        ("-", [Term("word", "-")]),
    ],
)
def test_a_search_is_read_term_by_term(typed: str, terms: list[Term]) -> None:
    assert read_search(typed) == Search(tuple(terms))


def test_a_state_that_there_is_not_is_named() -> None:
    assert read_search("is:lost Nile is:new") == Search((Term("word", "Nile"), Term("is", "new")), ("lost",))


def test_what_is_wanted_leaves_out_what_is_turned_round() -> None:
    assert read_search("is:due -is:flagged tag:a").wanted("is") == ["due"]


def test_a_search_has_an_end() -> None:
    assert len(read_search("a " * 90).terms) == MOST_TERMS
    assert read_search("x" * 100_000).terms == (Term("word", "x" * 200),)


@pytest.mark.parametrize("title", ["Rivers", "Rivers of Asia", 'The "long" ones', "a:b -c"])
def test_a_title_in_quotes_is_one_term(title: str) -> None:
    assert read_search(f"deck:{in_quotes(title)}").terms == (Term("deck", title.replace('"', "")),)
