"""Two sources disagree: which of them says what? Asked only of conflicts that are to be attributed."""

from __future__ import annotations

from questions.facts import Disagreement, Fact
from questions.generation import tone
from questions.generation.distractors import FEWEST, MOST
from questions.generation.identity import question_id
from questions.generation.patterns import as_stem, behind
from questions.generation.receipts import cite, cite_fact
from questions.generation.workbench import Starved, Workbench, heaviest
from questions.lettering import lettered
from questions.question import ChoiceKey, Question, Sealed, Text, Why
from questions.text import folded

NAME = "single_choice"
PATTERN = "which_source"


def which_source(bench: Workbench, conflict: Disagreement) -> Question | Starved:
    """The key is the source of the first fact; the others are wrong because they say otherwise."""
    facts = [bench.bank.facts[fact] for fact in conflict.facts]
    if any(tone.why_not_asked(fact) or tone.is_accusation(fact) for fact in facts):
        return Starved(conflict.id, "", "a fact under the conflict may not be asked", "leave it as it is")
    first, *rest = facts
    voices = {_voice(bench, first): first}
    for fact in rest:
        if not bench.truth.overlaps(fact.object, first.object):
            voices.setdefault(_voice(bench, fact), fact)
    if "" in voices:
        feed = "name its speaker, or one publication that it rests on alone"
        return Starved(conflict.id, "", f"nobody says {voices[''].id} alone", feed)
    if len(voices) < 1 + FEWEST:
        feed = "a third source that gives another value would make it a question"
        others = "one source says" if len(voices) == 2 else "no source says"
        return Starved(conflict.id, "", f"{others} otherwise; two are needed", feed)
    shown = sorted(list(voices)[: MOST + 1], key=str.casefold)
    options = lettered(shown)
    ids = dict(zip(shown, (option.id for option in options), strict=True))
    key = ids[_voice(bench, first)]
    said = {voice: _said_by(voice, fact) for voice, fact in voices.items()}
    citations = [*cite_fact(bench.bank, first)]
    for voice in shown:
        if ids[voice] != key:
            fact = voices[voice]
            citations += cite(bench.bank, fact.evidence, fact=fact.id, about=ids[voice], proves=False)
    sealed = Sealed(
        key=ChoiceKey((key,)),
        explanation=Text(" ".join([*said.values(), conflict.reason])),
        whys=tuple(
            Why(ids[voice], said[voice], "entailed" if ids[voice] == key else "contrary") for voice in shown
        ),
        citations=tuple(citations),
    )
    anchor = f"conflict:{conflict.id}"
    return Question(
        id=question_id(bench.bank.id, anchor, PATTERN),
        asked=bench.asked(NAME, as_stem(conflict.stem), facts, options=options, answer_kind="source"),
        sealed=sealed,
        anchor=anchor,
        pattern=PATTERN,
        facts=tuple(fact.id for fact in facts),
        targets=tuple((fact.id, "object") for fact in facts),
        topic=first.topic,
        weight=heaviest(facts),
        difficulty=3,
        signals=("sources disagree",),
    )


def _said_by(voice: str, fact: Fact) -> str:
    """The statement, with whose word it is: they cannot all be right, so none stands for itself."""
    if folded(voice) in folded(fact.statement) or "according to" in fact.statement.casefold():
        return fact.statement
    return behind([f"According to {voice}"], fact.statement)


def _voice(bench: Workbench, fact: Fact) -> str:
    """Who says so: the fact's speaker, or else the one publication it rests on; "" if that is not one."""
    if fact.speaker:
        return bench.wording.label(fact.speaker)
    sources = {one.at.source: bench.bank.sources[one.at.source] for one in fact.evidence}
    published = sorted(source.title for source in sources.values() if not source.is_brief)
    return published[0] if len(published) == 1 else ""
