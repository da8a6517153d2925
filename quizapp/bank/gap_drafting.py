"""Texts with gaps between the editor's one field and a question."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import ValidationError

from questions.gap_markup import read_gaps, write_gaps
from questions.gap_versions import Filled, filled_in
from questions.question import Citation, GapsKey, Question
from quizapp.bank.forms import EditorForm, text_field

LONGEST_GAP_TEXT = 20_000
SHOWN_FAULTS = 5


class GapTextForm(EditorForm):
    """The editor of a text with gaps: the answers stand in the text itself."""

    stem = text_field(_l("Text with its gaps"), longest=LONGEST_GAP_TEXT, needed=True, rows=6)

    def validate_stem(self, field: TextAreaField) -> None:
        *others, last = read_gaps(field.data or "").faults[:SHOWN_FAULTS] or ("",)
        if last:
            field.errors = [*field.errors, *others]
            raise ValidationError(last)


def gap_text_of(question: Question) -> str:
    """What the editor's field shows for a cloze."""
    key = question.sealed.key
    return write_gaps(question.asked, key) if isinstance(key, GapsKey) else ""


def filled_from(text: str, base: Question | None) -> Filled:
    """The parts of the question that such a text says; what cannot be read is refused by the form."""
    return filled_in(read_gaps(text), base)


def obstacle_of_gaps(question: Question) -> str:
    """Why the editor cannot show a cloze without changing it; empty where it can."""
    text = gap_text_of(question)
    if len(text) > LONGEST_GAP_TEXT:
        return str(_("Written out, this text is longer than the editor takes."))
    asked, sealed = question.asked, question.sealed
    now = filled_from(text.replace("\r\n", "\n").strip(), question)
    as_it_was = (asked.stem.value, asked.options, asked.gaps, sealed.key)
    if (now.stem, now.options, now.gaps, now.key) != as_it_was:
        return str(_("A gap of this text holds what cannot be typed in the editor."))
    return ""


def kept_citations(filled: Filled, base: Question | None) -> tuple[Citation, ...]:
    """The places that speak of options which are still there."""
    there = {option.id for option in filled.options}
    return tuple(one for one in base.sealed.citations if one.about in there) if base else ()
