"""True or false: a fact as a sentence, and the same sentence with one neutral part proven wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from questions.facts import Fact, Role
from questions.generation import tone
from questions.generation.distractors import Lure
from questions.generation.identity import draw
from questions.generation.patterns import Sentence
from questions.generation.receipts import cite_fact
from questions.generation.workbench import Workbench, against, explanation, lettered, why_wrong
from questions.question import Question, Sealed, VerdictKey
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
        if len(sentence.parts) < 2 or bench.truth.is_stated_of_another(fact, role, lure.term):
            sentence, swapped = _without_parts(sentence), _without_parts(swapped)
        yield _statement(bench, fact, role, sentence, _TRUE)
        yield _statement(bench, fact, role, swapped, _FALSE, sentence, lure)
        return


def _most_deceiving(bench: Workbench, fact: Fact, role: Role, lures: Sequence[Lure]) -> Lure:
    """What a person says is taken for the key, of that what bears on the same thing, then the nearest.

    Nobody takes Vienna for the capital of Germany, but Munich lies there.
    """

    def rank(lure: Lure) -> tuple[bool, bool, float]:
        return bench.lures.is_named(fact, role, lure.term), lure.proof.rule == "contrary", lure.closeness

    best = max(rank(lure) for lure in lures)
    among = [lure for lure in lures if rank(lure) == best]
    return among[draw(len(among), fact.id, role, NAME)]


def _without_parts(sentence: Sentence) -> Sentence:
    """As in "Oslo is the capital of Sweden", where either part could be called the wrong one."""
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
    corrected: Sentence | None = None,
    lure: Lure | None = None,
) -> Question:
    options = lettered(part.text for part in sentence.parts)
    ids = {part.what: option.id for part, option in zip(sentence.parts, options, strict=True)}
    wrong = ids.get(role, "")
    lures = [(wrong, lure)] if lure else []
    sealed = Sealed(
        key=VerdictKey(False, wrong, corrected.text) if corrected else VerdictKey(True),
        explanation=explanation(fact, also=lure.proof.reason if lure else ""),
        whys=tuple(why_wrong(id, lure) for id, lure in lures),
        citations=(*cite_fact(bench.bank, fact), *against(bench.bank, lures)),
    )
    asked = bench.asked(NAME, sentence.text, [fact], options=options)
    signals = ["one part is wrong" if lure else "the statement is true"]
    return bench.of_fact(fact, role, asked, sealed, variant=variant, harder=-1, signals=signals)
