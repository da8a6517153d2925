"""What a learner reads once correctness may be seen: verdict, each option with its reason, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from flask_babel import gettext as _
from markupsafe import Markup

from questions.marks import Mark
from questions.question import Asked, ChoiceKey, Gap, Question, Text, VerdictKey
from questions.response import Blank, Given, Response, Unreadable
from questions.score import Score
from questions.types import TYPES
from questions.types.choice import right_options
from questions.types.contract import Line
from quizapp.bank.reading import AnswerRow, Chip
from quizapp.library.receipts import Shelf, Slip
from quizapp.markup import parted_stem, render_option, render_text

Kind = Literal["right", "wrong", "partly", "blank", "awaiting", "dropped"]
State = Literal["right-chosen", "right", "partly-chosen", "wrong-chosen", "chosen", "other"]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class AnsweredLine:
    """A line of a review with what is said of the answer given there."""

    label: Markup
    given: Markup
    right: Markup
    is_right: bool
    is_partly: bool
    why: Markup


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that one answered question shows. `rows` for choice types, `lines` for the others.

    `text` is that of a cloze, in pieces of HTML and lines, one for each gap. `said` is what the person
    who marked an open answer says to it. `score` is there where the question is not worth one point.
    Without `has_key` nothing in it is right or wrong: `right` and `explanation` are what was said before.
    """

    question: Question
    kind: Kind
    verdict: str
    given: str
    right: str
    rows: tuple[AnswerRow, ...]
    lines: tuple[AnsweredLine, ...]
    explanation: Text
    chips: tuple[Chip, ...]
    slips: tuple[Slip, ...]
    text: tuple[Markup | AnsweredLine, ...] = ()
    said: str = ""
    score: Score | None = None
    has_key: bool = True


def without_key(shown: Feedback) -> Feedback:
    """The same where a ruling took the place of the key: what was answered, and no word on what is right."""
    return replace(
        shown,
        rows=tuple(
            replace(row, state="chosen" if row.state.endswith("-chosen") else "other", why=Markup(), chips=())
            for row in shown.rows
        ),
        lines=tuple(_unjudged(line) for line in shown.lines),
        text=tuple(piece if isinstance(piece, Markup) else _unjudged(piece) for piece in shown.text),
        chips=(),
        slips=(),
        has_key=False,
    )


def _unjudged(line: AnsweredLine) -> AnsweredLine:
    return replace(line, right=Markup(), is_right=False, is_partly=False, why=Markup())


def kind_of(mark_verdict: str) -> Kind:
    """Unreadable answers earn nothing and are shown as wrong, in the learner's own words."""
    shown: tuple[Kind, ...] = ("right", "partly", "blank", "awaiting", "dropped")
    return next((kind for kind in shown if kind == mark_verdict), "wrong")


def feedback_of(
    question: Question, order: Sequence[str], given: Given, mark: Mark, shelf: Shelf, *, said: str = ""
) -> Feedback:
    """Everything the review of one question says; call it only where review is allowed."""
    reveal = TYPES[question.type].reveal(question, given)
    is_choice = isinstance(question.sealed.key, ChoiceKey)
    lines = () if is_choice else _lines(question, given, reveal.lines)
    return Feedback(
        question=question,
        kind=kind_of(mark.verdict),
        verdict=_verdict(question, given, mark, reveal.right),
        given=reveal.given,
        right=reveal.right,
        rows=_rows(question, order, given) if is_choice else (),
        lines=lines,
        explanation=question.sealed.explanation,
        chips=chips_of(question),
        slips=shelf.slips(question.sealed.citations, question.asked, reveal.right),
        text=_filled(question.asked, lines),
        said=said,
    )


def _verdict(question: Question, given: Given, mark: Mark, right: str) -> str:
    if mark.verdict == "right":
        return str(_("Correct.") if question.asked.sensitive else _("Right."))
    if mark.verdict == "dropped":
        return str(_("This question does not count."))
    if mark.verdict == "awaiting":
        return str(_("Kept. A person marks it."))
    if isinstance(given, Unreadable):
        return str(_("That could not be read: %(reason)s", reason=given.reason))
    is_short = len(right) <= 48 and question.type in ("single_choice", "short_answer", "numeric", "date")
    if isinstance(given, Blank):
        opening = _("Now you know.") if given.declared else _("Left open.")
    elif mark.verdict == "partly":
        return _partly(question)
    else:
        opening = _("Not this time.")
    if isinstance(question.sealed.key, VerdictKey):
        answer = _("It is true.") if question.sealed.key.true else _("It is false.")
        return f"{opening} {answer}"
    return f"{opening} {_('It is: %(answer)s.', answer=right.rstrip('.'))}" if is_short else str(opening)


