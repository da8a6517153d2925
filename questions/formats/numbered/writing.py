"""Questions typed out: numbered, the right options behind a star, all else in fields below.

A star stays with its option when a teacher moves a question or deletes one; a key at the end would not, and
it could not be written before the last question is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from questions.formats.item import Item
from questions.formats.numbered.answers import Shown, alternatives_in, chosen_in, is_name_like, measure_in
from questions.formats.numbered.arranged import typed_pairs
from questions.formats.numbered.blocks import is_sign
from questions.formats.numbered.code import in_fences
from questions.formats.numbered.words import (
    verdict_of,
    without_bold,
    without_mark,
    without_points,
    without_verdict,
    without_yes_or_no,
)
from questions.formats.receipts import carried
from questions.formats.typed_gaps import typed_text
from questions.lettering import letter, relettered
from questions.numerals import in_digits
from questions.question import (
    ChoiceKey,
    DateKey,
    NumberKey,
    OpenKey,
    OrderKey,
    PairsKey,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
)

TYPE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "single_choice": "multiple choice",
        "multiple_response": "multiple response",
        "true_false": "true/false",
        "short_answer": "short answer",
        "numeric": "numeric",
        "date": "date",
        "ordering": "ordering",
        "matching": "matching",
        "cloze": "cloze",
        "open_answer": "essay",
    }
)
"""What stands behind `Type:` for each type that can be typed."""


def typed_out(item: Item, number: int) -> str:
    """One question as it is typed, with the end of its last line."""
    item = replace(item, question=relettered(item.question))
    asked, key = item.question.asked, item.question.sealed.key
    lines = [_stem(item, number)]
    if asked.type in ("single_choice", "multiple_response"):
        lines += _options(item)
    elif isinstance(key, OrderKey):
        lines += _lettered([asked.texts[id] for id in key.order])
    elif isinstance(key, PairsKey):
        lines += _lettered(typed_pairs(asked, key))
    if _needs_type(item):
        lines.append(f"Type: {TYPE_WORDS[asked.type]}")
    match key:
        case VerdictKey(true=true):
            lines.append(f"Answer: {true}")
        case TextKey(accepted=accepted):
            lines.append("Answer: " + _answers(accepted))
        case NumberKey():
            numbers = [(key.value, key.tolerance)]
            numbers += ((one.value, one.tolerance) for one in key.others if one.share == 1)
            unit = f" {asked.unit}" if asked.unit else ""
            lines += (f"Answer: {in_digits(value)} ± {in_digits(most)}{unit}" for value, most in numbers)
        case DateKey(value, days):
            lines.append(f"Answer: {value.isoformat()}" + (f" ± {days} days" if days else ""))
        case OpenKey(guide=guide):
            lines.append(_field("Model answer", guide.value))
    return "\n".join([*lines, *_fields(item)]) + "\n"


def _stem(item: Item, number: int) -> str:
    is_gapped = item.question.type == "cloze"
    stem = typed_text(item.question) if is_gapped else item.question.asked.stem.value
    first, *rest = stem.split("\n")
    inside = in_fences(rest)
    below = (line if place in inside else _literal(line) for place, line in enumerate(rest))
    return "\n".join([f"{number}. {first}", *below])


def _options(item: Item) -> Iterator[str]:
    key = item.question.sealed.key
    right = key.right if isinstance(key, ChoiceKey) else ()
    for option in item.question.asked.options:
        first, *rest = _unmarked(option.text).split("\n")
        star = "*" if option.id in right else ""
        yield "\n".join([f"{star}{option.id}) {first}", *map(_literal, rest)])


def _lettered(texts: Sequence[str]) -> Iterator[str]:
    for place, text in enumerate(texts):
        first, *rest = _unmarked(text).split("\n")
        yield "\n".join([f"{letter(place)}) {first}", *map(_literal, rest)])


def _needs_type(item: Item) -> bool:
    """Whether the question could be taken for one of another type, or its stem for one with a sign."""
    asked, key = item.question.asked, item.question.sealed.key
    if asked.type == "single_choice":
        are_verdicts = all(verdict_of(option.text) is not None for option in asked.options)
        return are_verdicts or _has_sign(asked.stem.value)
    if asked.type == "short_answer" and isinstance(key, TextKey):
        _first, *below = asked.stem.value.split("\n")
        shown = [Shown(None, line) for line in below if line]
        is_clear = not any(
            verdict_of(text) is not None or measure_in(text, is_said=False) or chosen_in(text, shown, [])
            for text in key.accepted
        )
        return not is_clear or _has_sign(asked.stem.value)
    return asked.type not in ("true_false", "numeric") or _has_sign(asked.stem.value)


def _has_sign(stem: str) -> bool:
    bare, yes_or_no = without_yes_or_no(without_bold(stem))
    return bare != stem or yes_or_no is not None or without_verdict(stem) != (stem, None, False)


def _fields(item: Item) -> Iterator[str]:
    explanation, tags = _receipts(item)
    for why in item.question.sealed.whys:
        yield _field(f"Feedback {_named(item, why.option)}", why.text)
    if explanation:
        yield _field("Explanation", explanation)
    for hint in item.hints:
        yield _field("Hint", hint.value)
    if item.points != 1 or without_points(item.question.asked.stem.value)[1]:
        yield f"Points: {in_digits(item.points)}"
    if item.title:
        yield f"Title: {item.title}"
    if item.category:
        yield "Category: " + "/".join(name.replace("/", "//") for name in item.category)
    if tags:
        yield "Tags: " + ", ".join(tags)
    if item.reference:
        yield f"Reference: {item.reference}"


def _receipts(item: Item) -> tuple[str, tuple[str, ...]]:
    sealed: Sealed = item.question.sealed
    plain = replace(sealed, explanation=Text(sealed.explanation.value))
    explanation, tags = carried(replace(item, question=replace(item.question, sealed=plain)))
    return explanation.value, tags


def _named(item: Item, answer: str) -> str:
    """The name of an option or answer as `Feedback …:` has it."""
    if isinstance(item.question.sealed.key, TextKey | NumberKey):
        return _quoted(answer)
    return answer


def _field(name: str, text: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([f"{name}: {first}".rstrip(), *map(_literal, rest)])


def _literal(line: str) -> str:
    """A line of mere text, behind a backslash where it would be read as something else."""
    return "\\" + line if is_sign(line.lstrip("\\")) else line


def _unmarked(option: str) -> str:
    """The words of an option, with backslashes where they would be read as a mark."""
    if option.startswith("\\") or without_mark(option.partition("\n")[0] + " .")[1]:
        option = "\\" + option
    if option.endswith("\\") or without_mark("." + option)[0] != "." + option:
        option += "\\"
    return option


def _answers(texts: Sequence[str]) -> str:
    """Answers to type, in quotes where the words of one would be read as something else."""
    are_clear = all(_is_clear(text) for text in texts)
    return "; ".join(texts if are_clear else map(_quoted, texts))


def _is_clear(text: str) -> bool:
    return (
        alternatives_in(text, []) == [text] and not is_name_like(text) and '"' not in text and len(text) < 100
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
