"""What answers of every kind are made of: a weight, the words, a feedback."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from questions.formats.gift.draft import Unfit
from questions.formats.gift.texts import MoodleFormat, Words, read_words, words_of
from questions.formats.limits import MOST_OPTIONS
from questions.formats.shares import share_of_percent
from questions.question import Why

_WEIGHT = re.compile(r"%(-{0,2}\d{1,2}\d?(?:\.\d{0,20})?)%")

_MOST = 2 * MOST_OPTIONS
"""Pieces that are looked at: a right option written `~=` makes two."""

COSTS_NOTHING = "A wrong answer that was to cost something costs nothing here."


@dataclass(frozen=True, slots=True)
class Part:
    """One answer; `share` is None where it has no weight. Words and feedback are shielded."""

    share: Fraction | None
    words: str
    feedback: str

    def said(self, default: MoodleFormat) -> Words:
        return words_of(self.words, default)


def part_of(answer: str) -> Part:
    """`%50%words#feedback` taken apart."""
    answer = answer.strip()
    weight = _WEIGHT.match(answer)
    share = share_of_percent(weight[1]) if weight else None
    if weight and share is not None:
        answer = answer[weight.end() :]
    words, _, feedback = answer.partition("#")
    return Part(share, words.strip(), feedback.strip())


def pieces(answers: str, sign: str) -> list[str]:
    """The answers between these signs; what stands before the first sign is one too, if it says anything."""
    first, *rest = answers.split(sign)
    found = [first, *rest] if first.strip() else rest
    if len(found) > _MOST:
        raise Unfit(f"It has {len(found):,} answers; at most {MOST_OPTIONS} are taken.")
    return found


class Feedback:
    """Collects what is said of answers, each by the name that its key has for it."""

    def __init__(self, default: MoodleFormat) -> None:
        self._default = default
        self._whys: dict[str, Why] = {}
        self.losses: list[str] = []

    def add(self, name: str, shielded: str, *, is_right: bool) -> None:
        """Keep a feedback, if it says anything; a second one on the same answer has no place."""
        read = read_words(words_of(shielded, self._default))
        if not read.text.value:
            return
        self.losses += read.losses
        if name in self._whys:
            if self._whys[name].said != read.text:
                self.losses.append(f"A second feedback on “{name[:40]}” was left out: an answer has one.")
            return
        rule = "entailed" if is_right else "written"
        self._whys[name] = Why(name, read.text.value, rule, read.text.format)

    def whys(self, names: Iterable[str] = ()) -> tuple[Why, ...]:
        """What was said, in the order of these names where they are given."""
        order = {name: place for place, name in enumerate(names)}
        return tuple(sorted(self._whys.values(), key=lambda why: order.get(why.option, len(order))))
