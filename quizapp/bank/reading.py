"""One question with its answer and receipts, as a teacher reads it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from markupsafe import Markup
from sqlalchemy.orm import Session

from questions.question import ChoiceKey, Question
from questions.response import Blank
from questions.types import TYPES
from questions.types.choice import right_options
from questions.types.contract import Reveal
from quizapp.bank.carrying import points_of
from quizapp.bank.checking import Checked, check
from quizapp.bank.drafting import Draft, obstacle_to_editing
from quizapp.bank.editing import shown_order
from quizapp.bank.gap_reading import GapRow, gap_rows
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.queries import questions_of, shown_version
from quizapp.bank.viewers import Viewer
from quizapp.library.models import Bank
from quizapp.library.queries import shelf_of
from quizapp.library.receipts import Shelf, Slip
from quizapp.markup import render_option, render_text

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An option in the shape of `answered` in components/question.html."""

    letter: str
    text: Markup
    state: str
    why: Markup
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Version `number` of a question, what is asked and what is right, with receipts."""

    number: int
    bank: Bank
    question: Question
    order: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    gaps: tuple[GapRow, ...]
    reveal: Reveal
    slips: tuple[Slip, ...]
    obstacle: str
    """Why the editor cannot show it; empty where it can."""
    points: Fraction
    flaws: Checked | None
    """What the checks say of a version that is not asked yet and that the editor cannot mend."""

    @property
    def is_editable(self) -> bool:
        return not self.obstacle


def reading_of(session: Session, row: QuestionRow, viewer: Viewer) -> Reading:
    version = shown_version(session, row, viewer)
    question = questions_of(session, [version.id])[version.id]
    shelf = shelf_of(session, row.bank_id, question.sealed.citations)
    reveal = TYPES[question.type].reveal(question, Blank())
    obstacle = obstacle_to_editing(question)
    is_asked = version.number == row.current_number
    return Reading(
        number=version.number,
        bank=session.get_one(Bank, row.bank_id),
        question=question,
        order=shown_order(question.asked.options),
        rows=_rows(question, shelf) if isinstance(question.sealed.key, ChoiceKey) else (),
        gaps=gap_rows(question),
        reveal=reveal,
        slips=shelf.slips(question.sealed.citations, question.asked, reveal.right),
        obstacle=obstacle,
        points=points_of(version.carried),
        flaws=check(Draft(question, ())) if obstacle and not is_asked else None,
    )


def _rows(question: Question, shelf: Shelf) -> tuple[AnswerRow, ...]:
    key = question.sealed.key
    right = right_options(key) if isinstance(key, ChoiceKey) else ()
    whys = {why.option: render_text(why.said) for why in question.sealed.whys}
    texts = question.asked.texts
    return tuple(
        AnswerRow(
            LETTERS[place % len(LETTERS)],
            render_option(texts[id], question.asked.options_format),
            "right" if id in right else "other",
            whys.get(id, Markup()),
            _chips(question, id, shelf),
        )
        for place, id in enumerate(shown_order(question.asked.options))
    )


def _chips(question: Question, option: str, shelf: Shelf) -> tuple[Chip, ...]:
    cited = dict.fromkeys(
        (one.source, one.paragraph)
        for one in question.sealed.citations
        if one.about == option and (one.source, one.paragraph) in shelf.passages
    )
    return tuple(Chip(f"¶ {number}", f"#{source}-p{number}") for source, number in cited)
