"""Which format a file is in: by its ending, and by its content where that says more."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest

from questions.formats.item import IMPORTED, Fit, Item
from questions.formats.receipts import PASSAGES, PROVENANCE
from questions.formats.register import FORMATS, format_named, format_of
from questions.formats.tables.workbook import Xlsx
from questions.lettering import lettered
from questions.question import Asked, ChoiceKey, Citation, Question, Sealed, Text

GIFT = b"::Planets:: Which is the largest? {=Jupiter ~Mars}\n\nThe sun is a star. {T}\n"
XML = b'<?xml version="1.0"?>\n<quiz><question type="description"></question></quiz>'
AIKEN = b"Which is the largest?\nA) Jupiter\nB) Mars\nANSWER: A\n"
CSV = b"Question,Option A,Option B,Correct\nWhich?,Jupiter,Mars,A\n"
NUMBERED = b"1. Which is the largest?\na) Jupiter *\nb) Mars\n\n2. Which is red?\na) Jupiter\nb) Mars *\n"
PAIRS = b"Jupiter\tthe largest planet\nMars\tthe red planet\n"
JSON = b'{"format": "quizapp-questions", "version": 1, "questions": [{}]}'


def workbook() -> bytes:
    file = BytesIO()
    Xlsx().write([], file)
    return file.getvalue()


SAMPLES = {
    "gift": GIFT,
    "moodle-xml": XML,
    "aiken": AIKEN,
    "csv": CSV,
    "xlsx": workbook(),
    "numbered": NUMBERED,
    "quizlet": PAIRS,
    "json": JSON,
}


def test_the_formats_stand_in_the_order_of_the_lists() -> None:
    assert list(FORMATS) == list(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_is_known_by_its_content_alone(name: str) -> None:
    assert format_of("", SAMPLES[name]) is format_named(name)


@pytest.mark.parametrize("name", ["gift", "aiken", "numbered", "quizlet", "csv"])
def test_a_txt_is_known_by_its_content(name: str) -> None:
    assert format_of("questions.TXT", SAMPLES[name]) is format_named(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_right_ending_is_believed(name: str) -> None:
    format = format_named(name)
    assert format_of(f"questions{format.endings[0]}", SAMPLES[name]) is format


def test_an_ending_of_one_format_counts_where_nothing_is_recognised() -> None:
    assert format_of("questions.csv", b"") is format_named("csv")
    assert format_of("questions.txt", b"") is None
    assert format_of("questions", b"\x00\x01") is None


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 999, b"\xff\xfe", b"\x80" * 99, b"PK\x03\x04", b"{" * 999]
)
def test_recognising_never_raises(content: bytes) -> None:
    assert {format.recognises(content) for format in FORMATS.values()} <= {True, False}


CHOICES = [name for name in SAMPLES if name != "quizlet"]


def choice_of(*texts: str, keeps_order: bool = False) -> Question:
    asked = Asked("single_choice", Text("Which?"), lettered(texts), keeps_order=keeps_order)
    return Question("", asked, Sealed(ChoiceKey(("a",)), Text("")), pattern=IMPORTED)


@pytest.mark.parametrize("name", CHOICES)
def test_options_that_speak_of_the_others_keep_their_order_in_every_format(name: str) -> None:
    item = Item(choice_of("Jupiter", "Mars", "All of the above", keeps_order=True))
    file = BytesIO()
    FORMATS[name].write([item], file)
    file.seek(0)

    (outcome,) = FORMATS[name].read(file)

    assert outcome.item is not None
    assert outcome.item.question.asked.keeps_order
    assert FORMATS[name].fit(item) == Fit()


@pytest.mark.parametrize("name", CHOICES)
def test_what_only_our_own_format_says_of_a_question_is_named_as_lost(name: str) -> None:
    question = replace(choice_of("Jupiter", "Mars"), facts=("mass",), weight="main", difficulty=3)

    assert FORMATS[name].fit(Item(question)).losses == (() if name == "json" else (PROVENANCE,))


@pytest.mark.parametrize("name", CHOICES)
def test_that_a_cited_paragraph_stays_behind_is_said_by_every_format_but_our_own(name: str) -> None:
    question = choice_of("Jupiter", "Mars")
    cited = Citation("atlas", 3, quote="It is big.", title="The atlas", passage="It is big. It turns.")
    item = Item(replace(question, sealed=replace(question.sealed, citations=(cited,))))

    assert (PASSAGES in FORMATS[name].fit(item).losses) is (name != "json")
