"""Fields of handouts: a text to bring, and the questions that stand beside a sentence. Shape only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, TextAreaField
from wtforms.validators import Length

from questions.formats.limits import MEBIBYTE
from questions.handout.reading import LARGEST_HANDOUT
from quizapp.bank.forms import LONGEST_OPTION, LONGEST_WHY, accepted_field, must_be_storable, text_field
from quizapp.exchange.forms import must_stand_alone
from quizapp.fields import file_field, line_field

WRONG_ROWS = 8
LONGEST_MADE_STEM = 2_500
NEW_BANK = "new"


class HandoutForm(FlaskForm):
    """A file, or text that was pasted, and the bank that it goes into."""

    file = file_field(
        _l("A file"),
        most=LARGEST_HANDOUT,
        too_large=_l("It is larger than %(most)s MB. Send a part of it.", most=LARGEST_HANDOUT // MEBIBYTE),
        checks=[must_stand_alone],
    )
    text = TextAreaField(_l("Or paste its text"))
    title = line_field(_l("Title"), longest=200, needed=False, attributes={"autocomplete": "off"})
    bank = SelectField(_l("Into"), validate_choice=False)


class WrongForm(Form):
    """A wrong option: it counts once it is ticked and says why it is wrong."""

    take = BooleanField(_l("Use it"))
    text = line_field(_l("Wrong option"), longest=LONGEST_OPTION, needed=False)
    why = text_field(_l("Why is it wrong?"), longest=LONGEST_WHY, rows=2)
    place = HiddenField(validators=[Length(max=40), must_be_storable])


class WrongRows(FieldList):
    """A fixed number of rows, however many the browser names."""

    def _extract_indices(self, _prefix: str, _formdata: Any) -> Iterator[int]:
        yield from range(WRONG_ROWS)


class BenchForm(Form):
    """The three questions made of the chosen words, as a teacher edits them.

    `as_suggested` is filled while the text with a gap is ticked because we ticked it.
    """

    paragraph = HiddenField()
    words = HiddenField()
    as_suggested = HiddenField()
    accepted = accepted_field(longest=2_000, rows=1, needed=True)
    cloze = BooleanField(_l("Add the text with a gap"))
    cloze_text = text_field(_l("The text; ____ is the gap"), longest=LONGEST_MADE_STEM, rows=2)
    gap_list = BooleanField(_l("Let students choose from a list, with the wrong options ticked below"))
    short = BooleanField(_l("Add the short answer"))
    short_stem = text_field(_l("The question"), longest=LONGEST_MADE_STEM, rows=2)
    choice_stem = text_field(_l("The question"), longest=LONGEST_MADE_STEM, rows=2)
    wrong = WrongRows(FormField(WrongForm), min_entries=WRONG_ROWS, max_entries=WRONG_ROWS)
    as_draft = BooleanField(_l("Keep as drafts, ask nobody yet"))


class FactForm(Form):
    """What the library is told, in the words of the handout or in better ones."""

    paragraph = HiddenField()
    words = HiddenField()
    statement = text_field(
        _l("The fact, in a sentence that can stand alone"), longest=1_000, needed=True, rows=2
    )
