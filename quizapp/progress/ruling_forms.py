"""The fields by which a teacher has a class's answers to one question marked anew."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from quizapp.quizzes.operations.ruling import LONGEST_WHY

BY_KEY = (
    SelectChoice("better", _l("By the corrected key, and nobody loses points by it")),
    SelectChoice("new_key", _l("By the corrected key, up and down")),
)
FOR_ALL = (
    SelectChoice("full", _l("Full marks for everybody")),
    SelectChoice("dropped", _l("The question counts no more, for anybody")),
)
AS_ASKED = SelectChoice("as_asked", _l("By the key that it had when it was asked"))


class WayForm(Form):
    """How the answers are to be marked; chosen before anything is shown or kept."""

    way = RadioField(_l("How the answers are marked"), validators=[DataRequired(_l("Choose how."))])


class RulingForm(WayForm):
    """The same with the reason. `seen` and `version` are the ruling and the corrected version on the page."""

    why = TextAreaField(
        _l("Why? Students read this beside their marks."),
        filters=[lambda text: text.strip() if text else ""],
        validators=[
            DataRequired(_l("Say why.")),
            Length(max=LONGEST_WHY, message=_l("Use at most %(max)d characters.")),
        ],
        render_kw={"rows": 2},
    )
    seen = HiddenField()
    version = HiddenField()
