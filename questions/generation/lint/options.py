"""Rules about the options of choice questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

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
from questions.question import Option
from questions.when import When

_ABSOLUTE = re.compile(
    r"\b(always|never|all|none|every|everyone|nobody|only|completely|absolutely|entirely|solely|must|invariably)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(sometimes|often|usually|frequently|rarely|occasionally|generally|mostly|normally|typically|commonly|seldom"
    r"|nearly always|as a rule)\b",
    re.I,
)
_NONE = re.compile(r"\b(none|neither|nothing) of (the |these|those)|^none\b.{0,12}$|no correct answer", re.I)
_ALL = re.compile(r"\b(all|any|both) of (the |these|those)", re.I)
_PAIRED = re.compile(
    r"^(both\s+)?\(?[a-h1-8]\)?\s*(,|and|or|&)\s*\(?[a-h1-8]\)?$|^both\b.{1,40}\band\b", re.I
)
_VERDICTS = frozenset({"true", "false", "yes", "no", "correct", "incorrect"})
_DATE = re.compile(
    r"(?:(?P<day>\d{1,2}) )?(?:(?P<month>January|February|March|April|May|June|July|August|September|October"
    r"|November|December) )?(?P<year>\d{4})"
)
_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_NUMBER = re.compile(r"[$€£]?(-?\d[\d,]*(?:\.\d+)?)\s*(.*)")
_RANGE = re.compile(r"[$€£]?(\d[\d,.]*)\s*(?:-|–|to)\s*[$€£]?(\d[\d,.]*)\s*(.*)")
_OPENERS = frozenset(
    {"to", "if", "that", "by", "because", "when", "a", "an", "the", "in", "on", "at", "for", "from"}
)
_LONG = 1.5
_SHORT = 0.5
_STANDS_OUT = 12
_CONVERGING_WORDS = 2
_FEWEST_MATES = 2
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
        subject, _ABSOLUTE, "is absolute, and the evidence does not say it: soften or drop it"
    )


def _vague(subject: Subject) -> Iterator[Finding]:
    yield from _unsupported(subject, _VAGUE, "is vague: give a number or leave it out")


def _unsupported(subject: Subject, pattern: re.Pattern[str], mend: str) -> Iterator[Finding]:
    places = [(f"option {option.id}", option.text) for option in subject.options] if subject.is_choice else []
    if subject.type == "true_false":
        places = [("stem", subject.stem)]
    for place, text in places:
        is_stock_phrase = _NONE.search(text) or _ALL.search(text)
        if is_stock_phrase or subject.entities_called(text):
            continue
        for found in pattern.finditer(text):
            if found[0].casefold() not in words(subject.evidence):
                yield Finding(place, f"“{found[0]}” {mend}.")


def _grammatical_cue(subject: Subject) -> Iterator[Finding]:
    if not subject.is_choice or not subject.wrong or not subject.right:
        return
    if found := re.search(r"\b(an?)\s*(?:_{2,}|:|…)?\s*$", subject.stem, re.I):
        wants_vowel = found[1].casefold() == "an"
        misfits = [option for option in subject.options if _starts_with_vowel(option.text) != wants_vowel]
        if misfits:
            yield Finding("stem", f"“{found[1]}” rules out “{misfits[0].text}”: write “a/an”, or reword.")
    openers = {option.id: _opener(option.text) for option in subject.options}
    others = {openers[option.id] for option in subject.wrong}
    is_odd = len(others) == 1 and openers[subject.right[0].id] not in others
    if is_odd and subject.type == "single_choice" and len(subject.wrong) > 1:
        yield Finding("key", "The right option begins unlike the others: give all the same form.")


def _starts_with_vowel(text: str) -> bool:
    return text[:1].casefold() in "aeiou"


def _opener(text: str) -> str:
    """The word at the start, where it shows the form of an option; "not to" is of the form "to"."""
    first = next((word for word in words(text) if word != "not"), "")
    return first if first in _OPENERS else ""


def _none_of_the_above(subject: Subject) -> Iterator[Finding]:
    yield from _matching_options(subject, _NONE, "write a wrong option that says something")


def _all_of_the_above(subject: Subject) -> Iterator[Finding]:
    yield from _matching_options(subject, _ALL, "ask for several answers instead")


def _matching_options(subject: Subject, pattern: re.Pattern[str], mend: str) -> Iterator[Finding]:
    for option in subject.options if subject.is_choice else ():
        if pattern.search(option.text):
            yield Finding(f"option {option.id}", f"“{option.text}” tests logic, not knowledge: {mend}.")


def _verdict_options(subject: Subject) -> Iterator[Finding]:
    if subject.is_choice and any(folded(option.text) in _VERDICTS for option in subject.options):
        yield Finding("options", "True and false are no options of a choice: make it a true/false question.")


def _combined_options(subject: Subject) -> Iterator[Finding]:
    texts = [folded(option.text) for option in subject.options]
    for option in subject.options if subject.is_choice else ():
        halves = re.split(r"\s+(?:and|&)\s+|,\s*", folded(option.text))
        joins_others = len(halves) > 1 and sum(half in texts for half in halves) > 1
        if joins_others or _PAIRED.match(option.text.strip()):
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
    shapes = {option.id: _is_value(option.text) for option in subject.options}
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
    values = [_value(option.text) for option in subject.options] if subject.is_choice else []
    known = [value for value in values if value is not None]
    if len(known) > 1 and len(known) == len(values) and known != sorted(known):
        yield Finding("options", "Numbers and dates stand in ascending order: sort them.")


def _converging(subject: Subject) -> Iterator[Finding]:
    """The right option shares the most with the others: a test-wise guesser takes the common elements."""
    if subject.type != "single_choice" or len(subject.right) != 1 or len(subject.wrong) < 2:
        return
    common = {
        option.id: sum(
            len(content_words(option.text) & content_words(other.text)) for other in _but(subject, option)
        )
        for option in subject.options
    }
    key = common.pop(subject.right[0].id)
    if key - max(common.values()) >= _CONVERGING_WORDS:
        yield Finding(
            "key", "The right option shares most words with the others: spread the elements evenly."
        )


def _but(subject: Subject, one: Option) -> list[Option]:
    return [option for option in subject.options if option.id != one.id]


def _alone(subject: Subject) -> Iterator[Finding]:
    if subject.type != "single_choice" or len(subject.right) != 1 or len(subject.wrong) < 2:
        return
    key = subject.right[0]
    has_digit = {option.id: any(char.isdigit() for char in option.text) for option in subject.options}
    if has_digit[key.id] and not any(has_digit[option.id] for option in subject.wrong):
        yield Finding("key", "Only the right option holds a number: give the others one, or take it out.")
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
    """The kinds that may fill the asked role, by the relations of the facts."""
    kinds: set[str] = set()
    for fact in subject.facts:
        assert subject.knowledge is not None
        relation = subject.knowledge.bank.relations[fact.relation]
        for role, allowed in (("subject", relation.subject_kinds), ("object", relation.object_kinds)):
            if (fact.id, role) in subject.question.targets:
                kinds |= allowed
    return kinds


def _overlapping(subject: Subject) -> Iterator[Finding]:
    options = subject.options if subject.is_choice else ()
    for place, one in enumerate(options):
        for other in options[place + 1 :]:
            sentence = f"“{one.text}” and “{other.text}” overlap: make them exclude each other."
            if _overlap(one.text, other.text) or _are_kin(subject, one, other):
                yield Finding(f"option {other.id}", sentence)
            elif _contains(subject, one.text, other.text):
                yield Finding(f"option {other.id}", sentence, "warning")


def _overlap(one: str, other: str) -> bool:
    if folded(one) == folded(other):
        return True
    dates = _date(one), _date(other)
    if dates[0] and dates[1]:
        return dates[0].overlaps(dates[1])
    ranges = _range(one), _range(other)
    if ranges[0] and ranges[1]:
        return ranges[0][0] <= ranges[1][1] and ranges[1][0] <= ranges[0][1] and ranges[0][2] == ranges[1][2]
    return False


def _are_kin(subject: Subject, one: Option, other: Option) -> bool:
    if subject.knowledge is None:
        return False
    truth = subject.knowledge.truth
    pairs = [(a, b) for a in subject.entities_called(one.text) for b in subject.entities_called(other.text)]
    return bool(pairs) and all(truth.overlaps(a, b) for a, b in pairs)


def _contains(subject: Subject, one: str, other: str) -> bool:
    """Whether one text holds the other whole, where the bank does not know the two as different things."""
    if subject.entities_called(one) and subject.entities_called(other):
        return False
    if _is_value(one) and _is_value(other):
        return False
    return is_phrase_in(one, other) or is_phrase_in(other, one)


def _is_value(text: str) -> bool:
    return _value(text) is not None or _range(text) is not None


def _value(text: str) -> tuple[str, Fraction] | None:
    """A date or a number with its unit, as something to sort by; None for words."""
    if date := _date(text):
        return "date", Fraction(date.first_day.toordinal())
    number = _NUMBER.fullmatch(text.strip())
    if number is None or len(number[2].split()) > 2:
        return None
    return f"number {folded(number[2])}".strip(), Fraction(number[1].replace(",", ""))


def _date(text: str) -> When | None:
    found = _DATE.fullmatch(text.strip())
    if found is None or (found["day"] and not found["month"]):
        return None
    month = _MONTHS.index(found["month"]) + 1 if found["month"] else None
    try:
        return When(int(found["year"]), month, int(found["day"]) if found["day"] else None)
    except ValueError:
        return None


def _range(text: str) -> tuple[Fraction, Fraction, str] | None:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return None
    low, high = (Fraction(found[side].replace(",", "").rstrip(".")) for side in (1, 2))
    return low, high, folded(found[3])


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
