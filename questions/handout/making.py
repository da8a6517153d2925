"""Questions made of one sentence of a handout and the words in it that are the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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
    Option,
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


def cloze_of(
    text: str, accepted: Sequence[str], marked: Marked, language: str, wrong: Sequence[WrongOption] = ()
) -> Question:
    """A text in which one line of underscores is the gap; `gap_count` says whether it has one.

    With wrong options the answer is chosen from a list, which holds the first of those `accepted`; without
    any it is typed.
    """
    name = next(
        name for name in map(str, range(1, 1_000)) if placeholder(Gap(name, "short_answer")) not in text
    )
    if not wrong:
        gap, key = Gap(name, "short_answer"), TextKey(tuple(accepted))
        asked = Asked("cloze", _gap_text(text, gap), gaps=(gap,), language=language)
        sealed = Sealed(GapsKey(((name, key),)), Text(""), citations=(marked.citation,))
        return _question(marked, asked, sealed)
    options, ids = _options_of([*accepted[:1], *(one.text for one in wrong)])
    gap = Gap(name, "single_choice", tuple(option.id for option in options))
    asked = Asked("cloze", _gap_text(text, gap), options, gaps=(gap,), language=language)
    right = tuple(ids[one] for one in accepted[:1])
    whys = tuple(Why(f"{name}:{ids[one.text]}", one.why, "written") for one in wrong if one.why)
    sealed = Sealed(GapsKey(((name, ChoiceKey(right)),)), Text(""), whys, _cited(marked, wrong, ids))
    return _question(marked, asked, sealed)


def _gap_text(text: str, gap: Gap) -> Text:
    return Text(_LINE.sub(placeholder(gap), text, count=1))


def gap_count(text: str) -> int:
    """How many lines of three underscores or more a text has."""
    return len(_LINE.findall(text))


def short_answer_of(stem: str, accepted: Sequence[str], marked: Marked, language: str) -> Question:
    asked = Asked("short_answer", Text(stem), language=language)
    return _question(marked, asked, Sealed(TextKey(tuple(accepted)), Text(""), citations=(marked.citation,)))


def choice_of(stem: str, right: str, wrong: Sequence[WrongOption], marked: Marked, language: str) -> Question:
    """A single choice."""
    options, ids = _options_of([right, *(one.text for one in wrong)])
    asked = Asked("single_choice", Text(stem), options, language=language)
    whys = tuple(Why(ids[one.text], one.why, "written") for one in wrong if one.why)
    return _question(
        marked, asked, Sealed(ChoiceKey((ids[right],)), Text(""), whys, _cited(marked, wrong, ids))
    )


def _options_of(texts: Sequence[str]) -> tuple[tuple[Option, ...], dict[str, str]]:
    """These texts as options, in the order of their words, which tells nothing of the key; and their ids."""
    options = lettered(sorted(texts, key=lambda text: (text.casefold(), text)))
    return options, {option.text: option.id for option in options}


def _cited(marked: Marked, wrong: Sequence[WrongOption], ids: Mapping[str, str]) -> tuple[Citation, ...]:
    """Where the answer stands, and where the text names the wrong options."""
    ruled_out = (
        replace(one.citation, proves=False, about=ids[one.text]) for one in wrong if one.citation is not None
    )
    return (marked.citation, *ruled_out)


def _question(marked: Marked, asked: Asked, sealed: Sealed) -> Question:
    return Question("", asked, sealed, facts=(marked.statement,), pattern=PATTERN, weight="main")
