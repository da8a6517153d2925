"""Questions that a person wrote down in a bank."""

from __future__ import annotations

import re
from fractions import Fraction

from questions.facts import Quantity, WrittenOption, WrittenQuestion
from questions.generation.identity import question_id
from questions.generation.receipts import cite
from questions.generation.workbench import Workbench
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    Key,
    NumberKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.when import When

PATTERN = "handwritten"
_LEADING_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def handwritten(bench: Workbench, written: WrittenQuestion) -> Question:
    """The question with its options in an order that tells nothing, whatever order it was written in."""
    bank = bench.bank
    shown = sorted(written.options, key=_place)
    options = lettered(option.text for option in shown)
    by_id = dict(zip((option.id for option in options), shown, strict=True))
    right = tuple(id for id, option in by_id.items() if option.correct)
    citations: list[Citation] = [*cite(bank, written.evidence)]
    for id, option in by_id.items():
        citations += cite(bank, option.evidence, about=id, proves=option.correct)
    facts = [bank.facts[fact] for fact in written.facts]
    value = written.value
    asked = Asked(
        type=written.type,
        stem=Text(written.stem),
        options=options,
        pick=len(right) if written.type == "multiple_response" else None,
        unit=value.unit if isinstance(value, Quantity) else "",
        precision=value.precision if isinstance(value, When) else "",
        sensitive=any(fact.sensitive for fact in facts),
        language=bank.language,
    )
    sealed = Sealed(
        key=_key(bench, written, right),
        explanation=Text(written.explanation),
        whys=tuple(
            Why(id, option.why or written.explanation, "entailed" if option.correct else "written")
            for id, option in by_id.items()
        ),
        citations=tuple(citations),
    )
    anchor = f"written:{written.id}"
    return Question(
        id=question_id(bank.id, anchor, PATTERN),
        asked=asked,
        sealed=sealed,
        anchor=anchor,
        pattern=PATTERN,
        facts=written.facts,
        targets=tuple((fact, "") for fact in written.facts),
        topic=written.topic,
        weight=written.weight,
        difficulty=written.difficulty,
        signals=(f"difficulty {written.difficulty} as its author put it",),
    )


def _key(bench: Workbench, written: WrittenQuestion, right: tuple[str, ...]) -> Key:
    match written.value:
        case bool(is_true):
            return VerdictKey(is_true, "", "" if is_true else written.explanation)
        case Quantity(number, _, tolerance):
            return NumberKey(number, tolerance)
        case When() as date:
            return DateKey(date)
    if written.answer:
        entity = bench.bank.entities[written.answer]
        named = bench.rivals.text_key(entity, [entity.kind])
        return TextKey((*named.accepted, *written.accepted), named.rivals)
    return TextKey(written.accepted) if written.accepted else ChoiceKey(right)


def _place(option: WrittenOption) -> tuple[Fraction, str]:
    """Numbers ascend; words follow the alphabet."""
    number = _LEADING_NUMBER.match(option.text)
    return Fraction(number[0].replace(",", "")) if number else Fraction(0), option.text.casefold()
