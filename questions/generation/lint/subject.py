"""What a rule looks at, and what it may find."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

from questions.facts import Bank, Fact
from questions.gaps import with_blanks
from questions.generation.patterns import Wording
from questions.markdown import in_words
from questions.question import (
    ChoiceKey,
    DateKey,
    GapsKey,
    Key,
    NumberKey,
    Option,
    Question,
    TextKey,
    VerdictKey,
)
from questions.text import folded as fold
from questions.truth import Truth

Severity = Literal["error", "warning"]
CHOICES = frozenset({"single_choice", "multiple_response"})
TYPED = frozenset({"short_answer", "numeric", "date"})
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_GENITIVE = re.compile(r"(?<=\w)['’]s\b|(?<=s)['’](?=\s)")
_STOP = re.compile(
    r"(a|about|after|all|also|an|and|are|as|at|be|been|before|but|by|can|come|could|did|do|does|during"
    r"|for|from|had|has|have|he|her|his|how|if|in|into|is|it|its|may|might|most|not|of|on|one|or"
    r"|other|over|part|should|since|some|than|that|the|their|them|then|there|these|they|this|those"
    r"|through|to|under|until|was|were|what|when|where|which|while|who|whom|whose|why|will|with|would)"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of item writing. An error blocks a generated question and warns a teacher loudly."""

    id: str
    title: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a rule is broken, and how to mend it. `severity` is given where it is not the rule's own."""

    place: str
    sentence: str
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An entity of kind person by its folded full name and the single words that it goes by."""

    name: str
    short_names: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """What a bank tells the linter."""

    bank: Bank
    truth: Truth
    wording: Wording

    @cached_property
    def entities_by_name(self) -> dict[str, list[str]]:
        """The entities that a name on the page may stand for."""
        found: dict[str, list[str]] = {}
        for entity in self.bank.entities.values():
            found.setdefault(folded(entity.name), []).append(entity.id)
        return found

    @cached_property
    def entities_by_alias(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for entity in self.bank.entities.values():
            for alias in dict.fromkeys(map(folded, entity.aliases)):
                found.setdefault(alias, []).append(entity.id)
        return found

    @cached_property
    def people_by_word(self) -> dict[str, tuple[Person, ...]]:
        """The people in whose full or short names a word occurs."""
        found: dict[str, list[Person]] = {}
        for entity in self.bank.entities.values():
            if entity.kind == "person":
                name = folded(entity.name)
                short = tuple(alias for alias in map(folded, entity.aliases) if " " not in alias)
                for word in dict.fromkeys([*name.split(), *short]):
                    found.setdefault(word, []).append(Person(name, short))
        return {word: tuple(people) for word, people in found.items()}


@dataclass(frozen=True)
class Subject:
    """A question under the linter, with the bank and the other questions of its quiz where they are known."""

    question: Question
    knowledge: Knowledge | None = None
    siblings: Sequence[Question] = field(default=())

    @property
    def type(self) -> str:
        return self.question.type

    @property
    def stem(self) -> str:
        return with_blanks(self.question.asked)

    @cached_property
    def options(self) -> tuple[Option, ...]:
        """The options as they read: what rules say of them stands in sentences."""
        asked = self.question.asked
        if asked.options_format == "plain":
            return asked.options
        return tuple(
            replace(option, text=in_words(option.text, asked.options_format)) for option in asked.options
        )

    @property
    def is_choice(self) -> bool:
        return self.type in CHOICES

    @cached_property
    def right_ids(self) -> frozenset[str]:
        key = self.question.sealed.key
        return frozenset(key.right) if isinstance(key, ChoiceKey) else frozenset()

    @cached_property
    def right(self) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.id in self.right_ids)

    @cached_property
    def wrong(self) -> tuple[Option, ...]:
        """The distractors of a choice question; empty for other types."""
        return (
            tuple(option for option in self.options if option.id not in self.right_ids)
            if self.is_choice
            else ()
        )

    @cached_property
    def key_texts(self) -> tuple[str, ...]:
        return key_texts(self.question)

    @cached_property
    def evidence(self) -> str:
        """All words that the question stands on: quotes, explanation, and why the right is right."""
        sealed = self.question.sealed
        said = [citation.quote for citation in sealed.citations]
        said += [why.text for why in sealed.whys if why.option in self.right_ids]
        return " ".join([*said, sealed.explanation.value])

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        if self.knowledge is None:
            return ()
        facts = self.knowledge.bank.facts
        return tuple(facts[fact] for fact in self.question.facts if fact in facts)

    def entities_called(self, text: str) -> list[str]:
        return self.knowledge.entities_by_name.get(folded(text), []) if self.knowledge else []

    def entities_meant(self, text: str) -> list[str]:
        """The entities of that name or, where there is none, of that alias."""
        if self.knowledge is None:
            return []
        return self.entities_called(text) or self.knowledge.entities_by_alias.get(folded(text), [])


Check = tuple[Rule, Callable[[Subject], Iterable[Finding]]]


def key_texts(question: Question) -> tuple[str, ...]:
    """The right answer as words: option texts, names, or the value."""
    return _texts_of(question.sealed.key, question.asked.texts)


def _texts_of(key: Key, texts: Mapping[str, str]) -> tuple[str, ...]:
    match key:
        case ChoiceKey(right):
            return tuple(texts.get(id, "") for id in right)
        case TextKey(accepted):
            return accepted
        case NumberKey(value):
            return (str(value),)
        case DateKey(value=date):
            return (date.in_words(),)
        case VerdictKey(true):
            return (str(true),)
        case GapsKey(keys):
            return tuple(text for _gap, key in keys for text in _texts_of(key, texts))
    return ()


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """As `questions.text.folded`; rules fold the same options and passages again and again."""
    return fold(text)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, without the s of a plural or a genitive."""
    return frozenset(
        word[:-1] if word.endswith("s") and len(word) > 4 else word
        for word in words(without_genitives(text))
        if not _STOP.fullmatch(word) and (len(word) > 3 or word.isdigit())
    )


def without_genitives(text: str) -> str:
    return _GENITIVE.sub("", text)


def is_phrase_in(phrase: str, text: str) -> bool:
    """Whether the text contains the phrase as whole words."""
    inner = folded(phrase)
    return bool(inner) and f" {inner} " in f" {folded(text)} "
