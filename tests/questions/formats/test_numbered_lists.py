"""Word documents whose lists all stand on the first level: which hold questions, and which hold options."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest
from docx import Document

from questions.formats.item import Outcome
from questions.formats.numbered import Numbered
from questions.formats.numbered.lines import Line
from questions.formats.numbered.list_depth import with_depths
from questions.question import ChoiceKey, OpenKey, TextKey, VerdictKey
from tests.questions.formats.documents import listed, restarted, saved, with_lists
from tests.questions.formats.outcomes import told

ASKED = (("Which is a city?", 1), ("Which is a colour?", 0), ("Which purrs?", 2))
OFFERED = ("red", "Oslo", "cat")


def read(content: bytes) -> list[Outcome]:
    return list(Numbered().read(BytesIO(content)))


ALL = [(stem, OFFERED, ChoiceKey(("abc"[right],))) for stem, right in ASKED]


def styled(questions: str, options: str, *, has_key: bool = False) -> bytes:
    """Questions in one style and options in another, the right ones bold or named by a key at the end."""
    document = Document()
    for stem, right in ASKED:
        document.add_paragraph(stem, style=questions)
        for place, text in enumerate(OFFERED):
            run = document.add_paragraph(style=options).add_run(text)
            run.bold = (not has_key and place == right) or None
    if has_key:
        document.add_paragraph("Answers")
        document.add_paragraph("1. b, 2. a, 3. c")
    return saved(document)


@pytest.mark.parametrize("has_key", [False, True])
@pytest.mark.parametrize(
    ("questions", "options"),
    [
        ("List Number", "List Number 2"),
        ("List Number 2", "List Number 3"),
        ("List Number", "List Bullet 2"),
        ("List Number", "List Bullet"),
        ("List Bullet", "List Bullet 2"),
        ("Normal", "List Number"),
        ("Normal", "List Bullet"),
    ],
)
def test_the_styles_of_lists_tell_questions_from_options(questions: str, options: str, has_key: bool) -> None:
    outcomes = read(styled(questions, options, has_key=has_key))

    assert told(outcomes) == ALL
    assert all(one.doubts == () for one in outcomes)


@pytest.mark.parametrize(
    ("questions", "options"),
    [("decimal", "decimal"), ("upperRoman", "decimal"), ("upperLetter", "lowerRoman"), ("decimal", "none")],
)
def test_lists_of_one_level_are_told_apart_by_how_they_alternate(questions: str, options: str) -> None:
    document = Document()
    outer, inner = with_lists(document, [(questions, "%1.")], [(options, "%1.")])
    for stem, right in ASKED:
        listed(document.add_paragraph(stem), outer, 0)
        own = restarted(document, inner)
        for place, text in enumerate(OFFERED):
            listed(document.add_paragraph(), own, 0).add_run(text).bold = place == right or None

    assert [key for _stem, _options, key in told(read(saved(document)))] == [key for *_, key in ALL]


def test_a_single_question_in_styles_of_lists_has_its_options() -> None:
    document = Document()
    document.add_paragraph("Which is a city?", style="List Number")
    for text in OFFERED:
        document.add_paragraph(style="List Number 2").add_run(text).bold = text == "Oslo" or None

    assert told(read(saved(document))) == ALL[:1]


def test_what_stands_between_questions_without_numbers_belongs_to_the_one_it_is_said_of() -> None:
    document = Document()
    document.add_heading("Quiz 3", 1)
    document.add_paragraph("Name: ________")
    for place, (stem, _right) in enumerate(ASKED):
        document.add_paragraph("Read this first.") if place else None
        document.add_paragraph(stem)
        for text in OFFERED:
            document.add_paragraph(text, style="List Bullet")
        document.add_paragraph(f"Answer: {OFFERED[1]}")
        document.add_paragraph("Explanation: so it is.")

    outcomes = read(saved(document))

    assert [stem for stem, *_ in told(outcomes)] == [
        "Which is a city?",
        "Read this first.\nWhich is a colour?",
        "Read this first.\nWhich purrs?",
    ]
    assert [key for *_, key in told(outcomes)] == [ChoiceKey(("b",))] * 3
    assert [doubt[:25] for one in outcomes for doubt in one.doubts] == [
        "Line 1, “Quiz 3”, was tak",
        "Line 2, “Name: ________”,",
    ]


def test_numbered_statements_below_the_names_of_parts_are_questions_and_no_options() -> None:
    document = Document()
    for part in ("Part A: True or false?", "Part B: More of them"):
        document.add_paragraph(part)
        for statement in ("Cats purr. (T)", "Cats bark. (F)"):
            document.add_paragraph(statement, style="List Number")

    outcomes = read(saved(document))

    assert [key for *_, key in told(outcomes)] == [VerdictKey(True), VerdictKey(False)] * 2
    assert outcomes[2].doubts == (
        "Line 4, “Part B: More of them”, was taken for a heading and belongs to no question.",
    )


def test_questions_below_numbered_parts_are_questions_and_no_options() -> None:
    document = Document()
    parts, questions = with_lists(document, [("upperRoman", "%1.")], [("decimal", "%1.")])
    for part in ("Animals", "Plants", "Stones"):
        listed(document.add_paragraph(part), parts, 0)
        for stem in ("How many legs has it?", "What is it called?"):
            listed(document.add_paragraph(stem), questions, 0)
            document.add_paragraph("Answer: fern")

    keys = [key for *_, key in told(read(saved(document)))]
    assert keys == [TextKey(("fern",))] * 6


def test_numbers_typed_by_hand_count_more_than_lists_below_them() -> None:
    document = Document()
    for number, (stem, _right) in enumerate(ASKED, start=1):
        document.add_paragraph(f"{number}. {stem}")
        for text in OFFERED:
            document.add_paragraph(style="List Bullet").add_run(text).bold = text == "cat" or None

    assert [key for *_, key in told(read(saved(document)))] == [ChoiceKey(("c",))] * 3


def test_open_questions_in_one_list_stay_questions() -> None:
    document = Document()
    for stem, _right in ASKED:
        document.add_paragraph(stem, style="List Number")

    assert [key for *_, key in told(read(saved(document)))] == [OpenKey()] * 3


def test_many_lists_of_many_entries_take_no_time_of_their_product() -> None:
    lines = [Line(at, f"1. entry {at}", level=0, list_name=str(at % 5_000), label=3) for at in range(20_000)]
    lines += [Line(at, f"2. entry {at}", level=0, list_name="long", label=3) for at in range(20_000)]
    begun = process_time()
    assert with_depths(lines) == lines
    assert process_time() - begun < 4
