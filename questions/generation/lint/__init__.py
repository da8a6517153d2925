"""Item-writing flaws: every question, generated or written, against the published rubric and more.

Rule numbers follow Haladyna, Downing & Rodriguez, Tarrant and Moore et al. as far as these go.
"""

from __future__ import annotations

from collections.abc import Sequence

from questions.facts import Bank
from questions.generation.lint import options, proofs, stems, whole_bank
from questions.generation.lint.subject import Knowledge, Rule, Subject
from questions.generation.patterns import Wording
from questions.question import Question
from questions.remarks import Remark
from questions.truth import Truth

__all__ = ["RULES", "Knowledge", "Linter", "Rule", "lint", "lint_bank"]

_CHECKS = tuple(sorted((*stems.CHECKS, *options.CHECKS, *proofs.CHECKS), key=lambda check: check[0].id))

RULES: tuple[Rule, ...] = tuple(rule for rule, _ in _CHECKS)
"""The rules that each question is checked against, by number."""


class Linter:
    """Lints many questions of one bank without building its proofs again for each."""

    def __init__(self, knowledge: Knowledge | None = None) -> None:
        self._knowledge = knowledge

    @classmethod
    def of(cls, bank: Bank | None) -> Linter:
        return cls(Knowledge(bank, Truth(bank), Wording(bank)) if bank else None)

    def remarks(self, question: Question, siblings: Sequence[Question] = ()) -> tuple[Remark, ...]:
        """What is wrong with the question, by rule; `siblings` are the other questions of its quiz."""
        subject = Subject(question, self._knowledge, siblings)
        found = (
            Remark(
                question.id, 0, finding.place, finding.sentence, finding.severity or rule.severity, rule.id
            )
            for rule, find in _CHECKS
            for finding in find(subject)
        )
        return tuple(dict.fromkeys(found))


def lint(
    question: Question, bank: Bank | None = None, siblings: Sequence[Question] = ()
) -> tuple[Remark, ...]:
    """What is wrong with one question; without a bank, what its words alone show."""
    return Linter.of(bank).remarks(question, siblings)


def lint_bank(questions: Sequence[Question], bank: Bank) -> tuple[Remark, ...]:
    """What is wrong with each question of a bank, and with all of them together."""
    linter = Linter.of(bank)
    each = (remark for question in questions for remark in linter.remarks(question))
    return (*each, *whole_bank.remarks_on_bank(questions))
