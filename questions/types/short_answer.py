"""Short answer: a name or a few words, typed; small slips count as right."""

from __future__ import annotations

from collections.abc import Sequence

from questions.marks import Mark
from questions.question import Asked, Question, TextKey
from questions.response import Given, Response
from questions.text import edit_distance, folded, nearest, solid
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


class ShortAnswer:
    name = "short_answer"
    typed = True

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, TextKey)
        key = question.sealed.key
        if isinstance(key, TextKey):
            if not any(text.strip() for text in key.accepted):
                found.append("No answer is accepted.")
            accepted = {solid(text): text for text in key.accepted}
            found += [
                f"{rival!r} names something else, yet it reads like the accepted answer {accepted[read]!r}."
                for rival in key.rivals
                if (read := solid(rival)) in accepted
            ]
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        nothing = read_nothing(fields, FIELDS)
        return read_text(fields) if nothing is None else nothing

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        return fields_of_text(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """All or nothing. With a typo the answer counts only if no rival is as near or nearer.

        An accepted answer typed without a slip always counts.
        """
        if not isinstance(given, Response):
            return unanswered(given)
        return Mark.of(int(_counts(str(given.value), key_of(question, TextKey))))

    def reveal(self, question: Question, given: Given) -> Reveal:
        return reveal_text(given, key_of(question, TextKey).accepted[0], self.mark(question, given))

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key = key_of(question, TextKey)
        wrong = [*key.rivals[:1], "this is certainly not what was asked for"]
        return [
            *(text_specimen("right", text, 1) for text in key.accepted),
            *(text_specimen("wrong", text, 0) for text in wrong),
            *unanswered_specimens(),
        ]


def _counts(text: str, key: TextKey) -> bool:
    typos = nearest(text, key.accepted)
    if not typos:
        return typos == 0
    words = folded(text)
    return all(edit_distance(words, folded(rival), typos) is None for rival in key.rivals)
