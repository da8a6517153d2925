"""The answers of a text with gaps, as a teacher reads them: a row for each gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from questions.formats.shares import WHOLE, in_percent
from questions.gap_versions import GapKey
from questions.markdown import in_words
from questions.numerals import in_digits
from questions.question import ChoiceKey, Gap, GapsKey, NumberKey, Question, TextKey
from questions.types.choice import right_options
from questions.types.wording import words_of


@dataclass(frozen=True, slots=True)
class GapRow:
    """What is right in one gap, what else stands in its key, and how often it counts.

    `others` are the wrong options of a list, and answers that earn a part, with it in percent.
    """

    number: int
    right: tuple[str, ...]
    others: tuple[str, ...]
    weight: int


def gap_rows(question: Question) -> tuple[GapRow, ...]:
    key = question.sealed.key
    if not isinstance(key, GapsKey):
        return ()
    keys, asked = dict(key.keys), question.asked
    texts = {id: in_words(text, asked.options_format) for id, text in asked.texts.items()}
    return tuple(
        GapRow(
            number,
            tuple(_right(gap, keys[gap.id], texts)),
            tuple(_others(gap, keys[gap.id], texts)),
            gap.weight,
        )
        for number, gap in enumerate(asked.gaps, start=1)
    )


def _right(gap: Gap, key: GapKey, texts: Mapping[str, str]) -> Iterator[str]:
    match key:
        case ChoiceKey():
            yield from (texts[id] for id in right_options(key))
        case TextKey(accepted=accepted):
            yield from (words_of(text, key) for text in accepted)
        case NumberKey(value, tolerance, others):
            yield _number(value, tolerance, gap.unit)
            yield from (_number(one.value, one.tolerance, gap.unit) for one in others if one.share == WHOLE)


def _others(gap: Gap, key: GapKey, texts: Mapping[str, str]) -> Iterator[str]:
    match key:
        case ChoiceKey(shares=shares):
            earned = dict(shares)
            left = [id for id in gap.options if id not in right_options(key)]
            yield from (_with_share(texts[id], earned.get(id, Fraction(0))) for id in left)
        case TextKey(partly=partly):
            yield from (_with_share(words_of(text, key), share) for text, share in partly)
        case NumberKey(others=others):
            yield from (
                _with_share(_number(one.value, one.tolerance, gap.unit), one.share)
                for one in others
                if one.share != WHOLE
            )


def _number(value: Fraction, tolerance: Fraction, unit: str) -> str:
    near = f" ± {in_digits(tolerance)}" if tolerance else ""
    return f"{in_digits(value)}{near} {unit}".strip()


def _with_share(words: str, share: Fraction) -> str:
    return f"{words} ({in_percent(share)} %)" if share else words
