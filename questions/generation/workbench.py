"""What every generator works with: one bank, its proofs, its words, its wrong options."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questions.facts import Bank, Fact, Weight
from questions.generation.distractors import Lure, Lures
from questions.generation.identity import question_id
from questions.generation.patterns import Wording
from questions.generation.receipts import cite_refutation
from questions.generation.rivals import Rivals
from questions.question import Asked, Citation, Option, Question, Sealed, Text, Why
from questions.text import folded
from questions.truth import Truth


@dataclass(frozen=True, slots=True)
class Starved:
    """A fact that gives no question of some kind, why, and what its author could declare to feed it.

    `fact` is the anchor's id: of a fact, a set, a group or a conflict; `role` is empty for the latter.
    """

    fact: str
    role: str
    why: str
    feed: str


class Workbench:
    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.truth = Truth(bank)
        self.wording = Wording(bank)
        self.lures = Lures(bank, self.truth, self.wording)
        self.rivals = Rivals(bank, self.truth)

    def asked(
        self,
        type: str,
        stem: str,
        facts: Sequence[Fact],
        *,
        options: tuple[Option, ...] = (),
        prompts: tuple[Option, ...] = (),
        pick: int | None = None,
        unit: str = "",
        precision: str = "",
        answer_kind: str = "",
    ) -> Asked:
        return Asked(
            type=type,
            stem=Text(stem),
            options=options,
            prompts=prompts,
            pick=pick,
            unit=unit,
            precision=precision,
            answer_kind=answer_kind,
            sensitive=any(fact.sensitive for fact in facts),
            language=self.bank.language,
        )

    def of_fact(
        self,
        fact: Fact,
        role: str,
        asked: Asked,
        sealed: Sealed,
        *,
        variant: int = 0,
        harder: int = 0,
        signals: Sequence[str] = (),
    ) -> Question:
        """A question that stands on one fact. `harder` is what its form adds to the fact's difficulty."""
        anchor = f"fact:{fact.id}"
        return Question(
            id=question_id(self.bank.id, anchor, asked.type, role, variant),
            asked=asked,
            sealed=sealed,
            anchor=anchor,
            pattern=f"{asked.type}:{role}" if role else asked.type,
            variant=variant,
            facts=(fact.id,),
            targets=((fact.id, role),),
            topic=fact.topic,
            weight=fact.weight,
            difficulty=_bounded(fact.difficulty + harder),
            signals=(f"fact of difficulty {fact.difficulty}", *signals),
        )


_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ0-9)\]”\"][.!?]) +(?=[A-ZÀ-Þ“\"])")


def why_right(option: str, fact: Fact) -> Why:
    return Why(option, fact.statement, "entailed")


def why_wrong(option: str, lure: Lure) -> Why:
    return Why(option, lure.proof.reason, lure.proof.rule)


def against(bank: Bank, lures: Sequence[tuple[str, Lure]]) -> tuple[Citation, ...]:
    """What rules out each of the lures, by option id."""
    return tuple(cited for option, lure in lures for cited in cite_refutation(bank, lure.proof, option))


def explanation(fact: Fact) -> Text:
    """What the review says: the fact, and what its author added; no sentence twice."""
    return Text(without_repeats(fact.statement, fact.explanation))


def without_repeats(*texts: str) -> str:
    """The sentences of the texts in order, each said once, whatever its case and punctuation."""
    sentences = (sentence for text in texts for sentence in _SENTENCE_END.split(text.strip()) if sentence)
    said: dict[str, str] = {}
    for sentence in sentences:
        said.setdefault(folded(sentence), sentence)
    return " ".join(said.values())


_WEIGHTS: tuple[Weight, ...] = ("periphery", "detail", "main")


def heaviest(facts: Iterable[Fact]) -> Weight:
    return max((fact.weight for fact in facts), key=_WEIGHTS.index)


def _bounded(difficulty: int) -> int:
    return min(3, max(1, difficulty))
