"""Which questions ask the same in nearly the same words."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from fractions import Fraction

from questions.generation.lint.subject import content_words, key_texts
from questions.question import Question

_SHORT_NAME = re.compile(r"(?<=\w )[A-Z]{1,3}\b")
"""A, B or UN behind another word: no content word is so short, yet it tells vitamin A from vitamin B."""
_NEAR = Fraction(9, 10)
"""The share of the content words of two stems that both must have."""
_FRAME = re.compile(
    r"^(?:(?:can|could) you (?:say|tell)|do you know|(?:choose|give|tick|mark|select) (?:the"
    r"|one) (?:right )?answer"
    r"|question|please)\b:?|\b(?:give|choose|tick|mark|select) the (?:right|correct) answer\b"
    r"|\(\d+ points?\)"
    r"|\bwhat is\b|\bwhich \w+ is\b|\bin which (?:year|city|country|place)\b",
    re.I,
)
"""What a stem may have around what it asks; the key says whether a city or a year is asked for."""


def is_near_duplicate(one: Question, other: Question) -> bool:
    """Whether two questions of one type ask for the same answer in nearly the same words."""
    return _likeness(one) == _likeness(other) and _are_near(_words_asked(one), _words_asked(other))


def near_duplicates(questions: Sequence[Question]) -> Iterator[tuple[Question, Question]]:
    """Each question that asks the same as one before it, with the first such one.

    Compared are only those that share a rare word: what is rare in neither is in no near duplicate.
    """
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, question in enumerate(questions):
        alike[_likeness(question)].append(place)
    first: dict[int, int] = {}
    for places in alike.values():
        if len(places) > 1:
            first.update(_first_near({place: _words_asked(questions[place]) for place in places}))
    for place, rival in sorted(first.items()):
        yield questions[place], questions[rival]


def _first_near(words_at: dict[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """The places whose words are near those of a place before, with the first such place."""
    frequency = Counter(word for words in words_at.values() for word in words)
    holding: dict[str, list[int]] = defaultdict(list)
    for place, words in words_at.items():
        # Two sets share most of their words only if they share one of these of each (prefix filtering).
        common = math.ceil(_NEAR * len(words))
        rare = sorted(words, key=lambda word: (frequency[word], word))[: len(words) - common + 1] or [""]
        firsts = (
            next((rival for rival in holding[word] if _are_near(words, words_at[rival])), None)
            for word in rare
        )
        near = [rival for rival in firsts if rival is not None]
        if near:
            yield place, min(near)
        for word in rare:
            holding[word].append(place)


def _are_near(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= _NEAR * len(one | other)


def _words_asked(question: Question) -> frozenset[str]:
    return content_words(_FRAME.sub(" ", question.asked.stem.value))


def _likeness(question: Question) -> tuple[object, ...]:
    """What two questions must share to be near duplicates.

    Where the answer says little (an order, pairs, true or false), the whole question has to be the same.
    """
    asked, keys = question.asked, tuple(sorted(set(key_texts(question))))
    short_names = frozenset(_SHORT_NAME.findall(asked.stem.value))
    if asked.prompts or question.type in ("ordering", "true_false", "cloze", "open_answer"):
        return question.type, keys, short_names, asked.stem.value, asked.options
    return question.type, keys, short_names
