"""Which facts a question tells in passing, so that no paper asks for one of them beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from questions.facts import Bank, Fact, Role, Term
from questions.generation import tone
from questions.generation.patterns import Wording, names_of
from questions.question import Question
from questions.text import folded
from questions.truth import ROLES
from questions.when import When

CLOSE = 3
"""Two names with more words between them are merely in one sentence: nothing is told of one by the other."""

_Span = tuple[int, int]
"""The places of the first word of a name and of the first word behind it."""


class Telling:
    """Reads questions of one bank. Names are found by their first word, so that large banks stay cheap."""

    def __init__(self, bank: Bank, wording: Wording) -> None:
        self._names: dict[str, list[tuple[list[str], str]]] = defaultdict(list)
        for entity in bank.entities.values():
            for name in names_of(entity):
                words = folded(name).split()
                self._names["".join(words[:1])].append((words, entity.id))
        self._entities, self._facts = bank.entities, bank.facts
        self._about: dict[str, list[Fact]] = defaultdict(list)
        self._joining: dict[tuple[str, str], list[Fact]] = defaultdict(list)
        self._days: dict[str, list[tuple[list[str], Fact]]] = defaultdict(list)
        self._holding: dict[tuple[Role, Term], list[Fact]] = defaultdict(list)
        for fact in bank.facts.values():
            if fact.status == "approved" and not tone.why_not_asked(fact):
                self._about[fact.subject].append(fact)
                for role in ROLES:
                    self._holding[role, fact.term(role)].append(fact)
                if isinstance(fact.object, str):
                    self._joining[fact.subject, fact.object].append(fact)
                if isinstance(fact.object, When) and fact.object.precision != "year":
                    words = folded(fact.object.in_words()).split()
                    self._days[words[0]].append((words, fact))
        self._wording = wording

    def marked(self, question: Question) -> Question:
        """The question with the facts, not its own, whose subject and object it names side by side.

        "What did Afghan President Ashraf Ghani argue?" tells who was President; an option may tell as much.
        A month or a day is told wherever the stem has it: so exact a date is found again without the name
        of what happened then. Whoever is told, or asked, in which city something was can say in which
        country. And whoever has read a passage to name Zalmay Khalilzad names him for whatever else it
        says of him.
        """
        asked = question.asked
        stem = folded(asked.stem.value).split()
        shown = (folded(one.text).split() for one in (*asked.options, *asked.prompts))
        told = [id for words in (stem, *shown) for id in self._joined(words)]
        told += self._dated(stem)
        told += self._around(dict.fromkeys((*told, *question.facts)))
        told += self._answered_alike(question)
        tells = tuple(fact for fact in dict.fromkeys(told) if fact not in question.facts)
        return replace(question, asked=replace(asked, tells=tells)) if tells else question

    def _joined(self, words: Sequence[str]) -> Iterator[str]:
        """The facts whose subject and object the text names side by side."""
        named = self._named(words)
        for entity, spans in named.items():
            for fact in self._about[entity]:
                if _are_close(spans, self._spans_of_object(fact, named, words)):
                    yield fact.id

    def _around(self, told: Iterable[str]) -> Iterator[str]:
        """The facts that join what one of these facts puts in a city with the country of that city."""
        for fact in (self._facts[one] for one in told):
            city = self._entities.get(fact.object) if isinstance(fact.object, str) else None
            if city is not None and city.kind == "city":
                for country in city.part_of:
                    yield from (other.id for other in self._joining[country, fact.subject])

    def _answered_alike(self, question: Question) -> Iterator[str]:
        """The facts that stand on a passage of what is asked and hold its answer in the same role."""
        asked = ((self._facts[id], role) for id in question.facts for role in ROLES)
        for fact, role in asked:
            if (fact.id, role) not in question.targets:
                continue
            places = {evidence.at for evidence in fact.evidence}
            for other in self._holding[role, fact.term(role)]:
                if not places.isdisjoint(evidence.at for evidence in other.evidence):
                    yield other.id

    def _dated(self, words: Sequence[str]) -> Iterator[str]:
        """The facts whose month or day stands in the text."""
        for start, word in enumerate(words):
            for date, fact in self._days.get(word, ()):
                if words[start : start + len(date)] == date:
                    yield fact.id

    def _named(self, words: Sequence[str]) -> dict[str, list[_Span]]:
        """Where the text names which entity, in the order in which they appear."""
        found: dict[str, list[_Span]] = {}
        for start, word in enumerate(words):
            for name, entity in self._names.get(word, ()):
                if words[start : start + len(name)] == name:
                    found.setdefault(entity, []).append((start, start + len(name)))
        return found

    def _spans_of_object(
        self, fact: Fact, named: dict[str, list[_Span]], words: Sequence[str]
    ) -> Iterable[_Span]:
        if isinstance(fact.object, str):
            return named.get(fact.object, ())
        label = folded(self._wording.label(fact.object)).split()
        starts = range(len(words) - len(label) + 1)
        return [(start, start + len(label)) for start in starts if words[start : start + len(label)] == label]


def _are_close(spans: Iterable[_Span], others: Iterable[_Span]) -> bool:
    return any(max(one[0], two[0]) - min(one[1], two[1]) <= CLOSE for one in spans for two in others)
