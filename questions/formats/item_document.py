"""Items as plain JSON, for people and other programs to read, and read back without loss.

What says nothing (an empty list, the plain format of a text) is left out. Each option of a choice says
what choosing it earns of the whole (`fraction`), also where nobody weighed the options; feedback is
listed by the option or answer that it speaks of.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from questions.document import dump_question, load_question
from questions.formats.item import IMPORTED, Item, Picture
from questions.formats.kinds import is_of
from questions.formats.shares import shares_of
from questions.question import Asked, ChoiceKey, Citation, GapsKey, Question, Sealed, Text, TextKey

Json = dict[str, Any]

_ASKED = (
    *("stem", "stem_format", "options", "options_format", "prompts", "gaps", "reuses_options", "pick"),
    *("keeps_order", "unit", "precision", "answer_kind", "sensitive", "language"),
    *("tells", "betrays"),
)
_SEALED = ("key", "explanation", "explanation_format", "feedback", "citations")
_OF_QUESTION = (
    *("id", "anchor", "pattern", "variant", "facts", "targets", "topic", "weight", "difficulty", "signals"),
)
_OF_ITEM = ("reference", "title", "category", "tags", "points", "penalty", "hints", "pictures")
_NUMBER = re.compile(r"[+-]?\d{1,400}(?:/\d{1,400}|\.\d{1,400})?", re.ASCII)


def dump_item(item: Item) -> Json:
    """The whole item; the inverse of `load_item`."""
    return _without(_whole(item), _SILENT)


def load_item(plain: object) -> Item:
    """The item of a JSON value; ValueError, with a sentence, for one that is not as `dump_item` writes it."""
    if not isinstance(plain, dict):
        raise ValueError("This is no object with a question's type, stem and key.")
    for name in ("type", "stem", "key"):
        if name not in plain:
            raise ValueError(f"It has no {name!r}: each question needs a type, a stem and a key.")
    unknown = sorted(set(plain) - {"type", *_ASKED, *_SEALED, *_OF_QUESTION, *_OF_ITEM})
    if unknown:
        raise ValueError(f"Nothing here is called {str(unknown[0])[:40]!r}: mend the name or delete it.")
    try:
        item = _loaded(_SILENT | plain)
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        raise ValueError(f"It is not as a question is written here ({_in_words(error)}).") from error
    if not is_of(item, Item):
        raise ValueError(
            "A field holds a value of the wrong kind: a text, a number or a list where none belongs."
        )
    return item


def fractions_of(question: Question) -> dict[str, Fraction]:
    """What choosing each option of a choice, or of the gaps of a cloze text, earns of the whole (of its gap).

    Where nobody weighed them this is the rule of the types: a wrong choice among several takes back
    what a right one earns.
    """
    found: dict[str, Fraction] = {}

    def collected(key: ChoiceKey, choice: _Choice) -> ChoiceKey:
        found.update(shares_of(choice.options, key, single=choice.is_single))
        return key

    _with_keys(question, collected)
    return found


@dataclass(frozen=True, slots=True)
class _Choice:
    """What may be chosen in one place."""

    options: tuple[str, ...]
    is_single: bool


def _choices(asked: Asked) -> Iterator[tuple[str, _Choice]]:
    """Each gap of a cloze text, or "" for the question itself, with its choice."""
    if asked.gaps:
        for gap in asked.gaps:
            yield gap.id, _Choice(gap.options, gap.type == "single_choice")
    else:
        yield "", _Choice(tuple(option.id for option in asked.options), asked.type == "single_choice")


def _whole(item: Item) -> Json:
    """An item with all that it says and does not say."""
    return _flat(item.question) | {
        "reference": item.reference,
        "title": item.title,
        "category": list(item.category),
        "tags": list(item.tags),
        "points": str(item.points),
        "penalty": None if item.penalty is None else str(item.penalty),
        "hints": [asdict(hint) for hint in item.hints],
        "pictures": [
            {
                "name": picture.name,
                "media_type": picture.media_type,
                "base64": base64.b64encode(picture.content).decode("ascii"),
            }
            for picture in item.pictures
        ],
    }


def _without_shares(question: Question) -> Question:
    return _with_keys(question, lambda key, _: ChoiceKey(key.right))


def _weighed(question: Question, fractions: Mapping[str, Fraction]) -> Question:
    """The question with the shares that the fractions of its options tell, where these are not our rule."""

    def weighed(key: ChoiceKey, choice: _Choice) -> ChoiceKey:
        given = {option: fractions.get(option, Fraction(0)) for option in choice.options}
        is_told = not key.shares and not fractions.keys().isdisjoint(choice.options)
        if not is_told or given == shares_of(choice.options, key, single=choice.is_single):
            return key
        return ChoiceKey(key.right, tuple((option, share) for option, share in given.items() if share))

    return _with_keys(question, weighed)


def _with_keys(question: Question, change: Callable[[ChoiceKey, _Choice], ChoiceKey]) -> Question:
    """The question with each key of a choice changed, its own or those of its gaps."""
    key = question.sealed.key
    choices = dict(_choices(question.asked))
    if isinstance(key, ChoiceKey) and "" in choices:
        key = change(key, choices[""])
    elif isinstance(key, GapsKey):
        key = GapsKey(
            tuple(
                (id, change(one, choices[id]) if isinstance(one, ChoiceKey) and id in choices else one)
                for id, one in key.keys
            )
        )
    return replace(question, sealed=replace(question.sealed, key=key))


def _flat(question: Question) -> Json:
    """The dump of a question without its two parts: everything by a name of its own."""
    fractions = fractions_of(question)
    light = _without_shares(question)
    dumped = dump_question(light if _weighed(light, fractions) == question else question)
    asked, sealed = dumped.pop("asked"), dumped.pop("sealed")
    for option in asked["options"]:
        if option["id"] in fractions:
            option["fraction"] = str(fractions[option["id"]])
    stem, explanation = asked.pop("stem"), sealed.pop("explanation")
    flat = asked | {
        "stem": stem["value"],
        "stem_format": stem["format"],
        "key": sealed["key"],
        "explanation": explanation["value"],
        "explanation_format": explanation["format"],
        "feedback": [_without(why, {"rule": ""}) for why in sealed["whys"]],
        "citations": [_without(citation, _PLAIN_CITATION) for citation in sealed["citations"]],
    }
    order = ("type", *_ASKED, *_SEALED)
    return {name: flat[name] for name in order if name in flat} | dumped


def _loaded(plain: Json) -> Item:
    options = [dict(option) for option in plain["options"]]
    fractions = {option["id"]: _number(option.pop("fraction")) for option in options if "fraction" in option}
    asked = {name: plain[name] for name in ("type", *_ASKED) if name in plain}
    asked |= {"options": options, "stem": {"value": plain["stem"], "format": asked.pop("stem_format")}}
    _check_numbers(plain["key"])
    sealed = {
        "key": plain["key"],
        "explanation": {"value": plain["explanation"], "format": plain["explanation_format"]},
        "whys": plain["feedback"],
        "citations": plain["citations"],
    }
    own = {name: plain[name] for name in _OF_QUESTION}
    question = load_question(own | {"asked": asked, "sealed": sealed})
    return Item(
        _weighed(question, fractions),
        title=plain["title"],
        category=tuple(plain["category"]),
        tags=tuple(plain["tags"]),
        reference=plain["reference"],
        points=_number(plain["points"]),
        penalty=None if plain["penalty"] is None else _number(plain["penalty"]),
        hints=tuple(Text(**hint) for hint in plain["hints"]),
        pictures=tuple(
            Picture(one["name"], one["media_type"], base64.b64decode(one["base64"], validate=True))
            for one in plain["pictures"]
        ),
    )


def _check_numbers(key: Json) -> None:
    """ValueError where a number of a key is none, or takes forever to be worked out (as 1e999999999 does)."""
    numbers = [key[name] for name in ("value", "tolerance") if name in key and key["kind"] == "number"]
    numbers += [one for other in key.get("others", ()) for one in other]
    numbers += [share for _, share in (*key.get("shares", ()), *key.get("partly", ()))]
    for number in numbers:
        _number(number)
    if key["kind"] == "gaps":
        for _, one in key["keys"]:
            # A gap has no gaps of its own: depth is not followed.
            if one["kind"] != "gaps":
                _check_numbers(one)


def _number(written: object) -> Fraction:
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise ValueError(f"{str(written)[:40]!r} is no number")
    text = str(written)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no number such as 1/3 or 0.5")
    return Fraction(text)


def _without(dumped: Json, silent: Mapping[str, object]) -> Json:
    """What a value says beyond what is taken for granted."""
    return {name: value for name, value in dumped.items() if name not in silent or value != silent[name]}


def _in_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error.args[0]!r} is missing"[:200]
    return str(error)[:200] or type(error).__name__


_NOTHING = Question("", Asked("", Text("")), Sealed(TextKey(()), Text("")), pattern=IMPORTED)
_PLAIN_CITATION = {name: value for name, value in asdict(Citation("")).items() if name != "source"}
_ALWAYS = ("type", "stem", "key")
_SILENT: Json = {
    "options_format": "plain",
    **{name: value for name, value in _whole(Item(_NOTHING)).items() if name not in _ALWAYS},
}
"""What a field that is left out says."""
