"""Which questions the words of another answer, so that a paper asks these without it, or before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from questions.generation.called import Called
from questions.generation.lint.subject import content_words, key_texts
from questions.generation.patterns import in_words
from questions.question import Question
from questions.text import folded

IN_LIKE_WORDS = Fraction(2, 5)
"""The share of the content words of a stem that another has to have, to be about the same."""

MOST_ALIKE = 40
"""What is the answer to so many questions is what the bank is about: its name betrays none of them."""

_FEWEST_LETTERS = 3
_COUNTS = frozenset(map(str, range(1, 11)))
_ANSWERED_BY_ONE_THING = ("single_choice", "short_answer", "numeric", "date")


@dataclass(frozen=True, slots=True)
class _Aim:
    """What is asked, and by which words."""

    question_id: str
    words: frozenset[str]

    def is_met_by(self, words: frozenset[str]) -> bool:
        return len(self.words & words) >= IN_LIKE_WORDS * len(self.words)


class Betraying:
    """Reads the questions of one bank, each at a cost that does not grow with their number."""

    def __init__(self, questions: Sequence[Question]) -> None:
        aims: dict[str, dict[_Aim, None]] = defaultdict(dict)
        for one in questions:
            if one.type in _ANSWERED_BY_ONE_THING:
                aim = _Aim(one.id, content_words(one.asked.stem.value))
                for name in _names_of_answer(one):
                    aims[folded(name)][aim] = None
        self._asked_alike: dict[str, list[str]] = defaultdict(list)
        for one in questions:
            self._asked_alike[folded(one.asked.stem.value)].append(one.id)
        self._aims: Called[_Aim] = Called()
        for name, alike in aims.items():
            if len(alike) < MOST_ALIKE:
                for aim in alike:
                    self._aims.add(name, aim)

    def marked(self, question: Question) -> Question:
        """The question with the ids of those whose answer its stem or a prompt names in like words.

        "Who hoped for a ceasefire, as the United States did?" betrays who hoped for one beside others. And
        what is asked in the very same words ("Which of these works was first performed in Vienna?") says
        that its answer is another.
        """
        asked = question.asked
        shown = [asked.stem.value, *(prompt.text for prompt in asked.prompts)]
        words = content_words(" ".join(shown))
        aims = (aim for text in shown for aim, _span in self._aims.named_in(folded(text).split()))
        met = dict.fromkeys(aim.question_id for aim in aims if aim.is_met_by(words))
        alike = self._asked_alike[folded(asked.stem.value)]
        if len(alike) < MOST_ALIKE:
            met |= dict.fromkeys(alike)
        betrays = tuple(id for id in met if id != question.id)
        return replace(question, asked=replace(asked, betrays=betrays)) if betrays else question


def _names_of_answer(question: Question) -> Iterator[str]:
    """A count also as the bare word that a sentence has for it: "two" of "2 moons"."""
    for name in key_texts(question):
        if len(name) >= _FEWEST_LETTERS:
            yield name
        count, *_ = name.split() or [""]
        if question.asked.answer_kind == "number" and count in _COUNTS:
            yield in_words(int(count))
