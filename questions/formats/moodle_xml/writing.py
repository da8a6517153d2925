"""Items as Moodle XML, which Moodle imports without a question."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.formats.item import Item, Picture
from questions.formats.moodle_xml.fitting import fit_of
from questions.formats.moodle_xml.gaps import code_of
from questions.formats.moodle_xml.signs import fraction_of, in_attribute, in_decimals, in_xml
from questions.formats.moodle_xml.texts import PLUGIN_FILE
from questions.formats.moodle_xml.worth import weighed_gaps, worth_tags
from questions.formats.receipts import carried
from questions.formats.shares import WHOLE, shares_of
from questions.formats.text_formats import bare
from questions.gaps import placeholder
from questions.question import (
    Asked,
    ChoiceKey,
    Gap,
    GapsKey,
    NumberAnswer,
    NumberKey,
    OpenKey,
    OrderKey,
    PairsKey,
    Text,
    TextKey,
    VerdictKey,
)
from questions.types.numeric import ANY_OTHER, answer_names

_TYPES = {
    "single_choice": "multichoice",
    "multiple_response": "multichoice",
    "true_false": "truefalse",
    "short_answer": "shortanswer",
    "numeric": "numerical",
    "matching": "matching",
    "ordering": "ordering",
    "open_answer": "essay",
    "cloze": "cloze",
}
_GAP_CODES = {"single_choice": "MULTICHOICE", "multiple_response": "MULTIRESPONSE", "numeric": "NUMERICAL"}
_ALL_TO_ORDER = (
    "<layouttype>VERTICAL</layouttype><selecttype>ALL</selecttype><selectcount>0</selectcount>"
    "<gradingtype>RELATIVE_NEXT_EXCLUDE_LAST</gradingtype><showgrading>SHOW</showgrading>"
    "<numberingstyle>none</numberingstyle><shownumcorrect/>\n"
)
"""Moodle knows these by their names alone: a number there makes it show only some of the things."""

_SLASHES = re.compile("/")


def written(items: Iterable[Item]) -> Iterator[str]:
    """The file piece by piece; ValueError for an item that does not fit."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    category: tuple[str, ...] = ()
    for item in items:
        if refused := fit_of(item).refused:
            raise ValueError(refused)
        if item.category != category:
            category = item.category
            path = "/".join(["$course$", "top", *(_SLASHES.sub("//", name) for name in category)])
            yield f'<question type="category"><category><text>{in_xml(path)}</text></category></question>\n'
        yield "".join(_Writer(item).lines())
    yield "</quiz>\n"


