"""Words of a text that are of the same kind as an answer: what a wrong option may be made of.

They only resemble the answer. That one is wrong, and why, is for a person to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from questions.handout.sentences import Span, bare, sentence_at, sentences_of, words_of
from questions.text import folded, solid

MOST_SUGGESTED = 6
LONGEST_SUGGESTED = 200
MOST_LOOKED_AT = 60_000
"""Characters around the answer that are looked through."""

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_DATES = {
    "day": re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\.?,? \d{{4}}"
        rf"|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}"
        r"|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})\b",
        re.I,
    ),
    "month": re.compile(rf"(?<!\d )\b(?:{_MONTHS}) \d{{4}}\b", re.I),
    "day of a year": re.compile(
        rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?)\b"
        r"(?!,? \d{4})",
        re.I,
    ),
}
_YEAR = re.compile(r"(?<![\d.,-])(?:1\d{3}|20\d\d)(?![\d,.]\d|[%°\d])")
_NUMBER = re.compile(r"(?<![\w.,])[$€£]?\d(?:[\d,.]*\d)?(?![\d])")
_UNIT = re.compile(r"\s?(%|°[CF]?|[^\W\d_]{1,20})")
_SIGN_OF_MONEY = re.compile(r"[$€£]")
_CONNECTORS = frozenset(
    {"of", "de", "da", "del", "di", "la", "le", "van", "von", "der", "den", "al", "el", "bin"}
)
_SMALL_WORD = re.compile(
    r"a|about|above|across|after|against|all|along|also|among|an|and|are|around|as|at|be|been|before|below"
    r"|between|both|but|by|can|could|did|do|does|during|each|every"
    r"|few|for|from|had|has|have|he|her|here|his|how|however|i|if|in|into|is|it|its|later|many|may|most|much|near|no"
    r"|not|now|of|often|on|one|only|or|other|our|over|she|since|so|some|such|than|that|the|their|them|then|there"
    r"|these|they|this|those|three|through|to|today|two|under|until|was|we|were|what|when|where|which|while|who"
    r"|why|will|with|would|yet|you|your",
    re.I,
)
_CALENDAR = re.compile(rf"(?:{_MONTHS}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)", re.I)
_WORD = re.compile(r"[^\W\d_]+")
_JAN_THE_NAME = re.compile(r"\bJan(?= [^\W\d_])")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that could be a wrong option, and where they stand: the place of their paragraph, from 0."""

    text: str
    paragraph: int
    span: Span


@dataclass(frozen=True, slots=True)
class _Found:
    paragraph: int
    span: Span
    rank: tuple[int, ...] = ()
    is_at_head: bool = False
    """One capitalised word at the head of a sentence, which may be no name."""


def suggestions(paragraphs: Sequence[str], paragraph: int, answer: Span) -> tuple[Suggestion, ...]:
    """Words of the same kind as the answer, the likest first; none of the sentence that is asked about.

    Kinds, the first that fits the answer: a date of the same precision, a year, a number with the same
    unit, a name, else as many words that begin or end alike.
    """
    text = paragraphs[paragraph]
    words = answer.of(text)
    if len(words) > LONGEST_SUGGESTED:
        return ()
    asked = sentence_at(sentences_of(text), answer)
    found: list[_Found] = []
    for find in (_dates, _years, _numbers, _names, _alike):
        looking = find(text, answer)
        if looking is None:
            continue
        found = [
            one
            for at in _near(paragraphs, paragraph)
            for one in looking(paragraphs[at], at)
            if not (at == paragraph and _touch(one.span, asked))
        ]
        break
    return tuple(_best(found, paragraphs, words, paragraph, asked))


def _near(paragraphs: Sequence[str], place: int) -> Iterator[int]:
    """The places of paragraphs from the nearest on, as far as is looked."""
    seen = 0
    for at in sorted(range(len(paragraphs)), key=lambda one: abs(one - place)):
        seen += len(paragraphs[at])
        if at != place and seen > MOST_LOOKED_AT:
            return
        yield at


def kind_of(text: str, answer: Span) -> str:
    """What an answer is, as a stem may call it: date, year, number, name or words."""
    for name, find in (("date", _dates), ("year", _years), ("number", _numbers), ("name", _names)):
        if find(text, answer) is not None:
            return name
    return "words"


_Looking = Callable[[str, int], Iterator[_Found]]


def _best(
    found: list[_Found], paragraphs: Sequence[str], words: str, paragraph: int, asked: Span
) -> Iterator[Suggestion]:
    """The likest, then the nearest; each once, and nothing that shares its words with the answer."""
    key, sentence = solid(words), folded(asked.of(paragraphs[paragraph]))
    parts = _telling(words)
    seen: list[set[str]] = []
    known = {key}
    common = _common_words(paragraphs, paragraph) if any(one.is_at_head for one in found) else set()
    in_order = sorted(
        found, key=lambda one: (one.rank, abs(one.paragraph - paragraph), one.paragraph, one.span.start)
    )
    for one in in_order:
        text = one.span.of(paragraphs[one.paragraph])
        name = folded(text)
        own = _telling(text)
        if one.is_at_head and text.casefold() in common:
            continue
        if solid(text) in known or not own or own <= parts or parts <= own:
            continue
        if f" {name} " in f" {sentence} " or any(own <= other or other <= own for other in seen):
            continue
        known.add(solid(text))
        seen.append(own)
        yield Suggestion(text, one.paragraph, one.span)
        if len(seen) == MOST_SUGGESTED:
            return


def _dates(text: str, answer: Span) -> _Looking | None:
    words = answer.of(text)
    pattern = next((one for one in _DATES.values() if one.fullmatch(words)), None)
    if pattern is None:
        return None
    return lambda other, at: (_Found(at, Span(*match.span())) for match in pattern.finditer(other))


