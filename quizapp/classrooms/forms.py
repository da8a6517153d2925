"""Fields of the class pages: their shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Form

from quizapp.accounts.forms import CODE_ATTRIBUTES, username_field
from quizapp.accounts.zones import zone_field
from quizapp.fields import line_field


class ClassForm(FlaskForm):
    name = line_field(_l("Name of the class"), longest=120, attributes={"autocomplete": "off"})
    zone = zone_field()


class ClassSettingsForm(ClassForm):
    joining_open = BooleanField(_l("Students can join with the code"))


class JoinForm(Form):
    """A code travels in addresses and changes nothing, so this form asks for no token."""

    code = line_field(_l("Class code"), longest=40, attributes=CODE_ATTRIBUTES)


class NameForm(FlaskForm):
    display_name = line_field(_l("Name"), longest=80, attributes={"autocomplete": "off"})


class TeacherForm(FlaskForm):
    username = username_field()
