"""What the words behind `Answer:`, or in a key of answers, name: options, a number, some words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from questions.formats.numbered.options import name_of
from questions.formats.numbered.signs import labels_of
from questions.numerals import read_number
from questions.response import Unreadable
from questions.text import folded

_BETWEEN_NAMES = re.compile(r"[\s,;/&+]+(?:(?:and|und|et|y|e|или|и)\s+)?|\band\b")
_NAMED = re.compile(
    r"(?:option|choice|letter|answer|number|no\.|nr\.)\s+[(]?(?P<name>[^\W_]{1,2})[)]?", re.IGNORECASE
)
_AROUND = "()[]{}.:*"
_TOLERANCE = re.compile(r"\s*(?:±|\+\s?/\s?[-−–]|\+[-−])\s*")
_BETWEEN = re.compile(r"between\s+(?P<low>\S{1,60})\s+and\s+(?P<high>\S{1,60})", re.IGNORECASE)
_NUMBER = re.compile(r"[-+−]?\s?[\d.,](?:[\d.,/'’]| (?=\d))*(?:[eE][-+]?\d{1,3})?")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"\s*(?:;\s*|\Z)')
_WORD_OR_WORD = re.compile(r"(?<=[^\W\d_]{3})/(?=[^\W\d_]{3})")
_LONGEST_NUMBER = 120


@dataclass(frozen=True, slots=True)
class Shown:
    """An option as answers refer to it."""

    place: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its tolerance and its unit."""

    value: Fraction
    tolerance: Fraction
    unit: str = ""


def chosen_in(answer: str, options: Sequence[Shown], doubts: list[str]) -> frozenset[int] | None:
    """The places of the options that an answer names; None where it names none, or is not clear."""
    text = answer.strip().strip("*").strip()
    if (both := _with_name_and_text(text, options)) is not None:
        return frozenset({both})
    names = [part.strip(_AROUND) for part in _BETWEEN_NAMES.split(text.strip(_AROUND + " "))]
    several = _named(names, options) if len(names) > 1 else None
    if several is not None and all(option.text != text for option in options):
        return several
    whole = _with_text(text, options)
    if whole is not None and (len(text) > 1 or len(options[whole].text) > 1):
        return frozenset({whole})
    found = _named(names, options)
    if found is None and text.isalpha() and 1 < len(text) <= len(options):
        is_in_order = text.isupper() or text.islower()
        found = _named(list(text), options) if is_in_order and sorted(set(text)) == list(text) else None
    if found is not None:
        return found
    if (named := _NAMED.match(text)) is not None:
        return _named([named["name"]], options)
    for label in labels_of(text)[:1]:
        place = _with_name(label.place, options) if label.kind in ("letter", "roman", "number") else None
        if place is not None:
            rest = text[label.start :].strip()
            if rest and folded(rest) != folded(options[place].text):
                doubts.append(
                    f"The answer says “{rest[:60]}”, the option it names “{options[place].text[:60]}”."
                )
            return frozenset({place})
    texts = [_with_text(part.strip(), options) for part in re.split(r"[;,]", text)]
    places = [place for place in texts if place is not None]
    return frozenset(places) if len(places) == len(texts) else whole_or_none(whole)


def whole_or_none(place: int | None) -> frozenset[int] | None:
    return None if place is None else frozenset({place})


def is_name_like(answer: str) -> bool:
    """Whether an answer is a letter, or several, rather than words."""
    names = [part.strip(_AROUND) for part in _BETWEEN_NAMES.split(answer.strip(_AROUND + " "))]
    return all(len(name) == 1 and name.isalpha() for name in names) or any(
        label.kind == "letter" for label in labels_of(answer)
    )


def measure_in(answer: str, *, is_said: bool) -> Measure | None:
    """The number that an answer gives with `±` or `between`, or any where `is_said` calls it a number."""
    if len(answer) > _LONGEST_NUMBER:
        return None
    if (between := _BETWEEN.fullmatch(answer)) is not None:
        low, high = (_number(between[end]) for end in ("low", "high"))
        if low is None or high is None or low > high:
            return None
        return Measure((low + high) / 2, (high - low) / 2)
    value_text, *rest = _TOLERANCE.split(answer)
    if len(rest) > 1 or not (rest or is_said):
        return None
    value, unit = _with_unit(value_text.removesuffix("(").strip())
    tolerance, other_unit = _with_unit(rest[0].removesuffix(")").strip()) if rest else (Fraction(0), "")
    if value is None or tolerance is None or (unit and other_unit and unit != other_unit):
        return None
    return Measure(value, abs(tolerance), unit or other_unit)


def alternatives_in(answer: str, doubts: list[str]) -> list[str]:
    """The answers that count: parted by semicolons, or by slashes, which could mean something else.

    Within quotes nothing parts; a quote inside is doubled.
    """
    if answer.startswith('"'):
        found, at = [], 0
        while at < len(answer) and (quoted := _QUOTED.match(answer, at)) is not None:
            found.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        if found and at == len(answer):
            return found
    parts: list[str] = []
    for part in answer.split(";"):
        either = [one for half in part.split(" / ") for one in _WORD_OR_WORD.split(half)]
        if len(either) > 1 and "://" not in part:
            doubts.append(f"“{part.strip()[:60]}” was read as {len(either)} answers, each of which counts.")
            parts += either
        else:
            parts.append(part)
    return [part.strip() for part in parts if part.strip()]


def _named(names: Iterable[str], options: Sequence[Shown]) -> frozenset[int] | None:
    places = set()
    for name in names:
        place = name_of(name) if name else None
        at = None if place is None else _with_name(place, options)
        if at is None:
            return None
        places.add(at)
    return frozenset(places) or None


def _with_name(place: int, options: Sequence[Shown]) -> int | None:
    """Where the one option of this letter stands; options without letters go by their order."""
    if any(option.place is not None for option in options):
        found = [at for at, option in enumerate(options) if option.place == place]
        return found[0] if len(found) == 1 else None
    return place if 0 <= place < len(options) else None


def _with_name_and_text(text: str, options: Sequence[Shown]) -> int | None:
    """Where the option stands whose name and whose words an answer gives: `1. 2` names no second one."""
    for label in labels_of(text)[:1]:
        at = _with_name(label.place, options) if label.kind in ("letter", "roman", "number") else None
        words = folded(text[label.start :])
        if at is not None and words and words == folded(options[at].text):
            return at
    return None


def _with_text(text: str, options: Sequence[Shown]) -> int | None:
    exact = [at for at, option in enumerate(options) if option.text == text]
    words = folded(text)
    found = exact or [at for at, option in enumerate(options) if words and folded(option.text) == words]
    return found[0] if len(found) == 1 else None


def _with_unit(text: str) -> tuple[Fraction | None, str]:
    found = _NUMBER.match(text)
    if found is None:
        return None, ""
    return _number(found[0]), text[found.end() :].strip()


def _number(text: str) -> Fraction | None:
    found = read_number(text)
    return None if isinstance(found, Unreadable) else found
