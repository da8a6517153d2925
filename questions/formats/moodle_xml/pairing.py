"""Moodle's questions in which things are put together: matching, and statements judged one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from questions.formats.limits import MOST_OPTIONS
from questions.formats.moodle_xml.answers import TOO_MANY_ANSWERS, Refused, share_of
from questions.formats.moodle_xml.draft import YES, Draft, Made
from questions.formats.moodle_xml.texts import raw_text, value_of
from questions.formats.text_formats import alike
from questions.lettering import lettered
from questions.question import Asked, Option, PairsKey, Text

SEVERAL_ANSWERS = "More than one answer of a row counts: make it several questions of multiple choice."
NO_ANSWER = "No answer of its row {} is right."
WHOLE_ROWS = "In Moodle single rows earn less than their part, or nothing; here each row earns its part."
ROW_FEEDBACK = "The feedback on single rows was left out."
_EACH_ROW_COUNTS = frozenset({"", "subpoints", "kany"})
"""The rules, by their names in Moodle, by which each row earns its part."""


def matching(draft: Draft) -> Made:
    """Pairs, and answers that belong to none; those of ddmatch have looks."""
    has_looks = draft.element.get("type") == "ddmatch"
    pairs: list[tuple[Text, Text]] = []
    spare: list[Text] = []
    for one in draft.element.findall("subquestion"):
        prompt, answer = draft.texts.text(one), one.find("answer")
        if has_looks and answer is not None:
            chosen = draft.texts.text(answer, "html")
        else:
            chosen = Text(value_of(one, "answer"))
        if prompt.value:
            pairs.append((prompt, chosen))
        elif chosen.value:
            spare.append(chosen)
    return _paired(draft, pairs, spare)


def statements(draft: Draft) -> Made:
    """Statements that are true or false, or rows of a table with one right column each, as a matching."""
    element = draft.element
    rows, columns = element.findall("row"), element.findall("column") or element.findall("col")
    if len(rows) > MOST_OPTIONS or len(columns) > MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    answers = [_shown(draft, one) for one in columns]
    pairs: list[tuple[Text, Text]] = []
    for place, row in enumerate(rows):
        right = [answer for answer, weight in zip(answers, _weights(element, place), strict=False) if weight]
        if len(right) > 1:
            raise Refused(SEVERAL_ANSWERS)
        if not right:
            raise Refused(NO_ANSWER.format(place + 1))
        pairs.append((_shown(draft, row), right[0]))
        if any(draft.texts.text(row.find(name)).value for name in ("feedback", "feedbacktext")):
            draft.losses.append(ROW_FEEDBACK)
    rule = value_of(element, "scoringmethod") or value_of(element, "grademethod")
    if rule not in _EACH_ROW_COUNTS:
        draft.losses.append(WHOLE_ROWS)
    if element.get("type") == "matrix" and value_of(element, "multiple", "0") in YES:
        raise Refused(SEVERAL_ANSWERS)
    return _paired(draft, pairs, answers)


def _shown(draft: Draft, one: Element) -> Text:
    """The words of a row or a column, which stand under several names."""
    for name in ("optiontext", "responsetext"):
        if (holder := one.find(name)) is not None:
            return draft.texts.text(holder, "html")
    return Text(value_of(one, "shorttext") or draft.texts.text(one.find("description"), "html").value)


def _weights(element: Element, place: int) -> Sequence[bool]:
    """Of each column, whether it is right in the row of this place."""
    rows = element.findall("weights-of-row")
    if rows:
        written: Iterable[str] = (raw_text(one) for one in rows[place]) if place < len(rows) else ()
        return [share_of(one) > 0 for one in written]
    number = str(place + 1)
    own = {
        one.get("columnnumber", ""): share_of(value_of(one, "value")) > 0
        for one in element.findall("weight")
        if one.get("rownumber") == number
    }
    return [own.get(str(column), False) for column in range(1, len(element.findall("column")) + 1)]


def _paired(draft: Draft, pairs: Sequence[tuple[Text, Text]], more: Iterable[Text]) -> Made:
    """A matching of these pairs, with more answers to choose from."""
    prompts = [prompt for prompt, _ in pairs]
    shown = list(dict.fromkeys([*(answer for _, answer in pairs), *more]))
    texts, format = alike([*prompts, *shown])
    options = lettered(texts[len(prompts) :])
    ids = {answer: option.id for answer, option in zip(shown, options, strict=True)}
    numbered = tuple(Option(str(place), text) for place, text in enumerate(texts[: len(prompts)], start=1))
    key = tuple((prompt.id, ids[answer]) for prompt, (_, answer) in zip(numbered, pairs, strict=True))
    reuses = len({option for _, option in key}) < len(key)
    asked = Asked("matching", draft.stem, options, numbered, options_format=format, reuses_options=reuses)
    return asked, PairsKey(key), ()
