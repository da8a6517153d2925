"""Aiken: every construct with its expected reading, and files that are not quite Aiken."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import assume, given

from questions.formats.aiken import Aiken
from questions.formats.item import Item, Outcome, UnreadableFile
from questions.question import ChoiceKey, Sealed, Text
from tests.questions.formats.items import items


def read(text: str | bytes) -> list[Outcome]:
    return list(Aiken().read(BytesIO(text.encode() if isinstance(text, str) else text)))


def shown(outcome: Outcome) -> tuple[str, list[str], str]:
    """Stem, options, and the text of the right one."""
    assert outcome.item is not None, outcome.refused
    question = outcome.item.question
    key = question.sealed.key
    assert question.type == "single_choice"
    assert isinstance(key, ChoiceKey)
    texts = question.asked.texts
    return question.asked.stem.value, list(texts.values()), texts[key.right[0]]


SKY = ("What colour is a clear sky?", ["Green", "Blue", "Red"], "Blue")


@pytest.mark.parametrize(
    "text",
    [
        "What colour is a clear sky?\nA) Green\nB) Blue\nC) Red\nANSWER: B\n",
        "What colour is a clear sky?\nA. Green\nB. Blue\nC. Red\nANSWER: B",
        "What colour is a clear sky?\r\nA)Green\r\nB)Blue\r\nC)Red\r\nANSWER:B\r\n",
        "\n\n  What colour is a clear sky?\n\n A) Green \n\n B) Blue\n C)\tRed\n\nANSWER: B.\n\n",
        "\ufeffWhat colour is a clear sky?\rA) Green\rB) Blue\rC) Red\rANSWER: B\r",
    ],
)
def test_the_same_question_in_its_spellings(text: str) -> None:
    (outcome,) = read(text)
    assert shown(outcome) == SKY
    assert outcome.verdict == "ok"
    assert outcome.doubts == ()


def test_questions_need_no_blank_line_between_them() -> None:
    text = "One?\nA) x\nB) y\nANSWER: A\nTwo?\nA) x\nB) y\nANSWER: B\n"
    assert [(shown(one)[0], shown(one)[2], one.line) for one in read(text)] == [
        ("One?", "x", 1),
        ("Two?", "y", 5),
    ]


def test_markup_stays_what_it_is() -> None:
    (outcome,) = read("Is <b> & *this* bold?\nA) <i>\nB) $x$\nANSWER: A\n")
    assert shown(outcome) == ("Is <b> & *this* bold?", ["<i>", "$x$"], "<i>")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Q?\nA) x\nB) y\n", "No answer follows"),
        ("Q?\nA) x\nB) y\n\nNext?\nA) x\nB) y\nANSWER: A\n", "No answer follows"),
        ("Q?\nA) x\nB) y\nANSWER: C\n", "is no letter of its options"),
        ("Q?\nA) x\nB) y\nANSWER:\n", "is no letter of its options"),
        ("Q?\nA) x\nB) y\nANSWER: BOTH\n", "is no letter of its options"),
        ("Q?\nA) x\nA) y\nANSWER: A\n", "Two options have the letter A"),
        ("Q?\nA) x\nANSWER: A\n", "at least two options"),
        ("Q?\nANSWER: A\n", "No options stand above"),
        ("Q?\na) x\nb) y\nANSWER: A\n", "in a capital"),
        ("ANSWER: A\n", "without a question"),
        ("Only words\n", "No options follow it"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text: str, why: str) -> None:
    first = read(text)[0]
    assert first.verdict == "refused"
    assert why in first.refused
    assert first.line == 1


def test_one_bad_question_does_not_stop_the_rest() -> None:
    outcomes = read("One?\nA) x\nB) y\nANSWER: Z\nTwo?\nA) x\nB) y\nANSWER: B\n")
    assert [outcome.verdict for outcome in outcomes] == ["refused", "ok"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("Long\nstem?\nA) x\nB) y\nANSWER: A\n", "more of the question"),
        ("Q?\nA) x\nand more\nB) y\nANSWER: A\n", "more of the option"),
        ("Q?\nA) x\nC) y\nANSWER: C\n", "not in order"),
        ("Q?\nA) x\nB) y\nanswer: A\n", "which Aiken writes"),
    ],
)
def test_what_could_be_meant_otherwise_is_said(text: str, doubt: str) -> None:
    (outcome,) = read(text)
    assert outcome.verdict == "ok"
    assert doubt in " ".join(outcome.doubts)


def test_an_empty_file_cannot_be_read() -> None:
    with pytest.raises(UnreadableFile):
        read("\n\n")


def test_bytes_that_are_no_text_cannot_be_read() -> None:
    with pytest.raises(UnreadableFile):
        read(b"\x00\x01\x02\xff\xfe")


def test_ten_thousand_questions_are_read() -> None:
    outcomes = read("Q?\nA) x\nB) y\nANSWER: B\n\n" * 10_000)
    assert len(outcomes) == 10_000
    assert outcomes[-1].number == 10_000


def test_it_knows_its_own_files_but_leaves_numbered_ones() -> None:
    assert Aiken().recognises(b"Q?\nA) x\nB) y\nANSWER: B\n")
    assert not Aiken().recognises(b"1. Q?\nA) x\nB) y\nANSWER: B\n")
    assert not Aiken().recognises(b"Q?\na) x\n*b) y\n")
    assert not Aiken().recognises(b"PK\x03\x04")


def read_again(item: Item) -> Item | None:
    file = BytesIO()
    Aiken().write([item], file)
    (outcome,) = Aiken().read(file)
    return outcome.item


def bared(item: Item) -> Item:
    """What Aiken keeps of a choice: its words, and which option is right."""
    question = item.question
    asked = replace(question.asked, stem=Text(question.asked.stem.value), options_format="plain")
    key = question.sealed.key
    assert isinstance(key, ChoiceKey)
    return Item(replace(question, asked=asked, sealed=Sealed(ChoiceKey(key.right), Text(""))))


@given(items(("single_choice",), bare=True).map(bared))
def test_what_is_written_is_read_back_equal(item: Item) -> None:
    fit = Aiken().fit(item)
    assume(not fit.refused and not fit.losses)
    assert read_again(item) == item


@given(items())
def test_what_fits_is_written_as_one_question_and_the_rest_is_not_written(item: Item) -> None:
    fit = Aiken().fit(item)
    if fit.refused:
        with pytest.raises(ValueError, match=r"."):
            read_again(item)
    else:
        assert read_again(item) is not None
