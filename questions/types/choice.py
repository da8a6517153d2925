"""What single choice and multiple response share: options chosen by their tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from questions.marks import BLANK, UNREADABLE, Mark
from questions.question import Asked, ChoiceKey, Question
from questions.response import Blank, Given, Response, Unreadable
from questions.types.checking import common_problems, names_of, option_problems
from questions.types.contract import Fields, Line, Reveal, Specimen
from questions.types.reading import (
    as_sent,
    entered,
    fields_of_nothing,
    option_at,
    options_in,
    read_nothing,
    sent_again,
    token_of,
)

FIELDS = ("choice",)
NOT_AN_OPTION = "Choose one of the options shown."


def choice_problems(question: Question) -> list[str]:
    """What every question with chosen options needs."""
    found = common_problems(question, ChoiceKey) + option_problems(question.asked.options)
    if len(question.asked.options) < 2:
        found.append("A choice needs at least two options.")
    key = question.sealed.key
    if isinstance(key, ChoiceKey):
        weighed = [option for option, _ in key.shares]
        if not {*key.right, *weighed} <= {option.id for option in question.asked.options}:
            found.append("The key is not among the options.")
        if len(set(weighed)) < len(weighed):
            found.append("The key weighs an option twice.")
        if not all(-1 <= share <= 1 for _, share in key.shares):
            found.append("An option earns or costs at most the whole.")
    return found


def right_options(key: ChoiceKey) -> tuple[str, ...]:
    """The options that a review shows as right: those of the key, and any other that earns the whole."""
    return tuple(dict.fromkeys([*key.right, *(option for option, share in key.shares if share == 1)]))


def share_of(key: ChoiceKey, chosen: Iterable[str]) -> Fraction:
    """What these options earn together by the shares that an author gave them, between 0 and 1."""
    shares = dict(key.shares)
    earned = sum((shares.get(option, Fraction(0)) for option in chosen), Fraction(0))
    return min(max(earned, Fraction(0)), Fraction(1))


def read_choice(asked: Asked, order: Sequence[str], fields: Fields) -> Given:
    """The chosen options, each once, in the order of the question."""
    nothing = read_nothing(fields, FIELDS)
    if nothing is not None:
        return nothing
    chosen = {option_at(token, order) for token in entered(fields, "choice")}
    if not chosen <= {option.id for option in asked.options}:
        return refused(fields, NOT_AN_OPTION)
    return Response(tuple(option.id for option in asked.options if option.id in chosen))


def refused(fields: Fields, reason: str) -> Unreadable:
    """A choice that is no answer to this question."""
    return Unreadable(reason, as_sent(fields, FIELDS))


def fields_of_choice(order: Sequence[str], given: Given) -> dict[str, list[str]]:
    """The fields that `read_choice` reads."""
    match given:
        case Response():
            return choice_of(options_in(given), order)
        case Unreadable(raw=raw):
            return sent_again(raw)
    return fields_of_nothing(given)


def choice_of(options: Iterable[str], order: Sequence[str]) -> dict[str, list[str]]:
    """The fields of these options."""
    return {"choice": [token_of(option, order) for option in options]}


def choice_parts(asked: Asked, chosen: Iterable[str], right: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Each option that was chosen or missed, and whether it was handled rightly."""
    chosen, right = set(chosen), set(right)
    touched, rightly = chosen | right, chosen & right
    return tuple((option.id, option.id in rightly) for option in asked.options if option.id in touched)


def reveal_choice(question: Question, given: Given, right: Sequence[str], mark: Mark) -> Reveal:
    """The texts of the chosen and of the right options."""
    words, right_words = names_of(options_in(given), question.asked), names_of(right, question.asked)
    return Reveal(words, right_words, (Line("", words, right_words, mark.verdict == "right"),))


def choice_specimen(
    name: str,
    asked: Asked,
    order: Sequence[str],
    chosen: Iterable[str],
    right: Iterable[str],
    share: Fraction | int,
) -> Specimen:
    """The choice of these options and the share that it earns."""
    options = tuple(option.id for option in asked.options if option.id in set(chosen))
    mark = Mark.of(share, choice_parts(asked, options, right))
    return Specimen(name, choice_of(options, order), Response(options), mark)


def unchosen_specimens(order: Sequence[str]) -> list[Specimen]:
    """Nothing chosen, "I don't know", and an option that is not on the page."""
    unknown = {"choice": [str(len(order) + 1)]}
    return [
        Specimen("blank", {}, Blank(), BLANK),
        Specimen("declared blank", {"unknown": ["1"]}, Blank(declared=True), BLANK),
        Specimen("unreadable", unknown, refused(unknown, NOT_AN_OPTION), UNREADABLE),
    ]
