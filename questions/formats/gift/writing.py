"""Items as GIFT that Moodle, and our own reader, take for the same questions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import BinaryIO

from questions.formats.gift.fitting import fitted
from questions.formats.gift.numbers import digits_of
from questions.formats.gift.signs import escaped
from questions.formats.gift.texts import MoodleFormat, Words, read_words, without_looks
from questions.formats.hypertext import hypertext_of
from questions.formats.item import Fit, Item
from questions.formats.receipts import carried
from questions.formats.shares import WHOLE, in_percent, shares_of
from questions.formats.sound import first_words
from questions.formats.text_formats import as_markdown
from questions.question import (
    ChoiceKey,
    NumberAnswer,
    NumberKey,
    OrderKey,
    PairsKey,
    Question,
    Text,
    TextKey,
    VerdictKey,
)
from questions.types.numeric import ANY_OTHER, answer_names

_AS_WE_MARK = "ALL VERTICAL RELATIVE_NEXT_EXCLUDE_LAST SHOW none"
"""How Moodle is to show an ordering, and to mark it by neighbours."""

_OPENS_FORMULA = re.compile(r"\\([(\[])")
_RISKY = ("<", "&", "\\(", "\\[", "$$")
"""What Moodle's own format could take for more than signs."""

NO_NOTATION = "GIFT has no notation for “{}”: write it in another way, or export Moodle XML."


class Unwritable(ValueError):
    """No notation of GIFT is read back as this text."""


def fit_of(item: Item) -> Fit:
    """What writing the item loses; refused also where one of its texts has no notation."""
    kept, fit = fitted(item)
    if fit.refused:
        return fit
    try:
        gift_of(kept)
    except Unwritable as unwritable:
        return Fit(refused=NO_NOTATION.format(first_words(str(unwritable))))
    return fit


def write_gift(items: Iterable[Item], file: BinaryIO) -> None:
    """Write each item with its category; ValueError for one that does not fit."""
    category: tuple[str, ...] = ()
    for item in items:
        kept, fit = fitted(item)
        if fit.refused:
            raise ValueError(fit.refused)
        if kept.category != category:
            category = kept.category
            file.write(f"$CATEGORY: {_path(category)}\n\n".encode())
        file.write(gift_of(kept).encode())


def gift_of(item: Item) -> str:
    """One item as a paragraph of GIFT, with the blank line after it."""
    question = item.question
    explanation, tags = carried(item)
    title = f"::{escaped(item.title)}::" if item.title else ""
    stem, default = _stem(question.asked.stem)
    answers = _answers(question, default)
    general = f"####{written(explanation, default)}" if explanation.value else ""
    if "\n" in answers and general:
        general = f"\t{general}\n"
    return f"{_comment(item.reference, tags)}{title}{stem}{{{answers}{general}}}\n\n"


def written(text: Text, default: MoodleFormat, *, is_left: bool = False) -> str:
    """The text, with its format before it where it is not the `default`.

    Of several ways to write it the first that is read back as the very same counts. On the left side
    of a pair no arrow may stand.
    """
    for format, source in _sources(text, default):
        if is_left and "->" in source:
            continue
        if format == default and (source.startswith(("[", "%")) or _is_risky(source, format)):
            continue
        if _says(read_words(Words(source.strip(), format)).text, text):
            return escaped(source) if format == default else f"[{format}]{escaped(source)}"
    raise Unwritable(text.value[:80])


def _says(read: Text, meant: Text) -> bool:
    """Whether what is read is what was meant; options that others make Markdown may look plain."""
    return read == meant or (meant.format == "markdown" and as_markdown(read) == meant.value)


def _sources(text: Text, default: MoodleFormat) -> list[tuple[MoodleFormat, str]]:
    """Ways to write a text, the simplest first; formulas in HTML, where Moodle shows them."""
    as_html: tuple[MoodleFormat, str] = ("html", hypertext_of(text.value, text.format))
    if text.format == "markdown":
        as_it_is: tuple[MoodleFormat, str] = ("markdown", text.value)
        return [as_html, as_it_is] if "$" in text.value else [as_it_is, as_html]
    # An element without content parts the signs that would open a formula.
    arrowless = as_html[1].replace("->", "-&gt;").replace("\\(", "\\<i></i>(").replace("\\[", "\\<i></i>[")
    ways: list[tuple[MoodleFormat, str]] = [(default, text.value), ("moodle", text.value)]
    bare = _OPENS_FORMULA.sub(r"\\<span></span>\1", arrowless)
    return [*ways, ("plain", text.value), as_html, ("html", arrowless), ("html", bare)]


def _is_risky(source: str, format: MoodleFormat) -> bool:
    return format == "moodle" and any(sign in source for sign in _RISKY)


