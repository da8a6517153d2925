"""Rules about the options of choice questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questions.facts import Term
from questions.generation.lint import phrases
from questions.generation.lint.subject import (
    Check,
    Finding,
    Rule,
    Subject,
    content_words,
    folded,
    is_phrase_in,
    words,
)
from questions.generation.lint.values import exclude_each_other, is_value, sorts_by
from questions.question import Option
from questions.truth import ROLES

_LONG = 1.5
_SHORT = 0.5
_STANDS_OUT = 12
_CONVERGING_WORDS = 2
_FEWEST_MATES = 2
_MOST_WORDS_OF_NAME = 3
_NAMED_WITH_ARTICLE = re.compile(r"The (?=\w)[^a-z]")
_PLACES = frozenset({"city", "country", "place"})


def _longest_key(subject: Subject) -> Iterator[Finding]:
    lengths = _lengths(subject)
    if (
        lengths
        and (ahead := lengths[0] - max(lengths[1])) > _STANDS_OUT
        and lengths[0] > _LONG * max(lengths[1])
    ):
        yield Finding("key", f"The right option is {ahead} characters longer than any other: trim it.")


def _shortest_key(subject: Subject) -> Iterator[Finding]:
    lengths = _lengths(subject)
    if lengths and min(lengths[1]) - lengths[0] > _STANDS_OUT and lengths[0] < _SHORT * min(lengths[1]):
        yield Finding("key", "The right option is by far the shortest: trim the others.")


def _lengths(subject: Subject) -> tuple[int, list[int]] | None:
    if subject.type != "single_choice" or len(subject.right) != 1 or not subject.wrong:
        return None
    return len(subject.right[0].text), [len(option.text) for option in subject.wrong]


def _absolute(subject: Subject) -> Iterator[Finding]:
    yield from _unsupported(
        subject, phrases.ABSOLUTE, "is absolute, and the evidence does not say it: soften or drop it"
    )


def _vague(subject: Subject) -> Iterator[Finding]:
    yield from _unsupported(subject, phrases.VAGUE, "is vague: give a number or leave it out")


def _unsupported(subject: Subject, pattern: re.Pattern[str], mend: str) -> Iterator[Finding]:
    places = [(f"option {option.id}", option.text) for option in subject.options] if subject.is_choice else []
    if subject.type == "true_false":
        places = [("stem", subject.stem)]
    for place, text in places:
        is_stock_phrase = phrases.NONE.search(text) or phrases.ALL.search(text)
        if is_stock_phrase or subject.entities_called(text):
            continue
        for found in pattern.finditer(text):
            if not is_phrase_in(found[0], subject.evidence):
                yield Finding(place, f"“{found[0]}” {mend}.")


def _grammatical_cue(subject: Subject) -> Iterator[Finding]:
    if not subject.is_choice or not subject.wrong or not subject.right:
        return
    if found := re.search(r"(?<!/)\b(an?)\s*(?:_{2,}|:|…|\.{3,})?\s*[.?]?$", subject.stem, re.I):
        wants_vowel = found[1].casefold() == "an"
        misfits = [option for option in subject.options if _starts_with_vowel(option.text) != wants_vowel]
        if misfits:
            yield Finding("stem", f"“{found[1]}” rules out “{misfits[0].text}”: write “a/an”, or reword.")
    openers = {option.id: _opener(option.text) for option in subject.options}
    others = {openers[option.id] for option in subject.wrong}
    is_odd = len(others) == 1 and openers[subject.right[0].id] not in others
    is_sentence_among_names = _is_sentence(subject.right[0]) and not any(
        _is_sentence(option) or len(words(option.text)) > _MOST_WORDS_OF_NAME for option in subject.wrong
    )
    if (is_odd or is_sentence_among_names) and subject.type == "single_choice" and len(subject.wrong) > 1:
        yield Finding("key", "The right option begins unlike the others: give all the same form.")


def _starts_with_vowel(text: str) -> bool:
    return text[:1].casefold() in "aeiou"


def _is_sentence(option: Option) -> bool:
    return any(word in phrases.FINITE_OPENERS for word in words(option.text)[:1])


def _opener(text: str) -> str:
    """The word at the start, where it shows the form of an option; "not to" is of the form "to".

    The article of a proper name shows nothing: The Hague stands well beside Amsterdam.
    """
    if _NAMED_WITH_ARTICLE.match(text) and len(words(text)) <= _MOST_WORDS_OF_NAME:
        return ""
    first = next((word for word in words(text) if word != "not"), "")
    return first if first in phrases.OPENERS else ""


def _none_of_the_above(subject: Subject) -> Iterator[Finding]:
    yield from _matching_options(subject, phrases.NONE, "write a wrong option that says something")


def _all_of_the_above(subject: Subject) -> Iterator[Finding]:
    yield from _matching_options(subject, phrases.ALL, "ask for several answers instead")


def _matching_options(subject: Subject, pattern: re.Pattern[str], mend: str) -> Iterator[Finding]:
    for option in subject.options if subject.is_choice else ():
        if pattern.search(option.text):
            yield Finding(f"option {option.id}", f"“{option.text}” tests logic, not knowledge: {mend}.")


def _verdict_options(subject: Subject) -> Iterator[Finding]:
    """“Right” may be a direction; beside another verdict it is one itself."""
    texts = [option.text for option in subject.options] if subject.is_choice else []
    verdicts = sum(phrases.VERDICT.fullmatch(text) is not None for text in texts)
    if {"yes", "no"} <= {folded(text) for text in texts}:
        sentence = "Between Yes and No every other guess is right: ask which, how many or why instead."
        yield Finding("options", sentence)
    elif verdicts > 1 or any(folded(text) in phrases.VERDICTS for text in texts):
        yield Finding("options", "True and false are no options of a choice: make it a true/false question.")


def _combined_options(subject: Subject) -> Iterator[Finding]:
    texts = [folded(option.text) for option in subject.options]
    for option in subject.options if subject.is_choice else ():
        halves = [
            folded(half) for half in phrases.BETWEEN_HALVES.split(phrases.FIRST_HALF.sub("", option.text))
        ]
        joins_others = len(halves) > 1 and sum(half in texts for half in halves) > 1
        if joins_others or phrases.PAIRED.match(option.text.strip()):
            yield Finding(
                f"option {option.id}", f"“{option.text}” joins other options: ask for several answers."
            )


def _repeats_stem(subject: Subject) -> Iterator[Finding]:
    if subject.type != "single_choice" or len(subject.right) != 1:
        return
    in_others = (
        set().union(*(content_words(option.text) for option in subject.wrong)) if subject.wrong else set()
    )
    repeated = (content_words(subject.stem) & content_words(subject.right[0].text)) - in_others
    if repeated:
        word = min(repeated)
        yield Finding("key", f"Of all options only the right one repeats “{word}” from the stem: reword one.")


def _odd_shape(subject: Subject) -> Iterator[Finding]:
    if not subject.is_choice or not subject.right:
        return
    shapes = {option.id: is_value(option.text) for option in subject.options}
    key = shapes[subject.right[0].id]
    for option in subject.wrong:
        if shapes[option.id] != key:
            expected = "a number or date" if key else "words"
            yield Finding(
                f"option {option.id}", f"“{option.text}” is of another sort: the answer is {expected}."
            )
    kinds = _kinds(subject)
    fitting = {kind for option in subject.right for kind in kinds.get(option.id, ())}
    if fitting:
        fitting |= _kinds_of_relations(subject)
    for option in subject.wrong:
        if fitting and kinds.get(option.id) and not kinds[option.id] & fitting:
            yield Finding(
                f"option {option.id}", f"“{option.text}” is of another kind than the answer: replace it."
            )


def _out_of_sequence(subject: Subject) -> Iterator[Finding]:
    values = [sorts_by(option.text) for option in subject.options] if subject.is_choice else []
    known = [value for value in values if value is not None]
    is_one_scale = len(known) == len(values) and len({unit for unit, _ in known}) == 1
    if is_one_scale and known != sorted(known):
        yield Finding("options", "Numbers and dates stand in ascending order: sort them.")


def _converging(subject: Subject) -> Iterator[Finding]:
    """The right option shares the most with the others: a test-wise guesser takes the common elements."""
    if subject.type != "single_choice" or len(subject.right) != 1 or len(subject.wrong) < 2:
        return
    elements = {option.id: content_words(option.text) for option in subject.options}
    common = {
        option.id: sum(len(elements[option.id] & elements[other.id]) for other in _but(subject, option))
        for option in subject.options
    }
    ahead = common.pop(subject.right[0].id) - max(common.values())
    patchwork = tuple(option for option in subject.options if _is_patchwork(subject, option))
    if ahead >= _CONVERGING_WORDS or patchwork == subject.right:
        yield Finding(
            "key", "The right option shares most words with the others: spread the elements evenly."
        )


def _is_patchwork(subject: Subject, one: Option) -> bool:
    """Whether it has several parts, each of which is a part of another option too."""
    parts = _parts(one)
    elsewhere = {part for other in _but(subject, one) for part in _parts(other)}
    return len(parts) > 1 and parts <= elsewhere


def _parts(option: Option) -> set[str]:
    return {folded(part) for part in re.split(r",\s+|;\s+|\s+and\s+", option.text)}


def _but(subject: Subject, one: Option) -> list[Option]:
    return [option for option in subject.options if option.id != one.id]


def _alone(subject: Subject) -> Iterator[Finding]:
    if subject.type != "single_choice" or len(subject.right) != 1 or len(subject.wrong) < 2:
        return
    key = subject.right[0]
    mend = "Only the right option holds a number: give the others one, or take it out."
    wrong = [option.text for option in subject.wrong]
    if not any(char.isdigit() for text in wrong for char in text):
        if any(char.isdigit() for char in key.text):
            yield Finding("key", mend)
        elif phrases.LARGE_NUMBER_WORD.search(key.text) and not any(
            phrases.NUMBER_WORD.search(text) for text in wrong
        ):
            yield Finding("key", mend, "warning")
    kinds = _kinds(subject)
    known = [kinds[option.id] for option in subject.wrong if option.id in kinds]
    if (
        key.id in kinds
        and len(known) == len(subject.wrong)
        and not any(kinds[key.id] & kind for kind in known)
    ):
        yield Finding("key", "The right option is alone of its kind: add a wrong option of the same kind.")


def _alone_in_its_region(subject: Subject) -> Iterator[Finding]:
    """Options of one region or group that is not the key's, or a place from elsewhere than all others."""
    if subject.type != "single_choice" or subject.knowledge is None or len(subject.right) != 1:
        return
    key, *wrong = (_wholes(subject, option) for option in (subject.right[0], *subject.wrong))
    if len(wrong) < 2 or any(whole is None for whole in (key, *wrong)):
        return
    known = [whole for whole in wrong if whole is not None]
    if key is not None and frozenset.intersection(*known) - key:
        yield Finding(
            "key", "The wrong options belong together and the right one does not: add one from outside."
        )
    elif key and not any(key & whole for whole in known) and _has_mates(subject, subject.right[0]):
        yield Finding("key", "The right option is alone in its region: add a wrong option from there.")


