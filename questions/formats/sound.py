"""The last look at a question that a reader made: within the limits, storable, and fit to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import accumulate

from questions.formats.fixed_order import in_fixed_order
from questions.formats.item import Item, Outcome
from questions.formats.limits import (
    DEEPEST_CATEGORY,
    LAST_PARAGRAPH,
    LONGEST_ANSWER,
    LONGEST_CATEGORY,
    LONGEST_FACT_ID,
    LONGEST_OPTION,
    LONGEST_PASSAGES,
    LONGEST_PLACE_NAME,
    LONGEST_QUOTE,
    LONGEST_REFERENCE,
    LONGEST_ROLE,
    LONGEST_TAG,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_CITATIONS,
    MOST_FACTS,
    MOST_HINTS,
    MOST_OPTIONS,
    MOST_TAGS,
)
from questions.formats.twins import without_twins
from questions.numerals import in_digits
from questions.question import Citation, GapsKey, Key, NumberKey, OpenKey, Question, Text, TextKey, VerdictKey
from questions.text import is_storable
from questions.types import TYPES

_BEGINNING = 60


def sound(
    item: Item,
    *,
    number: int,
    line: int,
    begins: str,
    losses: Sequence[str] = (),
    doubts: Sequence[str] = (),
    is_ours: bool = False,
) -> Outcome:
    """What becomes of an item that was read: cut where it says too much, refused where it cannot be asked.

    `begins` may be long; `losses` and `doubts` are what reading found already. Of an item that `is_ours`
    nothing is guessed: it says itself whether its options keep their order.
    """
    begins = first_words(begins)
    if not is_ours:
        question, twins = without_twins(item.question)
        item, losses = replace(item, question=question), (*losses, *twins)
    refused = _refusal(item)
    if refused:
        return Outcome(number, line, begins, losses=tuple(losses), doubts=tuple(doubts), refused=refused)
    kept, cuts = _within_limits(item)
    if not is_ours:
        question, guessed = in_fixed_order(kept.question)
        kept, doubts = replace(kept, question=question), (*doubts, *guessed)
    return Outcome(number, line, begins, kept, (*losses, *cuts), tuple(doubts))


def first_words(text: str) -> str:
    """The beginning of a text on one line, to know a question by."""
    words = " ".join(text[: 10 * _BEGINNING].replace("\0", "�").split())
    words = "".join("�" if "\ud800" <= char <= "\udfff" else char for char in words)
    return words if len(words) <= _BEGINNING else words[: _BEGINNING - 1].rstrip() + "…"


def _refusal(item: Item) -> str:
    """Why the question of the item cannot be asked, "" where it can."""
    question = item.question
    if not is_storable(" ".join(_texts(item))):
        return "It holds a character that is no character (NUL or half of a pair): delete it."
    too_long = _too_long(question)
    if too_long:
        return too_long
    kind = TYPES.get(question.type)
    if kind is None:
        return f"There is no type of question called {question.type!r} here."
    return " ".join(dict.fromkeys(kind.problems(question)))


def _too_long(question: Question) -> str:
    """What of the question goes beyond a limit, as a sentence."""
    asked = question.asked
    answers = list(_answers(question.sealed.key))
    most = max(map(len, (asked.options, asked.prompts, asked.gaps, answers)))
    if most > MOST_OPTIONS:
        return f"It has {most:,} options or answers; at most {MOST_OPTIONS} are taken."
    options = [option.text for option in (*asked.options, *asked.prompts)]
    for noun, texts, limit in (
        ("The text of the question", [asked.stem.value], LONGEST_TEXT),
        ("An option", options, LONGEST_OPTION),
        ("An answer", answers, LONGEST_ANSWER),
    ):
        longest = max(map(len, texts), default=0)
        if longest > limit:
            return f"{noun} has {longest:,} characters; at most {limit:,} are taken."
    return ""


def _within_limits(item: Item) -> tuple[Item, list[str]]:
    """The item with what goes beyond the limits cut off, and what was cut, in sentences."""
    cuts: list[str] = []
    question = _with_citations_cut(_with_facts_cut(item.question, cuts), cuts)
    sealed = question.sealed
    if len(item.title) > LONGEST_TITLE:
        cuts.append(f"The title was cut to {LONGEST_TITLE} characters.")
    if len(item.reference) > LONGEST_REFERENCE:
        cuts.append(f"The reference is longer than {LONGEST_REFERENCE} characters and was left out.")
    tags = tuple(dict.fromkeys(tag for tag in item.tags if 0 < len(tag) <= LONGEST_TAG))[:MOST_TAGS]
    if set(tags) != set(item.tags):
        cuts.append(f"Tags beyond {LONGEST_TAG} characters, and beyond the first {MOST_TAGS}, were left out.")
    category = tuple(name[:LONGEST_CATEGORY] for name in item.category[:DEEPEST_CATEGORY])
    if category != item.category:
        cuts.append("The category was cut: it is too deep or its names are too long.")
    if len(item.hints) > MOST_HINTS:
        cuts.append(f"Only the first {MOST_HINTS} hints were kept.")
    hints = tuple(_cut(hint, "A hint", cuts) for hint in item.hints[:MOST_HINTS])
    explanation = _cut(sealed.explanation, "The explanation", cuts)
    key = sealed.key
    if isinstance(key, OpenKey):
        key = OpenKey(_cut(key.guide, "The guide", cuts))
    whys = tuple(replace(why, text=_cut(why.said, "A feedback", cuts).value) for why in sealed.whys)
    if not cuts:
        return (item if tags == item.tags else replace(item, tags=tags)), cuts
    sealed = replace(sealed, key=key, explanation=explanation, whys=whys)
    kept = replace(
        item,
        question=replace(question, sealed=sealed),
        title=item.title[:LONGEST_TITLE],
        reference=item.reference if len(item.reference) <= LONGEST_REFERENCE else "",
        tags=tags,
        category=category,
        hints=hints,
    )
    return kept, list(dict.fromkeys(cuts))


def _with_facts_cut(question: Question, cuts: list[str]) -> Question:
    """The question with those facts and targets whose names are none that a bank may give left out."""
    facts = tuple(one for one in dict.fromkeys(question.facts) if len(one) <= LONGEST_FACT_ID)[:MOST_FACTS]
    targets = tuple(
        (fact, role)
        for fact, role in dict.fromkeys(question.targets)
        if len(fact) <= LONGEST_FACT_ID and len(role) <= LONGEST_ROLE
    )[:MOST_FACTS]
    if {*facts} == {*question.facts} and {*targets} == {*question.targets}:
        return question
    cuts.append(
        f"Facts with names beyond {LONGEST_FACT_ID} characters, and more than {MOST_FACTS}, were left out."
    )
    return replace(question, facts=facts, targets=targets)


def _with_citations_cut(question: Question, cuts: list[str]) -> Question:
    """The question with those citations left out that name no place, and with long quotes cut."""
    cited = question.sealed.citations
    kept = tuple(filter(_names_a_place, cited))[:MOST_CITATIONS]
    if len(kept) < len(cited):
        cuts.append(
            f"Citations that name no place, and those beyond the first {MOST_CITATIONS}, were left out."
        )
    if any(len(one.quote) > LONGEST_QUOTE or len(one.title) > LONGEST_TITLE for one in kept):
        cuts.append(f"The words that it cites were cut to {LONGEST_QUOTE:,} characters of each passage.")
    kept = tuple(
        replace(one, quote=one.quote[:LONGEST_QUOTE], title=one.title[:LONGEST_TITLE]) for one in kept
    )
    ends = list(accumulate(len(one.passage) for one in kept))
    if ends and ends[-1] > LONGEST_PASSAGES:
        cuts.append(
            f"Of the paragraphs that it cites those beyond {LONGEST_PASSAGES:,} characters were left out."
        )
        kept = tuple(
            one if end <= LONGEST_PASSAGES else replace(one, passage="")
            for one, end in zip(kept, ends, strict=True)
        )
    return question if kept == cited else replace(question, sealed=replace(question.sealed, citations=kept))


def _names_a_place(citation: Citation) -> bool:
    names = (citation.source, citation.record, citation.fact)
    is_paragraph = citation.paragraph is None or 0 <= citation.paragraph <= LAST_PARAGRAPH
    return is_paragraph and max(map(len, names)) <= LONGEST_PLACE_NAME


def _cut(text: Text, noun: str, cuts: list[str]) -> Text:
    if len(text.value) <= LONGEST_TEXT:
        return text
    cuts.append(f"{noun} was cut to {LONGEST_TEXT:,} characters.")
    return replace(text, value=text.value[: LONGEST_TEXT - 1] + "…")


def _texts(value: object) -> Iterator[str]:
    """Every text that a value holds, names and ids included: a database would have to take each."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))


def _answers(key: Key) -> Iterable[str]:
    """The texts that a key holds."""
    match key:
        case TextKey():
            yield from (*key.accepted, *key.rivals, *(text for text, _ in key.partly))
        case VerdictKey():
            yield key.corrected
        case NumberKey():
            yield from (in_digits(value) for value in (key.value, *(one.value for one in key.others)))
        case GapsKey():
            for _, one in key.keys:
                yield from _answers(one)
