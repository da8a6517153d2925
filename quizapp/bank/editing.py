"""What the editor page shows: the form, the question as it would be asked, and what the checks say."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from questions.banks.passages import paragraphs_of
from questions.facts import Passage, Source
from questions.numerals import in_digits
from questions.question import Option, Question
from questions.response import Blank
from questions.types import TYPES
from quizapp.bank.carrying import points_of
from quizapp.bank.checking import Checked, check
from quizapp.bank.drafting import EDITABLE, Draft, draft_of, form_values, is_editable, place_of
from quizapp.bank.forms import EditorForm
from quizapp.bank.gap_drafting import GapTextForm
from quizapp.bank.keeping import kept_in_words
from quizapp.bank.models import Question as QuestionRow
from quizapp.bank.queries import get_own_question, newest_version, questions_of
from quizapp.bank.viewers import Viewer
from quizapp.errors import NotFound
from quizapp.library import queries as library
from quizapp.library.models import Bank, Topic
from quizapp.library.own_texts import KIND, PREFIX
from quizapp.library.receipts import Shelf, Slip

UNSAVED = f"{PREFIX}unsaved"
SHOWN_OF_PASSAGE = 70


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies before a teacher who writes: a bank, its topics and passages, and the version she edits."""

    bank: Bank
    type: str
    topics: list[Topic]
    shelf: Shelf
    row: QuestionRow | None = None
    base: Question | None = None
    number: int = 0
    points: Fraction = Fraction(1)

    def form(self, sent: MultiDict[str, str] | None = None) -> EditorForm:
        """The editor's form with what was sent, else with the version that is edited."""
        values = form_values(self.base, self.shelf.passages) if self.base else {}
        form_of_type = GapTextForm if self.type == "cloze" else EditorForm
        values |= {"row_version": self.row.row_version if self.row else 0, "points": in_digits(self.points)}
        form = form_of_type(sent, data=values)
        places = [
            SelectChoice("", "–"),
            *(SelectChoice(place_of(*at), _shown(one)) for at, one in self.shelf.passages.items()),
        ]
        form.topic.choices = [
            SelectChoice("", "–"),
            *(SelectChoice(one.slug, one.title) for one in self.topics),
        ]
        for field in (form.place, *(row.form.place for row in form.options)):
            field.choices = places
        return form

    def draft(self, form: EditorForm, own: str = UNSAVED) -> tuple[Draft, Shelf]:
        """The question in the form, and the shelf with the text that was pasted, as source `own`."""
        shelf, pasted = _with_own_text(self.shelf, form, own)
        draft = draft_of(
            form,
            self.type,
            shelf.passages,
            language=self.bank.language,
            base=self.base,
            own=own if pasted else "",
        )
        return draft, shelf

    def topic_id(self, slug: str) -> int | None:
        return next((topic.id for topic in self.topics if topic.slug == slug), None)


def desk_for_new(session: Session, bank_slug: str, type: str, viewer: Viewer) -> Desk:
    if type not in EDITABLE:
        raise NotFound
    bank = library.get_bank(session, bank_slug, viewer)
    topics = library.topics_of(session, bank.id)
    return Desk(bank, type, topics, library.desk_of(session, bank.id, viewer.id))


def desk_for(session: Session, public_id: str, viewer: Viewer) -> Desk:
    """The desk with the newest version of a question that the viewer may change."""
    row = get_own_question(session, public_id, viewer)
    version = newest_version(session, row.id)
    base = questions_of(session, [version.id])[version.id]
    if not is_editable(base):
        raise NotFound
    bank = session.get_one(Bank, row.bank_id)
    cited = {one.source for one in base.sealed.citations}
    shelf = library.desk_of(session, bank.id, viewer.id, cited)
    topics, points = library.topics_of(session, bank.id), points_of(version.carried)
    return Desk(bank, base.type, topics, shelf, row, base, version.number, points)


@dataclass(frozen=True, slots=True)
class Look:
    """A question as students see it, its receipts, what the checks say, and what it keeps besides."""

    question: Question
    order: tuple[str, ...]
    right: str
    slips: tuple[Slip, ...]
    checked: Checked
    kept: tuple[str, ...]


def look_of(draft: Draft, shelf: Shelf) -> Look:
    question = draft.question
    right = "" if draft.missing else TYPES[question.type].reveal(question, Blank()).right
    return Look(
        question,
        shown_order(question.asked.options),
        right,
        shelf.slips(question.sealed.citations, question.asked, right),
        check(draft),
        kept_in_words(question),
    )


def shown_order(options: tuple[Option, ...]) -> tuple[str, ...]:
    """An order for previews that tells nothing of the key; each paper draws its own."""
    return tuple(option.id for option in sorted(options, key=lambda one: (one.text.casefold(), one.id)))


def _shown(passage: Passage) -> str:
    """How a picker names a passage. The wide gap keeps its words out of a narrow picker."""
    text = passage.text
    cut = f"{text[:SHOWN_OF_PASSAGE]}…" if len(text) > SHOWN_OF_PASSAGE else text
    return f"¶ {passage.number}\u2003\u2003{cut}"


def _with_own_text(shelf: Shelf, form: EditorForm, own: str) -> tuple[Shelf, bool]:
    paragraphs = paragraphs_of(form.own_text.data or "")
    if not paragraphs:
        return shelf, False
    source = Source(own, KIND, form.own_title.data or "")
    passages = {(own, number): Passage(own, number, text) for number, text in enumerate(paragraphs, 1)}
    return (
        dataclasses.replace(
            shelf, sources={**shelf.sources, own: source}, passages={**shelf.passages, **passages}
        ),
        True,
    )
