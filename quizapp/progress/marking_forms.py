"""The fields of one open answer on the page where a class's answers are marked."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from questions.marks import MILLION, round_half_up
from questions.numerals import in_digits, read_number
from questions.text import is_storable
from quizapp.quizzes.judging_queries import Answer
from quizapp.quizzes.operations.judging import LONGEST_WORDS, Judged


class JudgementForm(Form):
    """Points left empty leave the answer as it is; `seen` is the judgement that the page shows."""

    points = StringField(_l("Points"), filters=[lambda text: text.strip() if text else ""])
    words = TextAreaField(
        _l("A word to the student"),
        filters=[lambda text: text.strip() if text else ""],
        validators=[Length(max=LONGEST_WORDS, message=_l("Use at most %(max)d characters."))],
    )
    seen = HiddenField()

    def validate_points(self, field: StringField) -> None:
        if field.data and not isinstance(read_number(field.data), Fraction):
            raise ValidationError(_("Give a number, such as 1 or 0.5."))

    def validate_words(self, field: TextAreaField) -> None:
        if not is_storable(field.data or ""):
            raise ValidationError(_("This contains a character that cannot be kept. Type it anew."))
        if field.data and not self.points.data:
            self.points.errors = [*self.points.errors, _("Give the points too: 0 is a number.")]
            raise ValidationError(_("Words go with points."))

    def judged(self, answer: Answer) -> Judged | None:
        """What is to be kept, of a valid form; None where nothing was changed."""
        points = read_number(self.points.data) if self.points.data else None
        if not isinstance(points, Fraction):
            return None
        earned = round_half_up(points * MILLION)
        before = answer.judgement
        if before is not None and (before.earned, before.words) == (earned, self.words.data):
            return None
        seen = self.seen.data or ""
        return Judged(
            answer.slot.attempt_id,
            answer.slot.number,
            earned,
            self.words.data,
            int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None,
        )


def form_of(answer: Answer, sent: object = None) -> JudgementForm:
    """The fields of one answer, with what was sent or else what holds."""
    held = answer.judgement
    values = {
        "points": in_digits(Fraction(held.earned, MILLION)) if held else "",
        "words": held.words if held else "",
        # What a page does not say it has seen, it has not seen.
        "seen": str(held.id) if held and sent is None else "",
    }
    return JudgementForm(sent, data=values, prefix=f"a{answer.slot.attempt_id}-{answer.slot.number}-")