class _Writer:
    """Writes one item."""

    def __init__(self, item: Item) -> None:
        self._item = item
        self._whys = {why.option: why.said for why in item.question.sealed.whys}
        self._pictures = {picture.name: picture for picture in item.pictures}

    def lines(self) -> Iterator[str]:
        item, asked = self._item, self._item.question.asked
        explanation, tags = carried(item)
        tags = (*tags, *worth_tags(item))
        yield f'<question type="{_TYPES[asked.type]}">\n<name><text>{in_xml(item.title)}</text></name>\n'
        yield self._stem()
        yield self._text("generalfeedback", explanation)
        yield f"<defaultgrade>{in_decimals(item.points, 7)}</defaultgrade>\n"
        if item.penalty is not None:
            yield f"<penalty>{in_decimals(item.penalty, 7)}</penalty>\n"
        yield f"<hidden>0</hidden>\n<idnumber>{in_xml(item.reference)}</idnumber>\n"
        yield from self._answers(asked)
        for hint in item.hints:
            yield self._text("hint", hint)
        if tags:
            yield "<tags>" + "".join(f"<tag><text>{in_xml(tag)}</text></tag>" for tag in tags) + "</tags>\n"
        yield "</question>\n"

    def _answers(self, asked: Asked) -> Iterator[str]:
        match self._item.question.sealed.key:
            case ChoiceKey() as key:
                yield from self._choices(asked, key)
            case VerdictKey(true):
                for word, is_right in (("true", true), ("false", not true)):
                    yield self._answer(Text(word), Fraction(int(is_right)), word)
            case TextKey() as key:
                yield f"<usecase>{int(key.is_exact)}</usecase>\n"
                for text, share in _typed(key):
                    yield self._answer(Text(_starred(text, key)), share, text)
            case NumberKey() as key:
                for one, name in zip(_numbers(key), answer_names(key), strict=True):
                    tolerance = f"<tolerance>{in_decimals(one.tolerance)}</tolerance>"
                    yield self._answer(Text(in_decimals(one.value)), one.share, name, tolerance)
                if ANY_OTHER in self._whys:
                    yield self._answer(Text(ANY_OTHER), Fraction(0), ANY_OTHER, "<tolerance>0</tolerance>")
                if asked.unit:
                    unit = f"<multiplier>1</multiplier><unit_name>{in_xml(asked.unit)}</unit_name>"
                    yield f"<units><unit>{unit}</unit></units>\n"
            case PairsKey(pairs):
                yield from self._pairs(asked, dict(pairs))
            case OrderKey(order):
                texts = asked.texts
                yield _ALL_TO_ORDER
                for place, option in enumerate(order, start=1):
                    content = self._content(Text(texts[option], asked.options_format))
                    yield f'<answer fraction="{place}"{content}</answer>\n'
            case OpenKey(guide):
                yield "<responseformat>editor</responseformat><attachments>0</attachments>\n"
                yield self._text("graderinfo", guide)

    def _choices(self, asked: Asked, key: ChoiceKey) -> Iterator[str]:
        is_single = asked.type == "single_choice"
        yield f"<single>{str(is_single).lower()}</single>\n"
        yield f"<shuffleanswers>{str(not asked.keeps_order).lower()}</shuffleanswers>\n"
        yield "<answernumbering>abc</answernumbering>\n"
        shares = shares_of([option.id for option in asked.options], key, single=is_single)
        for option in asked.options:
            yield self._answer(Text(option.text, asked.options_format), shares[option.id], option.id)

    def _pairs(self, asked: Asked, pairs: dict[str, str]) -> Iterator[str]:
        yield "<shuffleanswers>true</shuffleanswers>\n"
        words = {option.id: bare(Text(option.text, asked.options_format)) for option in asked.options}
        for prompt in asked.prompts:
            answer = f"<answer><text>{in_xml(words[pairs[prompt.id]])}</text></answer>"
            content = self._content(Text(prompt.text, asked.options_format))
            yield f"<subquestion{content}{answer}</subquestion>\n"
        for option in asked.options:
            if option.id not in pairs.values():
                answer = f"<answer><text>{in_xml(words[option.id])}</text></answer>"
                yield f'<subquestion format="html"><text></text>{answer}</subquestion>\n'

    def _answer(self, words: Text, share: Fraction, name: str, more: str = "") -> str:
        said = self._text("feedback", self._whys.get(name, Text("")))
        is_typed = self._item.question.type in ("short_answer", "numeric")
        content = (
            f' format="plain_text"><text>{in_xml(words.value)}</text>' if is_typed else self._content(words)
        )
        return f'<answer fraction="{fraction_of(share)}"{content}{said}{more}</answer>\n'

    def _stem(self) -> str:
        asked = self._item.question.asked
        key = self._item.question.sealed.key
        if not isinstance(key, GapsKey):
            return self._text("questiontext", asked.stem)
        names: list[str] = []
        markup = self._hypertext(asked.stem, names)
        keys = dict(key.keys)
        for gap in weighed_gaps(self._item):
            markup = markup.replace(placeholder(gap), self._gap(asked, gap, keys[gap.id], names), 1)
        return (
            f'<questiontext format="html"><text>{in_xml(markup)}</text>{self._files(names)}</questiontext>\n'
        )

    def _gap(self, asked: Asked, gap: Gap, key: ChoiceKey | TextKey | NumberKey, pictures: list[str]) -> str:
        """The code of a gap; the names of the pictures in its feedback join `pictures`."""
        said = {
            name.removeprefix(f"{gap.id}:"): self._hypertext(text, pictures)
            for name, text in self._whys.items()
            if name.startswith(f"{gap.id}:")
        }
        answers: list[tuple[str, str, str]] = []
        kind = _GAP_CODES.get(gap.type, "SHORTANSWER")
        if isinstance(key, ChoiceKey):
            shares = shares_of(gap.options, key, single=gap.type == "single_choice")
            texts = asked.texts
            for option in gap.options:
                words = bare(Text(texts[option], asked.options_format))
                answers.append((fraction_of(shares[option]), words, said.get(option, "")))
        elif isinstance(key, TextKey):
            kind = "SHORTANSWER_C" if key.is_exact else kind
            for text, share in _typed(key):
                answers.append((fraction_of(share), _starred(text, key), said.get(text, "")))
        else:
            for one, name in zip(_numbers(key), answer_names(key), strict=True):
                words = f"{in_decimals(one.value)}:{in_decimals(one.tolerance)}"
                answers.append((fraction_of(one.share), words, said.get(name, "")))
            if ANY_OTHER in said:
                answers.append((fraction_of(Fraction(0)), ANY_OTHER, said[ANY_OTHER]))
        return code_of(gap.weight, kind, answers)

    def _text(self, name: str, text: Text) -> str:
        return f"<{name}{self._content(text)}</{name}>\n"

    def _content(self, text: Text) -> str:
        """What follows the name of an element that holds a text: its format, the text, its pictures."""
        names: list[str] = []
        markup = self._hypertext(text, names)
        if text.format == "plain" and not _is_read_back(markup, text.value):
            return f' format="plain_text"><text>{in_xml(text.value)}</text>'
        return f' format="html"><text>{in_xml(markup)}</text>{self._files(names)}'

    def _hypertext(self, text: Text, names: list[str]) -> str:
        def address_of(name: str) -> str:
            if name not in self._pictures:
                return ""
            names.append(name)
            return PLUGIN_FILE + name

        return hypertext_of(text.value, text.format, address_of)

    def _files(self, names: Sequence[str]) -> str:
        return "".join(_file(self._pictures[name]) for name in dict.fromkeys(names))


def _file(picture: Picture) -> str:
    content = b64encode(picture.content).decode("ascii")
    return f'<file name="{in_attribute(picture.name)}" path="/" encoding="base64">{content}</file>'


def _is_read_back(markup: str, text: str) -> bool:
    """Whether a plain text survives as hypertext, which Moodle's editor prefers."""
    if "$$" in markup:
        return False
    read = read_hypertext(markup)
    return not read.needs_markdown and not read.losses and read.text("plain") == text


def _typed(key: TextKey) -> Iterator[tuple[str, Fraction]]:
    yield from ((text, WHOLE) for text in key.accepted)
    yield from key.partly


def _starred(text: str, key: TextKey) -> str:
    """Moodle takes every bare asterisk for any text."""
    return text if key.has_wildcards else text.replace("*", "\\*")


def _numbers(key: NumberKey) -> Iterator[NumberAnswer]:
    yield NumberAnswer(key.value, key.tolerance)
    yield from key.others
