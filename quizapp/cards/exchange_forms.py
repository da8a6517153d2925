"""Fields of importing cards: their shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField

from questions.formats.limits import LARGEST_FILE, MEBIBYTE
from quizapp.fields import file_field, line_field

LONGEST_TITLE = 200


class BringForm(FlaskForm):
    """A file, or text that was pasted. What is in it is looked at later, and as bytes."""

    file = file_field(
        _l("A file"),
        most=LARGEST_FILE,
        too_large=_l("It is larger than %(most)s MB. Send it in parts.", most=LARGEST_FILE // MEBIBYTE),
    )
    text = TextAreaField(_l("Or paste a list"))


class TakeForm(FlaskForm):
    """Where what was brought goes, and whether the learner's own progress comes too."""

    into = SelectField(_l("Into"), coerce=int)
    title = line_field(_l("Name of the new deck"), longest=LONGEST_TITLE)
    with_schedule = BooleanField(_l("With my schedule: what I answered, and when it is due"))
