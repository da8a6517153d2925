"""Items of every type as hypothesis makes them: sound, and in the form in which readers give them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from fractions import Fraction

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from questions.formats.fixed_order import placed_option
from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.formats.item import IMPORTED, Item
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    DateKey,
    Format,
    Gap,
    GapsKey,
    Key,
    NumberAnswer,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    VerdictKey,
    Why,
)
from questions.text import folded, solid
from questions.types import TYPES
from questions.types.numeric import answer_names
from questions.when import When

ALL = (
    "single_choice",
    "multiple_response",
    "true_false",
    "short_answer",
    "numeric",
    "date",
    "ordering",
    "matching",
    "open_answer",
    "cloze",
)
PARTS = tuple(Fraction(*pair) for pair in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 6), (1, 7), (9, 10)))
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789äßéñøŁжЯπ中日א🙂"
_SIGNS = r"""\:#=~{}<>&*_$%[]()"'`!?.,;|/+->@^"""
_WORDS = st.text(st.sampled_from(_LETTERS), min_size=1, max_size=7)
_SNIPPETS = (
    r"\n -> // :: #### {} =%50% ~ [html] <b> </p> &amp; 1. A) $CATEGORY: **x** "
    r"$x$ \(x\) ]]> %100% =1+1 @cmd … «»"
)
_MARKS = st.one_of(
    st.text(st.sampled_from(_SIGNS), min_size=1, max_size=3), st.sampled_from(_SNIPPETS.split())
)
_TERMS = st.tuples(_WORDS, st.sampled_from(["", "", "", " "]), st.one_of(st.just(""), _MARKS)).map("".join)


def lines(most: int = 6) -> SearchStrategy[str]:
    """One line of words and signs, with single spaces between them."""
    return st.tuples(_TERMS, st.lists(st.one_of(_TERMS, _MARKS), max_size=most)).map(
        lambda drawn: " ".join(" ".join([drawn[0], *drawn[1]]).split())
    )


def paragraphs() -> SearchStrategy[str]:
    """A few lines, each with words."""
    return st.lists(lines(), min_size=1, max_size=3).map("\n".join)


_LOOKS = st.sampled_from(["**{}**", "*{}*", "`{}`", "${}$", "{}", "{}"])
_RUNS = st.tuples(_LOOKS, _WORDS).map(lambda drawn: drawn[0].format(drawn[1]))


def markdown(blocks: int = 2) -> SearchStrategy[str]:
    """Markdown as it is read out of HTML, with something in it that plain text could not show."""
    line = st.lists(_RUNS, min_size=1, max_size=4).map(" ".join)
    block = st.one_of(line, st.lists(line, min_size=2, max_size=3).map(_listed) if blocks > 1 else line)
    return (
        st.lists(block, min_size=1, max_size=blocks)
        .map("\n\n".join)
        .map(_read)
        .filter(lambda text: text != "" and _read(text) == text and _shows_markup(text))
    )


