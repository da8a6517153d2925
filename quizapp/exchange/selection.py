"""Which questions leave: ticked ones, all that a list shows, or those of a quiz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from questions.question import Citation, Question
from questions.text import is_storable
from quizapp.bank.carrying import item_of
from quizapp.bank.lists import FILTERS, Filter, as_arguments, questions_page
from quizapp.bank.queries import candidates, questions_of
from quizapp.bank.viewers import Viewer
from quizapp.edge import row_id
from quizapp.errors import Invalid
from quizapp.exchange.queries import PORTION, leaving, passages_of, titles_of
from quizapp.library.excerpts import Place
from quizapp.library.queries import find_bank
from quizapp.media.queries import find_picture
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
        receipts = _Receipts(session, [(row.bank_id, questions[row.version_id]) for row in rows])
        for row in rows:
            whole = receipts.whole(row.bank_id, questions[row.version_id])
            item = given_out(item_of(whole, row.carried, row.reference), partial(find_picture, session))
            is_filed = bool(item.category) or not row.topic
            yield item if is_filed else replace(item, category=(row.topic,))


class _Receipts:
    """What the banks of some questions hold of the places that these cite: titles, and paragraphs."""

    def __init__(self, session: Session, questions: Sequence[tuple[int, Question]]) -> None:
        cited = [one for _bank_id, question in questions for one in question.sealed.citations]
        bank_ids = {bank_id for bank_id, _question in questions}
        self._titles = titles_of(session, bank_ids, {one.source for one in cited})
        held = {slug for _bank_id, slug in self._titles}
        places = {(one.source, one.paragraph) for one in cited if one.paragraph and one.source in held}
        self._passages = passages_of(session, bank_ids, places)

    def whole(self, bank_id: int, question: Question) -> Question:
        """The question with the titles and paragraphs that its bank holds; what came with it stays.

        A paragraph goes with the first of the citations that name it.
        """
        citations: list[Citation] = []
        told: set[Place] = set()
        for one in question.sealed.citations:
            title = self._titles.get((bank_id, one.source), "")
            place = (one.source, one.paragraph or 0)
            is_at_home = one.title in ("", title) and place not in told
            passage = self._passages.get((bank_id, place), "") if is_at_home else ""
            told |= {place} if passage else set()
            citations.append(replace(one, title=one.title or title, passage=one.passage or passage))
        return replace(question, sealed=replace(question.sealed, citations=tuple(citations)))


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
