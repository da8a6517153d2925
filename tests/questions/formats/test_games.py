"""Files of game platforms, as their own templates and reports are laid out, with all their oddities.

Where the layouts are documented: Kahoot's template by its help page on imports from a spreadsheet and by the
programs that fill it in (title in B2, hints in B3 to B6, names in row 8); Kahoot's reports by the programs
that read their sheet “RawReportData Data” (kahoot-to-anki, result2word); Blooket's, Gimkit's and Wayground's
(once Quizizz) by their own templates, whose first rows and line breaks within names are kept here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook

from questions.formats.item import Outcome
from questions.formats.register import format_named, format_of
from questions.formats.tables.game_report import SHEET
from questions.formats.tables.reading import IN_GAMES_ONE_WILL_DO
from questions.question import ChoiceKey, Key, OpenKey, OrderKey, TextKey, VerdictKey

Table = Sequence[Sequence[object]]


def as_csv(rows: Table, separator: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def as_semicolons(rows: Table) -> bytes:
    return as_csv(rows, ";")


def as_xlsx(*sheets: Table, names: Sequence[str] = ("Sheet1",)) -> bytes:
    book, file = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for name, rows in zip(names, sheets, strict=True):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(file)
    return file.getvalue()


def outcomes_of(content: bytes) -> list[Outcome]:
    """Read by the format that is recognised."""
    format = format_of("quiz.xlsx" if content.startswith(b"PK") else "quiz.csv", content[: 64 * 1024])
    assert format is not None
    return list(format.read(io.BytesIO(content)))


def told(outcome: Outcome) -> tuple[str, str, tuple[str, ...], Key]:
    """Type, text, options and key of what was read."""
    assert outcome.item is not None, outcome.refused
    question = outcome.item.question
    options = tuple(option.text for option in question.asked.options)
    return question.type, question.asked.stem.value, options, question.sealed.key


FOUR = ("one", "two", "three", "four")
SECOND, BOTH = ChoiceKey(("b",)), ChoiceKey(("a", "c"))
KAHOOT: Table = [
    [],
    ["", "Quiz template"],
    ["", "Add questions, at least two answer alternatives, time limit and choose correct answers."],
    ["", "Remember: questions have a limit of 120 characters; several right answers are parted by a comma."],
    ["", "See an example question below, and write your own over it!"],
    ["", "If you're not using Excel you need to export to .xlsx format before you upload."],
    [],
    [
        "",
        "Question - max 120 characters",
        *(f"Answer {place} - max 75 characters" for place in range(1, 5)),
        "Time limit (sec) – 5, 10, 20, 30, 60, 90, 120, or 240 secs",
        "Correct answer(s) - choose at least one",
    ],
    [1, "Which comes after one? 🙂", *FOUR, 20, 2],
    [2, "Which are odd?", *FOUR, 30, "1,3"],
    [3, "Which are odd, once more?", *FOUR, 30, 1.3],
    [4, "Is water wet?", True, False, "", "", 5, 1],
    [5, "How many?", 4, 3, 2, 1, 5, 2],
    *([place] for place in range(6, 101)),
]


@pytest.mark.parametrize("written", [as_xlsx, as_csv, as_semicolons])
def test_kahoots_template_is_read_and_not_the_rows_that_it_only_counts(
    written: Callable[[Table], bytes],
) -> None:
    outcomes = outcomes_of(written(KAHOOT))

    after, odd, reckoned, wet, many = outcomes
    assert [one.line for one in outcomes] == [9, 10, 11, 12, 13]
    assert told(after) == ("single_choice", "Which comes after one? 🙂", FOUR, SECOND)
    assert after.losses == ("Left out in all rows: the time limit.",)
    assert told(odd) == ("multiple_response", "Which are odd?", FOUR, BOTH)
    assert odd.doubts == (IN_GAMES_ONE_WILL_DO,)
    assert told(reckoned)[3] == BOTH
    assert reckoned.doubts[0].startswith("“1.3” was read as the options 1, 3")
    assert told(wet)[3] == ChoiceKey(("a",))
    assert told(many)[2:] == (("4", "3", "2", "1"), SECOND)


def test_a_table_for_kahoot_without_the_lines_above_is_read_too() -> None:
    outcomes = outcomes_of(as_xlsx([row[1:] for row in KAHOOT[7:10]]))
    assert [told(one)[3] for one in outcomes] == [SECOND, BOTH]


REPORT = [
    *("Question Number", "Question", *(f"Answer {place}" for place in range(1, 7)), "Correct Answers"),
    *("Time Allotted to Answer (seconds)", "Player", "Answer", "Correct / Incorrect", "Correct", "Incorrect"),
    *("Score (points)", "Score without Answer Streak Bonus (points)", "Current Total Score (points)"),
    *("Answer Time (%)", "Answer Time (seconds)"),
]


def played(number: str, stem: str, answers: Sequence[str], right: str) -> list[list[object]]:
    """The rows of a question that three played."""
    asked = [number, stem, *answers, *[""] * (6 - len(answers)), right, 20.0]
    return [[*asked, name, answers[0], "Correct", 1, 0, 900, 900, 900, 0.2, 4.1] for name in ("A", "B", "C")]


def report() -> list[Table]:
    questions = [
        *played("1 Quiz", "Two&nbsp;or <b>more</b>?", ["one", "two"], "two"),
        *played("2 Quiz", "Which is four?", ["4", "3", "2", "1"], "4"),
        *played("3 True or False", "Is it?", ["True", "False"], "False"),
        *played("4 Quiz", "Mixed?", ["red, blue", "green", "red"], "red, blue, green"),
        *played("5 Type answer", "Capital?", ["Oslo", "oslo by"], "Oslo, oslo by"),
        *played("6 Puzzle", "In order?", ["late", "early", "noon"], "early, noon, late"),
        *played("7 Poll", "Liked it?", ["yes", "no"], ""),
    ]
    return [
        [["My game"], ["Played on", "22 Nov 2026"], ["Hosted by", "me"], ["Played with", "3 players"]],
        [["My game"], ["Final Scores"], ["Rank", "Player", "Total Score (points)", "Correct Answers"]],
        [["My game"], ["Kahoot! Summary"], ["Rank", "Player", "Total Score (points)", "Q1", "Two or more?"]],
        [
            ["My game"],
            ["1 Quiz", "Two or more?"],
            ["Correct answers", "two"],
            [],
            ["Answer options", "▲", "one"],
        ],
        [REPORT, *questions],
    ]


def test_a_report_of_a_game_gives_each_question_once_and_no_player() -> None:
    names = ("Overview", "Final Scores", "Kahoot! Summary", "1 Quiz", SHEET)
    outcomes = outcomes_of(as_xlsx(*report(), names=names))

    assert [told(one) for one in outcomes[:-1]] == [
        ("single_choice", "Two or more?", ("one", "two"), SECOND),
        ("single_choice", "Which is four?", ("4", "3", "2", "1"), ChoiceKey(("a",))),
        ("true_false", "Is it?", (), VerdictKey(False)),
        ("multiple_response", "Mixed?", ("red, blue", "green", "red"), ChoiceKey(("a", "b"))),
        ("short_answer", "Capital?", (), TextKey(("Oslo", "oslo by"))),
        ("ordering", "In order?", ("late", "early", "noon"), OrderKey(("b", "c", "a"))),
    ]
    assert all(one.losses == one.doubts == () for one in outcomes)
    assert outcomes[-1].refused == "A “Poll” has no right answer: it stays behind."
    assert [one.line for one in outcomes] == [2, 5, 8, 11, 14, 17, 20]


def test_the_raw_sheet_of_a_report_saved_as_csv_is_read_alike() -> None:
    outcomes = outcomes_of(as_csv(report()[-1]))
    assert [one.number for one in outcomes] == list(range(1, 8))


BLOOKET: Table = [
    ["Blooket\nImport Template", *[""] * 25],
    [
        *(
            "Question #",
            "Question Text",
            "Answer 1",
            "Answer 2",
            "Answer 3\n(Optional)",
            "Answer 4\n(Optional)",
        ),
        *("Time Limit (sec)\n(Max: 300 seconds)", "Correct Answer(s)\n(Only include Answer #)", *[""] * 18),
    ],
    [1, "Which comes after one?", *FOUR, 20, 2, *[""] * 18],
    [2, 'Which are "odd", then?', *FOUR, 20, "1,3", *[""] * 18],
    [3, "Two of them?", "yes", "no", "", "", 300, 1, *[""] * 18],
    [4, *[""] * 25],
]


@pytest.mark.parametrize("written", [as_xlsx, as_csv])
def test_blookets_template_is_read_below_its_banner(written: Callable[[Table], bytes]) -> None:
    after, odd, two = outcomes_of(written(BLOOKET))

    assert told(after) == ("single_choice", "Which comes after one?", FOUR, SECOND)
    assert told(odd) == ("multiple_response", 'Which are "odd", then?', FOUR, BOTH)
    assert told(two) == ("single_choice", "Two of them?", ("yes", "no"), ChoiceKey(("a",)))


def test_blookets_pictures_are_said_to_be_lost() -> None:
    rows: Table = [
        ["Blooket Import Template", *[""] * 8],
        [
            *("Question #", "Question Text", "Answer 1", "Answer 2"),
            *("Answer 3 (Optional)", "Answer 4 (Optional)", "Time Limit (sec) (Max: 300 seconds)"),
            *("Correct Answer(s) (only include Answer #)", "Question Image"),
        ],
        [1, "Which?", "one", "two", "", "", 20, 2, "cat.png"],
    ]
    (outcome,) = outcomes_of(as_csv(rows))
    assert outcome.losses == ("Left out in all rows: the time limit.", "Left out: the picture (cat.png).")


def test_gimkits_template_puts_the_right_answer_before_the_wrong_ones() -> None:
    rows = [
        ["Gimkit Spreadsheet Import Template", *[""] * 4],
        [
            *("Question", "Correct Answer", "Incorrect Answer 1"),
            *("Incorrect Answer 2 (Optional)", "Incorrect Answer 3 (Optional)"),
        ],
        ["Which comes after one?", "two", "one", "three", "four"],
        ["Capital of Norway?", "Oslo", "Bergen", "", ""],
    ]
    after, capital = outcomes_of(as_csv(rows))
    assert told(after)[2:] == (("two", "one", "three", "four"), ChoiceKey(("a",)))
    assert told(capital)[2:] == (("Oslo", "Bergen"), ChoiceKey(("a",)))


WAYGROUND_NAMES = [
    *("Question Text", "Question Type", *(f"Option {place}" for place in range(1, 6)), "Correct Answer"),
    *("Time in seconds", "Image Link", "Answer explanation"),
]
WAYGROUND: Table = [
    WAYGROUND_NAMES,
    [
        *("Text of the question\n\n(required)\n\n\n", "Question Type\n\n(default is Multiple Choice)\n\n"),
        "Text for option 1\n\n(required in all cases except open-ended & draw questions)",
        "Text for option 2\n\n(required in all cases except open-ended & draw questions)",
        *(f"Text for option {place}\n\n(optional)\n\n\n" for place in (3, 4, 5)),
        'The correct option choice (between 1-5).\n\nLeave blank for "Open-Ended", "Poll" and "Draw".',
        *(
            "Time in seconds\n\n(optional, default value is 30 seconds)\n",
            "Link of the image\n\n(optional)\n",
        ),
        "Explanation for the answer\n(optional)\n",
    ],
    ["Which comes after one?", "Multiple Choice", *FOUR, "", 2, 20, "", "It is counted so."],
    ["Which are odd?", "Checkbox", *FOUR, "", "1,3", 30, "", ""],
    ["Which are odd, once more?", "Checkbox", *FOUR, "", 1.3, 30, "", ""],
    ["Capital of Norway?", "Fill-in-the-Blank", "Oslo", "Kristiania", "", "", "", "", 30, "", ""],
    ["What do you think?", "Open-Ended", "", "", "", "", "", "", 30, "", ""],
    ["Draw a cat", "Draw", "", "", "", "", "", "", 30, "", ""],
    ["Which comes first?", "", "one", "two", "", "", "", 1, "", "", ""],
]


@pytest.mark.parametrize("written", [as_xlsx, as_csv])
def test_waygrounds_template_is_read_below_the_row_that_explains_it(
    written: Callable[[Table], bytes],
) -> None:
    outcomes = outcomes_of(written(WAYGROUND))

    after, odd, reckoned, blank, opinion, drawing, default = outcomes
    assert told(after)[2:] == (FOUR, SECOND)
    assert after.item is not None
    assert after.item.question.sealed.explanation.value == "It is counted so."
    assert told(odd)[3] == told(reckoned)[3] == BOTH
    assert told(blank)[3] == TextKey(("Oslo", "Kristiania"))
    assert told(opinion)[3] == OpenKey()
    assert drawing.refused == "A “Draw” has no right answer: it stays behind."
    assert told(default)[2:] == (("one", "two"), ChoiceKey(("a",)))


def test_lists_of_right_texts_may_have_commas_within_them() -> None:
    rows = [
        ["Question", "Option A", "Option B", "Option C", "Correct"],
        ["Which?", "red, blue", "green", "red", "red, blue, green"],
        ["Which?", "red, blue", "green", "red", "Red, blue"],
        ["Which?", "red, blue", "green", "red", "A, C"],
        ["Which?", "red, blue", "green", "red", "red, blue, grey"],
    ]
    two, one, letters, other = outcomes_of(as_csv(rows))
    assert [told(each)[3] for each in (two, one, letters)] == [ChoiceKey(("a", "b")), ChoiceKey(("a",)), BOTH]
    assert "names none of the options" in other.refused


def test_many_commas_cost_no_time() -> None:
    cell = "x," * 15_000
    rows = [["Question", "Option A", "Option B", "Correct"], ["Which?", "a", "b,c", cell]]
    (outcome,) = format_named("csv").read(io.BytesIO(as_csv(rows)))
    assert "names none of the options" in outcome.refused
