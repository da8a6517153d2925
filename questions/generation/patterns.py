"""From a fact to words: stems, statements and labels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from questions.facts import Bank, Entity, Fact, FactSet, Quantity, Role, Term
from questions.numerals import in_digits
from questions.text import folded
from questions.when import When

_PLACEHOLDER = re.compile(r"\{(subject|object|when|count)(?::(?P<one>[^|{}]*)\|(?P<several>[^|{}]*))?\}")
_TAKES_BARE_DATE = re.compile(
    r"(by|until|till|before|after|since|from|to|through|of|for|between|and|as|at|around|about|than|dated"
    r"|is|was|were|are|be)"
)
_LOWERED_BEHIND_A_LEAD = re.compile(
    r"(Wh\w+|How|On|In|At|By|For|From|To|Of|With|Until|Since|Under|The|An?|Did|Do(es)?|Is|Was|Were|Are|Ha[sd]|Have|According)"
)
_CONDITION = re.compile(r"\b(if|unless|provided|as long as|on condition|should)\b", re.I)
_WHEN = re.compile(
    r"\b((?:for|by|until|till|since|from) )?when "
    r"(?=(?:did|does|was|were|is|are|had|ha[sv]e?|will)\b|\{subject:)",
    re.I,
)
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence that can be wrong: `what` is subject, object or when."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    parts: tuple[Part, ...]


class Wording:
    """Renders the facts of one bank, with full names at first mention."""

    def __init__(self, bank: Bank) -> None:
        self._bank = bank
        self._names: dict[str, tuple[str, ...]] = {}
        self._plain_names = {folded(entity.name) for entity in bank.entities.values()}

    def asks(self, fact: Fact, role: Role) -> bool:
        """Whether there are words to ask for this role of the fact, and its author wants it asked."""
        return role in fact.roles and self._template(fact, role, f"{role}_typed") is not None

    def stem(self, fact: Fact, role: Role, *, typed: bool = False) -> str:
        """The question that asks for `role`; KeyError where no wording asks for it."""
        forms = (f"{role}_typed", role) if typed else (role, f"{role}_typed")
        template = self._template(fact, *forms)
        if template is None:
            raise KeyError(f"{fact.id} has no wording for {role}")
        if role == "object" and isinstance(fact.object, When):
            template = _asked_as_precisely(template, fact.object)
        filled = self._fill(self._led(fact, template, role), self._terms(fact))
        return as_stem(filled.text)

    def sentence(self, fact: Fact, swapped: Mapping[Role, Term] | None = None) -> Sentence | None:
        """The fact as a sentence of its relation's wording, with other terms in place where given."""
        template = self._template(fact, "statement")
        if template is None:
            return None
        terms = self._terms(fact)
        terms |= {str(role): term for role, term in (swapped or {}).items()}
        filled = self._fill(self._led(fact, template, ""), terms)
        return Sentence(as_statement(filled.text), filled.parts)

    def correction(self, fact: Fact) -> str:
        """What a false sentence about the fact should have said.

        The fact itself, unless its author words it otherwise: of several that would be right, all.
        """
        template = self._template(fact, "corrected") or self._template(fact, "statement")
        if template is None:
            raise KeyError(f"{fact.id} has no wording for a statement")
        return as_statement(self._fill(self._led(fact, template, ""), self._terms(fact)).text)

    def set_stem(self, fact_set: FactSet, count: int) -> str | None:
        """The question for all members of a complete set, saying how many there are."""
        template = fact_set.stem or self._bank.relations[fact_set.relation].wording.get(
            f"{fact_set.role}_set"
        )
        if not template:
            return None
        other = "object" if fact_set.role == "subject" else "subject"
        return as_stem(self._fill(template, {other: fact_set.of, "count": in_words(count)}).text)

    def label(self, term: Term) -> str:
        """A term standing alone: an option or a prompt."""
        if isinstance(term, When):
            return term.in_words()
        if isinstance(term, Quantity):
            return quantity_in_words(term)
        return self._bank.entities[term].name

    def spellings(self, value: When | Quantity) -> tuple[str, ...]:
        """How a date or number may stand in a text, as its label first: "4 countries", "four countries"."""
        if isinstance(value, When) or not value.unit[:1].isalpha() or value.number.denominator > 1:
            return (self.label(value),)
        return tuple(dict.fromkeys((self.label(value), f"{in_words(int(value.number))} {value.unit}")))

    def kind(self, term: Term) -> str:
        """What sort of answer a term is, in the words of the bank."""
        if isinstance(term, When):
            return "date"
        if isinstance(term, Quantity):
            return "number"
        kind = self._bank.entities[term].kind
        return self._bank.kinds.get(kind, kind)

    def is_named_in(self, term: Term, text: str) -> bool:
        """Whether the text names the term or gives it away by name, alias, metonym or demonym.

        "Moscow" in a stem means the city where the bank knows the city, not the government.
        """
        padded = _padded(text)
        return any(f" {name} " in padded for name in self._folded_names(term))

    def _folded_names(self, term: Term) -> tuple[str, ...]:
        if not isinstance(term, str):
            return tuple(map(folded, self.spellings(term)))
        if term not in self._names:
            entity = self._bank.entities[term]
            metonyms = (name for name in entity.metonyms if folded(name) not in self._plain_names)
            names = (*names_of(entity), *metonyms, entity.demonym)
            self._names[term] = tuple(dict.fromkeys(folded(name) for name in names if name))
        return self._names[term]

    def _template(self, fact: Fact, *forms: str) -> str | None:
        for wording in (fact.wording, self._bank.relations[fact.relation].wording):
            for form in forms:
                if wording.get(form):
                    return wording[form]
        return None

    def _terms(self, fact: Fact) -> dict[str, Term | str]:
        when = fact.as_of or self._bank.as_of
        return {"subject": fact.subject, "object": fact.object, "when": when.as_adverbial() if when else ""}

    def _led(self, fact: Fact, template: str, asked: str) -> str:
        """The template behind what must be said first: whose word it is, when, on what condition."""
        leads = []
        if self._needs_speaker(fact, template, asked):
            leads.append(f"according to {self._bank.entities[fact.speaker].intro}")
        if fact.as_of and "{when}" not in template and str(fact.as_of.year) not in template:
            leads.append(fact.as_of.as_adverbial())
        if fact.condition and not _CONDITION.search(template):
            leads.append(fact.condition.rstrip(" ,."))
        return behind(leads, template)

    def _needs_speaker(self, fact: Fact, template: str, asked: str) -> bool:
        if not fact.speaker or (fact.epistemic == "reported" and fact.ask != "attributed"):
            return False
        names_speaker_itself = fact.speaker == fact.subject and (
            asked == "subject" or "{subject}" in template
        )
        return not names_speaker_itself and "according to" not in template.casefold()

    def _fill(self, template: str, terms: Mapping[str, Term | str]) -> Sentence:
        parts: list[Part] = []
        text, end = "", 0
        for match in _PLACEHOLDER.finditer(template):
            text += template[end : match.start()]
            end = match.end()
            name, term = match[1], terms.get(match[1], "")
            if match["one"] is not None:
                text += match["several" if self._is_plural(term) else "one"]
                continue
            is_again = any(part.what == name for part in parts)
            if isinstance(term, When):
                text, written = _with_preposition(text, term)
            elif isinstance(term, Quantity):
                written = quantity_in_words(term)
            elif name in ("subject", "object"):
                entity = self._bank.entities[term]
                written = entity.phrase if is_again else entity.intro
            else:
                written = term
            if written and name != "count" and not is_again:
                parts.append(Part(name, written.rstrip(",")))
            text += written
        text = re.sub(r"\s+([,.?])", r"\1", " ".join((text + template[end:]).split())).lstrip(", ")
        return Sentence(text, tuple(parts))

    def _is_plural(self, term: Term | str) -> bool:
        return isinstance(term, str) and term in self._bank.entities and self._bank.entities[term].plural


