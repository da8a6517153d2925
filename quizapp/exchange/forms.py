"""Fields of questions in and out: their shape only."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Form, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from questions.formats.limits import LARGEST_FILE, MEBIBYTE
from quizapp.fields import file_field, line_field

PUBLISHING = ("sound", "none", "all")


def must_stand_alone(form: Form, field: FileField) -> None:
    """A file beside pasted text is refused: only one of them can be read."""
    if field.data and (form["text"].data or "").strip():
        raise ValidationError(_("Only one can be read: send the file without the text, or the text alone."))


class BringForm(FlaskForm):
    """A file, or text that was pasted. What is in it is looked at later, and as bytes."""

    file = file_field(
        _l("A file"),
        most=LARGEST_FILE,
        too_large=_l("It is larger than %(most)s MB. Send it in parts.", most=LARGEST_FILE // MEBIBYTE),
        checks=[must_stand_alone],
    )
    text = TextAreaField(_l("Or paste questions"))


class TakeForm(FlaskForm):
    """Where questions go, and which of them are asked from now on."""

    title = line_field(_l("Name of the new bank"), longest=200, attributes={"autocomplete": "off"})
    publishing = RadioField(
        _l("What is asked from now on"),
        choices=[
            SelectChoice("sound", _l("What the checks find no error in; the rest waits as drafts")),
            SelectChoice("all", _l("Everything: I have looked at what the checks found")),
            SelectChoice("none", _l("Nothing yet: all come in as drafts")),
        ],
        default="sound",
    )


class ExportForm(FlaskForm):
    """In which format questions leave."""

    format = SelectField(_l("Format"))
