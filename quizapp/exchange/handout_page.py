"""The page of a handout: its sentences, one of them as words, and questions made of the chosen ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from questions.handout.distractors import Suggestion, suggestions
from questions.handout.making import (
    Marked,
    WrongOption,
    choice_of,
    cloze_of,
    gap_count,
    gapped,
    short_answer_of,
    stem_of,
)
from questions.handout.quoting import quote_at
from questions.handout.sentences import Span, answer_at, sentence_at, sentences_of, span_named, words_of
from questions.question import Citation, Question
from quizapp.bank.checking import Checked, check
from quizapp.bank.drafting import Draft
from quizapp.bank.editing import shown_order
from quizapp.bank.forms import LONGEST_OPTION, LONGEST_WHY
from quizapp.exchange.handout_forms import WRONG_ROWS, BenchForm, FactForm
from quizapp.exchange.handout_queries import Handout, MadeQuestion

SHOWN_OF_SENTENCE = 220
OWN_ROWS = 2
"""Empty rows for wrong options that the text does not name."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may be ticked, and what stands before it: a space, or nothing."""

    text: str
    before: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence with what stands before it; `words` where it is open."""

    text: str
    before: str
    start: int
    end: int
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen in a handout: a sentence of ¶ `paragraph`, and words in it once there are any."""

    paragraph: int
    text: str
    sentence: Span
    answer: Span | None = None

    @property
    def words(self) -> str:
        return self.answer.of(self.text) if self.answer else ""

    @property
    def name(self) -> str:
        """Names the chosen words in the handout: `3:120-128`."""
        return f"{self.paragraph}:{self.answer.name if self.answer else ''}"

    def marked(self, source: str) -> Marked:
        assert self.answer is not None
        return Marked(source, self.paragraph, self.text, self.answer)


def choice_in(handout: Handout, asked: MultiDict[str, str]) -> Choice | None:
    """What an address or a form names: `paragraph` with `at`, a place in it, or with `words`, spans of it."""
    number = asked.get("paragraph", "")
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        return None
    text = handout.text_of(int(number))
    spans = [span for name in asked.getlist("words") if (span := span_named(name)) and span.start < len(text)]
    if spans:
        whole = Span(min(one.start for one in spans), max(one.end for one in spans))
        answer = answer_at(text, whole)
        if answer is not None:
            return Choice(int(number), text, sentence_at(sentences_of(text), answer), answer)
    at = asked.get("at", "")
    if not (at.isascii() and at.isdigit() and len(at) < 7 and int(at) < len(text)):
        return None
    return Choice(int(number), text, sentence_at(sentences_of(text), Span(int(at), int(at) + 1)))


def pieces_of(text: str, choice: Choice | None = None) -> Iterator[Piece]:
    """The sentences of a paragraph; that of the choice with its words."""
    end = 0
    chosen = choice.sentence if choice else None
    for sentence in sentences_of(text):
        if chosen and chosen.start < sentence.start < chosen.end:
            continue
        here = chosen if chosen and sentence.start == chosen.start else sentence
        words = tuple(_words(text, here, choice.answer if choice else None)) if here is chosen else ()
        yield Piece(here.of(text), text[end : here.start], here.start, here.end, words)
        end = here.end


def asked_sentences(made: Iterable[MadeQuestion], paragraph: int, pieces: Iterable[Piece]) -> set[int]:
    """Where the sentences of a paragraph begin of which questions were made."""
    places = filter(None, (place_named(one.words) for one in made))
    starts = [span.start for number, span in places if number == paragraph]
    return {piece.start for piece in pieces if any(piece.start <= at < piece.end for at in starts)}


def _words(text: str, sentence: Span, answer: Span | None) -> Iterator[Word]:
    end = sentence.start
    for word in words_of(text, sentence):
        is_chosen = answer is not None and word.start < answer.end and answer.start < word.end
        yield Word(word.of(text), text[end : word.start], word.name, is_chosen)
        end = word.end


@dataclass(frozen=True, slots=True)
class Proposal:
    """One of the questions that may be added: as students see it, and what the checks say of it."""

    question: Question
    order: tuple[str, ...]
    checked: Checked
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """The words that are chosen, with the questions that could be made of them."""

    choice: Choice
    form: BenchForm
    fact: FactForm
    proposals: dict[str, Proposal]

    @property
    def wanted(self) -> list[Proposal]:
        return [one for one in self.proposals.values() if one.is_wanted]

    @property
    def places(self) -> list[int]:
        """For each wrong option the paragraph that its words come from; 0 for one of her own."""
        found = (place_named(row.form.place.data or "") for row in self.form.wrong)
        return [place[0] if place else 0 for place in found]

    @property
    def rows_shown(self) -> int:
        """The wrong options that say something, and some empty ones."""
        filled = [at for at, row in enumerate(self.form.wrong, 1) if row.form.text.data or row.form.why.data]
        return min(max(filled, default=0) + OWN_ROWS, WRONG_ROWS)