def _listed(entries: Sequence[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)


def _read(text: str) -> str:
    return read_hypertext(hypertext_of(text, "markdown")).text("markdown")


def _shows_markup(text: str) -> bool:
    return read_hypertext(hypertext_of(text, "markdown")).needs_markdown


def texts() -> SearchStrategy[Text]:
    return st.one_of(paragraphs().map(Text), markdown().map(lambda value: Text(value, "markdown")))


def _reads(text: str) -> str:
    return folded(text, accents=True)


def apart(least: int, most: int) -> SearchStrategy[list[str]]:
    """Lines that read differently."""
    return st.lists(lines(3), min_size=least, max_size=most, unique_by=_reads).filter(
        lambda drawn: len({solid(text) for text in drawn}) == len(drawn)
    )


@st.composite
def _options(draw: DrawFn, least: int, most: int = 5) -> tuple[tuple[Option, ...], Format]:
    if draw(st.integers(0, 3)):
        return lettered(draw(apart(least, most))), "plain"
    drawn = draw(st.lists(markdown(1), min_size=least, max_size=most, unique_by=_reads))
    return lettered(drawn), "markdown"


@st.composite
def _whys(draw: DrawFn, names: Sequence[str], right: Collection[str]) -> tuple[Why, ...]:
    told = {name: draw(texts()) for name in names if draw(st.booleans())}
    return tuple(
        Why(name, said.value, "entailed" if name in right else "written", said.format)
        for name, said in told.items()
    )


Made = tuple[Asked, Key, tuple[Why, ...]]


def _in_order(draw: DrawFn, asked: Asked) -> Asked:
    """The question, which sometimes keeps the order of its options."""
    return replace(asked, keeps_order=bool(placed_option(asked)) or draw(st.integers(0, 4)) == 4)


@st.composite
def _single_choice(draw: DrawFn) -> Made:
    options, format = draw(_options(2))
    ids = [option.id for option in options]
    right = draw(st.sampled_from(ids))
    shares: tuple[tuple[str, Fraction], ...] = ()
    if draw(st.integers(0, 2)) == 0:
        drawn = {id: draw(st.sampled_from([Fraction(0), *PARTS, -PARTS[0], -PARTS[1]])) for id in ids}
        drawn[right] = Fraction(1)
        if sum(1 for share in drawn.values() if share) > 1:
            shares = tuple((id, share) for id, share in drawn.items() if share)
    asked = _in_order(draw, Asked("single_choice", draw(texts()), options, options_format=format))
    return asked, ChoiceKey((right,), shares), draw(_whys(ids, {right}))


@st.composite
def _multiple_response(draw: DrawFn) -> Made:
    options, format = draw(_options(3))
    ids = [option.id for option in options]
    count = draw(st.integers(1, len(ids) - 1))
    right = tuple(sorted(draw(st.permutations(ids))[:count]))
    shares: tuple[tuple[str, Fraction], ...] = ()
    if draw(st.booleans()):
        part = Fraction(1, count)
        cost = draw(st.sampled_from([Fraction(0), Fraction(-1), -PARTS[0], -PARTS[1]]))
        if cost != -part:
            drawn = {id: part if id in right else cost for id in ids}
            shares = tuple((id, share) for id, share in drawn.items() if share)
    asked = _in_order(draw, Asked("multiple_response", draw(texts()), options, options_format=format))
    return asked, ChoiceKey(right, shares), draw(_whys(ids, right))


@st.composite
def _true_false(draw: DrawFn) -> Made:
    true = draw(st.booleans())
    whys = draw(_whys(["true", "false"], {"true" if true else "false"}))
    return Asked("true_false", draw(texts())), VerdictKey(true), whys


@st.composite
def _text_key(draw: DrawFn) -> TextKey:
    drawn = draw(apart(1, 4))
    is_pattern = draw(st.integers(0, 3)) == 0
    answers = [_as_pattern(text) if is_pattern else text.replace("*", "+") for text in drawn]
    count = draw(st.integers(1, len(answers)))
    partly = tuple((text, draw(st.sampled_from([Fraction(0), *PARTS]))) for text in answers[count:])
    return TextKey(tuple(answers[:count]), partly=partly, has_wildcards=is_pattern)


def _as_pattern(text: str) -> str:
    """An answer in which an asterisk stands for any text."""
    return text.replace("\\", "/").replace("*", "\\*") + " *"


@st.composite
def _short_answer(draw: DrawFn) -> Made:
    key = draw(_text_key())
    whys = draw(_whys([*key.accepted, *(text for text, _ in key.partly)], key.accepted))
    return Asked("short_answer", draw(texts())), key, whys


_NUMBERS = st.builds(
    lambda whole, places: Fraction(whole, 10**places), st.integers(-(10**7), 10**7), st.integers(0, 4)
)
_TOLERANCES = st.one_of(st.just(Fraction(0)), _NUMBERS.map(abs))


@st.composite
def _number_key(draw: DrawFn) -> NumberKey:
    values = draw(st.lists(_NUMBERS, min_size=1, max_size=3, unique=True))
    shares = st.sampled_from([Fraction(1), *PARTS])
    others = [NumberAnswer(value, draw(_TOLERANCES), draw(shares)) for value in values[1:]]
    tolerance = draw(_TOLERANCES)
    if draw(st.booleans()):
        others.append(NumberAnswer(values[0], tolerance + 1, draw(shares)))
    return NumberKey(values[0], tolerance, tuple(others))


@st.composite
def _numeric(draw: DrawFn) -> Made:
    key = draw(_number_key())
    names = answer_names(key)
    shares = [Fraction(1), *(one.share for one in key.others)]
    right = {name for name, share in zip(names, shares, strict=True) if share == 1}
    return Asked("numeric", draw(texts())), key, draw(_whys(names, right))


@st.composite
def _date(draw: DrawFn) -> Made:
    day = draw(st.dates(dt.date(1000, 1, 1), dt.date(2900, 1, 1)))
    precision = draw(st.sampled_from(["year", "month", "day"]))
    month = None if precision == "year" else day.month
    when = When(day.year, month, day.day if precision == "day" else None)
    asked = Asked("date", draw(texts()), precision=precision)
    return asked, DateKey(when, draw(st.integers(0, 3))), ()


@st.composite
def _ordering(draw: DrawFn) -> Made:
    options, format = draw(_options(3))
    asked = Asked("ordering", draw(texts()), options, options_format=format)
    return asked, OrderKey(tuple(option.id for option in options)), ()


@st.composite
def _matching(draw: DrawFn) -> Made:
    left = draw(apart(2, 4))
    right = draw(apart(2, 6))
    reuses = len(right) < len(left) or draw(st.integers(0, 4)) == 0
    prompts = tuple(Option(str(place), text) for place, text in enumerate(left, start=1))
    if not reuses:
        options = lettered(right)
        pairs = tuple((prompt.id, option.id) for prompt, option in zip(prompts, options, strict=False))
        return Asked("matching", draw(texts()), options, prompts), PairsKey(pairs), ()
    chosen = [draw(st.sampled_from(right)) for _ in prompts]
    options = lettered(dict.fromkeys([*chosen, *right]))
    ids = {option.text: option.id for option in options}
    pairs = tuple((prompt.id, ids[text]) for prompt, text in zip(prompts, chosen, strict=True))
    is_reused = len(set(chosen)) < len(chosen)
    asked = Asked("matching", draw(texts()), options, prompts, reuses_options=is_reused)
    return asked, PairsKey(pairs), ()


@st.composite
def _open_answer(draw: DrawFn) -> Made:
    return Asked("open_answer", draw(texts())), OpenKey(), ()


@st.composite
def _cloze(draw: DrawFn) -> Made:
    count = draw(st.integers(1, 3))
    words = draw(st.lists(_WORDS, min_size=count + 1, max_size=count + 1))
    stem = words[0] + "".join(f" {{{{{place}}}}} {word}" for place, word in enumerate(words[1:], start=1))
    gaps: list[Gap] = []
    keys: list[tuple[str, ChoiceKey | TextKey | NumberKey]] = []
    shown: list[str] = []
    for place in range(1, count + 1):
        kind, weight = draw(st.integers(0, 2)), draw(st.integers(1, 3))
        if kind == 0:
            own = draw(st.lists(_WORDS, min_size=2, max_size=4, unique_by=_reads))
            ids = tuple(option.id for option in lettered([*shown, *own])[len(shown) :])
            shown += own
            gaps.append(Gap(str(place), "single_choice", ids, weight=weight))
            keys.append((str(place), ChoiceKey((draw(st.sampled_from(ids)),))))
        elif kind == 1:
            gaps.append(Gap(str(place), "short_answer", weight=weight))
            keys.append((str(place), draw(_text_key())))
        else:
            gaps.append(Gap(str(place), "numeric", weight=weight))
            keys.append((str(place), draw(_number_key())))
    asked = Asked("cloze", Text(stem), lettered(shown), gaps=tuple(gaps))
    return asked, GapsKey(tuple(keys)), ()


_MAKERS = {
    "single_choice": _single_choice,
    "multiple_response": _multiple_response,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "numeric": _numeric,
    "date": _date,
    "ordering": _ordering,
    "matching": _matching,
    "open_answer": _open_answer,
    "cloze": _cloze,
}
_NAMES = st.lists(_WORDS, min_size=1, max_size=2).map(" ".join)
_CATEGORIES = st.lists(
    st.one_of(_NAMES, st.tuples(_NAMES, _NAMES).map("/".join)).filter(lambda name: name != "top"), max_size=3
).map(tuple)
_TAGS = st.lists(
    st.one_of(_WORDS, st.tuples(_WORDS, st.sampled_from([" ", "-", ":", "#", "]"]), _WORDS).map("".join)),
    max_size=3,
    unique_by=str.casefold,
).map(tuple)
_REFERENCES = st.one_of(
    st.just(""), st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._/:-]{0,20}[A-Za-z0-9])?", fullmatch=True)
)


