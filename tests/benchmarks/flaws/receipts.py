"""Flaws of what stands behind a question: explanation, citations, key and marks."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from questions.question import ChoiceKey, Question, Text
from tests.benchmarks.flaws.item import Item, Plant


def uncited(item: Item, dice: Random) -> Question | None:
    sealed = item.question.sealed
    quoted = [one for one in sealed.citations if one.quote and one.paragraph and one.source == "brief"]
    misquoted = [replace(one, quote=_misread(one.quote, dice)) for one in quoted]
    elsewhere = [replace(one, source="encyclopaedia") for one in sealed.citations]
    unproven = [replace(one, proves=False) for one in sealed.citations]
    citations = dice.choice([[], [], unproven, elsewhere, misquoted])
    return replace(item.question, sealed=replace(sealed, citations=tuple(citations)))


def house_words(item: Item, dice: Random) -> Question | None:
    where = dice.choice(
        [
            *("in this brief", "in our brief", "in this bank", "in our data set", "in the dataset"),
            *("in our database", "in the question bank", "in our knowledge base", "in this bank of facts"),
            *("in the records of this quiz app", "according to the brief", "in facts.toml"),
        ]
    )
    if item.asks and dice.random() < 0.5:
        return item.with_stem(f"{item.stem[:-1]} {where}?")
    return _explained(item, f"{item.question.sealed.explanation.value.rstrip('.')} {where}.")


def said_twice(item: Item, dice: Random) -> Question | None:
    said = item.question.sealed.explanation.value
    first = re.split(r"(?<=[.!?]) ", said)[0]
    if not first or len(first.split()) < 4:
        return None
    return _explained(
        item,
        dice.choice(
            [
                f"{said} {first}",
                f"{first} {said}",
                f"{said} {first.rstrip('.')}!",
                f"{said} In short: {first}",
                f"{said} In other words, {first}",
                f"{said} That is to say, {first}",
                f"{said} Again, {first}",
                f"{said} {first.upper()}",
            ]
        ),
    )


def wordless_picture(item: Item, dice: Random) -> Question:
    words = dice.choice(["", " "])
    explanation = f"{item.question.sealed.explanation.value}\n\n![{words}](picture:map.png)"
    sealed = replace(item.question.sealed, explanation=Text(explanation, "markdown"))
    return replace(item.question, sealed=sealed)


def unmarked_as_sensitive(item: Item, dice: Random) -> Question | None:
    if not item.question.asked.sensitive:
        return None
    return replace(item.question, asked=replace(item.question.asked, sensitive=False))


def of_unknown_type(item: Item, dice: Random) -> Question:
    named = dice.choice(["essay", "multiple choice", "single", ""])
    return replace(item.question, asked=replace(item.question.asked, type=named))


def without_key(item: Item, dice: Random) -> Question | None:
    key = item.question.sealed.key
    if not isinstance(key, ChoiceKey):
        return None
    lost = ChoiceKey(dice.choice([(), ("z",)]))
    return replace(item.question, sealed=replace(item.question.sealed, key=lost))


def _explained(item: Item, explanation: str) -> Question:
    return replace(item.question, sealed=replace(item.question.sealed, explanation=Text(explanation)))


def _misread(quote: str, dice: Random) -> str:
    words = quote.split()
    words[dice.randrange(len(words))] = "perhaps"
    return " ".join(words)


PLANTS: tuple[tuple[str, Plant], ...] = (
    ("L00", of_unknown_type),
    ("L00", without_key),
    ("L29", unmarked_as_sensitive),
    ("L30", uncited),
    ("L33", house_words),
    ("L34", said_twice),
    ("L35", wordless_picture),
)
