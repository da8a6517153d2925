"""Which questions have the same right answer, told without saying which answer that is."""

from __future__ import annotations

import hashlib

from questions.question import Asked, ChoiceKey, DateKey, Key, NumberKey, TextKey
from questions.text import solid

_LENGTH = 16


def answer_token(asked: Asked, key: Key) -> str:
    """What all questions share that one and the same thing answers, whether it is chosen or typed.

    Nobody reads the answer in it. Empty where no single thing is the answer: several options, an
    order, pairs, a verdict.
    """
    answer = solid(_sole_answer(asked, key))
    return hashlib.sha256(answer.encode()).hexdigest()[:_LENGTH] if answer else ""


def _sole_answer(asked: Asked, key: Key) -> str:
    match key:
        case ChoiceKey(right=(id,)):
            return asked.texts.get(id, "")
        case TextKey(accepted=(name, *_)):
            return name
        case NumberKey(value):
            return f"{value} {asked.unit}"
        case DateKey(value):
            return value.in_words()
    return ""
