"""Moodle's code for gaps, `{1:SHORTANSWER:=Paris}`, where it stands in files of other formats."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from questions.formats.moodle_xml.answers import Refused
from questions.formats.moodle_xml.draft import Draft, Made
from questions.formats.moodle_xml.gapped import cloze
from questions.formats.moodle_xml.gaps import CodedGap, parted
from questions.formats.moodle_xml.texts import Allowance, Texts

_LIKELY = re.compile(r"\{[0-9]{0,6}:[A-Z_]{2,20}:")


class UnreadableCode(ValueError):
    """Why coded gaps make no question, in a sentence."""


def holds_code(text: str) -> bool:
    """Whether a text has gaps in Moodle's code."""
    return _LIKELY.search(text) is not None and any(isinstance(part, CodedGap) for part in parted(text))


def question_of_code(text: str, format: str) -> tuple[Made, tuple[str, ...]]:
    """What such a text asks, and what is lost of it. `format` is one of Moodle's names, such as `html`."""
    element = Element("question", type="cloze")
    holder = SubElement(element, "questiontext", format=format)
    SubElement(holder, "text").text = text
    texts = Texts(Allowance(), format)
    draft = Draft(element, texts)
    try:
        made = cloze(draft)
    except Refused as reason:
        raise UnreadableCode(str(reason)) from reason
    return made, tuple(dict.fromkeys([*draft.losses, *texts.losses]))
