"""Numeric and date: a number or date that a fact states, typed."""

from __future__ import annotations

from questions.facts import Fact, Quantity
from questions.generation.receipts import cite_fact
from questions.generation.short_answer import other_answer
from questions.generation.workbench import Starved, Workbench, explanation
from questions.question import Asked, DateKey, Key, NumberKey, Question, Sealed
from questions.when import When

NUMERIC, DATE = "numeric", "date"


def typed_value(bench: Workbench, fact: Fact) -> Question | Starved:
    """The question for the object of a fact that is a number or a date."""
    stem = bench.wording.stem(fact, "object", typed=True)
    if bench.wording.is_named_in(fact.object, stem):
        return Starved(fact.id, "object", "the stem gives the answer away", "reword the stem of this fact")
    if rival := other_answer(bench, fact, "object"):
        feed = "word the question so that it fits this answer alone (`object_typed`)"
        return Starved(fact.id, "object", f"{rival} may be an answer too", feed)
    asked, key = _asked(bench, fact, stem)
    sealed = Sealed(key=key, explanation=explanation(fact), citations=cite_fact(bench.bank, fact))
    return bench.of_fact(fact, "object", asked, sealed, harder=1, signals=["typed from memory"])


def name_of_type(fact: Fact) -> str:
    return DATE if isinstance(fact.object, When) else NUMERIC


def _asked(bench: Workbench, fact: Fact, stem: str) -> tuple[Asked, Key]:
    kind = bench.wording.kind(fact.object)
    if isinstance(fact.object, When):
        precision = fact.object.precision
        asked = bench.asked(DATE, stem, [fact], precision=precision, answer_kind=kind)
        return asked, DateKey(fact.object)
    if isinstance(fact.object, Quantity):
        asked = bench.asked(NUMERIC, stem, [fact], unit=fact.object.unit, answer_kind=kind)
        return asked, NumberKey(fact.object.number, fact.object.tolerance)
    raise TypeError(f"{fact.id} states no number and no date")
