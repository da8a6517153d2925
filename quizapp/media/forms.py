"""Fields of bringing a picture or a sound, which stand inside the form of the text that it goes into."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField
from wtforms.fields.choices import SelectChoice

from questions.pictures.picture import LARGEST_PICTURE, LONGEST_SIDE, MEBIBYTE, MOST_FRAMES, Fault
from questions.sounds.sound import LARGEST_SOUND
from questions.sounds.sound import Fault as SoundFault
from quizapp.fields import file_field, line_field

LONGEST_WORDS = 300


class PictureForm(FlaskForm):
    """A picture, what stands for it where it cannot be seen, and the text that it goes into."""

    hears = False
    picture = file_field(
        _l("Picture"),
        most=LARGEST_PICTURE,
        too_large=_l(
            "It is larger than %(most)s MB. Save it smaller, or as JPEG.", most=LARGEST_PICTURE // MEBIBYTE
        ),
        accept="image/png,image/jpeg,image/gif,image/webp",
    )
    picture_words = line_field(_l("What it shows"), longest=LONGEST_WORDS, needed=False)
    picture_into = SelectField(_l("Goes into"), choices=[], validate_choice=False)

    def offer(self, texts: Mapping[str, Field]) -> PictureForm:
        """Let it go into one of these texts of another form."""
        self.picture_into.choices = [SelectChoice(name, field.label.text) for name, field in texts.items()]
        return self


class MediumForm(PictureForm):
    """The same for texts of cards, which may be heard too."""

    hears = True
    picture = file_field(
        _l("Picture or sound"),
        most=LARGEST_SOUND,
        too_large=_l("It is larger than %(most)s MB. Save it smaller.", most=LARGEST_SOUND // MEBIBYTE),
        accept="image/png,image/jpeg,image/gif,image/webp,audio/*",
    )
    picture_words = line_field(_l("What is seen or heard"), longest=LONGEST_WORDS, needed=False)


def fault_in_words(fault: Fault) -> str:
    """Why a file is not kept as a picture, and how to mend that."""
    words: dict[Fault, str] = {
        "empty": _("Choose a picture first."),
        "too_large": _(
            "This picture has more than %(most)s MB. Save it smaller, or as JPEG.",
            most=LARGEST_PICTURE // MEBIBYTE,
        ),
        "drawing": _("SVG drawings may hold scripts and are not taken. Save it as PNG."),
        "unknown": _("This is neither PNG, JPEG, GIF nor WebP. Save it as one of them."),
        "damaged": _("This picture is damaged or not whole. Save it once more."),
        "too_many_pixels": _(
            "This picture has more than 50 million pixels, or a side of more than %(most)s. Make it smaller.",
            most=LONGEST_SIDE,
        ),
        "too_many_frames": _(
            "This picture moves for more than %(most)s frames. Take a shorter one.", most=MOST_FRAMES
        ),
    }
    return words[fault]


def sound_fault_in_words(fault: SoundFault) -> str:
    """Why a file is kept neither as a picture nor as a sound, and how to mend that."""
    words: dict[SoundFault, str] = {
        "empty": _("Choose a picture or a sound first."),
        "too_large": _(
            "This sound has more than %(most)s MB. Save it as MP3, or shorter.",
            most=LARGEST_SOUND // MEBIBYTE,
        ),
        "video": _("This is a film. Save its sound alone."),
        "unknown": _(
            "This is no picture (PNG, JPEG, GIF, WebP) and no sound (MP3, Ogg, WAV, M4A, AAC, WebM, FLAC). "
            "Save it as one of them."
        ),
        "damaged": _("This sound is damaged or not whole. Save it once more."),
    }
    return words[fault]
