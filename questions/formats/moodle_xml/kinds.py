"""What each type of Moodle's questions asks and holds for right, as our question of the nearest type."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal
from xml.etree.ElementTree import Element

from questions.formats.limits import MOST_OPTIONS
from questions.formats.moodle_xml.answers import (
    TOO_MANY_ANSWERS,
    Answer,
    Refused,
    number_key,
    share_of,
    text_key,
    whys_of,
)
from questions.formats.moodle_xml.gaps import CodedGap, decoded, parted
from questions.formats.moodle_xml.texts import Texts, raw_text, value_of
from questions.formats.shares import WHOLE, choice_key
from questions.formats.text_formats import alike
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    Gap,
    GapsKey,
    Key,
    NumberKey,
    OpenKey,
    Option,
    OrderKey,
    PairsKey,
    Text,
    TextKey,
    VerdictKey,
    Why,
)

ADDS_UP = "Its right options earn {sum} % together, not 100 %."
DRAWN = "An option is nothing but a drawing or a file that cannot be kept: give it words, or a PNG picture."
ROUNDING = Fraction(1, 1000)
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
_YES = frozenset({"true", "1"})


@dataclass(slots=True)
class Draft:
    """A question on its way: its element, its texts, and what is to be said of it."""

    element: Element
    texts: Texts
    losses: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    @property
    def stem(self) -> Text:
        return self.texts.text(self.element.find("questiontext"), "html")


GapType = Literal["single_choice", "multiple_response", "short_answer", "numeric"]
Made = tuple[Asked, Key, tuple[Why, ...]]


def _choice(draft: Draft) -> Made:
    element, texts = draft.element, draft.texts
    is_single = (
        value_of(element, "single", "true").lower() in _YES and element.get("type") != "multichoiceset"
    )
    answers = element.findall("answer")
    shown, format = alike([texts.text(one) for one in answers])
    if any(raw_text(one) and not text for one, text in zip(answers, shown, strict=True)):
        raise Refused(DRAWN)
    options = lettered(shown)
    shares = [share_of(one.get("fraction", "0")) for one in answers]
    if element.get("type") == "multichoiceset":
        key = ChoiceKey(tuple(one.id for one, share in zip(options, shares, strict=True) if share > 0))
        draft.losses.append(
            "In Moodle only all right options together earn anything; here each earns its part."
        )
    else:
        pairs = [(option.id, share) for option, share in zip(options, shares, strict=True)]
        key = choice_key(pairs, single=is_single)
        if not is_single:
            _doubt_sum(draft, shares)
    keeps_order = value_of(element, "shuffleanswers") in ("0", "false")
    told = [
        (option.id, texts.text(one.find("feedback")), option.id in key.right)
        for option, one in zip(options, answers, strict=True)
    ]
    name = "single_choice" if is_single else "multiple_response"
    asked = Asked(name, draft.stem, options, options_format=format, keeps_order=keeps_order)
    return asked, key, _whys(draft, told)


def _doubt_sum(draft: Draft, shares: Sequence[Fraction]) -> None:
    total = sum((share for share in shares if share > 0), start=Fraction(0))
    if total and abs(total - WHOLE) > ROUNDING:
        draft.doubts.append(ADDS_UP.format(sum=f"{float(100 * total):.6g}"))


def _true_false(draft: Draft) -> Made:
    """By the words of the answers, or, in old files of other languages, by their order: true comes first."""
    right: bool | None = None
    told: dict[str, Text] = {}
    for place, one in enumerate(draft.element.findall("answer")):
        word = raw_text(one).lower()
        if word not in ("true", "false"):
            draft.doubts.append(f"“{word[:30]}” was taken for {'false' if place else 'true'} by its place.")
            word = "false" if place else "true"
        is_right = share_of(one.get("fraction", "0")) == WHOLE
        right = is_right if word == "true" else not is_right
        told[word] = draft.texts.text(one.find("feedback"))
    if right is None:
        raise Refused("It says neither that it is true nor that it is false.")
    verdict = "true" if right else "false"
    words = sorted(told, reverse=True)
    whys = _whys(draft, [(word, told[word], word == verdict) for word in words])
    return Asked("true_false", draft.stem), VerdictKey(right), whys


def _short_answer(draft: Draft) -> Made:
    answers = _answers(draft)
    key, names = text_key(answers, is_exact=value_of(draft.element, "usecase") in _YES)
    _refuse_unanswerable(key)
    told = _told(draft, answers, [names.get(one.text, "") for one in answers])
    return Asked("short_answer", draft.stem), key, _whys(draft, told)


def _numeric(draft: Draft) -> Made:
    answers = _answers(draft)
    key, names, losses = number_key(answers)
    draft.losses += losses
    told = _told(draft, answers, names)
    return Asked("numeric", draft.stem, unit=_unit(draft)), key, _whys(draft, told)


def _answers(draft: Draft) -> list[Answer]:
    return [
        Answer(
            raw_text(one),
            share_of(one.get("fraction") or value_of(one, "fraction", "0")),
            tolerance=value_of(one, "tolerance"),
        )
        for one in draft.element.findall("answer")
    ]


def _told(draft: Draft, answers: Sequence[Answer], names: Sequence[str]) -> list[tuple[str, Text, bool]]:
    """What is said of the answers that have a name."""
    said = (draft.texts.text(one.find("feedback")) for one in draft.element.findall("answer"))
    together = zip(names, said, answers, strict=True)
    return [(name, words, answer.share == WHOLE) for name, words, answer in together if name]


def _unit(draft: Draft) -> str:
    """The unit in which the answers are; any other would have to be converted."""
    units = {
        value_of(one, "unit_name"): share_of(value_of(one, "multiplier", "1"))
        for one in draft.element.iterfind("units/unit")
    }
    own = next((name for name, factor in units.items() if factor == share_of("1")), "")
    others = [name for name in units if name != own]
    if others:
        draft.losses.append(f"Other units are not converted here: {', '.join(others)[:200]}.")
    if value_of(draft.element, "unitgradingtype", "0") not in ("0", ""):
        draft.losses.append("What a wrong unit takes off in Moodle was left out: here it is asked for again.")
    return own


def _matching(draft: Draft) -> Made:
    prompts: list[Text] = []
    chosen: list[str] = []
    spare: list[str] = []
    for one in draft.element.findall("subquestion"):
        prompt, answer = draft.texts.text(one), value_of(one, "answer")
        if prompt.value:
            prompts.append(prompt)
            chosen.append(answer)
        elif answer:
            spare.append(answer)
    shown = list(dict.fromkeys([*chosen, *spare]))
    alike_texts, format = alike([*prompts, *map(Text, shown)])
    options = lettered(alike_texts[len(prompts) :])
    ids = {text: option.id for text, option in zip(shown, options, strict=True)}
    numbered = tuple(Option(str(place), text) for place, text in enumerate(alike_texts[: len(prompts)], 1))
    pairs = tuple((prompt.id, ids[text]) for prompt, text in zip(numbered, chosen, strict=True))
    asked = Asked(
        "matching",
        draft.stem,
        options,
        numbered,
        options_format=format,
        reuses_options=len(set(chosen)) < len(chosen),
    )
    return asked, PairsKey(pairs), ()


def _ordering(draft: Draft) -> Made:
    """The order is that of the fractions, which count the places, or else that of the file."""
    answers = draft.element.findall("answer")
    places = [one.get("fraction", "").partition(".")[0] for one in answers]
    if sorted(places) == sorted(str(place) for place in range(1, len(answers) + 1)):
        answers.sort(key=lambda one: int(one.get("fraction", "0").partition(".")[0]))
    shown, format = alike([draft.texts.text(one) for one in answers])
    shows_all = value_of(draft.element, "selecttype", "0") in ("", "0", "ALL", "EXACT")
    if not shows_all and value_of(draft.element, "selectcount") not in ("", "0", "-1", str(len(answers))):
        draft.losses.append("Moodle showed only some of its items; here all of them are to be ordered.")
    options = lettered(shown)
    key = OrderKey(tuple(option.id for option in options))
    if any(draft.texts.words(one.find("feedback")) for one in answers):
        draft.losses.append("The feedback on things to order was left out.")
    return Asked("ordering", draft.stem, options, options_format=format), key, ()


def _open_answer(draft: Draft) -> Made:
    element = draft.element
    for name, lost in (
        ("responsetemplate", "The text that answers began with was left out."),
        ("attachments", "Files could be attached to an answer; here they cannot."),
        ("minwordlimit", "The least number of words was left out."),
        ("maxwordlimit", "The highest number of words was left out."),
    ):
        if value_of(element, name, "0") not in ("", "0"):
            draft.losses.append(lost)
    guide = draft.texts.text(element.find("graderinfo"))
    return Asked("open_answer", draft.stem), OpenKey(guide), ()


def _cloze(draft: Draft) -> Made:
    holder = draft.element.find("questiontext")
    markup, gaps = "", []
    for part in parted(raw_text(holder) if holder is not None else ""):
        if isinstance(part, CodedGap):
            gaps.append(part)
        markup += part if isinstance(part, str) else f"{{{{{len(gaps)}}}}}"
    if not gaps:
        raise Refused("It has no gaps: one looks like {1:SHORTANSWER:=Paris}.")
    return _gapped(draft, markup, gaps)


def _gapped(draft: Draft, markup: str, coded: Sequence[CodedGap]) -> Made:
    """A cloze text of a markup that holds the placeholders, and of its gaps in their order."""
    holder = draft.element.find("questiontext")
    assert holder is not None, "the markup stood in it"
    gaps = _Gaps(draft, holder)
    if len(coded) > MOST_OPTIONS or sum(len(one.answers) for one in coded) > 10 * MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    for one in coded:
        gaps.take(one)
    shown, format = alike(gaps.choices)
    stem = draft.texts.read(markup, holder.get("format", "html"), holder)
    asked = Asked("cloze", stem, lettered(shown), gaps=tuple(gaps.gaps), options_format=format)
    return asked, GapsKey(tuple(gaps.keys)), _whys(draft, gaps.told)


class _Gaps:
    """Collects gaps with their keys, and the options of all of them, which are lettered in one row."""

    def __init__(self, draft: Draft, holder: Element) -> None:
        self.gaps: list[Gap] = []
        self.keys: list[tuple[str, ChoiceKey | TextKey | NumberKey]] = []
        self.choices: list[Text] = []
        self.told: list[tuple[str, Text, bool]] = []
        self._draft, self._holder = draft, holder

    def take(self, coded: CodedGap) -> None:
        id = str(len(self.gaps) + 1)
        if coded.kind in ("one", "several"):
            names = self._take_choice(id, coded)
        elif coded.kind == "number":
            names = self._take_number(id, coded)
        else:
            names = self._take_text(id, coded)
        for name, answer in zip(names, coded.answers, strict=True):
            if name:
                said = self._formatted(answer.feedback) if answer.feedback else Text("")
                self.told.append((f"{id}:{name}", said, answer.share == WHOLE))

    def _take_choice(self, id: str, coded: CodedGap) -> list[str]:
        places = [""] * (len(self.choices) + len(coded.answers))
        ids = [option.id for option in lettered(places)][len(self.choices) :]
        self.choices += [self._formatted(answer.text) for answer in coded.answers]
        pairs = [(option, answer.share) for option, answer in zip(ids, coded.answers, strict=True)]
        key = choice_key(pairs, single=coded.kind == "one")
        if not key.right:
            raise Refused(f"No option of gap {id} is right.")
        type: GapType = "single_choice" if coded.kind == "one" else "multiple_response"
        self._add(Gap(id, type, tuple(ids), weight=coded.weight), key)
        return ids

    def _take_number(self, id: str, coded: CodedGap) -> list[str]:
        answers = [replace(one, text=decoded(one.text, self._plain)) for one in coded.answers]
        key, names, losses = number_key(answers)
        self._draft.losses += losses
        self._add(Gap(id, "numeric", weight=coded.weight), key)
        return names

    def _take_text(self, id: str, coded: CodedGap) -> list[str]:
        answers = [replace(one, text=decoded(one.text, self._plain)) for one in coded.answers]
        key, names = text_key(answers, is_exact=coded.kind == "exact text")
        _refuse_unanswerable(key)
        self._add(Gap(id, "short_answer", weight=coded.weight), key)
        return [names[answer.text] for answer in answers]

    def _add(self, gap: Gap, key: ChoiceKey | TextKey | NumberKey) -> None:
        self.gaps.append(gap)
        self.keys.append((gap.id, key))

    def _formatted(self, words: str) -> Text:
        return self._draft.texts.read(words, "html", self._holder)

    def _plain(self, words: str) -> str:
        return self._draft.texts.plainly(self._formatted(words))


def _words_to_place(draft: Draft) -> Made:
    """Gaps that are filled from one list (gapselect), or by dragging words of a group (ddwtos)."""
    element = draft.element
    is_dragged = element.get("type") == "ddwtos"
    words = [
        (raw_text(one), value_of(one, "group", "1"))
        for one in element.findall("dragbox" if is_dragged else "selectoption")
    ]
    holder = element.find("questiontext")
    markup, gaps, kept = "", [], 0
    source = raw_text(holder) if holder is not None else ""
    if len(words) > MOST_OPTIONS or len(_PLACE.findall(source)) > MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    for found in _PLACE.finditer(source):
        place = int(found[1]) - 1
        if not 0 <= place < len(words):
            raise Refused(f"The gap {found[0]} names a word that there is not.")
        right = words[place]
        offered = dict.fromkeys(text for text, group in words if group == right[1])
        if len(offered) < 2:
            offered = dict.fromkeys(text for text, _ in words)
            draft.losses.append(f"{found[0]} had a single word to choose from; here it offers all words.")
        answers = tuple(Answer(text, Fraction(int(text == right[0]))) for text in offered)
        gaps.append(CodedGap("one", 1, answers))
        markup += source[kept : found.start()] + f"{{{{{len(gaps)}}}}}"
        kept = found.end()
    if not gaps:
        raise Refused("It has no gaps: one looks like [[1]].")
    if is_dragged:
        draft.losses.append("Its words were dragged into the gaps; here each gap is a list to choose from.")
    return _gapped(draft, markup + source[kept:], gaps)


def _refuse_unanswerable(key: TextKey) -> None:
    if not key.accepted:
        raise Refused("No answer earns the whole mark: give one of them 100 %.")


def _whys(draft: Draft, told: Sequence[tuple[str, Text, bool]]) -> tuple[Why, ...]:
    whys, losses = whys_of(told)
    draft.losses += losses
    return whys


KINDS: dict[str, Callable[[Draft], Made]] = {
    "multichoice": _choice,
    "multichoiceset": _choice,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numeric,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "essay": _open_answer,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _words_to_place,
    "ddwtos": _words_to_place,
}
"""How the questions of each of Moodle's types are read."""
