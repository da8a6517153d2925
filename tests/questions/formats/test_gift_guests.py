"""What stands in GIFT files that is no GIFT: pictures in their addresses, and the code of cloze questions."""

from __future__ import annotations

import io
from base64 import b64encode
from fractions import Fraction
from time import process_time

from questions.formats.gift import Gift
from questions.formats.gift.reading import CODED
from questions.formats.item import Outcome
from questions.question import ChoiceKey, GapsKey, TextKey, VerdictKey

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def read(text: str) -> Outcome:
    (outcome,) = Gift().read(io.BytesIO(text.encode()))
    return outcome


def pictured(content: bytes, words: str = "dot", type: str = "png") -> str:
    encoded = b64encode(content).decode().replace("=", "\\=")
    return f'<img src\\="data\\:image/{type};base64,{encoded}" alt\\="{words}">'


def test_a_picture_in_its_address_is_kept() -> None:
    outcome = read(f"See {pictured(PNG)} here. {{T}}")

    assert outcome.item is not None, outcome.refused
    (picture,) = outcome.item.pictures
    assert picture.content == PNG
    assert outcome.item.question.asked.stem.value == f"See ![dot](picture:{picture.name}) here."
    assert outcome.verdict == "ok"


def test_the_same_picture_in_options_is_kept_once() -> None:
    outcome = read(f"Which? {{={pictured(PNG, 'a')} one ~{pictured(PNG, 'b')} two}}")

    assert outcome.item is not None, outcome.refused
    assert len(outcome.item.pictures) == 1
    assert outcome.item.question.sealed.key == ChoiceKey(("a",))


def test_a_drawing_is_left_out_and_its_words_stay() -> None:
    outcome = read(f"See {pictured(b'<svg/>', type='svg+xml')} here. {{T}}")

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.asked.stem.value == "See dot here."
    assert "neither PNG" in outcome.losses[0]


def test_no_file_can_name_a_picture_that_it_does_not_hold() -> None:
    outcome = read(
        'See <img src\\="picture\\:abc" alt\\="x"> and <img src\\="@@PLUGINFILE@@/a.png"> here. {T}'
    )

    assert outcome.item is not None, outcome.refused
    assert "picture:" not in outcome.item.question.asked.stem.value
    assert len(outcome.losses) == 1


def test_gaps_in_the_code_of_moodle_are_read() -> None:
    outcome = read("// [id:7] [tag:north]\n::Map:: {1:SHORTANSWER:=Oslo#yes~%50%Bergen} or {2:MC:=a~b}.")

    assert outcome.item is not None, outcome.refused
    item = outcome.item
    assert item.question.sealed.key == GapsKey(
        (("1", TextKey(("Oslo",), partly=(("Bergen", Fraction(1, 2)),))), ("2", ChoiceKey(("a",))))
    )
    assert (item.title, item.reference, item.tags) == ("Map", "7", ("north",))
    assert item.points == Fraction(3)
    assert outcome.doubts == (CODED,)


def test_code_that_is_escaped_is_text() -> None:
    outcome = read("What is \\{1\\:SHORTANSWER\\:\\=Oslo\\} for? {T}")

    assert outcome.item is not None, outcome.refused
    assert outcome.item.question.sealed.key == VerdictKey(True)


def test_many_addresses_and_codes_that_hold_nothing_end_soon() -> None:
    start = process_time()

    for piece in ("data:image/png;base64,", "data:image/png;base64,AAAA ", "{1:SHORTANSWER:", "{1:MC:=a"):
        read(f"x {piece * 20_000} {{T}}")

    assert process_time() - start < 10
