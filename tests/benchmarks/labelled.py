"""Items that people wrote and labelled, read as the questions that a teacher would save."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    Key,
    Option,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)

_FILE = Path(__file__).with_name("labelled_items.toml")


@dataclass(frozen=True)
class Labelled:
    """A question, and the numbers of the rules that a reviewer saw broken in it."""

    question: Question
    flaws: frozenset[str]


def labelled_items() -> list[Labelled]:
    entries = tomllib.loads(_FILE.read_text("utf-8"))["item"]
    return [Labelled(_question(n, entry), frozenset(entry["flaws"])) for n, entry in enumerate(entries, 1)]


def _question(number: int, entry: dict[str, Any]) -> Question:
    type = entry.get("type", "single_choice")
    options = tuple(Option("abcdefgh"[place], text) for place, text in enumerate(entry.get("options", ())))
    key = _key(entry["key"], options)
    pick = len(key.right) if isinstance(key, ChoiceKey) and type == "multiple_response" else None
    whys = tuple(Why(option.id, f"This is said of “{option.text}”.") for option in options)
    cited = (Citation("book", number),) if entry.get("cited", True) else ()
    asked = Asked(type, Text(entry["stem"]), options, pick=pick)
    return Question(f"item-{number}", asked, Sealed(key, Text("The book tells it."), whys, cited))


def _key(key: bool | str | list[str], options: tuple[Option, ...]) -> Key:
    if isinstance(key, bool):
        return VerdictKey(key, "", "" if key else "The book tells what is so.")
    if not options:
        return TextKey((str(key),))
    right = {key} if isinstance(key, str) else set(key)
    return ChoiceKey(tuple(option.id for option in options if option.text in right))
