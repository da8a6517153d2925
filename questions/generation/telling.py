"""Which facts a question tells in passing, so that no paper asks for one of them beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from questions.facts import Bank, Fact, Locator, Role, Term
from questions.generation import tone
from questions.generation.called import Called, Span
from questions.generation.patterns import Wording, names_of
from questions.question import Question
from questions.text import folded
from questions.truth import ROLES
from questions.when import When

CLOSE = 3
"""Two names with more words between them are merely in one sentence: nothing is told of one by the other."""

MOST_ALIKE = 20
"""What so many facts share tells none of them: it is what the bank is about. Kept apart, they would leave a
paper with one question; a paper does not ask for the same answer twice while there is another anyway."""


class Telling:
    """Reads questions of one bank, at a cost that does not grow with the bank."""

    def __init__(self, bank: Bank, wording: Wording) -> None:
        self._entities, self._facts = bank.entities, bank.facts
        self._names: Called[str] = Called()
        for entity in bank.entities.values():
            for name in names_of(entity):
                self._names.add(name, entity.id)
        self._place = {id: place for place, id in enumerate(bank.facts)}
        self._joining: dict[tuple[str, Term], list[str]] = defaultdict(list)
        self._values: Called[Term] = Called()
        self._days: Called[When] = Called()
        self._on: dict[When, list[str]] = defaultdict(list)
        self._holding: dict[tuple[Locator, Role, Term], list[str]] = defaultdict(list)
        for fact in bank.facts.values():
            if fact.status == "approved" and not tone.why_not_asked(fact):
                self._note(fact, wording)

    def _note(self, fact: Fact, wording: Wording) -> None:
        for role in ROLES:
            for at in dict.fromkeys(evidence.at for evidence in fact.evidence):
                self._holding[at, role, fact.term(role)].append(fact.id)
        self._joining[fact.subject, fact.object].append(fact.id)
        if not isinstance(fact.object, str):
            for spelling in wording.spellings(fact.object):
                self._values.add(spelling, fact.object)
        if isinstance(fact.object, When) and fact.object.precision != "year":
            self._days.add(fact.object.in_words(), fact.object)
            self._on[fact.object].append(fact.id)

    def marked(self, question: Question) -> Question:
        """The question with the facts, not its own, whose subject and object it names side by side.

        "What did Afghan President Ashraf Ghani argue?" tells who was President; an option may tell as much.
        A month or a day is told wherever the stem or a prompt has it: so exact a date is found again without
        the name of what happened then. Whoever is told, or asked, in which city something was can say in
        which country. And whoever has read a passage to name Zalmay Khalilzad names him for whatever else
        it says of him. What `MOST_ALIKE` facts have in common gives none of them away.
        """
        asked = question.asked
        stem = folded(asked.stem.value).split()
        options, prompts = (
            [folded(one.text).split() for one in row] for row in (asked.options, asked.prompts)
        )
        told = [id for words in (stem, *options, *prompts) for id in self._joined(words)]
        told += [id for words in (stem, *prompts) for id in self._dated(words)]
        told += self._around(dict.fromkeys((*told, *question.facts)))
        told += self._answered_alike(question)
        tells = tuple(fact for fact in dict.fromkeys(told) if fact not in question.facts)
        return replace(question, asked=replace(asked, tells=tells)) if tells else question

    def _joined(self, words: Sequence[str]) -> Iterator[str]:
        """The facts whose subject and object the text names side by side."""
        named: dict[Term, list[Span]] = {}
        for entity, span in self._names.named_in(words):
            named.setdefault(entity, []).append(span)
        subjects = [term for term in named if isinstance(term, str)]
        for value, span in self._values.named_in(words):
            named.setdefault(value, []).append(span)
        for subject in subjects:
            close = (term for term, spans in named.items() if _are_close(named[subject], spans))
            joined = [id for term in close for id in self._joined_by(subject, term)]
            yield from sorted(joined, key=self._place.__getitem__)

    def _joined_by(self, subject: str, object: Term) -> Sequence[str]:
        return _unless_too_many(self._joining.get((subject, object), ()))

    def _around(self, told: Iterable[str]) -> Iterator[str]:
        """The facts that join what one of these facts puts in a city with the country of that city."""
        for fact in (self._facts[one] for one in told):
            city = self._entities.get(fact.object) if isinstance(fact.object, str) else None
            if city is not None and city.kind == "city":
                for country in city.part_of:
                    yield from self._joined_by(country, fact.subject)

    def _answered_alike(self, question: Question) -> Iterator[str]:
        """The facts that stand on a passage of what is asked and hold its answer in the same role."""
        asked = ((self._facts[id], role) for id in question.facts for role in ROLES)
        for fact, role in asked:
            if (fact.id, role) in question.targets:
                same = (self._holding.get((one.at, role, fact.term(role)), ()) for one in fact.evidence)
                alike = {id for facts in same for id in _unless_too_many(facts)}
                yield from sorted(alike, key=self._place.__getitem__)

    def _dated(self, words: Sequence[str]) -> Iterator[str]:
        """The facts whose month or day stands in the text."""
        for day, _span in self._days.named_in(words):
            yield from _unless_too_many(self._on[day])


def _unless_too_many(alike: Sequence[str]) -> Sequence[str]:
    return alike if len(alike) < MOST_ALIKE else ()


def _are_close(spans: Iterable[Span], others: Iterable[Span]) -> bool:
    return any(max(one[0], two[0]) - min(one[1], two[1]) <= CLOSE for one in spans for two in others)
