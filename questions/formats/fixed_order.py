"""Options that speak of the others by their places, and so cannot be shuffled."""

from __future__ import annotations

import re
from dataclasses import replace

from questions.generation.lint import phrases
from questions.question import Asked, Question

_NUMBER = re.compile(r"[\d\s.,/]+")
CHOICES = ("single_choice", "multiple_response")
FIXED = "“{}” speaks of the options by their places, so they keep their order and are not shuffled."


def placed_option(asked: Asked) -> str:
    """The first option such as “All of the above” or “A and B”; "" where there is none."""
    if asked.type not in CHOICES:
        return ""
    texts = (option.text for option in asked.options)
    return next((text for text in texts if _speaks_of_others(text)), "")


def in_fixed_order(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The question with its order kept where an option asks for it, and the doubt that this is."""
    text = "" if question.asked.keeps_order else placed_option(question.asked)
    if not text:
        return question, ()
    return replace(question, asked=replace(question.asked, keeps_order=True)), (FIXED.format(text[:60]),)


def _speaks_of_others(text: str) -> bool:
    """Two figures with a slash or a comma between them are a number, and no two places."""
    return not _NUMBER.fullmatch(text) and any(
        pattern.search(text) for pattern in (phrases.ALL, phrases.NONE, phrases.PAIRED)
    )
