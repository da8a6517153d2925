"""Fields of importing cards: their shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, TextAreaField

from quizapp.fields import line_field

LONGEST_TITLE = 200


class BringForm(FlaskForm):
    """A file, or text that was pasted. What is in it is looked at later, and as bytes."""

    file = FileField(_l("A file"))
    text = TextAreaField(_l("Or paste a list"))


class TakeForm(FlaskForm):
    """Where what was brought goes, and whether the learner's own progress comes too."""

    into = SelectField(_l("Into"), coerce=int)
    title = line_field(_l("Name of the new deck"), longest=LONGEST_TITLE)
    with_schedule = BooleanField(_l("With my schedule: what I answered, and when it is due"))
