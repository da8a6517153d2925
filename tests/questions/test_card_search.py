"""Searches for cards, as they are typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.card_search import (
    MOST_TERMS,
    Fault,
    Group,
    Lately,
    Measure,
    Part,
    Search,
    Term,
    in_quotes,
    read_search,
)
from questions.memory.state import Rating


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


NILE, VOLGA, DUE = Term("word", "Nile"), Term("word", "Volga"), Term("is", "due")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Nile or Volga", [Group((NILE, VOLGA), is_any=True)]),
        ("Nile AND Volga", [NILE, VOLGA]),
        ("(Nile OR Volga) is:due", [Group((NILE, VOLGA), is_any=True), DUE]),
        ("Nile Volga or is:due", [Group((Group((NILE, VOLGA)), DUE), is_any=True)]),
        ("-(Nile Volga)", [Group((NILE, VOLGA), is_negated=True)]),
        ("((-(Nile)))", [replace(NILE, is_negated=True)]),
        ("-(-Nile)", [NILE]),
        ("(sin(x) or Nile) :)", [Group((Term("word", "sin(x)"), NILE), is_any=True), Term("word", ":)")]),
        ('"or" "(Nile"', [Term("word", "or"), Term("word", "(Nile")]),
        ("is:learn flag:1 -flag:0", [Term("is", "learning"), Term("is", "flagged"), Term("is", "flagged")]),
        ("prop:ivl>=30", [Measure("ivl", ">=", 30, 0.5)]),
        ("PROP:due=-1", [Measure("due", "=", -1, 0.5)]),
        ("-prop:s!=2.5", [Measure("s", "!=", 2.5, 0.05, is_negated=True)]),
        ("prop:r<90", [Measure("r", "<", 0.9, 0.005)]),
        ("prop:d>0.5", [Measure("d", ">", 5.5, 0.45)]),
        ("prop:d>5", [Measure("d", ">", 5, 0.5)]),
        ("rated:1:1 added:2", [Lately("rated", 1, Rating.AGAIN), Lately("added", 2)]),
        ("Asia::Rivers tag:a::b", [Term("word", "Asia::Rivers"), Term("tag", "a::b")]),
    ],
)  # fmt: skip
def test_parts_are_joined_as_they_are_written(typed: str, parts: list[Part]) -> None:
    assert read_search(typed) == Search(tuple(parts))


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("is:lost Nile is:new", Fault("state", "lost")),
        ("front:Nile", Fault("prefix", "front")),
        ("prop:ease>2", Fault("measure", "ease>2")),
        ("prop:ivl", Fault("measure", "ivl")),
        ("rated:0", Fault("days", "rated")),
        ("added:x", Fault("days", "added")),
        ("added:7:1", Fault("days", "added")),
        ("flag:7", Fault("flag", "7")),
        ("(Nile", Fault("bracket")),
        ("Nile ()", Fault("bracket")),
        ("Nile or", Fault("or")),
        ("or Nile", Fault("or")),
        ("a b c d (e f or g h i)", Fault("many")),
    ],
)
def test_what_cannot_be_asked_is_named(typed: str, fault: Fault) -> None:
    assert read_search(typed).faults == (fault,)


@given(st.text(alphabet='()-or "*:aistag', max_size=200))
def test_whatever_is_typed_is_read_and_never_deep(typed: str) -> None:
    def depth(parts: tuple[Part, ...]) -> int:
        return 1 + max((depth(part.parts) for part in parts if isinstance(part, Group)), default=0)

    search = read_search(typed)
    assert search.faults or depth(search.parts) <= 2 * MOST_TERMS


def test_of_alternatives_all_are_wanted_when_they_are_of_one_kind() -> None:
    assert read_search("tag:a (tag:b or tag:c) (tag:d or x)").wanted_any("tag") == [["a"], ["b", "c"]]
    assert read_search("-(tag:b or tag:c) (tag:d or -tag:e)").wanted_any("tag") == []


def test_what_is_wanted_leaves_out_what_is_turned_round() -> None:
    assert read_search("is:due -is:flagged tag:a").wanted("is") == ["due"]


def test_a_search_has_an_end() -> None:
    assert len(read_search("a " * 90).parts) == MOST_TERMS
    assert read_search("x" * 100_000).parts == (Term("word", "x" * 200),)


@pytest.mark.parametrize("title", ["Rivers", "Rivers of Asia", 'The "long" ones', "a:b -c"])
def test_a_title_in_quotes_is_one_term(title: str) -> None:
    assert read_search(f"deck:{in_quotes(title)}").parts == (Term("deck", title.replace('"', "")),)
