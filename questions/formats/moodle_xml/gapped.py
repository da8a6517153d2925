"""Moodle's texts with gaps: cloze texts, words to choose or to drag into a text, and the plugin gapfill."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal
from xml.etree.ElementTree import Element

from questions.formats.hypertext import plain_text
from questions.formats.limits import MOST_OPTIONS
from questions.formats.moodle_xml.answers import (
    TOO_MANY_ANSWERS,
    Answer,
    Refused,
    number_key,
    share_of,
    text_key,
)
from questions.formats.moodle_xml.draft import YES, Draft, Made, refuse_unanswerable
from questions.formats.moodle_xml.gaps import CodedGap, decoded, parted
from questions.formats.moodle_xml.texts import raw_text, value_of
from questions.formats.shares import WHOLE, choice_key
from questions.formats.text_formats import alike
from questions.gaps import free_ids, placeholder
from questions.lettering import lettered
from questions.question import Asked, ChoiceKey, Gap, GapsKey, NumberKey, Text, TextKey

DRAGGED = "Its words were dragged into the gaps; here each gap is a list to choose from."
AS_PATTERN = "Moodle takes the gap “{}” for a pattern; here its signs stand for themselves."
ONCE_ONLY = "In Moodle each word counts in one gap only; here each gap counts for itself."
NO_SUCH_WORD = (
    "The gap {gap} names a word that there is not, for it has {count}: number its gaps by the words below "
    "it, or add the word."
)
NO_SUCH_GAP = "“{}…” was left in the text, as in Moodle: there is no such kind of gap, or it is not closed."
_LIKE_A_GAP = re.compile(r"\{[0-9]{0,6}:[A-Za-z_]{2,20}:")
_PLACE = re.compile(r"\[\[([0-9]{1,3})\]\]")
_PATTERN_SIGNS = re.compile(r"[\\*+?^$()\[\]{}]")
GapType = Literal["single_choice", "multiple_response", "short_answer", "numeric"]


def cloze(draft: Draft) -> Made:
    """The text with its gaps in Moodle's code."""
    holder = draft.element.find("questiontext")
    pieces = list(parted(raw_text(holder) if holder is not None else ""))
    if not any(isinstance(piece, CodedGap) for piece in pieces):
        raise Refused("It has no gaps: one looks like {1:SHORTANSWER:=Paris}.")
    return _gapped(draft, pieces)


def _gapped(draft: Draft, pieces: Sequence[str | CodedGap]) -> Made:
    """A cloze text of pieces of hypertext and gaps."""
    holder = draft.element.find("questiontext")
    assert holder is not None, "the pieces stood in it"
    coded = [piece for piece in pieces if isinstance(piece, CodedGap)]
    if len(coded) > MOST_OPTIONS or sum(len(one.answers) for one in coded) > 10 * MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    gaps = _Gaps(draft, holder)
    ids = free_ids(plain_text("".join(piece for piece in pieces if isinstance(piece, str))))
    markup = "".join(
        piece if isinstance(piece, str) else placeholder(gaps.take(next(ids), piece)) for piece in pieces
    )
    left = (_LIKE_A_GAP.search(piece) for piece in pieces if isinstance(piece, str))
    draft.doubts += [NO_SUCH_GAP.format(found[0]) for found in left if found]
    shown, format = alike(gaps.choices)
    stem = draft.texts.read(markup, holder.get("format", "html"), holder)
    asked = Asked("cloze", stem, lettered(shown), gaps=tuple(gaps.gaps), options_format=format)
    return asked, GapsKey(tuple(gaps.keys)), draft.whys(gaps.told)


class _Gaps:
    """Collects gaps with their keys, and the options of all of them, which are lettered in one row."""

    def __init__(self, draft: Draft, holder: Element) -> None:
        self.gaps: list[Gap] = []
        self.keys: list[tuple[str, ChoiceKey | TextKey | NumberKey]] = []
        self.choices: list[Text] = []
        self.told: list[tuple[str, Text, bool]] = []
        self._draft, self._holder = draft, holder

    def take(self, id: str, coded: CodedGap) -> Gap:
        """The gap that this code makes, under this id."""
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
        return self.gaps[-1]

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
        refuse_unanswerable(key)
        self._add(Gap(id, "short_answer", weight=coded.weight), key)
        return [names[answer.text] for answer in answers]

    def _add(self, gap: Gap, key: ChoiceKey | TextKey | NumberKey) -> None:
        self.gaps.append(gap)
        self.keys.append((gap.id, key))

    def _formatted(self, words: str) -> Text:
        return self._draft.texts.read(words, "html", self._holder)

    def _plain(self, words: str) -> str:
        return self._draft.texts.plainly(self._formatted(words))


