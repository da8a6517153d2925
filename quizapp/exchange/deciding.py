"""What decides the marks of a question of a file beside its right answer, in words for its teacher."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from questions.numerals import in_digits
from questions.question import Asked, GapsKey, Key, NumberKey, Question, TextKey
from quizapp.bank.keeping import earnings_in_words, reasons_in_words


def deciding(question: Question) -> tuple[str, ...]:
    """Shares, tolerances and other answers that count, gap by gap, and what answers are told."""
    key, asked = question.sealed.key, question.asked
    if not isinstance(key, GapsKey):
        return (*_of_key(key, asked), *reasons_in_words(question))
    keys = dict(key.keys)
    lines: list[str] = []
    for number, gap in enumerate(asked.gaps, start=1):
        name = _("Gap %(number)s", number=number)
        if gap.weight > 1:
            lines.append(_("%(gap)s counts %(weight)s times.", gap=name, weight=gap.weight))
        lines += [f"{name}: {words}" for words in _of_key(keys[gap.id], asked)]
    return (*lines, *reasons_in_words(question))


def _of_key(key: Key, asked: Asked) -> Iterator[str]:
    if isinstance(key, TextKey):
        for text in key.accepted[1:]:
            yield _("“%(words)s” counts as right.", words=text)
    if isinstance(key, NumberKey) and key.tolerance:
        yield _("It counts within ± %(tolerance)s.", tolerance=in_digits(key.tolerance))
    yield from earnings_in_words(key, asked)
