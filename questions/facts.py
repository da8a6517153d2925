"""Documented facts: sources, passages, entities, relations and what they state, as frozen values.

Ids are strings written once by hand. A `Bank` is already checked by the loader: every id that
one value names exists in the bank.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal

from questions.when import When

Status = Literal["draft", "approved", "disputed", "retired"]
Epistemic = Literal["reported", "claimed", "accused", "characterised", "predicted"]
Ask = Literal["yes", "attributed", "context"]
Weight = Literal["main", "detail", "periphery"]
Role = Literal["subject", "object"]
Sensitive = Literal["casualties", "accusation", "living-person"]


@dataclass(frozen=True, slots=True)
class Source:
    """A publication, data set or our own brief. `file` is set where its text ships with the bank."""

    id: str
    kind: str
    title: str
    publisher: str = ""
    published: When | None = None
    author: str = ""
    rights: str = ""
    url: str = ""
    file: str = ""
    sha256: str = ""
    checked: When | None = None

    @property
    def is_brief(self) -> bool:
        """Whether this is our own summary, which a receipt must never style as a quotation."""
        return self.kind == "brief"


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a source: a paragraph counted from 1, or the name of a record in a data set; without
    either, the whole work."""

    source: str
    paragraph: int | None = None
    record: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """One numbered paragraph of a text that ships, and the places it rests on."""

    source: str
    number: int
    text: str
    heading: str = ""
    rests_on: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands. A non-empty `quote` occurs in that passage, letter for letter."""

    at: Locator
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An exact number with its unit ("" for a bare count) and the tolerance of an answer."""

    number: Fraction
    unit: str = ""
    tolerance: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that facts speak of.

    `name` stands alone (an option), `phrase` inside a sentence ("the United States"), `intro` at
    first mention, with office ("Afghan President Ashraf Ghani"). `plural` says what verb they take.
    """

    id: str
    kind: str
    name: str
    phrase: str
    intro: str
    aliases: tuple[str, ...] = ()
    demonym: str = ""
    metonyms: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    confusable: tuple[str, ...] = ()
    living: bool = False
    plural: bool = False


@dataclass(frozen=True, slots=True)
class Contrary:
    """Stating `relation` of the same pair rules the other relation out, for this reason."""

    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class Relation:
    """What may hold between two terms, and what may be concluded from it.

    `functional` maps a role to the reason why that role has one filler only, the other role and
    the time given. `wording` maps a form (statement, subject, object, subject_set, …) to a
    template with {subject}, {object}, {when}, {count}. `swap` names the roles that a false
    statement may change.
    """

    id: str
    subject_kinds: frozenset[str]
    object_kinds: frozenset[str]
    family: str
    contraries: tuple[Contrary, ...] = ()
    functional: dict[Role, str] = field(default_factory=dict)
    wording: dict[str, str] = field(default_factory=dict)
    swap: tuple[Role, ...] = ()


Term = str | When | Quantity
"""What fills a role: the id of an entity, a date or a quantity."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A person's word that `term` is wrong in `role` of one fact, with the reason."""

    role: Role
    term: Term
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One documented statement: subject, relation, object, and how far it may be asked."""

    id: str
    subject: str
    relation: str
    object: Term
    statement: str
    status: Status
    evidence: tuple[Evidence, ...]
    epistemic: Epistemic = "reported"
    speaker: str = ""
    ask: Ask = "yes"
    sensitive: frozenset[Sensitive] = frozenset()
    weight: Weight = "detail"
    topic: str = ""
    difficulty: int = 2
    as_of: When | None = None
    condition: str = ""
    explanation: str = ""
    wording: dict[str, str] = field(default_factory=dict)
    roles: tuple[Role, ...] = ("subject", "object")
    types: frozenset[str] = frozenset()
    rulings: tuple[Ruling, ...] = ()

    def term(self, role: Role) -> Term:
        return self.subject if role == "subject" else self.object


@dataclass(frozen=True, slots=True)
class FactSet:
    """All fillers of `role` where the other role of `relation` is `of`, declared complete."""

    id: str
    relation: str
    role: Role
    of: str
    reason: str
    evidence: tuple[Evidence, ...]
    stem: str = ""
    outsiders: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class GroupItem:
    """A fact in a group, and what stands for it on the page ("" takes it from the fact)."""

    fact: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that a person chose to be put in order or matched together.

    `spare_reason` says why the spare option fits none of the prompts; "" takes it from what the bank proves.
    """

    id: str
    type: Literal["ordering", "matching"]
    stem: str
    items: tuple[GroupItem, ...]
    role: Role = "object"
    spare: str = ""
    spare_reason: str = ""
    topic: str = ""
    weight: Weight = "detail"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Facts that cannot all be right, and what is done about it."""

    id: str
    facts: tuple[str, ...]
    about: str
    decision: Literal["prefer", "attribute", "never"]
    reason: str
    prefer: str = ""
    stem: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class WrittenOption:
    text: str
    correct: bool = False
    why: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question that a person wrote down in a bank, in the same terms as a generated one.

    `answer` is the entity to be typed, under any of its names; `accepted` are other texts that count.
    """

    id: str
    type: str
    stem: str
    explanation: str
    evidence: tuple[Evidence, ...]
    options: tuple[WrittenOption, ...] = ()
    accepted: tuple[str, ...] = ()
    answer: str = ""
    value: When | Quantity | bool | None = None
    facts: tuple[str, ...] = ()
    topic: str = ""
    weight: Weight = "detail"
    difficulty: int = 2


@dataclass(frozen=True)
class Bank:
    """One bank, whole and checked. The mappings keep the order of the files."""

    id: str
    title: str
    description: str
    language: str
    licence: str
    as_of: When | None = None
    notice: str = ""
    content_note: str = ""
    audience: str = ""
    tags: tuple[str, ...] = ()
    topics: dict[str, Topic] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    entities: dict[str, Entity] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    sets: dict[str, FactSet] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    disagreements: dict[str, Disagreement] = field(default_factory=dict)
    written: dict[str, WrittenQuestion] = field(default_factory=dict)

    @cached_property
    def passage_at(self) -> dict[tuple[str, int], Passage]:
        return {(passage.source, passage.number): passage for passage in self.passages}
