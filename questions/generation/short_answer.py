"""Short answer: the name that fills a role, typed."""

from __future__ import annotations

from questions.facts import Entity, Fact, Role
from questions.generation.receipts import cite_fact
from questions.generation.workbench import Starved, Workbench, explanation
from questions.question import Question, Sealed
from questions.truth import other_role

NAME = "short_answer"
MOST_WORDS = 4
EASIEST = 1
"""What everybody knows, such as the capital of France, is as easily typed as chosen."""
_BY_NAME = "Name the person."
"""An office would answer "who" or "which official" too; the name is what is compared."""
_LONG_KINDS = frozenset({"concept", "quote", "proposal"})


def short_answer(bench: Workbench, fact: Fact, role: Role) -> Question | Starved:
    entity = bench.bank.entities[str(fact.term(role))]
    stem = bench.wording.stem(fact, role, typed=True)
    if entity.kind == "person" and not _is_holder(bench, fact, role):
        stem = f"{stem} {_BY_NAME}"
    if " these " in stem:
        feed = f"give a stem without options to look at (`{role}_typed`)"
        return Starved(fact.id, role, "the stem speaks of “these”", feed)
    if bench.wording.is_named_in(entity.id, stem):
        return Starved(fact.id, role, "the stem gives the answer away", "reword the stem of this fact")
    if not is_fair_to_type(entity):
        feed = f"give {entity.id} the short aliases that people use, if there are any"
        return Starved(fact.id, role, _why_unfair(entity), feed)
    if why := why_not_sole(bench, fact, role):
        return Starved(fact.id, role, why, feed_of_sole(fact, role))
    relation = bench.bank.relations[fact.relation]
    kinds = relation.subject_kinds if role == "subject" else relation.object_kinds
    sealed = Sealed(
        key=bench.rivals.text_key(entity, kinds),
        explanation=explanation(fact),
        citations=cite_fact(bench.bank, fact),
    )
    asked = bench.asked(NAME, stem, [fact], answer_kind=bench.wording.kind(entity.id))
    harder = int(fact.difficulty > EASIEST)
    return bench.of_fact(fact, role, asked, sealed, harder=harder, signals=["typed from memory"])


def _is_holder(bench: Workbench, fact: Fact, role: Role) -> bool:
    """Whether the stem names an office and asks who holds it: nobody answers that with an office."""
    other = fact.term(other_role(role))
    return isinstance(other, str) and bench.bank.entities[other].kind == "office"


def is_fair_to_type(entity: Entity) -> bool:
    """Whether a learner who knows the thing can be expected to hit one of its names."""
    if len(entity.name.split()) <= MOST_WORDS and entity.kind not in _LONG_KINDS:
        return True
    return any(len(alias.split()) <= MOST_WORDS for alias in entity.aliases)


def _why_unfair(entity: Entity) -> str:
    if len(entity.name.split()) > MOST_WORDS:
        return f"“{entity.name}” is too long to be typed as it stands"
    return f"“{entity.name}” is of the kind {entity.kind}, which everybody words in another way"


def why_not_sole(bench: Workbench, fact: Fact, role: Role) -> str:
    """Why something else could be typed and be right; empty where the bank proves that nothing could."""
    if bench.truth.is_sole_filler(fact, role):
        return ""
    for rival in bench.truth.rivals(fact, role):
        return f"“{bench.wording.label(rival.term(role))}” may be an answer too"
    return "nothing proves that this is the only answer"


def feed_of_sole(fact: Fact, role: Role) -> str:
    declaration = f"declare {fact.relation} functional in its {role}, or a complete set of one"
    return f"only if it is true: {declaration}, and why"
