"""Which questions leave: ticked ones, all that a list shows, or those of a quiz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from questions.formats.contract import QuestionFormat
from questions.formats.illustrations import given_out
from questions.formats.item import Item
from questions.formats.sound import first_words
from questions.gaps import shown_stem
from questions.markdown import in_words
from questions.question import Question
from questions.text import is_storable
from quizapp.bank.carrying import item_of
from quizapp.bank.lists import FILTERS, Filter, as_arguments, questions_page
from quizapp.bank.queries import candidates, questions_of
from quizapp.bank.viewers import Viewer
from quizapp.edge import row_id
from quizapp.errors import Invalid
from quizapp.exchange.queries import PORTION, leaving, titles_of
from quizapp.library.queries import find_bank
from quizapp.pictures.queries import find_content
from quizapp.quizzes.operations.starting import load_plan
from quizapp.quizzes.teaching_queries import get_taught_quiz

MOST_LEAVING = 20_000
MOST_TICKED = 200
MOST_REMARKS = 200


@dataclass(frozen=True, slots=True)
class Selection:
    """Public ids of what leaves, what it is called, and the arguments of an address that name it."""

    public_ids: Sequence[str]
    title: str
    arguments: dict[str, object]


def selection_of(session: Session, viewer: Viewer, asked: MultiDict[str, str]) -> Selection:
    """What an address asks for; `NotFound` for a quiz that this teacher may not see."""
    ticked = list(dict.fromkeys(id for id in asked.getlist("question") if is_storable(id)))[:MOST_TICKED]
    if ticked:
        return Selection(ticked, "questions", {"question": ticked})
    if "quiz" in asked:
        quiz = get_taught_quiz(session, viewer.id, asked.get("quiz", default=0, type=row_id))
        named = load_plan(quiz.plan).question_ids
        ids = named or [one.question_id for one in candidates(session, quiz.bank_id)]
        return Selection(list(ids), quiz.title, {"quiz": quiz.id})
    chosen = Filter(**{name: asked.get(name, "")[:80] for name in FILTERS})
    bank = find_bank(session, chosen.bank) if chosen.bank else None
    ids = list(_listed(session, viewer, chosen))
    title = bank.title if bank is not None and ids else "questions"
    return Selection(ids, title, dict(as_arguments(chosen)))


def _listed(session: Session, viewer: Viewer, chosen: Filter) -> Iterator[str]:
    """All that the list of questions shows, over its pages. `Invalid` where that is too much for one file."""
    before: int | None = None
    count = 0
    while True:
        entries, before = questions_page(session, viewer, chosen, before=before, size=PORTION)
        yield from (entry.public_id for entry in entries)
        count += len(entries)
        if before is None:
            return
        if count >= MOST_LEAVING:
            raise Invalid("question", f"At most {MOST_LEAVING:,} questions leave at once: choose less.")


def items(session: Session, viewer: Viewer, chosen: Selection) -> Iterator[Item]:
    """The questions of a selection that the viewer may see, with all that came with them, and pictures."""
    for at in range(0, len(chosen.public_ids), PORTION):
        rows = leaving(session, viewer, chosen.public_ids[at : at + PORTION])
        questions = questions_of(session, [row.version_id for row in rows])
        cited = {row.version_id: _cited(questions[row.version_id]) for row in rows}
        titles = titles_of(
            session, {row.bank_id for row in rows}, {slug for slugs in cited.values() for slug in slugs}
        )
        for row in rows:
            held = {slug: titles.get((row.bank_id, slug), "") for slug in cited[row.version_id]}
            bare = item_of(_titled(questions[row.version_id], held), row.carried, row.reference)
            item = given_out(bare, partial(find_content, session))
            is_filed = bool(item.category) or not row.topic
            yield item if is_filed else replace(item, category=(row.topic,))


def _cited(question: Question) -> tuple[str, ...]:
    """The slugs of the sources that a question cites, each once."""
    return tuple(dict.fromkeys(one.source for one in question.sealed.citations))


def _titled(question: Question, titles: Mapping[str, str]) -> Question:
    """The question with the titles of the sources that its bank holds; a title that came with it stays."""
    citations = tuple(
        one if one.title else replace(one, title=titles[one.source]) for one in question.sealed.citations
    )
    return replace(question, sealed=replace(question.sealed, citations=citations))


@dataclass(frozen=True, slots=True)
class Remark:
    """What a format would not carry of one question: losses, or why the question stays behind."""

    number: int
    begins: str
    losses: tuple[str, ...]
    refused: str


@dataclass(slots=True)
class Outlook:
    """What writing a selection in a format would lose, to be said before; `remarks` are the first ones."""

    leaving: int = 0
    with_loss: int = 0
    refused: int = 0
    remarks: list[Remark] = field(default_factory=list)


def outlook(found: Iterator[Item], format: QuestionFormat) -> Outlook:
    """Each question of a selection against a format."""
    seen = Outlook()
    for number, item in enumerate(found, 1):
        fit = format.fit(item)
        seen.leaving += not fit.refused
        seen.refused += bool(fit.refused)
        seen.with_loss += bool(fit.losses) and not fit.refused
        if (fit.refused or fit.losses) and len(seen.remarks) < MOST_REMARKS:
            stem = shown_stem(item.question.asked)
            begins = first_words(in_words(stem.value, stem.format))
            seen.remarks.append(Remark(number, begins, fit.losses, fit.refused))
    return seen
