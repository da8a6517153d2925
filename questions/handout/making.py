"""Questions made of one sentence of a handout and the words in it that are the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from questions.gaps import BLANK_LINE, placeholder
from questions.handout.distractors import kind_of
from questions.handout.quoting import quote_at
from questions.handout.sentences import Span, sentence_at, sentences_of
from questions.lettering import lettered
from questions.question import (
    Asked,
    ChoiceKey,
    Citation,
    Gap,
    GapsKey,
    Question,
    Sealed,
    Text,
    TextKey,
    Why,
)

PATTERN = "handout"
_LINE = re.compile(r"_{3,}")
_WHO = re.compile(
    r"(?:is|was|has|had|will|would|can|could|may|might|must|became|began|led|made|won|wrote|gave|took|held|\w{3,}ed)\b"
)
_MISSING = {
    "date": "Which date is missing?",
    "year": "Which year is missing?",
    "number": "Which number is missing?",
    "name": "Which name is missing?",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a passage that a teacher marked as an answer."""

    source: str
    paragraph: int
    text: str
    answer: Span

    @property
    def words(self) -> str:
        return self.answer.of(self.text)

    @property
    def sentence(self) -> Span:
        return sentence_at(sentences_of(self.text), self.answer)

    @property
    def statement(self) -> str:
        """What questions made of one sentence stand on, so that no paper asks two of them."""
        return f"{self.source}#{self.paragraph}:{self.sentence.start}"

    @property
    def citation(self) -> Citation:
        """Where the answer stands, with the words to highlight."""
        return Citation(self.source, self.paragraph, quote=quote_at(self.text, self.answer))


@dataclass(frozen=True, slots=True)
class WrongOption:
    """A wrong option with the reason; `citation` is where the text names it, if it does."""

    text: str
    why: str
    citation: Citation | None = None


def gapped(marked: Marked) -> str:
    """The sentence with a line where the answer stands."""
    sentence, answer = marked.sentence, marked.answer
    before = marked.text[sentence.start : answer.start]
    return _LINE.sub("__", before) + BLANK_LINE + _LINE.sub("__", marked.text[answer.end : sentence.end])


def stem_of(marked: Marked) -> str:
    """A question that the answer fits; where none can be had from the sentence, which words are missing."""
    sentence, answer = marked.sentence, marked.answer
    before = marked.text[sentence.start : answer.start].strip().casefold()
    after = marked.text[answer.end : sentence.end].strip()
    kind = kind_of(marked.text, answer)
    if (
        kind in ("name", "words")
        and before in ("", "the", "a", "an")
        and _WHO.match(after)
        and ";" not in after
    ):
        return f"Who or what {after.rstrip('.!?…')}?"
    missing = _MISSING.get(kind) or (
        "Which word is missing?" if len(marked.words.split()) == 1 else "Which words are missing?"
    )
    return f"{missing} “{gapped(marked)}”"


def cloze_of(text: str, accepted: Sequence[str], marked: Marked, language: str) -> Question:
    """A text in which one line of underscores is the gap; `gap_count` says whether it has one."""
    gap = next(
        gap
        for gap in (Gap(str(number), "short_answer") for number in range(1, 1_000))
        if placeholder(gap) not in text
    )
    stem = _LINE.sub(placeholder(gap), text, count=1)
    asked = Asked("cloze", Text(stem), gaps=(gap,), language=language)
    key = GapsKey(((gap.id, TextKey(tuple(accepted))),))
    return _question(marked, asked, Sealed(key, Text(""), citations=(marked.citation,)))


def gap_count(text: str) -> int:
    """How many lines of three underscores or more a text has."""
    return len(_LINE.findall(text))


def short_answer_of(stem: str, accepted: Sequence[str], marked: Marked, language: str) -> Question:
    asked = Asked("short_answer", Text(stem), language=language)
    return _question(marked, asked, Sealed(TextKey(tuple(accepted)), Text(""), citations=(marked.citation,)))


def choice_of(stem: str, right: str, wrong: Sequence[WrongOption], marked: Marked, language: str) -> Question:
    """A single choice; its options stand in the order of their words, which tells nothing of the key."""
    texts = sorted([right, *(one.text for one in wrong)], key=lambda text: (text.casefold(), text))
    options = lettered(texts)
    ids = {option.text: option.id for option in options}
    asked = Asked("single_choice", Text(stem), options, language=language)
    whys = tuple(Why(ids[one.text], one.why, "written") for one in wrong if one.why)
    citations = [marked.citation]
    for one in wrong:
        if one.citation is not None:
            place = one.citation
            citations.append(
                Citation(place.source, place.paragraph, quote=place.quote, proves=False, about=ids[one.text])
            )
    return _question(marked, asked, Sealed(ChoiceKey((ids[right],)), Text(""), whys, tuple(citations)))


def _question(marked: Marked, asked: Asked, sealed: Sealed) -> Question:
    return Question("", asked, sealed, facts=(marked.statement,), pattern=PATTERN, weight="main")