@lru_cache(maxsize=256)
def _padded(text: str) -> str:
    return f" {folded(text)} "


def names_of(entity: Entity) -> tuple[str, ...]:
    """All names that count when typed, the plain name first."""
    names = (entity.name, entity.phrase, entity.intro, *entity.aliases)
    return tuple(dict.fromkeys(name for name in names if name))


def quantity_in_words(quantity: Quantity) -> str:
    """`20 years`, `50%`, `$3.5`; a bare count without unit."""
    digits = in_digits(quantity.number)
    if quantity.unit in {"$", "€", "£"}:
        return f"{quantity.unit}{digits}"
    if quantity.unit == "%":
        return f"{digits}%"
    return f"{digits} {quantity.unit}".strip()


def in_words(count: int) -> str:
    """A small count as a word, a larger one in digits."""
    return _COUNTS[count] if 0 <= count < len(_COUNTS) else str(count)


def behind(leads: Sequence[str], sentence: str) -> str:
    """The sentence behind what is said first, without its capital if that stood for its beginning only."""
    first, _, rest = sentence.partition(" ")
    if leads and _LOWERED_BEHIND_A_LEAD.fullmatch(first):
        sentence = f"{first.lower()} {rest}"
    return ", ".join([*leads, sentence])


def as_stem(text: str) -> str:
    """A capital first letter, and a question mark unless it ends otherwise."""
    text = capitalised(text.strip())
    return text if text.endswith(("?", ".", ":", "…")) else text + "?"


def as_statement(text: str) -> str:
    """A capital first letter and one full stop."""
    return capitalised(text.strip()).rstrip(".") + "."


def capitalised(text: str) -> str:
    """With a capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def _asked_as_precisely(template: str, date: When) -> str:
    """ "When did …" as "in which year did …" where only a year is known, and likewise for a month."""
    what = {"year": "which year", "month": "which month and year"}.get(date.precision)
    return _WHEN.sub(lambda found: f"{found[1] or 'in '}{what} ", template, count=1) if what else template


def _with_preposition(text: str, date: When) -> tuple[str, str]:
    """The text so far and the date as it follows: "until 2021", but "signed in 2021" by itself."""
    words = text.split()
    last = words[-1].casefold() if words else ""
    if last in {"on", "in"}:
        return text[: text.rstrip().rfind(words[-1])], date.as_adverbial()
    return text, date.in_words() if _TAKES_BARE_DATE.fullmatch(last) else date.as_adverbial()
