"""What a question holds that the editor shows and keeps, yet does not change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from flask_babel import gettext as _

from questions.formats.shares import WHOLE, in_percent
from questions.markdown import in_words
from questions.numerals import in_digits
from questions.question import (
    Asked,
    ChoiceKey,
    GapsKey,
    Key,
    NumberKey,
    Question,
    TextKey,
    Why,
)
from questions.types.checking import names_of
from questions.types.numeric import ANY_OTHER, answer_names
from questions.types.wording import answers_of

CHOICES = ("single_choice", "multiple_response")


def kept_whys(key: Key, base: Question | None) -> tuple[Why, ...]:
    """The reasons of the version before, of those answers that a typed question still has."""
    if base is None:
        return ()
    if base.sealed.key == key:
        return base.sealed.whys
    match key:
        case TextKey():
            there = {answer.text for answer in answers_of(key)}
        case NumberKey():
            there = {*answer_names(key), ANY_OTHER}
        case _:
            return ()
    return tuple(why for why in base.sealed.whys if why.option in there)


def kept_in_words(question: Question) -> tuple[str, ...]:
    """A line for each thing that the fields of the editor do not say."""
    is_gapped = isinstance(question.sealed.key, GapsKey)
    return said_of_keys(question, _manners_in_words if is_gapped else earnings_in_words)


def said_of_keys(question: Question, say: Callable[[Key, Asked], Iterable[str]]) -> tuple[str, ...]:
    """What `say` has to say of the key, gap by gap where there are gaps; then what answers are told."""
    key, asked = question.sealed.key, question.asked
    if not isinstance(key, GapsKey):
        return (*say(key, asked), *reasons_in_words(question))
    keys = dict(key.keys)
    lines: list[str] = []
    for number, gap in enumerate(asked.gaps, start=1):
        name = _("Gap %(number)s", number=number)
        if gap.weight > 1:
            lines.append(_("%(gap)s counts %(weight)s times.", gap=name, weight=gap.weight))
        lines += [f"{name}: {words}" for words in say(keys[gap.id], asked)]
    return (*lines, *reasons_in_words(question))


def _manners_in_words(key: Key, _asked: Asked) -> Iterator[str]:
    if isinstance(key, TextKey):
        yield from _manners(key)


def earnings_in_words(key: Key, asked: Asked) -> Iterator[str]:
    """What answers earn that are neither the right one nor plainly wrong, and how they are compared."""
    match key:
        case ChoiceKey(shares=shares):
            yield from (_earning(names_of([id], asked), share) for id, share in shares)
        case TextKey(partly=partly):
            yield from (_earning(text, share) for text, share in partly)
            yield from _manners(key)
        case NumberKey(others=others):
            for other in others:
                near = f" ± {in_digits(other.tolerance)}" if other.tolerance else ""
                yield _earning(f"{in_digits(other.value)}{near}", other.share)


def _manners(key: TextKey) -> Iterator[str]:
    """How answers are compared, where that is not how it is done here."""
    if key.has_wildcards:
        yield _("An asterisk stands for any text.")
    if key.is_exact:
        yield _("Only what is written the very same counts, capital letters too.")


def _earning(words: str, share: Fraction) -> str:
    if share == WHOLE:
        return str(_("“%(words)s” counts as right.", words=words))
    if share == 0:
        return str(_("“%(words)s” earns nothing.", words=words))
    if share < 0:
        return str(_("“%(words)s” costs %(share)s %%.", words=words, share=in_percent(-share)))
    return str(_("“%(words)s” earns %(share)s %%.", words=words, share=in_percent(share)))


def reasons_in_words(question: Question) -> Iterator[str]:
    """What is said of an answer once it was given, but for options, whose reasons stand in the form."""
    texts = question.asked.texts
    numbers = {gap.id: number for number, gap in enumerate(question.asked.gaps, start=1)}
    for why in question.sealed.whys if question.type not in CHOICES else ():
        gap, _colon, answer = why.option.partition(":") if numbers else ("", "", why.option)
        words = texts.get(answer, answer)
        if question.type == "true_false":
            words = {"true": _("True"), "false": _("False")}.get(words, words)
        said = _("any other answer") if words == ANY_OTHER else f"“{words}”"
        place = _("Gap %(number)s", number=numbers[gap]) + ", " if gap in numbers else ""
        yield str(
            _("%(answer)s is told: %(why)s", answer=f"{place}{said}", why=in_words(why.text, why.format))
        )
