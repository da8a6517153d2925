"""All questions that a bank can prove, and the facts that starve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questions.facts import Bank, Fact
from questions.generation import tone
from questions.generation.betraying import Betraying
from questions.generation.groups import grouped
from questions.generation.handwritten import PATTERN as HANDWRITTEN
from questions.generation.handwritten import handwritten
from questions.generation.lint import Knowledge, Linter
from questions.generation.multiple_response import multiple_response
from questions.generation.short_answer import short_answer
from questions.generation.single_choice import single_choice
from questions.generation.telling import Telling
from questions.generation.true_false import true_false
from questions.generation.typed_values import name_of_type, typed_value
from questions.generation.which_source import which_source
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
    linter = Linter(Knowledge(bank, bench.truth, bench.wording))
    telling = Telling(bank, bench.wording)
    made = [_passed(linter, telling.marked(one)) if isinstance(one, Question) else one for one in _all(bench)]
    asked = [one for one in made if isinstance(one, Question)]
    betraying = Betraying(asked)
    return Generated(
        questions=tuple(map(betraying.marked, asked)),
        starved=tuple(one for one in made if isinstance(one, Starved)),
    )


def _all(bench: Workbench) -> Iterator[Question | Starved]:
    bank = bench.bank
    for fact in bank.facts.values():
        if fact.status == "approved":
            yield from _of_fact(bench, fact)
    for fact_set in bank.sets.values():
        yield multiple_response(bench, fact_set)
    for group in bank.groups.values():
        yield grouped(bench, group)
    for conflict in bank.disagreements.values():
        if conflict.decision == "attribute" and conflict.stem:
            yield which_source(bench, conflict)
    for written in bank.written.values():
        yield handwritten(bench, written)


def _passed(linter: Linter, question: Question) -> Question | Starved:
    """The question, unless lint finds an error; what a person wrote is only warned of."""
    errors = [remark for remark in linter.remarks(question) if remark.severity == "error"]
    if not errors or question.pattern == HANDWRITTEN:
        return question
    origin = question.anchor.partition(":")[2]
    return Starved(
        origin, question.pattern, f"{errors[0].rule}: {errors[0].sentence}", "mend what the rule names"
    )


def _of_fact(bench: Workbench, fact: Fact) -> Iterator[Question | Starved]:
    if why := tone.why_not_asked(fact):
        if fact.ask != "context":
            yield Starved(fact.id, "", why, "mark it `context`, or mend what the reason says")
        return
    entailed = bench.truth.entails(fact)
    if isinstance(entailed, Open):
        yield Starved(fact.id, "", entailed.reason, "correct the fact, or declare and settle the conflict")
        return
    for role in ROLES:
        if not bench.wording.asks(fact, role) or not tone.may_ask_role(fact, role):
            continue
        if _wants(fact, "single_choice"):
            yield single_choice(bench, fact, role)
        if isinstance(fact.term(role), str) and _wants(fact, "short_answer"):
            yield short_answer(bench, fact, role)
    is_value = not isinstance(fact.object, str) and bench.wording.asks(fact, "object")
    if is_value and _wants(fact, name_of_type(fact)):
        yield typed_value(bench, fact)
    if _wants(fact, "true_false"):
        yield from true_false(bench, fact)


def _wants(fact: Fact, type: str) -> bool:
    """Whether tone and the fact's author let it be asked in this type."""
    if tone.is_accusation(fact) and type not in tone.ACCUSATION_TYPES:
        return False
    return not fact.types or type in fact.types
