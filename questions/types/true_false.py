"""True or false: whoever says false also says which part is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, Question, VerdictKey
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, key_of, names_of, option_problems, unanswered
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import (
    as_sent,
    entered,
    fields_of_nothing,
    option_at,
    read_nothing,
    sent_again,
    token_of,
)

FIELDS = ("verdict", "part")
TRUE_OR_FALSE = "Say whether the statement is true or false."
NOT_A_PART = "Choose one of the parts shown."
HALF = Fraction(1, 2)


class TrueFalse:
    """A response is ("true",), ("false",) or ("false", the id of the part called wrong)."""

    name = "true_false"
    typed = False

    def problems(self, question: Question) -> list[str]:
        asked, key = question.asked, question.sealed.key
        found = common_problems(question, VerdictKey) + option_problems(asked.options, "part")
        if len(asked.options) == 1:
            found.append("A single part gives itself away: show at least two, or none.")
        if isinstance(key, VerdictKey):
            if key.true and key.wrong_part:
                found.append("A true statement has no wrong part.")
            if asked.options and not key.true and key.wrong_part not in {part.id for part in asked.options}:
                found.append("The wrong part is not among the parts shown.")
        return found

    def read(self, asked: Asked, order: Sequence[str], fields: Fields) -> Given:
        """A part is looked at only beside "false": a page without scripts sends it either way."""
        nothing = read_nothing(fields, FIELDS)
        if nothing is not None:
            return nothing
        verdicts, parts = set(entered(fields, "verdict")), set(entered(fields, "part"))
        if verdicts not in ({"true"}, {"false"}):
            return Unreadable(TRUE_OR_FALSE, as_sent(fields, FIELDS))
        if verdicts == {"true"} or not parts:
            return Response(tuple(verdicts))
        part = option_at(parts.pop(), order)
        if part is None or parts:
            return Unreadable(NOT_A_PART, as_sent(fields, FIELDS))
        return Response(("false", part))

    def fields(self, asked: Asked, order: Sequence[str], given: Given) -> dict[str, list[str]]:
        match given:
            case Response((str(verdict),)):
                return {"verdict": [verdict]}
            case Response((str(verdict), str(part))):
                return {"verdict": [verdict], "part": [token_of(part, order)]}
            case Unreadable(raw=raw):
                return sent_again(raw)
        return fields_of_nothing(given)

    def mark(self, question: Question, given: Given) -> Mark:
        """For a false statement half for seeing it and half for the part; else all or nothing.

        Where no parts are shown there is nothing more to say than "false".
        """
        if not isinstance(given, Response):
            return unanswered(given)
        verdict, part = _said(given)
        key = key_of(question, VerdictKey)
        if key.true or verdict == "true" or not question.asked.options:
            share = Fraction(int(key.true == (verdict == "true")))
        else:
            share = HALF + (HALF if part == key.wrong_part else 0)
        return Mark.of(share, _parts(question, part))

    def reveal(self, question: Question, given: Given) -> Reveal:
        """One line, but two where only half was right: the right half is not to look wrong."""
        asked, key, (verdict, part) = question.asked, key_of(question, VerdictKey), _said(given)
        mark = self.mark(question, given)
        words = _words(verdict, part, asked)
        right = _words("true" if key.true else "false", key.wrong_part, asked)
        if mark.verdict == "partly":
            seen = Line("", _words(verdict, "", asked), _words(verdict, "", asked), is_right=True)
            missed = Line("", names_of([part], asked), names_of([key.wrong_part], asked), is_right=False)
            return Reveal(words, right, (seen, missed))
        return Reveal(words, right, (Line("", words, right, mark.verdict == "right"),))

    def answers(self, question: Question, given: Given) -> tuple[str, ...]:
        """The verdict, and the part that was called wrong."""
        return tuple(filter(None, _said(given)))

    def guess_chance(self, asked: Asked) -> float:
        """The mean over a true and a false statement, since the page does not tell which it is."""
        return (1 / 2 + 1 / (2 * max(1, len(asked.options)))) / 2

    def specimens(self, question: Question, order: Sequence[str]) -> list[Specimen]:
        key = key_of(question, VerdictKey)
        parts = [option.id for option in question.asked.options]
        unsure = {"verdict": ["maybe"]}
        shares: list[tuple[str, tuple[str, ...], Fraction | int]]
        if key.true:
            shares = [("right", ("true",), 1), ("wrong", ("false",), 0)]
            shares += [("wrong with a part", ("false", part), 0) for part in parts]
        elif not parts:
            shares = [("right", ("false",), 1), ("wrong", ("true",), 0)]
        else:
            shares = [("right", ("false", key.wrong_part), 1), ("wrong", ("true",), 0)]
            shares += [("partly right", ("false",), HALF)]
            shares += [("another part", ("false", part), HALF) for part in parts if part != key.wrong_part]
        return [
            *(_specimen(question, order, name, value, share) for name, value, share in shares),
            Specimen("blank", {"verdict": [""], "part": []}, Blank(), BLANK),
            Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
            Specimen("unreadable", unsure, Unreadable(TRUE_OR_FALSE, as_sent(unsure, FIELDS)), UNREADABLE),
        ]


def _specimen(
    question: Question, order: Sequence[str], name: str, value: tuple[str, ...], share: Fraction | int
) -> Specimen:
    fields = {"verdict": [value[0]], "part": [token_of(part, order) for part in value[1:]]}
    return Specimen(name, fields, Response(value), Mark.of(share, _parts(question, "".join(value[1:]))))


def _said(given: Given) -> tuple[str, str]:
    """The verdict and the part called wrong, each "" where it was not given."""
    match given:
        case Response((str(verdict),)):
            return verdict, ""
        case Response((str(verdict), str(part))):
            return verdict, part
    return "", ""


def _parts(question: Question, part: str) -> tuple[tuple[str, bool], ...]:
    wrong = key_of(question, VerdictKey).wrong_part
    touched = [option.id for option in question.asked.options if option.id in {part, wrong}]
    return tuple((id, id == part == wrong) for id in touched)


def _words(verdict: str, part: str, asked: Asked) -> str:
    return f"{verdict.title()}: {names_of([part], asked)}" if part else verdict.title()
