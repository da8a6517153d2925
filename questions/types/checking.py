"""What all types share in checking and marking a question: its key, its options, its stem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from questions.markdown import in_words
from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, Key, Option, Question
from questions.response import Blank, Unreadable
from questions.text import plain

K = TypeVar("K", bound=Key)


def key_of(question: Question, kind: type[K]) -> K:
    """The key, known to be of this kind; TypeError for a question whose `problems` were ignored."""
    key = question.sealed.key
    if not isinstance(key, kind):
        raise TypeError(f"{question.id}: a {question.type} question needs a {kind.__name__}")
    return key


def unanswered(given: Blank | Unreadable) -> Mark:
    """The mark where there is no response to mark."""
    return BLANK if isinstance(given, Blank) else UNREADABLE


def names_of(options: Iterable[str], asked: Asked) -> str:
    """The texts of these options, as they are read out in a review: without markup."""
    texts = {option.id: option.text for option in (*asked.options, *asked.prompts)}
    return "; ".join(in_words(texts.get(option, ""), asked.options_format) for option in options)


def common_problems(question: Question, kind: type[Key]) -> list[str]:
    """What no question of any type may lack."""
    found = []
    if not question.asked.stem.value.strip():
        found.append("The stem is empty.")
    if not isinstance(question.sealed.key, kind):
        found.append(f"The key does not fit the type: {kind.__name__} is needed.")
    return found


def option_problems(options: Sequence[Option], noun: str = "option") -> list[str]:
    """Ids used twice, empty texts, and texts that a reader cannot tell apart.

    Case and punctuation do tell them apart: `"7"` and `7`, `String` and `string` are options of one question.
    """
    found = []
    if len({option.id for option in options}) < len(options):
        found.append(f"Two {noun}s have the same id.")
    seen: dict[str, str] = {}
    for option in options:
        if not option.text.strip():
            found.append(f"One {noun} has no text.")
            continue
        read = plain(option.text)
        if read in seen:
            found.append(f"The {noun}s {seen[read]!r} and {option.text!r} read alike.")
        else:
            seen[read] = option.text
    return found
