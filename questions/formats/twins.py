"""Wrong options that stand twice in a file: asked once, for a reader could not tell them apart.

Twins of which one is right, or that earn differently, stay, and the question is refused: it is open what
they mean.
"""

from __future__ import annotations

from dataclasses import replace

from questions.lettering import relettered
from questions.question import ChoiceKey, Question
from questions.text import plain

_CHOICES = ("single_choice", "multiple_response")


def without_twins(question: Question) -> tuple[Question, tuple[str, ...]]:
    """The question with each wrong option once, and which ones stood there more often, in sentences."""
    key = question.sealed.key
    if question.type not in _CHOICES or not isinstance(key, ChoiceKey):
        return question, ()
    shares = dict(key.shares)
    kept: dict[tuple[str, object], str] = {}
    gone: dict[str, str] = {}
    for option in question.asked.options:
        if option.id in key.right or not option.text.strip():
            continue
        read = (plain(option.text), shares.get(option.id))
        if read in kept:
            gone[option.id] = option.text
        else:
            kept[read] = option.id
    if not gone:
        return question, ()
    asked = replace(
        question.asked, options=tuple(one for one in question.asked.options if one.id not in gone)
    )
    left = tuple((id, share) for id, share in key.shares if id not in gone)
    whys = tuple(why for why in question.sealed.whys if why.option not in gone)
    sealed = replace(question.sealed, key=replace(key, shares=left), whys=whys)
    said = tuple(f"The option “{text[:60]}” stood there twice and is asked once." for text in gone.values())
    return relettered(replace(question, asked=asked, sealed=sealed)), tuple(dict.fromkeys(said))
