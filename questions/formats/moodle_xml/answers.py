"""Weighed answers as Moodle's questions and gaps have them, as our keys."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from questions.formats.limits import MOST_OPTIONS
from questions.formats.shares import WHOLE, share_of_percent
from questions.question import NumberAnswer, NumberKey, Text, TextKey, Why
from questions.types.numeric import ANY_OTHER, answer_names

_NUMBER = re.compile(r"[+-]?(?:\d{1,60}(?:[.,]\d{0,60})?|[.,]\d{1,60})(?:[eE][+-]?\d{1,2})?")
_STAR = re.compile(r"(?<!\\)\*")
TOO_MANY_ANSWERS = f"It has more than {MOST_OPTIONS} answers or gaps: split it."


class Refused(Exception):
    """Why a question cannot be taken, in a sentence."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with the share that it earns and, in hypertext, what its author says to it.

    `is_weighed`: the share was written as a percentage.
    """

    text: str
    share: Fraction
    feedback: str = ""
    tolerance: str = ""
    is_weighed: bool = False


def share_of(written: str) -> Fraction:
    """A fraction as Moodle writes it, in percent; what is no number earns nothing, as in Moodle."""
    return share_of_percent(written.strip().replace(",", ".")) or Fraction(0)


def number_of(written: str) -> Fraction | None:
    """A number of a file, with a point or a comma; None for anything else, * included."""
    words = in_figures(written)
    return Fraction(words) if _NUMBER.fullmatch(words) else None


def in_figures(number: str) -> str:
    """A number as programs write it: `−1 000,5` as `-1000.5`."""
    return "".join(number.split()).replace("−", "-").replace(",", ".")


def text_key(answers: Sequence[Answer], *, is_exact: bool) -> tuple[TextKey, dict[str, str]]:
    """The key of typed answers, and how it calls each of them; empty answers are none."""
    has_wildcards = any(_STAR.search(one.text) for one in answers)
    names = {one.text: one.text if has_wildcards else one.text.replace("\\*", "*") for one in answers}
    shares: dict[str, Fraction] = {}
    for one in answers:
        if one.text:
            shares.setdefault(names[one.text], max(one.share, Fraction(0)))
    accepted = tuple(text for text, share in shares.items() if share >= WHOLE)
    partly = tuple((text, share) for text, share in shares.items() if share < WHOLE)
    return TextKey(accepted, (), partly, has_wildcards, is_exact), names


def number_key(answers: Sequence[Answer]) -> tuple[NumberKey, list[str], list[str]]:
    """The key of typed numbers, how reasons name each answer, and losses. `Refused` where none earns all."""
    losses: list[str] = []
    read: dict[int, NumberAnswer] = {}
    for place, one in enumerate(answers):
        value, tolerance = number_of(one.text), number_of(one.tolerance or "0")
        if one.text.strip() == ANY_OTHER:
            if one.share > 0:
                losses.append("What any other number (*) earns was left out.")
            continue
        if value is None:
            raise Refused(f"Its answer “{one.text[:60]}” is no number: write digits, such as 2.5.")
        if tolerance is None:
            raise Refused(f"The tolerance “{one.tolerance[:60]}” of {one.text[:60]} is no number.")
        read[place] = NumberAnswer(value, abs(tolerance), min(max(one.share, Fraction(0)), WHOLE))
    first = next((place for place, one in read.items() if one.share == WHOLE), None)
    if first is None:
        raise Refused("No number earns the whole mark: give one of them 100 %.")
    best = read.pop(first)
    key = NumberKey(best.value, best.tolerance, tuple(read.values()))
    names = dict(zip([first, *read], answer_names(key), strict=True))
    return key, [names.get(place, ANY_OTHER) for place in range(len(answers))], losses


def whys_of(told: Iterable[tuple[str, Text, bool]]) -> tuple[tuple[Why, ...], list[str]]:
    """The reasons of (answer, feedback, whether it is right); of two for one answer the first is kept."""
    first: dict[str, Text] = {}
    whys: dict[str, Why] = {}
    losses: list[str] = []
    for name, feedback, is_right in told:
        if first.setdefault(name, feedback) != feedback:
            losses.append(f"“{name[:60]}” had two feedbacks; only the first one was kept.")
            continue
        if feedback.value:
            rule = "entailed" if is_right else "written"
            whys.setdefault(name, Why(name, feedback.value, rule, feedback.format))
    return tuple(whys.values()), losses
