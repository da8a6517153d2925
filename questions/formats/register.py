"""Every format of questions by its name, and which of them a file is likely to be in."""

from __future__ import annotations

from pathlib import PurePath

from questions.formats.aiken import Aiken
from questions.formats.contract import QuestionFormat
from questions.formats.gift import Gift
from questions.formats.lossless import Lossless
from questions.formats.moodle_xml import MoodleXml
from questions.formats.numbered import Numbered
from questions.formats.tables.pairs import Pairs
from questions.formats.tables.separated import Csv
from questions.formats.tables.workbook import Xlsx

_ALL: tuple[QuestionFormat, ...] = (
    Gift(),
    MoodleXml(),
    Aiken(),
    Csv(),
    Xlsx(),
    Numbered(),
    Pairs(),
    Lossless(),
)

FORMATS: dict[str, QuestionFormat] = {one.name: one for one in _ALL}
"""In the order in which lists show them, and in which a file without a telling name is tried."""

BEGINNING = 64 * 1024
"""How many bytes of a file are looked at to recognise its format."""


def format_named(name: str) -> QuestionFormat:
    """KeyError for a name that is not registered."""
    return FORMATS[name]


def format_of(file_name: str, beginning: bytes) -> QuestionFormat | None:
    """The format that a file is likely in, None where no format knows it.

    Several formats share an ending (.txt), and some files have a wrong one: of the formats of this
    ending the first one that recognises the content counts, then any other that does, and at last the
    only one of the ending.
    """
    of_ending = formats_ending(file_name)
    others = tuple(one for one in _ALL if one not in of_ending)
    for one in (*of_ending, *others):
        if one.recognises(beginning):
            return one
    return of_ending[0] if len(of_ending) == 1 else None


def formats_ending(file_name: str) -> tuple[QuestionFormat, ...]:
    """The formats whose files end as this name does."""
    ending = PurePath(file_name).suffix.lower()
    return tuple(one for one in _ALL if ending and ending in one.endings)
