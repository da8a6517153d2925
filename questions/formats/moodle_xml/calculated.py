"""Moodle's calculated questions, whose numbers are drawn from sets in the file: as one with the first set."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from copy import deepcopy
from fractions import Fraction
from xml.etree.ElementTree import Element

from questions.formats.limits import LONGEST_TEXT, MOST_OPTIONS
from questions.formats.moodle_xml.answers import Refused, in_figures, number_of
from questions.formats.moodle_xml.formulas import NoNumber, computed, rounded
from questions.formats.moodle_xml.texts import raw_text, value_of

NO_NUMBERS = "It draws its numbers from sets that the file does not hold: export it with its dataset."
TOO_MANY_NAMES = f"Its formulas have more than {MOST_OPTIONS} names: split it."
TOO_MANY_PLACES = f"Its text has more than {LONGEST_TEXT:,} places for numbers: split it."
ONE_SET = "In Moodle its numbers differ from attempt to attempt; here it is asked with {}."
GEOMETRIC = (
    "Moodle measures how far off an answer may be by its ratio; here the same is allowed on both sides."
)
_FORMULA = re.compile(r"\{=([^{}]*(?:\{[^{}]+\}[^{}]*)*)\}")
_LENGTH = re.compile(r"[0-9]{1,3}")
_DIGITS = 12
"""Of a computed number, beyond which floating numbers say nothing."""

_MOST_DECIMALS = 30
_RELATIVE, _GEOMETRIC = "1", "3"
_SIGNIFICANT = "2"


def with_numbers(element: Element) -> tuple[Element, str]:
    """The question with one set of numbers in its texts and its answers computed, and what that loses."""
    numbers = _first_set(element)
    kept = deepcopy(element)
    try:
        for answer in kept.findall("answer"):
            _settle(answer, numbers, is_shown=element.get("type") == "calculatedmulti")
        for holder in kept.iter():
            if holder.tag == "text" and holder.text and "{" in holder.text:
                holder.text = _filled(holder.text, numbers)
    except NoNumber as reason:
        raise Refused(str(reason)) from reason
    used = ", ".join(f"{name} = {value}" for name, value in numbers.items())
    lost = ONE_SET.format(used[:200] or "the same numbers always")
    is_geometric = any(value_of(one, "tolerancetype") == _GEOMETRIC for one in element.findall("answer"))
    return kept, f"{lost} {GEOMETRIC}" if is_geometric else lost


def _first_set(element: Element) -> dict[str, str]:
    """The numbers, as they are written, of the first set that has one for every name."""
    sets: dict[str, dict[str, str]] = {}
    definitions = element.findall("dataset_definitions/dataset_definition")
    if len(definitions) > MOST_OPTIONS:
        raise Refused(TOO_MANY_NAMES)
    for definition in definitions:
        items = {
            value_of(one, "number"): value_of(one, "value")
            for one in definition.iterfind("dataset_items/dataset_item")
        }
        sets[value_of(definition, "name")] = {
            number: value for number, value in items.items() if number_of(value) is not None
        }
    if not sets:
        return {}
    first, *others = sets.values()
    number = next((one for one in first if all(one in other for other in others)), None)
    if number is None:
        raise Refused(NO_NUMBERS)
    return {name: in_figures(values[number]) for name, values in sets.items()}


def _settle(answer: Element, numbers: Mapping[str, str], *, is_shown: bool) -> None:
    """Write what an answer comes to: as Moodle shows an option, or in full with how far off one may be."""
    holder = answer.find("text")
    formula = raw_text(answer)
    if holder is None or formula == "*":
        return
    if is_shown:
        length, style = value_of(answer, "correctanswerlength"), value_of(answer, "correctanswerformat")
        holder.text = _filled(formula, numbers, int(length) if _LENGTH.fullmatch(length) else None, style)
        return
    value = _computed(
        formula.removeprefix("{=").removesuffix("}") if _FORMULA.fullmatch(formula) else formula, numbers
    )
    holder.text = _in_full(value)
    tolerance = answer.find("tolerance")
    within = number_of(value_of(answer, "tolerance", "0"))
    if tolerance is None or within is None:
        return
    if value_of(answer, "tolerancetype", _RELATIVE) in (_RELATIVE, _GEOMETRIC):
        within = abs(within) * abs(number_of(holder.text) or Fraction(0))
    tolerance.text = _in_full(float(within))
    for child in list(tolerance):
        tolerance.remove(child)


def _filled(text: str, numbers: Mapping[str, str], length: int | None = None, style: str = "") -> str:
    """A text with its formulas computed and its names replaced."""

    def shown(found: re.Match[str]) -> str:
        value = _computed(found[1], numbers)
        return _in_full(value) if length is None else _written(value, min(length, _DIGITS), style)

    if text.count("{") > LONGEST_TEXT:
        raise Refused(TOO_MANY_PLACES)
    text = _FORMULA.sub(shown, text)
    for name, value in numbers.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _computed(formula: str, numbers: Mapping[str, str]) -> float:
    return computed(formula, {name: float(value) for name, value in numbers.items()})


def _written(value: float, length: int, style: str) -> str:
    """A number with so many decimals or, by its style, so many significant digits."""
    if style == _SIGNIFICANT and value:
        length = min(max(0, length - 1 - math.floor(math.log10(abs(value)))), _MOST_DECIMALS)
    return f"{rounded(value, length):.{length}f}"


def _in_full(value: float) -> str:
    return f"{value:.{_DIGITS}g}"
