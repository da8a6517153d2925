"""Short answer: a name or a few words, typed; small slips count as right."""

from __future__ import annotations

from collections.abc import Sequence

from questions.marks import BLANK, Mark
from questions.question import Asked, Question, TextKey
from questions.response import Blank, Given, Response
from questions.text import edit_distance, folded, nearest, same_text
from questions.types.checking import common_problems, key_of, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import read_nothing
from questions.types.typed import FIELDS, fields_of_text, read_text, unstorable_specimen


class ShortAnswer:
    name = "short_answer"
    typed = True

    def problems(self, question: Question) -> list[str]:
        found = common_problems(question, TextKey)
        key = question.sealed.key
        if isinstance(key, TextKey):
            if not any(text.strip() for text in key.accepted):
                found.append("No answer is accepted.")
            found += [
                f"{rival!r} names something else, yet it reads like the accepted answer {text!r}."
                for rival in key.rivals
                for text in key.accepted
                if same_text(rival, text)
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
        right = key_of(question, TextKey).accepted[0]
        (words,) = fields_of_text(given).get("text", [""])
        return Reveal(words, right, (Line("", words, right, self.mark(question, given).verdict == "right"),))

    def guess_chance(self, asked: Asked) -> float:
        return 0.0

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key = key_of(question, TextKey)
        wrong = [*key.rivals[:1], "this is certainly not what was asked for"]
        return [
            *(
                Specimen("right", {"text": [text]}, Response(text.strip()), Mark.of(1))
                for text in key.accepted
            ),
            *(Specimen("wrong", {"text": [text]}, Response(text.strip()), Mark.of(0)) for text in wrong),
            Specimen("blank", {"text": [" "]}, Blank(), BLANK),
            Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
            unstorable_specimen(),
        ]


def _counts(text: str, key: TextKey) -> bool:
    typos = nearest(text, key.accepted)
    if not typos:
        return typos == 0
    words = folded(text)
    return all(edit_distance(words, folded(rival), typos) is None for rival in key.rivals)
