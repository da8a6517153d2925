"""The row that names the columns of a table, wherever it stands and however people spell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERIES = ("option", "match", "share", "feedback", "hint")
"""Columns that there are several of: `option A`, `option B`, …; hints are counted."""

SINGLE = (
    *("type", "question", "correct", "also accepted", "not accepted", "tolerance", "unit", "explanation"),
    *("guide", "feedback true", "feedback false", "wrong part", "corrected", "choose", "precision"),
    *("match case", "wildcards", "category", "tags", "points", "penalty", "title", "reference"),
    *("keep order", "markdown", "language"),
)
IGNORED = frozenset({"", "number", "no", "nr", "row", "id number"})
LOST = {"time limit": "the time limit", "picture": "the picture", "video": "the video"}
"""Columns of other programs that nothing here holds."""

LATEST = 40
"""The last row that may name the columns."""

_ALSO_CALLED = {
    "type": "question type, kind, q type, typ",
    "question": "question text, question stem, stem, questions, frage, item, prompt",
    "correct": (
        "correct answer, correct answers, correct option, correct options, right answer, right answers, "
        "answer, answers, key, answer key, solution, right, correct choice, correct option s, "
        "correct answer s"
    ),
    "also accepted": (
        "answer alternatives, alternative answers, alternatives, accepted, accepted answers, synonyms"
    ),
    "not accepted": "rivals, rejected, wrong answers",
    "tolerance": "margin, error margin, accuracy, plus minus",
    "unit": "units",
    "explanation": "general feedback, feedback, rationale, solution text, why, answer explanation, reason",
    "guide": "model answer, sample answer, marking guide, grader info",
    "match case": "case sensitive, exact case",
    "choose": "pick, number to choose",
    "category": "categories, topic, chapter, folder, section",
    "tags": "tag, keywords, labels",
    "points": "point, mark, marks, score, grade, weight",
    "title": "name, question name, question title",
    "reference": "id, ref, idnumber, question id",
    "language": "lang",
    "time limit": "time, timer, seconds, time in seconds, time limit sec, time limit in seconds",
    "picture": "image, image link, image url, picture url, media, photo",
    "video": "video link, video url, youtube",
    "number": "question number, question no, q no, q, s no, sl no",
}
_NAMES = {
    spelling.strip(): name
    for name, spellings in _ALSO_CALLED.items()
    for spelling in (*spellings.split(","), name)
} | {name: name for name in (*SINGLE, *LOST)}
_OF_A_SERIES = re.compile(
    r"(option|choice|possible answer|answer option|answer choice|answer|response|ans|opt|match|pair|share"
    r"|percent|fraction|feedback|why|hint)? ?([a-z]|\d{1,2})"
)
_SERIES_CALLED = {
    **dict.fromkeys(("pair", "match"), "match"),
    **dict.fromkeys(("share", "percent", "fraction"), "share"),
    **dict.fromkeys(("feedback", "why"), "feedback"),
    "hint": "hint",
}
_GAME_LAYOUTS = {8: "Kahoot", 13: "ClassQuiz"}


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of each column; one that is not known keeps its own.

    `counts_options`: by numbers, not letters.
    """

    columns: tuple[str, ...]
    written: tuple[str, ...]
    counts_options: bool = False

    @property
    def is_of_a_game(self) -> bool:
        """Whether this is the layout of Kahoot and of ClassQuiz."""
        return self.counts_options and {"time limit", "option A", "correct"} <= set(self.columns)


def heading_of(cells: Sequence[str], row: int) -> Heading | None:
    """The heading that this row is; None where it is none.

    A row of Kahoot's or ClassQuiz's layout is known by its place too, for the words may be translated.
    """
    named = [_name_of(cell) for cell in cells]
    columns: list[str] = []
    for name, _ in named:
        columns.append(name if name not in columns else "")
    known = set(columns)
    if "question" in known and known & {"option A", "correct", "type"}:
        return Heading(tuple(columns), tuple(cells), any(is_counted for _, is_counted in named))
    if row in _GAME_LAYOUTS and len(cells) >= 8 and all(cell.strip() for cell in (*cells[1:4], *cells[6:8])):
        names = (
            "number",
            "question",
            "option A",
            "option B",
            "option C",
            "option D",
            "time limit",
            "correct",
        )
        return Heading(names, tuple(cells), counts_options=True)
    return None


def _name_of(cell: str) -> tuple[str, bool]:
    """Our name of a column, and whether it is an option that is counted rather than lettered."""
    text = cell[:200].casefold()
    for end in (" - ", " – ", " — ", "(", ":", "\n"):
        # "Question - max 120 characters", "Correct answer(s) - choose at least one"
        if end in text.strip():
            text = text[: text.index(end)] if not text.startswith(end) else text
    words = " ".join(re.sub(r"[^\w]+|_+", " ", re.sub(r"(?<=[a-z])(?=\d)", " ", text)).split())
    if words in _NAMES:
        return _NAMES[words], False
    found = _OF_A_SERIES.fullmatch(words)
    if found is None or (found[1] is None and len(words) != 1):
        return words if words in IGNORED else cell.strip()[:80], False
    series = _SERIES_CALLED.get(found[1] or "", "option")
    place = int(found[2]) if found[2].isdigit() else LETTERS.index(found[2].upper()) + 1
    if not 1 <= place <= len(LETTERS):
        return cell.strip()[:80], False
    if series == "hint":
        return f"hint {place}", False
    return f"{series} {LETTERS[place - 1]}", series == "option" and found[2].isdigit()
