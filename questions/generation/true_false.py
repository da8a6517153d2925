"""True or false: a fact as a sentence, and the same sentence with one neutral part proven wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from questions.facts import Fact, Role, Term
from questions.generation import tone
from questions.generation.distractors import Lure
from questions.generation.identity import draw
from questions.generation.patterns import Sentence
from questions.generation.receipts import cite_fact
from questions.generation.workbench import (
    Workbench,
    against,
    explanation,
    why_wrong,
    without_repeats,
)
from questions.lettering import lettered
from questions.numerals import in_digits
from questions.question import Option, Question, Sealed, Text, VerdictKey, Why
from questions.when import When

NAME = "true_false"
_TRUE, _FALSE = 0, 1
_HARD = 3
"""A single wrong part must be near: "Paris is the capital of Germany" deceives nobody."""


def true_false(bench: Workbench, fact: Fact) -> Iterator[Question]:
    """A true and a false statement, or neither: a bank in which one kind prevails gives itself away.

    A false date is one that the bank states of something else, never an invented one.
    """
    sentence = bench.wording.sentence(fact)
    if sentence is None or not tone.may_be_judged(fact):
        return
    for role in _drawn_first(bench, fact):
        if not tone.may_be_falsified(bench.bank, fact, role):
            continue
        caught = bench.lures.catch(replace(fact, difficulty=_HARD), role, sentence.text).lures
        lures = [lure for lure in caught if lure.is_stated or not isinstance(lure.term, When)]
        if not lures:
            continue
        lure = _most_deceiving(bench, fact, role, lures)
        swapped = bench.wording.sentence(fact, {role: lure.term})
        if swapped is None or role not in [part.what for part in sentence.parts]:
            continue
        if len(sentence.parts) < 2 or _may_be_mended_elsewhere(bench, fact, role, lure):
            sentence, swapped = _without_parts(sentence), _without_parts(swapped)
        yield _statement(bench, fact, role, sentence, _TRUE)
        yield _statement(bench, fact, role, swapped, _FALSE, lure)
        return


def _most_deceiving(bench: Workbench, fact: Fact, role: Role, lures: Sequence[Lure]) -> Lure:
    """What a person says is taken for the key, most of all what is named first there, then what bears on
    the same thing, then the nearest.

    Melbourne lies in Australia too, but it is Sydney that is taken for the capital.
    """
    mix_ups = _taken_for(bench, fact.term(role))

    def rank(lure: Lure) -> tuple[bool, int, bool, float]:
        is_named = bench.lures.is_named(fact, role, lure.term)
        place = mix_ups.index(lure.term) if lure.term in mix_ups else len(mix_ups)
        return is_named, -place, lure.proof.rule == "contrary", lure.closeness

    best = max(rank(lure) for lure in lures)
    among = [lure for lure in lures if rank(lure) == best]
    return among[draw(len(among), fact.id, role, NAME)]


def _taken_for(bench: Workbench, term: Term) -> tuple[Term, ...]:
    return bench.bank.entities[term].confusable if isinstance(term, str) else ()


def _may_be_mended_elsewhere(bench: Workbench, fact: Fact, role: Role, lure: Lure) -> bool:
    """Whether either part could be called the wrong one.

    As in "Oslo is the capital of Sweden"; and in "Erdenet is the capital of Mongolia", for whoever knows
    Ulaanbaatar need not know that Erdenet lies in Mongolia and so is no other country's capital.
    """
    return lure.proof.rule == "contrary" or bench.truth.is_stated_of_another(fact, role, lure.term)


def _without_parts(sentence: Sentence) -> Sentence:
    return Sentence(sentence.text, ())


def _drawn_first(bench: Workbench, fact: Fact) -> list[Role]:
    """The roles that a false sentence may change: what people mix up, then as drawn, dates last."""
    roles = [role for role in bench.bank.relations[fact.relation].swap if role in fact.roles]
    first = draw(len(roles), fact.id, NAME) if roles else 0

    def worth(role: Role) -> tuple[bool, bool]:
        return not isinstance(fact.term(role), str), not bench.lures.is_mixed_up(fact, role)

    return sorted(roles[first:] + roles[:first], key=worth)


def _statement(
    bench: Workbench,
    fact: Fact,
    role: Role,
    sentence: Sentence,
    variant: int,
    lure: Lure | None = None,
) -> Question:
    options = lettered(part.text for part in sentence.parts)
    ids = {part.what: option.id for part, option in zip(sentence.parts, options, strict=True)}
    wrong = ids.get(role, "")
    lures = [(wrong, lure)] if lure else []
    sealed = Sealed(
        key=VerdictKey(False, wrong, bench.wording.correction(fact)) if lure else VerdictKey(True),
        explanation=_told(bench, fact, role, lure),
        whys=_whys(options, wrong, lure),
        citations=(*cite_fact(bench.bank, fact), *against(bench.bank, lures)),
    )
    asked = bench.asked(NAME, sentence.text, [fact], options=options)
    signals = ["one part is wrong" if lure else "the statement is true"]
    # Who knows neither Cusco nor Bogotá cannot rule them out as the capitals of Peru and of Venezuela.
    is_near = lure is not None and (
        lure.proof.rule == "contrary" or lure.term in _taken_for(bench, fact.term(role))
    )
    harder = 0 if is_near else -1
    return bench.of_fact(fact, role, asked, sealed, variant=variant, harder=harder, signals=signals)


def _told(bench: Workbench, fact: Fact, role: Role, lure: Lure | None) -> Text:
    """What is true, once, and of a false statement why its part is wrong, without what the author added.

    What is stated of the lure instead may say what is right by itself: Munich is a city in Germany, whose
    capital is Berlin.
    """
    if lure is None:
        return explanation(fact)
    if lure.proof.rule == "contrary" and bench.wording.is_named_in(fact.term(role), lure.proof.reason):
        return Text(lure.proof.reason)
    return Text(without_repeats(fact.statement, _by_its_name(bench, lure)))


def _by_its_name(bench: Workbench, lure: Lure) -> str:
    """The reason as it reads behind what is right: a number or date that it calls “that” is named."""
    opening, is_behind, rest = lure.proof.reason.partition("That is ")
    if isinstance(lure.term, str) or opening or not is_behind:
        return lure.proof.reason
    name = bench.wording.label(lure.term) if isinstance(lure.term, When) else in_digits(lure.term.number)
    return f"{name} is {rest}"


def _whys(parts: Sequence[Option], wrong: str, lure: Lure | None) -> tuple[Why, ...]:
    """Of a false statement the reason of each part: what is wrong, and why another part is not."""
    if lure is None:
        return ()
    if not wrong:
        return (why_wrong("", lure),)
    culprit = next(part.text for part in parts if part.id == wrong)
    return tuple(
        why_wrong(part.id, lure)
        if part.id == wrong
        else Why(part.id, f"“{part.text}” can stay: it is “{culprit}” that makes the statement false.")
        for part in parts
    )
