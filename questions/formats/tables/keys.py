"""What a row asks and what is right, for each type of question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from questions.formats.moodle_xml.coded import UnreadableCode, holds_code, question_of_code
from questions.formats.shares import choice_key, share_of_percent
from questions.formats.tables.cells import entries_of, parted
from questions.formats.tables.heading import LETTERS
from questions.formats.tables.offered import is_beside_wrong_ones, offered
from questions.formats.tables.row import Row, Unfit
from questions.formats.tables.types_named import EITHER_CHOICE, YES_OR_NO
from questions.formats.typed_gaps import UnreadableGaps, question_of_gaps
from questions.lettering import lettered
from questions.numerals import read_number
from questions.question import (
    ChoiceKey,
    DateKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Text,
    TextKey,
    VerdictKey,
)
from questions.response import Unreadable
from questions.text import folded
from questions.types.numeric import answer_names
from questions.when import When

_TRUE = frozenset({"true", "t", "yes", "y", "right", "correct", "1", "✓"})
_FALSE = frozenset({"false", "f", "no", "n", "wrong", "incorrect", "0", "✗"})
_SIGNS = re.compile(r"[,;|&\n]|\band\b")
_PLACE = re.compile(
    r"[(\[]?(?:(?:option|answer|choice)\s*)?([A-Za-z]|\d{1,2})(?:\.0)?[)\].:]?", re.IGNORECASE
)
_RECKONED = re.compile(r"([1-9])\.([1-9])|(\d{4})-(\d\d)-(\d\d)", re.ASCII)
NO_KEY = "No answer is marked as right: name it in the column {correct}."
YES_AND_NO = "Its options Yes and No are not in the row: they were added."
WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class KeyRead:
    """What a row asks; `names` are those that feedback speaks of, by the letters of their columns."""

    type: str
    key: Key
    names: dict[str, str]
    right: frozenset[str]
    asked: dict[str, Any]


def read_key(row: Row, type: str | None) -> KeyRead:
    """Raises `Unfit` where the row does not say what its type needs."""
    return _READERS[type or _likely_type(row)](row)


def _likely_type(row: Row) -> str:
    """The type of a row that does not name it."""
    correct = row.get("correct")
    if holds_code(row.get("question")):
        return "cloze"
    if row.series("match"):
        return "matching"
    if offered(row):
        return EITHER_CHOICE
    if correct.casefold() in ("yes", "no"):
        return YES_OR_NO
    if correct.casefold() in _TRUE | _FALSE - {"0", "1", "right", "wrong"}:
        return "true_false"
    if not correct:
        raise Unfit(NO_KEY.format(correct=row.called("correct")))
    if not isinstance(read_number(correct, row.get("unit")), Unreadable):
        if not row.has("tolerance"):
            row.doubts.append(
                "A number is asked for. Where its digits alone are meant, make the type short answer."
            )
        return "numeric"
    return "short_answer"


def _choice(row: Row, type: str = EITHER_CHOICE) -> KeyRead:
    texts = offered(row)
    options = lettered(texts.values())
    ids = dict(zip(texts, (option.id for option in options), strict=True))
    shares = [(ids[letter], _share(row, letter, Fraction(0))) for letter in texts]
    is_weighed = any(row.has(f"share {letter}") for letter in texts)
    named = [LETTERS[0]] if is_beside_wrong_ones(row) else _places_named(row, texts)
    right = tuple(ids[letter] for letter in named)
    if not right and not is_weighed:
        raise Unfit(NO_KEY.format(correct=row.called("correct")))
    if type == EITHER_CHOICE:
        type = "multiple_response" if len(right) > 1 else "single_choice"
    key = choice_key(shares, single=type == "single_choice") if is_weighed else ChoiceKey(right)
    key = ChoiceKey(tuple(sorted(right, key=list(ids.values()).index)) or key.right, key.shares)
    asked: dict[str, Any] = {"options": options}
    if row.has("choose"):
        asked["pick"] = int(_number(row, "choose"))
    return KeyRead(type, key, ids, frozenset(key.right), asked)


def _places_named(row: Row, texts: dict[str, str]) -> list[str]:
    """The letters of the options that the key names: by letter, by place, or by their text."""
    cell = row.get("correct")
    by_text = {folded(text, accents=True): letter for letter, text in texts.items()}
    tokens = [token for part in _SIGNS.split(cell) if (token := part.strip())]
    are_letters = all(token in texts for token in tokens)
    is_text = cell in texts.values() or not are_letters
    if len(cell) > 2 and is_text and (whole := by_text.get(folded(cell, accents=True))):
        return [whole]
    with_commas = {text.casefold(): letter for letter, text in texts.items() if "," in text}
    if with_commas and len(named := entries_of(cell.casefold(), {*with_commas, *by_text})) > 1:
        return [with_commas.get(text) or by_text[text] for text in named]
    found: list[str] = []
    if reckoned := _reckoned(cell, row, texts):
        return reckoned
    for token in tokens:
        found += [letter for letter in _place_of(token, row, texts, by_text) if letter not in found]
    return found


def _reckoned(cell: str, row: Row, texts: dict[str, str]) -> list[str]:
    """The letters of places that a spreadsheet took for a number or a day: `1,3` became 1.3 or 1 March."""
    shape = _RECKONED.fullmatch(cell) if row.counts_options else None
    if shape is None:
        return []
    places = {int(digits) for digits in (shape[1], shape[2], shape[4], shape[5]) if digits}
    if shape[3] and "2000" < shape[3] < "2010":
        places.add(int(shape[3]) - 2000)
    letters = dict(enumerate(LETTERS, start=1))
    if not all(letters.get(place) in texts for place in places):
        return []
    named = ", ".join(map(str, sorted(places)))
    row.doubts.append(f"“{cell}” was read as the options {named}: spreadsheets reckon with such lists.")
    return [letters[place] for place in sorted(places)]


def _place_of(token: str, row: Row, texts: dict[str, str], by_text: dict[str, str]) -> Sequence[str]:
    named, shape = by_text.get(folded(token, accents=True)), _PLACE.fullmatch(token)
    place = ""
    if shape and shape[1].isdigit():
        number = int(shape[1]) + 1 - row.counts_from
        if (row.counts_options or not named) and 1 <= number <= len(LETTERS):
            place = LETTERS[number - 1]
    elif shape:
        place = shape[1].upper()
    if place in texts:
        if named and named != place and not row.counts_options:
            row.doubts.append(
                f"“{token}” was read as the place of an option; another option has it as its text."
            )
        return place
    if named:
        return named
    if token.isupper() and token.isalpha() and set(token) <= texts.keys():
        return token
    names = "numbers, such as 1 or 1,3" if row.counts_options else "letters, such as A or A, C"
    raise Unfit(f"“{token[:60]}” names none of the options: write their {names}.")


def _true_false(row: Row) -> KeyRead:
    said = row.get("correct").casefold()
    texts = row.series("option")
    is_place = row.counts_options and said.isdecimal() and len(said) <= len(str(len(LETTERS)))
    if is_place and 0 <= int(said) - row.counts_from < len(texts):
        said = LETTERS[int(said) - row.counts_from].casefold()
    if said.upper() in texts and {text.casefold() for text in texts.values()} <= _TRUE | _FALSE:
        said, texts = texts[said.upper()].casefold(), {}
    elif len(texts) == 2 and {text.casefold() for text in texts.values()} <= _TRUE | _FALSE:
        texts = {}
    if said not in _TRUE | _FALSE:
        if len(texts) > 1 and not row.has("wrong part"):
            return _choice(row, "single_choice")
        raise Unfit(f"Write TRUE or FALSE in the column {row.called('correct')}.")
    parts = lettered(texts.values())
    ids = dict(zip(texts, (part.id for part in parts), strict=True))
    wrong_part = row.get("wrong part").upper()
    if wrong_part and wrong_part not in ids:
        raise Unfit(f"The column {row.called('wrong part')} names none of the options.")
    key = VerdictKey(said in _TRUE, ids.get(wrong_part, ""), row.get("corrected"))
    names = {"true": "true", "false": "false", **ids}
    return KeyRead("true_false", key, names, frozenset({"true" if key.true else "false"}), {"options": parts})


def _yes_no(row: Row) -> KeyRead:
    if offered(row):
        return _choice(row, "single_choice")
    said = row.get("correct").casefold()
    if said not in ("yes", "y", "no", "n"):
        raise Unfit(f"Write Yes or No in the column {row.called('correct')}.")
    yes, no = options = lettered(("Yes", "No"))
    right = yes if said.startswith("y") else no
    row.doubts.append(YES_AND_NO)
    names = dict(zip(LETTERS, (yes.id, no.id), strict=False))
    return KeyRead(
        "single_choice", ChoiceKey((right.id,)), names, frozenset({right.id}), {"options": options}
    )


def _short_answer(row: Row) -> KeyRead:
    answers = [row.get("correct")] if row.has("correct") else list(row.series("option").values())
    if not answers:
        raise Unfit(NO_KEY.format(correct=row.called("correct")))
    answers += parted(row.get("also accepted"), "|")
    weighed = list(zip(answers, _shares(row, len(answers)), strict=True))
    accepted = tuple(text for text, share in weighed if share == WHOLE)
    key = TextKey(
        accepted,
        tuple(parted(row.get("not accepted"), "|")),
        tuple((text, share) for text, share in weighed if share != WHOLE),
        row.says_yes("wildcards"),
        row.says_yes("match case"),
    )
    return KeyRead("short_answer", key, dict(zip(LETTERS, answers, strict=False)), frozenset(accepted), {})


def _numeric(row: Row) -> KeyRead:
    if not row.has("correct"):
        raise Unfit(NO_KEY.format(correct=row.called("correct")))
    written = [row.get("correct"), *parted(row.get("also accepted"), "|")]
    shares = _shares(row, len(written))
    unit = row.get("unit")
    answers = [
        NumberAnswer(*_with_tolerance(text, unit), share) for text, share in zip(written, shares, strict=True)
    ]
    first, *others = answers
    if first.share != WHOLE:
        correct = row.called("correct")
        raise Unfit(f"The number in the column {correct} earns the whole: put others under “also accepted”.")
    tolerance = abs(_number(row, "tolerance")) if row.has("tolerance") else first.tolerance
    key = NumberKey(first.value, tolerance, tuple(others))
    names = answer_names(key)
    right = frozenset(name for name, one in zip(names, answers, strict=True) if one.share == WHOLE)
    return KeyRead("numeric", key, dict(zip(LETTERS, names, strict=False)), right, {"unit": unit})


def _with_tolerance(text: str, unit: str) -> tuple[Fraction, Fraction]:
    value, _, tolerance = text.replace("+/-", "±").replace("+-", "±").partition("±")
    return _as_number(value, unit), abs(_as_number(tolerance, unit)) if tolerance.strip() else Fraction(0)


def _date(row: Row) -> KeyRead:
    try:
        when = When.parse(row.get("correct"))
    except ValueError as error:
        correct = row.called("correct")
        raise Unfit(f"Write the date in the column {correct} as 2021, 2021-03 or 2021-03-18.") from error
    days = _number(row, "tolerance") if row.has("tolerance") else Fraction(0)
    if days.denominator != 1:
        raise Unfit("The tolerance of a date is a number of whole days.")
    precision = row.get("precision").casefold() or when.precision
    return KeyRead("date", DateKey(when, int(days)), {}, frozenset(), {"precision": precision})


def _ordering(row: Row) -> KeyRead:
    """The options stand in the right order, unless the key names another."""
    texts = row.series("option")
    options = lettered(texts.values())
    ids = dict(zip(texts, (option.id for option in options), strict=True))
    order = tuple(ids[letter] for letter in _places_named(row, texts)) or tuple(ids.values())
    return KeyRead("ordering", OrderKey(order), ids, frozenset(ids.values()), {"options": options})


def _matching(row: Row) -> KeyRead:
    """`match A` belongs to `option A`; a match without its option belongs to none."""
    left, right = row.series("option"), row.series("match")
    lonely = [letter for letter in left if letter not in right]
    if lonely:
        column = row.called(f"match {lonely[0]}")
        raise Unfit(f"Nothing belongs to option {lonely[0]}: fill in the column {column}.")
    prompts = tuple(Option(str(place), text) for place, text in enumerate(left.values(), start=1))
    partners = [right[letter] for letter in left]
    options = lettered(dict.fromkeys([*partners, *(right[letter] for letter in right if letter not in left)]))
    ids = {option.text: option.id for option in options}
    pairs = tuple((prompt.id, ids[text]) for prompt, text in zip(prompts, partners, strict=True))
    asked = {"options": options, "prompts": prompts, "reuses_options": len(set(partners)) < len(partners)}
    names = dict(zip(left, (prompt.id for prompt in prompts), strict=True))
    return KeyRead("matching", PairsKey(pairs), names, frozenset(names.values()), asked)


def _cloze(row: Row) -> KeyRead:
    """The gaps stand in the text: as in the editor, or in Moodle's code."""
    text = row.get("question")
    try:
        if holds_code(text):
            (asked, key, whys), losses = question_of_code(text, "html")
            row.losses.extend(losses)
            if whys:
                row.losses.append("The feedback on its gaps was left out.")
        else:
            asked, key = question_of_gaps(Text(text))
    except (UnreadableGaps, UnreadableCode) as reason:
        raise Unfit(str(reason)) from reason
    more: dict[str, Any] = {"stem": asked.stem, "options": asked.options, "gaps": asked.gaps}
    return KeyRead("cloze", key, {}, frozenset(), more | {"options_format": asked.options_format})


