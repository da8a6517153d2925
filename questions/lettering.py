"""The ids of options, by their place alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from questions.question import ChoiceKey, Option, Question


def lettered(texts: Iterable[str], mark: str = "") -> tuple[Option, ...]:
    """Options with the ids a, b, c … in the order given, which must tell nothing about the key."""
    return tuple(Option(mark + letter(place), text) for place, text in enumerate(texts))


def letter(place: int) -> str:
    """The letter at a place from 0; `aa` follows `z`."""
    rest, last = divmod(place, 26)
    return (letter(rest - 1) if rest else "") + chr(ord("a") + last)


def relettered(question: Question) -> Question:
    """A choice whose options have the ids a, b, c …, as formats have them that name options by letters."""
    asked, sealed = question.asked, question.sealed
    letters = {option.id: letter(place) for place, option in enumerate(asked.options)}
    key = sealed.key
    if not isinstance(key, ChoiceKey) or all(id == name for id, name in letters.items()):
        return question
    return replace(
        question,
        asked=replace(asked, options=lettered(option.text for option in asked.options)),
        sealed=replace(
            sealed,
            key=ChoiceKey(
                tuple(letters[id] for id in key.right),
                tuple((letters[id], share) for id, share in key.shares),
            ),
            whys=tuple(replace(why, option=letters.get(why.option, why.option)) for why in sealed.whys),
            citations=tuple(
                replace(one, about=letters.get(one.about, one.about)) for one in sealed.citations
            ),
        ),
    )