@st.composite
def items(draw: DrawFn, types: Sequence[str] = ALL, *, bare: bool = False) -> Item:
    """Items of these types, weights, feedback, tags, category and reference included.

    Those that are `bare` hold nothing that only some formats know: points other than 1, penalty, hints,
    citations, rivals, exact case, a unit.
    """
    name = draw(st.sampled_from([one for one in types if one in TYPES]))
    asked, key, whys = draw(_MAKERS[name]())
    explanation = draw(st.one_of(st.just(Text("")), texts()))
    question = Question("", asked, Sealed(key, explanation, whys), pattern=IMPORTED)
    item = Item(
        question,
        title=draw(st.one_of(st.just(""), lines(3))),
        category=draw(_CATEGORIES),
        tags=draw(_TAGS),
        reference=draw(_REFERENCES),
    )
    return item if bare else draw(_furnished(item))


@st.composite
def _furnished(draw: DrawFn, item: Item) -> Item:
    """The item with something of what only some formats know."""
    question, key = item.question, item.question.sealed.key
    if isinstance(key, TextKey) and draw(st.booleans()):
        key = replace(key, is_exact=True) if key.has_wildcards else replace(key, rivals=("something else",))
    unit = draw(st.sampled_from(["", "km"])) if question.type == "numeric" else ""
    citations = draw(st.lists(_citations(), max_size=2, unique_by=lambda one: (one.source, one.paragraph)))
    sealed = replace(question.sealed, key=key, citations=tuple(citations))
    return replace(
        item,
        question=replace(question, asked=replace(question.asked, unit=unit), sealed=sealed),
        points=draw(st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2)])),
        penalty=draw(st.sampled_from([None, Fraction(0), Fraction(1, 3), Fraction(1, 10)])),
        hints=tuple(draw(st.lists(texts(), max_size=2))),
    )


def _citations() -> SearchStrategy[Citation]:
    return st.builds(
        Citation,
        source=st.sampled_from(["talks-brief", "almanac", "letter.1969"]),
        paragraph=st.one_of(st.none(), st.integers(1, 99)),
        quote=st.one_of(st.just(""), lines()),
        title=st.sampled_from(
            ["", "", "The talks", "Talks (2021), a brief", "Überblick: was geschah", "a. [b] *c* $x$"]
        ),
    )
