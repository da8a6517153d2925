"""Flashcards of a bank: for each role of a fact that one answer alone can fill, a question and a cloze."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from questions.card import GAP, CardForm, Face
from questions.facts import Bank, Fact, Role, Weight
from questions.generation import tone
from questions.generation.patterns import Wording, capitalised, names_of
from questions.question import Citation, DateKey, NumberKey, Question, TextKey
from questions.truth import ROLES
from questions.types import TYPES

_ORDINALS: dict[tuple[Role, bool], int] = {
    ("subject", False): 0,
    ("subject", True): 1,
    ("object", False): 2,
    ("object", True): 3,
}
"""A card's number among those of its fact, by role and whether it is a cloze: the same in any run."""

_SPEAKER = "According to "


@dataclass(frozen=True, slots=True)
class CardText:
    """One card on a fact. Cards on the same fact and role ask for the same memory.

    `form` is "reversed" for the question about the second of two roles.
    """

    fact: str
    role: Role
    form: CardForm
    ordinal: int
    face: Face
    citations: tuple[Citation, ...]
    topic: str
    weight: Weight


def cards_of(bank: Bank, questions: Iterable[Question]) -> tuple[CardText, ...]:
    """The cards of a bank from its generated questions, in the order of its facts.

    Whatever may be asked on a card is asked typed in a quiz too: only there is it proven that
    nothing else would be right, and that the words give nothing away. So they fail closed together.
    """
    wording = Wording(bank)
    typed = {
        question.targets[0]: question
        for question in questions
        if TYPES[question.type].typed and len(question.targets) == 1
    }
    return tuple(card for fact in bank.facts.values() for card in _cards_of_fact(bank, wording, fact, typed))


def _cards_of_fact(
    bank: Bank, wording: Wording, fact: Fact, typed: dict[tuple[str, str], Question]
) -> Iterator[CardText]:
    roles = [role for role in ROLES if (fact.id, role) in typed]
    for role in roles:
        question = typed[fact.id, role]
        key = question.sealed.key
        assert isinstance(key, TextKey | NumberKey | DateKey)
        face = Face(
            front=question.asked.stem.value,
            back=wording.label(fact.term(role)),
            hint=question.asked.answer_kind,
            more=question.sealed.explanation.value,
            key=key,
            unit=question.asked.unit,
            precision=question.asked.precision,
        )
        yield _card(fact, role, "question" if role == roles[0] else "reversed", face, question)
        if gapped := _cloze(bank, wording, fact, role):
            yield _card(fact, role, "cloze", replace(face, front=gapped), question)


def _card(fact: Fact, role: Role, form: CardForm, face: Face, question: Question) -> CardText:
    return CardText(
        fact=fact.id,
        role=role,
        form=form,
        ordinal=_ORDINALS[role, form == "cloze"],
        face=face,
        citations=question.sealed.citations,
        topic=fact.topic,
        weight=fact.weight,
    )


def _cloze(bank: Bank, wording: Wording, fact: Fact, role: Role) -> str:
    """The fact's own sentence with one gap for the role, or "" where it cannot be had in fairness.

    The gap takes the plain name, or else the longest that the sentence uses: an office before the
    name stays, since it may be what makes this the only answer. The name must occur once, and
    nothing that is left may give it away. An accusation is asked in one way only, no sentence.
    """
    if tone.is_accusation(fact) or (fact.condition and fact.condition not in fact.statement):
        return ""
    term = fact.term(role)
    names = names_of(bank.entities[term]) if isinstance(term, str) else (wording.label(term),)
    for name in (names[0], *sorted(names[1:], key=len, reverse=True)):
        gapped, count = re.subn(_standing_alone(name), GAP, fact.statement)
        if count:
            front = _led(bank, wording, fact, gapped)
            return "" if count > 1 or wording.is_named_in(term, front) else front
    return ""


def _led(bank: Bank, wording: Wording, fact: Fact, gapped: str) -> str:
    """The sentence behind what must be said first: whose word it is, and as of when."""
    said: list[str] = []
    if fact.as_of and str(fact.as_of.year) not in gapped:
        said.append(fact.as_of.as_adverbial())
    if gapped.startswith(_SPEAKER):
        return capitalised(", ".join([*said, gapped[:1].lower() + gapped[1:]]))
    is_hearsay = fact.epistemic != "reported" or fact.ask == "attributed"
    if is_hearsay and fact.speaker and not wording.is_named_in(fact.speaker, gapped):
        said.append(f"{_SPEAKER.lower()}{bank.entities[fact.speaker].intro}")
    return f"{capitalised(', '.join(said))}: {gapped}" if said else gapped


def _standing_alone(name: str) -> str:
    """The name as a whole word; its first letter may have been made small within a sentence."""
    first, rest = re.escape(name[:1]), re.escape(name[1:])
    return rf"(?<!\w)(?i:{first}){rest}(?!\w)"
