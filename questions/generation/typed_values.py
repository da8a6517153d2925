"""Numeric and date: a number or date that a fact states, typed."""

from __future__ import annotations

import re

from questions.facts import Fact, Quantity
from questions.generation.receipts import cite_fact
from questions.generation.short_answer import feed_of_sole, why_not_sole
from questions.generation.workbench import Starved, Workbench, explanation
from questions.question import Asked, DateKey, Key, NumberKey, Question, Sealed
from questions.when import When

_YEAR = re.compile(r"\b\d{4}\b")
NUMERIC, DATE = "numeric", "date"


def typed_value(bench: Workbench, fact: Fact) -> Question | Starved:
    """The question for the object of a fact that is a number or a date."""
    stem = _saying_how_exact(bench.wording.stem(fact, "object", typed=True), fact)
    if bench.wording.is_named_in(fact.object, stem):
        return Starved(fact.id, "object", "the stem gives the answer away", "reword the stem of this fact")
    if why := why_not_sole(bench, fact, "object"):
        return Starved(fact.id, "object", why, feed_of_sole(fact, "object"))
    asked, key = _asked(bench, fact, stem)
    sealed = Sealed(key=key, explanation=explanation(fact), citations=cite_fact(bench.bank, fact))
    return bench.of_fact(fact, "object", asked, sealed, harder=1, signals=["typed from memory"])


def _saying_how_exact(stem: str, fact: Fact) -> str:
    """The stem, saying that month and year are wanted where it names another year than the answer's."""
    when = fact.object
    if not isinstance(when, When) or when.precision != "month" or "year" in stem:
        return stem
    return stem if set(_YEAR.findall(stem)) == {f"{when.year:04d}"} else f"{stem} Give month and year."


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
