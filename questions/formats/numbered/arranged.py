"""Typed questions in which things are put together or in order: how lines and answers say what is right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questions.formats.numbered.options import name_of
from questions.formats.numbered.signs import labels_of
from questions.lettering import lettered
from questions.question import Asked, Option, OrderKey, PairsKey, Text

_ARROWS = (" -> ", " → ", " => ", " ⇒ ")
_SOFT_SIGNS = (" – ", " — ", " = ", " - ", ": ")
"""What else parts two sides where the question says that they are to be matched."""

_MATCHES = re.compile(
    r"\b(?:match|pair|connect|ordne[nt]?\b.{0,80}\bzu\b|zuordnen|zugeordnet|verbinde|relaciona|empareja|asocia|une\b|"
    r"associez|associe\b|reliez|relie\b|abbina|collega|associe|relacione|verbind|koppel|соотнесите|"
    r"установите соответствие)",
    re.IGNORECASE | re.DOTALL,
)
_ORDERS = re.compile(
    r"\b(?:put|arrange|order|sort|rank|place|bringe|ordne|ordena|classez|classe|rangez|remets|remettez|"
    r"ordina|ordene|расположите)\b.{0,200}\b(?:order|sequence|reihenfolge|orden|ordre|ordine|ordem|порядке)",
    re.IGNORECASE | re.DOTALL,
)
_PAIR = re.compile(r"\(?([^\W_]{1,2})\)?[.)]?\s*(?:[-–—=:→]|->|=>)\s*\(?([^\W_]{1,2})\)?")
_BETWEEN = re.compile(r"[\s,;/&]+|->|→|>")


def asks_to_match(stem: str) -> bool:
    return _MATCHES.search(stem[:2_000]) is not None


def asks_to_order(stem: str) -> bool:
    return _ORDERS.search(stem[:2_000]) is not None


def matched(
    stem: str, texts: Sequence[str], answers: Sequence[str], *, is_said: bool
) -> tuple[Asked, PairsKey] | None:
    """A matching of options that hold both sides, or of two lists that an answer joins; None for any other.

    `is_said`: the question calls itself one, so that dashes part the sides too.
    """
    found = _two_sided(texts, is_said=is_said) if not answers else _two_lists(texts, answers)
    if found is None:
        return None
    pairs, spare = found
    prompts = tuple(Option(str(place), left) for place, (left, _) in enumerate(pairs, start=1))
    options = lettered(dict.fromkeys([*(right for _, right in pairs), *spare]))
    ids = {option.text: option.id for option in options}
    key = tuple((prompt.id, ids[right]) for prompt, (_, right) in zip(prompts, pairs, strict=True))
    reuses = len({option for _, option in key}) < len(key)
    return Asked("matching", Text(stem), options, prompts, reuses_options=reuses), PairsKey(key)


def ordered(
    stem: str, texts: Sequence[str], answers: Sequence[str], *, is_said: bool
) -> tuple[Asked, OrderKey] | None:
    """An ordering whose answer names every option once, or that calls itself one and stands in order."""
    places = list(range(len(texts))) if is_said and not answers else None
    if len(answers) == 1:
        names = [
            name_of(part.strip(".()")) for part in _BETWEEN.split(answers[0].strip()) if part.strip(".()")
        ]
        places = [name for name in names if name is not None]
        if len(places) < len(names):
            return None
    if places is None or len(texts) < 2 or sorted(places) != list(range(len(texts))):
        return None
    options = lettered(texts)
    return Asked("ordering", Text(stem), options), OrderKey(tuple(options[place].id for place in places))


def _two_sided(texts: Sequence[str], *, is_said: bool) -> tuple[list[tuple[str, str]], list[str]] | None:
    for sign in (*_ARROWS, *(_SOFT_SIGNS if is_said else ())):
        halves = [f" {text} ".split(sign) for text in texts]
        if len(texts) > 1 and all(len(half) == 2 and half[1].strip() for half in halves):
            sides = [(left.strip(), right.strip()) for left, right in halves]
            pairs = [(left, right) for left, right in sides if left]
            return (pairs, [right for left, right in sides if not left]) if len(pairs) > 1 else None
    return None


def _two_lists(
    texts: Sequence[str], answers: Sequence[str]
) -> tuple[list[tuple[str, str]], list[str]] | None:
    """Lettered things, then numbered ones below the last of them, and an answer such as `a-2, b-1`."""
    if not texts or len(answers) != 1:
        return None
    last, *below = texts[-1].split("\n")
    left, right = [*texts[:-1], last], [_without_number(line, at) for at, line in enumerate(below)]
    named = [(name_of(one), name_of(other)) for one, other in _PAIR.findall(answers[0])]
    rest = _BETWEEN.sub("", _PAIR.sub("", answers[0]))
    if rest or len(left) < 2 or None in right or [one for one, _ in named] != list(range(len(left))):
        return None
    if any(other is None or not 0 <= other < len(right) for _, other in named):
        return None
    shown = [text for text in right if text is not None]
    pairs = [(left[one], shown[other]) for one, other in named if one is not None and other is not None]
    used = {text for _, text in pairs}
    return pairs, [text for text in shown if text not in used]


def _without_number(line: str, at: int) -> str | None:
    label = next((one for one in labels_of(line) if one.kind == "number"), None)
    return line[label.start :].strip() if label is not None and label.place == at else None


def typed_pairs(asked: Asked, key: PairsKey) -> list[str]:
    """The lines of a matching, a side before and a side behind an arrow; what belongs to none comes last."""
    texts, partners = asked.texts, dict(key.pairs)
    used = set(partners.values())
    lines = [f"{prompt.text} -> {texts[partners[prompt.id]]}" for prompt in asked.prompts]
    return lines + [f"-> {option.text}" for option in asked.options if option.id not in used]