def _years(text: str, answer: Span) -> _Looking | None:
    found = _YEAR.search(text, answer.start, min(len(text), answer.end + 2))
    if found is None or found.span() != (answer.start, answer.end) or _unit_after(text, answer.end) in _UNITS:
        return None
    return lambda other, at: (_Found(at, Span(*match.span())) for match in _YEAR.finditer(other))


_UNITS = frozenset(
    {"km", "m", "kg", "g", "people", "metres", "meters", "miles", "feet", "years", "%", "°c", "mm", "cm"}
)


def _numbers(text: str, answer: Span) -> _Looking | None:
    """Numbers with the same unit; where the unit belongs to the answer, it belongs to the option too."""
    words = answer.of(text)
    number = _NUMBER.match(words)
    if number is None:
        return None
    rest = words[number.end() :]
    unit = _UNIT.fullmatch(rest) if rest else None
    if rest and unit is None:
        return None
    with_unit = bool(rest)
    wanted = unit[1].casefold() if unit else _unit_after(text, answer.end)
    is_bare = not wanted or _is_small(wanted)
    money = bool(_SIGN_OF_MONEY.match(words))

    def looking(other: str, at: int) -> Iterator[_Found]:
        for match in _NUMBER.finditer(other):
            after = _UNIT.match(other, match.end())
            same = after is not None and after[1].casefold() == wanted
            if bool(_SIGN_OF_MONEY.match(match[0])) != money or not (same or is_bare):
                continue
            end = after.end() if with_unit and after else match.end()
            yield _Found(at, Span(match.start(), end), (not same, bool(_YEAR.fullmatch(match[0]))))

    return looking


def _unit_after(text: str, end: int) -> str:
    found = _UNIT.match(text, end)
    return found[1].casefold() if found else ""


def _names(text: str, answer: Span) -> _Looking | None:
    """Runs of capitalised words. At the head of a sentence a single one says little, so it comes last."""
    words = [one for one in answer.of(text).split() if one.casefold() not in _CONNECTORS | {"the"}]
    if not words or not all(_is_capital(one) for one in words):
        return None
    count = len(words)
    return lambda other, at: (
        _Found(at, span, (at_head, abs(len(span.of(other).split()) - count)), at_head)
        for span, at_head in _runs(other)
    )


def _runs(text: str) -> Iterator[tuple[Span, bool]]:
    """Each run of capitalised words, and whether it is one word at the head of a sentence."""
    for sentence in sentences_of(text):
        run: list[Span] = []
        for place, word in enumerate(words_of(text, sentence)):
            name = bare(text, word)
            said = name.of(text) if name else ""
            is_name = (
                _is_capital(said)
                and not (place == 0 and _is_small(said))
                and not (_CALENDAR.fullmatch(said) and not (name and _JAN_THE_NAME.match(text, name.start)))
            )
            goes_on = name is not None and (is_name or (bool(run) and said.casefold() in _CONNECTORS))
            if run and not (goes_on and name and name.start == word.start):
                yield from _closed(run, text, sentence)
                run = []
            if name is not None and (is_name or (goes_on and run)):
                run.append(name)
            if run and name is not None and name.end < word.end:
                yield from _closed(run, text, sentence)
                run = []
        yield from _closed(run, text, sentence)


def _closed(run: list[Span], text: str, sentence: Span) -> Iterator[tuple[Span, bool]]:
    while run and run[-1].of(text).casefold() in _CONNECTORS:
        run = run[:-1]
    if run:
        span = Span(run[0].start, run[-1].end)
        if span.end - span.start <= LONGEST_SUGGESTED:
            yield span, len(run) == 1 and run[0].start - sentence.start < 2


def _is_capital(word: str) -> bool:
    return word[:1].isupper() or word[:1].istitle()


def _alike(text: str, answer: Span) -> _Looking | None:
    """As many words that begin with the same small words, or with none and end alike by three letters."""
    words = folded(answer.of(text)).split()
    if not words:
        return None
    count = len(answer.of(text).split())
    head = _small_head(answer.of(text))
    ending = words[-1][-3:] if len(words[-1]) > 4 else ""
    is_capital = _is_capital(answer.of(text).split()[-1])

    def looking(other: str, at: int) -> Iterator[_Found]:
        for sentence in sentences_of(other):
            spans = [one for word in words_of(other, sentence) if (one := bare(other, word))]
            for place in range(len(spans) - count + 1):
                group = spans[place : place + count]
                if any(other[one.end : two.start] != " " for one, two in pairwise(group)):
                    continue
                said = other[group[0].start : group[-1].end]
                tail = group[-1].of(other).casefold()
                if _is_small(tail) or len(tail) < 3 or _is_capital(group[-1].of(other)) != is_capital:
                    continue
                same_head = _small_head(said) == head
                begins = same_head and bool(head)
                ends = same_head and bool(ending) and tail.endswith(ending)
                if begins or ends:
                    yield _Found(at, Span(group[0].start, group[-1].end), (not begins, not ends))

    return looking


def _small_head(words: str) -> list[str]:
    """The small words that a phrase begins with: those of “in the south” are in and the."""
    return list(takewhile(_is_small, words.casefold().split()))


def _is_small(word: str) -> bool:
    return _SMALL_WORD.fullmatch(word) is not None


def _telling(text: str) -> set[str]:
    """The words of a text that carry meaning."""
    return {word for word in folded(text).split() if not _is_small(word)}


def _common_words(paragraphs: Sequence[str], place: int) -> set[str]:
    """The words that stand somewhere without a capital, and so are no names."""
    return {
        word for at in _near(paragraphs, place) for word in _WORD.findall(paragraphs[at]) if word.islower()
    }


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
