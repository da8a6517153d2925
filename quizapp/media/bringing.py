"""A picture or a sound comes into a text that is being written: where the text ends, its name is put."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from wtforms import Field

from questions.formats.hypertext import hypertext_of, read_hypertext
from questions.pictures.picture import LARGEST_PICTURE, KeptPicture, UnfitPicture
from questions.pictures.reading import media_type_of, read_picture
from questions.pictures.references import reference_to
from questions.sounds.reading import read_sound
from questions.sounds.references import SCHEME as SOUND
from questions.sounds.sound import LARGEST_SOUND, KeptSound, UnfitSound
from quizapp.errors import Invalid
from quizapp.media.forms import PictureForm, fault_in_words, sound_fault_in_words
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
    """Keep the medium that was sent and let the chosen one of these texts end with it, in Markdown.

    What stood in them as plain text is marked so that it reads as it did. `Invalid` names the field to mend.
    """
    words = _words(form)
    most = max(LARGEST_PICTURE, LARGEST_SOUND) if form.hears else LARGEST_PICTURE
    sent = form.picture.data
    medium, reference = _read(sent.stream.read(most + 1) if sent else b"", words, hears=form.hears)
    keep_media(session, owner_id, [medium], now=now)
    if not is_markdown.data:
        for text in texts.values():
            text.data = read_hypertext(hypertext_of(text.data or "", "plain")).text("markdown")
        is_markdown.data = True
    into = texts.get(form.picture_into.data) or next(iter(texts.values()))
    into.data = f"{(into.data or '').rstrip()}\n\n{reference}".lstrip()


def _read(content: bytes, words: str, *, hears: bool) -> tuple[KeptPicture | KeptSound, str]:
    """What was sent, and the reference to it."""
    try:
        picture = read_picture(content)
    except UnfitPicture as unfit:
        if not hears or media_type_of(content) or unfit.fault == "drawing":
            raise Invalid("picture", fault_in_words(unfit.fault)) from unfit
    else:
        return picture, reference_to(picture.name, words)
    try:
        sound = read_sound(content)
    except UnfitSound as unfit:
        raise Invalid("picture", sound_fault_in_words(unfit.fault)) from unfit
    return sound, reference_to(sound.sha256, words, scheme=SOUND)


def _words(form: PictureForm) -> str:
    if not form.validate():
        raise Invalid("picture_words", str(form.picture_words.errors[0]))
    if not form.picture_words.data:
        raise Invalid(
            "picture_words",
            _("Say what is there, for those who can neither see nor hear it.")
            if form.hears
            else _("Say what it shows, for those who cannot see it."),
        )
    return str(form.picture_words.data)
