"""What flaws are planted into: a question among the others of its bank, and the ways to change its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from random import Random

from questions.facts import Bank
from questions.question import ChoiceKey, Option, Question, Text, Why


def key_option(question: Question) -> Option:
    """The right option of a single choice."""
    assert isinstance(question.sealed.key, ChoiceKey)
    (right,) = question.sealed.key.right
    return next(option for option in question.asked.options if option.id == right)


def wrong_options(question: Question) -> tuple[Option, ...]:
    key = key_option(question)
    return tuple(option for option in question.asked.options if option != key)


def with_texts(question: Question, texts: Mapping[str, str]) -> Question:
    """The question with other words for some of its options, by their ids."""
    options = tuple(Option(one.id, texts.get(one.id, one.text)) for one in question.asked.options)
    return replace(question, asked=replace(question.asked, options=options))


@dataclass(frozen=True)
class Item:
    """A question with its bank, and with what else that bank asks."""

    question: Question
    bank: Bank
    mates: tuple[Question, ...]

    @property
    def stem(self) -> str:
        return self.question.asked.stem.value

    @property
    def asks(self) -> bool:
        """Whether the stem is one plain question, which other words can be put around."""
        return self.stem.endswith("?") and self.stem[:-1].isprintable() and "?" not in self.stem[:-1]

    @property
    def inner(self) -> str:
        """The stem as it goes on after a colon."""
        return self.stem[0].lower() + self.stem[1:]

    @property
    def key(self) -> Option:
        return key_option(self.question)

    @property
    def wrong(self) -> tuple[Option, ...]:
        return wrong_options(self.question)

    @property
    def has_digits(self) -> bool:
        return any(char.isdigit() for option in self.question.asked.options for char in option.text)

    def with_stem(self, stem: str) -> Question:
        return replace(self.question, asked=replace(self.question.asked, stem=Text(stem)))

    def with_texts(self, texts: Mapping[str, str]) -> Question:
        return with_texts(self.question, texts)

    def with_wrong(self, text: str, dice: Random) -> Question:
        """The question with other words for one of its wrong options."""
        return self.with_texts({dice.choice(self.wrong).id: text})

    def with_key(self, text: str) -> Question:
        return self.with_texts({self.key.id: text})

    def with_all(self, key: str, *wrong: str) -> Question:
        """The question with these options, in this order after the key, each with a reason of its own."""
        options = tuple(Option("abcdefgh"[place], text) for place, text in enumerate((key, *wrong)))
        whys = tuple(Why(one.id, f"This is said of {one.text}.", "written") for one in options)
        sealed = replace(self.question.sealed, key=ChoiceKey(("a",)), whys=whys)
        return replace(self.question, asked=replace(self.question.asked, options=options), sealed=sealed)

    def in_its_place(self, stem: str, key: str, *wrong: str) -> Question:
        """Another question with the same receipts, about no fact that the bank could prove it by."""
        made = self.with_all(key, *wrong)
        asked = replace(made.asked, stem=Text(stem), sensitive=False)
        return replace(made, asked=asked, facts=(), targets=(), pattern="handwritten")


@dataclass(frozen=True)
class Planted:
    """A question to lint, beside the other questions of its quiz."""

    question: Question
    siblings: tuple[Question, ...] = ()


Plant = Callable[[Item, Random], Question | Planted | None]
"""Puts one flaw into an item, in words drawn with the dice; None where it cannot be put there."""