def bench_of(handout: Handout, choice: Choice, sent: MultiDict[str, str] | None = None) -> Bench:
    """The questions as they were sent, else as the chosen words suggest them."""
    marked = choice.marked(handout.slug)
    form = BenchForm(sent, data=_suggested(handout, marked) if sent is None else None)
    fact = FactForm(None, data={"statement": choice.sentence.of(choice.text)})
    language = handout.bank.language
    _let_gap_give_way(form)
    accepted = [line.strip() for line in (form.accepted.data or "").splitlines() if line.strip()]
    wrong, missing = _wrong_options(handout, form)
    right = accepted[0] if accepted else ""
    cloze_text = form.cloze_text.data or ""
    no_gap = [] if gap_count(cloze_text) == 1 else [_("Write ____ once, where the gap is.")]
    if right and any(one.text == right for one in wrong):
        missing.append(_("A wrong option is the right answer."))
        wrong = [one for one in wrong if one.text != right]
    is_listed = bool(form.cloze.data and form.gap_list.data)
    in_gap = wrong if is_listed and right else []
    unlisted = missing if wrong or missing else [_("Tick a wrong option.")]
    proposals = {
        "cloze": _proposal(
            cloze_of(cloze_text, accepted, marked, language, in_gap),
            [*no_gap, *(unlisted if is_listed else ())],
            form.cloze.data,
        ),
        "short": _proposal(
            short_answer_of(form.short_stem.data or "", accepted, marked, language), [], form.short.data
        ),
        "choice": _proposal(
            choice_of(form.choice_stem.data or "", right, wrong, marked, language),
            unlisted,
            bool(wrong or missing) and not is_listed,
        ),
    }
    return Bench(choice, form, fact, proposals)


def _let_gap_give_way(form: BenchForm) -> None:
    """A ticked wrong option makes a choice in place of the gap that was only suggested: one highlight, one
    question, unless she has said what to add.
    """
    makes_choice = any(row.form.take.data for row in form.wrong)
    has_chosen = form.short.data or form.gap_list.data or not form.cloze.data
    if form.as_suggested.data and makes_choice and not has_chosen:
        form.cloze.data = False
    if makes_choice or has_chosen:
        form.as_suggested.data = ""


def place_named(name: str) -> tuple[int, Span] | None:
    """A paragraph and a span in it, as a row of wrong options names them: `3:120-128`."""
    paragraph, _colon, words = name.partition(":")
    span = span_named(words)
    if span is None or not (paragraph.isascii() and paragraph.isdigit() and len(paragraph) < 7):
        return None
    return int(paragraph), span


def _proposal(question: Question, missing: Sequence[str], is_wanted: bool) -> Proposal:
    checked = check(Draft(question, tuple(missing)))
    return Proposal(question, shown_order(question.asked.options), checked, is_wanted)


def _suggested(handout: Handout, marked: Marked) -> dict[str, Any]:
    """What the form holds first: one question is wanted, the others are a tick away."""
    stem = stem_of(marked)
    found = suggestions(handout.texts, marked.paragraph - 1, marked.answer)[: WRONG_ROWS - OWN_ROWS]
    rows = [
        {
            "text": one.text[:LONGEST_OPTION],
            "why": _reason(handout, one)[:LONGEST_WHY],
            "place": f"{one.paragraph + 1}:{one.span.name}",
        }
        for one in found
    ]
    return {
        "as_suggested": "y",
        "accepted": marked.words,
        "cloze": True,
        "cloze_text": gapped(marked),
        "short": False,
        "short_stem": stem,
        "choice_stem": stem,
        "wrong": [*rows, *[{}] * (WRONG_ROWS - len(rows))],
    }


def _reason(handout: Handout, one: Suggestion) -> str:
    """Where the text names it: what a teacher may keep as the reason once she has looked."""
    text = handout.texts[one.paragraph]
    sentence = sentence_at(sentences_of(text), one.span)
    words = sentence.of(text)
    if len(words) > SHOWN_OF_SENTENCE:
        start = max(sentence.start, one.span.start - SHOWN_OF_SENTENCE // 2)
        end = min(sentence.end, start + SHOWN_OF_SENTENCE)
        before, after = "…" if start > sentence.start else "", "…" if end < sentence.end else ""
        words = before + text[start:end].strip() + after
    return str(_("¶ %(number)s says: “%(words)s”", number=one.paragraph + 1, words=words))


def _wrong_options(handout: Handout, form: BenchForm) -> tuple[list[WrongOption], list[str]]:
    """The ticked options that say why they are wrong, and what is missing of the others."""
    found: dict[str, WrongOption] = {}
    missing = []
    for entry in form.wrong:
        row = entry.form
        text, why = (row.text.data or "").strip(), " ".join((row.why.data or "").split())
        if not row.take.data:
            continue
        if not text:
            missing.append(_("A ticked option is empty: write it, or take the tick away."))
        elif not why:
            missing.append(_("Say why “%(option)s” is wrong.", option=text))
        elif text in found:
            missing.append(_("“%(option)s” stands there twice.", option=text))
        else:
            found[text] = WrongOption(text, why, _cited(handout, row.place.data or "", text))
    return list(found.values()), missing


def _cited(handout: Handout, name: str, text: str) -> Citation | None:
    """The place that a row names, as long as it says what stands there."""
    place = place_named(name)
    if place is None or not 1 <= place[0] <= len(handout.passages):
        return None
    number, span = place
    passage = handout.text_of(number)
    if span.of(passage) != text:
        return None
    return Citation(handout.slug, number, quote=quote_at(passage, span))
