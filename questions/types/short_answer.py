"""Short answer: a name or a few words, typed; small slips count as right, unless the key is exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from questions.marks import Mark
from questions.question import Asked, Question, TextKey
from questions.response import Given, Response
from questions.text import solid
from questions.types.checking import common_problems, key_of, unanswered
from questions.types.contract import Fields, Reveal, Specimen
from questions.types.reading import read_nothing
from questions.types.typed import (
    FIELDS,
    fields_of_text,
    read_text,
    reveal_text,
    text_specimen,
    unanswered_specimens,
)
from questions.types.wording import (
    answer_of,
    answers_of,
    as_compared,
    fits_anything,
    pieces_of,
    words_of,
)


class ShortAnswer:
    name = "short_answer"
    typed = True

    def problems(self, question: Question) -> list[str]:
        key = question.sealed.key
        return common_problems(question, TextKey) + (list(_problems(key)) if isinstance(key, TextKey) else [])

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS)
        return read_text(fields) if nothing is None else nothing

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_text(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """The share of the answer that the text is taken for. See `wording.answer_of`."""
        if not isinstance(given, Response):
            return unanswered(given)
        answer = answer_of(str(given.value), key_of(question, TextKey))
        return Mark.of(answer.share if answer else 0)

    def reveal(self, question: Question, given: Given) -> Reveal:
        key = key_of(question, TextKey)
        return reveal_text(given, words_of(key.accepted[0], key), self.mark(question, given))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        if not isinstance(given, Response):
            return ()
        answer = answer_of(str(given.value), key_of(question, TextKey))
        return (answer.text,) if answer else ()

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key = key_of(question, TextKey)
        foreign = _foreign_letter(key) * 12
        rivals = [rival for rival in key.rivals if answer_of(rival, key) is None]
        return [
            *(text_specimen("right", _filled(text, foreign, key), 1) for text in key.accepted),
            *(_partly_specimen(_filled(text, foreign, key), key) for text, _ in key.partly),
            *(text_specimen("wrong", text, 0) for text in [*rivals[:1], foreign]),
            *unanswered_specimens(),
        ]


def _problems(key: TextKey) -> Iterator[str]:
    if not any(text.strip() for text in key.accepted):
        yield "No answer is accepted."
    if not all(answer.text.strip() for answer in answers_of(key)):
        yield "One answer has no text."
    if any(answer.share and fits_anything(answer.text, key) for answer in answers_of(key)):
        yield "An answer of asterisks alone may not earn anything, for any text would be right."
    if not all(0 <= share < 1 for _, share in key.partly):
        yield "An answer that is partly right earns less than the whole, and not less than nothing."
    accepted = {as_compared(text, key): text for text in key.accepted}
    for text, _ in key.partly:
        if (read := as_compared(text, key)) in accepted:
            yield f"{text!r} is partly right, yet it reads like the accepted answer {accepted[read]!r}."
    names = {solid(text): text for text in key.accepted}
    for rival in key.rivals:
        if (read := solid(rival)) in names:
            yield f"{rival!r} names something else, yet it reads like the accepted answer {names[read]!r}."


def _foreign_letter(key: TextKey) -> str:
    """A letter that stands in none of the answers."""
    known = {char for answer in answers_of(key) for char in answer.text} | set("".join(key.rivals))
    return next(char for char in map(chr, range(0x4E00, 0x9FFF)) if char not in known)


def _partly_specimen(text: str, key: TextKey) -> Specimen:
    """A text that an answer fits which is partly right, and perhaps another one that is as near."""
    answer = answer_of(text, key)
    share = answer.share if answer else Fraction(0)
    return text_specimen("partly right" if 0 < share < 1 else "another", text, share)


def _filled(answer: str, filling: str, key: TextKey) -> str:
    """A text that fits an answer: a pattern with something in place of its asterisks."""
    return filling.join(pieces_of(answer)) if key.has_wildcards else answer
