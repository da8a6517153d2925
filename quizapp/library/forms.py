"""Fields of the library: their shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from quizapp.fields import line_field


class BankForm(FlaskForm):
    """A bank of a teacher's own."""

    title = line_field(_l("Name of the bank"), longest=200, attributes={"autocomplete": "off"})
