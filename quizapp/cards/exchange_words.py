"""What a reader of foreign files finds, in words that say how to mend it."""

from __future__ import annotations

from flask_babel import gettext as _

from questions.formats.cards import limits
from questions.formats.cards.pile import FileFault, Loss, NoteRemark, Refusal
from questions.note import MOST_CARDS
from questions.sounds.sound import LARGEST_SOUND, MEBIBYTE


def fault_in_words(fault: FileFault) -> str:
    """Why a whole file cannot be used."""
    words: dict[FileFault, str] = {
        "not_a_package": _("This is no Anki package: it cannot be opened. Export it once more."),
        "encrypted": _("This package is locked with a password. Export it without one."),
        "damaged": _("This file is damaged. Export it once more."),
        "too_large": _("This file holds more than fits here. Export one deck at a time."),
        "bomb": _("This file is packed in a way that no card program packs. It was not opened."),
        "too_many_entries": _("This package holds more parts than fit here. Export one deck at a time."),
        "no_collection": _("There are no cards in this archive. Choose a file that ends in .apkg."),
        "newer_container": _(
            "This package is of a newer Anki than we know. Export it with “Support older Anki versions”."
        ),
        "not_a_collection": _("The cards in this package cannot be read. Export it once more."),
        "too_many_notes": _(
            "More than %(most)s notes are too many at once. Export one deck at a time.",
            most=limits.MOST_NOTES,
        ),
        "too_many_cards": _("So many cards and answers are too many at once. Export one deck at a time."),
        "too_much_work": _("Reading this package would take too long. It was not opened."),
        "not_text": _(
            "This is neither an Anki package nor text in UTF-8. Save it as CSV UTF-8, or paste the list."
        ),
        "nothing_inside": _("There is no card in it. Put each card on a line, its sides apart by a tab."),
    }
    return words[fault]


def remark_in_words(remark: NoteRemark) -> str:
    """What became of one note."""
    if remark.refused is not None:
        return str(_("Left out: %(why)s.", why=_refusal_in_words(remark.refused)))
    said = []
    if remark.apart_at:
        said.append(_("Taken apart at “%(sign)s”.", sign=remark.apart_at))
    if remark.losses:
        lost = ", ".join(_loss_in_words(loss) for loss in remark.losses)
        said.append(_("Comes without %(what)s.", what=lost))
    return " ".join(said)


def _refusal_in_words(refusal: Refusal) -> str:
    words: dict[Refusal, str] = {
        "not_utf8": _("its text is not in UTF-8"),
        "unstorable": _("it holds a character that cannot be kept"),
        "too_long": _("a side is longer than %(most)s characters", most=limits.LONGEST_SIDE),
        "no_card": _("a side is empty, or no gap is marked"),
        "no_medium": _("a side shows nothing but a picture, a sound or a film that cannot be kept"),
        "too_many_gaps": _("it has more than %(most)s gaps", most=MOST_CARDS),
        "too_few_fields": _("it has one side only"),
        "no_note_type": _("its note type is missing"),
        "occlusion": _("pictures with hidden parts are not asked here"),
        "same_guid": _("the same note stands further up"),
        "heading": _("it names the columns"),
    }
    return words[refusal]


def _loss_in_words(loss: Loss) -> str:
    words: dict[Loss, str] = {
        "pictures": _("its pictures"),
        "sounds": _(
            "its sounds (they are not in the file, larger than %(most)s MB, or neither MP3, Ogg, WAV, M4A, "
            "AAC, WebM nor FLAC)",
            most=LARGEST_SOUND // MEBIBYTE,
        ),
        "films": _("its films"),
        "latex": _("typesetting of its LaTeX, which stands there as it was written"),
        "speech": _("what a voice says by its template; each card can be read aloud here"),
        "hint": _("the hint on its front: it stands below the answer"),
        "typing": _("typing of its gaps"),
        "flag": _("the colour of its flag"),
        "decks": _("the decks of its other cards: all of them lie together"),
        "options": _("the options of its deck: those of your plan hold"),
        "markup": _("some of its colours and layout"),
        "script": _("its scripts and styles"),
        "tags": _("tags that are too long or too many"),
        "layout": _("what its note type shows on no card"),
        "split": _("its siblings: each of its cards becomes a note"),
        "fields": _("further columns"),
    }
    return words[loss]
