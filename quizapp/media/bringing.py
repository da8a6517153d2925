"""A picture comes into a text that is being written: the reference to it is put where the text ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import Field

from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.pictures.picture import LARGEST_PICTURE, UnfitPicture
from questions.pictures.reading import read_picture
from questions.pictures.references import reference_to
from quizapp.errors import Invalid
from quizapp.media.forms import PictureForm, fault_in_words
from quizapp.media.operations import keep_media

PUT_IN = "picture"
"""What the button says that puts a picture in and keeps nothing else."""


def put_in(
    session: Session,
    owner_id: int,
    form: PictureForm,
    texts: Mapping[str, Field],
    is_markdown: Field,
    *,
    now: dt.datetime,
) -> None:
    """Keep the picture that was sent and let the chosen one of these texts end with it, in Markdown.

    What stood in them as plain text is marked so that it reads as it did. `Invalid` names the field to mend.
    """
    words = _words(form)
    sent = form.picture.data
    try:
        picture = read_picture(sent.stream.read(LARGEST_PICTURE + 1) if sent else b"")
    except UnfitPicture as unfit:
        raise Invalid("picture", fault_in_words(unfit.fault)) from unfit
    keep_media(session, owner_id, [picture], now=now)
    if not is_markdown.data:
        for text in texts.values():
            text.data = read_hypertext(hypertext_of(text.data or "", "plain")).text("markdown")
        is_markdown.data = True
    into = texts.get(form.picture_into.data) or next(iter(texts.values()))
    into.data = f"{(into.data or '').rstrip()}\n\n{reference_to(picture.name, words)}".lstrip()


def _words(form: PictureForm) -> str:
    if not form.validate():
        raise Invalid("picture_words", str(form.picture_words.errors[0]))
    if not form.picture_words.data:
        raise Invalid("picture_words", _("Say what it shows, for those who cannot see it."))
    return str(form.picture_words.data)