def _partly(question: Question) -> str:
    key = question.sealed.key
    if isinstance(key, VerdictKey):
        part = question.asked.texts.get(key.wrong_part, "").rstrip(".")
        return str(_("False is right; the wrong part is: %(part)s.", part=part))
    return str(_("Partly right."))


def _rows(question: Question, order: Sequence[str], given: Given) -> tuple[AnswerRow, ...]:
    key = question.sealed.key
    right = set(right_options(key)) if isinstance(key, ChoiceKey) else set()
    partly = {id for id, share in key.shares if share > 0} if isinstance(key, ChoiceKey) else set()
    chosen = _chosen(given)
    whys = {why.option: render_text(why.said) for why in question.sealed.whys}
    texts = question.asked.texts
    return tuple(
        AnswerRow(
            LETTERS[place % len(LETTERS)],
            render_option(texts[id], question.asked.options_format),
            _state(id in right, id in chosen, id in partly),
            whys.get(id, Markup()),
            chips_about(question, id) or (chips_about(question, "") if id in right else ()),
        )
        for place, id in enumerate(order)
    )


def _state(is_right: bool, is_chosen: bool, is_partly: bool) -> State:
    if is_right:
        return "right-chosen" if is_chosen else "right"
    if not is_chosen:
        return "other"
    return "partly-chosen" if is_partly else "wrong-chosen"


def _lines(question: Question, given: Given, lines: Sequence[Line]) -> tuple[AnsweredLine, ...]:
    """Each line with the reasons of what was answered there, but for what the explanation says anyway."""
    answers = TYPES[question.type].answers(question, given)
    whys = {
        why.option: render_text(why.said)
        for why in question.sealed.whys
        if why.option in answers and why.text not in question.sealed.explanation.value
    }
    said = [
        Markup(" ").join(whys[answer] for answer in part if answer in whys)
        for part in _answers_of_lines(question.asked, answers, len(lines))
    ]
    return tuple(
        AnsweredLine(
            render_option(line.label, line.format),
            render_option(line.given, line.format),
            render_option(line.right, line.format),
            line.is_right,
            line.is_partly,
            why,
        )
        for line, why in zip(lines, said, strict=True)
    )


def _answers_of_lines(asked: Asked, answers: Sequence[str], count: int) -> list[Sequence[str]]:
    """What was answered in each line: gap by gap, a verdict and its part, or all in the only one."""
    if asked.gaps:
        return [[one for one in answers if one.startswith(f"{gap.id}:")] for gap in asked.gaps]
    if count == 1:
        return [answers]
    return [answers[place : place + 1] for place in range(count)]


def _filled(asked: Asked, lines: Sequence[AnsweredLine]) -> tuple[Markup | AnsweredLine, ...]:
    """The text of a cloze with the lines where its gaps are, each number with its unit."""
    if not asked.gaps:
        return ()
    by_gap = {
        gap: replace(line, given=Markup("{} {}").format(line.given, gap.unit))
        if _lacks_unit(line.given, gap.unit)
        else line
        for gap, line in zip(asked.gaps, lines, strict=True)
    }
    return tuple(by_gap[piece] if isinstance(piece, Gap) else piece for piece in parted_stem(asked))


def _chosen(given: Given) -> set[str]:
    if not isinstance(given, Response):
        return set()
    if isinstance(given.value, str):
        return {given.value}
    return {part for part in given.value if isinstance(part, str)}


def _lacks_unit(given: Markup, unit: str) -> bool:
    return bool(unit and given) and unit.casefold() not in given.unescape().casefold()


def chips_of(question: Question) -> tuple[Chip, ...]:
    """The paragraphs that speak of the question as a whole; where none does (pairs), of its right parts."""
    proving = [citation.about for citation in question.sealed.citations if citation.proves]
    parts = dict.fromkeys(chip for about in proving for chip in chips_about(question, about))
    return chips_about(question, "") or tuple(parts)


def chips_about(question: Question, about: str) -> tuple[Chip, ...]:
    """The paragraphs of texts we hold that speak of one option ("" for the question as a whole)."""
    paragraphs = dict.fromkeys(
        (citation.source, citation.paragraph)
        for citation in question.sealed.citations
        if citation.about == about and citation.paragraph is not None and citation.quote
    )
    return tuple(Chip(f"¶ {number}", f"#{source}-p{number}") for source, number in paragraphs)
