"""What a teacher sees before she has the answers of a class to one question marked anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import RadioField

from questions.response import Blank
from questions.ruling import Misfit
from questions.score import Score
from questions.types import TYPES
from quizapp.bank import queries as bank
from quizapp.bank.models import Question as QuestionRow
from quizapp.classrooms.models import Classroom
from quizapp.errors import NotFound
from quizapp.progress import class_queries
from quizapp.progress.ruling_forms import AS_ASKED, BY_KEY, FOR_ALL, RulingForm, WayForm
from quizapp.quizzes import ruling_queries
from quizapp.quizzes.corrections import right_in_words
from quizapp.quizzes.given import load_given
from quizapp.quizzes.models import Assignment, Attempt
from quizapp.quizzes.operations.marking import Decision
from quizapp.quizzes.operations.ruling import Foreseen, foresee_ruling, is_judged, misfit_in_class
from quizapp.quizzes.ruling_queries import RulingEntry

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Case:
    """The answers of a class to one question: to which versions, how many, and what was ruled on them.

    `corrected_id` is the version that new papers ask, None where all answers were to that one: then there
    is no other key. `misfit` says why that cannot mark them.
    """

    question: QuestionRow
    answers: dict[int, int]
    rulings: list[RulingEntry]
    corrected_id: int | None
    misfit: Misfit | None
    is_judged: bool

    @property
    def seen(self) -> int | None:
        """The ruling that holds."""
        return self.rulings[0].ruling.id if self.rulings else None

    def offer(self, field: RadioField) -> None:
        """Put the ways that there are into the field."""
        has_key = self.corrected_id is not None and self.misfit is None
        field.choices = [
            *(BY_KEY if has_key else ()),
            *FOR_ALL,
            *([AS_ASKED] if self.rulings and self.rulings[0].ruling.way != "as_asked" else ()),
        ]

    def decision(self, form: WayForm) -> Decision:
        """What a valid form decides."""
        way = form.way.data
        return way, self.corrected_id if way in ("new_key", "better") else None


def get_case(session: Session, assignment: Assignment, public_id: str) -> Case:
    """The answers of a class to a question, whoever owns it; `NotFound` where it has none."""
    found = ruling_queries.find_question_asked(session, assignment.id, public_id)
    if found is None:
        raise NotFound
    answers = ruling_queries.count_answers(session, assignment.id, found.id)
    current = ruling_queries.find_current_version(session, found)
    corrected = current if current is not None and answers.keys() != {current} else None
    return Case(
        found,
        answers,
        ruling_queries.rulings_on(session, assignment.id, found.id),
        corrected,
        misfit_in_class(session, answers, corrected) if corrected is not None else None,
        is_judged(session, answers),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What a decision makes of one answer and of the score of its attempt, None while that is open."""

    attempt: Attempt
    student: str
    given: str
    foreseen: Foreseen
    was: Score | None
    becomes: Score | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision changes: the answers whose mark is another, and how many scores rise and fall."""

    rows: list[Row]
    marked: int
    up: int
    down: int

    @property
    def more(self) -> int:
        """How many rows are not shown."""
        return max(0, len(self.rows) - MOST_ROWS)


def preview_of(
    session: Session,
    classroom: Classroom,
    assignment: Assignment,
    case: Case,
    decision: Decision,
    now: dt.datetime,
) -> Preview:
    foreseen = foresee_ruling(session, assignment, case.question, decision, now=now)
    changed = [one for one in foreseen if one.is_other]
    people = class_queries.students_of(session, classroom.id, {one.attempt.user_id for one in changed})
    names = {one.id: one.name for one in people}
    scores = _scores(changed)
    questions = bank.questions_of(session, {one.slot.version_id for one in changed})
    rows = []
    for one in changed:
        question, given = questions[one.slot.version_id], load_given(one.slot.given)
        said = TYPES[question.type].reveal(question, given).given
        is_open = isinstance(given, Blank) and not given.declared
        was, becomes = scores[one.attempt.id]
        name = names.get(one.attempt.user_id, "")
        rows.append(Row(one.attempt, name, "" if is_open else said, one, was, becomes))
    rows.sort(key=lambda row: (row.student.casefold(), row.attempt.id, row.foreseen.slot.number))
    moved = [(was, becomes) for was, becomes in scores.values() if was and becomes]
    return Preview(
        rows,
        len(foreseen),
        up=sum(becomes.share > was.share for was, becomes in moved),
        down=sum(becomes.share < was.share for was, becomes in moved),
    )


def _scores(changed: Iterable[Foreseen]) -> dict[int, tuple[Score | None, Score | None]]:
    """The score of each attempt before and after."""
    by_attempt: dict[int, list[Foreseen]] = {}
    for one in changed:
        by_attempt.setdefault(one.attempt.id, []).append(one)
    return {id: _score(together) for id, together in by_attempt.items()}


def _score(together: Sequence[Foreseen]) -> tuple[Score | None, Score | None]:
    attempt = together[0].attempt
    if attempt.earned is None:
        return None, None
    counting = [one for one in together if one.slot.counts]
    return Score(attempt.earned, attempt.available), Score(
        attempt.earned + sum(one.earned - one.was_earned for one in counting),
        attempt.available + sum(one.worth_more for one in counting),
    )


def ruling_page(
    session: Session,
    classroom: Classroom,
    assignment: Assignment,
    case: Case,
    way_form: WayForm,
    form: RulingForm,
    preview: Preview | None,
    teacher_id: int,
) -> dict[str, Any]:
    """`teacher_id` is whoever looks: where else classes of hers answered the question is told too."""
    versions = sorted(case.answers)
    wanted = {*versions, *([case.corrected_id] if case.corrected_id is not None else [])}
    questions = bank.questions_of(session, wanted)
    asked = questions[versions[-1]]
    corrected = questions.get(case.corrected_id) if case.corrected_id is not None else None
    return {
        "active": "classes",
        "classroom": classroom,
        "assignment": assignment,
        "quiz": assignment.quiz,
        "case": case,
        "asked": asked,
        "answers": sum(case.answers.values()),
        "right_as_asked": right_in_words(asked),
        "right_corrected": right_in_words(corrected) if corrected is not None else "",
        "reworded": corrected.asked.stem if corrected and corrected.asked.stem != asked.asked.stem else None,
        "misfit": misfit_in_words(case.misfit) if case.misfit else "",
        "way_form": way_form,
        "form": form,
        "preview": preview,
        "shown": preview.rows[:MOST_ROWS] if preview else [],
        "elsewhere": [
            one
            for one in ruling_queries.answers_in_taught_classes(session, teacher_id, case.question)
            if one.assignment_id != assignment.id
        ],
    }


def misfit_in_words(misfit: Misfit) -> str:
    words: dict[Misfit, str] = {
        "judged": _("A person marks these answers."),
        "type": _("The newest version is of another type than the one that was answered."),
        "statement": _("The newest version states something else than what was judged true or false."),
        "options": _("The newest version offers other options, or words them otherwise."),
        "unit": _("The newest version asks for another unit or precision."),
        "key": _("The key of the newest version names something that was not there to be chosen."),
    }
    return words[misfit]
