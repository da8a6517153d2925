"""Numerical answers: `1822`, `1822:5`, `3.141..3.142`, and several of them with weights."""

from __future__ import annotations

import re
from fractions import Fraction

from questions.formats.gift.draft import Draft, Unfit
from questions.formats.gift.parts import COSTS_NOTHING, Feedback, Part, part_of, pieces
from questions.formats.gift.texts import MoodleFormat
from questions.formats.shares import WHOLE
from questions.question import NumberAnswer, NumberKey
from questions.types.numeric import ANY_OTHER, answer_names

_DECIMALS = 15
COMMA = "A decimal comma was read as a decimal point."
_NUMBER = re.compile(r"[+-]?(?:\d{1,60}\.?\d{0,60}|\.\d{1,60})(?:[eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"(?<![\d.])\d{1,60},\d{1,60}(?![\d.])")


def read_numeric(answers: str, default: MoodleFormat) -> Draft:
    """The draft of a question whose answers begin with `#`; `Unfit` where one is no number."""
    answers, tilde, wrong = answers[1:].partition("~")
    feedback = Feedback(default)
    found: list[tuple[NumberAnswer, Part]] = []
    losses: list[str] = []
    doubts: list[str] = []
    for part in map(part_of, pieces(answers, "=")):
        written = part.said(default).text
        if written == ANY_OTHER and not part.share:
            feedback.add(ANY_OTHER, part.feedback, is_right=False)
            continue
        if _COMMA.search(written):
            doubts.append(COMMA)
            written = _COMMA.sub(lambda number: number[0].replace(",", "."), written)
        value, tolerance = _within(written)
        share = WHOLE if part.share is None else part.share
        if share < 0:
            losses.append(COSTS_NOTHING)
        found.append((NumberAnswer(value, tolerance, max(share, Fraction(0))), part))
    if not found:
        raise Unfit("It has no number after the “#”: write for example {#42}.")
    best = next((place for place, (answer, _) in enumerate(found) if answer.share == WHOLE), None)
    if best is None:
        raise Unfit("No number earns everything: give one of them 100 %.")
    found.insert(0, found.pop(best))
    (first, _), *others = found
    key = NumberKey(first.value, first.tolerance, tuple(answer for answer, _ in others))
    names = answer_names(key)
    for name, (answer, part) in zip(names, found, strict=True):
        feedback.add(name, part.feedback, is_right=answer.share == WHOLE)
    if tilde:
        feedback.add(ANY_OTHER, part_of(wrong).feedback, is_right=False)
    return Draft(
        "numeric",
        key,
        whys=feedback.whys(names),
        losses=(*losses, *feedback.losses),
        doubts=tuple(dict.fromkeys(doubts)),
    )


def digits_of(number: Fraction) -> str:
    """A number with a decimal point and without groups; rounded to 15 decimals where it never ends."""
    sign, number = ("-" if number < 0 else ""), abs(number)
    digits = str(round(number * 10**_DECIMALS)).rjust(_DECIMALS + 1, "0")
    return sign + f"{digits[:-_DECIMALS]}.{digits[-_DECIMALS:]}".rstrip("0").rstrip(".")


def _within(written: str) -> tuple[Fraction, Fraction]:
    """The number and its tolerance."""
    low, dots, high = written.partition("..")
    if dots and low:
        least, most = sorted((_number(low), _number(high)))
        return (least + most) / 2, (most - least) / 2
    number, _, tolerance = written.partition(":")
    return _number(number), abs(_number(tolerance)) if tolerance.strip() else Fraction(0)


def _number(written: str) -> Fraction:
    text = written.strip().replace("−", "-")
    if not _NUMBER.fullmatch(text):
        raise Unfit(f"“{written.strip()[:40]}” is no number: write for example 3.14 or 1822:5.")
    return Fraction(text)
