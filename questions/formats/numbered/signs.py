"""The signs by which a typed line shows what it is: numbers, letters, boxes and bullets."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import Literal

_ALPHABETS = (string.ascii_lowercase, "абвгдежзиклмнопрст", "αβγδεζηθικλμ")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

_BEFORE_NUMBER = (
    r"(?:\#{1,6}\s+)?(?P<bold>\*\*|__(?=\w))?(?:_{1,20}\s{0,3}(?P<blank>[A-Za-z])?[\s_]{0,20}\s)?"
)
_WORDED = re.compile(
    r"(?:[-–•*+]\s{1,3}(?=\*\*|__|[QqFfPp]))?"
    + _BEFORE_NUMBER
    + r"(?:questions?|quest|q|item|frage|aufgabe|pregunta|domanda|vraag|pergunta|вопрос)"
    r"\s{0,3}(?:\#|no?[.°º]|nr\.?)?\s{0,3}(?P<number>\d{1,5})(?:\s(?:of|/)\s\d{1,5})?(?:\s{0,3}[.):–—-]|(?=\s|$|\*))\s*",
    re.IGNORECASE,
)
_WORD_ALONE = re.compile(r"(?:question|q|frage|pregunta|domanda)\s?[:.]\s*(?=\S|$)", re.IGNORECASE)
_BARE = re.compile(
    _BEFORE_NUMBER
    + r"(?P<open>[(\[]?)(?P<number>\d{1,5})(?:\\?(?P<closer>[.)\]:])(?:\*\*)?(?=\s|$|[^\W\d]|[\"'“‘«¿¡(])"
    r"|\s[-–—](?=\s)|\t)\s*"
)
_LETTERED = re.compile(
    r"(?P<before>(?:\*{1,3}|[✓✔✅√☑])\s{0,3})?"
    r"(?:[(\[](?P<inner>[^\W\d_]{1,4})[)\]]|(?P<letter>[^\W\d_]{1,4})(?P<closer>\s?[).:\]]|\s[-–—](?=\s)|\t))"
    r"(?(before)(?:\*{2})?)\s*"
)
_BOX = re.compile(
    r"(?:[-–—•*+]\s{1,3})?(?:\[\s?(?P<square>[xX*✓✔]?)\s?\]|\((?P<round>[xX*✓✔]|\s{1,3})\)|(?P<sign>[☐☑☒□■○●◯]))\s*(?=\S)"
)
_FULL = frozenset("☑☒■●")
_BULLET = re.compile(
    r"(?P<before>(?:\*{1,3}|[✓✔✅√])\s{0,3})?(?P<sign>[-–—•·▪◦‣∙+]|o(?=\t))(?:\s+|(?<=[•▪◦‣∙])(?=\S))"
)
_STAR = re.compile(r"\*\s*(?=[^\s*])")
_TICK = re.compile(r"[✓✔✅]\s*(?=\S)|√\s+(?=\S)")

LabelKind = Literal["letter", "roman", "number", "box", "bullet", "star"]


@dataclass(frozen=True, slots=True)
class Opening:
    """The number that a question begins with. `start` is where its words begin.

    `style` tells numbers of one kind from those of another; `answer` is a letter in the blank before it.
    """

    number: int | None
    style: str
    start: int
    answer: str = ""
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What an option begins with. `place` counts from 0; boxes and bullets have none.

    `mark` is whether the label itself says that the option is right, None where it says nothing.
    """

    kind: LabelKind
    place: int
    sign: str
    start: int
    mark: bool | None = None


def opening_of(text: str) -> Opening | None:
    """The number of a question that a line may begin with."""
    found = _WORDED.match(text)
    if found is not None:
        return Opening(int(found["number"]), "word", found.end(), found["blank"] or "", bool(found["bold"]))
    found = _BARE.match(text)
    if found is not None:
        style = found["open"] + (found["closer"] or "-")
        return Opening(int(found["number"]), style, found.end(), found["blank"] or "", bool(found["bold"]))
    found = _WORD_ALONE.match(text)
    return None if found is None else Opening(None, "word", found.end())


def labels_of(text: str) -> list[Label]:
    """All that the beginning of a line can mean as the label of an option, the likeliest first."""
    found: list[Label] = []
    if (box := _BOX.match(text)) is not None:
        filled = (box["square"] or box["round"] or "").strip() or (
            box["sign"] in _FULL if box["sign"] else ""
        )
        found.append(Label("box", 0, "box", box.end(), bool(filled)))
    if (letter := _LETTERED.match(text)) is not None:
        found += _lettered(text, letter)
    if (number := _BARE.match(text)) is not None and not number["bold"] and not number["blank"]:
        sign = number["open"] + (number["closer"] or "-")
        found.append(Label("number", int(number["number"]) - 1, sign, number.end()))
    if (bullet := _BULLET.match(text)) is not None:
        mark = True if bullet["before"] else None
        found.append(Label("bullet", 0, bullet["sign"], bullet.end(), mark))
    elif (star := _STAR.match(text) or _TICK.match(text)) is not None:
        found.append(Label("star", 0, "*", star.end(), True))
    return found


def place_of(letters: str) -> int | None:
    """The place that a letter has in its alphabet, from 0; `aa` follows `z`."""
    low = letters.lower()
    for alphabet in _ALPHABETS:
        if len(low) == 1 and low in alphabet:
            return alphabet.index(low)
    if len(low) == 2 and low.isascii() and low.isalpha():
        first, second = (_ALPHABETS[0].index(letter) for letter in low)
        return 26 * (first + 1) + second
    return None


def _lettered(text: str, found: re.Match[str]) -> list[Label]:
    letters, closer = found["inner"] or found["letter"], (found["closer"] or "()").strip() or "-"
    follows = text[found.end() : found.end() + 1]
    is_attached = follows and not text[found.end() - 1].isspace()
    is_small = letters.islower() and (follows.islower() or follows.isdigit())
    if is_attached and (closer == ":" or (closer == "." and is_small)):
        return []  # 10 a.m., e.g., b:2
    mark = True if found["before"] else None
    sign = closer + ("^" if letters.isupper() else "")
    readings: list[Label] = []
    place = place_of(letters)
    if place is not None:
        readings.append(Label("letter", place, sign, found.end(), mark))
    if letters.lower() in _ROMAN:
        readings.append(Label("roman", _ROMAN.index(letters.lower()), sign, found.end(), mark))
    return readings