def words_to_place(draft: Draft) -> Made:
    """Gaps that are filled from one list (gapselect), or by dragging words of a group (ddwtos)."""
    element = draft.element
    is_dragged = element.get("type") == "ddwtos"
    words = [
        (raw_text(one), value_of(one, "group", "1"))
        for one in element.findall("dragbox" if is_dragged else "selectoption")
    ]
    holder = element.find("questiontext")
    pieces: list[str | CodedGap] = []
    kept = 0
    source = raw_text(holder) if holder is not None else ""
    if len(words) > MOST_OPTIONS or len(_PLACE.findall(source)) > MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    for found in _PLACE.finditer(source):
        place = int(found[1]) - 1
        if not 0 <= place < len(words):
            raise Refused(NO_SUCH_WORD.format(gap=found[0], count=len(words)))
        right = words[place]
        offered = dict.fromkeys(text for text, group in words if group == right[1])
        if len(offered) < 2:
            offered = dict.fromkeys(text for text, _ in words)
            draft.losses.append(f"{found[0]} had a single word to choose from; here it offers all words.")
        answers = tuple(Answer(text, Fraction(int(text == right[0]))) for text in offered)
        pieces += [source[kept : found.start()], CodedGap("one", 1, answers)]
        kept = found.end()
    if not pieces:
        raise Refused("It has no gaps: one looks like [[1]].")
    if len({text for text, _ in words}) < 2:
        raise Refused("It offers a single word: add a wrong one, or make it a cloze with a gap to type.")
    if is_dragged:
        draft.losses.append(DRAGGED)
    return _gapped(draft, [*pieces, source[kept:]])


def bracketed_gaps(draft: Draft) -> Made:
    """The plugin gapfill, whose gaps stand in the text with their answers: `The [cat|tomcat] sat`."""
    element = draft.element
    holder = element.find("questiontext")
    signs = value_of(element, "delimitchars", "[]")
    if len(signs) != 2:
        raise Refused(f"Its gaps should stand between two signs, not between “{signs[:20]}”.")
    parts = list(_between(raw_text(holder) if holder is not None else "", signs))
    if len(parts) > 2 * MOST_OPTIONS:
        raise Refused(TOO_MANY_ANSWERS)
    words = [part.strip() for part in parts[1::2]]
    if not words:
        raise Refused(f"It has no gaps: one looks like {signs[0]}Paris{signs[1]}.")
    has_patterns = value_of(element, "disableregex", "0") not in YES
    answers = [word.split("|") if has_patterns else [word] for word in words]
    if has_patterns:
        patterns = (word for word in words if _PATTERN_SIGNS.search(word))
        draft.losses += [AS_PATTERN.format(word[:40]) for word in patterns]
    if value_of(element, "noduplicates", "0") in YES:
        draft.losses.append(ONCE_ONLY)
    display = value_of(element, "answerdisplay", "dragdrop")
    if display == "gapfill":
        kind: Literal["text", "exact text"] = (
            "exact text" if value_of(element, "casesensitive", "0") in YES else "text"
        )
        coded = [CodedGap(kind, 1, tuple(Answer(one, WHOLE) for one in right)) for right in answers]
    else:
        if display == "dragdrop":
            draft.losses.append(DRAGGED)
        offered = dict.fromkeys([*(one for right in answers for one in right), *_wrong_words(element)])
        coded = [
            CodedGap("one", 1, tuple(Answer(one, Fraction(int(one in right))) for one in offered))
            for right in answers
        ]
    gaps = iter(coded)
    return _gapped(draft, [next(gaps) if place % 2 else part for place, part in enumerate(parts)])


def _wrong_words(element: Element) -> Iterator[str]:
    """The words that are offered and belong into no gap."""
    for one in element.findall("answer"):
        if (word := raw_text(one)) and share_of(one.get("fraction", "0")) <= 0:
            yield word


def _between(text: str, signs: str) -> Iterator[str]:
    """The text outside and inside of these signs in turns; it ends outside."""
    kept = 0
    while (start := text.find(signs[0], kept)) >= 0 and (end := text.find(signs[1], start + 1)) >= 0:
        yield text[kept:start]
        yield text[start + 1 : end]
        kept = end + 1
    yield text[kept:]
