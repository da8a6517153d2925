"""What an author writes, and the cards that it makes."""

from __future__ import annotations

import time

import pytest

from questions.card import GAP, Face
from questions.note import faces_of, without_gaps
from questions.question import TextKey


def fronts(text: str) -> dict[int, str]:
    return {ordinal: face.front for ordinal, (_, face) in faces_of("cloze", {"text": text}).items()}


def test_a_basic_note_makes_one_card() -> None:
    made = faces_of("basic", {"front": " Capital of Peru? ", "back": "Lima", "more": "Since 1535."})
    assert made == {0: ("basic", Face("Capital of Peru?", "Lima", more="Since 1535."))}


def test_a_reversed_note_asks_both_ways() -> None:
    made = faces_of("reversed", {"front": "pain", "back": "bread"})
    assert [(form, face.front, face.back) for form, face in made.values()] == [
        ("basic", "pain", "bread"),
        ("reversed", "bread", "pain"),
    ]


@pytest.mark.parametrize("kind", ["basic", "reversed", "typed"])
@pytest.mark.parametrize("fields", [{}, {"front": "a"}, {"front": " ", "back": "b"}])
def test_a_side_that_is_empty_makes_no_card(kind, fields) -> None:
    assert faces_of(kind, fields) == {}


def test_each_line_of_a_typed_answer_counts_and_the_first_is_shown() -> None:
    ((form, face),) = faces_of("typed", {"front": "Who?", "back": "Marie Curie\n\n Curie \nCurie"}).values()
    assert (form, face.back, face.key) == ("typed", "Marie Curie", TextKey(("Marie Curie", "Curie")))
    assert face.mark(face.read(["curie"])).verdict == "right"


def test_gaps_are_asked_by_their_numbers_and_the_others_are_filled() -> None:
    text = "{{c1::Lima::city}} is the capital of {{c2::Peru}}; {{c1::it}} lies by the sea."
    made = faces_of("cloze", {"text": text, "more": "On the Rímac."})
    assert made[0][1] == Face(
        f"{GAP} is the capital of Peru; {GAP} lies by the sea.", "Lima, it", "city", "On the Rímac."
    )
    assert made[1][1].front == f"Lima is the capital of {GAP}; it lies by the sea."


def test_a_list_shows_a_cloze_with_its_gaps_filled() -> None:
    assert without_gaps("The {{c1::Seine::river}} in {{c2::Paris}}") == "The Seine in Paris"


def test_a_number_keeps_its_card_when_others_come_and_go() -> None:
    assert fronts("{{c1::a}} {{c3::b}}").keys() == {0, 2}
    assert fronts("{{c3::b}}").keys() == {2}


def test_braces_of_a_formula_do_not_end_a_gap() -> None:
    ((_, face),) = faces_of("cloze", {"text": r"Half is {{c1::\frac{1}{2}}}."}).values()
    assert (face.front, face.back) == (f"Half is {GAP}.", r"\frac{1}{2}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no gap",
        "{{c1::}}",
        "{{c1:: ::hint}}",
        "{{c1::open",
        "{{c0::a}}",
        "{{c1234::a}}",
        "{{c1:a}}",
        "{{1}}",
    ],
)
def test_what_marks_no_gap_makes_no_card(text: str) -> None:
    assert fronts(text) == {}


def test_a_gap_within_a_gap_is_asked_by_the_inner_one() -> None:
    assert fronts("{{c1::a {{c2::b}} c}}") == {1: f"{{{{c1::a {GAP} c}}}}"}


def test_a_hostile_text_is_read_in_linear_time() -> None:
    started = time.process_time()
    fronts("{{c1::" * 20_000)
    fronts("{{c1::a}}{" * 5_000)
    assert time.process_time() - started < 5