def _stem(stem: Text) -> tuple[str, MoodleFormat]:
    """The stem, and the format that its answers take over from it."""
    text = written(stem, "moodle")
    for format in ("html", "plain", "markdown"):
        if text.startswith(f"[{format}]"):
            return text, format
    return ("[moodle]" if text.startswith("//") else "") + text, "moodle"


def _comment(reference: str, tags: Sequence[str]) -> str:
    named = [f"[id:{_closed(reference)}]"] if reference else []
    named += [f"[tag:{_closed(tag)}]" for tag in tags]
    return f"// {' '.join(named)}\n" if named else ""


def _closed(name: str) -> str:
    return name.replace("]", "\\]")


def _path(category: Sequence[str]) -> str:
    """The path below the top of a course, where our reader takes it for the root."""
    return "/".join(["$course$/top", *(escaped(name).replace("/", "//") for name in category)])


def _answers(question: Question, default: MoodleFormat) -> str:
    match question.sealed.key:
        case ChoiceKey() as key:
            return _choice(question, key, default)
        case VerdictKey(true):
            return _verdict(question, default, is_true=true)
        case TextKey() as key:
            return _lines("", _short_answers(question, key, default))
        case NumberKey() as key:
            return _numbers(question, key, default)
        case PairsKey() as key:
            return _lines("", _pairs(question, key, default))
        case OrderKey(order):
            texts = question.asked.texts
            things = [written(Text(texts[id], question.asked.options_format), default) for id in order]
            return _lines(f">{len(order)} {_AS_WE_MARK}", things)
    return ""


def _lines(head: str, answers: Iterable[str]) -> str:
    return "\n".join([head, *(f"\t{answer}" for answer in answers), ""])


def _feedback(question: Question, default: MoodleFormat, *, is_left: bool = False) -> Callable[[str], str]:
    """The feedback on an answer by its name, with its sign before it."""
    whys = {why.option: why.said for why in question.sealed.whys}
    return lambda name: f"#{written(whys[name], default, is_left=is_left)}" if name in whys else ""


def _choice(question: Question, key: ChoiceKey, default: MoodleFormat) -> str:
    asked, feedback = question.asked, _feedback(question, default)
    single = asked.type == "single_choice"
    shares = shares_of([option.id for option in asked.options], key, single=single)
    found = []
    for option in asked.options:
        share, text = shares[option.id], written(Text(option.text, asked.options_format), default)
        sign = "=" if single and share == WHOLE else f"~%{in_percent(share)}%" if share else "~"
        found.append(f"{sign}{text}{feedback(option.id)}")
    return _lines("", found)


def _verdict(question: Question, default: MoodleFormat, *, is_true: bool) -> str:
    feedback = _feedback(question, default)
    wrong, right = feedback("false" if is_true else "true"), feedback("true" if is_true else "false")
    return ("TRUE" if is_true else "FALSE") + (wrong or ("#" if right else "")) + right


def _short_answers(question: Question, key: TextKey, default: MoodleFormat) -> list[str]:
    """No arrow may stand here, nor in the feedback: it would make a matching of it."""
    feedback = _feedback(question, default, is_left=True)
    answers = [(text, WHOLE) for text in key.accepted] + list(key.partly)
    return [f"={_weight(share)}{_typed(text, key)}{feedback(text)}" for text, share in answers]


def _typed(text: str, key: TextKey) -> str:
    """A typed answer, which has no format; only what looks like the name of one needs one before it."""
    pattern = text if key.has_wildcards else text.replace("*", "\\*")
    return ("[plain]" if text.startswith(("[", "%")) else "") + escaped(pattern)


def _weight(share: Fraction) -> str:
    return "" if share == WHOLE else f"%{in_percent(share)}%"


def _numbers(question: Question, key: NumberKey, default: MoodleFormat) -> str:
    feedback = _feedback(question, default)
    answers = (NumberAnswer(key.value, key.tolerance), *key.others)
    found = []
    for answer, name in zip(answers, answer_names(key), strict=True):
        number = digits_of(answer.value)
        tolerance = f":{digits_of(answer.tolerance)}" if answer.tolerance else ""
        found.append(f"={_weight(answer.share)}{number}{tolerance}{feedback(name)}")
    anything = feedback(ANY_OTHER)
    if len(found) == 1 and not anything:
        return "#" + found[0].removeprefix("=")
    return _lines("#", [*found, *([f"~{anything}"] if anything else [])])


def _pairs(question: Question, key: PairsKey, default: MoodleFormat) -> list[str]:
    asked = question.asked
    prompts = {prompt.id: prompt.text for prompt in asked.prompts}
    options = {id: without_looks(Text(text, asked.options_format)) for id, text in asked.texts.items()}
    found = [
        f"={written(Text(prompts[prompt], asked.options_format), default, is_left=True)} -> "
        f"{escaped(options[option])}"
        for prompt, option in key.pairs
    ]
    used = {option for _, option in key.pairs}
    return found + [f"= -> {escaped(text)}" for id, text in options.items() if id not in used]
