"""Where typed words differ from the right ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.difference import Piece, pieces_of


def spelt(typed: str, *accepted: str) -> str:
    """The pieces as a proof-reader marks them: -too much- and +missing+."""
    marks = {"same": "{}", "extra": "-{}-", "missing": "+{}+"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces_of(typed, accepted))


@pytest.mark.parametrize(
    ("typed", "right", "marked"),
    [
        ("Reykjavik", "Reykjavík", "Reykjav-i-+í+k"),
        ("Helsinkii", "Helsinki", "Helsinki-i-"),
        ("Wien", "Vienna", "-W-+V+ien+na+"),
        ("vIENNA", "Vienna", "Vienna"),
        ("Paris", "Copenhagen", ""),
        ("", "Paris", ""),
    ],
)
def test_letters_are_marked_where_most_are_shared(typed: str, right: str, marked: str) -> None:
    assert spelt(typed, right) == marked


def test_the_nearest_of_several_answers_is_taken() -> None:
    assert spelt("Burme", "Myanmar", "Burma") == "Burm-e-+a+"


def test_a_text_too_long_to_be_a_slip_is_not_taken_apart() -> None:
    assert pieces_of("x" * 2_000, ["x" * 2_000]) == ()
    assert pieces_of("x", ["x" * 2_000]) == ()


@given(st.text(max_size=40), st.text(max_size=40))
def test_without_what_is_missing_it_is_as_typed_and_without_what_is_too_much_it_is_right(
    typed: str, right: str
) -> None:
    pieces = pieces_of(typed, [right])
    if not pieces:
        return
    assert "".join(piece.text for piece in pieces if piece.kind != "extra") == right
    kept = "".join(piece.text for piece in pieces if piece.kind != "missing")
    assert kept.casefold() == typed.casefold()


def test_pieces_are_values() -> None:
    assert pieces_of("so", ["so"]) == (Piece("same", "so"),)
