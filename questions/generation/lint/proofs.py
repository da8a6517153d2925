"""Rules about truth, tone and receipts: the ones that block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questions.facts import Fact, Role
from questions.generation import tone
from questions.generation.lint.duplicates import is_near_duplicate
from questions.generation.lint.subject import (
    CHOICES,
    Check,
    Finding,
    Rule,
    Severity,
    Subject,
    content_words,
    is_phrase_in,
)
from questions.question import VerdictKey
from questions.truth import ROLES, Refuted
from questions.types import TYPES

_SPEAKS = re.compile(
    r"\b(according to|says?|said|argue[ds]?|claim(s|ed)?|call(s|ed)?|blame[ds]?|hope[ds]?|warn(s|ed)?"
    r"|describe[ds]?|report(s|ed)?|names?d?|view|opinion|position|judgement|writes?|wrote|put|puts"
    r"|statement"
    r"|believe[ds]?|expect(s|ed)?|promise[ds]?|urge[ds]?|asked?|accuse[ds]?)\b",
    re.I,
)
_CONDITION = re.compile(r"\b(if|unless|provided|(?:un)?condition(?:s|al|ally)?|as long as|should)\b", re.I)
_NO_SPEAKER = re.compile(r"\b(?:you (?:call|say|name|describe)|names?|statements?|report)\b", re.I)
"""Words that speak elsewhere, and name nobody whose opinion it is in “would you call the finest name”."""
_OPINION = re.compile(
    r"\bthe (?:(?:best|worst|greatest|finest|nicest|loveliest|prettiest|ugliest|coolest|wisest|cleverest"
    r"|stupidest"
    r"|funniest|saddest|bravest|noblest|kindest)(?!-)|most (?:\w+ing|\w+ful|admirable|important|impressive"
    r"|brilliant|elegant|attractive|terrible|horrible|romantic|memorable|remarkable|pleasant))\b",
    re.I,
)
_COUNTS_VICTIMS = re.compile(
    r"\bhow many\b.{0,60}\b(?:killed|died|dead|deaths?|wounded|injured|casualt\w+|victims?|fatalit\w+"
    r"|perished"
    r"|lost their lives|lives were lost)\b"
    r"|\b(?:death toll|body count|number of (?:the )?(?:victims|deaths|dead|casualties|fatalities|wounded"
    r"|killed))\b"
    r"|\bhow many (?:soldiers|troops|men|women|people|civilians|children) fell\b",
    re.I,
)
_LOADED = re.compile(
    r"\b(terrorists?|martyrs?|thugs?|puppets?|butchers?|savages?|fanatics?|barbarians?|traitors?|cowards?"
    r"|extremists?"
    r"|warmongers?|infidels?|scum|bloodthirsty)\b",
    re.I,
)
_NAME = re.compile(r"(?<!^)\b[A-ZÀ-Ý][\w’'-]+")
_ATTRIBUTION = re.compile(r"\baccording to [^,]+,|, as [^,]+ report\w*\b.*$", re.I)
_MOSTLY = 0.5
_RULES = frozenset({"functional", "complete", "contrary", "written"})


def _impossible(subject: Subject) -> Iterator[Finding]:
    type = TYPES.get(subject.type)
    if type is None:
        yield Finding("type", f"There is no type “{subject.type}”: choose one of {', '.join(TYPES)}.")
        return
    for problem in type.problems(subject.question):
        yield Finding("question", problem)


def _not_refuted(subject: Subject) -> Iterator[Finding]:
    if subject.type == "single_choice" and len(subject.right) > 1:
        yield Finding("key", "More than one option is marked right: keep one, or ask for several answers.")
    whys = {why.option: why for why in subject.question.sealed.whys}
    for option in subject.wrong:
        why = whys.get(option.id)
        place = f"option {option.id}"
        if why is None or not why.text.strip():
            yield Finding(place, f"Nothing says why “{option.text}” is wrong: write the reason.")
        elif subject.knowledge is not None and why.rule not in _RULES:
            yield Finding(place, f"No rule proves “{option.text}” wrong: prove it or leave it out.")
        elif any(_is_right_too(subject, fact, role, option.text) for fact, role in _asked_roles(subject)):
            yield Finding(place, f"“{option.text}” may be right too: leave it out.")


def _asked_roles(subject: Subject) -> Iterator[tuple[Fact, Role]]:
    """The facts and roles of a generated choice, which can be proven again."""
    if subject.question.pattern.partition(":")[0] in CHOICES:
        for fact in subject.facts:
            for role in ROLES:
                if (fact.id, role) in subject.question.targets:
                    yield fact, role


def _is_right_too(subject: Subject, fact: Fact, role: Role, text: str) -> bool:
    entities = subject.entities_called(text)
    if subject.knowledge is None or not entities:
        return False
    proofs = [subject.knowledge.truth.refute(fact, role, entity) for entity in entities]
    return not any(isinstance(proof, Refuted) for proof in proofs)


def _opinion_as_fact(subject: Subject) -> Iterator[Finding]:
    shown = _shown(subject)
    is_ascribed = _SPEAKS.search(_NO_SPEAKER.sub("", subject.stem))
    if (found := _OPINION.search(subject.stem)) and not is_ascribed:
        yield Finding(
            "stem", f"“{found[0]}” is an opinion: say whose, or ask what can be measured.", "warning"
        )
    for fact in subject.facts:
        if fact.condition and not _CONDITION.search(shown):
            severity: Severity = "warning" if subject.question.pattern == "handwritten" else "error"
            yield Finding("stem", f"It holds only on a condition ({fact.condition}): say so.", severity)
        if (fact.epistemic != "reported" or fact.ask == "attributed") and not _names_speaker(
            subject, fact, shown
        ):
            yield Finding("stem", "Somebody said so; it is no fact about the world: say “According to …”.")


def _names_speaker(subject: Subject, fact: Fact, shown: str) -> bool:
    if _SPEAKS.search(shown):
        return True
    knowledge = subject.knowledge
    return bool(knowledge and fact.speaker and knowledge.wording.is_named_in(fact.speaker, shown))


def _shown(subject: Subject) -> str:
    asked = subject.question.asked
    return " ".join([subject.stem, *(option.text for option in (*asked.options, *asked.prompts))])


def _tone(subject: Subject) -> Iterator[Finding]:
    if _COUNTS_VICTIMS.search(subject.stem):
        yield Finding("stem", "Casualties are context, never an answer: leave them to the brief.")
    if found := _LOADED.search(re.sub(r"[“\"][^”\"]*[”\"]", " ", _shown(subject))):
        yield Finding(
            "stem", f"“{found[0]}” takes sides: use a neutral word, or quote whoever said it.", "warning"
        )
    yield from _tone_of_options(subject)
    for fact in subject.facts:
        if "casualties" in fact.sensitive:
            yield Finding("key", f"{fact.id} is about casualties, which are context, never an answer.")
        if fact.sensitive and not subject.question.asked.sensitive:
            yield Finding("question", f"{fact.id} is sensitive: mark the question so.")
        if tone.is_accusation(fact):
            yield from _accusation(subject, fact)
        if subject.type == "true_false":
            yield from _false_sentence(subject, fact)


def _tone_of_options(subject: Subject) -> Iterator[Finding]:
    entities = subject.knowledge.bank.entities if subject.knowledge else {}
    for option in subject.wrong:
        if any(entities[id].kind in tone.LURE_FREE_KINDS for id in subject.entities_called(option.text)):
            yield Finding(f"option {option.id}", f"“{option.text}” may not serve as a wrong option.")


def _accusation(subject: Subject, fact: Fact) -> Iterator[Finding]:
    if subject.type not in tone.ACCUSATION_TYPES:
        yield Finding("type", "An accusation is asked only as “Whom did … blame?”.")
    elif (fact.id, "object") not in subject.question.targets and subject.question.pattern != "handwritten":
        yield Finding("stem", "An accusation is asked only as “Whom did … blame?”.")
    if not tone.says_nobody_claimed(f"{subject.stem} {subject.question.sealed.explanation.value}"):
        yield Finding("explanation", "Say that nobody had claimed the act at the time.")


def _false_sentence(subject: Subject, fact: Fact) -> Iterator[Finding]:
    key = subject.question.sealed.key
    if subject.knowledge is None or not isinstance(key, VerdictKey):
        return
    if not tone.may_be_judged(fact):
        yield Finding("type", f"{fact.id} may not stand as a true/false statement.")
        return
    for role in ROLES:
        is_false = not key.true and (fact.id, role) in subject.question.targets
        if is_false and not tone.may_be_falsified(subject.knowledge.bank, fact, role):
            yield Finding("stem", "No false sentence about what a living person or a group did or said.")


def _uncited(subject: Subject) -> Iterator[Finding]:
    proving = [citation for citation in subject.question.sealed.citations if citation.proves]
    if not proving:
        yield Finding("citations", "No passage is cited for the answer: cite a fact or a passage.")
    if subject.knowledge is None:
        return
    bank = subject.knowledge.bank
    for citation in subject.question.sealed.citations:
        if citation.source not in bank.sources:
            yield Finding("citations", f"The bank has no source “{citation.source}”.")
        passage = bank.passage_at.get((citation.source, citation.paragraph or 0))
        if citation.quote and passage and not is_phrase_in(citation.quote, passage.text):
            yield Finding(
                "citations", f"“{citation.quote}” does not stand in {citation.source} ¶ {passage.number}."
            )


def _duplicate(subject: Subject) -> Iterator[Finding]:
    for sibling in subject.siblings:
        if sibling.id != subject.question.id and is_near_duplicate(subject.question, sibling):
            yield Finding("stem", f"“{sibling.asked.stem.value}” asks the same: keep one of the two.")
            return


def _given_away(subject: Subject) -> Iterator[Finding]:
    """Another question of the quiz says in its stem what this one asks: about the same fact or in passing."""
    if not subject.is_choice and subject.type not in ("short_answer", "date", "numeric"):
        return
    facts = set(subject.question.facts)
    for sibling in subject.siblings:
        if sibling.id == subject.question.id:
            continue
        shown = [sibling.asked.stem.value, *(prompt.text for prompt in sibling.asked.prompts)]
        if not facts & set(sibling.facts):
            shown = [text for text in shown if _tells_of(subject, text)]
        if any(is_phrase_in(text, part) for text in subject.key_texts for part in shown if len(text) > 2):
            yield Finding("key", f"“{sibling.asked.stem.value}” gives this answer away: keep them apart.")
            return


def _tells_of(subject: Subject, text: str) -> bool:
    """Whether the text, before anything that it asks itself, speaks of most of what the stem asks about."""
    stem = _ATTRIBUTION.sub("", subject.stem)
    asked, names = content_words(stem), content_words(" ".join(_NAME.findall(stem)))
    told = content_words(text.rpartition(". ")[0] or text if text.endswith("?") else text)
    return 2 * len(names & told) >= len(names) and _MOSTLY * len(asked) <= len(asked & told)


CHECKS: tuple[Check, ...] = (
    (Rule("L00", "It can be asked and marked at all", "error"), _impossible),
    (Rule("L08", "Every wrong option is proven wrong, and one key stands", "error"), _not_refuted),
    (Rule("L25", "No other question of the quiz gives the answer away", "warning"), _given_away),
    (Rule("L27", "No opinion, hope or accusation is asked as fact", "error"), _opinion_as_fact),
    (Rule("L29", "The rules of tone are kept", "error"), _tone),
    (Rule("L30", "The answer cites its passage", "error"), _uncited),
    (Rule("L31", "No other question asks the same", "error"), _duplicate),
)