def _wholes(subject: Subject, option: Option) -> frozenset[str] | None:
    """What the one entity of that name is part of; None where the name is not one entity's."""
    called = subject.entities_called(option.text)
    if len(called) != 1 or subject.knowledge is None:
        return None
    return subject.knowledge.truth.wholes(called[0]) - {called[0]}


def _has_mates(subject: Subject, option: Option) -> bool:
    """Whether the bank knows enough places of its sort in one of its regions to choose from."""
    assert subject.knowledge is not None
    entities, truth = subject.knowledge.bank.entities, subject.knowledge.truth
    (place,) = subject.entities_called(option.text)
    kind = entities[place].kind
    regions = truth.wholes(place) - {place}
    return kind in _PLACES and any(
        sum(entities[id].kind == kind for id in truth.kin(region)) > _FEWEST_MATES for region in regions
    )


def _kinds(subject: Subject) -> dict[str, set[str]]:
    """The kinds of the entities that options name, by option id."""
    if subject.knowledge is None:
        return {}
    entities = subject.knowledge.bank.entities
    found = {
        option.id: {entities[id].kind for id in subject.entities_called(option.text)}
        for option in subject.options
    }
    return {id: kinds for id, kinds in found.items() if kinds}


def _kinds_of_relations(subject: Subject) -> set[str]:
    """The kinds that may fill the asked role, by the relations of the facts.

    A question that a person wrote does not say which role it asks for: it is the one that its answer fills.
    """
    assert subject.knowledge is not None
    answers: set[Term] = {id for option in subject.right for id in subject.entities_called(option.text)}
    targets = subject.question.targets
    kinds: set[str] = set()
    for fact in subject.facts:
        relation = subject.knowledge.bank.relations[fact.relation]
        for role in ROLES:
            is_answered = (fact.id, "") in targets and fact.term(role) in answers
            if is_answered or (fact.id, role) in targets:
                kinds |= relation.subject_kinds if role == "subject" else relation.object_kinds
    return kinds


