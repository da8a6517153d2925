"""All questions that a bank can prove, and the facts that starve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questions.facts import Bank, Fact
from questions.generation import tone
from questions.generation.short_answer import short_answer
from questions.generation.single_choice import single_choice
from questions.generation.workbench import Starved, Workbench
from questions.question import Question
from questions.truth import ROLES, Open


@dataclass(frozen=True, slots=True)
class Generated:
    """The questions of a bank in the order of its files, and what could not be asked, and why."""

    questions: tuple[Question, ...]
    starved: tuple[Starved, ...]


def generate(bank: Bank) -> Generated:
    """Every question that the bank proves. The same bank gives the same bytes in any run."""
    bench = Workbench(bank)
    made = list(_all(bench))
    return Generated(
        questions=tuple(one for one in made if isinstance(one, Question)),
        starved=tuple(one for one in made if isinstance(one, Starved)),
    )


def _all(bench: Workbench) -> Iterator[Question | Starved]:
    for fact in bench.bank.facts.values():
        if fact.status == "approved" and not tone.why_not_asked(fact):
            yield from _of_fact(bench, fact)


def _of_fact(bench: Workbench, fact: Fact) -> Iterator[Question | Starved]:
    entailed = bench.truth.entails(fact)
    if isinstance(entailed, Open):
        yield Starved(fact.id, "", entailed.reason, "settle it: correct the fact or declare the conflict")
        return
    for role in ROLES:
        if not bench.wording.asks(fact, role) or not tone.may_ask_role(fact, role):
            continue
        if wants(fact, "single_choice"):
            yield single_choice(bench, fact, role)
        if isinstance(fact.term(role), str) and wants(fact, "short_answer"):
            yield short_answer(bench, fact, role)


def wants(fact: Fact, type: str) -> bool:
    """Whether the fact's author lets it be asked in this type."""
    if tone.is_accusation(fact) and type not in tone.ACCUSATION_TYPES:
        return False
    return not fact.types or type in fact.types