def _open_answer(row: Row) -> KeyRead:
    return KeyRead("open_answer", OpenKey(Text(row.get("guide") or row.get("correct"))), {}, frozenset(), {})


def _shares(row: Row, count: int) -> list[Fraction]:
    if count > len(LETTERS):
        raise Unfit(f"It has {count} answers; a row can hold {len(LETTERS)}.")
    return [_share(row, letter, WHOLE) for letter in LETTERS[:count]]


def _share(row: Row, letter: str, else_: Fraction) -> Fraction:
    """What a column of shares says, in percent."""
    name = f"share {letter}"
    if not row.has(name):
        return else_
    share = share_of_percent(row.get(name).rstrip("% ").replace(",", "."))
    if share is None or abs(share) > 1:
        raise Unfit(f"The column {row.called(name)} holds no percentage from -100 to 100.")
    return share


def _number(row: Row, name: str) -> Fraction:
    try:
        return _as_number(row.get(name), row.get("unit"))
    except Unfit as unfit:
        raise Unfit(f"The column {row.called(name)} holds no number. {unfit}") from unfit


def _as_number(text: str, unit: str) -> Fraction:
    number = read_number(text, unit)
    if isinstance(number, Unreadable):
        raise Unfit(f"“{text[:60]}” is not read as a number. {number.reason}")
    return number


_READERS: dict[str, Callable[[Row], KeyRead]] = {
    EITHER_CHOICE: _choice,
    "single_choice": lambda row: _choice(row, "single_choice"),
    "multiple_response": lambda row: _choice(row, "multiple_response"),
    "true_false": _true_false,
    YES_OR_NO: _yes_no,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "date": _date,
    "ordering": _ordering,
    "matching": _matching,
    "open_answer": _open_answer,
    "cloze": _cloze,
}