def _overlapping(subject: Subject) -> Iterator[Finding]:
    options = subject.options if subject.is_choice else ()
    for place, one in enumerate(options):
        for other in options[place + 1 :]:
            sentence = f"“{one.text}” and “{other.text}” overlap: make them exclude each other."
            is_same = folded(one.text) == folded(other.text)
            if is_same or not exclude_each_other(one.text, other.text) or _are_kin(subject, one, other):
                yield Finding(f"option {other.id}", sentence)
            elif _contains(subject, one.text, other.text):
                yield Finding(f"option {other.id}", sentence, "warning")


def _are_kin(subject: Subject, one: Option, other: Option) -> bool:
    if subject.knowledge is None:
        return False
    truth = subject.knowledge.truth
    pairs = [(a, b) for a in subject.entities_meant(one.text) for b in subject.entities_meant(other.text)]
    return bool(pairs) and all(truth.overlaps(a, b) for a, b in pairs)


def _contains(subject: Subject, one: str, other: str) -> bool:
    """Whether one text holds the other whole, where the bank does not know the two as different things."""
    if subject.entities_called(one) and subject.entities_called(other):
        return False
    if is_value(one) and is_value(other):
        return False
    return is_phrase_in(one, other) or is_phrase_in(other, one)


CHECKS: tuple[Check, ...] = (
    (Rule("L01", "The right option is not the longest by far", "warning"), _longest_key),
    (Rule("L02", "The right option is not the shortest by far", "warning"), _shortest_key),
    (Rule("L03", "No absolute words that the evidence does not hold", "warning"), _absolute),
    (Rule("L04", "Grammar does not point at the answer", "warning"), _grammatical_cue),
    (Rule("L05", "No “none of the above”", "warning"), _none_of_the_above),
    (Rule("L06", "No “all of the above”", "warning"), _all_of_the_above),
    (Rule("L09", "Every wrong option is of the answer's sort", "warning"), _odd_shape),
    (Rule("L10", "The right option alone does not repeat the stem", "warning"), _repeats_stem),
    (Rule("L15", "No true or false among the options of a choice", "warning"), _verdict_options),
    (Rule("L16", "Numbers and dates ascend", "warning"), _out_of_sequence),
    (Rule("L17", "No vague words", "warning"), _vague),
    (Rule("L18", "No option joins two others", "warning"), _combined_options),
    (Rule("L19", "The right option is not what all others share", "warning"), _converging),
    (Rule("L20", "The right option is not alone of its kind", "error"), _alone),
    (Rule("L32", "The right option is not alone of its region or group", "error"), _alone_in_its_region),
    (Rule("L22", "No two options overlap", "error"), _overlapping),
)
