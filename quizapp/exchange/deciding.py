"""What decides the marks of a question of a file beside its right answer, in words for its teacher."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from questions.numerals import in_digits
from questions.question import Asked, Key, NumberKey, Question, TextKey
from quizapp.bank.keeping import earnings_in_words, said_of_keys


def deciding(question: Question) -> tuple[str, ...]:
    """Shares, tolerances and other answers that count, gap by gap, and what answers are told."""
    return said_of_keys(question, _of_key)


def _of_key(key: Key, asked: Asked) -> Iterator[str]:
    if isinstance(key, TextKey):
        for text in key.accepted[1:]:
            yield _("“%(words)s” counts as right.", words=text)
    if isinstance(key, NumberKey) and key.tolerance:
        yield _("It counts within ± %(tolerance)s.", tolerance=in_digits(key.tolerance))
    yield from earnings_in_words(key, asked)
